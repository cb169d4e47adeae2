"""A folder that is not a whole scan is refused, each time with the sentence for it."""

import json
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.support import scan_folder
from upstander.engine import api
from upstander.errors import ScanError
from upstander.web.triage.models import Lead, Scan
from upstander.web.triage.publishing import publish

DRAWN = """
    rank | listed | staff_id | human_id | sentence
    1    | yes    | S1       | H1       | 8 contacts on 6 days.
    2    |        | S2       |          | Complaints in 12 months: 3.
"""
Spoil = Callable[[Path], object]


def coverage(folder: Path, **changed: object) -> None:
    place = folder / "coverage.json"
    place.write_text(json.dumps(json.loads(place.read_text()) | changed))


def cut(folder: Path, name: str) -> None:
    place = folder / name
    place.write_bytes(place.read_bytes()[:-40])


def overwritten(folder: Path, name: str) -> None:
    """A page of rows that cannot be read, under an end that can."""
    place = folder / name
    whole = place.read_bytes()
    place.write_bytes(whole[:4] + b"\xff" * 200 + whole[204:])


def without_column(folder: Path, name: str, column: str) -> None:
    place = folder / name
    pq.write_table(pq.read_table(place).drop_columns([column]), place)


def of_another_scan(folder: Path) -> None:
    other = scan_folder.write(folder.parent / "other", DRAWN.replace("S2", "S8"))
    (other / "evidence.parquet").replace(folder / "evidence.parquet")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return scan_folder.write(tmp_path / "scan", DRAWN)


def test_a_whole_folder_is_read(folder: Path) -> None:
    found = api.published(folder)
    assert [row["staff_id"] for row in found.leads] == ["S1", "S2"]
    assert found.signs["IND-05"]["meaning"]


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda f: [p.unlink() for p in f.iterdir()], "scan holds no scan. Run `upstander scan`"),
        (lambda f: (f / "coverage.json").unlink(), "not a whole scan: coverage.json is not there"),
        (lambda f: (f / "events.parquet").unlink(), "events.parquet is not there"),
        (
            lambda f: [(f / f"{n}.parquet").unlink() for n in ("who", "tours")],
            "tours.parquet, who.parquet are not there",
        ),
        (lambda f: (f / "contacts.parquet").unlink(), "it was made with --no-contacts"),
        (lambda f: cut(f, "leads.parquet"), "leads.parquet of the scan is damaged"),
        (lambda f: cut(f, "contacts.parquet"), "contacts.parquet of the scan is damaged"),
        (lambda f: cut(f, "coverage.json"), "coverage.json of the scan is damaged"),
        (lambda f: (f / "coverage.json").write_text("[]"), "coverage.json of the scan is damaged"),
        (lambda f: coverage(f, as_of="yesterday"), "coverage.json of the scan is damaged"),
        (lambda f: coverage(f, schema=99), "written by another .layout 99, not 2. version"),
        (lambda f: coverage(f, schema=None), "written by another version of Upstander"),
        (lambda f: coverage(f, listed=2), "do not agree about which members"),
        (lambda f: coverage(f, leads_with_evidence=3), "do not agree about which members"),
        (of_another_scan, "they are not of one scan"),
        (lambda f: without_column(f, "who.parquet", "name"), "who.parquet .* has no column name"),
    ],
)
def test_a_folder_that_is_not_whole_is_refused_with_a_sentence(
    folder: Path, spoil: Spoil, says: str
) -> None:
    spoil(folder)
    with pytest.raises(ScanError, match=says):
        api.published(folder)


@pytest.mark.django_db
def test_a_file_that_gives_out_on_the_way_leaves_the_workbench_as_it_was(
    folder: Path,
) -> None:
    overwritten(folder, "stands.parquet")
    with pytest.raises(ScanError, match=r"stands\.parquet of the scan is damaged"):
        publish(folder)
    assert (Lead.objects.count(), Scan.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_contacts_that_spark_wrote_month_by_month_are_read_as_one_file_is(folder: Path) -> None:
    place = folder / "contacts.parquet"
    rows = pq.read_table(place)
    place.unlink()
    for month in ("2026-01", "2026-02"):
        part = place / f"month={month}"
        part.mkdir(parents=True)
        pq.write_table(rows, part / "part-0.parquet")
    publish(folder)
    assert Lead.objects.get().contacts.count() == 2 * rows.num_rows


@pytest.mark.django_db
def test_a_list_of_nobody_is_a_list(tmp_path: Path) -> None:
    nobody = scan_folder.write(tmp_path / "nobody", DRAWN.splitlines()[1])
    assert publish(nobody).leads == 0
