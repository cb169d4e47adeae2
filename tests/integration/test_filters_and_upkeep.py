"""Scans with a person's filters, and with what is about the force alone."""

import json
from collections import Counter
from datetime import datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.support import small_force
from upstander.engine.api import scan
from upstander.engine.indicators import INDICATORS

FILTER = """
- staff_id: S1
  person_id: P1
  kinds: [call]
  from: 2025-01-01
  owner: DI Elm
  reason: a safeguarding plan that is not in the extract
  made_on: 2026-01-10
  expires_on: 2026-06-10
"""
FORCE = tuple(sign.id for sign in INDICATORS.values() if sign.level == "force")
FEW = ("IND-01", "IND-06", "IND-10", "IND-11")
QUIET_TABLES = {
    "training": "staff_id,course,completed_at\nS9,Abuse of position,2025-03-01T10:00:00\n",
    "vetting": "staff_id,level,granted_on,expires_on\n"
    + "".join(f"S{n},RV,2015-01-01,2025-01-01\n" for n in range(1, 31)),
    "integrity_checks": "staff_id,supervisor_id,opened_at\n"
    + "".join(f"S{n},S64,2025-02-01T10:00:00\n" for n in range(1, 13)),
    "schemes": "scheme_id,name,kind,registered_with_vpc,starts_at\n"
    "C1,Football,diversion,no,2024-01-01T00:00:00\n",
}


def read(folder: Path, name: str) -> list[dict]:
    return pq.read_table(folder / f"{name}.parquet").to_pylist()


def coverage(folder: Path) -> dict:
    return json.loads((folder / "coverage.json").read_text(encoding="utf-8"))


def settings(place: Path, text: str = FILTER) -> Path:
    (place / "filters.yaml").write_text(text, encoding="utf-8")
    file = place / "our-force.yaml"
    file.write_text("filters: filters.yaml\n", encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def extracts(tmp_path_factory) -> Path:
    return small_force.write(tmp_path_factory.mktemp("force") / "extracts")


@pytest.fixture(scope="module")
def bare(extracts, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("bare") / "scan"
    scan(folder=extracts, out=out, only=FEW)
    return out


def of_the_pair(folder: Path) -> Counter:
    return Counter(
        (row["status"], row["explained_by"])
        for row in read(folder, "contacts")
        if (row["staff_id"], row["person_id"], row["kind"]) == ("S1", "P1", "call")
    )


def test_a_filtered_pair_s_calls_are_no_sign_any_more(bare, extracts, tmp_path):
    out = tmp_path / "scan"
    scan(folder=extracts, out=out, only=FEW, settings=settings(tmp_path))
    assert of_the_pair(bare)["unexplained", None] > 30
    assert set(of_the_pair(out)) <= {("explained", "filtered"), ("explained", "assigned")}
    before = {row["indicator"] for row in read(bare, "evidence") if row["staff_id"] == "S1"}
    after = {row["indicator"] for row in read(out, "evidence") if row["staff_id"] == "S1"}
    assert {"IND-01", "IND-06"} <= before
    assert "IND-01" not in after
    (used,) = coverage(out)["filters"]
    assert used["contacts"] == of_the_pair(out)["explained", "filtered"]
    assert (used["state"], used["owner"], used["row"]) == ("applied", "DI Elm", 1)
    assert "S1" not in json.dumps(used) and "P1" not in json.dumps(used)
    rows = [row for row in read(out, "contacts") if row["explained_by"] == "filtered"]
    assert {
        (row["explained_table"], row["explained_file"], row["explained_row"]) for row in rows
    } == {("filters", "filters.yaml", 1)}


def test_the_report_says_who_filtered_and_why(bare, extracts, tmp_path):
    out = tmp_path / "scan"
    only_some = FILTER.replace("from: 2025-01-01", "from: 2025-01-01\n  to: 2025-03-01")
    scan(folder=extracts, out=out, only=FEW, settings=settings(tmp_path, only_some))
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "What people filtered" in page
    told = "Filtered by a person: a safeguarding plan that is not in the extract (DI Elm, until"
    assert told in page, "the contact of the listed pair says whose verdict explains it"
    assert "What people filtered" not in (bare / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("as_of", "state"),
    [(datetime(2025, 12, 1), "not known yet"), (datetime(2026, 7, 1), "lapsed")],
)
def test_outside_its_time_it_is_listed_and_not_applied(extracts, tmp_path, as_of, state):
    out = tmp_path / "scan"
    scan(folder=extracts, out=out, only=FEW, settings=settings(tmp_path), as_of=as_of)
    (used,) = coverage(out)["filters"]
    assert (used["state"], used["contacts"]) == (state, 0)
    assert ("explained", "filtered") not in of_the_pair(out)
    assert state in (out / "report.html").read_text(encoding="utf-8")


def with_tables(place: Path, tables: dict[str, str]) -> Path:
    folder = small_force.write(place / "extracts")
    for name, text in tables.items():
        file = folder / f"{name}.csv"
        old = file.read_text(encoding="utf-8") if file.exists() else ""
        file.write_text(old + text, encoding="utf-8")
    return folder


def test_what_is_about_the_force_is_told_apart_and_never_ranked(bare, tmp_path):
    out = tmp_path / "scan"
    scan(folder=with_tables(tmp_path, QUIET_TABLES), out=out, only=(*FEW, *FORCE))
    for name in ("leads", "evidence", "events"):
        assert read(out, name) == read(bare, name), name
    told = coverage(out)
    ran = {sign["id"]: sign for sign in told["signs"] if sign["status"] == "ran"}
    assert {"IND-59", "IND-60", "IND-61", "IND-62", "IND-63"} <= set(ran)
    assert ran["IND-60"]["findings"] is None
    parts = {part["shortfall"]: part for sign in told["put_right"] for part in sign["parts"]}
    assert parts["no clearance on record"]["number"] == 34
    assert parts["no clearance in date, the last one expired"]["number"] == 30
    assert parts["not sent in by the day that the policy sets"]["sentence"].startswith("12 of 12")
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "What the force could put right" in page
    assert "30 of 64 serving members: no clearance in date, the last one expired." in page
    assert "Held against: Integrity check: 60 days" in page


def test_scores_are_the_same_with_and_without_welfare_records(tmp_path):
    """Sickness and declared changes of the member at the top of the list move nothing."""
    header = "declaration_id,staff_id,kind,declared_on\nD0,S9,gift,2025-02-01\n"
    sick = "".join(
        f"S{member},2025-{month:02d}-{day:02d}T08:00:00,2025-{month:02d}-{day:02d}T18:00:00,sick\n"
        for member in (1, 4, 5)
        for month in (3, 6, 9)
        for day in range(1, 11)
    )
    changed = "D1,S1,change_of_circumstances,2025-05-01\nD2,S4,change_of_circumstances,2025-06-01\n"
    for place, tables in (
        ("without", {"declarations": header}),
        ("with", {"declarations": header + changed, "duties": sick}),
    ):
        scan(folder=with_tables(tmp_path / place, tables), out=tmp_path / place / "scan")
    for name in ("leads", "evidence", "events", "contacts"):
        same = [
            sorted(read(tmp_path / place / "scan", name), key=str) for place in ("without", "with")
        ]
        assert same[0] == same[1], name
    pages = [
        (tmp_path / place / "scan" / "report.html").read_text(encoding="utf-8")
        for place in ("without", "with")
    ]
    assert "There may be reason to offer support" not in pages[0]
    assert "There may be reason to offer support" in pages[1]
    assert "change of circumstances" not in pages[1]
