"""The controls as they are told: nobody real, nothing quarantined, everybody in the right place."""

import csv
import re
from pathlib import Path

import pytest

from upstander.engine.api import check
from upstander.simulator import controls
from upstander.simulator.controls.force import QUALITY, UNITS, Force, work

# Ofcom's numbers for drama: mobile, and Tyneside's.
DRAMA = re.compile(r"07700900\d{3}|01632960\d{3}")


@pytest.fixture(scope="module")
def extracts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return controls.write(tmp_path_factory.mktemp("controls") / "extracts")


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_row_keeps_the_contract(extracts: Path) -> None:
    checked = check(folder=extracts, memory="1GB")
    assert checked.quarantine == ()
    assert checked.counts["staff"].accepted == sum(unit.number for unit in UNITS)


def test_nobody_is_named_and_every_number_is_for_drama(extracts: Path) -> None:
    for table, columns in (
        ("staff_phones", ["number"]),
        ("person_phones", ["number"]),
        ("calls", ["number", "other_number"]),
    ):
        for row in rows(extracts, table):
            assert all(DRAMA.fullmatch(row[name]) for name in columns)
    for table in ("staff", "people"):
        assert not {"name", "family_name", "given_names"} & set(rows(extracts, table)[0])


def test_no_two_hold_one_number(extracts: Path) -> None:
    held = [
        row["number"] for name in ("staff_phones", "person_phones") for row in rows(extracts, name)
    ]
    assert len(held) == len(set(held))


def test_each_control_is_another_member_with_other_people() -> None:
    members = [control.member for control in controls.CONTROLS.values()]
    people = [person for control in controls.CONTROLS.values() for person in control.people]
    assert len(members) == len(set(members))
    assert len(people) == len(set(people))
    told = Force()
    work(told)
    assert not set(people) & {person for _, _, person in told.opened}


def test_units_follow_each_other_and_begin_a_team() -> None:
    after = 1
    for unit in UNITS:
        assert unit.first == after and unit.first % 2 == 1
        after = unit.first + unit.number
    assert Force().members[-1] == QUALITY.members[-1]
