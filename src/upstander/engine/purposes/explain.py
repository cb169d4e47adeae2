"""Every contact ends as explained (by which row), unexplained or uncheckable."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import ibis
import ibis.expr.types as ir

from upstander.engine.purposes import EXPLANATIONS, filtered
from upstander.engine.purposes.explanation import Explanation, Ground, Leftover
from upstander.engine.purposes.recorded import Coded, recorded_work, with_singles
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

# Nobody filters in most scans: then not even the contacts left over are read for it.
_FILTERED = filtered.EXPLANATION.slug

Windows = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, kw_only=True)
class Explained:
    """What the purposes stage hands on."""

    contacts: ir.Table  # EXPLAINED_CONTACTS
    purposes: ir.Table  # PURPOSES
    links: ir.Table  # LINKS
    not_available: dict[str, tuple[str, ...]]  # explanation -> what it lacked


def purposes(ground: Ground, *, engine: Engine, windows: Windows) -> ir.Table:
    """All recorded purposes, kept (PURPOSES)."""
    parts = [
        explanation.find(ground, explanation.values(windows.get(slug))).select(*PURPOSES)
        for slug, explanation in EXPLANATIONS.items()
        if explanation.find
    ]
    return engine.keep("purposes", union_all(parts), passing=True)


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
    at_work = recorded_work(contacts, ground=ground, purposes=purposes, engine=engine)
    singles = _by_single_contact(contacts, at_work, ground, stops, engine, windows)
    rows = with_singles(at_work, singles=singles, engine=engine).named(contacts)
    settled = rows.mutate(
        status=ibis.cases(
            (rows.explained_by.notnull(), "explained"),
            (_uncheckable(rows, ground.records, records_begin), "uncheckable"),
            else_="unexplained",
        )
    ).select(*EXPLAINED_CONTACTS)
    return Explained(
        contacts=engine.keep("contacts_explained", settled),
        purposes=purposes,
        links=engine.keep("links", links(purposes)),
        not_available={
            slug: missing
            for slug, explanation in EXPLANATIONS.items()
            if (missing := ground.records.missing(explanation.needs))
        },
    )


def _by_single_contact(
    contacts: ir.Table,
    at_work: Coded,
    ground: Ground,
    stops: ir.Table,
    engine: Engine,
    windows: Windows,
) -> ir.Table:
    """What explains each of the contacts left: contact_id and the explaining row."""
    named = at_work.named(contacts)
    explained = named.filter(named.explained_by.notnull())
    leftover = contacts.anti_join(at_work.codes, "contact_id")
    found: list[ir.Table] = []
    for slug, explanation in EXPLANATIONS.items():
        if explanation.find_contacts is None or (slug == _FILTERED and ground.filters is None):
            continue
        remaining = leftover
        for earlier in found:
            remaining = remaining.anti_join(earlier, "contact_id")
        shown = Leftover(ground=ground, stops=stops, explained=explained, unexplained=remaining)
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
