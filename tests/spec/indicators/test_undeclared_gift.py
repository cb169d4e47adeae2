"""IND-55: a reported gift that was not declared."""

from datetime import datetime

import pytest

from tests.support.scenes import events, found, scene
from upstander.engine.indicators.undeclared_gift import INDICATOR

COMPLAINT = """
    complaint_id | staff_id | received_on | category           | person_id | outcome
    C1           | S1       | 2025-05-01  | Gift from a member | H1        |
"""
GIFT = """
    declaration_id | staff_id | kind | declared_on | person_id
    D1             | S1       | gift | 2025-05-20  |
"""


def test_fires_on_a_reported_gift_that_nobody_declared():
    drawn = scene(complaints=COMPLAINT, declarations="")
    (finding,) = found(INDICATOR, drawn)
    assert finding["sentence"] == (
        "1 report of a gift to or from a member of the public from 2025-05-01 to 2025-05-01; no "
        "gift in the register of declarations from 90 days before to 28 days after."
    )
    assert finding["value"] == 1
    assert finding["human_id"] is None
    assert finding["seen_at"] == datetime(2025, 5, 29)
    assert [event["kind"] for event in events(INDICATOR, drawn)] == ["complaint"]


def test_fires_where_the_declared_gift_was_another_person_s():
    other = GIFT.replace("2025-05-20  |", "2025-05-20  | H2")
    assert len(found(INDICATOR, scene(complaints=COMPLAINT, declarations=other))) == 1


def test_gifts_that_two_people_report_add_up():
    two = COMPLAINT + "C2 | S1 | 2025-08-01 | Presents | H2 |\n"
    (finding,) = found(INDICATOR, scene(complaints=two))
    assert finding["value"] == 2
    assert finding["seen_at"] == datetime(2025, 5, 29)


@pytest.mark.parametrize(
    ("innocent", "drawn"),
    [
        ("declared", {"declarations": GIFT}),
        ("declared some weeks before", {"declarations": GIFT.replace("05-20", "03-20")}),
        ("many declared gifts, none reported", {"declarations": GIFT, "complaints": ""}),
        ("a presentation at a school", {"complaints": COMPLAINT.replace("Gift", "Presentation")}),
        ("there is still time to declare", {"as_of": datetime(2025, 5, 15)}),
        ("three years ago", {"complaints": COMPLAINT.replace("2025", "2022")}),
        (
            "found to be malicious",
            {"complaints": COMPLAINT.replace("| H1        |", "| H1        | malicious")},
        ),
    ],
)
def test_innocent_look_alike_does_not_fire(innocent, drawn):
    assert found(INDICATOR, scene(**({"complaints": COMPLAINT} | drawn))) == []


def test_cannot_be_checked_without_the_register():
    records = scene(complaints=COMPLAINT).records
    assert records.missing(INDICATOR.needs) == ("declarations",)
