"""IND-01: short, one-way calling to one person."""

from datetime import datetime, timedelta

import pytest

from tests.support.scenes import events, found, scene
from upstander.engine.indicators.short_one_way_calls import INDICATOR

HEAD = "staff_id | human_id | at | kind | channel | direction | duration_s | status\n"


def calls(
    *,
    number: int,
    short: int,
    staff: str = "S1",
    human: str = "H1",
    first: str = "2024-09-02 18:05:00",
    over_days: int = 334,
    direction: str = "out",
    status: str = "unexplained",
) -> str:
    """Lines of calls spread evenly over the days; short ones are of three seconds."""
    start = datetime.fromisoformat(first)
    step = timedelta(days=over_days) / max(number - 1, 1)
    return "".join(
        f"{staff} | {human} | {start + index * step} | call | voice | {direction} | "
        f"{3 if (index * short) % number < short else 140} | {status}\n"
        for index in range(number)
    )


CASE_2 = calls(number=38, short=30)


@pytest.mark.meets("R144")
def test_fires_on_the_figures_of_case_2():
    (finding,) = found(INDICATOR, scene(contacts=HEAD + CASE_2))
    assert finding["sentence"] == (
        "38 calls in 11 months to one person, 30 under five seconds, none from them."
    )
    assert (finding["staff_id"], finding["human_id"]) == ("S1", "H1")
    assert finding["value"] == 30 + 30 / 38
    assert finding["first_at"] == datetime(2024, 9, 2, 18, 5)
    assert len(events(INDICATOR, scene(contacts=HEAD + CASE_2))) == 38


def test_is_seen_at_the_tenth_call_within_60_days():
    drawn = HEAD + calls(number=12, short=12, first="2025-03-01 10:00:00", over_days=44)
    (finding,) = found(INDICATOR, scene(contacts=drawn), machine_minutes=0)
    assert finding["seen_at"] == datetime(2025, 4, 6, 10)
    assert finding["value"] == 13


@pytest.mark.meets("R004")
def test_fires_on_a_slow_pattern_of_fourteen_months():
    """Two calls a month: never ten in 60 days, and twenty in a year."""
    slow = calls(number=29, short=26, over_days=425)
    (finding,) = found(INDICATOR, scene(contacts=HEAD + slow))
    assert finding["sentence"].startswith("25 calls in 12 months to one person")
    assert found(INDICATOR, scene(contacts=HEAD + slow), long_calls=99) == []


def test_fires_although_an_open_assignment_explains_the_first_calls():
    explained = calls(
        number=8, short=4, first="2024-08-20 11:11:00", over_days=9, status="explained"
    )
    (finding,) = found(INDICATOR, scene(contacts=HEAD + explained + CASE_2))
    assert finding["value"] == 30 + 30 / 38


@pytest.mark.parametrize(
    ("innocent", "drawn"),
    [
        ("the person calls too", CASE_2 + calls(number=5, short=0, direction="in")),
        ("the calls are conversations", calls(number=38, short=20)),
        ("the work that explains them is recorded", calls(number=38, short=30, status="explained")),
        ("few calls", calls(number=9, short=9, over_days=30)),
        ("a welfare call every other week", calls(number=13, short=13, over_days=168)),
    ],
)
def test_innocent_look_alike_does_not_fire(innocent, drawn):
    assert found(INDICATOR, scene(contacts=HEAD + drawn)) == []


@pytest.mark.meets("R144")
def test_innocent_voicemail_polling_line_does_not_fire():
    by_the_clock = calls(number=39, short=39, first="2025-02-03 06:00:00", over_days=38)
    assert found(INDICATOR, scene(contacts=HEAD + by_the_clock)) == []
    rung_by_all = "".join(calls(number=38, short=30, staff=f"S{member}") for member in range(1, 5))
    assert found(INDICATOR, scene(contacts=HEAD + rung_by_all)) == []


def test_cannot_be_checked_without_durations():
    table = "number | other_number | at | direction | kind\n07700 900001 | 07700 900002 | 2025-01-01 | out | voice"
    records = scene(calls=table, staff_phones="", person_phones="").records
    assert "calls.duration_s" in records.missing(INDICATOR.needs)
    unknown = (HEAD + CASE_2).replace("| 3 |", "|  |").replace("| 140 |", "|  |")
    assert found(INDICATOR, scene(contacts=unknown)) == []
