"""The only room that executes: one DuckDB session, with a memory limit that is kept."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.backends.duckdb import Backend
from splink import DuckDBAPI

from upstander.errors import ExtractError

# What DuckDB may hold. The process itself (Python, Arrow, Splink, the allocator) comes on top with
# a third of a gigabyte or so: a scan of 1,000 staff then stays below 4 GB.
DEFAULT_MEMORY = "3GB"
FETCHED_AT_ONCE = 50_000  # rows


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _asked(source: Any, query: str) -> ir.Table:
    """A query as a table of its database."""
    if source.name != "postgres":
        return cast(ir.Table, source.sql(query))
    # Ibis learns a query's columns from a view that it cannot drop again on PostgreSQL; a
    # temporary one of our own goes with the connection.
    with source.con.cursor() as cursor, source.con.transaction():
        cursor.execute(f"CREATE TEMPORARY VIEW upstander_asked AS {query}")
    return cast(ir.Table, source.table("upstander_asked"))


class DuckSession:
    """Runs Ibis expressions on DuckDB, out of core, in a work folder of its own."""

    def __init__(self, backend: Backend, *, work: Path) -> None:
        self.backend = backend
        self.work = work

    @property
    def raw(self) -> duckdb.DuckDBPyConnection:
        """The driver's own connection, for Splink alone."""
        return cast(duckdb.DuckDBPyConnection, self.backend.con)

    def keep(self, name: str, expression: ir.Table, *, numbered: str | None = None) -> ir.Table:
        """Work the expression out once and keep it as a table."""
        sql = self.backend.compile(expression)
        self._bring_in(expression)
        number = f'row_number() OVER () AS "{numbered}", ' if numbered else ""
        self.raw.execute(f'CREATE OR REPLACE TABLE "{name}" AS SELECT {number}* FROM ({sql})')
        return self.backend.table(name)

    def _bring_in(self, expression: ir.Table) -> None:
        # Ibis registers in-memory tables only on the paths it executes itself.
        self.backend._run_pre_execute_hooks(expression)

    def drop(self, name: str) -> None:
        """Forget a kept table and give its space back."""
        self.raw.execute(f'DROP TABLE IF EXISTS "{name}"')

    def rows(self, expression: ir.Table) -> list[dict[str, Any]]:
        """The rows as dictionaries."""
        return cast(list[dict[str, Any]], self.arrow(expression).to_pylist())

    def arrow(self, expression: ir.Table) -> pa.Table:
        """The rows as an Arrow table."""
        return self.backend.to_pyarrow(expression)

    def load(self, name: str, table: pa.Table) -> ir.Table:
        """Keep an Arrow table under that name."""
        return self.keep(name, ibis.memtable(table))

    def read_parquet(self, name: str, paths: Sequence[Path], *, below: Path) -> ir.Table:
        """A view over Parquet files, with `source_file` and `source_row` for each row.

        The file is named as seen from the folder `below`; rows are numbered from 1 in each file.
        Columns are matched by name; a column that a file lacks is null.
        """
        listed = ", ".join(_quoted(str(path)) for path in paths)
        files = (
            f"read_parquet([{listed}], filename='source_file', file_row_number=true, "
            "union_by_name=true)"
        )
        if len(paths) == 1:
            named = _quoted(paths[0].relative_to(below).as_posix())
        else:
            named = f"substr(source_file, {len(below.as_posix().rstrip('/')) + 2})"
        changed = [f"{named} AS source_file", *self._readable(files)]
        self.raw.execute(
            f'CREATE OR REPLACE VIEW "{name}" AS SELECT * EXCLUDE (file_row_number) '
            f"REPLACE ({', '.join(changed)}), file_row_number + 1 AS source_row FROM {files}"
        )
        return self.backend.table(name)

    def _readable(self, files: str) -> list[str]:
        # Ibis has no name for these two types, and DuckDB no direct way to a plain timestamp.
        plain = {"TIMESTAMP_NS WITH TIME ZONE": "TIMESTAMPTZ", '"NULL"': "VARCHAR"}
        plain |= {"TIMESTAMPTZ_NS": "TIMESTAMPTZ", "NULL": "VARCHAR"}
        described = self.raw.execute(f"DESCRIBE SELECT * FROM {files}").fetchall()
        return [
            f'CAST("{name.replace(chr(34), chr(34) * 2)}" AS {plain[kind]}) '
            f'AS "{name.replace(chr(34), chr(34) * 2)}"'
            for name, kind, *_ in described
            if kind in plain
        ]

    def view(self, name: str, expression: ir.Table) -> ir.Table:
        """Name an expression without working it out: what is built on it stays short."""
        self.raw.execute(f'CREATE OR REPLACE VIEW "{name}" AS {self.backend.compile(expression)}')
        return self.backend.table(name)

    def first(self, expression: ir.Table, *, reading: str) -> dict[str, Any]:
        """The one row of a summary over extracts; ExtractError if a file gives out on the way."""
        try:
            return self.rows(expression)[0]
        except (duckdb.IOException, duckdb.InvalidInputException, duckdb.DataError) as error:
            raise ExtractError(
                f"{reading} is damaged: it cannot be read to its end.",
                do="Export it again, and compare the sizes of the two copies.",
            ) from error

    def splink(self) -> DuckDBAPI:
        """Splink's door to this session's own database: nothing leaves it."""
        return DuckDBAPI(self.raw)

    def fetch(self, url: str, *, table: str | None, query: str | None, to: Path) -> None:
        """Stream a database's table, or what a query gives, into one Parquet file.

        Any database that Ibis reads, by its URL. Raises the driver's own error.
        """
        source: Any = ibis.connect(url)
        try:
            asked = source.table(table) if table else _asked(source, query or "")
            batches = source.to_pyarrow_batches(asked, chunk_size=FETCHED_AT_ONCE)
            to.parent.mkdir(parents=True, exist_ok=True)
            with pq.ParquetWriter(to, asked.schema().to_pyarrow()) as writer:
                for batch in batches:
                    writer.write_batch(batch)
        finally:
            source.disconnect()

    def write_parquet(self, expression: ir.Table, path: Path) -> None:
        """Write the rows to one Parquet file."""
        self._bring_in(expression)
        target = str(path).replace("'", "''")
        self.raw.execute(
            f"COPY ({self.backend.compile(expression)}) TO '{target}' "
            "(FORMAT parquet, COMPRESSION zstd)"
        )


@contextmanager
def duck_session(
    *, work: Path, memory: str = DEFAULT_MEMORY, threads: int | None = None
) -> Iterator[DuckSession]:
    """A session whose database and spill files live in `work`, gone from memory afterwards.

    The database is a file: its tables are compressed, and what is not in use takes no memory. In
    memory they would crowd out the joins of a large force at the limit.
    """
    work.mkdir(parents=True, exist_ok=True)
    backend = ibis.duckdb.connect(str(work / "work.duckdb"))
    connection = backend.con
    connection.execute(f"SET memory_limit='{memory}'")
    connection.execute(f"SET temp_directory='{work / 'spill'}'")
    connection.execute("SET autoinstall_known_extensions=false")
    connection.execute("SET autoload_known_extensions=false")
    connection.execute("SET TimeZone='UTC'")
    connection.execute("SET enable_progress_bar=false")
    if threads:
        connection.execute(f"SET threads={threads}")
    try:
        yield DuckSession(backend, work=work)
    finally:
        backend.disconnect()
