"""Each command passes on what it was given, and shows what it got back."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from upstander.engine import api

SECRET = "07700 900123"

SIGN = {
    "id": "IND-01",
    "slug": "short_one_way_calls",
    "name": "Short, one-way calls to one person",
    "family": "contact shape",
    "cls": "A",
    "level": "pair",
    "status": "experimental",
    "version": 1,
    "page": "Many short calls to one person.",
}


def test_scan_passes_every_option_on(door: Any, run: Any, tmp_path: Path) -> None:
    ended = run(
        *("scan", "extracts", "--out", "june", "--mappings", "maps", "--as-of", "2025-06-30"),
        *("--only", "IND-01,IND-22", "--only", "burst", "--memory", "2 GB", "--threads", "2"),
        *("--names", "--no-contacts", "--settings", "own.yaml"),
    )
    assert ended.exit_code == 0, ended.output
    asked = door.asked["scan"]
    asked.pop("progress")
    assert asked == {
        "folder": Path("extracts"),
        "out": Path("june"),
        "mappings": Path("maps"),
        "as_of": datetime(2025, 6, 30, 23, 0, tzinfo=UTC),  # the end of a summer's day in London
        "only": ("IND-01", "IND-22", "burst"),
        "memory": "2GB",
        "threads": 2,
        "engine": "duckdb",
        "names": True,
        "contacts": False,
        "zone": "Europe/London",
        "settings": Path("own.yaml"),
    }


def test_names_stay_hidden_and_contacts_are_kept_unless_asked_otherwise(
    door: Any, run: Any
) -> None:
    run("scan", "extracts")
    assert door.asked["scan"]["names"] is False
    assert door.asked["scan"]["contacts"] is True
    assert door.asked["scan"]["as_of"] is None


def test_scan_says_what_it_found_and_what_it_could_not_see(door: Any, run: Any) -> None:
    coverage = {
        "signs": [
            {"id": "IND-01", "name": "Short calls", "status": "ran"},
            {"id": "IND-10", "name": "Stops near a home", "status": "not seen"},
        ]
    }
    door.answers["scan"] = replace(door.answers["scan"], coverage=coverage)
    ended = run("scan", "extracts")
    assert "3 leads listed, of 41 with any evidence" in ended.stdout
    assert "Could not be seen (1): Stops near a home." in ended.stdout
    assert "Short calls" not in ended.stdout
    assert str(Path("scan/report.html")) in ended.stdout


def test_watch_passes_every_option_on(door: Any, run: Any) -> None:
    ended = run(
        *("watch", "monday", "--state", "kept", "--out", "june", "--day", "2025-06-30"),
        *("--mappings", "maps", "--only", "IND-01,IND-22", "--memory", "2 GB", "--threads", "2"),
        *("--names", "--no-contacts", "--settings", "own.yaml"),
    )
    assert ended.exit_code == 0, ended.output
    asked = door.asked["watch"]
    asked.pop("progress")
    assert asked == {
        "delivery": Path("monday"),
        "state": Path("kept"),
        "out": Path("june"),
        "day": date(2025, 6, 30),
        "mappings": Path("maps"),
        "only": ("IND-01", "IND-22"),
        "memory": "2GB",
        "threads": 2,
        "names": True,
        "contacts": False,
        "zone": "Europe/London",
        "settings": Path("own.yaml"),
    }


def test_watch_says_what_was_taken_and_what_is_new(door: Any, run: Any) -> None:
    lines = run("watch", "monday", "--state", "kept").stdout.splitlines()
    assert lines[:2] == [
        "Taken, until 2025-06-30: 12 rows of 1 tables.",
        "New on the list: rank 2.",
    ]
    assert lines[2].startswith("3 leads listed")


def test_a_day_that_is_none_is_a_usage_error(door: Any, run: Any) -> None:
    ended = run("watch", "monday", "--state", "kept", "--day", "yesterday")
    assert ended.exit_code == 2
    assert "watch" not in door.asked


def test_progress_goes_to_stderr_and_json_stands_alone_on_stdout(door: Any, run: Any) -> None:
    ended = run("scan", "extracts", "--json")
    assert json.loads(ended.stdout)["report"] == "scan/report.html"
    assert "Reading the extracts" in ended.stderr


def test_quiet_means_no_progress(door: Any, run: Any) -> None:
    assert run("scan", "extracts", "--quiet").stderr == ""


@pytest.mark.parametrize(
    "options",
    [
        ("--as-of", "yesterday"),
        ("--as-of", "2025-13-01"),
        ("--memory", "lots"),
        ("--memory", "0GB"),
        ("--as-of", "2025-01-01", "--zone", "Europe/Nowhere"),
    ],
)
def test_an_option_that_makes_no_sense_is_a_usage_error(
    door: Any, run: Any, options: tuple[str, ...]
) -> None:
    ended = run("scan", "extracts", *options)
    assert ended.exit_code == 2
    assert "scan" not in door.asked
    assert len(ended.stderr.strip().splitlines()) == 1


@dataclass(frozen=True, kw_only=True)
class Counts:
    read: int
    accepted: int
    quarantined: int
    later: int


def sign(*, runnable: bool, missing: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"id": "IND-10", "name": "Stops", "runnable": runnable, "missing": list(missing)}


def test_check_shows_counts_and_what_could_be_seen(door: Any, run: Any) -> None:
    door.answers["check"] = api.CheckResult(
        counts={"calls": Counts(read=1000, accepted=990, quarantined=10, later=0)},
        notes=("calls.csv: the column `colour` is not in the contract and was left out.",),
        quarantine=({"file": "calls.csv", "row": 7, "reason": "no number", "raw": SECRET},),
        not_handed_over=("positions",),
        signs=(sign(runnable=False, missing=("positions",)),),
    )
    shown = run("check", "extracts").stdout
    assert "1,000" in shown and "990" in shown
    assert "not seen: no positions" in shown
    assert "the column `colour`" in shown
    assert "Not handed over: positions" in shown
    assert "no number" in shown
    as_json = run("check", "extracts", "--json").stdout
    assert json.loads(as_json)["counts"]["calls"]["accepted"] == 990
    assert SECRET not in shown + as_json


LEAD = {
    "person_id": "P1",
    "rank": 1,
    "listed": True,
    "headline": "38 calls in 11 months, none of them from the person.",
    "score": 17.25,
    "likelihood": 4,
    "harm": 3,
    "band": "review",
}


def contact(status: str, explained_by: str | None = None) -> dict[str, Any]:
    return {
        "at": datetime(2025, 3, 1, 9, 5),
        "kind": "call",
        "direction": "out",
        "status": status,
        "explained_by": explained_by,
        "explained_table": "tasks" if explained_by else None,
        "explained_file": "tasks/part-2.csv" if explained_by else None,
        "explained_row": 9 if explained_by else None,
        "source_table": "calls",
        "source_file": "calls.csv",
        "source_row": 17,
    }


def test_explain_shows_the_lead_and_each_contact_with_its_row(door: Any, run: Any) -> None:
    door.answers["explain"] = {
        "leads": [LEAD],
        "evidence": [{"indicator": "IND-01", "sentence": "30 of 38 under five seconds."}],
        "contacts": [contact("unexplained"), contact("explained", "tasked")],
        "explanations": {"tasked": "A task names both"},
    }
    shown = run("explain", "scan", "--staff", "S1", "--person", "P1").stdout
    assert "38 calls in 11 months" in shown and "17.2 bits, rank 1" in shown
    assert "30 of 38 under five seconds" in shown
    assert "calls 17" in shown and "unexplained" in shown
    assert "A task names both" in shown and "tasks/part-2 9" in shown
    assert door.asked["explain"] == {"out": Path("scan"), "staff": "S1", "person": "P1"}


def test_explain_says_whose_verdict_filters_a_contact_and_why(door: Any, run: Any) -> None:
    filtered = contact("explained", "filtered") | {
        "explained_table": "filters",
        "explained_file": "filters.yaml",
        "explained_row": 3,
    }
    used = {"file": "filters.yaml", "row": 3, "owner": "DI Elm", "expires_on": "2026-03-15"}
    door.answers["explain"] = {
        "leads": [LEAD],
        "evidence": [],
        "contacts": [filtered],
        "explanations": {"filtered": "Filtered by a person"},
        "coverage": {
            "filters": [used | {"reason": "plan 14"}, used | {"reason": "plan 15", "row": 4}]
        },
    }
    shown = run("explain", "scan", "--staff", "S1").stdout
    assert "Filter 3: plan 14 (DI Elm, until 2026-03-15)." in shown
    assert "plan 15" not in shown


def test_explain_says_that_nothing_held_is_no_finding(door: Any, run: Any) -> None:
    door.answers["explain"] = {"leads": [], "evidence": [], "contacts": [], "explanations": {}}
    assert "no finding either way" in run("explain", "scan", "--staff", "S9").stdout


def test_evaluate_shows_its_tables(door: Any, run: Any) -> None:
    cut = {"cut": "1.0% of staff", "length": 10, "found": 8, "recall": 0.8123, "precision": 0.8}
    share = {"of": "purpose recorded", "events": 20_000, "seen": 10_000, "explained": 9_999}
    door.answers["evaluate"] = {
        "staff": 1000,
        "subjects": 12,
        "observable": 10,
        "listed": 5,
        "listed_false": 1,
        "false_leads_per_1000_staff": 1.0,
        "seconds": 61.2,
        "upstander": [cut],
        "baselines": {"call volume": [cut | {"found": 0, "recall": None, "precision": 0.0}]},
        "explained": [share | {"share": 0.9999}],
        "explained_by_table": [],
        "lead_days": {"observable": 10, "noticed": 8, "median_days": float("nan")},
        "look_alikes": [{"nature": "private:partner", "staff": 30, "in_top": 3, "times": 2.0}],
        "by_subject": [],
        "rates": [],
    }
    ended = run("evaluate", "force")
    assert "1,000 staff, 12 subjects, 10 of them observable" in ended.stdout
    assert "5 listed, 1 of them not subjects" in ended.stdout
    assert "8 (81.2%)" in ended.stdout and "0 (-)" in ended.stdout
    assert ">99.9%" in ended.stdout and "private:partner" in ended.stdout
    assert max(map(len, ended.stdout.splitlines())) <= 100
    as_json = json.loads(run("evaluate", "force", "--json").stdout)
    assert as_json["lead_days"]["median_days"] is None


def test_indicators_lists_and_shows_a_page(door: Any, run: Any) -> None:
    door.answers["indicators"] = [SIGN]
    assert "Short, one-way calls to one person" in run("indicators").stdout
    assert "Many short calls" not in run("indicators").stdout
    assert "Many short calls" in run("indicators", "IND-01").stdout
    assert "Many short calls" in run("indicators", "short_one_way_calls").stdout
    assert json.loads(run("indicators", "IND-01", "--json").stdout)["slug"] == SIGN["slug"]
    assert run("indicators", "IND-99").exit_code == 2


REPLAYED = {
    "case": 2,
    "title": "One task, then eleven months of short calls",
    "pages": "14-15",
    "came_to_notice": date(2025, 2, 17),
    "how": "An anonymous report.",
    "expected": [
        {
            "sign": "IND-01",
            "name": "Short, one-way calls to one person",
            "person": "P1",
            "first_seen": date(2024, 8, 31),
            "days_before_notice": 170,
            "sentence": "38 calls",
        },
        {
            "sign": "IND-99",
            "name": "not built yet",
            "person": None,
            "first_seen": None,
            "days_before_notice": None,
            "sentence": None,
        },
    ],
    "also_seen": [],
    "unseen": ["The private telephone, which no scan may watch."],
    "scans": 3,
}


def test_cases_shows_each_sign_beside_the_notice_and_what_could_not_be_seen(
    door: Any, run: Any
) -> None:
    door.answers["replay_case"] = REPLAYED
    shown = run("cases", "--case", "2").stdout
    assert "Case 2, pages 14-15" in shown and "notice on 2025-02-17. An anonymous" in shown
    assert "2024-08-31" in shown and "170" in shown and "not seen" in shown
    assert "- The private telephone, which no scan may watch." in shown
    assert door.asked["replay_case"]["number"] == 2
    as_json = json.loads(run("cases", "--case", "2", "--json").stdout)
    assert as_json["cases"][0]["came_to_notice"] == "2025-02-17"


def test_there_is_no_eleventh_case(door: Any, run: Any) -> None:
    ended = run("cases", "--case", "11")
    assert ended.exit_code == 2
    assert "There is no case 11." in ended.stderr
    assert "replay_case" not in door.asked


def test_matrix_asks_what_if_with_what_is_supposed(door: Any, run: Any) -> None:
    door.answers["what_if"] = {
        "signs": [{"indicator": "IND-05", "rarity_bits": 6.0, "weight": 1.0, "bits": 6.0}],
        "score": 6.0,
        "likelihood": 2,
        "harm": 3,
        "harm_reasons": ["recorded vulnerability: missing"],
        "band": "information",
        "matrix": "1.2",
    }
    supposed = ("--bits", "IND-05=6", "--marker", "missing", "--people", "2")
    shown = run("matrix", *supposed).stdout
    assert "6.0 bits: likelihood 2 of 5, harm 3 of 5, band information" in shown
    asked = door.asked["what_if"]
    assert (asked["bits"], asked["markers"], asked["people"]) == ({"IND-05": 6.0}, ("missing",), 2)


@pytest.mark.parametrize(
    "supposed",
    [
        ("--bits", "IND-05=many"),
        ("--bits", "IND-05=6", "--marker", "tired"),
        ("--bits", "IND-05=6", "--role", "wizard"),
        ("--bits", "IND-05=6", "--origin", "luck"),
    ],
)
def test_what_cannot_be_supposed_is_refused(door: Any, run: Any, supposed: tuple[str, ...]) -> None:
    ended = run("matrix", *supposed)
    assert ended.exit_code == 2 and "what_if" not in door.asked
