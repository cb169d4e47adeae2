"""The clock, the plan and the helpers that every part of a simulated force shares."""

from datetime import UTC, date, datetime

import numpy as np
import pytest

from upstander.simulator.basics import HOUR, Calendar, Plan, draw, rounded, spread


def plan(**changed: int) -> Plan:
    return Plan(**({"staff": 60, "months": 12, "seed": 1} | changed))


@pytest.mark.parametrize(
    ("months", "first", "days"),
    [(1, date(2025, 12, 1), 31), (6, date(2025, 7, 1), 184), (12, date(2025, 1, 1), 365)],
)
def test_the_extracts_end_with_the_year(months: int, first: date, days: int) -> None:
    assert (plan(months=months).first, plan(months=months).days) == (first, days)


@pytest.mark.parametrize(
    ("day", "utc"),
    [
        (date(2025, 3, 29), datetime(2025, 3, 29, 7)),
        (date(2025, 3, 31), datetime(2025, 3, 31, 6)),
        (date(2025, 10, 25), datetime(2025, 10, 25, 6)),
        (date(2025, 10, 27), datetime(2025, 10, 27, 7)),
    ],
)
def test_a_shift_starts_at_seven_by_the_clock_on_the_wall(day: date, utc: datetime) -> None:
    calendar = Calendar.of(plan())
    number = np.array([(day - plan().first).days])
    at = calendar.moment(number, np.array([7 * HOUR]))[0]
    assert datetime.fromtimestamp(int(at), UTC).replace(tzinfo=None) == utc


def test_weekdays() -> None:
    calendar = Calendar.of(plan())  # 1 January 2025 was a Wednesday
    assert calendar.weekday(np.arange(6)).tolist() == [2, 3, 4, 5, 6, 0]


def test_spread() -> None:
    owners, places = spread(np.array([2, 0, 1]))
    assert (owners.tolist(), places.tolist()) == ([0, 0, 2], [0, 1, 0])


def test_draws_follow_the_weights() -> None:
    rng = np.random.default_rng(1)
    assert set(draw(rng, np.array([0.0, 3.0, 0.0, 1.0]), 500).tolist()) == {1, 3}
    assert {rounded(rng, 2.5) for _ in range(50)} == {2, 3}


def test_parts_of_a_force_do_not_disturb_each_other() -> None:
    one, other = plan().stream("crews"), plan().stream("rota")
    assert one.integers(10**9) != other.integers(10**9)
    assert plan().stream("crews").integers(10**9) == plan().stream("crews").integers(10**9)
