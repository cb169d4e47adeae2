"""The ten cases among a force's staff: ten members more, and nothing else of it changes."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from upstander.errors import ConfigurationError
from upstander.simulator import simulate
from upstander.simulator.cases import CASES
from upstander.simulator.cases.joining import JOBS

Rows = list[dict[str, Any]]
KEYS = {
    "staff": "staff_id", "people": "person_id", "incidents": "incident_id",
    "occurrences": "occurrence_id", "custody": "custody_id", "places": "place_id",
}  # fmt: skip


@cache
def force(*, cases: bool) -> Path:
    """A small force of a year, with the cases and without."""
    out = Path(mkdtemp(prefix="upstander-joined-")) / "force"
    simulate(out=out, staff=60, seed=5, positions="none", cases=cases)
    return out


def table(name: str, *, cases: bool = True) -> pa.Table:
    return pq.read_table(force(cases=cases) / "extracts" / f"{name}.parquet")


def added(name: str) -> Rows:
    """What the cases brought to a table."""
    return table(name).slice(table(name, cases=False).num_rows).to_pylist()


def truth() -> Rows:
    return pq.read_table(force(cases=True) / "truth" / "cases.parquet").to_pylist()


def test_the_rows_of_the_force_stand_where_they_stood() -> None:
    for place in sorted((force(cases=False) / "extracts").glob("*.parquet")):
        alone = pq.read_table(place)
        assert table(place.stem).slice(0, alone.num_rows) == alone, place.stem


def test_the_truth_says_who_they_are() -> None:
    assert {row["case"] for row in truth()} == set(CASES)
    assert {row["staff_id"] for row in truth()} == {row["staff_id"] for row in added("staff")}
    assert {row["person_id"] for row in truth()} <= {row["person_id"] for row in added("people")}
    assert not (force(cases=False) / "truth" / "cases.parquet").exists()


@pytest.mark.parametrize(("name", "key"), KEYS.items())
def test_no_identifier_is_given_twice(name: str, key: str) -> None:
    given = table(name)[key].to_pylist()
    assert len(given) == len(set(given))


def test_each_member_has_a_job_a_team_and_a_manager_of_the_force() -> None:
    theirs = table("staff", cases=False).to_pylist()
    posts = {(row["role"], row["team_id"], row["line_manager_id"]) for row in theirs}
    jobs = {row["role"] for row in theirs}
    for number, row in zip(CASES, added("staff"), strict=True):
        assert (row["role"], row["team_id"], row["line_manager_id"]) in posts
        assert row["role"] == JOBS[number] or JOBS[number] not in jobs


@pytest.mark.parametrize("name", ["attendances", "assignments", "log_handling", "tasks", "crews"])
def test_whoever_is_named_is_on_the_staff(name: str) -> None:
    staff = set(table("staff")["staff_id"].to_pylist())
    assert {row["staff_id"] for row in added(name)} <= staff


@pytest.mark.parametrize("name", ["incident_people", "involvements", "vulnerabilities", "tasks"])
def test_whoever_it_is_about_is_on_record(name: str) -> None:
    people = {row["person_id"] for row in added("people")}
    assert {row["person_id"] for row in added(name)} <= people


def test_telephones_are_nobody_elses() -> None:
    before = {*table("calls", cases=False)["number"].to_pylist(),
              *table("calls", cases=False)["other_number"].to_pylist()}  # fmt: skip
    theirs = {row["number"] for row in added("person_phones") + added("staff_phones")}
    assert not theirs & before
    assert {row["other_number"] for row in added("calls")} <= theirs


@pytest.mark.parametrize(
    ("name", "column"), [("calls", "at"), ("searches", "at"), ("incidents", "opened_at")]
)
def test_everything_happens_within_the_extracts(name: str, column: str) -> None:
    moments = [row[column] for row in added(name)]
    assert min(moments) >= datetime(2025, 1, 1, tzinfo=UTC)
    assert max(moments) < datetime(2026, 1, 1, tzinfo=UTC)


def test_registers_reach_back() -> None:
    """Case 5 has reports of ten years before; they are what it is about."""
    assert min(row["reported_on"].year for row in added("intelligence")) < 2016


def test_the_cases_are_told_in_parquet(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="parquet"):
        simulate(out=tmp_path / "force", staff=60, seed=5, form="csv", cases=True)
