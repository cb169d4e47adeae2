"""A task names both.

An appointment, reassurance or safeguarding visit, or a call-back was recorded for this member of
staff with this person. Tasks are carried out around their time, seldom to the minute.
"""

from collections.abc import Mapping

import ibis.expr.types as ir

from upstander.engine.purposes.explanation import Explanation, Ground, Window, hours, purpose_rows


def find(ground: Ground, windows: Mapping[str, float]) -> ir.Table:
    """Purposes: one row a task."""
    tasks = ground.records["tasks"].drop("occurrence_id").join(ground.humans, "person_id")
    return purpose_rows(
        tasks,
        explanation=EXPLANATION,
        source_table="tasks",
        starts_at=tasks.starts_at - hours(windows["before"]),
        ends_at=tasks.ends_at + hours(windows["after"]),
        duty_starts_at=tasks.starts_at,
        duty_ends_at=tasks.ends_at,
    )


EXPLANATION = Explanation(
    slug="tasked",
    title="A task names both",
    strength="names both",
    priority=15,
    needs=("tasks",),
    find=find,
    windows={
        "before": Window(
            value=24,
            meaning="Contact this long before the task is explained.",
            reason="Making the appointment, reading up, coming early.",
        ),
        "after": Window(
            value=48,
            meaning="Contact this long after the task is explained.",
            reason="Coming late, writing up, confirming what was agreed.",
        ),
    },
)
