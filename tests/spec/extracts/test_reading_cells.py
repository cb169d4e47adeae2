"""What a cell may look like, and what it then means."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.support.extracts import CALLS, call, folder, taken


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2025-01-10 10:00", datetime(2025, 1, 10, 10)),
        ("2025-01-10T10:00:05", datetime(2025, 1, 10, 10, 0, 5)),
        ("2025-01-10T10:00:05.250Z", datetime(2025, 1, 10, 10, 0, 5, 250_000)),
        ("2025-01-10T10:00:05,5", datetime(2025, 1, 10, 10, 0, 5, 500_000)),
        ("2025-07-10 10:00", datetime(2025, 7, 10, 9)),  # summer time
        ("2025-07-10 10:00+01:00", datetime(2025, 7, 10, 9)),
        ("2025-07-10 10:00 +0100", datetime(2025, 7, 10, 9)),
        ("2025-07-10T10:00:00-05", datetime(2025, 7, 10, 15)),
        ("2025-07-10", datetime(2025, 7, 9, 23)),  # midnight on the clock on the wall
        (" 2025-01-10 10:00 ", datetime(2025, 1, 10, 10)),
        # The hour that comes twice, told apart by its offset.
        ("2025-10-26 01:30+01:00", datetime(2025, 10, 26, 0, 30)),
        ("2025-10-26 01:30+00:00", datetime(2025, 10, 26, 1, 30)),
        # The last minutes before it and the first after it need none.
        ("2025-10-26 00:59:59", datetime(2025, 10, 25, 23, 59, 59)),
        ("2025-10-26 02:00", datetime(2025, 10, 26, 2)),
        ("2025-03-30 00:59:59", datetime(2025, 3, 30, 0, 59, 59)),
        ("2025-03-30 02:00", datetime(2025, 3, 30, 1)),
        ("1990-06-01 12:00", datetime(1990, 6, 1, 11)),
    ],
)
def test_times(tmp_path: Path, written: str, meant: datetime) -> None:
    quoted = f'"{written}"'
    got = taken(folder(tmp_path, calls=CALLS + call(at=quoted)))
    assert got.rejected == []
    assert got.column("calls.at") == [meant]


def test_times_of_many_years_beside_each_other(tmp_path: Path) -> None:
    text = CALLS + "".join(call(at=f"{year}-07-01 12:00") for year in (1995, 2010, 2025, 2030))
    got = taken(folder(tmp_path, calls=text))
    assert [moment.hour for moment in got.column("calls.at")] == [11] * 4


def test_times_in_another_zone(tmp_path: Path) -> None:
    made = folder(tmp_path, calls=CALLS + call(at="2025-07-10 10:00"))
    assert taken(made, zone="Europe/Paris").column("calls.at") == [datetime(2025, 7, 10, 8)]


def test_the_year_9999_means_no_end(tmp_path: Path) -> None:
    text = "staff_id,number,ownership,starts_at,ends_at\n"
    text += (
        "S1,07700900001,force,2020-01-01,9999-12-31\nS1,07700900002,force,,9999-12-31 23:59:59\n"
    )
    got = taken(folder(tmp_path, staff_phones=text))
    assert got.column("staff_phones.ends_at") == [None, None]


@pytest.mark.parametrize(
    ("written", "meant"),
    [("true", True), ("Yes", True), ("Y", True), ("t", True), ("1", True), (" yes ", True),
     ("FALSE", False), ("no", False), ("N", False), ("f", False), ("0", False), ("", None)],
)  # fmt: skip
def test_yes_and_no(tmp_path: Path, written: str, meant: bool | None) -> None:
    text = f"occurrence_id,kind,opened_at,domestic\nO1,theft,2025-01-10,{written}\n"
    assert taken(folder(tmp_path, occurrences=text)).column("occurrences.domestic") == [meant]


@pytest.mark.parametrize(
    ("written", "meant"),
    [("30", 30.0), ("30.5", 30.5), ("+3", 3.0), (".5", 0.5), ("1e2", 100.0), ("", None)],
)
def test_numbers(tmp_path: Path, written: str, meant: float | None) -> None:
    got = taken(folder(tmp_path, calls=CALLS + call(duration_s=written)))
    assert got.column("calls.duration_s") == [meant]


@pytest.mark.parametrize(("written", "meant"), [("1980", 1980), ("1980.0", 1980), ("", None)])
def test_whole_numbers(tmp_path: Path, written: str, meant: int | None) -> None:
    text = f"staff_id,kind,role,birth_year\nS1,officer,PC,{written}\n"
    assert taken(folder(tmp_path, staff=text)).column("staff.birth_year") == [meant]


def test_identifiers_lose_the_blanks_around_them_and_text_keeps_them(tmp_path: Path) -> None:
    text = 'staff_id,kind,role,name\n" S1 ", officer ,PC," A  B"\n'
    got = taken(folder(tmp_path, staff=text))
    assert got.column("staff.staff_id") == ["S1"]
    assert got.column("staff.kind") == ["officer"]
    assert got.column("staff.name") == [" A  B"]


def test_semicolons_tabs_and_bars_are_delimiters_too(tmp_path: Path) -> None:
    for delimiter in ";\t|":
        place = tmp_path / str(ord(delimiter))
        text = (CALLS + call()).replace(",", delimiter)
        assert taken(folder(place, calls=text)).counts["calls"].accepted == 1


def _parquet(place: Path, table: str, columns: dict[str, Any]) -> Path:
    made = folder(place)
    pq.write_table(pa.table(columns), made / f"{table}.parquet")
    return made


NOON = datetime(2025, 7, 1, 12)


@pytest.mark.parametrize(
    ("stored", "meant"),
    [
        (pa.array([NOON], pa.timestamp("us", "UTC")), NOON),
        (pa.array([NOON], pa.timestamp("ns", "UTC")), NOON),
        (pa.array([NOON], pa.timestamp("ms", "Europe/London")), NOON),
        (pa.array([NOON], pa.timestamp("us")), datetime(2025, 7, 1, 11)),  # the clock on the wall
        (pa.array([NOON], pa.timestamp("ns")), datetime(2025, 7, 1, 11)),
        (pa.array([NOON], pa.timestamp("s")), datetime(2025, 7, 1, 11)),
        (pa.array([date(2025, 7, 1)]), datetime(2025, 6, 30, 23)),
        (pa.array(["2025-07-01T12:00:00Z"]), NOON),
        (pa.array(["2025-07-01T12:00:00Z"], pa.large_string()), NOON),
        (pa.array(["2025-07-01T12:00:00Z"]).dictionary_encode(), NOON),
    ],
)
def test_times_in_parquet(tmp_path: Path, stored: pa.Array, meant: datetime) -> None:
    columns = {"number": ["07700900001"], "other_number": ["07700900002"], "at": stored,
               "direction": ["out"], "kind": pa.array(["voice"]).dictionary_encode()}  # fmt: skip
    got = taken(_parquet(tmp_path, "calls", columns))
    assert got.rejected == []
    assert got.column("calls.at") == [meant]


FAR = 2**63 - 1  # what DuckDB and others write for a moment at infinity


@pytest.mark.parametrize("micros", [FAR, -FAR, -(10**16), 10**16])
def test_a_moment_in_no_plausible_year_is_a_row_error(tmp_path: Path, micros: int) -> None:
    times = pa.array([1751371200_000_000, micros], pa.int64()).cast(pa.timestamp("us", "UTC"))
    columns = {"person_id": ["P1", "P2"], "marker": ["missing"] * 2, "recorded_at": times}
    got = taken(_parquet(tmp_path, "vulnerabilities", columns))
    assert got.rejected == [
        "vulnerabilities.parquet row 2: recorded_at is outside the years 1800 to 2199"
    ]


@pytest.mark.parametrize("year", [1850, 2150])
def test_an_unlikely_year_is_read_like_any_other(tmp_path: Path, year: int) -> None:
    times = pa.array([datetime(year, 7, 1, 12)], pa.timestamp("us", "UTC"))
    columns = {"person_id": ["P1"], "marker": ["missing"], "recorded_at": times}
    got = taken(_parquet(tmp_path, "vulnerabilities", columns))
    assert got.rejected == []
    assert got.column("vulnerabilities.recorded_at") == [datetime(year, 7, 1, 12)]


def test_cells_with_white_space_are_tidied_in_parquet_too(tmp_path: Path) -> None:
    columns = {"person_id": ["P1", " P2", "P3\t"], "sex": ["F", " ", "M "]}
    got = taken(_parquet(tmp_path, "people", columns))
    assert got.column("people.person_id") == ["P1", "P2", "P3"]
    assert got.column("people.sex") == ["F", None, "M "]


@pytest.mark.parametrize(
    "stored",
    [
        pa.array([7, 8], pa.int64()),
        pa.array([7, 8], pa.uint8()),
        pa.array([7.0, 8.0], pa.float64()),
        pa.array([Decimal(7), Decimal(8)], pa.decimal128(9, 0)),
        pa.array(["7", "8"], pa.large_string()),
        pa.array(["7", "8"]).dictionary_encode(),
    ],
)
def test_identifiers_in_parquet(tmp_path: Path, stored: pa.Array) -> None:
    got = taken(_parquet(tmp_path, "people", {"person_id": stored}))
    assert got.column("people.person_id") == ["7", "8"]


def test_a_naive_time_in_parquet_that_came_twice_is_a_row_error(tmp_path: Path) -> None:
    times = [datetime(2025, 10, 26, 1, 30), datetime(2025, 10, 26, 2, 30)]
    columns = {"person_id": ["P1", "P1"], "marker": ["missing", "missing"], "recorded_at": times}
    got = taken(_parquet(tmp_path, "vulnerabilities", columns))
    assert [(row["row"], row["raw"]) for row in got.quarantine] == [(1, "2025-10-26 01:30:00")]


def test_a_date_kept_as_a_moment_is_the_day_on_the_wall(tmp_path: Path) -> None:
    stored = pa.array([datetime(2025, 6, 30, 23, tzinfo=UTC)], pa.timestamp("us", "UTC"))
    got = taken(_parquet(tmp_path, "people", {"person_id": ["P1"], "birth_date": stored}))
    assert got.column("people.birth_date") == [date(2025, 7, 1)]


def test_not_a_number_in_parquet(tmp_path: Path) -> None:
    columns = {"number": ["1", "2", "3"], "other_number": ["4"] * 3, "at": [NOON] * 3,
               "direction": ["out"] * 3, "kind": ["voice"] * 3,
               "duration_s": [1.0, float("nan"), float("inf")]}  # fmt: skip
    got = taken(_parquet(tmp_path, "calls", columns))
    assert got.rejected == [
        "calls.parquet row 2: duration_s is not a number",
        "calls.parquet row 3: duration_s is not a number",
    ]


def test_a_column_of_nothing_in_parquet_is_not_seen(tmp_path: Path) -> None:
    columns = {"person_id": ["P1"], "family_name": pa.nulls(1), "sex": ["F"]}
    got = taken(_parquet(tmp_path, "people", columns))
    assert "people.sex" in got.seen_columns
    assert "people.family_name" not in got.seen_columns
