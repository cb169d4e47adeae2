"""Numbers of matters that are given as the reason of a look-up of one's own."""

from types import SimpleNamespace
from typing import Any

import numpy as np

from upstander.simulator.basics import NONE, Plan
from upstander.simulator.casework import Cases
from upstander.simulator.cover import numbers_given

# Case 0 is of person 7 (victim), case 1 of person 8 (suspect) and 9, case 2 again of person 7.
CASES = Cases(
    incident=np.arange(3),
    opened=np.array([100, 100, 500]),
    closed=np.array([900, 900, 900]),
    victim=np.array([7, 9, 7]),
    suspect=np.array([NONE, 8, NONE]),
    attending=np.full(3, NONE),
)
MEMBERS = range(300)


def given(person: int, at: int) -> list[int]:
    """What each of three hundred members with an aim cites in one look-up of the person."""
    aims: list[Any] = [SimpleNamespace(staff=member) for member in MEMBERS]
    looks = [(member, person, at) for member in MEMBERS]
    found: list[int] = numbers_given(Plan(staff=300, months=1, seed=5), CASES, aims, looks).tolist()
    return found


def test_some_cite_a_matter_of_the_person_and_most_cite_nothing() -> None:
    found = given(7, 200)
    assert set(found) == {NONE, 0}
    assert 0.1 < found.count(0) / len(found) < 0.3


def test_the_newest_matter_that_is_known_by_then_is_cited() -> None:
    assert set(given(7, 600)) == {NONE, 2}
    assert set(given(8, 600)) == {NONE, 1}


def test_a_person_without_a_matter_by_then_is_looked_up_without_a_number() -> None:
    assert set(given(7, 50)) == {NONE}
    assert set(given(6, 600)) == {NONE}


def test_nobody_with_an_aim_and_no_look_up_is_no_matter() -> None:
    assert len(numbers_given(Plan(staff=2, months=1, seed=5), CASES, [], [])) == 0
