"""Tables drawn as text, so that a test reads as the manual does.

    staff_id | at                  | on_duty
    S1       | 2025-03-01 10:00:00 | yes
    S2       |                     |

The first line names the columns; an empty cell is null; `yes` and `no` are booleans. Types come
from the schema that is passed.
"""

from datetime import date, datetime
from typing import Any

import ibis
import ibis.expr.types as ir

from upstander.engine.tables import CONTRACT
from upstander.engine.tables.records import Records


def rows(text: str) -> list[dict[str, str | None]]:
    """The drawn rows, each a dictionary of column to text."""
    lines = [line for line in text.strip("\n").splitlines() if line.strip()]
    names = [name.strip() for name in lines[0].split("|")]
    drawn = []
    for line in lines[1:]:
        cells = [cell.strip() or None for cell in line.split("|")]
        if len(cells) != len(names):
            raise ValueError(f"{len(cells)} cells under {len(names)} columns: {line!r}")
        drawn.append(dict(zip(names, cells, strict=True)))
    return drawn


def typed(value: str | None, kind: str) -> Any:
    """A drawn cell as a value of an Ibis type."""
    if value is None:
        return None
    if kind.startswith("timestamp"):
        return datetime.fromisoformat(value)
    if kind == "date":
        return date.fromisoformat(value)
    if kind == "boolean":
        return {"yes": True, "no": False}[value]
    if kind.startswith("int"):
        return int(value)
    if kind.startswith("float"):
        return float(value)
    return value


def table(text: str, *, schema: dict[str, str], **fill: Any) -> ir.Table:
    """A drawn table with the columns of `schema`; columns not drawn are `fill`, or null."""
    drawn = []
    for row in rows(text):
        unknown = set(row) - set(schema)
        if unknown:
            raise ValueError(f"not in the schema: {sorted(unknown)}")
        drawn.append(
            {
                name: typed(row[name], kind) if name in row else fill.get(name)
                for name, kind in schema.items()
            }
        )
    return ibis.memtable(drawn, schema=ibis.schema(schema))


def records(*, without: tuple[str, ...] = (), **drawn: str) -> Records:
    """Records from drawn contract tables: those drawn (and any empty string) count as seen.

    `source_file` and `source_row` are filled in: "<table>.csv" and the row's number from 1.
    """
    tables = {name: declared.empty() for name, declared in CONTRACT.items()}
    columns: set[str] = set()
    for name, text in drawn.items():
        schema = CONTRACT[name].schema
        if not text.strip():
            continue
        lines = rows(text)
        values = [
            {
                column: typed(row.get(column), kind)
                for column, kind in schema.items()
                if column not in ("source_file", "source_row")
            }
            | {"source_file": f"{name}.csv", "source_row": number}
            for number, row in enumerate(lines, start=1)
        ]
        tables[name] = ibis.memtable(values, schema=ibis.schema(schema))
        columns |= {f"{name}.{column}" for row in lines for column, cell in row.items() if cell}
    seen = frozenset(drawn) - frozenset(without)
    return Records(tables=tables, seen=seen, seen_columns=frozenset(columns) - frozenset(without))
