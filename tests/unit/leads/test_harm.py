"""Particular vulnerability raises harm, and so what is read first; it is never needed for a lead."""

import pytest

from upstander import words
from upstander.engine.leads.harm import harm_level
from upstander.engine.leads.matrix import read_matrix

MATRIX = read_matrix()
# The boundary guidance, paragraph 12, and the markers that stand for each of its groups.
PARTICULAR = {
    "missing or suicidal": ("missing", "suicide_or_self_harm"),
    "domestic abuse": ("domestic_abuse",),
    "alcohol or drugs": ("drugs_or_alcohol",),
    "young": ("young_person",),
    "trafficked": ("trafficked",),
}


def level(*markers: str) -> int:
    return harm_level(markers=markers, people=1, role_family="response", matrix=MATRIX)[0]


@pytest.mark.meets("R262")
@pytest.mark.parametrize("group", PARTICULAR)
def test_each_group_of_particular_vulnerability_raises_harm(group: str) -> None:
    for marker in PARTICULAR[group]:
        assert marker in words.VULNERABILITY_MARKERS
        assert level(marker) > level()


@pytest.mark.meets("R262")
def test_a_young_person_weighs_more_and_nobody_needs_to_be_vulnerable() -> None:
    assert level("young_person") > level("drugs_or_alcohol") > level() > 0
