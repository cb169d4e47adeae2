"""A simulated force, scanned and held against its truth: every claim leads to its rows."""

import json
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.support.pages import Page
from upstander.engine.api import evaluate, scan
from upstander.engine.leads.matrix import OWN
from upstander.simulator import simulate

pytestmark = pytest.mark.slow
SEED = 5


@pytest.fixture(scope="module")
def force(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("simulated") / "force"
    simulate(out=out, staff=80, months=4, seed=SEED)
    return out


@pytest.fixture(scope="module")
def figures(force: Path) -> dict:
    return evaluate(force=force, out=force / "scan")


@pytest.fixture(scope="module")
def scanned(force: Path, figures: dict) -> Path:
    return force / "scan"


@pytest.fixture(scope="module")
def wide(force: Path, figures: dict) -> str:
    """The report of the same force with a list so long that every kind of lead is on it."""
    matrix = OWN.read_text(encoding="utf-8").replace("share_of_staff: 0.005", "share_of_staff: 0.4")
    (force / "matrix.yaml").write_text(matrix, encoding="utf-8")
    (force / "settings.yaml").write_text("matrix: matrix.yaml\nforce: Northshire\n")
    out = force / "wide"
    scan(folder=force / "extracts", out=out, settings=force / "settings.yaml", contacts=False)
    return (out / "report.html").read_text(encoding="utf-8")


def read(scanned: Path, name: str) -> list[dict]:
    return pq.read_table(scanned / f"{name}.parquet").to_pylist()


def test_every_piece_of_evidence_has_the_rows_it_rests_on(scanned: Path) -> None:
    events = read(scanned, "events")
    of_pairs = {(row["staff_id"], row["human_id"], row["indicator"]) for row in events}
    of_members = {(row["staff_id"], row["indicator"]) for row in events}
    for row in read(scanned, "evidence"):
        member = row["staff_id"], row["indicator"]
        if row["human_id"] is None:
            assert member in of_members, row
        else:
            assert (row["staff_id"], row["human_id"], row["indicator"]) in of_pairs, row


def test_every_row_named_is_in_the_extracts(scanned: Path, force: Path) -> None:
    rows = {
        path.stem: pq.read_metadata(path).num_rows
        for path in (force / "extracts").glob("*.parquet")
    }
    for name in ("events", "contacts"):
        for row in read(scanned, name):
            assert 1 <= row["source_row"] <= rows[row["source_table"]]


def test_the_report_leads_from_every_claim_to_its_rows(wide: str) -> None:
    page = Page(wide)
    assert len(page.ids) == len(set(page.ids))
    anchors = {link.removeprefix("#") for link in page.links if link.startswith("#")}
    assert anchors <= set(page.ids)
    signs = [id for id in page.ids if "-sign-" in id and not id.endswith("-rows")]
    assert len(signs) > 20 and all(f"{sign}-rows" in page.ids for sign in signs)
    assert "This sign names no single row." not in wide
    assert "The member alone" in wide


def test_the_report_says_whose_it_is(scanned: Path, wide: str) -> None:
    text = (scanned / "report.html").read_text(encoding="utf-8")
    assert "A simulated force" in text and f"seed {SEED}" in text
    assert "Northshire" in wide and "Nobody in this report exists" in wide


def test_pseudonyms_do_not_give_the_member_away(scanned: Path) -> None:
    text = (scanned / "report.html").read_text(encoding="utf-8")
    listed = {row["staff_id"] for row in read(scanned, "leads") if row["listed"]}
    assert listed and not any(member in text for member in listed)


def test_the_list_is_no_longer_than_the_matrix_allows(scanned: Path) -> None:
    coverage = json.loads((scanned / "coverage.json").read_text(encoding="utf-8"))
    assert coverage["listed"] <= coverage["list_allowed"] == 1


def test_recorded_work_is_explained(figures: dict) -> None:
    shares = {row["of"]: row for row in figures["explained"]}
    assert shares["purpose recorded"]["share"] >= 0.97
    assert shares["all legitimate"]["events"] > shares["purpose recorded"]["events"]
    assert shares["first contacts, purpose recorded"]["share"] > 0.9


def test_the_figures_are_kept_with_the_scan(figures: dict, scanned: Path) -> None:
    kept = json.loads((scanned / "evaluation.json").read_text(encoding="utf-8"))
    assert kept["upstander"] == figures["upstander"]
    assert {name for name in kept["baselines"]} >= {"call volume", "look-up count", "keyword list"}
    assert len(kept["by_subject"]) == kept["subjects"]
    assert {row["attribute"] for row in kept["rates"]} == {
        "sex", "ethnicity", "role_family", "kind", "age",
    }  # fmt: skip


def test_the_truth_is_no_part_of_what_is_scanned(force: Path) -> None:
    assert not {path.name for path in (force / "truth").iterdir()} & {
        path.name for path in (force / "extracts").iterdir()
    } - {"people.parquet"}


def test_explain_shows_a_member_of_the_list(scanned: Path) -> None:
    first = min(read(scanned, "leads"), key=lambda row: row["rank"])
    command = [sys.executable, "-m", "upstander", "explain", str(scanned), "--staff"]
    ended = subprocess.run(
        [*command, first["staff_id"]], capture_output=True, text=True, check=True
    )
    assert "Evidence" in ended.stdout
