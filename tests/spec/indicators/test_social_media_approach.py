"""IND-54: social-media approach reported soon after duty contact."""

from datetime import datetime

import pytest

from tests.support.scenes import events, found, scene
from upstander.engine.indicators.social_media_approach import INDICATOR

# Case 5: a visit after a burglary, a private message the next day, a complaint.
COMPLAINT = """
    complaint_id | staff_id | received_on | category                            | person_id | outcome
    C1           | S1       | 2025-03-09  | Contact through Facebook, unwanted  | H1        |
"""
WORK = """
    explanation | staff_id | human_id | is_work | duty_starts_at      | duty_ends_at
    attended    | S1       | H1       | yes     | 2025-03-01 10:00:00 | 2025-03-01 11:00:00
"""


def test_fires_on_a_message_after_a_visit():
    drawn = scene(complaints=COMPLAINT, purposes=WORK)
    (finding,) = found(INDICATOR, drawn)
    assert finding["sentence"] == (
        "Complaint of 2025-03-09 about an approach through social media or a private account, "
        "8 days after recorded work with the person last began; nothing shows that the two knew "
        "each other before that work."
    )
    assert finding["value"] == 2
    assert (finding["staff_id"], finding["human_id"]) == ("S1", "H1")
    assert finding["first_at"] == datetime(2025, 3, 1, 10)
    assert finding["seen_at"] == datetime(2025, 3, 9)
    assert [event["kind"] for event in events(INDICATOR, drawn)] == ["complaint"]


def test_weeks_after_the_work_it_counts_once():
    later = COMPLAINT.replace("2025-03-09", "2025-04-20")
    (finding,) = found(INDICATOR, scene(complaints=later, purposes=WORK))
    assert finding["value"] == 1


def test_fires_on_a_complaint_of_the_same_day():
    same = COMPLAINT.replace("2025-03-09", "2025-03-01")
    (finding,) = found(INDICATOR, scene(complaints=same, purposes=WORK))
    assert "0 days after" in finding["sentence"]


TALK = """
    staff_id | human_id | kind | at                  | direction | status
    S1       | H1       | call | 2025-02-01 10:00:00 | in        | unexplained
    S1       | H1       | call | 2025-02-02 10:00:00 | out       | unexplained
"""


@pytest.mark.parametrize(
    ("innocent", "drawn"),
    [
        ("they knew each other before", {"contacts": TALK}),
        (
            "half a year after the work",
            {"complaints": COMPLAINT.replace("2025-03-09", "2025-09-01")},
        ),
        ("no work ever joined them", {"purposes": WORK.replace("H1", "H2")}),
        ("before the work", {"complaints": COMPLAINT.replace("2025-03-09", "2025-02-09")}),
        ("about something else", {"complaints": COMPLAINT.replace("Facebook", "the desk")}),
        ("nobody is named", {"complaints": COMPLAINT.replace("H1", "  ")}),
        (
            "found to be malicious",
            {"complaints": COMPLAINT.replace("| H1        |", "| H1        | malicious")},
        ),
        (
            "hearsay weeks after",
            {
                "complaints": "",
                "intelligence": "report_id | staff_id | reported_on | category | source | "
                "assessment | person_id\nR1 | S1 | 2025-04-20 | Facebook | 2 | D | H1\n",
            },
        ),
    ],
)
def test_innocent_look_alike_does_not_fire(innocent, drawn):
    every = {"complaints": COMPLAINT, "purposes": WORK} | drawn
    assert found(INDICATOR, scene(**every)) == []


def test_cannot_be_checked_where_nobody_says_who_complained():
    nameless = scene(complaints=COMPLAINT.replace("H1", "  "), assignments="", involvements="")
    assert nameless.records.missing(INDICATOR.needs) == ("complaints.person_id",)
