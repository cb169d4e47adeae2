"""IND-46: internal sexualised behaviour."""

from datetime import datetime

import pytest

from tests.spec.indicators.repeated import repeated
from tests.support.scenes import events, found, scene
from upstander.engine.indicators.internal_sexualised_behaviour import INDICATOR

MATTER = """
    matter_id | staff_id | opened_on  | category              | sexual | internal | outcome | closed_on
    M1        | S1       | 2025-02-01 | Discreditable conduct | yes    | yes      |         |
"""
HEAD = "staff_id | human_id | kind | at | direction | status\n"
CALLS = repeated(
    "S1 | H1 | call | {at} | out | unexplained", first="2025-03-22 20:00:00", number=3, hours=72
)


def test_fires_on_an_internal_matter():
    drawn = scene(conduct=MATTER, contacts=HEAD + CALLS)
    (finding,) = found(INDICATOR, drawn)
    assert finding["sentence"] == (
        "1 internal conduct matter of a sexual nature, the last opened on 2025-02-01; to be "
        "checked for contact with the public: unexplained contact on several days with 1 person."
    )
    assert finding["value"] == 1
    assert finding["human_id"] is None
    assert finding["seen_at"] == datetime(2025, 2, 1)
    assert [event["kind"] for event in events(INDICATOR, drawn)] == ["conduct"]


def test_contact_with_the_public_adds_nothing_to_the_value():
    (alone,) = found(INDICATOR, scene(conduct=MATTER))
    (beside,) = found(INDICATOR, scene(conduct=MATTER, contacts=HEAD + CALLS))
    assert alone["value"] == beside["value"]
    assert alone["sentence"].endswith("with nobody.")


def test_a_matter_that_was_set_aside_weighs_half():
    aside = MATTER.replace("| yes      |         |", "| yes      | No case to answer | 2025-06-01")
    (finding,) = found(INDICATOR, scene(conduct=aside))
    assert finding["value"] == 0.5


@pytest.mark.parametrize(
    ("innocent", "drawn"),
    [
        ("towards the public", MATTER.replace("| yes      |", "| no       |")),
        ("of another nature", MATTER.replace("| yes    |", "| no     |")),
        ("not marked as internal", MATTER.replace("| yes      |", "|          |")),
        ("seven years ago", MATTER.replace("2025", "2018")),
        ("found to be malicious", MATTER.replace("|         |", "| malicious | 2025-06-01")),
    ],
)
def test_innocent_look_alike_does_not_fire(innocent, drawn):
    assert found(INDICATOR, scene(conduct=drawn, contacts=HEAD + CALLS)) == []


def test_cannot_be_checked_where_matters_are_not_marked():
    unmarked = MATTER.replace("| yes      |", "|          |")
    assert scene(conduct=unmarked).records.missing(INDICATOR.needs) == ("conduct.internal",)
