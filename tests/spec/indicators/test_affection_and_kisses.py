"""IND-35: affection and kisses."""

from datetime import datetime

import pytest

from tests.spec.indicators.written import messages, needs_the_text
from tests.support.scenes import events, found, scene
from upstander.engine.indicators.affection_and_kisses import INDICATOR

KISSES = """
    2025-03-01 09:00:00 | yes
    2025-03-02 09:00:00 | no
    2025-03-04 19:00:00 | yes
    2025-03-04 19:05:00 | yes
"""


@pytest.mark.meets("R072")
@pytest.mark.meets("R089")
def test_fires_on_kisses_to_one_person():
    drawn = scene(written=messages(KISSES, classes="affection"))
    (finding,) = found(INDICATOR, drawn)
    assert finding["sentence"] == (
        "Words of affection or kisses in 3 of 4 messages read, on 2 days from 2025-03-01 to "
        "2025-03-04; on none of 10 days with messages to this member's other people."
    )
    # expected: 3 days x (0 + 0.5) / (10 + 50) = 0.025; (2 ln 80 - 1.975) / ln 2
    assert finding["value"] == pytest.approx(9.794, abs=0.001)
    # the second message with a phrase
    assert finding["seen_at"] == datetime(2025, 3, 4, 19)
    assert finding["first_at"] == datetime(2025, 3, 1, 9)
    assert [event["source_row"] for event in events(INDICATOR, drawn)] == [1, 3, 4]


def test_one_kiss_and_one_compliment_are_two_messages():
    drawn = """
        2025-03-01 09:00:00 | yes | no
        2025-03-02 09:00:00 | no  | yes
    """
    (finding,) = found(INDICATOR, scene(written=messages(drawn, classes="affection compliment")))
    assert finding["seen_at"] == datetime(2025, 3, 2, 9)
    assert finding["last_at"] == datetime(2025, 3, 1, 9)


HABIT = "staff_id | human_id | at | affection\n" + "\n".join(
    f"S1 | H{person} | 2025-03-{day:02d} 09:00:00 | {'yes' if day % 5 == 0 else 'no'}"
    for person in range(1, 9)
    for day in range(1, 21)
)


@pytest.mark.parametrize(
    ("innocent", "written"),
    [
        ("a single slip of the thumb", messages("2025-03-01 09:00:00 | yes", classes="affection")),
        ("a way of writing to everybody, one day in five", HABIT),
        ("plain messages", messages("2025-03-01 09:00:00 | no", classes="affection")),
    ],
)
def test_innocent_look_alike_does_not_fire(innocent, written):
    assert found(INDICATOR, scene(written=written)) == []


def test_a_habit_with_many_is_not_an_excuse_in_full():
    """LTL40 page 13: a wide net. Kisses on every day to everybody stand out beside one in five."""
    wide = HABIT.replace(" | no", " | yes")
    assert len(found(INDICATOR, scene(written=wide))) == 8


def test_cannot_be_checked_without_text():
    needs_the_text(INDICATOR)
