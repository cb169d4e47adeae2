"""A relation that several joins share stands in the query once."""

from pathlib import Path

import ibis
import pyarrow as pa

from upstander.engine.sessions import duck_session


def test_what_several_joins_share_is_worked_out_once(tmp_path: Path) -> None:
    with duck_session(work=tmp_path) as session:
        rows = session.load("rows", pa.table({"who": ["a", "a", "b"], "day": [1, 2, 3]}))
        counted = rows.group_by("who").agg(days=rows.count(), last=rows.day.max())
        often = counted.filter(counted.days > 1)
        # Used by three joins, one of them with what was made of itself.
        late = often.semi_join(rows.filter(rows.day > 1), "who")
        joined = late.join(often.select("who", again="days"), "who").anti_join(
            counted.filter(counted.last > 2).select("who"), "who"
        )

        sql = session.backend.compile(joined)

        assert sql.count("MAX(") == 1
        assert session.rows(joined) == [{"who": "a", "days": 2, "last": 2, "again": 2}]


def test_what_is_used_once_stays_where_it_is(tmp_path: Path) -> None:
    with duck_session(work=tmp_path) as session:
        rows = session.load("rows", pa.table({"who": ["a", "b"], "day": [1, 3]}))
        other = session.load("other", pa.table({"who": ["a"]}))
        joined = rows.filter(rows.day < 3).semi_join(other, "who")

        assert "WITH" not in session.backend.compile(joined)
        assert session.rows(joined) == [{"who": "a", "day": 1}]


def test_the_names_that_were_asked_for_stay(tmp_path: Path) -> None:
    with duck_session(work=tmp_path) as session:
        rows = session.load("rows", pa.table({"who": ["a"], "day": [1]}))
        named = rows.alias("named_rows")
        assert '"named_rows"' in session.backend.compile(named.select(ibis._.who))
