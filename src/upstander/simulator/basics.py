"""What every part of the simulated force shares: the plan, the clock and a few array helpers.

Times are whole seconds since 1970 in UTC. A shift that starts at seven starts at seven by the
clock on the wall, so days are turned into moments by `Calendar.moment`.
"""

import zlib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Array = NDArray[Any]

NONE = -1
MINUTE, HOUR, DAY, WEEK = 60, 3_600, 86_400, 604_800
ZONE = ZoneInfo("Europe/London")
LAST_DAY = date(2025, 12, 31)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What was asked for. The same plan always gives the same force."""

    staff: int
    months: int
    seed: int
    positions: str = "thinned"
    volume: str = "light"
    form: str = "parquet"
    offending: float = 0.012
    unrecorded: float = 0.06
    archive: bool = False
    cases: bool = False
    last: date = LAST_DAY

    @property
    def first(self) -> date:
        """The first day that the extracts cover."""
        after = self.last + timedelta(days=1)
        month = after.year * 12 + after.month - 1 - self.months
        return date(month // 12, month % 12 + 1, 1)

    @property
    def days(self) -> int:
        """How many days the extracts cover."""
        return (self.last - self.first).days + 1

    @property
    def years(self) -> float:
        """The length of the extracts in years, for rates given by the year."""
        return self.days / 365.25

    def stream(self, name: str) -> Generator:
        """Chance for one part of the force: parts do not disturb each other's."""
        return np.random.default_rng(
            [self.seed, self.staff, self.months, zlib.crc32(name.encode())]
        )


@dataclass(frozen=True)
class Calendar:
    """Day number (0 is the first day of the extracts) to moment, by the clock on the wall."""

    plan: Plan
    midnights: Array = field(repr=False)

    @classmethod
    def of(cls, plan: Plan) -> "Calendar":
        """The days of a plan and one week more."""
        days = [plan.first + timedelta(days=number) for number in range(plan.days + 8)]
        return cls(plan, np.array([_midnight(day) for day in days], dtype=np.int64))

    @property
    def start(self) -> int:
        """The first moment that the extracts cover."""
        return int(self.midnights[0])

    @property
    def end(self) -> int:
        """The first moment after the extracts."""
        return int(self.midnights[self.plan.days])

    def moment(self, day: Array, seconds: Array) -> Array:
        """The moment at which the clock on the wall shows `seconds` past midnight of a day."""
        return self.midnights[day] + np.asarray(seconds, dtype=np.int64)

    def day(self, at: Array) -> Array:
        """Which day a moment lies in."""
        return np.searchsorted(self.midnights, at, side="right") - 1

    def weekday(self, day: Array) -> Array:
        """0 is Monday."""
        return (np.asarray(day) + self.plan.first.weekday()) % 7

    def within(self, at: Array) -> Array:
        """Whether the extracts cover a moment."""
        return (at >= self.start) & (at < self.end)


def _midnight(day: date) -> int:
    local = datetime(day.year, day.month, day.day, tzinfo=ZONE)
    return int(local.astimezone(UTC).timestamp())


def spread(counts: Array) -> tuple[Array, Array]:
    """For counts [2, 0, 1]: owners [0, 0, 2] and places within each owner [0, 1, 0]."""
    owners = np.repeat(np.arange(len(counts)), counts)
    starts = np.cumsum(counts) - counts
    return owners, np.arange(len(owners)) - starts[owners]


def draw(rng: Generator, weights: Array, count: int) -> Array:
    """Positions drawn with the given weights, with replacement."""
    edges = np.cumsum(weights, dtype=np.float64)
    picked = np.searchsorted(edges, rng.random(count) * edges[-1], side="right")
    places: Array = np.minimum(picked, len(edges) - 1).astype(np.int64)
    return places


def chance(rng: Generator, probability: Array | float, count: int) -> Array:
    """True with the given probability, one for each of `count`."""
    return rng.random(count) < probability


def rounded(rng: Generator, expected: float) -> int:
    """A whole number whose mean is `expected`."""
    return int(expected) + int(rng.random() < expected - int(expected))


def minutes(rng: Generator, *, median: Array | float, sigma: float, count: int) -> Array:
    """Lengths in whole seconds, log-normal about a median given in minutes."""
    return (np.asarray(median) * MINUTE * rng.lognormal(0, sigma, count)).astype(np.int64)
