"""Case 8 once more, as a counter-corruption unit would have worked on it.

A complaint is made about a community support officer. He is put on the watch list; the audit of
what he had opened leads to a second woman (Learning the Lessons 40, pages 38-39). Added here: a
quality check of records that the force had asked him for, and one that it had not.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.support import watch_list
from upstander.engine import api
from upstander.simulator.cases import case_08
from upstander.web.triage.publishing import publish
from upstander.web.watchlist.auditing import audit
from upstander.web.watchlist.models import Package

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
CHECKED, NOT_ASKED = 140, 141  # people of other members' ordinary work
FIRST_DAY = 95


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The case, with quality checks in it, scanned."""
    folder = tmp_path_factory.mktemp("case")
    told = case_08.tell()
    day = told.tour_day(1, FIRST_DAY)
    for person in (CHECKED, NOT_ASKED):
        told.look(1, person, told.at(day, 13, person % 50), reason="quality assurance")
    told.add(
        "tasks", task_id="Q1", staff_id="S1", person_id=f"P{CHECKED}", kind="quality assurance",
        starts_at=told.at(day, 12), ends_at=told.at(day, 16),
    )  # fmt: skip
    extracts = told.write(folder / "extracts")
    # What was looked up is written whichever signs are read; one of them lists it.
    api.scan(folder=extracts, out=folder / "scan", only=("IND-22",), memory="1GB")
    return folder / "scan"


@pytest.fixture
def package(scan: Path, settings: Any, tmp_path: Path) -> Iterator[Package]:
    """Published, proposed, authorised and audited, each by the step that the unit takes."""
    settings.HOME = tmp_path / "home"
    publish(scan)
    audit(scan)
    watch_list.active("S1", since=date(2024, 1, 1))
    assert audit(scan).made == 1
    yield Package.objects.get()


@pytest.mark.meets("R217", "R046")
def test_the_second_woman_is_among_the_first_ten_people_looked_up(package: Package) -> None:
    second = package.opened.get(person_id="P2")
    assert second.place <= 10
    assert second.markers == ["mental_health", "stalking_or_harassment"]
    assert (second.looks, second.unexplained, second.days) == (4, 4, 4)
    assert package.people == 19  # a place among the first ten is no matter of course


@pytest.mark.meets("R285", "R046")
def test_what_is_left_is_exactly_what_no_record_explains(package: Package) -> None:
    """Neither the first woman, nor his own cases, nor the check that the force had asked for."""
    left = package.look_ups.filter(status="unexplained").order_by("at")
    opened = [one.person.person_id for one in left if one.person]
    assert sorted(opened) == sorted(["P2"] * 4 + [f"P{NOT_ASKED}"])
    checked = package.look_ups.get(person__person_id=f"P{CHECKED}")
    assert (checked.status, checked.explained_by, checked.explained_table) == (
        "explained", "tasked", "tasks",
    )  # fmt: skip


@pytest.mark.meets("R285")
def test_the_sign_lists_exactly_the_look_ups_of_the_second_woman(scan: Path) -> None:
    """One look-up of one person is common: it is in the package, and no sign."""
    rows = pq.read_table(
        scan / "events.parquet",
        filters=[("staff_id", "=", "S1"), ("indicator", "=", "IND-22"), ("kind", "=", "lookup")],
    ).to_pylist()
    assert [(row["person_id"], row["status"]) for row in rows] == [("P2", "unexplained")] * 4


def test_he_stands_beside_the_others_of_his_role(package: Package) -> None:
    beside = {one["figure"]: one for one in package.beside}
    share = beside["share unexplained"]
    assert (share["peers"], share["enough"], share["median"]) == (12, True, 0)
    assert share["below"] == 12
