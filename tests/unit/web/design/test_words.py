"""Dates and numbers as pages write them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from upstander.web.design import words

SUMMER = datetime(2026, 7, 1, 17, 5, tzinfo=UTC)
WINTER = datetime(2026, 11, 24, 18, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the 25th of November 2026, at noon."""
    now = datetime(2026, 11, 25, 12, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (words.daytime(WINTER), "Tue 24 Nov, 18:05"),
        (words.daytime(SUMMER), "Wed 1 Jul, 18:05"),  # summer time
        (words.daytime(datetime(2025, 1, 2, 3, 4, tzinfo=UTC)), "Thu 2 Jan 2025, 03:04"),
        (words.day(WINTER), "24 November 2026"),
        (words.day(date(2026, 3, 1)), "1 March 2026"),
        (words.day(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)), "1 July 2026"),  # here it is the 1st
        (words.shortday(date(2026, 3, 1)), "1 Mar"),
        (words.shortday(date(2025, 12, 31)), "31 Dec 2025"),
        (words.clock(SUMMER), "18:05"),
        (words.iso(SUMMER), "2026-07-01T18:05:00+01:00"),
    ],
)
def test_moments_are_written_in_local_time(written: str, expected: str) -> None:
    assert plain(written) == expected


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59), "59 minutes ago"),
        (timedelta(hours=1), "1 hour ago"),
        (timedelta(hours=47), "1 day ago"),
        (timedelta(days=13), "1 week ago"),
        (timedelta(weeks=7), "7 weeks ago"),
        (timedelta(weeks=8), "30 September 2026"),
        (-timedelta(hours=1), "Wed 25 Nov, 13:00"),
    ],
)
def test_how_long_since(since: timedelta, expected: str) -> None:
    assert plain(words.ago(timezone.now() - since)) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (words.thousands(0), "0"),
        (words.thousands(1_234_567), "1,234,567"),
        (words.thousands(1_234.56), "1,234.6"),
        (words.plural(1, "lead"), "1 lead"),
        (words.plural(0, "lead"), "0 leads"),
        (words.plural(1_200, "inquiry", "inquiries"), "1,200 inquiries"),
        (words.percent(0.125, 1), "12.5%"),
        (words.percent(0), "0%"),
        (words.percent(0.001), "under 1%"),
        (words.percent(0.0001, 1), "under 0.1%"),
        (words.percent(1), "100%"),
    ],
)
def test_numbers(written: str, expected: str) -> None:
    assert written == expected


@pytest.mark.parametrize("name", sorted(set(words.FILTERS) - {"plural"}))
def test_nothing_is_written_as_nothing(name: str) -> None:
    assert words.FILTERS[name](None) == ""
