"""Subject by subject: what stands between the list and each who abuses their position.

Four things can: the misconduct left nothing in the extracts, or too little; a recorded purpose
explains what it left; no sign reads it; or others stand before it on the list. Each is told with
its numbers, so that whoever mends a sign knows where to look.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import ibis.expr.types as ir

from upstander.engine.evaluation.explained import TABLES, held
from upstander.engine.evaluation.metrics import ORDINARY
from upstander.engine.tables.records import Engine

Row = dict[str, Any]

# What stands between: the first that is true of a subject.
NO_TRACE = "no trace in the extracts"
TOO_FEW = "fewer rows than anybody could be expected to see"
NO_CONTACT = "rows that no contact shows"
EXPLAINED = "contacts that a recorded purpose explains"
NO_SIGN = "contacts that no sign rests on"
ON_TOP = "among the first {top}"
OUTRANKED = "outranked"


def traces(
    events: ir.Table, *, contacts: ir.Table, rests_on: ir.Table, people: ir.Table, engine: Engine
) -> dict[str, Row]:
    """By staff_id: how many rows of misconduct the extracts have, and what became of them.

    `events` and `people` are the truth's, `contacts` and `rests_on` (the events of findings) the
    scan's. Each row has `rows`, `seen` (there is a contact of it), `explained`, and `read` (a
    sign rests on it).
    """
    wrong = events.filter(events.nature == "misconduct", events.source_table.isin(TABLES))
    row = ["staff_id", "source_table", "source_row"]
    own = contacts.semi_join(wrong, "staff_id")
    marked = own.left_join(rests_on.select(*row).distinct().mutate(read=True), row)
    told = marked.select(
        "staff_id",
        "person_id",
        "source_table",
        "source_row",
        explained=marked.status == "explained",
        read=marked.read.fill_null(False),
    )
    found = held(wrong, contacts=told, people=people)
    counted = found.group_by("staff_id").agg(
        rows=found.count(),
        **{name: found[name].cast("int64").sum() for name in ("seen", "explained", "read")},
    )
    return {row.pop("staff_id"): row for row in engine.rows(counted)}


def between(
    subjects: Sequence[Row],
    *,
    left: Mapping[str, Row],
    bits: Mapping[str, float],
    order: Sequence[str],
    natures: Mapping[str, Collection[str]],
    top: int,
) -> list[Row]:
    """A row for each of `subjects` (the truth's), with `stands_between` in words.

    `left` is what `traces` found, `bits` the score of members, `order` the list, `natures` what the
    pairs of members who are no subjects truly are. `before_are` says who is before one that is
    outranked: how many subjects, and the commonest natures of the others.
    """
    wanted = {row["staff_id"] for row in subjects}
    place = {member: rank for rank, member in enumerate(order, start=1)}
    rows = []
    for subject in subjects:
        member = subject["staff_id"]
        rank = place.get(member)
        own = left.get(member, {"rows": 0, "seen": 0, "explained": 0, "read": 0})
        stands = _stands_between(subject, own, rank=rank, top=top)
        before = order[: rank - 1] if rank and stands == OUTRANKED else ()
        rows.append(
            {
                "staff_id": member,
                "style": subject["style"],
                "events": subject["events"],
                "observable": subject["observable"],
                **own,
                "rank": rank,
                "bits": bits.get(member),
                "stands_between": stands,
                "before_are": _told(before, wanted=wanted, natures=natures) if before else "",
            }
        )
    return rows


def _stands_between(subject: Row, own: Row, *, rank: int | None, top: int) -> str:
    if rank and rank <= top:
        return ON_TOP.format(top=top)
    if not subject["events"]:
        return NO_TRACE
    if not subject["observable"]:
        return TOO_FEW
    if not own["seen"]:
        return NO_CONTACT
    if not own["read"]:
        return EXPLAINED if own["explained"] == own["seen"] else NO_SIGN
    return OUTRANKED


def _told(
    before: Sequence[str], *, wanted: Collection[str], natures: Mapping[str, Collection[str]]
) -> str:
    """Who stands before: subjects, and the natures of the others that are the most common."""
    others = [member for member in before if member not in wanted]
    counted = Counter(
        nature for member in others for nature in natures.get(member, ()) or (ORDINARY,)
    )
    commonest = [f"{nature} {count}" for nature, count in counted.most_common(3)]
    return ", ".join([f"subjects {len(before) - len(others)}", *commonest])
