"""IND-20: evening and end-of-tour visits to one person."""

from datetime import datetime, timedelta

import pytest

from tests.support.scenes import events, found, scene
from upstander.engine.indicators.late_visits import INDICATOR

HEAD = "staff_id | human_id | kind | at | ends_at | distance_m | status | strength\n"
START = datetime(2025, 3, 3)


def visits(
    human: str, number: int, *, hour: int, status: str = "unexplained", metres: int = 20,
    minutes: int = 30, strength: str = "", every: int = 7,
) -> str:  # fmt: skip
    lines = ""
    for count in range(number):
        at = START + timedelta(days=every * count, hours=hour)
        lines += (
            f"S1 | {human} | visit | {at} | {at + timedelta(minutes=minutes)} | {metres}"
            f" | {status} | {strength}\n"
        )
    return lines


def by_day(number: int = 20) -> str:
    """Visits to other people, in the middle of the day."""
    return "".join(
        visits(f"H{10 + count}", 1, hour=11, status="explained") for count in range(number)
    )


DUTIES = "staff_id | starts_at | ends_at | kind\n" + "".join(
    f"S1 | {START + timedelta(days=day, hours=8)} | {START + timedelta(days=day, hours=17)} | duty\n"
    for day in range(60)
)


def drawn(contacts: str):
    return scene(contacts=HEAD + contacts, duties=DUTIES)


@pytest.mark.meets("R215")
def test_fires_on_evening_visits_of_a_member_who_visits_others_by_day():
    (finding,) = found(INDICATOR, drawn(visits("H1", 4, hour=20) + by_day()))
    assert (finding["staff_id"], finding["human_id"]) == ("S1", "H1")
    assert finding["sentence"] == (
        "Late visits to one person on 4 of 4 days with a visit in 21 days (from 19:00, or in the "
        "last third of the tour), 4 of them without a recorded purpose; of visits to this "
        "member's other people about 12 in 100 are late."
    )
    assert finding["seen_at"] == START + timedelta(days=14, hours=20)
    # Four of four where three of 26 are usual.
    assert finding["value"] == pytest.approx(12.46, abs=0.01)
    assert len(events(INDICATOR, drawn(visits("H1", 4, hour=20) + by_day()))) == 4


def test_fires_on_visits_in_the_last_third_of_the_tour():
    (finding,) = found(INDICATOR, drawn(visits("H1", 3, hour=15) + by_day()))
    assert finding["seen_at"] == START + timedelta(days=14, hours=15)


def test_weighs_less_where_she_is_visited_by_day_as_well():
    (only,) = found(INDICATOR, drawn(visits("H1", 4, hour=20) + by_day()))
    some = visits("H1", 4, hour=20) + visits("H1", 4, hour=11, every=5).replace(
        "03-03 1", "03-04 1"
    )
    (mixed,) = found(INDICATOR, drawn(some + by_day()))
    assert mixed["value"] < only["value"] - 3


@pytest.mark.parametrize(
    ("innocent", "contacts"),
    [
        ("late tours: everybody is visited late",
         visits("H1", 4, hour=20)
         + "".join(visits(f"H{10 + n}", 1, hour=20, status="explained") for n in range(20))),
        ("evening checks are recorded", visits("H1", 6, hour=20, status="explained") + by_day()),
        ("by day", visits("H1", 6, hour=12) + by_day()),
        ("two evenings", visits("H1", 2, hour=20) + by_day()),
        ("one evening, three stops", visits("H1", 3, hour=20, every=0) + by_day()),
        ("another street", visits("H1", 4, hour=20, metres=150) + by_day()),
        ("a knock and no answer", visits("H1", 4, hour=20, minutes=3) + by_day()),
        ("the canteen next door",
         visits("H1", 4, hour=20, strength="the place", status="explained") + by_day()),
    ],
)  # fmt: skip
def test_innocent_look_alike_does_not_fire(innocent, contacts):
    assert found(INDICATOR, drawn(contacts)) == []


def test_innocent_member_of_whom_little_is_known_is_not_found_on_three():
    assert found(INDICATOR, drawn(visits("H1", 3, hour=20) + by_day(1))) == []


def test_cannot_be_checked_without_the_roster():
    records = scene(attendances="", positions="", crews="", person_addresses="").records
    assert records.missing(INDICATOR.needs) == ("duties",)
