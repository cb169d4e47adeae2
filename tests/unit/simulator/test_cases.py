"""The cases as they are told: the document's counts, nobody real, and nothing quarantined."""

import csv
import re
from datetime import date, datetime
from pathlib import Path

import pytest

from upstander.engine.api import check
from upstander.engine.evaluation.cases import MEMBER, declared
from upstander.simulator import cases

# Ofcom's numbers for drama: mobile, and Tyneside's.
DRAMA = re.compile(r"07700900\d{3}|01632960\d{3}")
SAID = {
    "complaints": "received_on",
    "conduct": "opened_on",
    "declarations": "declared_on",
    "intelligence": "reported_on",
}


@pytest.fixture(scope="module")
def extracts(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    place = tmp_path_factory.mktemp("cases")
    return {number: cases.write(number, place / str(number)) for number in cases.CASES}


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    path = folder / f"{table}.csv"
    if not path.exists():
        return []
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_case_is_told_and_declared() -> None:
    assert set(cases.CASES) == set(declared()) == set(range(1, 11))
    assert cases.MEMBER == MEMBER


@pytest.mark.parametrize("number", cases.CASES)
def test_every_row_keeps_the_contract(extracts: dict[int, Path], number: int) -> None:
    checked = check(folder=extracts[number], memory="1GB")
    assert checked.quarantine == ()
    assert checked.counts["staff"].accepted >= 13


@pytest.mark.parametrize("number", cases.CASES)
def test_nobody_is_named_and_every_number_is_for_drama(
    extracts: dict[int, Path], number: int
) -> None:
    for table, columns in (
        ("staff_phones", ["number"]),
        ("person_phones", ["number"]),
        ("calls", ["number", "other_number"]),
    ):
        for row in rows(extracts[number], table):
            assert all(DRAMA.fullmatch(row[name]) for name in columns)
    for table in ("staff", "people"):
        assert not {"name", "family_name", "given_names"} & set(rows(extracts[number], table)[0])


@pytest.mark.parametrize("number", cases.CASES)
def test_it_came_to_notice_on_the_day_declared(extracts: dict[int, Path], number: int) -> None:
    days = {
        date.fromisoformat(row[column])
        for table, column in SAID.items()
        for row in rows(extracts[number], table)
        if row["staff_id"] == MEMBER
    }
    assert max(days) == declared()[number].noticed_on


def test_each_sign_is_due_between_the_beginning_and_the_notice() -> None:
    for case in declared().values():
        assert case.unseen, f"case {case.number} says nothing of what could not be seen"
        for one in case.must_see:
            assert re.fullmatch(r"IND-\d\d", one.sign)
            assert case.begins < one.by <= case.noticed_on


def test_case_2_has_the_documents_counts(extracts: dict[int, Path]) -> None:
    hers = [row for row in rows(extracts[2], "calls") if row["other_number"] == "07700900051"]
    voice = [row for row in hers if row["kind"] == "voice"]
    moments = sorted(datetime.fromisoformat(row["at"]) for row in voice)
    assert len(voice) == 38
    assert sum(int(row["duration_s"]) < 5 for row in voice) == 30
    assert len(hers) - len(voice) == 1  # the one text that the phone still held
    assert {row["direction"] for row in hers} == {"out"}
    assert 320 <= (moments[-1] - moments[0]).days <= 340  # eleven months


def test_case_3_has_two_or_three_visits_a_week(extracts: dict[int, Path]) -> None:
    near = {
        row["at"][:10]
        for row in rows(extracts[3], "positions")
        if float(row["northing"]) >= 340_000 and float(row["easting"]) < 450_003
    }
    assert 2 <= len(near) / (150 / 7) <= 3.2


def test_case_9_has_the_park_two_or_three_times_a_week(extracts: dict[int, Path]) -> None:
    near = {
        row["at"][:10]
        for row in rows(extracts[9], "positions")
        if float(row["northing"]) >= 340_000
    }
    assert 2 <= len(near) / (136 / 7) < 3.1
