"""IND-05: off-duty contact by work device or identity."""

from datetime import datetime

import pytest

from tests.support.scenes import events, found, scene
from upstander.engine.indicators.off_duty_contact import INDICATOR

OFF_DUTY = """
    staff_id | human_id | at                  | kind    | direction | minutes_off_duty | status
    S1       | H1       | 2025-03-01 23:10:00 | message | out       | 190              | unexplained
    S1       | H1       | 2025-03-01 23:30:00 | message | out       | 210              | unexplained
    S1       | H1       | 2025-03-09 13:00:00 | lookup  |           | 300              | unexplained
    S1       | H1       | 2025-04-20 21:00:00 | call    | out       | 90               | unexplained
"""


def test_fires_on_two_occasions_within_30_days():
    (finding,) = found(INDICATOR, scene(contacts=OFF_DUTY))
    assert finding["sentence"] == (
        "4 contacts on 3 occasions in 50 days with one person, more than 60 minutes outside "
        "working time: 1 call, 2 messages, 1 look-up; none of them during recorded work with the "
        "person."
    )
    # two occasions and one of look-ups that weighs 0.3, where one is usual:
    # (2.3 ln 2.3 - 1.3) / ln 2 bits, and 0.1 of 4/5 for four contacts
    assert finding["value"] == pytest.approx(0.888 + 0.08, abs=0.001)
    assert finding["seen_at"] == datetime(2025, 3, 9, 13)
    assert len(events(INDICATOR, scene(contacts=OFF_DUTY))) == 4


def test_says_how_many_a_case_explains():
    drawn = OFF_DUTY.replace("| 90               | unexplained", "| 90               | explained")
    (finding,) = found(INDICATOR, scene(contacts=drawn))
    assert finding["sentence"].endswith("1 of them during recorded work with the person.")


def test_two_occasions_further_apart_than_30_days_are_not_enough():
    (finding,) = found(INDICATOR, scene(contacts=OFF_DUTY), days=8)
    assert "on 3 occasions" in finding["sentence"]
    assert found(INDICATOR, scene(contacts=OFF_DUTY), days=7) == []


@pytest.mark.parametrize(
    ("innocent", "drawn"),
    [
        (
            "a text that moves an appointment",
            """
    staff_id | human_id | at                  | kind    | direction | minutes_off_duty | status
    S1       | H1       | 2025-03-01 23:10:00 | call    | out       | 190              | unexplained
    S1       | H1       | 2025-03-01 23:30:00 | message | out       | 210              | unexplained
            """,
        ),
        (
            "tours that run over, and a day of leave that is somebody else's",
            """
    staff_id | human_id | at                  | kind    | direction | minutes_off_duty | status
    S1       | H1       | 2025-03-01 23:10:00 | call    | out       | 60               | unexplained
    S1       | H1       | 2025-03-02 23:30:00 | call    | out       | 45               | unexplained
    S2       | H1       | 2025-03-03 23:30:00 | call    | out       | 400              | unexplained
            """,
        ),
        (
            "replies to the person's own calls, and a declared partner",
            """
    staff_id | human_id | at                  | kind | direction | minutes_off_duty | status      | explained_by
    S1       | H1       | 2025-03-01 23:10:00 | call | out       | 190              | explained   | answered
    S1       | H1       | 2025-03-03 23:10:00 | call | in        | 190              | unexplained |
    S1       | H1       | 2025-03-06 23:10:00 | call | out       | 190              | unexplained |
    S1       | H2       | 2025-03-01 23:10:00 | call | out       | 190              | explained   | declared
    S1       | H2       | 2025-03-06 23:10:00 | call | out       | 190              | explained   | declared
            """,
        ),
        (
            "look-ups late on two evenings, in overtime that the roster lacks",
            """
    staff_id | human_id | at                  | kind   | minutes_off_duty | status
    S1       | H1       | 2025-03-01 23:10:00 | lookup | 190              | unexplained
    S1       | H1       | 2025-03-04 23:10:00 | lookup | 190              | unexplained
            """,
        ),
    ],
)
def test_innocent_look_alike_does_not_fire(innocent, drawn):
    assert found(INDICATOR, scene(contacts=drawn)) == []


def test_a_case_explains_whom_a_member_rings_and_not_on_which_day():
    drawn = """
    staff_id | human_id | at                  | kind    | direction | minutes_off_duty | status    | explained_by
    S1       | H1       | 2025-03-01 13:10:00 | message | out       | 1900             | explained | assigned
    S1       | H1       | 2025-03-05 14:00:00 | message | out       | 2100             | explained | assigned
    S1       | H1       | 2025-03-09 13:00:00 | message | out       | 3000             | explained | assigned
    """
    (finding,) = found(INDICATOR, scene(contacts=drawn))
    assert "3 contacts on 3 occasions" in finding["sentence"]
    (beside,) = found(
        INDICATOR, scene(contacts=drawn.replace("explained | assigned", "unexplained |"))
    )
    assert beside["value"] > finding["value"]


def test_innocent_member_without_a_true_roster_stands_out_with_nobody():
    header, *lines = OFF_DUTY.strip().splitlines()
    others = [line.replace("H1 ", f"H{person}") for person in range(10, 40) for line in lines]
    findings = found(INDICATOR, scene(contacts="\n".join([header, *lines, *others])))
    assert len(findings) == 31
    assert all(finding["value"] < 0.2 for finding in findings)


def test_cannot_be_checked_without_a_roster():
    records = scene(calls="", staff_phones="", person_phones="").records
    assert records.missing(INDICATOR.needs) == ("duties",)
    no_roster = """
    staff_id | human_id | at                  | kind | direction | minutes_off_duty | status
    S1       | H1       | 2025-03-01 23:10:00 | call | out       |                  | unexplained
    S1       | H1       | 2025-03-03 23:10:00 | call | out       |                  | unexplained
    """
    assert found(INDICATOR, scene(contacts=no_roster)) == []
