"""The same expressions past one machine: a scan whose middle runs on Apache Spark.

Reading, judging and linking stay with DuckDB (ADR 22 says why); what they kept is handed to Spark
as Parquet files the first time an expression asks for it. From there on Spark works everything
out, each table once, into Parquet files of the work folder, which its executors must all reach.
"""

import os
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from functools import partial
from itertools import count
from pathlib import Path
from subprocess import TimeoutExpired
from typing import Any, TypeVar, cast

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.backends.pyspark import Backend
from ibis.formats.pyarrow import PyArrowData
from py4j.protocol import Py4JError
from pyspark import SparkConf, SparkContext
from pyspark.errors import PySparkRuntimeError
from pyspark.java_gateway import launch_gateway
from pyspark.sql import DataFrame, SparkSession

from upstander.engine.dialects import HANDED, ForSpark, typed
from upstander.engine.in_order import InOrder
from upstander.engine.sessions import DEFAULT_MEMORY, DuckSession, duck_session
from upstander.errors import EngineError

# One month's contacts are in one folder of their own.
MONTH = "month"

# Where one of these is set, it is Spark's own configuration that says where it runs.
_CONFIGURED = ("SPARK_HOME", "SPARK_CONF_DIR", "PYSPARK_SUBMIT_ARGS")
_PATIENCE = 30  # seconds for a Java machine to end

# Spark has types for none of it: with and without Spark installed it is the same to us.
_launch: Callable[..., Any] = launch_gateway

T = TypeVar("T")


