"""The look-up cites an occurrence that the member works on.

The audit log carries the occurrence for which the record was opened, and the member was assigned
to it. Citing an occurrence that somebody else works on explains nothing.
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from upstander.engine.purposes.explanation import Explanation, Ground, Window, hours, purpose_rows


def find(ground: Ground, windows: Mapping[str, float]) -> ir.Table:
    """Purposes of look-ups: occurrence_id is set and human_id is null."""
    occurrences = ground.records["occurrences"].select("occurrence_id", "closed_at")
    rows = ground.records["assignments"].left_join(occurrences, "occurrence_id")
    ends = ibis.coalesce(rows.ends_at, rows.closed_at)
    return purpose_rows(
        rows,
        explanation=EXPLANATION,
        source_table="assignments",
        starts_at=rows.starts_at - hours(windows["before"]),
        ends_at=ends + hours(windows["after"]),
        duty_starts_at=rows.starts_at,
        duty_ends_at=ends,
        talk=False,
        visits=False,
        is_work=False,
    )


EXPLANATION = Explanation(
    slug="cites_occurrence",
    title="The look-up cites an occurrence that the member works on",
    strength="names both",
    priority=12,
    needs=("assignments", "searches.occurrence_id"),
    find=find,
    windows={
        "before": Window(
            value=72, meaning="Look-ups this long before.", reason="Assignments are entered late."
        ),
        "after": Window(
            value=14 * 24, meaning="Look-ups this long after.", reason="Closing the file."
        ),
    },
)
