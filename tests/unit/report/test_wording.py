"""Figures in words: never rounder than the truth."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upstander.engine.report import wording
from upstander.engine.report.pages import bullets, section
from upstander.engine.report.views import fair_level

PAGE = """What it finds, in a line.

Innocent explanations
    A reopened case; an outcome call.

What it cannot see
    One thing,
    and another.
"""


@pytest.mark.parametrize(
    ("bits", "said"),
    [
        (0.2, "common among peers"),
        (1, "about 1 in 2 peers"),
        (9, "about 1 in 512 peers"),
        (10.5, "about 1 in 1,450 peers"),
        (25, "rarer than 1 in 1,000,000 peers"),
    ],
)
def test_rarity_in_words(bits: float, said: str) -> None:
    assert wording.rarity(bits) == said


def test_at_the_cap_it_may_be_rarer() -> None:
    assert wording.rarity(10, at_the_cap=True) == "1 in 1,024 peers or rarer"


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (0, 10, "0%"),
        (10, 10, "100%"),
        (1, 100_000, "under 0.1%"),
        (99_999, 100_000, "over 99.9%"),
        (1, 3, "33.3%"),
        (0, 0, "none"),
    ],
)
def test_a_share_is_never_rounded_to_all_or_nothing(part: int, whole: int, said: str) -> None:
    assert wording.percent(part, whole) == said


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_only_all_is_all(part: int, more: int) -> None:
    assert wording.percent(part, part + more) not in ("0%", "100%")


def test_days_and_counts() -> None:
    moment = datetime(2025, 6, 3, 9, 5)
    assert wording.clock(moment) == "3 Jun 2025 09:05"
    assert wording.span(moment, moment.replace(hour=23)) == "3 June 2025"
    assert wording.span(moment, datetime(2025, 7, 4)) == "3 June 2025 to 4 July 2025"
    assert wording.counted(1, "call") == "1 call"
    assert wording.counted(1_200, "family", "families") == "1,200 families"
    assert wording.listed(["a", "b", "c"]) == "a, b and c"
    assert wording.number(3.456) == "3.46"
    assert wording.number(12_000.0) == "12,000"


def test_days_in_a_sentence_are_told_as_people_say_them() -> None:
    assert wording.with_days("ended on 2025-06-03, 5 later") == "ended on 3 June 2025, 5 later"
    assert wording.with_days("case 2025-06-03-7 of 2025-13-01") == "case 2025-06-03-7 of 2025-13-01"


def test_a_page_is_read_by_its_headings() -> None:
    assert section(PAGE, "What it cannot see") == "One thing, and another."
    assert bullets(PAGE, "Innocent explanations") == ("A reopened case;", "an outcome call.")
    assert bullets(PAGE, "What it needs") == ()


@given(st.lists(st.integers(0, 500)), st.integers(0, 5_000))
def test_room_is_shared_fairly_and_never_exceeded(lengths: list[int], most: int) -> None:
    level = fair_level(lengths, most=most)
    kept = sum(min(length, level) for length in lengths)
    assert kept <= most
    if sum(lengths) <= most:
        assert kept == sum(lengths)
    elif lengths:
        assert sum(min(length, level + 1) for length in lengths) > most


@pytest.mark.parametrize(
    ("rate", "of_list", "to_here"),
    [
        (None, "too few members have any evidence", "Not stated"),
        (1.0, "Chance alone would fill such a list", "Chance alone would fill a list"),
        (0.081, "About 8.1% of such a list", "About 8.1% of a list"),
        (0.0002, "Under 0.1% of such a list", "Under 0.1% of a list"),
    ],
)
def test_what_chance_would_do_is_said_plainly(
    rate: float | None, of_list: str, to_here: str
) -> None:
    assert of_list in wording.chance_of_list(rate)
    assert to_here in wording.chance_to_here(rate)
