"""IND-23: look-up around a relationship declaration or a first personal contact."""

from datetime import datetime

import pytest

from tests.support.scenes import events, found, scene
from upstander.engine.indicators.look_up_around_declaration import INDICATOR

HEAD = "staff_id | human_id | kind | at | direction | status\n"

DECLARED = """
    declaration_id | staff_id | kind    | declared_on | person_id
    D1             | S1       | partner | 2025-06-10  | H1
"""
LOOKS = """
    S1 | H1 | lookup | 2025-05-28 22:00:00 | | unexplained
    S1 | H1 | lookup | 2025-06-17 20:00:00 | | unexplained
"""
# Case 10: the work has been handed over, then a personal contact begins.
HANDED_OVER = """
    staff_id | human_id | first_at            | last_at
    S1       | H1       | 2025-03-01 10:00:00 | 2025-03-20 10:00:00
"""
AFTER_HAND_OVER = """
    S1 | H1 | lookup  | 2025-03-12 10:00:00 |     | explained
    S1 | H1 | lookup  | 2025-03-21 21:00:00 |     | unexplained
    S1 | H1 | message | 2025-03-22 19:00:00 | out | unexplained
"""


def test_fires_on_a_partner_who_was_looked_up():
    (finding,) = found(INDICATOR, scene(contacts=HEAD + LOOKS, declarations=DECLARED))
    assert finding["sentence"] == (
        "The person's record was opened on 2 days from 30 days before to seven days after the "
        "declaration of a relationship with them on 2025-06-10, 1 of them before it; "
        "none with a recorded purpose."
    )
    assert finding["value"] == 9  # eight bits, and two days
    assert finding["seen_at"] == datetime(2025, 6, 10)
    rests_on = events(INDICATOR, scene(contacts=HEAD + LOOKS, declarations=DECLARED))
    assert [event["kind"] for event in rests_on] == ["lookup", "declaration", "lookup"]


def test_recorded_work_with_a_declared_partner_counts_half():
    worked = LOOKS.replace("unexplained", "explained").replace("06-17", "07-17")
    (finding,) = found(INDICATOR, scene(contacts=HEAD + worked, declarations=DECLARED))
    assert finding["value"] == 4
    assert finding["sentence"].endswith("1 with a recorded purpose.")


def test_fires_on_a_look_up_beside_the_first_personal_contact():
    drawn = scene(contacts=HEAD + AFTER_HAND_OVER, links=HANDED_OVER)
    (finding,) = found(INDICATOR, drawn)
    assert finding["sentence"] == (
        "The person's record was opened on 1 day from 30 days before to seven days after the "
        "first message outside recorded work on 2025-03-22, 1 of them before it; "
        "none with a recorded purpose."
    )
    assert [event["kind"] for event in events(INDICATOR, drawn)] == ["lookup", "message"]


def test_weighs_less_for_a_member_who_always_looks_people_up_first():
    others = "".join(AFTER_HAND_OVER.replace("H1", f"H{number}") for number in range(2, 30))
    (alone,) = found(INDICATOR, scene(contacts=HEAD + AFTER_HAND_OVER))
    everyone = found(INDICATOR, scene(contacts=HEAD + AFTER_HAND_OVER + others))
    assert max(row["value"] for row in everyone) < alone["value"] / 3


@pytest.mark.parametrize(
    ("innocent", "drawn"),
    [
        ("looked up a year before, for a case", LOOKS.replace("2025-0", "2024-0")),
        ("vetting looked, not the member", LOOKS.replace("S1", "S9")),
        ("another person", LOOKS.replace("H1", "H2")),
        ("nine days after", LOOKS.replace("05-28", "04-28").replace("06-17", "06-19")),
    ],
)
def test_innocent_look_alike_of_a_declaration_does_not_fire(innocent, drawn):
    assert found(INDICATOR, scene(contacts=HEAD + drawn, declarations=DECLARED)) == []


def test_innocent_gift_declaration_does_not_fire():
    gift = DECLARED.replace("| partner |", "| gift    |")
    assert found(INDICATOR, scene(contacts=HEAD + LOOKS, declarations=gift)) == []


@pytest.mark.parametrize(
    ("innocent", "drawn", "links"),
    [
        ("the case is open", AFTER_HAND_OVER, HANDED_OVER.replace("03-20 10", "04-20 10")),
        ("she rang first", AFTER_HAND_OVER.replace("| out |", "| in |"), HANDED_OVER),
        (
            "only the work's own look-ups",
            AFTER_HAND_OVER.replace(
                "lookup  | 2025-03-21 21:00:00 |     | un", "lookup  | 2025-03-19 21:00:00 |     | "
            ),
            HANDED_OVER,
        ),
    ],
)
def test_innocent_look_alike_of_a_first_contact_does_not_fire(innocent, drawn, links):
    assert found(INDICATOR, scene(contacts=HEAD + drawn, links=links)) == []


def test_cannot_be_checked_where_the_register_does_not_name_the_record():
    nameless = DECLARED.replace("H1", "  ")
    assert found(INDICATOR, scene(contacts=HEAD + LOOKS, declarations=nameless)) == []
    assert scene(declarations="").records.missing(INDICATOR.needs) == ("searches",)
