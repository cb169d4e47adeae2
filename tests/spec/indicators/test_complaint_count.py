"""IND-41: complaints in a rolling 12 months."""

from datetime import datetime

import pytest

from tests.support.scenes import events, found, scene
from upstander.engine.indicators.complaint_count import INDICATOR

# Day 1 is 2024-03-01; 2025-02-27 is day 364, 2025-03-01 is day 366.
THREE = """
    complaint_id | staff_id | received_on | category    | sexual | person_id
    C1           | S1       | 2024-03-01  | incivility  |        | H1
    C2           | S1       | 2024-09-15  | sexual      | yes    | H2
    C3           | S1       | 2025-02-27  | discourtesy | no     | H3
"""


@pytest.mark.meets("R189")
def test_the_third_complaint_on_day_364_fires():
    (finding,) = found(INDICATOR, scene(complaints=THREE))
    assert finding["value"] == 3
    assert finding["human_id"] is None
    assert finding["sentence"] == (
        "3 complaints received from 2024-03-01 to 2025-02-27, 1 of a sexual nature, "
        "none by somebody who had complained of the member before."
    )
    assert finding["seen_at"] == datetime(2025, 2, 27)
    rests_on = events(INDICATOR, scene(complaints=THREE))
    assert [(event["kind"], event["source_row"]) for event in rests_on] == [
        ("complaint", 1), ("complaint", 2), ("complaint", 3),
    ]  # fmt: skip


def test_says_that_one_person_complains_again_and_again():
    drawn = THREE.replace("H2", "H1").replace("H3", "H1")
    (finding,) = found(INDICATOR, scene(complaints=drawn))
    assert finding["sentence"].endswith("2 by somebody who had complained of the member before.")


@pytest.mark.meets("R189")
def test_the_third_complaint_on_day_366_does_not_fire():
    assert found(INDICATOR, scene(complaints=THREE.replace("2025-02-27", "2025-03-01"))) == []


def test_value_is_the_most_in_any_12_months():
    more = THREE + "C4 | S1 | 2024-12-01 | delay | | H4\nC5 | S1 | 2027-01-01 | delay | | H5\n"
    (finding,) = found(INDICATOR, scene(complaints=more, as_of=datetime(2027, 12, 31)))
    assert finding["value"] == 4
    assert finding["seen_at"] == datetime(2024, 12, 1)
    assert finding["last_at"] == datetime(2025, 2, 27)


@pytest.mark.parametrize(
    ("innocent", "drawn"),
    [
        ("one person who writes three times in a week",
         THREE.replace("2024-09-15", "2024-03-04").replace("2025-02-27", "2024-03-08")
         .replace("H2", "H1").replace("H3", "H1")),
        ("three members, one complaint each", THREE.replace("C2           | S1", "C2           | S2")),
        ("two complaints", THREE.replace("2025-02-27", "2025-09-27")),
    ],
)  # fmt: skip
def test_innocent_look_alike_does_not_fire(innocent, drawn):
    assert found(INDICATOR, scene(complaints=drawn)) == []


def test_complaints_by_nobody_known_each_count():
    anonymous = THREE.replace("H1", "  ").replace("H2", "  ").replace("H3", "  ")
    assert len(found(INDICATOR, scene(complaints=anonymous))) == 1


def test_cannot_be_checked_without_the_register():
    assert scene().records.missing(INDICATOR.needs) == ("complaints",)
    assert found(INDICATOR, scene()) == []
