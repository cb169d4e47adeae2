"""A scan from CSV files to leads, end to end, on a force small enough to know by heart."""

import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.support import small_force
from tests.support.extracts import CALLS, call, folder
from upstander.cli import options
from upstander.engine.api import check, explain, scan
from upstander.errors import UsageError

ROOT = Path(__file__).resolve().parents[2]
FILES = {
    "leads.parquet",
    "evidence.parquet",
    "events.parquet",
    "contacts.parquet",
    "pairs.parquet",
    "people.parquet",
    "people_links.parquet",
    "people_to_judge.parquet",
    "tours.parquet",
    "who.parquet",
    "stands.parquet",
    "prompts.parquet",
    "conflicts.parquet",
    "look_ups.parquet",
    "looked_up.parquet",
    "markers.parquet",
    "staff.parquet",
    "coverage.json",
    "quarantine.parquet",
    "reached.parquet",
    "report.html",
}


@pytest.fixture(scope="module")
def extracts(tmp_path_factory) -> Path:
    return small_force.write(tmp_path_factory.mktemp("force") / "extracts")


@pytest.fixture(scope="module")
def scanned(extracts, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("result") / "scan"
    scan(folder=extracts, out=out)
    return out


def read(scanned: Path, name: str) -> list[dict]:
    return pq.read_table(scanned / f"{name}.parquet").to_pylist()


def test_the_files_of_the_contract_are_there_and_nothing_else(scanned):
    assert {path.name for path in scanned.iterdir()} == FILES
    assert [path.name for path in scanned.parent.iterdir()] == ["scan"]


@pytest.mark.meets("R144")
def test_the_pattern_of_case_2_leads_the_list(scanned):
    (lead,) = [row for row in read(scanned, "leads") if row["listed"]]
    assert (lead["rank"], lead["staff_id"], lead["person_id"]) == (1, "S1", "P1")
    signs = {row["indicator"] for row in read(scanned, "evidence") if row["staff_id"] == "S1"}
    assert {"IND-01", "IND-06", "IND-10", "IND-11"} <= signs
    assert lead["harm"] >= 3


def test_every_column_that_is_left_behind_is_on_its_page(scanned):
    page = (ROOT / "docs" / "reference" / "results.md").read_text(encoding="utf-8")
    for name in (path.stem for path in scanned.glob("*.parquet")):
        if name in ("people_links", "people_to_judge"):
            continue  # told in words
        for column in pq.read_schema(scanned / f"{name}.parquet").names:
            assert f"`{column}`" in page, f"{name}.{column}"


def test_a_pair_with_evidence_is_told_in_figures_that_agree_with_its_contacts(scanned):
    (pair,) = [row for row in read(scanned, "pairs") if row["human_id"] == "P1"]
    talk = [
        row
        for row in read(scanned, "contacts")
        if (row["staff_id"], row["human_id"]) == ("S1", "P1") and row["kind"] in ("call", "message")
    ]
    assert pair["contacts"] == pair["gaps"] + 1 == len(talk)
    assert pair["calls_out"] == sum(
        row["kind"] == "call" and row["direction"] == "out" for row in talk
    )
    assert pair["off_duty"] == sum(row["on_duty"] is False for row in talk)
    assert "The pair in figures" in (scanned / "report.html").read_text(encoding="utf-8")


def test_heavy_liaison_work_and_a_private_life_do_not(scanned):
    bits = {row["staff_id"]: row["lead_score"] for row in read(scanned, "leads")}
    assert bits.get("S2", 0.0) < bits["S1"] / 2
    assert bits.get("S3", 0.0) < bits["S1"] / 2
    bands = {row["staff_id"]: row["band"] for row in read(scanned, "leads")}
    assert bands.get("S2", "information") == bands.get("S3", "information") == "information"


def test_every_claim_leads_to_its_rows(scanned, extracts):
    files = {
        path.stem: list(csv.DictReader(path.open(encoding="utf-8")))
        for path in extracts.glob("*.csv")
    }
    events = read(scanned, "events")
    claimed = {(row["staff_id"], row["indicator"]) for row in read(scanned, "evidence")}
    assert {(row["staff_id"], row["indicator"]) for row in events} == claimed
    for event in events:
        row = files[event["source_table"]][event["source_row"] - 1]
        if event["source_table"] == "calls":
            assert datetime.fromisoformat(row["at"]) in _local(event["at"])
            assert row["number"] == small_force.handset(int(event["staff_id"][1:]))


def _local(moment: datetime) -> tuple[datetime, datetime]:
    """UTC and British Summer Time: one of the two is what the file says."""
    return moment, moment.replace(hour=(moment.hour + 1) % 24)


def test_every_contact_is_explained_unexplained_or_uncheckable_and_says_by_what(scanned):
    contacts = read(scanned, "contacts")
    counts = Counter(row["status"] for row in contacts)
    assert sum(counts.values()) == len(contacts)
    assert set(counts) == {"explained", "unexplained"}
    for row in contacts:
        named = (row["explained_by"], row["explained_table"], row["explained_row"])
        assert all(named) == (row["status"] == "explained"), row
    calls = sum(row["kind"] == "call" for row in contacts)
    assert calls == 61 * 4 + 38 + 150 + 120


def test_the_same_extracts_give_the_same_leads(scanned, extracts, tmp_path):
    scan(folder=extracts, out=tmp_path / "again")
    for name in ("leads", "evidence", "events", "people"):
        assert read(tmp_path / "again", name) == read(scanned, name)


def test_nothing_after_its_time(extracts, tmp_path):
    early = datetime(2025, 4, 1)
    few = ("IND-01", "IND-06", "IND-10")
    scan(folder=extracts, out=tmp_path / "early", as_of=early, only=few)
    for name in ("contacts", "events", "evidence"):
        assert all(row["at"] <= early for row in read(tmp_path / "early", name))
    coverage = json.loads((tmp_path / "early" / "coverage.json").read_text())
    assert coverage["tables"]["calls"]["later"] > 0


def test_a_summers_day_is_seen_to_its_end(tmp_path):
    late = call(at="2025-06-30 23:30:00") + call(at="2025-07-01 00:30:00")
    day = options.moment("2025-06-30", zone="Europe/London")
    scan(
        folder=folder(tmp_path, calls=CALLS + late),
        out=tmp_path / "out",
        as_of=day,
        only=("IND-01",),
    )
    coverage = json.loads((tmp_path / "out" / "coverage.json").read_text())
    calls = coverage["tables"]["calls"]
    assert (calls["accepted"], calls["later"]) == (1, 1)
    assert coverage["as_of"] == "2025-06-30T23:00:00"


def test_what_was_not_handed_over_is_not_seen(scanned):
    coverage = json.loads((scanned / "coverage.json").read_text())
    status = {sign["id"]: sign["status"] for sign in coverage["signs"]}
    assert status["IND-01"] == "ran"
    assert status["IND-22"] == status["IND-41"] == status["IND-42"] == "not seen"
    assert "searches" in coverage["not_handed_over"]
    page = (scanned / "report.html").read_text()
    assert "Look-ups of one person with no linked task" in page


def test_rows_read_are_rows_accepted_and_quarantined(scanned, extracts):
    coverage = json.loads((scanned / "coverage.json").read_text())
    for name, counts in coverage["tables"].items():
        rows = sum(1 for _ in csv.DictReader((extracts / f"{name}.csv").open(encoding="utf-8")))
        assert counts["read"] == rows == counts["accepted"] + counts["quarantined"]


def test_the_report_shows_pseudonyms_and_needs_no_network(scanned):
    page = (scanned / "report.html").read_text()
    assert "<script" not in page
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", page)
    assert "Birchalder" not in page


def test_only_some_signs(extracts, tmp_path):
    scan(folder=extracts, out=tmp_path / "one", only=("IND-01",))
    assert {row["indicator"] for row in read(tmp_path / "one", "evidence")} == {"IND-01"}
    with pytest.raises(UsageError, match="There is no sign called IND-99"):
        scan(folder=extracts, out=tmp_path / "none", only=("IND-99",))


def test_a_scan_killed_at_any_moment_leaves_the_previous_output_whole(scanned, extracts):
    before = {path.name: path.read_bytes() for path in scanned.iterdir()}
    command = "import sys, pathlib; from upstander.engine.api import scan; " + (
        "scan(folder=pathlib.Path(sys.argv[1]), out=pathlib.Path(sys.argv[2]))"
    )
    for wait in (1.0, 3.0):
        process = subprocess.Popen([sys.executable, "-c", command, str(extracts), str(scanned)])
        time.sleep(wait)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        assert {path.name: path.read_bytes() for path in scanned.iterdir()} == before


def test_a_scan_stopped_by_hand_says_so_and_leaves_nothing(extracts, tmp_path):
    # A job in the background is started with the signal ignored: it is turned on again.
    command = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from upstander.cli.main import app; app()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", command, "scan", str(extracts), "--out", str(tmp_path / "scan")],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    assert process.stderr.readline() == "Reading the extracts\n"
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Stopped: nothing was changed." in said
    assert list(tmp_path.iterdir()) == []


def test_check_says_which_signs_could_run(extracts):
    result = check(folder=extracts)
    runnable = {sign["id"]: sign["runnable"] for sign in result.signs}
    assert runnable["IND-01"] and not runnable["IND-22"]
    assert result.counts["calls"].accepted == 61 * 4 + 38 + 150 + 120


def test_explain_gives_one_members_lead_with_its_contacts(scanned):
    told = explain(out=scanned, staff="S1")
    assert {row["person_id"] for row in told["leads"]} == {"P1"}
    assert {row["staff_id"] for row in told["contacts"]} == {"S1"}
    assert told["evidence"] and told["events"]
    assert [row["person_id"] for row in told["figures"]] == ["P1"]
