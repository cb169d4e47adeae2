"""The same scan on Spark: what it finds, how it is written, and what is left when Spark dies."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.support import small_force
from tests.support.spark import why_not
from upstander.engine.api import explain, scan
from upstander.errors import EngineError
from upstander.simulator import simulate

lacking = why_not()
pytestmark = [
    pytest.mark.spark,
    pytest.mark.slow,
    pytest.mark.skipif(bool(lacking), reason=lacking),
]
STAFF, MONTHS, SEED = 300, 2, 7
LEAST = 1e-6  # bits


@pytest.fixture(scope="module")
def force(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("simulated") / "force"
    simulate(out=out, staff=STAFF, months=MONTHS, seed=SEED)
    return out


@pytest.fixture(scope="module")
def one_machine(force: Path) -> Path:
    scan(folder=force / "extracts", out=force / "duckdb", memory="2GB")
    return force / "duckdb"


@pytest.fixture(scope="module")
def on_spark(force: Path) -> Path:
    scan(folder=force / "extracts", out=force / "spark", memory="4GB", threads=2, engine="spark")
    return force / "spark"


def rows(out: Path, name: str, *, by: tuple[str, ...]) -> list[dict[str, Any]]:
    table = pq.read_table(out / f"{name}.parquet").to_pylist()
    return sorted(table, key=lambda row: [str(row[column]) for column in by])


def same(here: list[dict[str, Any]], there: list[dict[str, Any]], *, but: str = "") -> None:
    """Equal, numbers with a point to a millionth."""
    assert len(here) == len(there)
    for one, other in zip(here, there, strict=True):
        for name in one.keys() - {but}:
            if isinstance(one[name], float):
                assert one[name] == pytest.approx(other[name], abs=LEAST, rel=0), (name, one, other)
            else:
                assert one[name] == other[name], (name, one, other)


def test_the_leads_are_the_same(one_machine: Path, on_spark: Path) -> None:
    key = ("rank", "staff_id", "human_id")
    leads = rows(one_machine, "leads", by=key)
    assert any(row["listed"] for row in leads)
    assert len({row["staff_id"] for row in leads}) > STAFF / 4  # most are not listed
    same(leads, rows(on_spark, "leads", by=key))


@pytest.mark.parametrize("name", ["leads", "evidence", "events", "people", "quarantine"])
def test_every_file_has_the_same_columns(one_machine: Path, on_spark: Path, name: str) -> None:
    here, there = (pq.read_schema(out / f"{name}.parquet") for out in (one_machine, on_spark))
    assert there.names == here.names
    assert there.types == here.types


def test_every_piece_of_evidence_is_the_same(one_machine: Path, on_spark: Path) -> None:
    key = ("staff_id", "human_id", "indicator")
    found = rows(one_machine, "evidence", by=key)
    assert len({row["indicator"] for row in found}) > 10
    same(found, rows(on_spark, "evidence", by=key))


def test_what_evidence_rests_on_is_the_same(one_machine: Path, on_spark: Path) -> None:
    key = ("staff_id", "human_id", "indicator", "at", "source_table", "source_row", "kind")
    same(rows(one_machine, "events", by=key), rows(on_spark, "events", by=key))


def test_what_became_of_each_contact_is_the_same(one_machine: Path, on_spark: Path) -> None:
    key = ("staff_id", "human_id", "at", "kind", "source_table", "source_row", "person_id")
    there = rows(on_spark, "contacts", by=key)
    for row in there:
        assert row.pop("month") == row["at"].strftime("%Y-%m")
    same(rows(one_machine, "contacts", by=key), there)


def test_what_could_be_seen_is_the_same(one_machine: Path, on_spark: Path) -> None:
    here, there = (
        json.loads((out / "coverage.json").read_text("utf-8")) for out in (one_machine, on_spark)
    )
    assert here | {"made_at": ""} == there | {"made_at": ""}


def test_contacts_lie_in_a_folder_for_each_month(on_spark: Path) -> None:
    folders = sorted(path.name for path in (on_spark / "contacts.parquet").iterdir())
    assert len(folders) >= MONTHS
    assert all(re.fullmatch(r"month=\d{4}-\d{2}", name) for name in folders)
    others = [path for path in on_spark.rglob("*") if path.name.startswith(("_", "."))]
    assert not others


def test_a_lead_can_be_explained_from_the_files(on_spark: Path) -> None:
    lead = next(row for row in rows(on_spark, "leads", by=("rank",)) if row["human_id"])
    told = explain(out=on_spark, staff=lead["staff_id"], person=lead["person_id"])
    assert told["leads"] and told["contacts"]


def test_without_a_java_it_is_said_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    extracts = small_force.write(tmp_path / "extracts")
    with pytest.raises(EngineError, match="openjdk-17-jre-headless"):
        scan(folder=extracts, out=tmp_path / "scan", engine="spark")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["extracts"]


@pytest.fixture
def scanning(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A second scan on Spark into the folder of a good one, and under way."""
    extracts = small_force.write(tmp_path / "extracts")
    scan(folder=extracts, out=tmp_path / "scan", only=("IND-01",))
    command = [sys.executable, "-m", "upstander", "scan", str(extracts), "--engine", "spark"]
    process = subprocess.Popen(
        [*command, "--out", str(tmp_path / "scan"), "--threads", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | {"COLUMNS": "200"},
    )
    yield process
    if process.poll() is None:
        process.kill()
    process.wait()


def test_a_spark_that_dies_leaves_the_last_good_result(
    scanning: subprocess.Popen[str], tmp_path: Path
) -> None:
    before = {path.name: path.read_bytes() for path in (tmp_path / "scan").iterdir()}
    java = _spark_at_work(tmp_path, scanning)
    os.kill(java, signal.SIGKILL)
    said, _ = scanning.communicate(timeout=300)
    assert scanning.returncode == 9, said
    assert "Spark gave out" in said
    assert "Traceback" not in said
    assert {path.name: path.read_bytes() for path in (tmp_path / "scan").iterdir()} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["extracts", "scan"]


def _spark_at_work(folder: Path, process: subprocess.Popen[str]) -> int:
    """The Java process of a scan whose Spark has kept something already."""
    until = time.monotonic() + 300
    while time.monotonic() < until and process.poll() is None:
        if list(folder.glob(".upstander-working-*/*/spark/*_contacts_seen")):
            (java,) = _children(process.pid)
            return java
        time.sleep(0.2)
    raise AssertionError("the scan never came to Spark's part")


def _children(process: int) -> list[int]:
    listed = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    return [int(child) for child in listed.split()]
