"""IND-51: undeclared link through a number."""

from datetime import datetime

import pytest

from tests.support.scenes import events, found, scene
from upstander.engine.indicators.undeclared_link import INDICATOR

OWN = """
    staff_id | number         | ownership | starts_at           | ends_at
    S1       | +44 7700900123 | personal  | 2020-01-01 00:00:00 |
"""
HERS = """
    person_id | number        | starts_at
    H1        | 07700 900 123 | 2025-06-01 00:00:00
"""
LINK = """
    staff_id | human_id | first_at            | last_at
    S1       | H1       | 2025-03-01 10:00:00 | 2025-03-20 10:00:00
"""


def test_fires_on_a_number_that_came_on_to_the_record_after_the_work():
    drawn = scene(staff_phones=OWN, person_phones=HERS, links=LINK)
    (finding,) = found(INDICATOR, drawn)
    assert finding["sentence"] == (
        "A personal number of this member came on to the person's record on 2025-06-01, after "
        "recorded work with the person began on 2025-03-01; no declaration about them."
    )
    assert (finding["staff_id"], finding["human_id"], finding["value"]) == ("S1", "H1", 1)
    assert finding["seen_at"] == datetime(2025, 6, 1)
    assert [event["kind"] for event in events(INDICATOR, drawn)] == ["number on record"]


DECLARED = """
    declaration_id | staff_id | kind        | declared_on | person_id
    D1             | S1       | association | 2025-07-01  | H1
"""
TALK = """
    staff_id | human_id | kind | at                  | direction | status
    S1       | H1       | call | 2025-02-01 10:00:00 | in        | unexplained
    S1       | H1       | call | 2025-02-02 10:00:00 | out       | unexplained
"""
NAMES = {
    "staff": "staff_id | kind | role | name\nS1 | officer | response | Ash Elm\n",
    "people": "person_id | given_names | family_name\nH1 | Ash | Elm\n",
}


@pytest.mark.parametrize(
    ("innocent", "drawn"),
    [
        ("declared", {"declarations": DECLARED}),
        ("they knew each other before the work", {"contacts": TALK}),
        ("the member's own record", NAMES),
        ("on record before the work", {"person_phones": HERS.replace("2025-06", "2024-06")}),
        ("always on record", {"person_phones": HERS.replace("2025-06-01 00:00:00", "")}),
        ("no work ever joined them", {"links": LINK.replace("H1", "H2")}),
        ("a force phone", {"staff_phones": OWN.replace("personal", "force   ")}),
        (
            "the member had left the number",
            {"staff_phones": OWN.replace("00:00:00 |", "00:00:00 | 2024-01-01 00:00:00")},
        ),
        (
            "a place-holder of many",
            {"person_phones": HERS + "H2 | 07700900123 | \nH3 | 07700900123 | \n"},
        ),
    ],
)
def test_innocent_look_alike_does_not_fire(innocent, drawn):
    every = {"staff_phones": OWN, "person_phones": HERS, "links": LINK} | drawn
    assert found(INDICATOR, scene(**every)) == []


def test_cannot_be_checked_where_numbers_have_no_date():
    undated = scene(
        staff_phones=OWN,
        person_phones=HERS.replace("2025-06-01 00:00:00", ""),
        declarations="",
        assignments="",
        involvements="",
    )
    assert undated.records.missing(INDICATOR.needs) == ("person_phones.starts_at",)
