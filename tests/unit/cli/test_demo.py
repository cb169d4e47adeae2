"""The demo simulates, scans, leaves a report and serves a workbench.

It never clears away anything but a demo.
"""

import inspect
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from upstander.cli import demo_cases, demo_workbench
from upstander.simulator import Summary
from upstander.simulator import simulate as REAL
from upstander.web.triage.publishing import Result

NUMBERS = ("subjects", "observable", "events", "legitimate", "unrecorded")


CASE = demo_cases.Case(
    number=2, title="One task", staff_id="S90002", rank=3, listed=True, seen=6, signs=7
)
UNSEEN = demo_cases.Case(
    number=6, title="A photograph", staff_id="S90006", rank=None, listed=False, seen=0, signs=1
)


@pytest.fixture
def simulated(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The simulator, replaced by a folder."""
    made: list[dict[str, Any]] = []

    def simulate(**given: Any) -> Summary:
        inspect.signature(REAL).bind(**given)
        made.append(given)
        given["progress"]("casework", 0.5)
        (given["out"] / "extracts").mkdir(parents=True, exist_ok=True)
        counts = dict.fromkeys(NUMBERS, 0)
        return Summary(out=given["out"], rows={"staff": 5}, **counts)

    monkeypatch.setattr("upstander.simulator.simulate", simulate, raising=False)
    return made


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The workbench, replaced by a note of what was served."""
    shown: list[Path] = []
    brought = Result(scan=1, unchanged=False, leads=40, standings={"new": 40}, rows={}, left=7)
    users = demo_workbench.Users(names=["analyst", "auditor"], password="open to all")
    monkeypatch.setattr(demo_cases, "standing", lambda out: [CASE, UNSEEN])

    def make(out: Path, *, members: list[str]) -> Any:
        assert members == [CASE.staff_id]  # of the other nothing was found
        return brought, users

    monkeypatch.setattr(demo_workbench, "make", make)
    monkeypatch.setattr(demo_workbench, "serve", shown.append)
    return shown


@pytest.fixture
def demo(door: Any, run: Any, served: list[Path], tmp_path: Path) -> Any:
    """Run the demo into a folder; the scan leaves a report."""

    def go(out: Path, *options: str) -> Any:
        report = tmp_path / "elsewhere.html"
        report.write_text("the report", encoding="utf-8")
        door.answers["scan"] = replace(door.answers["scan"], report=report)
        return run("demo", "--out", str(out), *options)

    return go


def test_demo_leaves_a_report(simulated: Any, demo: Any, door: Any, tmp_path: Path) -> None:
    out = tmp_path / "demo"
    ended = demo(out, "--staff", "60", "--months", "2", "--seed", "7")
    assert ended.exit_code == 0, ended.output
    assert (out / "report.html").read_text(encoding="utf-8") == "the report"
    assert f"The report to open: {out / 'report.html'}" in ended.stdout
    assert simulated[0]["out"] == out / "force"
    assert {name: simulated[0][name] for name in ("staff", "months", "seed")} == {
        "staff": 60,
        "months": 2,
        "seed": 7,
    }
    assert door.asked["scan"]["folder"] == out / "force" / "extracts"


def test_a_second_demo_takes_the_place_of_the_first(
    simulated: Any, demo: Any, tmp_path: Path
) -> None:
    demo(tmp_path / "demo")
    (tmp_path / "demo" / "report.html").write_text("an older report", encoding="utf-8")
    assert demo(tmp_path / "demo").exit_code == 0
    assert (tmp_path / "demo" / "report.html").read_text(encoding="utf-8") == "the report"


def test_a_demo_that_cannot_be_made_leaves_the_first_as_it_was(demo: Any, tmp_path: Path) -> None:
    out = tmp_path / "demo"
    (out / "scan").mkdir(parents=True)
    (out / "report.html").write_text("the first", encoding="utf-8")
    ended = demo(out, "--staff", "1")
    assert ended.exit_code == 7
    assert "30 to 40000 staff" in ended.stderr
    assert (out / "report.html").read_text(encoding="utf-8") == "the first"
    assert (out / "scan").exists()


def test_a_folder_that_holds_other_things_is_left_alone(
    simulated: Any, demo: Any, tmp_path: Path
) -> None:
    (tmp_path / "thesis.txt").touch()
    ended = demo(tmp_path)
    assert ended.exit_code == 6
    assert (tmp_path / "thesis.txt").exists()
    assert simulated == []


def test_no_browser_opens_where_nobody_watches(
    simulated: Any, demo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setenv("DISPLAY", ":0")
    assert demo(tmp_path / "demo").exit_code == 0
    assert opened == []


def test_demo_ends_in_the_workbench(
    simulated: Any, demo: Any, served: list[Path], tmp_path: Path
) -> None:
    ended = demo(tmp_path / "demo")
    assert ended.exit_code == 0, ended.output
    assert served == [tmp_path / "demo"]
    assert "40 leads in the workbench: 40 new." in ended.stdout
    assert "Sign in as analyst, auditor; password: open to all" in ended.stdout


def test_demo_says_where_the_cases_stand_also_those_that_nothing_shows(
    simulated: Any, demo: Any, tmp_path: Path
) -> None:
    ended = demo(tmp_path / "demo", "--no-serve")
    assert simulated[0]["cases"] is True
    lines = [line.split() for line in ended.stdout.splitlines()]
    assert ["3", CASE.staff_id, "2", "6", "of", "7", "One", "task"] in lines
    assert ["none", "6", "0", "of", "1", "A", "photograph"] in lines
    assert "What no record could have shown is not there either" in ended.stdout


def test_a_case_stands_where_its_first_lead_stands(tmp_path: Path) -> None:
    (tmp_path / "force" / "truth").mkdir(parents=True)
    (tmp_path / "scan").mkdir()
    members = {"case": list(range(1, 11)), "staff_id": [f"S9{n:04}" for n in range(1, 11)]}
    pq.write_table(pa.table(members), tmp_path / "force" / "truth" / "cases.parquet")
    leads = {"staff_id": ["S5", "S90002"], "rank": [1, 2], "listed": [True, False]}
    pq.write_table(pa.table(leads), tmp_path / "scan" / "leads.parquet")
    evidence = {"staff_id": ["S90002", "S90002", "S5"], "indicator": ["IND-06", "IND-45", "IND-24"]}
    pq.write_table(pa.table(evidence), tmp_path / "scan" / "evidence.parquet")
    first, *rest = demo_cases.standing(tmp_path)
    assert (first.number, first.rank, first.listed, first.seen, first.signs) == (2, 2, False, 1, 7)
    assert {(case.rank, case.seen) for case in rest} == {(None, 0)}


@pytest.mark.parametrize("option", ["--no-serve", "--json"])
def test_demo_serves_nothing_where_nobody_asked(
    simulated: Any, demo: Any, served: list[Path], tmp_path: Path, option: str
) -> None:
    ended = demo(tmp_path / "demo", option)
    assert ended.exit_code == 0, ended.output
    assert served == []
    named = f"UPSTANDER_HOME={tmp_path / 'demo' / 'workbench'} upstander serve --demo"
    assert (named in ended.stdout) is (option == "--no-serve")


def test_the_accounts_stand_for_members_who_have_no_lead(tmp_path: Path) -> None:
    """S1 listed, S2 asked for by rank, S3 with evidence only: all of professional standards."""
    roles = {"S1": "professional_standards", "S2": "professional_standards", "S3":
             "professional_standards", "S4": "response", "S5": "response"}  # fmt: skip
    (tmp_path / "force" / "extracts").mkdir(parents=True)
    (tmp_path / "scan").mkdir()
    staff = {"staff_id": list(roles), "role_family": list(roles.values())}
    pq.write_table(pa.table(staff), tmp_path / "force" / "extracts" / "staff.parquet")
    leads = {
        "staff_id": ["S1", "S2", "S3", "S4"],
        "rank": [99, 40, 41, 42],
        "listed": [True, False, False, False],
    }
    pq.write_table(pa.table(leads), tmp_path / "scan" / "leads.parquet")
    assert demo_workbench.stand_ins(tmp_path) == ["S3", "S5"]
    assert demo_workbench.stand_ins(tmp_path, besides=["S3"]) == ["S5"]


def test_simulate_passes_every_option_on(simulated: Any, run: Any, tmp_path: Path) -> None:
    options = ("--staff", "300", "--months", "12", "--seed", "7")
    more = ("--positions", "full", "--volume", "full", "--form", "csv", "--archive", "--cases")
    ended = run("simulate", str(tmp_path / "force"), *options, *more)
    assert ended.exit_code == 0, ended.output
    assert {name: held for name, held in simulated[0].items() if name != "progress"} == {
        "out": tmp_path / "force",
        "staff": 300,
        "months": 12,
        "seed": 7,
        "positions": "full",
        "volume": "full",
        "form": "csv",
        "archive": True,
        "cases": True,
    }
    assert "5 rows in 1 tables" in ended.stdout
    assert "Simulating casework" in ended.stderr
    assert run("simulate", "force", "--form", "xlsx").exit_code == 2
