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
    seen = _with_humans(contacts, people)
    matched = engine.keep("true_work", _ranged(legitimate, seen).union(_single(legitimate, seen)))
    recorded = matched.filter(matched.recorded)
    scopes = {
        "purpose recorded": recorded,
        "all legitimate": matched,
        "first contacts, purpose recorded": recorded.filter(recorded["first"]),
        "first contacts, all legitimate": matched.filter(matched["first"]),
    }
    in_all = [{"of": of} | row for of, part in scopes.items() for row in _shares(part, engine)]
    return in_all, _shares(recorded, engine, by="source_table")


def _with_humans(contacts: ir.Table, people: ir.Table) -> ir.Table:
    """The scan's contacts, each with the human being who truly is behind its person record."""
    joined = contacts.join(people, "person_id")
    return joined.select(
        *PAIR, "source_table", "source_row", explained=joined.status == "explained"
    )


def _single(events: ir.Table, contacts: ir.Table) -> ir.Table:
    """Events that are one row of their table."""
    key = ["source_table", "source_row", *PAIR]
    found = contacts.group_by(key).agg(explained=contacts.explained.any())
    rows = events.filter(events.source_table != RANGED)
    joined = rows.left_join(found, key)
    return joined.select(
        "source_table",
        "recorded",
        "first",
        seen=joined.explained.notnull(),
        explained=joined.explained.fill_null(False),
    )


def _ranged(events: ir.Table, contacts: ir.Table) -> ir.Table:
    """Stays: the scan's stop begins at one of their rows, or just before or after."""
    stays = events.filter(events.source_table == RANGED)
    visits = contacts.filter(contacts.source_table == RANGED).select(
        *PAIR, "explained", visit_row="source_row"
    )
    joined = stays.left_join(
        visits,
        [
            *PAIR,
            visits.visit_row >= stays.source_row - 1,
            visits.visit_row <= stays.last_row + 1,
        ],
    )
    return (
        joined.group_by("source_table", "source_row", *PAIR, "recorded", "first")
        .agg(
            seen=joined.explained.notnull().any(), explained=joined.explained.any().fill_null(False)
        )
        .select("source_table", "recorded", "first", "seen", "explained")
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
