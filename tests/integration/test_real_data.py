"""Public data sets through their mappings: what is read, what is refused, and what a scan makes of it.

The sets are no part of the project. UPSTANDER_REAL_DATA names the folder that holds them; without
it, or where a set is not in it, the tests are skipped. The expected figures were counted in the
files by other means.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from upstander.engine import api
from upstander.engine.contacts.stops import stops
from upstander.engine.extracts.read import read
from upstander.engine.extracts.result import Extracts
from upstander.engine.sessions import DuckSession, duck_session

pytestmark = pytest.mark.realdata

MAPPINGS = Path(__file__).parents[2] / "examples" / "real-data"


def public(name: str) -> Path:
    """The folder of a public set, or a skip that says what is missing."""
    root = os.environ.get("UPSTANDER_REAL_DATA")
    if not root:
        pytest.skip("UPSTANDER_REAL_DATA does not name a folder of public data sets")
    folder = Path(root) / name
    if not folder.is_dir():
        pytest.skip(f"the folder that UPSTANDER_REAL_DATA names has no {name}")
    return folder


def prepared(name: str, folder: Path, out: Path, *more: str) -> Path:
    """What a set's own script makes of it."""
    script = MAPPINGS / name / "prepare.py"
    subprocess.run([sys.executable, str(script), str(folder), str(out), *more], check=True)
    return out


@pytest.fixture
def session(tmp_path: Path) -> Iterator[DuckSession]:
    with duck_session(work=tmp_path / "work", memory="2GB") as session:
        yield session


def counts(extracts: Extracts) -> dict[str, tuple[int, int, int]]:
    return {
        table: (count.read, count.accepted, count.quarantined)
        for table, count in extracts.counts.items()
    }


def reasons(extracts: Extracts, session: DuckSession) -> Counter[tuple[str, str]]:
    rows = session.rows(extracts.quarantine)
    return Counter((f"{row['table']}.{row['column']}", row["reason"]) for row in rows)


def scanned(folder: Path, tmp_path: Path, *, mappings: str | None = None) -> api.ScanResult:
    return api.scan(
        folder=folder,
        out=tmp_path / "out",
        mappings=MAPPINGS / mappings if mappings else None,
        memory="2GB",
    )


def signs(result: api.ScanResult, status: str) -> set[str]:
    return {sign["id"] for sign in result.coverage["signs"] if sign["status"] == status}


def test_manchester_every_row_fits(session: DuckSession) -> None:
    extracts = read(
        folder=public("neo4j_pole_manchester"),
        engine=session,
        mappings=MAPPINGS / "neo4j_pole_manchester",
    )
    assert counts(extracts) == {
        "staff": (1000, 1000, 0),
        "people": (369, 369, 0),
        "person_phones": (328, 328, 0),
        "person_accounts": (328, 328, 0),
        "person_addresses": (368, 368, 0),
        "occurrences": (28762, 28762, 0),
        "involvements": (55, 55, 0),
        "assignments": (28762, 28762, 0),
    }
    assert "calls" not in extracts.records.seen
    addresses = session.rows(extracts.records["person_addresses"])
    # Greater Manchester, by the National Grid: squares SD and SJ.
    assert all(
        350_000 < row["easting"] < 405_000 and 380_000 < row["northing"] < 420_000
        for row in addresses
    )
    opened = {row["opened_at"] for row in session.rows(extracts.records["occurrences"])}
    assert min(opened) == datetime(2017, 7, 31, 23)  # midnight of 1 August in British Summer Time


def test_manchester_namesakes_are_left_to_a_person(tmp_path: Path) -> None:
    result = scanned(public("neo4j_pole_manchester"), tmp_path, mappings="neo4j_pole_manchester")
    people = pq.read_table(result.out / "people.parquet").to_pylist()
    # Two pairs bear the same names; nothing else says that they are one.
    assert len({row["human_id"] for row in people}) == 369
    assert Counter(row["decided_by"] for row in people) == {
        "same record": 365,
        "for a person to judge": 4,
    }
    # Without calls, look-ups, positions or complaints there is nothing to find, and it says so.
    assert result.leads == 0
    assert "ran" not in {sign["status"] for sign in result.coverage["signs"]}


