"""The session does what it is asked in order, and nothing after a failure goes by in silence."""

from pathlib import Path

import duckdb
import ibis
import pyarrow as pa
import pytest

from upstander.engine.sessions import duck_session


def some(number: int) -> ibis.Table:
    return ibis.memtable(pa.table({"n": list(range(number))}))


def test_a_kept_table_has_the_types_its_expression_declares(tmp_path: Path) -> None:
    with duck_session(work=tmp_path) as session:
        table = some(3)
        kept = session.keep("kept", table.agg(total=table.n.sum(), rows=table.count()))
        known = dict(kept.schema().items())
        assert known == dict(session.backend.table("kept").schema().items())
        assert session.rows(kept) == [{"total": 3, "rows": 3}]


def test_a_column_of_nulls_alone_can_be_kept(tmp_path: Path) -> None:
    with duck_session(work=tmp_path) as session:
        kept = session.keep("kept", some(1).mutate(nothing=ibis.null()))
        assert session.rows(kept.select("nothing")) == [{"nothing": None}]


def test_numbered_rows_have_each_a_number_of_their_own(tmp_path: Path) -> None:
    with duck_session(work=tmp_path) as session:
        kept = session.keep("kept", some(5000), numbered="place")
        assert kept.columns == ("place", "n")
        found = session.rows(kept.agg(different=kept.place.nunique(), least=kept.place.min()))
        assert found == [{"different": 5000, "least": 1}]


def test_a_table_can_be_built_on_before_it_is_there(tmp_path: Path) -> None:
    with duck_session(work=tmp_path) as session:
        first = session.keep("first", some(10))
        second = session.keep("second", first.filter(first.n > 4))
        session.drop("first")
        assert session.rows(second.agg(rows=second.count())) == [{"rows": 5}]


def test_what_fails_is_raised_at_the_next_wait_and_nothing_is_done_after_it(
    tmp_path: Path,
) -> None:
    said: list[str] = []
    with (
        pytest.raises(duckdb.ConversionException),
        duck_session(work=tmp_path) as session,
    ):
        text = ibis.memtable(pa.table({"s": ["no number"]}))
        session.keep("broken", text.mutate(n=text.s.cast("int64")))
        session.telling(said.append)("after the failure")
        session.keep("never", some(1))
        session.rows(some(2))
    assert said == []


def test_a_failure_that_nobody_waited_for_ends_the_session(tmp_path: Path) -> None:
    with (
        pytest.raises(duckdb.ConversionException),
        duck_session(work=tmp_path) as session,
    ):
        text = ibis.memtable(pa.table({"s": ["no number"]}))
        session.keep("broken", text.mutate(n=text.s.cast("int64")))


def test_an_error_of_the_caller_is_not_hidden_by_work_still_waiting(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), duck_session(work=tmp_path) as session:
        for number in range(20):
            session.keep(f"kept_{number}", some(1000))
        raise ZeroDivisionError


def test_words_come_when_the_work_has_come_that_far(tmp_path: Path) -> None:
    said: list[str] = []
    with duck_session(work=tmp_path) as session:
        say = session.telling(said.append)
        say("first")
        session.keep("kept", some(10))
        say("second")
        session.settle()
    assert said == ["first", "second"]
