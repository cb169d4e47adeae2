"""IND-07: hand-over or closure just before contact grows."""

from datetime import datetime

import pytest

from tests.support.scenes import events, found, scene
from upstander.engine.indicators.hand_over_then_contact import INDICATOR

HANDED_OVER = dict(
    occurrences="occurrence_id | kind | opened_at\nO1 | domestic | 2025-01-01 00:00:00",
    involvements="occurrence_id | person_id | role\nO1 | H1 | victim",
    assignments="occurrence_id | staff_id | role | starts_at | ends_at\n"
    "O1 | S1 | investigating | 2025-01-02 00:00:00 | 2025-02-01 12:00:00",
)
CASE_10 = """
    staff_id | human_id | at                  | kind  | direction | status
    S1       | H1       | 2025-01-30 10:00:00 | call  | out       | explained
    S1       | H1       | 2025-02-03 19:00:00 | call  | out       | unexplained
    S1       | H1       | 2025-02-09 19:00:00 | visit |           | unexplained
    S1       | H1       | 2025-02-16 19:00:00 | visit |           | unexplained
    S1       | H1       | 2025-03-30 19:00:00 | visit |           | unexplained
"""


@pytest.mark.meets("R260")
def test_fires_when_contact_grows_after_a_hand_over():
    (finding,) = found(INDICATOR, scene(contacts=CASE_10, **HANDED_OVER))
    assert finding["sentence"] == (
        "3 contacts in the 21 days after recorded work with the person ended on 2025-02-01 "
        "(1 call, 2 visits), 1 in as many days before."
    )
    assert finding["value"] == pytest.approx(1.87, abs=0.01)  # (3 ln 3 - 2) / ln 2
    assert finding["seen_at"] == datetime(2025, 2, 9, 19)  # the second: twice one
    assert len(events(INDICATOR, scene(contacts=CASE_10, **HANDED_OVER))) == 3


def test_fires_on_the_end_of_any_recorded_work():
    ended = "staff_id | human_id | last_at\nS1 | H1 | 2025-02-01 12:00:00"
    (finding,) = found(INDICATOR, scene(contacts=CASE_10, links=ended))
    assert finding["value"] == pytest.approx(1.87, abs=0.01)


def test_fires_when_the_occurrence_closes_under_an_open_assignment():
    closed = HANDED_OVER | dict(
        occurrences="occurrence_id | kind | opened_at | closed_at\n"
        "O1 | domestic | 2025-01-01 00:00:00 | 2025-02-01 12:00:00",
        assignments="occurrence_id | staff_id | role | starts_at\n"
        "O1 | S1 | investigating | 2025-01-02 00:00:00",
    )
    assert len(found(INDICATOR, scene(contacts=CASE_10, **closed))) == 1


@pytest.mark.meets("R260")
def test_innocent_routine_hand_over_without_growth_does_not_fire():
    steady = (
        CASE_10
        + """
    S1       | H1       | 2025-01-15 10:00:00 | call  | out       | explained
    S1       | H1       | 2025-01-20 10:00:00 | call  | out       | explained
    """
    )
    assert found(INDICATOR, scene(contacts=steady, **HANDED_OVER)) == []


def test_innocent_new_work_that_explains_the_contact_does_not_fire():
    explained = CASE_10.replace("unexplained", "explained")
    assert found(INDICATOR, scene(contacts=explained, **HANDED_OVER)) == []


def test_innocent_contact_long_after_does_not_fire():
    later = CASE_10.replace("2025-02-0", "2025-03-0").replace("2025-02-1", "2025-03-1")
    assert found(INDICATOR, scene(contacts=later, **HANDED_OVER)) == []


def test_cannot_be_checked_without_assignments():
    records = scene(calls="", occurrences="", involvements="").records
    assert records.missing(INDICATOR.needs) == ("assignments",)
    assert found(INDICATOR, scene(contacts=CASE_10)) == []
