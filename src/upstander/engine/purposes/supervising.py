"""Supervising or reviewing an assigned member's case.

A line manager reads the cases of those they manage, and now and then rings the victim to ask
about the service. It explains look-ups and calls, not visits to a home.
"""

from collections.abc import Mapping

import ibis.expr.types as ir

from upstander.engine.purposes.assigned import work_on_people
from upstander.engine.purposes.explanation import Explanation, Ground, Window, hours, purpose_rows


def find(ground: Ground, windows: Mapping[str, float]) -> ir.Table:
    """Purposes: one row an assignment of somebody who reports to the member."""
    work = work_on_people(ground)
    managed = ground.records["staff"].select("staff_id", "line_manager_id")
    managed = managed.filter(managed.line_manager_id.notnull())
    rows = work.join(managed, "staff_id")
    rows = rows.drop("staff_id", "occurrence_id").rename(staff_id="line_manager_id")
    return purpose_rows(
        rows,
        explanation=EXPLANATION,
        source_table="assignments",
        starts_at=rows.starts_at - hours(windows["before"]),
        ends_at=rows.ends_at + hours(windows["after"]),
        duty_starts_at=rows.starts_at,
        duty_ends_at=rows.ends_at,
        visits=False,
        is_work=False,
    )


EXPLANATION = Explanation(
    slug="supervising",
    title="Supervising a case of somebody they manage",
    strength="names both",
    priority=40,
    needs=("assignments", "involvements", "staff.line_manager_id"),
    find=find,
    windows={
        "before": Window(
            value=72, meaning="Look-ups this long before.", reason="Allocating the case."
        ),
        "after": Window(
            value=28 * 24,
            meaning="Look-ups and calls this long after it ended.",
            reason="Closed cases are reviewed and dip-sampled in the weeks after.",
        ),
    },
)
