"""The only room that executes: one DuckDB session, with a memory limit that is kept.

What a stage asks for is put in a queue and worked through in order by a thread of its own: while
the engine works out one table, the next expression is already being put together. A stage only
waits where it asks for rows. What fails stops the queue, and is raised at the next wait.
"""

import gc
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast

import duckdb
import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir
import pyarrow as pa
from ibis.backends.duckdb import Backend
from ibis.formats.pyarrow import PyArrowData
from splink import DuckDBAPI

from upstander.engine.dialects import ForDuckDB, Query, typed
from upstander.engine.fetching import fetch
from upstander.engine.forgetting import safe_in_any_thread
from upstander.engine.in_order import InOrder
from upstander.engine.rewriting import tried_by_kind
from upstander.engine.sharing import worked_out_once
from upstander.engine.tables.records import Engine
from upstander.errors import ExtractError

# What DuckDB may hold. The process itself (Python, Arrow, Splink, the allocator) comes on top with
# a third of a gigabyte or so: a scan of 1,000 staff then stays below 4 GB.
DEFAULT_MEMORY = "3GB"
_SELDOM = 100_000  # new objects before Python looks for unused ones
PASSING = "passing"  # the database in memory for what is read once or twice


# The queue's thread may be the last to hold an expression.
safe_in_any_thread()
worked_out_once()
tried_by_kind()


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _named(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


T = TypeVar("T")
Answer = Callable[[], T]


class Session(Engine, Protocol):
    """An engine that carries a whole scan: what `pipeline` and `written` ask of it besides."""

    @property
    def local(self) -> "DuckSession":
        """The session on this machine, which reads, judges and links."""
        ...

    def beside(self) -> "Session":
        """A second line of work over what is kept so far, which does not wait for this one."""
        ...

    def telling(self, say: Callable[[str], None]) -> Callable[[str], None]:
        """The same words, said when the work has come that far."""
        ...

    def write_parquet(
        self, expression: ir.Table, path: Path, *, by_month: str | None = None
    ) -> None:
        """Write the rows to Parquet: one file, or on Spark a folder for each month of a moment."""
        ...


class DuckSession:
    """Runs Ibis expressions on DuckDB, out of core, in a work folder of its own."""

    def __init__(
        self, backend: Backend, *, work: Path, driver: duckdb.DuckDBPyConnection | None = None
    ) -> None:
        backend.compiler = ForDuckDB()
        self._backend = backend
        self._driver = cast(duckdb.DuckDBPyConnection, driver or backend.con)
        self._queue = InOrder()
        self._beside: list[DuckSession] = []
        self.work = work
        self._driver.execute("SET TimeZone='UTC'")
        self._driver.execute("SET enable_progress_bar=false")

    def beside(self) -> "DuckSession":
        """A second line of work over what is kept so far, which need not wait for this one.

        What it keeps is there for this one too, once it is settled.
        """
        self.settle()
        second = DuckSession(self._backend, work=self.work, driver=self._driver.cursor())
        self._beside.append(second)
        return second

    @property
    def local(self) -> "DuckSession":
        """Itself: all of a scan is done here."""
        return self

    @property
    def backend(self) -> Backend:
        """The database, once all that was asked of it is done."""
        self.settle()
        return self._backend

    @property
    def raw(self) -> duckdb.DuckDBPyConnection:
        """The driver's own connection, once all that was asked of it is done."""
        self.settle()
        return self._driver

    def keep(
        self,
        name: str,
        expression: ir.Table,
        *,
        numbered: str | None = None,
        passing: bool = False,
    ) -> ir.Table:
        """Work the expression out once and keep it as a table.

        The columns get the very types that the expression declares, so that whoever builds on the
        table need not wait for it to be there. Numbers are the rows' places in the table: unlike a
        count over all rows they cost nothing, and keep no thread waiting for another. What is only
        passing is not compressed, which takes longer than to read it once or twice.
        """
        return self.keep_query(
            name, self.query(expression), numbered=numbered, passing=passing, bring_in=expression
        )

    def query(self, expression: ir.Table) -> Query:
        """What is asked of the engine to keep an expression as a table."""
        schema = typed(expression.schema())
        columns = ", ".join(
            f"CAST({_named(column)} AS {self._type(kind)}) AS {_named(column)}"
            for column, kind in schema.items()
        )
        return Query(sql=f"SELECT {columns} FROM ({self._sql(expression)})", schema=schema)

    def keep_query(
        self,
        name: str,
        query: Query,
        *,
        numbered: str | None = None,
        passing: bool = False,
        bring_in: ir.Table | None = None,
    ) -> ir.Table:
        """Keep what a query gives, as `keep` does: it may have been written in an earlier run."""
        place, schema = f"{PASSING}.main." if passing else "", dict(query.schema)
        target = place + _named(f"{name}_rows" if numbered else name)
        self._run(f"CREATE OR REPLACE TABLE {target} AS {query.sql}", bring_in=bring_in)
        if numbered:
            count = f"CAST(rowid AS BIGINT) + 1 AS {_named(numbered)}"
            self._run(
                f"CREATE OR REPLACE VIEW {place}{_named(name)} AS SELECT {count}, * FROM {target}"
            )
            schema = {numbered: ibis.dtype("int64")} | schema
        return self._known(name, schema, passing=passing)

    def _sql(self, expression: ir.Table) -> str:
        # Selections within selections are one step to the engine anyway: to fold them into each
        # other here as well is a tenth of the time that an expression takes to become a query.
        before, ibis.options.sql.fuse_selects = ibis.options.sql.fuse_selects, False
        try:
            return cast(str, self._backend.compile(expression))
        finally:
            ibis.options.sql.fuse_selects = before

    def _type(self, kind: Any) -> str:
        return cast(str, self._backend.compiler.type_mapper.to_string(kind))

    def _known(self, name: str, schema: dict[str, Any], *, passing: bool = False) -> ir.Table:
        """A table of the database as an expression, without asking the database for it."""
        place = ops.Namespace(catalog=PASSING, database="main") if passing else ops.Namespace()
        return ops.DatabaseTable(
            name, schema=ibis.schema(schema), source=self._backend, namespace=place
        ).to_expr()

    def _run(self, sql: str, *, bring_in: ir.Table | None = None) -> Future[None]:
        def job() -> None:
            if bring_in is not None:
                self._bring_in(bring_in)
            self._driver.execute(sql)

        return self._queue.put(job)

    def _bring_in(self, expression: ir.Table) -> None:
        # Ibis registers in-memory tables only on the paths it executes itself, and takes them away
        # when nobody holds them any more, from whatever thread that happens in.
        for held in expression.op().find(ops.InMemoryTable):
            self._driver.register(held.name, held.data.to_pyarrow(held.schema))

    def telling(self, say: Callable[[str], None]) -> Callable[[str], None]:
        """The same words, said when the work has come that far."""

        def later(title: str) -> None:
            self._queue.put(lambda: say(title))

        return later

    def drop(self, name: str) -> None:
        """Forget a kept table and give its space back."""
        self._run(f"DROP TABLE IF EXISTS {_named(name)}")

    def rows(self, expression: ir.Table) -> list[dict[str, Any]]:
        """The rows as dictionaries."""
        return cast(list[dict[str, Any]], self.arrow(expression).to_pylist())

    def arrow(self, expression: ir.Table) -> pa.Table:
        """The rows as an Arrow table."""
        return self._asked(expression).result()

    def _asked(self, expression: ir.Table) -> Future[pa.Table]:
        sql = self._sql(expression)
        schema = ibis.schema(typed(expression.schema()))

        def job() -> pa.Table:
            self._bring_in(expression)
            return PyArrowData.convert_table(self._driver.sql(sql).to_arrow_table(), schema)

        return self._queue.put(job)

    def load(self, name: str, table: pa.Table) -> ir.Table:
        """Keep an Arrow table under that name."""
        schema = typed(ibis.schema(table.schema))
        columns = ", ".join(
            f"CAST({_named(column)} AS {self._type(kind)}) AS {_named(column)}"
            for column, kind in schema.items()
        )

        def job() -> None:
            self._driver.register("loaded", table)
            self._driver.execute(
                f"CREATE OR REPLACE TABLE {_named(name)} AS SELECT {columns} FROM loaded"
            )
            self._driver.unregister("loaded")

        self._queue.put(job)
        return self._known(name, schema)

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
        self._run(
            f"CREATE OR REPLACE VIEW {_named(name)} AS SELECT * EXCLUDE (file_row_number) "
            f"REPLACE ({', '.join(changed)}), file_row_number + 1 AS source_row FROM {files}"
        )
        return self.backend.table(name)

    def _readable(self, files: str) -> list[str]:
        # Ibis has no name for these two types, and DuckDB no direct way to a plain timestamp.
        plain = {"TIMESTAMP_NS WITH TIME ZONE": "TIMESTAMPTZ", '"NULL"': "VARCHAR"}
        plain |= {"TIMESTAMPTZ_NS": "TIMESTAMPTZ", "NULL": "VARCHAR"}
        described = self.raw.execute(f"DESCRIBE SELECT * FROM {files}").fetchall()
        return [
            f"CAST({_named(name)} AS {plain[kind]}) AS {_named(name)}"
            for name, kind, *_ in described
            if kind in plain
        ]

    def view(self, name: str, expression: ir.Table) -> ir.Table:
        """Name an expression without working it out: what is built on it stays short."""
        sql = self._sql(expression)
        self._run(f"CREATE OR REPLACE VIEW {_named(name)} AS {sql}", bring_in=expression)
        return self._known(name, typed(expression.schema()))

    def first(self, expression: ir.Table, *, reading: str) -> Answer[dict[str, Any]]:
        """Ask for the one row of a summary over extracts; what comes back waits for it.

        ExtractError then if a file gives out on the way.
        """
        asked = self._asked(expression)

        def answer() -> dict[str, Any]:
            try:
                return cast(dict[str, Any], asked.result().to_pylist()[0])
            except (duckdb.IOException, duckdb.InvalidInputException, duckdb.DataError) as error:
                raise ExtractError(
                    f"{reading} is damaged: it cannot be read to its end.",
                    do="Export it again, and compare the sizes of the two copies.",
                ) from error

        return answer

    def splink(self) -> DuckDBAPI:
        """Splink's door to this session's own database: nothing leaves it."""
        return _SplinkDoor(self)

    def fetch(self, url: str, *, table: str | None, query: str | None, to: Path) -> None:
        """Stream a database's table, or what a query gives, into one Parquet file.

        Any database that Ibis reads, by its URL. Raises the driver's own error.
        """
        fetch(url, table=table, query=query, to=to)

    def write_parquet(
        self, expression: ir.Table, path: Path, *, by_month: str | None = None
    ) -> None:
        """Write the rows to one Parquet file: there when the session ends, or asked to settle.

        `by_month` makes no difference: what one machine works out is no size to be cut up.
        """
        self._run(
            f"COPY ({self._sql(expression)}) TO {_quoted(str(path))} "
            "(FORMAT parquet, COMPRESSION zstd)",
            bring_in=expression,
        )

    def settle(self) -> None:
        """Until all that was asked for is done; raises what failed."""
        for second in self._beside:
            second.settle()
        self._queue.wait()

    def close(self) -> None:
        """Give up what is still to be done."""
        for second in self._beside:
            second.close()
        self._driver.interrupt()
        self._queue.close()


class _SplinkDoor(DuckDBAPI):
    """Splink works on the connection itself, each time once the session has done its own."""

    def __init__(self, session: DuckSession) -> None:
        self._session = session
        super().__init__(session.raw)

    @property
    def _con(self) -> duckdb.DuckDBPyConnection:
        return self._session.raw

    @_con.setter
    def _con(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Splink sets what it was given: the session's own."""


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
    # Nobody opens the work database again: it need not be put in order on the way or at the end.
    connection.execute("SET wal_autocheckpoint='1TB'")
    connection.execute("PRAGMA disable_checkpoint_on_shutdown")
    connection.execute(f"ATTACH ':memory:' AS {PASSING}")
    if threads:
        connection.execute(f"SET threads={threads}")
    session = DuckSession(backend, work=work)
    # Expressions are many small objects that stay: to look through them for what is no longer
    # used, as often as Python does, takes a tenth of the time that goes into building queries.
    before = gc.get_threshold()
    gc.set_threshold(_SELDOM)
    try:
        yield session
        session.settle()
    finally:
        gc.set_threshold(*before)
        session.close()
        backend.disconnect()
