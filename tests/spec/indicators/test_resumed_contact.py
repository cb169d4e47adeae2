"""IND-09: resumed contact after a gap."""

from datetime import datetime

import pytest

from tests.support.scenes import events, found, scene
from upstander.engine.indicators.resumed_contact import INDICATOR

HEAD = "staff_id | human_id | kind | at | direction | status\n"

FIRST = """
    S1 | H1 | call    | 2025-01-10 20:00:00 | out | unexplained
    S1 | H1 | message | 2025-01-14 21:00:00 | out | unexplained
    S1 | H1 | call    | 2025-01-20 20:00:00 | out | unexplained
"""
AGAIN = """
    S1 | H1 | call    | 2025-03-21 20:00:00 | out | unexplained
    S1 | H1 | message | 2025-03-25 21:00:00 | out | unexplained
"""
A_THIRD_TIME = """
    S1 | H1 | call    | 2025-06-01 20:00:00 | out | unexplained
    S1 | H1 | call    | 2025-06-03 20:00:00 | out | unexplained
"""


def others(number):
    """People with a single unexplained call each."""
    return "".join(
        f"S1 | H{50 + n} | call | 2025-04-{n % 28 + 1:02} 10:00:00 | out | unexplained\n"
        for n in range(number)
    )


@pytest.mark.meets("R148")
def test_fires_on_contact_that_was_taken_up_again():
    drawn = scene(contacts=HEAD + FIRST + AGAIN + others(10))
    (finding,) = found(INDICATOR, drawn)
    assert finding["sentence"] == (
        "Unexplained contact taken up again 1 time after 30 days or more without any, the longest "
        "gap 60 days, between 2025-01-10 and 2025-03-25: 3 calls, 2 messages."
    )
    assert finding["seen_at"] == datetime(2025, 3, 25, 21)
    # One return where 0.5 in 20 is usual, (ln 40 - 0.975) / ln 2, and a tenth for the gap.
    assert finding["value"] == pytest.approx(3.915 + 0.1 * 60 / 61, abs=0.01)
    assert len(events(INDICATOR, drawn)) == 5


@pytest.mark.meets("R148")
def test_ended_and_resumed_twice_is_stranger():
    (once,) = found(INDICATOR, scene(contacts=HEAD + FIRST + AGAIN))
    (twice,) = found(INDICATOR, scene(contacts=HEAD + FIRST + AGAIN + A_THIRD_TIME))
    assert twice["value"] > once["value"] + 3
    assert "taken up again 2 times" in twice["sentence"]
    assert twice["seen_at"] == once["seen_at"]


@pytest.mark.parametrize(
    ("innocent", "drawn"),
    [
        ("the later work is recorded", AGAIN.replace("unexplained", "explained")),
        ("one late update", AGAIN.replace("03-25 21:", "03-21 21:")),
        ("no break", AGAIN.replace("2025-03", "2025-02").replace("02-21", "02-15")),
        (
            "an attendance in the break",
            AGAIN + "S1 | H1 | attendance | 2025-02-20 12:00:00 | | explained",
        ),
        (
            "the person rang first",
            AGAIN + "S1 | H1 | call | 2025-03-21 09:00:00 | in | explained",
        ),
        ("another member", AGAIN.replace("S1", "S2")),
    ],
)
def test_innocent_look_alike_does_not_fire(innocent, drawn):
    assert found(INDICATOR, scene(contacts=HEAD + FIRST + drawn)) == []


def test_innocent_monthly_round_does_not_fire():
    monthly = "".join(
        f"S1 | H1 | visit | 2025-{month:02}-{day:02} 10:00:00 | | unexplained\n"
        f"S1 | H1 | call | 2025-{month:02}-{day:02} 09:00:00 | out | unexplained\n"
        for month, day in ((1, 2), (2, 5), (3, 9), (4, 12), (5, 16))
    )
    assert found(INDICATOR, scene(contacts=HEAD + monthly)) == []


def test_innocent_new_report_calls_for_contact():
    reported = scene(
        contacts=HEAD + FIRST + AGAIN,
        occurrences="""
            occurrence_id | kind     | opened_at
            O1            | burglary | 2025-03-18 10:00:00
        """,
        involvements="""
            occurrence_id | person_id | role
            O1            | H1        | victim
        """,
    )
    assert found(INDICATOR, reported) == []


def test_innocent_member_whose_calls_all_come_back_stands_out_with_nobody():
    habit = "".join(
        (FIRST + AGAIN).replace("H1", f"H{person}").replace("20:00", f"20:{person:02}")
        for person in range(20, 50)
    )
    assert found(INDICATOR, scene(contacts=HEAD + FIRST + AGAIN + habit)) == []


def test_cannot_be_checked_without_billing():
    lacking = scene(staff_phones="", person_phones="").records
    assert lacking.missing(INDICATOR.needs) == ("calls",)
