"""The demo simulates, scans and leaves a report; it never clears away anything but a demo."""

import inspect
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from upstander.simulator import Summary
from upstander.simulator import simulate as REAL

NUMBERS = ("subjects", "observable", "events", "legitimate", "unrecorded")


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
def demo(door: Any, run: Any, tmp_path: Path) -> Any:
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


def test_simulate_passes_every_option_on(simulated: Any, run: Any, tmp_path: Path) -> None:
    options = ("--staff", "300", "--months", "12", "--seed", "7")
    more = ("--positions", "full", "--volume", "full", "--form", "csv", "--archive")
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
    }
    assert "5 rows in 1 tables" in ended.stdout
    assert "Simulating casework" in ended.stderr
    assert run("simulate", "force", "--form", "xlsx").exit_code == 2
