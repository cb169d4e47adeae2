"""IND-53: contact after a notice."""

from datetime import datetime

import pytest

from tests.support.scenes import events, found, scene
from upstander.engine.indicators.post_notice_contact import INDICATOR

ORDERED = """
    staff_id | person_id | served_at           | kind
    S1       | H1        | 2025-03-01 10:00:00 | no_contact
"""
INVESTIGATED = ORDERED.replace("H1", "  ").replace("no_contact", "investigation")
MATTER = """
    matter_id | staff_id | opened_on  | category  | person_id | closed_on
    M1        | S1       | 2025-02-01 | integrity | H1        |
"""
HEAD = "staff_id | human_id | kind | at | direction | status | strength | distance_m\n"
CALLS = """
    S1 | H1 | call    | 2025-02-20 10:00:00 | out | unexplained |            |
    S1 | H1 | call    | 2025-03-04 21:00:00 | out | unexplained |            |
    S1 | H1 | message | 2025-03-06 22:00:00 | out | unexplained |            |
"""
WORK = """
    S1 | H1 | call    | 2025-03-04 10:00:00 | out | explained   | names both |
    S1 | H1 | call    | 2025-03-06 11:00:00 | out | explained   | names both |
"""


def test_fires_on_calls_after_an_instruction():
    drawn = scene(notices=ORDERED, contacts=HEAD + CALLS)
    (finding,) = found(INDICATOR, drawn)
    assert finding["sentence"] == (
        "Instruction not to contact the person served on 2025-03-01; contact made with them on "
        "2 days after it (1 call, 1 message), first on 2025-03-04, none with a recorded purpose. "
        "An exemption would stand in the notice itself."
    )
    assert (finding["staff_id"], finding["human_id"], finding["value"]) == ("S1", "H1", 2)
    assert finding["first_at"] == datetime(2025, 3, 1, 10)
    assert finding["seen_at"] == datetime(2025, 3, 4, 21)
    assert [event["kind"] for event in events(INDICATOR, drawn)] == ["notice", "call", "message"]


def test_after_an_instruction_recorded_work_counts_three_tenths():
    more = WORK + WORK.replace("2025-03-0", "2025-03-1")
    (finding,) = found(INDICATOR, scene(notices=ORDERED, contacts=HEAD + more))
    assert round(finding["value"], 6) == 1.2
    assert finding["seen_at"] == datetime(2025, 3, 16, 11)
    assert "first on 2025-03-04, 4 with a recorded purpose" in finding["sentence"]


def test_fires_after_a_notice_of_investigation_on_whom_its_matter_concerns():
    drawn = scene(notices=INVESTIGATED, conduct=MATTER, contacts=HEAD + CALLS)
    (finding,) = found(INDICATOR, drawn)
    assert finding["value"] == 1  # two days, each by half
    assert finding["sentence"].startswith("Notice of investigation served on 2025-03-01")
    assert finding["seen_at"] == datetime(2025, 3, 6, 22)


@pytest.mark.parametrize(
    ("innocent", "drawn"),
    [
        ("the person called", CALLS.replace("| out |", "| in  |")),
        ("another person", CALLS.replace("H1", "H2")),
        ("before the notice", CALLS.replace("2025-03-0", "2025-02-0")),
        ("two days of recorded work", WORK),
        (
            "sent to the person's emergencies",
            WORK.replace("| call    |", "| attendance |").replace("| out |", "|     |"),
        ),
        ("one stop near the home", "S1 | H1 | visit | 2025-03-04 10:00:00 | | unexplained | | 30"),
        (
            "stops at the station next door",
            CALLS.replace("| call    |", "| visit   |")
            .replace("| message |", "| visit   |")
            .replace("|            |", "| the place  | 30"),
        ),
        ("years later", CALLS.replace("2025-0", "2028-0")),
    ],
)
def test_innocent_look_alike_does_not_fire(innocent, drawn):
    assert found(INDICATOR, scene(notices=ORDERED, contacts=HEAD + drawn)) == []


def test_innocent_contact_after_the_matter_ended_does_not_fire():
    ended = MATTER.replace("| H1        |", "| H1        | 2025-03-03")
    assert found(INDICATOR, scene(notices=ORDERED, conduct=ended, contacts=HEAD + CALLS)) == []


@pytest.mark.parametrize(
    ("innocent", "drawn"),
    [
        ("recorded work goes on", {"conduct": MATTER, "contacts": HEAD + WORK}),
        ("nobody is named", {"conduct": MATTER.replace("H1", "  "), "contacts": HEAD + CALLS}),
        (
            "the matter is an older one",
            {"conduct": MATTER.replace("2025-02", "2023-02"), "contacts": HEAD + CALLS},
        ),
    ],
)
def test_innocent_contact_after_a_notice_of_investigation_does_not_fire(innocent, drawn):
    assert found(INDICATOR, scene(notices=INVESTIGATED, **drawn)) == []


def test_cannot_be_checked_without_notices():
    assert scene(calls="").records.missing(INDICATOR.needs) == ("notices",)
    assert found(INDICATOR, scene(contacts=HEAD + CALLS)) == []
