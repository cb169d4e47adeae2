"""Hours of the week: local clocks, duty, and the sentence."""

from datetime import datetime, timedelta

import pytest

from tests.support.drawn import rows
from tests.unit.web.figures import told
from upstander.engine.api import drawings
from upstander.web.triage import figures
from upstander.web.triage.figures.hours import caption, hours, shade, week_of

THURSDAY = datetime(2025, 3, 6, 21, 15)


def contact(at: datetime, *, duty: bool | None, kind: str = "lookup") -> drawings.Event:
    return drawings.Event(
        at=at, kind=kind, table="searches", file="searches.csv", row=1, on_duty=duty
    )


def said(*contacts: drawings.Event) -> str:
    return caption(week_of(contacts, ()))


@pytest.mark.parametrize(
    ("inside", "outside", "unknown", "sentence"),
    [
        (115, 19, 0, "19 of 134 look-ups fall outside rostered duty, most often on Thursdays."),
        (3, 1, 0, "1 of 4 look-ups falls outside rostered duty."),
        (4, 0, 0, "None of 4 look-ups falls outside rostered duty."),
        (1, 0, 0, "None of 1 look-up falls outside rostered duty."),
        (4, 2, 3, "2 of 6 look-ups fall outside rostered duty. Of 3 more it is not known."),
        (0, 0, 2, "Whether the 2 look-ups fell within duty is not known."),
    ],
)
def test_the_caption_states_the_finding(
    inside: int, outside: int, unknown: int, sentence: str
) -> None:
    on = [contact(THURSDAY, duty=True)] * inside
    off = [contact(THURSDAY, duty=False)] * outside
    assert said(*on, *off, *[contact(THURSDAY, duty=None)] * unknown) == sentence


def test_no_day_is_named_where_none_stands_out() -> None:
    friday = THURSDAY + timedelta(days=1)
    even = [contact(day, duty=False) for day in (THURSDAY, friday) for _ in range(5)]
    assert said(*even) == "10 of 10 look-ups fall outside rostered duty."


def test_several_kinds_are_contacts() -> None:
    mixed = contact(THURSDAY, duty=False), contact(THURSDAY, duty=True, kind="call")
    assert said(*mixed) == "1 of 2 contacts falls outside rostered duty."


@pytest.mark.django_db
def test_hours_are_those_of_the_clock_on_the_wall_either_side_of_a_change() -> None:
    # Forward on 29 March 2026 (01:00 UTC is 02:00), back on 25 October 2026 (01:00 UTC twice 01).
    drawn = """
    utc              | day       | hour
    2026-03-28 20:30 | Saturday  | 20
    2026-03-29 00:30 | Sunday    | 00
    2026-03-29 01:30 | Sunday    | 02
    2026-06-30 23:30 | Wednesday | 00
    2026-10-25 00:30 | Sunday    | 01
    2026-10-25 01:30 | Sunday    | 01
    """
    for row in rows(drawn):
        lead = told.lead(f"S{row['utc']}")
        told.contacts(lead, "P1", f"at | kind | status\n{row['utc']} | call | unexplained")
        figure = figures.lead_figures(lead).hours
        assert figure is not None
        day = figure.columns.index(row["day"] or "")
        assert [(found[0], found[day]) for found in figure.rows] == [(f"{row['hour']}:00", "1")]


def test_an_hour_is_duty_where_half_of_the_weeks_have_it_for_half_of_the_hour() -> None:
    monday = datetime(2025, 3, 3, 9, 40)
    contacts = [contact(monday + timedelta(weeks=week), duty=True) for week in range(4)]
    tours = [
        drawings.Interval(
            starts_at=datetime(2025, 3, 3, 6, 45) + timedelta(weeks=week),
            ends_at=datetime(2025, 3, 3, 9, 30) + timedelta(weeks=week),
        )
        for week in (0, 2)
    ]
    once = drawings.Interval(starts_at=datetime(2025, 3, 4, 6), ends_at=datetime(2025, 3, 4, 9))
    assert week_of(contacts, [*tours, once]).duty == {(0, 7), (0, 8), (0, 9)}


def test_the_table_has_the_figures_of_the_drawing() -> None:
    contacts = [contact(THURSDAY, duty=False), contact(THURSDAY, duty=True)]
    figure = hours(contacts, (), name="h")
    assert figure is not None
    assert figure.rows == (("21:00", "0", "0", "0", "2 (1 outside)", "0", "0", "0"),)
    assert "some outside duty" in figure.svg
    assert "No hour is duty in half of the weeks" in figure.svg


def test_who_keeps_to_duty_has_no_mark_of_being_outside_it() -> None:
    figure = hours([contact(THURSDAY, duty=True)], (), name="h")
    assert figure is not None
    assert "some outside duty" not in figure.svg


def test_a_member_without_contacts_has_no_drawing() -> None:
    assert hours((), (), name="h") is None


@pytest.mark.parametrize(
    ("count", "top", "level"), [(1, 5, 0), (5, 5, 4), (1, 7, 0), (7, 7, 4), (600, 1000, 2)]
)
def test_the_most_has_the_darkest_shade(count: int, top: int, level: int) -> None:
    assert shade(count, top=top) == level