def test_copenhagen_billing(tmp_path: Path, session: DuckSession) -> None:
    folder = prepared("copenhagen_networks", public("copenhagen_networks"), tmp_path / "extracts")
    extracts = read(folder=folder, engine=session)
    assert counts(extracts) == {
        "staff": (54, 54, 0),
        "staff_phones": (54, 54, 0),
        "people": (554, 554, 0),
        "person_phones": (554, 554, 0),
        "calls": (4716, 4716, 0),
    }
    calls = session.rows(extracts.records["calls"])
    assert Counter(row["kind"] for row in calls) == {"voice": 749, "text": 3967}
    assert min(row["at"] for row in calls) >= datetime(2025, 1, 5)
    assert max(row["at"] for row in calls) < datetime(2025, 2, 2)


def test_copenhagen_every_call_has_its_human_and_no_call_is_called_unexplained(
    tmp_path: Path,
) -> None:
    folder = prepared("copenhagen_networks", public("copenhagen_networks"), tmp_path / "extracts")
    result = scanned(folder, tmp_path)
    numbers = result.coverage["numbers"]
    assert numbers["calls"] == 4716
    assert numbers["calls_with_nobody_on_record"] == numbers["handsets_with_no_member"] == 0
    # Nothing was handed over that could explain a call: it cannot be checked.
    assert sum(row["unexplained"] for row in result.coverage["explained"]) == 0
    assert {"IND-01", "IND-02", "IND-04", "IND-05", "IND-10", "IND-22"} <= signs(result, "not seen")
    assert result.leads == 0


def test_loan_log_rows_without_a_user_are_refused(session: DuckSession) -> None:
    extracts = read(
        folder=public("bpic2012_loan_log"),
        engine=session,
        mappings=MAPPINGS / "bpic2012_loan_log",
    )
    assert counts(extracts) == {
        "staff": (69, 68, 1),
        "searches": (262_200, 244_190, 18_010),
    }
    assert reasons(extracts, session) == {
        ("staff.staff_id", "is missing"): 1,
        ("searches.staff_id", "is missing"): 18_010,
    }
    searches = extracts.records["searches"]
    found = session.rows(
        searches.agg(
            first=searches.at.min(),
            last=searches.at.max(),
            records=searches.person_id.nunique(),
            members=searches.staff_id.nunique(),
        )
    )[0]
    # 00:38:44.546+02:00 on 1 October 2011: the offset is read, summer time is over in March.
    assert found["first"] == datetime(2011, 9, 30, 22, 38, 44, 546000)
    assert found["last"] == datetime(2012, 3, 14, 15, 4, 54, 681000)
    assert (found["members"], found["records"]) == (68, 13_087)


def test_loan_log_raises_no_lead(tmp_path: Path) -> None:
    result = scanned(public("bpic2012_loan_log"), tmp_path, mappings="bpic2012_loan_log")
    (lookups,) = result.coverage["explained"]
    assert (lookups["kind"], lookups["contacts"], lookups["uncheckable"]) == (
        "lookup",
        244_190,
        244_190,
    )
    # A quarter of a million innocent look-ups, and nothing to explain them by.
    assert (result.leads, result.evidence_leads) == (0, 0)


def test_chicago_complaints(session: DuckSession) -> None:
    extracts = read(
        folder=public("chicago_complaints"),
        engine=session,
        mappings=MAPPINGS / "chicago_complaints",
    )
    assert counts(extracts) == {
        "staff": (33_693, 33_693, 0),
        "complaints": (244_436, 244_436, 0),
    }
    complaints = extracts.records["complaints"]
    found = session.rows(
        complaints.agg(
            first=complaints.received_on.min(),
            last=complaints.received_on.max(),
            officers=complaints.staff_id.nunique(),
            nameless=(complaints.category == "not recorded").sum(),
            open=complaints.finalised_on.isnull().sum(),
        )
    )[0]
    assert str(found["first"]) == "1967-10-21"
    assert str(found["last"]) == "2018-02-23"
    assert (found["officers"], found["nameless"], found["open"]) == (22_813, 1_573, 2_420)


