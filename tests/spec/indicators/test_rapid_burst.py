"""IND-04: rapid burst of contact."""

from datetime import datetime

import pytest

from tests.spec.indicators.repeated import repeated
from tests.support.scenes import events, found, scene
from upstander.engine.indicators.rapid_burst import INDICATOR

HEAD = "staff_id | human_id | at | kind | direction | status\n"


def calls(*, number: int, hours: float, first: str, status: str = "unexplained") -> str:
    return repeated(
        f"S1 | H1 | {{at}} | call | out | {status}", first=first, number=number, hours=hours
    )


# one call every fifteen days from 1 January, then twelve within 66 hours
QUIET = calls(number=10, hours=360, first="2025-01-01 09:00:00", status="explained")
BURST = calls(number=12, hours=6, first="2025-06-02 08:00:00")


@pytest.mark.meets("R011")
def test_fires_on_a_burst_and_not_on_the_same_after_an_arrest():
    (finding,) = found(INDICATOR, scene(contacts=HEAD + QUIET + BURST))
    assert finding["sentence"] == (
        "12 contacts within 72 hours with one person (12 calls), beside 0.2 in as many hours at "
        "other times, and nothing recorded then that called for them."
    )
    assert finding["value"] == pytest.approx(27.15, abs=0.01)  # (12 ln 12 - 11) / ln 2
    assert finding["seen_at"] == datetime(2025, 6, 4, 14)  # the tenth
    assert len(events(INDICATOR, scene(contacts=HEAD + QUIET + BURST))) == 12
    arrest = "custody_id | person_id | suite | starts_at\nC1 | H1 | A | 2025-06-01 23:00:00"
    assert found(INDICATOR, scene(contacts=HEAD + QUIET + BURST, custody=arrest)) == []


def test_innocent_burst_on_the_day_an_incident_is_logged_does_not_fire():
    logged = dict(
        incidents="incident_id | opened_at\nI1 | 2025-06-02 07:30:00",
        incident_people="incident_id | person_id\nI1 | H1",
    )
    assert found(INDICATOR, scene(contacts=HEAD + QUIET + BURST, **logged)) == []
    logged["incident_people"] = "incident_id | person_id\nI1 | H2"
    assert len(found(INDICATOR, scene(contacts=HEAD + QUIET + BURST, **logged))) == 1


def test_innocent_burst_when_an_occurrence_closes_does_not_fire():
    closed = dict(
        occurrences="occurrence_id | kind | opened_at | closed_at\n"
        "O1 | burglary | 2025-01-01 00:00:00 | 2025-06-02 12:00:00",
        involvements="occurrence_id | person_id | role\nO1 | H1 | victim",
    )
    assert found(INDICATOR, scene(contacts=HEAD + QUIET + BURST, **closed)) == []


@pytest.mark.parametrize(
    ("innocent", "drawn"),
    [
        ("a pair in daily contact", calls(number=120, hours=6, first="2025-05-01 08:00:00")),
        ("contact that is explained", QUIET + BURST.replace("unexplained", "explained")),
        ("ten calls over two weeks", calls(number=10, hours=36, first="2025-06-02 08:00:00")),
        ("the person's own calls", QUIET + BURST.replace("| out |", "| in |")),
    ],
)
def test_innocent_look_alike_does_not_fire(innocent, drawn):
    assert found(INDICATOR, scene(contacts=HEAD + drawn)) == []


def test_innocent_neighbour_of_a_much_visited_house_does_not_fire():
    stops = BURST.replace("| call | out |", "| visit |  |")
    assert found(INDICATOR, scene(contacts=HEAD + stops)) == []
    known = "staff_id | human_id | first_at\nS1 | H1 | 2025-01-01 00:00:00"
    assert len(found(INDICATOR, scene(contacts=HEAD + stops, links=known))) == 1


def test_cannot_be_checked_without_calls():
    assert scene(staff_phones="", person_phones="").records.missing(INDICATOR.needs) == ("calls",)
    uncheckable = HEAD + QUIET + BURST.replace("unexplained", "uncheckable")
    assert found(INDICATOR, scene(contacts=uncheckable)) == []
