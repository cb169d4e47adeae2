"""IND-22: look-ups of one person with no linked task."""

from datetime import datetime

import pytest

from tests.support.scenes import events, found, scene
from upstander.engine.indicators.unexplained_look_ups import INDICATOR

HEAD = "staff_id | human_id | kind | at | field | direction | status\n"

SEVERAL = """
    S1 | H1 | lookup  | 2025-02-01 21:00:00 | other   |     | unexplained
    S1 | H1 | lookup  | 2025-02-01 21:02:00 | contact |     | unexplained
    S1 | H1 | lookup  | 2025-02-20 22:00:00 | other   |     | unexplained
    S1 | H1 | lookup  | 2025-04-02 20:00:00 | address |     | unexplained
"""
# Case 1: the number is taken from the record, the message comes three days later.
BEFORE_THE_FIRST_MESSAGE = """
    S1 | H1 | lookup  | 2025-02-01 21:00:00 | contact |     | unexplained
    S1 | H1 | message | 2025-02-04 14:00:00 |         | out | unexplained
"""


def singles(people: int, *, days: int = 1) -> str:
    """Look-ups of other people, each on so many days."""
    return "".join(
        f"S1 | H{100 + person} | lookup | 2025-03-{day + 1:02} 09:00:00 | other |  | unexplained\n"
        for person in range(people)
        for day in range(days)
    )


def test_fires_on_look_ups_over_weeks():
    (finding,) = found(INDICATOR, scene(contacts=HEAD + SEVERAL))
    assert finding["sentence"] == (
        "Look-ups of one person on 3 days in 60 days, none with a recorded purpose; "
        "contact or address details on 2 days."
    )
    assert finding["seen_at"] == datetime(2025, 2, 20, 22)
    # Two further days where one in ten is usual: 2 log2(20) - 1.9 / ln 2.
    assert finding["value"] == pytest.approx(5.903, abs=0.01)
    assert len(events(INDICATOR, scene(contacts=HEAD + SEVERAL))) == 4


def test_fires_on_one_look_up_before_an_unexplained_first_contact():
    (finding,) = found(INDICATOR, scene(contacts=HEAD + BEFORE_THE_FIRST_MESSAGE))
    assert finding["sentence"] == (
        "Look-ups of one person on 1 day, none with a recorded purpose; contact or address "
        "details on 1 day; the first contact of another kind, unexplained too, came within "
        "3 days of a look-up."
    )
    assert finding["seen_at"] == datetime(2025, 2, 4, 14)
    kinds = [
        event["kind"]
        for event in events(INDICATOR, scene(contacts=HEAD + BEFORE_THE_FIRST_MESSAGE))
    ]
    assert kinds == ["lookup", "message"]


@pytest.mark.parametrize(
    ("innocent", "drawn"),
    [
        ("a single look-up", singles(1)),
        ("many people, one look-up each", singles(40)),
        ("one sitting", SEVERAL.replace("02-20", "02-01").replace("04-02", "02-01")),
        ("the work is recorded", SEVERAL.replace("unexplained", "explained")),
        (
            "a case whose first call is explained",
            BEFORE_THE_FIRST_MESSAGE.replace("out | unexplained", "out | explained"),
        ),
        (
            "they had met before",
            BEFORE_THE_FIRST_MESSAGE
            + "S1 | H1 | attendance | 2025-01-04 14:00:00 | | | explained\n",
        ),
        (
            "a name that was read, not a number",
            BEFORE_THE_FIRST_MESSAGE.replace("contact", "other"),
        ),
    ],
)
def test_innocent_look_alike_does_not_fire(innocent, drawn):
    assert found(INDICATOR, scene(contacts=HEAD + drawn)) == []


def test_innocent_member_whose_work_goes_unrecorded_stands_out_with_nobody():
    assert found(INDICATOR, scene(contacts=HEAD + SEVERAL + singles(60, days=3))) == []
    (alone,) = found(INDICATOR, scene(contacts=HEAD + SEVERAL + singles(60)))
    assert alone["value"] > 6


def test_cannot_be_checked_without_the_audit_log():
    assert scene().records.missing(INDICATOR.needs) == ("searches",)
    nobody = (HEAD + SEVERAL).replace("| H1 |", "|  |")
    assert found(INDICATOR, scene(contacts=nobody)) == []
