"""IND-03: contact breadth."""

from datetime import datetime

import pytest

from tests.support.scenes import events, found, scene
from upstander.engine.indicators.contact_breadth import INDICATOR

HEAD = "staff_id | human_id | at | kind | direction | status\n"
STAFF = "staff_id | kind | role | role_family\n" + "".join(
    f"S{member} | pcso | PCSO | neighbourhood\n" for member in range(1, 10)
)


def people(staff: str, *, number: int, status: str, since: int = 0, year: int = 2025) -> str:
    """One call to each of so many people, one a day from 1 April."""
    return "".join(
        f"{staff} | H{staff}-{person} | {year}-{4 + person // 28:02}-{1 + person % 28:02} 11:00:00"
        f" | call | out | {status}\n"
        for person in range(since, since + number)
    )


PEERS = "".join(
    people(f"S{member}", number=38, status="explained")
    + people(f"S{member}", number=2, status="unexplained", since=38)
    for member in range(2, 10)
)
WIDE = people("S1", number=20, status="explained") + people(
    "S1", number=20, status="unexplained", since=20
)


def test_fires_on_twenty_people_where_peers_have_two():
    (finding,) = found(INDICATOR, scene(contacts=HEAD + PEERS + WIDE, staff=STAFF))
    # unexplained people: 36 of 360 in the family, 10 %: four of S1's forty were expected
    assert finding["sentence"] == (
        "20 people rung or written to within 12 months with no recorded purpose, "
        "of 40 people contacted; the role's usual share would be about 4."
    )
    assert (finding["staff_id"], finding["human_id"]) == ("S1", None)
    assert finding["value"] == pytest.approx(23.36, abs=0.01)  # (20 ln 5 - 16) / ln 2
    assert finding["seen_at"] == datetime(2025, 4, 25, 11)  # the fifth of the people from day 20
    assert len(events(INDICATOR, scene(contacts=HEAD + PEERS + WIDE, staff=STAFF))) == 20


def test_says_how_many_were_marked_vulnerable_at_the_time_but_the_value_does_not_grow():
    marked = """
        person_id | marker          | recorded_at         | ended_at
        HS1-20    | mental_health   | 2024-01-01 00:00:00 |
        HS1-20    | missing         | 2024-01-01 00:00:00 |
        HS1-21    | missing         | 2024-01-01 00:00:00 | 2024-02-01 00:00:00
        HS1-22    | young_person    | 2025-06-01 00:00:00 |
    """
    (finding,) = found(
        INDICATOR, scene(contacts=HEAD + PEERS + WIDE, staff=STAFF, vulnerabilities=marked)
    )
    assert ", 1 of them marked vulnerable at the time," in finding["sentence"]
    assert finding["value"] == pytest.approx(23.36, abs=0.01)


def test_innocent_busy_member_does_not_fire():
    busy = people("S1", number=70, status="explained") + people(
        "S1", number=4, status="unexplained", since=70
    )
    assert found(INDICATOR, scene(contacts=HEAD + PEERS + busy, staff=STAFF)) == []


def test_innocent_many_calls_to_few_people_do_not_fire():
    few = people("S1", number=4, status="unexplained") * 10
    assert found(INDICATOR, scene(contacts=HEAD + PEERS + few, staff=STAFF)) == []


def test_innocent_people_spread_over_years_do_not_add_up():
    slow = people("S1", number=4, status="unexplained") + people(
        "S1", number=4, status="unexplained", since=4, year=2024
    )
    assert found(INDICATOR, scene(contacts=HEAD + PEERS + slow, staff=STAFF)) == []


def test_cannot_be_checked_without_the_publics_numbers():
    records = scene(staff=STAFF, staff_phones="", calls="").records
    assert records.missing(INDICATOR.needs) == ("person_phones",)
    uncheckable = (PEERS + WIDE).replace("unexplained", "uncheckable")
    assert found(INDICATOR, scene(contacts=HEAD + uncheckable, staff=STAFF)) == []
