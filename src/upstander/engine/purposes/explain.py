"""Every contact ends as explained (by which row), unexplained or uncheckable."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import ibis
import ibis.expr.types as ir

from upstander.engine.purposes import EXPLANATIONS
from upstander.engine.purposes.explanation import Explanation, Ground, Leftover
from upstander.engine.purposes.timeline import purpose_at, timeline
from upstander.engine.tables.declare import empty_table, union_all
from upstander.engine.tables.records import Engine, Records
from upstander.engine.tables.stages import EXPLAINED_CONTACTS, LINKS, PURPOSES

# Without these a contact that nothing explains might only lack the record that would.
ESSENTIAL: dict[str, tuple[str, ...]] = {
    "call": ("assignments", "involvements"),
    "message": ("assignments", "involvements"),
    "lookup": ("assignments", "involvements"),
    "visit": ("assignments", "involvements", "attendances"),
    "attendance": ("attendances",),
    "custody": ("custody_steps",),
}

Windows = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, kw_only=True)
class Explained:
    """What the purposes stage hands on."""

    contacts: ir.Table  # EXPLAINED_CONTACTS
    purposes: ir.Table  # PURPOSES with purpose_no
    links: ir.Table  # LINKS
    not_available: dict[str, tuple[str, ...]]  # explanation -> what it lacked


def purposes(ground: Ground, *, engine: Engine, windows: Windows) -> ir.Table:
    """All recorded purposes, kept and numbered (PURPOSES with purpose_no)."""
    parts = [
        explanation.find(ground, explanation.values(windows.get(slug))).select(*PURPOSES)
        for slug, explanation in EXPLANATIONS.items()
        if explanation.find
    ]
    return engine.keep("purposes", union_all(parts), numbered="purpose_no")


def links(purposes: ir.Table) -> ir.Table:
    """The policing link of each pair (LINKS): recorded work that names both, windows left off."""
    work = purposes.filter(
        purposes.is_work, purposes.staff_id.notnull(), purposes.human_id.notnull()
    )
    grouped = work.group_by("staff_id", "human_id").agg(
        first_at=work.duty_starts_at.min(),
        last_end=work.duty_ends_at.max(),
        still_open=work.duty_ends_at.isnull().any(),
        purposes=work.count(),
    )
    return grouped.select(
        "staff_id",
        "human_id",
        "first_at",
        last_at=ibis.ifelse(grouped.still_open, ibis.null("timestamp(6)"), grouped.last_end),
        purposes=grouped.purposes,
    ).select(*LINKS)


def explain(
    contacts: ir.Table,
    *,
    ground: Ground,
    purposes: ir.Table,
    stops: ir.Table,
    engine: Engine,
    windows: Windows,
    records_begin: datetime | None,
) -> Explained:
    """Each contact with its status, and the row that explains it."""
    first = engine.keep(
        "contacts_at_work",
        by_recorded_work(contacts, ground=ground, purposes=purposes, engine=engine),
    )
    leftover = first.filter(first.status == "unexplained")
    singles = _by_single_contact(first, leftover, ground, stops, engine, windows)
    open_rows = leftover.drop(
        "explained_by", "strength", "explained_table", "explained_file", "explained_row", "status"
    ).left_join(singles, "contact_id")
    settled = open_rows.mutate(
        status=ibis.cases(
            (open_rows.explained_by.notnull(), "explained"),
            (_uncheckable(open_rows, ground.records, records_begin), "uncheckable"),
            else_="unexplained",
        )
    ).select(*EXPLAINED_CONTACTS)
    rest = engine.keep("contacts_settled", settled)
    done = first.filter(first.status == "explained").select(*EXPLAINED_CONTACTS)
    return Explained(
        contacts=done.union(rest),
        purposes=purposes,
        links=engine.keep("links", links(purposes)),
        not_available={
            slug: missing
            for slug, explanation in EXPLANATIONS.items()
            if (missing := ground.records.missing(explanation.needs))
        },
    )


def by_recorded_work(
    contacts: ir.Table, *, ground: Ground, purposes: ir.Table, engine: Engine
) -> ir.Table:
    """Contacts with what recorded work explains of them (EXPLAINED_CONTACTS)."""
    staff = ground.records["staff"].select("staff_id", "team_id").distinct(on="staff_id")
    pair = engine.keep("pair_timeline", timeline(purposes, by=("staff_id", "human_id")))
    team = engine.keep("team_timeline", timeline(purposes, by=("team_id", "human_id")))
    cited = engine.keep("cited_timeline", timeline(purposes, by=("staff_id", "occurrence_id")))
    names = contacts.columns
    rows = contacts.left_join(staff, "staff_id").select(*names, "team_id")
    rows = _best(rows, pair, by=("staff_id", "human_id"), name="own_no", names=names)
    rows = _best(rows, cited, by=("staff_id", "occurrence_id"), name="cited_no", names=names)
    rows = _best(rows, team, by=("team_id", "human_id"), name="team_no", names=names)
    on_shift = ibis.coalesce(rows.on_duty, True)
    number = ibis.coalesce(
        rows.own_no, rows.cited_no, ibis.ifelse(on_shift, rows.team_no, ibis.null("int64"))
    )
    found = rows.select(*names, purpose_no=number)
    reasons = purposes.select(
        "purpose_no",
        "strength",
        explained_by="explanation",
        explained_table="source_table",
        explained_file="source_file",
        explained_row="source_row",
    )
    joined = found.left_join(reasons, "purpose_no")
    return joined.mutate(
        status=ibis.ifelse(joined.explained_by.notnull(), "explained", "unexplained")
    ).select(*EXPLAINED_CONTACTS)


def _best(
    rows: ir.Table, pieces: ir.Table, *, by: tuple[str, str], name: str, names: tuple[str, ...]
) -> ir.Table:
    other = pieces.rename(key_one=by[0], key_two=by[1])
    joined = rows.left_join(
        other,
        [
            rows[by[0]] == other.key_one,
            rows[by[1]] == other.key_two,
            (rows.kind == "visit") == other.visiting,
            rows.at >= other.piece_from,
            rows.at < other.piece_until,
        ],
    )
    carried = [column for column in rows.columns]
    return joined.select(*carried, **{name: purpose_at(joined, kind=joined.kind)})


def _by_single_contact(
    first: ir.Table,
    leftover: ir.Table,
    ground: Ground,
    stops: ir.Table,
    engine: Engine,
    windows: Windows,
) -> ir.Table:
    """What explains each of the contacts left: contact_id and the explaining row."""
    found: list[ir.Table] = []
    for slug, explanation in EXPLANATIONS.items():
        if explanation.find_contacts is None:
            continue
        remaining = leftover
        for earlier in found:
            remaining = remaining.anti_join(earlier, "contact_id")
        shown = Leftover(ground=ground, stops=stops, contacts=first, unexplained=remaining)
        rows = explanation.find_contacts(shown, explanation.values(windows.get(slug)))
        found.append(engine.keep(f"explained_{slug}", _named(rows, explanation)))
    if not found:
        return empty_table(schema=_SINGLE)
    return union_all(found)


_SINGLE = {
    "contact_id": "int64",
    "explained_by": "string",
    "strength": "string",
    "explained_table": "string",
    "explained_file": "string",
    "explained_row": "int64",
}


def _named(rows: ir.Table, explanation: Explanation) -> ir.Table:
    return rows.select(
        "contact_id",
        explained_by=ibis.literal(explanation.slug),
        strength=ibis.literal(explanation.strength),
        explained_table=rows.explained_table,
        explained_file=rows.explained_file,
        explained_row=rows.explained_row,
    )


# The contacts that a table gives.
_KINDS = {"calls": ("call", "message"), "searches": ("lookup",), "positions": ("visit",)}


def nothing_checkable(needs: Iterable[str], *, records: Records) -> tuple[str, ...]:
    """The tables without which no contact that `needs` gives could be checked; none if one could.

    A sign that reads unexplained contacts would otherwise find nothing in a force that handed
    over no assignments, and that would look like an answer.
    """
    kinds = [kind for need in needs for kind in _KINDS.get(need, ())]
    lacking = [records.missing(ESSENTIAL[kind]) for kind in kinds]
    if not kinds or not all(lacking):
        return ()
    return tuple(sorted({table for tables in lacking for table in tables}))


def _uncheckable(
    rows: ir.Table, records: Records, records_begin: datetime | None
) -> ir.BooleanValue:
    lacking = [kind for kind, needs in ESSENTIAL.items() if records.missing(needs)]
    unseen = rows.kind.isin(lacking) if lacking else ibis.literal(False)
    if records_begin is None:
        return unseen
    return unseen | (rows.at < ibis.literal(records_begin))