def test_chicago_lists_no_more_than_the_list_holds(tmp_path: Path) -> None:
    result = scanned(public("chicago_complaints"), tmp_path, mappings="chicago_complaints")
    assert signs(result, "ran") == {"IND-41"}
    assert 0 < result.leads <= 0.005 * 33_693
    assert result.evidence_leads > result.leads


def test_chicago_postings_that_end_before_they_begin_are_refused(
    tmp_path: Path, session: DuckSession
) -> None:
    name = "unit_history_2016-12.csv.gz"
    folder = tmp_path / "extracts"
    folder.mkdir()
    (folder / name).symlink_to(public("chicago_complaints") / name)
    extracts = read(folder=folder, engine=session, mappings=MAPPINGS / "chicago_units")
    # 32,001 have no end, 6,860 end before they begin, and 1 has only an end.
    assert counts(extracts) == {
        "staff": (32_006, 32_006, 0),
        "duties": (115_987, 77_125, 38_862),
    }
    found = reasons(extracts, session)
    assert found["duties.ends_at", "is before starts_at"] == 6_860
    assert sum(found.values()) == 38_862


def waypoints(folder: Path) -> list[datetime]:
    points = json.loads((folder / "vimcar_waypoints.json").read_text(encoding="utf-8"))
    return [moment(point) for point in points]


def moment(point: dict[str, Any]) -> datetime:
    at = datetime.fromisoformat(point["timestamp"].replace("Z", "+00:00"))
    return at.astimezone(UTC).replace(tzinfo=None)


def test_vimcar_trips_come_out(tmp_path: Path, session: DuckSession) -> None:
    folder = public("gps")
    extracts = read(folder=prepared("gps_vimcar", folder, tmp_path / "extracts"), engine=session)
    assert counts(extracts)["positions"] == (175, 175, 0)
    found = stops(extracts.records["positions"], engine=session)
    stood = session.rows(found.order_by("starts_at"))
    expected = json.loads((folder / "vimcar_expected_trips.json").read_text(encoding="utf-8"))

    # Between four stops lie three trips.
    left = [stop["ends_at"] for stop in stood[:-1]]
    came = [stop["starts_at"] for stop in stood[1:]]
    assert len(left) == len(expected) == 3
    pings = waypoints(folder)
    for ended, trip in zip(left, expected, strict=True):
        # The set begins a trip with the last ping in place, or with the first one away from it.
        away = next(at for at in pings if at > ended)
        assert moment(trip["start"]) in (ended, away)
    late = [moment(trip["end"]) - at for at, trip in zip(came, expected, strict=True)]
    # Two arrivals to the second. At the third the car stood 12 m away half a minute before: nearer
    # than a position is good for, so that the stop begins there.
    assert late == [timedelta(0), timedelta(0), timedelta(seconds=37)]


def test_vimcar_as_it_was_is_off_the_grid(tmp_path: Path, session: DuckSession) -> None:
    folder = prepared("gps_vimcar", public("gps"), tmp_path / "extracts", "--as-is")
    extracts = read(folder=folder, engine=session)
    assert counts(extracts)["positions"] == (175, 0, 175)
    assert "positions" not in extracts.records.seen


def test_liverpool_buses_stand_where_their_positions_stand(session: DuckSession) -> None:
    extracts = read(folder=public("gps"), engine=session, mappings=MAPPINGS / "gps_liverpool")
    assert counts(extracts) == {"staff": (8, 8, 0), "positions": (1533, 1533, 0)}
    pings = session.rows(extracts.records["positions"])
    stood = session.rows(stops(extracts.records["positions"], engine=session))
    assert len(stood) == 10
    for stop in stood:
        assert stop["ends_at"] - stop["starts_at"] >= timedelta(minutes=3)
        within = [
            ping
            for ping in pings
            if ping["unit_id"] == stop["unit_id"]
            and stop["starts_at"] <= ping["at"] <= stop["ends_at"]
        ]
        assert len(within) >= 7
        assert all(
            abs(ping["easting"] - stop["easting"]) < 75
            and abs(ping["northing"] - stop["northing"]) < 75
            for ping in within
        )


def test_liverpool_scan_completes_with_nothing_to_find(tmp_path: Path) -> None:
    result = scanned(public("gps"), tmp_path, mappings="gps_liverpool")
    assert (result.leads, result.evidence_leads) == (0, 0)
    assert result.report.is_file()