def _named(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


class _Cluster:
    """What every line of work shares: Spark, the files in the work folder, and who was handed."""

    def __init__(self, spark: SparkSession, *, local: DuckSession, files: Path) -> None:
        self.spark = spark
        self.local = local
        self.backend = cast(Backend, ibis.pyspark.connect(spark))
        self.backend.compiler = ForSpark()
        self._files = files
        self._numbers = count(1)  # taken in several threads
        self._there: set[str] = set()
        self._one_at_a_time = threading.Lock()
        files.mkdir(parents=True, exist_ok=True)

    def sql(self, expression: ir.Table) -> str:
        """The expression as Spark's SQL: selections within selections are one step to it anyway."""
        before, ibis.options.sql.fuse_selects = ibis.options.sql.fuse_selects, False
        try:
            return cast(str, self.backend.compile(expression))
        finally:
            ibis.options.sql.fuse_selects = before

    def type(self, kind: Any) -> str:
        if kind.is_timestamp():  # the bare word is a moment with a zone in a list of columns
            return "TIMESTAMP_LTZ" if kind.timezone else "TIMESTAMP_NTZ"
        return cast(str, self.backend.compiler.type_mapper.to_string(kind))

    def known(self, name: str, schema: Mapping[str, Any]) -> ir.Table:
        """A table of Spark's as an expression, without asking Spark for it."""
        return ops.DatabaseTable(
            name, schema=ibis.schema(schema), source=self.backend, namespace=ops.Namespace()
        ).to_expr()

    def frame(self, expression: ir.Table, sql: str) -> DataFrame:
        """What Spark is to work out, once all that it reads is within its reach."""
        for table in expression.op().find(ops.DatabaseTable):
            if table.source is not self.backend:
                self._once(HANDED + table.name, partial(self._hand_over, table))
        for held in expression.op().find(ops.InMemoryTable):
            self._once(held.name, partial(self.put, held.name, held.data.to_pyarrow(held.schema)))
        return self.spark.sql(sql)

    def _once(self, name: str, bring: Callable[[], None]) -> None:
        with self._one_at_a_time:
            if name not in self._there:
                bring()
                self._there.add(name)

    def _hand_over(self, table: ops.DatabaseTable) -> None:
        place = self.place(table.name)
        place.mkdir()
        self.local.write_parquet(table.to_expr(), place / "all.parquet")
        self.local.settle()
        self.open(HANDED + table.name, place, self._spelt(table.schema))

    def put(self, name: str, table: pa.Table) -> None:
        """Rows of this process as a table of Spark's."""
        schema = ibis.schema(typed(ibis.schema(table.schema)))
        place = self.place(name)
        place.mkdir()
        pq.write_table(PyArrowData.convert_table(table, schema), place / "all.parquet")
        self.open(name, place, self._spelt(schema))

    def _spelt(self, schema: Mapping[str, Any]) -> str:
        return ", ".join(f"{_named(n)} {self.type(kind)}" for n, kind in typed(schema).items())

    def place(self, name: str) -> Path:
        """A new folder's path in the work folder."""
        return self._files / f"{next(self._numbers):04d}_{name}"

    def open(self, name: str, place: Path, schema: Any) -> None:
        """Have Spark know the files in a folder as a table; to be told its columns saves a look."""
        self.spark.read.schema(schema).parquet(str(place)).createOrReplaceTempView(name)


class SparkRun:
    """Runs Ibis expressions on Spark; what it is asked is put in a queue and done in order."""

    def __init__(self, cluster: _Cluster) -> None:
        self._cluster = cluster
        self._queue = InOrder()
        self._beside: list[SparkRun] = []

    @property
    def local(self) -> DuckSession:
        """The session on this machine, which reads, judges and links."""
        return self._cluster.local

    def beside(self) -> "SparkRun":
        """A second line of work over what is kept so far, which need not wait for this one."""
        self.settle()
        second = SparkRun(self._cluster)
        self._beside.append(second)
        return second

    def keep(
        self,
        name: str,
        expression: ir.Table,
        *,
        numbered: str | None = None,
        passing: bool = False,
    ) -> ir.Table:
        """Work the expression out once, into Parquet files that Spark knows under that name.

        The columns get the types that the expression declares. Numbers are Spark's own: each
        part of the rows has a range of its own, so that no part waits for another. `passing` makes
        no difference: files are compressed as they are written.
        """
        cluster, schema = self._cluster, typed(expression.schema())
        columns = [
            f"CAST({_named(column)} AS {cluster.type(kind)}) AS {_named(column)}"
            for column, kind in schema.items()
        ]
        if numbered:
            number = f"monotonically_increasing_id() + 1 AS {_named(numbered)}"
            columns, schema = [number, *columns], {numbered: ibis.dtype("int64")} | schema
        sql = cluster.sql(expression)

        def job() -> None:
            frame = cluster.frame(expression, sql).selectExpr(*columns)
            place = cluster.place(name)
            frame.write.parquet(str(place))
            cluster.open(name, place, frame.schema)

        self._put(job)
        return cluster.known(name, schema)

    def _put(self, job: Callable[[], T]) -> Future[T]:
        def done() -> T:
            try:
                return job()
            except (Py4JError, ConnectionError) as error:
                raise EngineError(
                    "Spark gave out before the scan was done; the earlier result is untouched.",
                    do="Give it more memory, or see in its cluster's log why; scan again.",
                ) from error

        return self._queue.put(done)

    def telling(self, say: Callable[[str], None]) -> Callable[[str], None]:
        """The same words, said when the work has come that far."""

        def later(title: str) -> None:
            self._queue.put(lambda: say(title))

        return later

    def rows(self, expression: ir.Table) -> list[dict[str, Any]]:
        """The rows as dictionaries."""
        return cast(list[dict[str, Any]], self.arrow(expression).to_pylist())

    def arrow(self, expression: ir.Table) -> pa.Table:
        """The rows as an Arrow table."""
        sql = self._cluster.sql(expression)
        schema = ibis.schema(typed(expression.schema()))

        def job() -> pa.Table:
            found = self._cluster.frame(expression, sql).toArrow()
            return PyArrowData.convert_table(found, schema)

        return self._put(job).result()

    def load(self, name: str, table: pa.Table) -> ir.Table:
        """Keep an Arrow table under that name."""
        self._put(lambda: self._cluster.put(name, table))
        return self._cluster.known(name, typed(ibis.schema(table.schema)))

    def write_parquet(
        self, expression: ir.Table, path: Path, *, by_month: str | None = None
    ) -> None:
        """Write the rows to one Parquet file, or by month of a moment into a folder for each."""
        sql = self._cluster.sql(expression)

        def job() -> None:
            frame = self._cluster.frame(expression, sql)
            if by_month:
                month = f"date_format({_named(by_month)}, 'yyyy-MM') AS {MONTH}"
                frame = frame.selectExpr("*", month).repartition(MONTH)
                frame.write.partitionBy(MONTH).option("compression", "zstd").parquet(str(path))
                _only_rows(path)
                return
            place = self._cluster.place(path.stem)
            frame.coalesce(1).write.option("compression", "zstd").parquet(str(place))
            (part,) = place.glob("part-*.parquet")
            part.rename(path)

        self._put(job)

    def settle(self) -> None:
        """Until all that was asked for is done; raises what failed."""
        for second in self._beside:
            second.settle()
        self._queue.wait()

    def close(self) -> None:
        """Give up what is still to be done."""
        for second in self._beside:
            second.close()
        with suppress(Py4JError, ConnectionError):
            self._cluster.spark.sparkContext.cancelAllJobs()
        self._queue.close()


def _only_rows(folder: Path) -> None:
    """Take away what Spark writes beside the rows: checksums, and a mark that it came to an end."""
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix != ".parquet":
            path.unlink()


@contextmanager
def spark_session(
    *, work: Path, memory: str = DEFAULT_MEMORY, threads: int | None = None
) -> Iterator[SparkRun]:
    """A Spark of this run's own, and a DuckDB beside it; either may hold half of `memory`.

    Where it runs and with what is Spark's own configuration (SPARK_HOME, SPARK_CONF_DIR,
    PYSPARK_SUBMIT_ARGS); without one it is this machine, with all cores or as many as `threads`.
    """
    work.mkdir(parents=True, exist_ok=True)
    half = _half(memory)
    with (
        duck_session(work=work / "local", memory=f"{half}MB", threads=threads) as local,
        _started(work=work, megabytes=half, threads=threads) as spark,
    ):
        run = SparkRun(_Cluster(spark, local=local, files=(work / "spark").absolute()))
        try:
            yield run
            run.settle()
        finally:
            run.close()


def _half(memory: str) -> int:
    """Half of a size such as 4GB, in megabytes: Spark does not start with less than 512."""
    size = re.fullmatch(r"([\d.]+)([MGT])i?B", memory, re.IGNORECASE)
    if size is None:
        raise ValueError(f"{memory!r} is no size")
    megabytes = float(size[1]) * {"M": 1, "G": 1_000, "T": 1_000_000}[size[2].upper()]
    return max(int(megabytes / 2), 512)


@contextmanager
def _started(*, work: Path, megabytes: int, threads: int | None) -> Iterator[SparkSession]:
    """Spark, started with what the engine needs, its words kept out of the terminal."""
    settings = {
        "spark.app.name": "upstander",
        "spark.driver.memory": f"{megabytes}m",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        # A moment is UTC without a zone, here as everywhere in the engine.
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.timestampType": "TIMESTAMP_NTZ",
        # What cannot be worked out is an error, as with DuckDB, and no null.
        "spark.sql.ansi.enabled": "true",
        "spark.local.dir": str(work / "spill"),
        "spark.sql.warehouse.dir": str(work / "warehouse"),
        "spark.hadoop.mapreduce.fileoutputcommitter.marksuccessfuljobs": "false",
    }
    if threads or not any(os.environ.get(name) for name in _CONFIGURED):
        settings |= {"spark.master": f"local[{threads or '*'}]"}
        # Spark's parts talk over the network even here: no other machine can join in.
        settings |= dict.fromkeys(("spark.driver.host", "spark.driver.bindAddress"), "127.0.0.1")
    conf = SparkConf(loadDefaults=False).setAll(list(settings.items()))
    with (work / "spark.log").open("w", encoding="utf-8") as log:
        try:
            gateway = _launch(conf, popen_kwargs={"stdout": log, "stderr": log})
        except PySparkRuntimeError as error:
            raise EngineError(
                "Spark did not start.",
                do="It needs a Java 17 or 21 (Debian: apt-get install openjdk-17-jre-headless).",
            ) from error
        try:
            context = SparkContext(gateway=gateway)
            yield SparkSession(context)
        finally:
            _stopped(gateway)


def _stopped(gateway: Any) -> None:
    """Let Spark go, dead or alive, so that another can be started in this process."""
    with suppress(Py4JError, ConnectionError, AssertionError):
        if SparkContext._active_spark_context is not None:
            SparkContext._active_spark_context.stop()
    with suppress(Py4JError, ConnectionError):
        gateway.shutdown()
    process = getattr(gateway, "proc", None)
    if process is not None:
        process.stdin.close()  # which tells it to end
        try:
            process.wait(timeout=_PATIENCE)
        except TimeoutExpired:
            process.kill()
            process.wait()
    SparkContext._active_spark_context = None
    SparkContext._gateway = SparkContext._jvm = None
    SparkSession._instantiatedSession = None
