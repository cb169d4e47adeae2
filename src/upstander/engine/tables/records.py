"""What the stages hand on: a force's accepted records, and the port through which they execute."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import ibis.expr.types as ir
import pyarrow as pa


@dataclass(frozen=True, kw_only=True)
class Records:
    """A force's accepted records.

    Every table of the contract is here: one that the force did not hand over stands in as an
    empty table, so that a stage need not ask. Whether something could be *seen* is asked of
    `seen` (tables) and `seen_columns` ("calls.duration_s": optional columns that arrived with
    at least one value).
    """

    tables: Mapping[str, ir.Table]
    seen: frozenset[str] = field(default_factory=frozenset)
    seen_columns: frozenset[str] = field(default_factory=frozenset)

    def __getitem__(self, name: str) -> ir.Table:
        return self.tables[name]

    def missing(self, needs: Iterable[str]) -> tuple[str, ...]:
        """Those of `needs` ("calls" or "calls.duration_s") that did not arrive.

        Of a need "calls.number or calls.other_number" one is enough.
        """
        arrived = self.seen | self.seen_columns
        return tuple(need for need in needs if arrived.isdisjoint(need.split(" or ")))


class Engine(Protocol):
    """What a stage may ask of the engine that runs it: `sessions.py` or `spark.py`."""

    def keep(
        self,
        name: str,
        expression: ir.Table,
        *,
        numbered: str | None = None,
        passing: bool = False,
    ) -> ir.Table:
        """Work the expression out once and keep it under that name.

        `numbered` adds an int64 column of that name, unique within the table and otherwise
        without meaning. `passing` says that the table is read once or twice and then done with.
        """
        ...

    def beside(self) -> "Engine":
        """A second line of work over what is kept so far, which does not wait for this one."""
        ...

    def settle(self) -> None:
        """Until all that was asked for is done."""
        ...

    def rows(self, expression: ir.Table) -> list[dict[str, Any]]:
        """The rows as dictionaries: for results that a person could read through."""
        ...

    def arrow(self, expression: ir.Table) -> pa.Table:
        """The rows as an Arrow table."""
        ...

    def load(self, name: str, table: pa.Table) -> ir.Table:
        """Keep an Arrow table under that name."""
        ...

    def write_parquet(self, expression: ir.Table, path: Path) -> None:
        """Write the rows to Parquet: there when the engine has settled."""
        ...


class Reader(Engine, Protocol):
    """An engine that reads extracts besides."""

    def beside(self) -> "Reader":
        """A second line of work over what is kept so far, which does not wait for this one."""
        ...

    @property
    def work(self) -> Path:
        """A folder for files of this run; it is gone afterwards."""
        ...

    def read_parquet(self, name: str, paths: Sequence[Path], *, below: Path) -> ir.Table:
        """A view over Parquet files, with `source_file` (as seen from `below`) and `source_row`."""
        ...

    def view(self, name: str, expression: ir.Table) -> ir.Table:
        """Give an expression over kept tables and files a name without working it out."""
        ...

    def fetch(self, url: str, *, table: str | None, query: str | None, to: Path) -> None:
        """Stream a database's table, or what a query gives, into one Parquet file."""
        ...

    def first(self, expression: ir.Table, *, reading: str) -> Callable[[], dict[str, Any]]:
        """Ask for the one row of a summary over extracts; what comes back waits for it.

        ExtractError then names `reading` if it is damaged.
        """
        ...
