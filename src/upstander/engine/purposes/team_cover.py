"""A colleague of the same team is assigned, and the member was on duty.

Teams cover for each other: the one who answers is the one on shift. It is weaker than work that
names the member, and is told so.
"""

from collections.abc import Mapping

import ibis.expr.types as ir

from upstander.engine.purposes.assigned import work_on_people
from upstander.engine.purposes.explanation import Explanation, Ground, Window, hours, purpose_rows


def find(ground: Ground, windows: Mapping[str, float]) -> ir.Table:
    """Purposes of a team: team_id is set and staff_id is null."""
    work = work_on_people(ground)
    teams = ground.records["staff"].select("staff_id", "team_id")
    teams = teams.filter(teams.team_id.notnull())
    rows = work.join(teams, "staff_id").drop("staff_id", "occurrence_id")
    return purpose_rows(
        rows,
        explanation=EXPLANATION,
        source_table="assignments",
        starts_at=rows.starts_at - hours(windows["before"]),
        ends_at=rows.ends_at + hours(windows["after"]),
        duty_starts_at=rows.starts_at,
        duty_ends_at=rows.ends_at,
        is_work=False,
    )


EXPLANATION = Explanation(
    slug="team_cover",
    title="A colleague of the same team is assigned, and the member was on duty",
    strength="the team",
    priority=60,
    needs=("assignments", "involvements", "staff.team_id"),
    find=find,
    windows={
        "before": Window(
            value=24, meaning="Contact this long before.", reason="The team works it first."
        ),
        "after": Window(
            value=7 * 24, meaning="Contact this long after.", reason="Updates by who is on shift."
        ),
    },
)
