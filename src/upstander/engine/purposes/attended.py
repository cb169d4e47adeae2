"""Attended an incident with the person, and its follow-up window.

The member of staff was sent to an incident that the person is on. Reading up on the way, the
attendance itself, and calls and look-ups in the days after belong to it. A *visit* belongs to it
only within the tour: going back to the door on a later day is a new decision, and wants a task
or an assignment of its own (LTL40 p11: returning alone after a double-crewed first visit).
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from upstander.engine.purposes.explanation import Explanation, Ground, Window, hours, purpose_rows


def find(ground: Ground, windows: Mapping[str, float]) -> ir.Table:
    """Purposes: two rows an attendance and human being, one for visits and one for the rest."""
    rows = ground.records["attendances"].join(ground.incident_humans, "incident_id")
    left = ibis.coalesce(rows.left_at, rows.arrived_at + hours(1))

    def purposes(*, before: str, after: str, visits: bool) -> ir.Table:
        return purpose_rows(
            rows,
            explanation=EXPLANATION,
            source_table="attendances",
            starts_at=rows.arrived_at - hours(windows[before]),
            ends_at=left + hours(windows[after]),
            duty_starts_at=rows.arrived_at,
            duty_ends_at=left,
            talk=not visits,
            lookups=not visits,
            visits=visits,
        )

    return purposes(before="before", after="after", visits=False).union(
        purposes(before="before_visit", after="after_visit", visits=True)
    )


EXPLANATION = Explanation(
    slug="attended",
    title="Attended an incident with the person",
    strength="names both",
    priority=20,
    needs=("attendances", "incident_people"),
    find=find,
    windows={
        "before": Window(
            value=6,
            meaning="Look-ups and calls this long before arrival are explained.",
            reason="Reading up on the way and ringing ahead.",
        ),
        "after": Window(
            value=72,
            meaning="Look-ups and calls this long after leaving are explained.",
            reason="Writing up and updating the caller over the next tours.",
        ),
        "before_visit": Window(
            value=1, meaning="A stop this long before arrival.", reason="Clocks and approach."
        ),
        "after_visit": Window(
            value=12,
            meaning="A stop this long after leaving is explained.",
            reason="Returning within the same tour, to finish.",
        ),
    },
)
