"""Owned the control log that the person is on.

A control-room operator rings back, updates and looks up whoever is on the log while it is theirs:
from taking it until it is passed on or closed. Case 4 is a log held to the operator's own next
tour: holding is recorded work, and is read by a sign of its own.
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from upstander.engine.purposes.explanation import Explanation, Ground, Window, hours, purpose_rows


def find(ground: Ground, windows: Mapping[str, float]) -> ir.Table:
    """Purposes: one row a handling of a log and human being on it."""
    handling = ground.records["log_handling"]
    order = ibis.window(group_by="incident_id", order_by="at")
    timed = handling.mutate(next_at=handling.at.lead().over(order))
    timed = timed.mutate(
        until=ibis.coalesce(timed.held_until, timed.next_at, timed.at + hours(windows["open_log"]))
    )
    rows = timed.join(ground.incident_humans, "incident_id")
    return purpose_rows(
        rows,
        explanation=EXPLANATION,
        source_table="log_handling",
        starts_at=rows.at - hours(windows["before"]),
        ends_at=ibis.greatest(rows.until, rows.at) + hours(windows["after"]),
        duty_starts_at=rows.at,
        duty_ends_at=rows.until,
        visits=False,
    )


EXPLANATION = Explanation(
    slug="owned_the_log",
    title="Owned the control log that the person is on",
    strength="names both",
    priority=25,
    needs=("log_handling", "incident_people"),
    find=find,
    windows={
        "before": Window(
            value=2, meaning="Look-ups this long before.", reason="Taking the call comes first."
        ),
        "after": Window(
            value=12, meaning="Contact this long after.", reason="Call-backs within the tour."
        ),
        "open_log": Window(
            value=24,
            meaning="How long a log with no further entry is taken to be owned.",
            reason="Closing entries are missing in some systems.",
        ),
    },
)
