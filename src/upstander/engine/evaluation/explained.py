"""How much of the legitimate work of a simulated force the scan explains.

An event of the truth is one row of an extract between a member of staff and a human being; the
stay of a vehicle is a range of rows of the positions. It is explained where the scan's contact of
that row, that member and that human being is.
"""

from typing import Any

import ibis.expr.types as ir

from upstander.engine.tables.records import Engine

PAIR = ("staff_id", "true_human")
RANGED = "positions"
# The tables that contacts are made of; the truth also has the handling of logs, which is none.
TABLES = ("calls", "messages", "searches", "attendances", "custody_steps", RANGED)
# What may be known of the contact of an event: a purpose explains it; a sign rests on it.
FLAGS = ("explained", "read")


def explained(
    events: ir.Table, *, contacts: ir.Table, people: ir.Table, engine: Engine
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Shares of the legitimate events that are explained: in all, and table by table.

    `events` and `people` are the truth's, `contacts` the scan's. The first list has a row for the
    events whose purpose is recorded and one for all legitimate events, each also for first
    contacts alone; the second has the recorded ones, a row for each table of the extracts.
    """
    legitimate = events.filter(
        (events.nature == "work") | events.nature.startswith("look_alike"),
        events.source_table.isin(TABLES),
    )
    seen = contacts.mutate(explained=contacts.status == "explained")
    matched = engine.keep("true_work", held(legitimate, contacts=seen, people=people))
    recorded = matched.filter(matched.recorded)
    scopes = {
        "purpose recorded": recorded,
        "all legitimate": matched,
        "first contacts, purpose recorded": recorded.filter(recorded["first"]),
        "first contacts, all legitimate": matched.filter(matched["first"]),
    }
    in_all = [{"of": of} | row for of, part in scopes.items() for row in _shares(part, engine)]
    return in_all, _shares(recorded, engine, by="source_table")


def held(events: ir.Table, *, contacts: ir.Table, people: ir.Table) -> ir.Table:
    """Events of the truth with what the scan has of each.

    Columns: staff_id, source_table, recorded, first; `seen`: there is a contact of that row, that
    member and that human being; and those of FLAGS that `contacts` carry, of that contact.
    """
    flags = [name for name in FLAGS if name in contacts.columns]
    seen = contacts.join(people, "person_id").select(*PAIR, "source_table", "source_row", *flags)
    told = ["staff_id", "source_table", "recorded", "first", "seen", *flags]
    return (
        _ranged(events, seen, flags).select(told).union(_single(events, seen, flags).select(told))
    )


def _single(events: ir.Table, contacts: ir.Table, flags: list[str]) -> ir.Table:
    """Events that are one row of their table."""
    key = ["source_table", "source_row", *PAIR]
    found = contacts.group_by(key).agg(**{name: contacts[name].any() for name in flags})
    joined = events.filter(events.source_table != RANGED).left_join(found, key)
    return joined.mutate(
        seen=joined[flags[0]].notnull(), **{name: joined[name].fill_null(False) for name in flags}
    )


def _ranged(events: ir.Table, contacts: ir.Table, flags: list[str]) -> ir.Table:
    """Stays: the scan's stop begins at one of their rows, or just before or after."""
    stays = events.filter(events.source_table == RANGED)
    visits = contacts.filter(contacts.source_table == RANGED).select(
        *PAIR, *flags, visit_row="source_row"
    )
    joined = stays.left_join(
        visits,
        [
            *PAIR,
            visits.visit_row >= stays.source_row - 1,
            visits.visit_row <= stays.last_row + 1,
        ],
    )
    return joined.group_by("source_table", "source_row", *PAIR, "recorded", "first").agg(
        seen=joined[flags[0]].notnull().any(),
        **{name: joined[name].any().fill_null(False) for name in flags},
    )


def _shares(rows: ir.Table, engine: Engine, *, by: str | None = None) -> list[dict[str, Any]]:
    counts = (rows.group_by(by) if by else rows).agg(
        events=rows.count(),
        seen=rows.seen.cast("int64").sum(),
        explained=rows.explained.cast("int64").sum(),
    )
    found = engine.rows(counts.order_by(by) if by else counts)
    return [
        row | {"share": row["explained"] / row["seen"] if row["seen"] else None} for row in found
    ]
