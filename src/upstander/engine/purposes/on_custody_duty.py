"""Custody duty in the suite while the person is in it.

Whoever is on duty in a custody suite deals with everyone detained there: bookings, cell visits,
tests, release. A custody step that a member of staff carried out is itself such work. Case 7
shows that what passes in it may still be wrong; the record explains only that they met.
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from upstander.engine.purposes.explanation import (
    FAR_AWAY,
    Explanation,
    Ground,
    Window,
    hours,
    purpose_rows,
)


def find(ground: Ground, windows: Mapping[str, float]) -> ir.Table:
    """Purposes: one row a duty and detention that overlap, and one a custody step."""
    detained = ground.records["custody"].join(ground.humans, "person_id")
    detained = detained.select(
        "custody_id",
        "human_id",
        "suite",
        held_from=detained.starts_at,
        held_until=ibis.coalesce(detained.ends_at, ibis.literal(FAR_AWAY).cast("timestamp(6)")),
    )
    duties = ground.records["custody_duties"]
    shared = duties.join(
        detained,
        [
            duties.suite == detained.suite,
            duties.starts_at < detained.held_until,
            detained.held_from < duties.ends_at,
        ],
    )
    steps = ground.records["custody_steps"].join(
        detained.select("custody_id", "human_id"), "custody_id"
    )
    return _purposes(
        shared,
        source_table="custody_duties",
        starts=ibis.greatest(shared.starts_at, shared.held_from),
        ends=ibis.least(shared.ends_at, shared.held_until),
        windows=windows,
    ).union(
        _purposes(
            steps,
            source_table="custody_steps",
            starts=steps.starts_at,
            ends=steps.ends_at,
            windows=windows,
        )
    )


def _purposes(
    rows: ir.Table,
    *,
    source_table: str,
    starts: ir.TimestampValue,
    ends: ir.TimestampValue,
    windows: Mapping[str, float],
) -> ir.Table:
    return purpose_rows(
        rows,
        explanation=EXPLANATION,
        source_table=source_table,
        starts_at=starts - hours(windows["before"]),
        ends_at=ends + hours(windows["after"]),
        duty_starts_at=starts,
        duty_ends_at=ends,
        visits=False,
    )


EXPLANATION = Explanation(
    slug="on_custody_duty",
    title="On custody duty while the person was in the suite",
    strength="names both",
    priority=25,
    needs=("custody", "custody_duties"),
    find=find,
    windows={
        "before": Window(
            value=4, meaning="Look-ups this long before.", reason="Preparing the arrival."
        ),
        "after": Window(
            value=12, meaning="Look-ups this long after.", reason="Finishing the custody record."
        ),
    },
)
