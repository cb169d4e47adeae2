"""What Ibis writes slowly, or in a way that the engine does not take, written otherwise.

For `sessions.py` and `spark.py`; ADR 19 and 22 have the reasons.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
import sqlglot.expressions as sge
from ibis.backends.sql.compilers.base import NULL
from ibis.backends.sql.compilers.duckdb import DuckDBCompiler
from ibis.backends.sql.compilers.pyspark import PySparkCompiler

# What DuckDB handed over has a name of its own at Spark: none that Spark kept can be mistaken.
HANDED = "handed_"


@dataclass(frozen=True, kw_only=True)
class Query:
    """A query as it is written for the engine, and the columns that it gives."""

    sql: str
    schema: Mapping[str, Any]


def typed(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A schema by column; one of nothing but nulls has no type of its own, and gets one."""
    return {name: ibis.dtype("int32") if kind.is_null() else kind for name, kind in schema.items()}


class ForDuckDB(DuckDBCompiler):  # type: ignore[misc]
    """Ibis's own, but for what it writes in a slow way, or as compiled SQLGlot refuses it."""

    def visit_NonNullLiteral(self, op: ops.Literal, *, value: Any, dtype: Any) -> Any:
        """The unit of an interval as a word of SQL, which is what SQLGlot declares it to be."""
        written = super().visit_NonNullLiteral(op, value=value, dtype=dtype)
        if dtype.is_interval():
            written.set("unit", sge.Var(this=dtype.resolution.upper()))
        return written

    def visit_Cast(self, op: ops.Cast, *, arg: Any, to: Any) -> Any:
        """A moment with a zone becomes the same moment in UTC.

        The session's zone is UTC, so nothing moves: the calendar functions that DuckDB's own cast
        goes through cost forty times as much as the column takes to read. Infinity becomes null.
        """
        given = op.arg.dtype
        if to.is_timestamp() and to.timezone is None and given.is_timestamp() and given.timezone:
            return self.f.make_timestamp(self.f.epoch_us(arg))
        return super().visit_Cast(op, arg=arg, to=to)

    def visit_StrRight(self, op: ops.StrRight, *, arg: Any, nchars: Any) -> Any:
        """The end of a text counted from its end: DuckDB's own counts all that comes before it."""
        if isinstance(op.nchars, ops.Literal) and op.nchars.value > 0:
            return self.f.substring(arg, -op.nchars.value)
        return self.f.right(arg, nchars)

    def visit_Hash(self, op: ops.Hash, *, arg: Any) -> Any:
        """A hash as a signed number: one bit less, rather than all of them through a bit string."""
        return self.cast(self.f.hash(arg) // 2, op.dtype)


class ForSpark(PySparkCompiler):  # type: ignore[misc]
    """Ibis's own, but for what it writes and Spark, or compiled SQLGlot, does not take."""

    def visit_DatabaseTable(self, op: ops.DatabaseTable, **parts: Any) -> Any:
        """Tables by their name alone; those of DuckDB by the name that they were handed over."""
        name = op.name if op.source.name == "pyspark" else HANDED + op.name
        return super().visit_DatabaseTable(
            op, **parts | {"name": name, "namespace": ops.Namespace()}
        )

    def visit_NonNullLiteral(self, op: ops.Literal, *, value: Any, dtype: Any) -> Any:
        """A number with a point is a float: bare, it is a decimal to Spark, and so is a sixth."""
        written = super().visit_NonNullLiteral(op, value=value, dtype=dtype)
        return self.cast(written, dtype) if dtype.is_floating() else written

    def visit_Cast(self, op: ops.Cast, *, arg: Any, to: Any) -> Any:
        """The elements of an array are cast before they become rows, not on the way."""
        if isinstance(op.arg, ops.Unnest):
            return self.f.explode(self.cast(arg.this, dt.Array(to)))
        return super().visit_Cast(op, arg=arg, to=to)

    def visit_IntegerRange(self, op: ops.IntegerRange, *, start: Any, stop: Any, step: Any) -> Any:
        """Spark's sequence without its end. Ibis asks for the last element in a way that compiled
        SQLGlot refuses."""
        numbers = self.f.sequence(start, stop, step)
        ends_so = self.f.anon.element_at(numbers, -1).eq(stop)
        without = self.f.slice(numbers, 1, self.f.size(numbers) - 1)
        onward = step.neq(sge.convert(0)) & self.f.signum(step).eq(self.f.signum(stop - start))
        return self.if_(onward, self.if_(ends_so, without, numbers), self.f.array())

    def visit_ExtractEpochSeconds(self, op: ops.ExtractEpochSeconds, *, arg: Any) -> Any:
        """The nearest second, as DuckDB gives it, and not the last one that began."""
        moment = sge.Cast(this=arg, to=sge.DataType(this=sge.DataType.Type.TIMESTAMPLTZ))
        seconds = self.f.anon.unix_micros(moment) / self.cast(1_000_000, dt.float64)
        return self.cast(self.f.anon.rint(seconds), op.dtype)

    def visit_GroupConcat(
        self, op: ops.GroupConcat, *, arg: Any, sep: Any, where: Any, order_by: Any
    ) -> Any:
        """Joined in an order, which Spark can since 4.0 and Ibis does not say."""
        if not order_by:
            return super().visit_GroupConcat(op, arg=arg, sep=sep, where=where, order_by=order_by)
        told = arg if where is None else self.if_(where, arg, NULL)
        order = sge.Order(expressions=order_by)
        return sge.WithinGroup(this=self.f.anon.listagg(told, sep), expression=order)

    def visit_WindowFunction(self, op: ops.WindowFunction, *, func: Any, **parts: Any) -> Any:
        """Spark counts no distinct values over a window: they are gathered, and the set counted."""
        if isinstance(op.func, ops.CountDistinct):
            (counted,) = func.this.expressions
            gathered = super().visit_WindowFunction(op, func=self.f.collect_set(counted), **parts)
            return self.cast(self.f.size(gathered), op.dtype)
        return super().visit_WindowFunction(op, func=func, **parts)
