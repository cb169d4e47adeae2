"""How a table of the contract is declared: once, with everything that is made from it.

The reference page, the validation, the `--as-of` view and the empty stand-in for a table that
a force did not hand over are all made from these declarations.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import ibis
import ibis.expr.types as ir

ColumnType = Literal[
    "identifier", "text", "enum", "timestamp", "date", "integer", "number", "boolean"
]
Sensitivity = Literal["identifier", "personal", "special category", "operational"]

IBIS_TYPES: dict[ColumnType, str] = {
    "identifier": "string",
    "text": "string",
    "enum": "string",
    "timestamp": "timestamp(6)",
    "date": "date",
    "integer": "int64",
    "number": "float64",
    "boolean": "boolean",
}

# Every accepted row can be found again: these two columns ride along with each contract table.
SOURCE_COLUMNS: dict[str, str] = {"source_file": "string", "source_row": "int64"}


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: its type, its closed list if it has one, and when its value became known.

    `known_from` names the column of the same row whose time is the first moment at which this
    value could have been read (a closing date is not known before the case closes). None means
    that the value is known with the row.
    """

    name: str
    type: ColumnType
    meaning: str
    optional: bool = False
    values: tuple[str, ...] = ()
    unit: str = ""
    low: float | None = None
    high: float | None = None
    sensitivity: Sensitivity = "operational"
    known_from: str | None = None


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table. `known_from` names the column that says when a row could first be read."""

    name: str
    section: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    interval: tuple[str, str] | None = None
    known_from: str | None = None
    alternatives: tuple[tuple[str, ...], ...] = ()

    def column(self, name: str) -> Column:
        """The declaration of one column; KeyError if the table has none of that name."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def schema(self) -> dict[str, str]:
        """Column name to Ibis type, the two source columns last."""
        own = {column.name: IBIS_TYPES[column.type] for column in self.columns}
        return own | SOURCE_COLUMNS

    def empty(self) -> ir.Table:
        """A table with the right columns and no rows, for what a force did not hand over."""
        return empty_table(schema=self.schema)


def empty_table(*, schema: dict[str, str]) -> ir.Table:
    """An Ibis table with the given columns and no rows, on whatever engine reads it."""
    # Of Arrow rather than of a list, for which Ibis would load pandas.
    return ibis.memtable(ibis.schema(schema).to_pyarrow().empty_table())


def union_all(tables: Sequence[ir.Table]) -> ir.Table:
    """The rows of all tables, columns in the first one's order."""
    if not tables:
        raise ValueError("union_all needs at least one table")
    first, *rest = tables
    names = first.columns
    if not rest:
        return first
    return ibis.union(first, *[table.select(*names) for table in rest])
