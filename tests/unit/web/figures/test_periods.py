"""Stretches of a timeline: where they begin and end, and how an address names them."""

from datetime import date, datetime

import pytest

from tests.support.drawn import rows
from tests.unit.web.figures import told
from upstander.web.triage import figures
from upstander.web.triage.figures.periods import Period

CASES = rows(
    """
    zoom    | day        | start      | after      | before     | words
    week    | 2025-03-03 | 2025-03-03 | 2025-03-10 | 2025-02-24 | Week from 3 March 2025
    week    | 2025-03-09 | 2025-03-03 | 2025-03-10 | 2025-02-24 | Week from 3 March 2025
    week    | 2026-01-01 | 2025-12-29 | 2026-01-05 | 2025-12-22 | Week from 29 December 2025
    month   | 2024-02-29 | 2024-02-01 | 2024-03-01 | 2024-01-01 | February 2024
    month   | 2025-01-31 | 2025-01-01 | 2025-02-01 | 2024-12-01 | January 2025
    month   | 2025-12-01 | 2025-12-01 | 2026-01-01 | 2025-11-01 | December 2025
    quarter | 2025-02-14 | 2025-01-01 | 2025-04-01 | 2024-10-01 | January to March 2025
    quarter | 2025-12-31 | 2025-10-01 | 2026-01-01 | 2025-07-01 | October to December 2025
    """
)


@pytest.mark.parametrize("case", CASES)
def test_a_period_is_the_one_of_the_calendar_that_holds_the_day(case: dict[str, str]) -> None:
    period = Period.of(case["zoom"], date.fromisoformat(case["day"]))
    assert period.start.isoformat() == case["start"]
    assert period.after.isoformat() == case["after"]
    assert period.before_it().start.isoformat() == case["before"]
    assert period.after_it().before_it() == period
    assert period.words == case["words"]
    assert Period.read(period.query) == period


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"zoom": "all", "from": "2025-03-03"},
        {"zoom": "week"},
        {"zoom": "week", "from": "3 March"},
        {"zoom": "week", "from": "9999-12-31"},
        {"zoom": "year", "from": "2025-03-03"},
        {"zoom": "week", "from": "<script>"},
    ],
)
def test_an_address_that_makes_no_sense_shows_everything(query: dict[str, str]) -> None:
    assert Period.read(query) == Period()
    assert Period.read(query).within is None


# The clocks went forward on 30 March 2025: that Sunday's last hour is 22:00 to 23:00 UTC.
BORDERS = """
    at               | kind | status
    2025-03-23 23:59 | call | unexplained
    2025-03-24 00:00 | call | unexplained
    2025-03-30 22:59 | call | unexplained
    2025-03-30 23:00 | call | unexplained
"""


@pytest.mark.django_db
def test_a_week_holds_what_is_in_it_by_local_clocks_and_nothing_else() -> None:
    lead = told.lead()
    pair = told.pair(lead)
    told.contacts(lead, "P20113", BORDERS)
    period = figures.Period.read({"zoom": "week", "from": "2025-03-26"})
    timeline = figures.lead_figures(lead, pair=pair, period=period).timeline
    assert timeline.figure is not None
    assert [row[0] for row in timeline.figure.rows] == [
        "Mon 24 Mar 2025 00:00",
        "Sun 30 Mar 2025 23:59",
    ]
    assert "Mon 24 Mar" in timeline.figure.svg
    assert ">23:59</text>" not in timeline.figure.svg  # no room at the edge: the table has it
    assert ">00:00</text>" in timeline.figure.svg


@pytest.mark.django_db
def test_links_lead_along_the_records_and_stop_at_their_ends() -> None:
    lead = told.lead()
    pair = told.pair(lead)
    told.contacts(lead, "P20113", BORDERS)

    def links(day: str) -> tuple[str, str]:
        period = figures.Period.read({"zoom": "week", "from": day})
        timeline = figures.lead_figures(lead, pair=pair, period=period).timeline
        return tuple(move.href if move else "" for move in (timeline.back, timeline.on))

    at = f"?pair={pair.pk}&zoom=week&from="
    assert links("2025-03-17") == ("", f"{at}2025-03-24#timeline")
    assert links("2025-03-24") == (f"{at}2025-03-17#timeline", f"{at}2025-03-31#timeline")
    assert links("2025-03-31") == (f"{at}2025-03-24#timeline", "")


@pytest.mark.django_db
def test_a_period_without_records_says_so_and_still_shows_duty() -> None:
    lead = told.lead()
    told.contacts(lead, "P20113", BORDERS)
    told.tour(lead, "2025-06-03 06:00", "2025-06-03 16:00")
    period = figures.Period.read({"zoom": "week", "from": "2025-06-02"})
    timeline = figures.lead_figures(lead, pair=told.pair(lead), period=period).timeline
    assert timeline.figure is not None
    assert timeline.figure.caption == "Nothing is on record from 2 June 2025 to 8 June 2025."
    assert timeline.figure.rows == ()
    assert "#6f777b" in timeline.figure.svg  # the tour


def test_midnight_belongs_to_the_day_that_it_begins() -> None:
    within = Period.of("month", date(2025, 3, 9)).within
    assert within is not None
    assert within.starts_at == datetime(2025, 3, 1)
    assert within.ends_at == datetime(2025, 4, 1)
