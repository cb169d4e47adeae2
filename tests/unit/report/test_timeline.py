"""The timeline: its caption, its table and its drawing say the same."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upstander.engine.report.model import Event, Interval, Pair
from upstander.engine.report.scale import Scale
from upstander.engine.report.timeline import timeline

START = datetime(2025, 3, 1, 12)


def event(day: float, kind: str = "call", status: str = "unexplained", row: int = 0) -> Event:
    at = START + timedelta(days=day)
    number = row or round(day * 1000)
    return Event(at=at, kind=kind, table="calls", file="calls.csv", row=number, status=status)


def pair(*contacts: Event, link: Interval | None = None) -> Pair:
    return Pair(
        person="Person 1",
        headline="",
        score=1.0,
        first_at=START,
        last_at=START,
        contacts=contacts,
        link=link,
    )


def drawn(told: Pair, *, unseen: frozenset[str] = frozenset()):
    figure = timeline(told, tours=(), unseen=unseen, name="t")
    assert figure is not None
    return figure


def test_caption_and_table_state_the_figures_that_are_drawn() -> None:
    told = pair(
        event(1, status="explained"),
        event(2, kind="lookup", status="explained"),
        event(40),
        event(41),
        event(75, kind="visit"),
        event(76, kind="visit", status="uncheckable"),
        link=Interval(starts_at=START, ends_at=START + timedelta(days=41, hours=-1)),
    )
    figure = drawn(told)
    assert figure.caption == (
        "Of 6 contacts from 2 March 2025 to 16 May 2025, no record explains 3: 2 calls and "
        "1 visit. 2 of the 3 came after policing work for both ended. 1 could not be checked."
    )
    assert figure.columns[:3] == ("Month", "Look-ups", "Calls")
    assert [row[:5] for row in figure.rows] == [
        ("Mar 2025", "0 of 1", "0 of 1", "0", "0"),
        ("Apr 2025", "0", "2 of 2", "0", "0"),
        ("May 2025", "0", "0", "0", "1 of 2"),
    ]
    assert figure.caption in figure.svg
    assert "2 unexplained" in figure.svg
    assert "1 not checkable" in figure.svg


def test_when_everything_is_explained_it_says_so() -> None:
    figure = drawn(pair(event(1, status="explained")))
    assert figure.caption == "Of 1 contact on 2 March 2025, no record explains none."


def test_a_lane_whose_table_is_missing_is_not_seen_rather_than_empty() -> None:
    svg = drawn(pair(event(1)), unseen=frozenset({"positions", "duties"})).svg
    assert svg.count("could not be seen") == 2
    assert "none on record" in svg


@pytest.mark.meets("R138")
def test_duty_is_drawn_beside_visits_on_duty_and_off() -> None:
    told = pair(event(1, kind="visit"), event(5, kind="visit"))
    tour = Interval(starts_at=START + timedelta(hours=20), ends_at=START + timedelta(hours=28))
    figure = timeline(told, tours=(tour,), unseen=frozenset(), name="t")
    assert figure is not None
    assert len(re.findall(r'd="(M[^"]+z)" fill="#6f777b"', figure.svg)) == 1
    assert "2 unexplained" in figure.svg
    assert "no roster for this member" in drawn(told).svg


def test_a_stop_with_nobody_stands_in_the_lane_of_visits() -> None:
    figure = drawn(pair(event(1, kind="visit"), event(2, kind="stop", status="")))
    assert figure.columns[-1] == "Attended"  # and no lane of other records
    assert [row[4] for row in figure.rows] == ["1 of 2"]
    assert "1 on record" in figure.svg


def test_marks_that_would_overlap_are_counted() -> None:
    few = drawn(pair(*(event(0.1 * n, row=n + 1) for n in range(3)), event(300, row=99)))
    assert "One mark is one contact" in few.svg
    many = drawn(pair(*(event(0.001 * n, row=n + 1) for n in range(400)), event(300, row=999)))
    assert "Bars: contacts in about 4 days" in many.svg
    assert ">400</text>" in many.svg


def test_five_thousand_contacts_draw_no_more_than_a_page_holds() -> None:
    svg = drawn(pair(*(event(n / 14, row=n + 1) for n in range(5_000)))).svg
    assert len(svg) < 30_000


def test_explained_and_unexplained_differ_by_place_and_fill_not_by_hue() -> None:
    svg = drawn(pair(event(1), event(50, status="explained", row=2))).svg
    fills = re.findall(r'<path d="[^"]+" fill="(#\w+)"', svg)
    assert "#ffffff" in fills
    assert "#12436d" in fills


def test_a_record_that_is_no_contact_has_a_lane_of_its_own() -> None:
    complaint = Event(at=START, kind="complaint", table="complaints", file="complaints.csv", row=4)
    figure = drawn(pair(complaint))
    assert figure.caption == "1 record and no contact on this timeline."
    assert figure.columns[-1] == "Other records"
    assert figure.rows[0][-1] == "1"


def test_work_of_long_ago_does_not_press_the_contacts_together() -> None:
    old = Interval(starts_at=datetime(2009, 1, 1), ends_at=datetime(2009, 2, 1))
    svg = drawn(pair(event(0), event(60, row=2), link=old)).svg
    assert "Policing work for both: Jan 2009 to Feb 2009, before this drawing begins" in svg
    assert ">Apr 2025</text>" in svg or ">8 Mar</text>" in svg


def test_nothing_to_draw_draws_nothing() -> None:
    assert timeline(pair(), tours=(), unseen=frozenset(), name="t") is None


def test_a_span_of_years_has_at_most_one_tick_a_year_or_so() -> None:
    svg = drawn(pair(event(0), event(365 * 30))).svg
    ticks = re.findall(r">(\d{4}|[A-Z][a-z]{2} \d{4})</text>", svg)
    assert 3 <= len(ticks) <= 16


def week(*contacts: Event):
    """A timeline of the week from Monday 3 March 2025."""
    within = Interval(starts_at=datetime(2025, 3, 3), ends_at=datetime(2025, 3, 10))
    figure = timeline(pair(*contacts), tours=(), unseen=frozenset(), name="t", within=within)
    assert figure is not None
    return figure


def test_a_week_names_its_days_and_the_hour_of_each_mark() -> None:
    figure = week(event(3, row=1), event(3.001, row=2), event(5, kind="lookup", row=3), event(40))
    assert "Tue 4 Mar" in figure.svg
    assert ">12:00 ×2</text>" in figure.svg
    assert ">12:00</text>" in figure.svg
    assert figure.caption == (
        "Of 3 contacts from 4 March 2025 to 6 March 2025, no record explains 3: 2 calls and "
        "1 look-up."
    )
    assert figure.columns == ("When", "Record", "Status", "Explained by", "Source")
    assert figure.rows[0] == (
        "Tue 4 Mar 2025 12:00", "Call", "No record explains it", "–", "calls.csv, row 1",
    )  # fmt: skip


def test_a_busy_day_of_a_week_is_counted() -> None:
    figure = week(*(event(3 + n / 5_000, row=n + 1) for n in range(40)))
    assert "Bars: contacts in about 2 hours" in figure.svg
    assert ">40</text>" in figure.svg


@given(
    minutes=st.lists(st.integers(min_value=-900, max_value=12_000), max_size=60).map(sorted),
    days=st.sampled_from([7, 31, 365]),
)
def test_marks_never_lie_on_each_other(minutes: list[int], days: int) -> None:
    start = datetime(2025, 3, 3)
    scale = Scale(starts_at=start, ends_at=start + timedelta(days=days))
    places = scale.places([start + timedelta(minutes=at) for at in minutes])
    assert places == sorted(places)
    distinct = sorted(set(places))
    assert all(after - before >= 0.999 for before, after in pairwise(distinct))
    assert all(-0.5 <= place <= scale.slots - 1 for place in places)


def test_without_knowing_of_work_nothing_is_said_of_it() -> None:
    assert "No policing link on record" in drawn(pair(event(1))).svg
    unknown = replace(pair(event(1)), link_told=False)
    assert "No policing link on record" not in drawn(unknown).svg
