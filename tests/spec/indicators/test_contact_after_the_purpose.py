"""IND-06: contact after the task, case or hand-over ended."""

from datetime import datetime

import pytest

from tests.support.scenes import events, found, scene
from upstander.engine.indicators.contact_after_the_purpose import INDICATOR

ENDED = """
    staff_id | human_id | first_at            | last_at
    S1       | H1       | 2025-01-10 09:00:00 | 2025-02-01 12:00:00
"""
STILL_OPEN = """
    staff_id | human_id | first_at            | last_at
    S1       | H1       | 2025-01-10 09:00:00 |
"""
AFTER = """
    staff_id | human_id | at                  | kind   | direction | status
    S1       | H1       | 2025-01-20 10:00:00 | call   | out       | unexplained
    S1       | H1       | 2025-03-13 10:00:00 | call   | out       | unexplained
    S1       | H1       | 2025-03-13 18:00:00 | call   | out       | unexplained
    S1       | H1       | 2025-05-02 20:00:00 | visit  |           | unexplained
"""


def test_fires_on_contact_after_the_work_ended_and_grows_with_the_days():
    (finding,) = found(INDICATOR, scene(contacts=AFTER, links=ENDED))
    assert finding["sentence"] == (
        "3 contacts on 2 days after the last recorded work with the person ended on 2025-02-01, "
        "the first 39 days later: 2 calls, 1 visit."
    )
    # two days where half a day is usual: (2 ln 4 - 1.5) / ln 2 bits, 0.1 of 3/4 for three contacts
    assert finding["value"] == pytest.approx(1.836 + 0.075, abs=0.001)
    assert finding["seen_at"] == datetime(2025, 3, 13, 10)
    assert len(events(INDICATOR, scene(contacts=AFTER, links=ENDED))) == 3


@pytest.mark.meets("R084")
def test_fires_on_day_40_but_innocent_outcome_call_on_day_2_does_not():
    one = """
    staff_id | human_id | at                  | kind | direction | status
    S1       | H1       | {at} | call | out       | unexplained
    """
    day_40, day_2 = one.format(at="2025-03-13 12:00:00"), one.format(at="2025-02-03 12:00:00")
    (finding,) = found(INDICATOR, scene(contacts=day_40, links=ENDED))
    assert "1 contact on 1 day" in finding["sentence"]
    assert "the first 40 days later" in finding["sentence"]
    assert found(INDICATOR, scene(contacts=day_2, links=ENDED)) == []


@pytest.mark.parametrize(
    ("innocent", "drawn", "links"),
    [
        ("the work is still open", AFTER, STILL_OPEN),
        ("the person rings", AFTER.replace("| out ", "| in  ").replace("visit ", "call  "), ENDED),
        ("a Victims' Code task explains it", AFTER.replace("unexplained", "explained"), ENDED),
    ],
)
def test_innocent_look_alike_does_not_fire(innocent, drawn, links):
    contacts = drawn.replace("| call   |           |", "| call   | in        |")
    assert found(INDICATOR, scene(contacts=contacts, links=links)) == []


def test_cannot_be_checked_without_what_work_was_recorded():
    records = scene(calls="", occurrences="", involvements="").records
    assert records.missing(INDICATOR.needs) == ("assignments",)
    assert found(INDICATOR, scene(contacts=AFTER)) == []
