"""Assigned to an open occurrence that involves the person.

The member of staff was investigating, supervising, safeguarding or liaising on an occurrence in
which the person is a victim, witness, caller, suspect or otherwise named. Contact belongs to the
work from shortly before the assignment was entered (records lag) until some days after it ended:
victims are told of outcomes under the Victims' Code, and a hand-over is introduced in person.
A purpose explains that there is contact, not how much of it: the signs of contact shape still
count explained contacts.
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from upstander.engine.purposes.explanation import Explanation, Ground, Window, hours, purpose_rows


def work_on_people(ground: Ground) -> ir.Table:
    """Assignments with each human being that their occurrence involves.

    Columns: staff_id, role, human_id, occurrence_id, starts_at, ends_at (null: open), closed
    (whether it ended with the occurrence), source_file, source_row.
    """
    assignments = ground.records["assignments"]
    occurrences = ground.records["occurrences"].select("occurrence_id", "closed_at")
    involved = (
        ground.records["involvements"]
        .join(ground.humans, "person_id")
        .select("occurrence_id", "human_id")
        .distinct()
    )
    joined = assignments.left_join(occurrences, "occurrence_id")
    dated = joined.select(
        "occurrence_id",
        "staff_id",
        "role",
        "starts_at",
        "source_file",
        "source_row",
        ends_at=ibis.coalesce(joined.ends_at, joined.closed_at),
        closed=joined.ends_at.isnull() | (joined.closed_at <= joined.ends_at),
    )
    return dated.join(involved, "occurrence_id")


def find(ground: Ground, windows: Mapping[str, float]) -> ir.Table:
    """Purposes: one row an assignment and human being involved."""
    work = work_on_people(ground)
    after = ibis.ifelse(
        work.closed,
        work.ends_at + hours(windows["after_closure"]),
        work.ends_at + hours(windows["after_hand_over"]),
    )
    return purpose_rows(
        work.drop("occurrence_id"),
        explanation=EXPLANATION,
        source_table="assignments",
        starts_at=work.starts_at - hours(windows["before"]),
        ends_at=after,
        duty_starts_at=work.starts_at,
        duty_ends_at=work.ends_at,
    )


EXPLANATION = Explanation(
    slug="assigned",
    title="Assigned to an open occurrence that involves the person",
    strength="names both",
    priority=10,
    needs=("assignments", "involvements", "occurrences"),
    find=find,
    windows={
        "before": Window(
            value=72,
            meaning="Contact this long before the assignment's start is explained.",
            reason="Work begins before it is entered: assignments are recorded late.",
        ),
        "after_closure": Window(
            value=14 * 24,
            meaning="Contact this long after the occurrence closed is explained.",
            reason="Outcome updates under the Victims' Code, return of property.",
        ),
        "after_hand_over": Window(
            value=7 * 24,
            meaning="Contact this long after a hand-over is explained.",
            reason="The new officer is introduced; LTL40 case 10 is contact after it.",
        ),
    },
)
