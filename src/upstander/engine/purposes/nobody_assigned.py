"""The member worked on the person's open matter, and nobody is assigned to it.

An occurrence on which somebody works and to which nobody is assigned has lost its assignment:
entered late, on paper, or never. The member's own look-ups that cite it, on two days or more, say
who works on it. It is the weakest of the reasons, as it rests on what the member gave as a reason:
it explains no visit, and nothing once anybody is assigned, and each such matter is counted among
what the force should put right. Contact off duty, bursts and contact shape are counted all the
same by the signs that count explained contact too.
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from upstander.engine.purposes.explanation import (
    Explanation,
    Ground,
    Window,
    first_row,
    hours,
    purpose_rows,
)
from upstander.engine.tables.records import Records

_WORK = ("staff_id", "occurrence_id")


def worked_on(records: Records, *, days: float) -> ir.Table:
    """Who cited an occurrence that nobody is assigned to, on how many days or more.

    Columns: staff_id, occurrence_id, first_at, source_file, source_row of the first such look-up.
    """
    cited = records["searches"].filter(lambda table: table.occurrence_id.notnull())
    cited = cited.semi_join(records["occurrences"], "occurrence_id").anti_join(
        records["assignments"], "occurrence_id"
    )
    often = cited.group_by(*_WORK).agg(
        first_at=cited["at"].min(), days=cited["at"].date().nunique()
    )
    often = often.filter(often.days >= days)
    first = cited.join(often.select(*_WORK, "first_at"), _WORK)
    first = first.filter(first["at"] == first.first_at)
    rows = first_row(
        first.select(
            *_WORK,
            "first_at",
            explained_table=ibis.literal("searches"),
            explained_file=first.source_file,
            explained_row=first.source_row,
        ),
        by=(*_WORK, "first_at"),
    )
    return rows.select(
        *_WORK, "first_at", source_file=rows.explained_file, source_row=rows.explained_row
    )


def find(ground: Ground, windows: Mapping[str, float]) -> ir.Table:
    """Purposes: one row a member, matter without an assignment, and human being involved."""
    records = ground.records
    involved = (
        records["involvements"]
        .join(ground.humans, "person_id")
        .select("occurrence_id", "human_id")
        .distinct()
    )
    spans = records["occurrences"].select("occurrence_id", "opened_at", "closed_at")
    work = worked_on(records, days=windows["days"]).join(spans, "occurrence_id")
    rows = work.join(involved, "occurrence_id")
    since = ibis.greatest(rows.first_at - hours(windows["before"]), rows.opened_at)
    return purpose_rows(
        rows.drop("occurrence_id"),
        explanation=EXPLANATION,
        source_table="searches",
        starts_at=since,
        ends_at=rows.closed_at + hours(windows["after"]),
        duty_starts_at=ibis.greatest(rows.first_at, rows.opened_at),
        duty_ends_at=rows.closed_at,
        visits=False,
    )


EXPLANATION = Explanation(
    slug="nobody_assigned",
    title="Worked on the person's open matter, and nobody is assigned to it",
    strength="the member's own",
    priority=58,
    needs=("searches.occurrence_id", "assignments", "involvements", "occurrences"),
    find=find,
    windows={
        "days": Window(
            value=2,
            meaning="On so many days or more the member cited the matter.",
            reason="Whoever works on a matter opens it again; once is a glance.",
            unit="days",
        ),
        "before": Window(
            value=72,
            meaning="Contact this long before the first look-up that cites it is explained.",
            reason="Work begins before it is entered.",
        ),
        "after": Window(
            value=7 * 24,
            meaning="Contact this long after the matter closed is explained.",
            reason="The outcome is told; half of an assignment's, as less is on record.",
        ),
    },
)
