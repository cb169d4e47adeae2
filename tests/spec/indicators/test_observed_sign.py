"""IND-48: observed signs reported from several sources."""

from datetime import datetime

import pytest

from tests.spec.indicators.repeated import repeated
from tests.support.scenes import events, found, scene
from upstander.engine.indicators.observed_sign import INDICATOR

SURVEYS = """
    survey_id | occurrence_id | staff_id | person_id | answered_on | concern
    V1        | O1            | S1       | H1        | 2025-03-01  | yes
    V2        | O2            | S1       | H2        | 2025-06-01  | yes
    V3        | O3            | S1       | H3        | 2025-07-01  | no
"""
ONE = "\n".join(SURVEYS.splitlines()[:3]) + "\n"
HEAD = "staff_id | human_id | kind | at | direction | status\n"
CALLS = repeated(
    "S1 | H1 | call | {at} | out | unexplained", first="2025-03-22 20:00:00", number=5, hours=72
)
COMPLAINT = """
    complaint_id | staff_id | received_on | category                      | person_id | outcome
    C1           | S1       | 2025-05-05  | Boundaries - off-duty contact | H4        |
"""


def test_fires_on_the_concerns_of_two_people():
    drawn = scene(surveys=SURVEYS)
    (finding,) = found(INDICATOR, drawn)
    assert finding["sentence"] == (
        "Signs reported from 2025-03-01 to 2025-06-01: 2 survey concerns in 3 answers, "
        "0 other reports."
    )
    assert round(finding["value"], 1) == 2.5
    assert finding["human_id"] is None
    assert finding["seen_at"] == datetime(2025, 6, 1)
    assert [event["kind"] for event in events(INDICATOR, drawn)] == ["survey", "survey"]


def test_fires_on_a_concern_and_a_complaint_of_another_person():
    (finding,) = found(INDICATOR, scene(surveys=ONE, complaints=COMPLAINT))
    assert finding["sentence"].endswith("1 survey concern in 1 answer, 1 other report.")
    assert finding["seen_at"] == datetime(2025, 5, 5)


def test_fires_where_the_systems_saw_contact_with_the_person_who_answered():
    drawn = scene(surveys=ONE, contacts=HEAD + CALLS)
    (finding,) = found(INDICATOR, drawn)
    assert finding["sentence"].endswith(
        "0 other reports, and unexplained contact with a person who reported."
    )
    assert finding["seen_at"] == datetime(2025, 3, 28, 20)
    assert [event["kind"] for event in events(INDICATOR, drawn)].count("call") == 5


def test_fires_on_the_one_who_was_assigned_where_the_answer_names_nobody():
    nameless = SURVEYS.replace("| S1       |", "|          |")
    assigned = "occurrence_id | staff_id\nO1 | S1\nO2 | S1\nO3 | S1\n"
    (finding,) = found(INDICATOR, scene(surveys=nameless, assignments=assigned))
    assert finding["staff_id"] == "S1"


ASKED = "".join(
    f"W{number} | P{number} | S1 | K{number} | 2025-04-01 | {'yes' if number < 3 else 'no'}\n"
    for number in range(150)
)
OTHERS = "".join(CALLS.replace("H1", f"H{number}") for number in range(2, 40))


@pytest.mark.parametrize(
    ("innocent", "drawn"),
    [
        ("one concern", {"surveys": ONE}),
        ("one person who answers twice", {"surveys": SURVEYS.replace("H2", "H1")}),
        ("two members, one each", {"surveys": SURVEYS.replace("O2            | S1",
                                                              "O2            | S2")}),
        ("three years ago", {"surveys": SURVEYS.replace("2025", "2022")}),
        ("very many were asked", {"surveys": SURVEYS.splitlines()[1] + "\n" + ASKED}),
        ("nobody is named, and many were assigned",
         {"surveys": SURVEYS.replace("| S1       |", "|          |"),
          "assignments": "occurrence_id | staff_id\n" + "".join(
              f"O{case} | S{member}\n" for case in (1, 2) for member in (1, 2, 3))}),
        ("a complaint about delay", {"surveys": ONE,
                                     "complaints": COMPLAINT.replace("Boundaries - off-duty contact",
                                                                     "Delay")}),
        ("a complaint that was malicious",
         {"surveys": ONE, "complaints": COMPLAINT.replace("| H4        |",
                                                          "| H4        | malicious")}),
        ("recorded work with the person who answered",
         {"surveys": ONE, "contacts": HEAD + CALLS.replace("unexplained", "explained")}),
        ("this member's work is never entered", {"surveys": ONE, "contacts": HEAD + CALLS + OTHERS}),
    ],
)  # fmt: skip
def test_innocent_look_alike_does_not_fire(innocent, drawn):
    assert found(INDICATOR, scene(**drawn)) == []


def test_cannot_be_checked_without_the_survey():
    assert scene(complaints=COMPLAINT).records.missing(INDICATOR.needs) == ("surveys",)
    assert found(INDICATOR, scene(complaints=COMPLAINT)) == []
