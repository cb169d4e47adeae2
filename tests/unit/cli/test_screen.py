"""What a command returns, as JSON and as a person reads it."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from upstander.cli import options, screen


@dataclass(frozen=True)
class Held:
    where: Path
    at: datetime


def test_plain_knows_what_commands_return() -> None:
    value = {
        "held": Held(where=Path("a/b"), at=datetime(2025, 3, 1, tzinfo=UTC)),
        "on": date(2025, 3, 1),
        "set": frozenset({"b", "a"}),
        "number": np.float64("inf"),
        "count": np.int64(3),
    }
    assert screen.plain(value) == {
        "held": {"where": "a/b", "at": "2025-03-01T00:00:00+00:00"},
        "on": "2025-03-01",
        "set": ["a", "b"],
        "number": None,
        "count": 3,
    }


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.datetimes(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner),
)


@given(values)
def test_anything_becomes_json(value: Any) -> None:
    json.dumps(screen.plain(value), allow_nan=False)


@given(values)
def test_anything_can_be_shown(value: Any) -> None:
    screen.show(value, title="result")


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (None, "-"),
        (float("nan"), "-"),
        (True, "yes"),
        (1234567, "1,234,567"),
        (1500.0, "1,500"),
        (0.98765, "0.988"),
        (datetime(2025, 3, 1, 9, 5), "2025-03-01 09:05"),
        (("a", None), "a, -"),
    ],
)
def test_cells_are_read_by_people(value: Any, read: str) -> None:
    assert screen.cell(value) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2025-01-31", datetime(2025, 2, 1, tzinfo=UTC)),  # the whole day, winter
        ("2025-06-30", datetime(2025, 6, 30, 23, tzinfo=UTC)),  # the whole day, summer
        ("2025-06-30T12:00", datetime(2025, 6, 30, 11, tzinfo=UTC)),
        ("2025-06-30T12:00+00:00", datetime(2025, 6, 30, 12, tzinfo=UTC)),
    ],
)
def test_as_of_means_local_time_unless_it_says_otherwise(text: str, read: datetime) -> None:
    assert options.moment(text, zone="Europe/London") == read
