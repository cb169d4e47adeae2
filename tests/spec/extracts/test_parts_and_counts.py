"""A table in several parts, where each row came from, and counts that add up."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.support.extracts import CALLS, STAFF, call, folder, taken
from upstander.engine import extracts
from upstander.engine.extracts import intake
from upstander.engine.sessions import duck_session
from upstander.errors import CountError


def test_every_row_can_be_found_again_in_its_part(tmp_path: Path) -> None:
    made = folder(
        tmp_path, calls__a=CALLS + call() * 2, calls__b=CALLS + call(kind="smoke") + call()
    )
    (made / "calls" / "c.csv.gz").write_bytes(gzip.compress((CALLS + call()).encode()))
    got = taken(made)
    places = [(row["source_file"], row["source_row"]) for row in got.tables["calls"]]
    assert places == [("calls/a.csv", 1), ("calls/a.csv", 2), ("calls/b.csv", 2),
                      ("calls/c.csv.gz", 1)]  # fmt: skip
    assert got.rejected == ["calls/b.csv row 1: kind is not one of: voice, text, picture"]
    assert got.counts["calls"] == extracts.Counts(read=5, accepted=4, quarantined=1)


def test_parts_of_parquet_may_lack_optional_columns(tmp_path: Path) -> None:
    made = folder(tmp_path)
    (made / "people").mkdir()
    pq.write_table(pa.table({"person_id": ["P1"], "sex": ["F"]}), made / "people/1.parquet")
    pq.write_table(pa.table({"person_id": ["P2", "P1"]}), made / "people/2.parquet")
    got = taken(made)
    assert [(row["person_id"], row["sex"], row["source_file"]) for row in got.tables["people"]] == [
        ("P1", "F", "people/1.parquet"),
        ("P2", None, "people/2.parquet"),
    ]
    assert got.rejected == ["people/2.parquet row 2: person_id repeats the key of an earlier row"]


def test_a_large_parquet_table_is_read_where_it_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "SMALL", 0)
    made = folder(tmp_path)
    ids = [f"P{number}" for number in range(1000)] + ["P7", ""]
    pq.write_table(
        pa.table({"person_id": ids, "birth_date": [None] * 1002}), made / "people.parquet"
    )
    got = taken(made)
    assert got.counts["people"] == extracts.Counts(read=1002, accepted=1000, quarantined=2)
    assert got.rejected == [
        "people.parquet row 1001: person_id repeats the key of an earlier row",
        "people.parquet row 1002: person_id is missing",
    ]


@pytest.mark.parametrize(
    ("ids", "repeated"),
    [
        ("L1 L2 L9 L10 L11", ""),
        ("L1 L2 L2 L3", "L2"),
        ("L3 L1 L2", ""),
        ("L1 L3 L2 L3", "L3"),
        # A longer one after each shorter, a later letter after each earlier: both at once go round.
        ("AA B AA", "AA"),
        # What has no number stands between two that have the same.
        ("L2 - L2", "L2"),
        ("L1 - L2", ""),
        ("-", ""),
    ],
)
def test_a_repeated_key_is_found_in_whatever_order_a_large_table_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ids: str, repeated: str
) -> None:
    monkeypatch.setattr(intake, "SMALL", 0)
    made = folder(tmp_path)
    told = [None if each == "-" else each for each in ids.split()]
    moment = datetime(2025, 1, 10, tzinfo=UTC)
    table = {
        "search_id": pa.array(told, pa.string()),
        "staff_id": ["S1"] * len(told),
        "system": ["records"] * len(told),
        "at": [moment] * len(told),
        "action": ["search"] * len(told),
    }
    pq.write_table(pa.table(table), made / "searches.parquet")
    got = taken(made)
    rejected = got.counts["searches"].quarantined
    assert rejected == (1 if repeated else 0)
    assert [row["raw"].split(",")[0] for row in got.quarantine] == ([repeated] if repeated else [])


def test_rows_that_do_not_add_up_stop_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = folder(tmp_path, staff=STAFF + "S2,pilot,PC\n")
    monkeypatch.setattr(intake, "_count", lambda engine, rows: 0)
    with (
        duck_session(work=tmp_path / "work") as engine,
        pytest.raises(CountError, match="The rows of staff do not add up: 2 read, 1 accepted, 0"),
    ):
        extracts.read(folder=made, engine=engine)


def test_a_log_entry_that_shows_several_people_is_no_repeat(tmp_path: Path) -> None:
    made = folder(
        tmp_path,
        searches="search_id,staff_id,system,at,action,person_id\n"
        "L1,S1,RMS,2025-03-01T10:00:00Z,view,P1\n"
        "L1,S1,RMS,2025-03-01T10:00:00Z,view,P2\n"
        ",S1,RMS,2025-03-01T11:00:00Z,view,P1\n"
        ",S1,RMS,2025-03-01T12:00:00Z,view,P1\n"
        "L1,S1,RMS,2025-03-01T10:00:00Z,view,P1\n",
    )
    got = taken(made)
    assert got.counts["searches"] == extracts.Counts(read=5, accepted=4, quarantined=1)
    assert got.rejected == [
        "searches.csv row 5: search_id, person_id repeats the key of an earlier row"
    ]
