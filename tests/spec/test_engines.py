"""Where engines are known to differ, both give one answer: drawn rows, DuckDB beside Spark."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pytest
from ibis import _

from tests.support.spark import why_not
from upstander.engine.sessions import Session, duck_session

lacking = why_not()
pytestmark = [pytest.mark.spark, pytest.mark.skipif(bool(lacking), reason=lacking)]

DRAWN = pa.table(
    {
        "row": pa.array([1, 2, 3, 4, 5, 6], pa.int64()),
        "who": ["S1", "S1", "S1", "S2", "S2", "s2"],
        "word": ["Ärger", "apple", None, "Zoe", "apple", "a b"],
        "at": pa.array(
            [
                datetime(2025, 3, 30, 0, 59, 59, 999_999),
                datetime(2025, 3, 30, 1, 0, 0),
                None,
                datetime(1969, 12, 31, 23, 59, 59, 500_000),
                datetime(2025, 10, 26, 1, 30, 0, 500_000),
                datetime(2025, 10, 26, 1, 30, 0, 1),
            ],
            pa.timestamp("us"),
        ),
        "number": pa.array([-7, 7, 0, None, 3, 3], pa.int64()),
        "share": pa.array([0.1, 0.25, None, 1.0, 0.5, 0.5], pa.float64()),
    }
)


def sixths(t: ir.Table) -> ir.Table:
    return t.select("row", out=(_.number - 0.5) / (_.row + 6.0))


def logarithms(t: ir.Table) -> ir.Table:
    return t.select("row", out=-((_.row - 0.5) / (_.row + 3)).log2())


def whole_division(t: ir.Table) -> ir.Table:
    return t.select("row", out=_.number // 2, rest=_.number % 2)


def different_over_a_window(t: ir.Table) -> ir.Table:
    own = ibis.window(group_by="who")
    return t.select("row", out=_.word.nunique().over(own))


def different_where(t: ir.Table) -> ir.Table:
    own = ibis.window(group_by="who")
    return t.select("row", out=_.word.nunique(where=_.row > 1).over(own))


def rows_of_an_array(t: ir.Table) -> ir.Table:
    return t.select("row", out=ibis.array([0, 1]).unnest().cast("int64"))


def rows_of_a_range(t: ir.Table) -> ir.Table:
    return t.select("row", out=ibis.range(t.row, t.row + 2).unnest().cast("int64"))


def joined_in_an_order(t: ir.Table) -> ir.Table:
    joined = _.word.group_concat("; ", where=_.row > 1, order_by=[_.at, _.row])
    return t.group_by(row=_.who).agg(out=joined)


def places_with_nulls_last(t: ir.Table) -> ir.Table:
    order = ibis.window(order_by=["word", ibis.desc("at"), "row"])
    return t.select("row", out=ibis.row_number().over(order))


def summed_over_a_range(t: ir.Table) -> ir.Table:
    before = ibis.range_window(group_by="who", order_by="row", preceding=1, following=0)
    return t.select("row", out=_.share.sum().over(before), n=_.share.count().over(before))


def quantiles(t: ir.Table) -> ir.Table:
    return t.agg(row=_.row.max(), out=_.share.quantile(0.9), middle=_.share.median())


def seconds_and_days(t: ir.Table) -> ir.Table:
    return t.select(
        "row",
        seconds=_.at.epoch_seconds(),
        day=_.at.date(),
        words=_.at.strftime("%Y-%m-%d"),
        later=_.at + ibis.interval(seconds=90),
        before=_.at < ibis.literal(datetime(2025, 3, 30, 1)),
    )


def patterns(t: ir.Table) -> ir.Table:
    return t.select(
        "row", found=_.word.re_search(r"^[A-Za-z &_.'-]*$"), bare=_.word.re_replace("[^a-z]", "")
    )


def words_of_numbers(t: ir.Table) -> ir.Table:
    return t.select("row", out=_.number.cast("string"), rounded=_.share.round(1))


EXPRESSIONS = [
    sixths, logarithms, whole_division, different_over_a_window, different_where, rows_of_an_array,
    rows_of_a_range, joined_in_an_order, places_with_nulls_last, summed_over_a_range, quantiles,
    seconds_and_days, patterns, words_of_numbers,
]  # fmt: skip


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Session]]:
    from upstander.engine.spark import spark_session

    folder: Path = tmp_path_factory.mktemp("engines")
    with (
        duck_session(work=folder / "duckdb", memory="500MB") as one,
        spark_session(work=folder / "spark", memory="1GB", threads=1) as other,
    ):
        yield {"duckdb": one, "spark": other}


@pytest.mark.parametrize("expression", EXPRESSIONS, ids=lambda each: each.__name__)
def test_both_engines_give_one_answer(
    engines: dict[str, Session], expression: Callable[[ir.Table], ir.Table]
) -> None:
    here, there = (answers(session, expression) for session in engines.values())
    assert len(here) >= 1
    for one, other in zip(here, there, strict=True):
        assert one == {
            name: pytest.approx(value, abs=1e-12) if isinstance(value, float) else value
            for name, value in other.items()
        }


def answers(session: Session, expression: Callable[[ir.Table], ir.Table]) -> list[dict[str, Any]]:
    drawn = session.load("drawn", DRAWN)
    rows = session.rows(session.keep("answered", expression(drawn)))
    return sorted(rows, key=lambda row: [str(value) for value in row.values()])


def test_numbered_rows_are_each_told_apart(engines: dict[str, Session]) -> None:
    for session in engines.values():
        kept = session.keep("numbered", session.load("drawn", DRAWN), numbered="number_of_row")
        numbers = [row["number_of_row"] for row in session.rows(kept)]
        assert len(set(numbers)) == DRAWN.num_rows
        assert min(numbers) >= 1


def test_what_duckdb_kept_is_handed_to_spark(engines: dict[str, Session]) -> None:
    spark = engines["spark"]
    kept = spark.local.keep("kept_here", spark.local.load("drawn_here", DRAWN), passing=True)
    found = spark.rows(kept.filter(kept.number == 3).order_by("row"))
    assert [row["row"] for row in found] == [5, 6]
    assert found[1]["at"] == datetime(2025, 10, 26, 1, 30, 0, 1)
