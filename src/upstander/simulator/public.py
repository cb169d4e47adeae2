"""The public: human beings in households, their telephones, their troubles, their records."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from upstander.simulator import geography
from upstander.simulator.basics import DAY, NONE, Array, Calendar, Plan, chance, draw, spread
from upstander.simulator.geography import Land
from upstander.simulator.phones import PhoneBook

PEOPLE_PER_STAFF = 45
HOUSEHOLD_SIZES = (0.42, 0.27, 0.15, 0.11, 0.05)
HOSTEL_EVERY, HOSTEL_BEDS = 450, 24
# Markers and how often each is put on a record.
MARKERS = (
    ("domestic_abuse", 0.24), ("sexual_offence", 0.06), ("mental_health", 0.22),
    ("suicide_or_self_harm", 0.09), ("drugs_or_alcohol", 0.14), ("young_person", 0.03),
    ("missing", 0.04), ("trafficked", 0.01), ("learning_disability", 0.04),
    ("physical_health", 0.07), ("stalking_or_harassment", 0.04), ("other", 0.02),
)  # fmt: skip
MARKER_NAMES = tuple(name for name, _ in MARKERS)


@dataclass(frozen=True, kw_only=True)
class Public:
    """Human beings by number, and the person records that stand for them.

    `need` is how often trouble finds somebody: most people seldom, a few again and again.
    """

    female: Array
    born: Array
    need: Array
    household: Array
    area: Array
    home: Array
    number: Array
    later_number: Array
    number_changes: Array
    landline: Array
    listed: Array
    marker_human: Array
    marker: Array
    marked_at: Array
    unmarked_at: Array
    record_human: Array
    second_record: Array

    @property
    def count(self) -> int:
        """How many human beings there are."""
        return len(self.female)

    def age(self, human: Array, at: Array) -> Array:
        """Whole years at a moment."""
        return (at // DAY - self.born[human]) // 365

    def number_at(self, human: Array, at: Array) -> Array:
        """The number a human being answers at a moment, as its place in the book; -1 if none."""
        changed = (self.number_changes[human] != NONE) & (at >= self.number_changes[human])
        own = np.where(changed, self.later_number[human], self.number[human])
        return np.where(own == NONE, self.landline[human], own)

    def record(self, rng: Generator, human: Array) -> Array:
        """A person record of each: mostly the main one, now and then the second."""
        second = self.second_record[human]
        return np.where((second != NONE) & chance(rng, 0.3, len(human)), second, human)

    def vulnerability(self) -> Array:
        """How many markers each human being carries."""
        return np.bincount(self.marker_human, minlength=self.count)


def populate(plan: Plan, calendar: Calendar, land: Land, book: PhoneBook) -> Public:
    """Let people live in the area."""
    rng = plan.stream("public")
    count = plan.staff * PEOPLE_PER_STAFF
    household, area, home = _homes(rng, land, count)
    count = len(household)
    born = _births(rng, calendar, count)
    need = 0.15 + rng.gamma(0.35, 2.2, count)
    need *= np.where((calendar.end // DAY - born) < 13 * 365, 0.25, 1.0)
    marker_human, marker = _markers(rng, calendar, need, born)
    marked = calendar.start - (rng.random(len(marker)) ** 1.5 * 1_100 * DAY).astype(np.int64)
    inside = chance(rng, 0.25 * plan.years, len(marker))
    marked[inside] = rng.integers(calendar.start, calendar.end, int(inside.sum()))
    ends = marked + rng.integers(60, 900, len(marker)) * DAY
    ends = np.where(chance(rng, 0.25, len(marker)) & (ends < calendar.end), ends, NONE)
    number, later, changes, landline, listed = _telephones(
        rng, calendar, book, household, (calendar.end // DAY - born) // 365
    )
    doubled = np.flatnonzero(chance(rng, np.minimum(0.05 + 0.03 * need, 0.3), count))
    thirds = doubled[chance(rng, 0.12, len(doubled))]
    record_human = np.concatenate([np.arange(count), doubled, thirds])
    second = np.full(count, NONE)
    second[doubled] = count + np.arange(len(doubled))
    return Public(
        female=rng.random(count) < 0.51,
        born=born,
        need=need,
        household=household,
        area=area,
        home=home,
        number=number,
        later_number=later,
        number_changes=changes,
        landline=landline,
        listed=listed,
        marker_human=marker_human,
        marker=marker,
        marked_at=marked,
        unmarked_at=ends,
        record_human=record_human,
        second_record=second,
    )


def _homes(rng: Generator, land: Land, count: int) -> tuple[Array, Array, Array]:
    """Households on streets, and hostels where many live at one address."""
    weights = np.array(HOUSEHOLD_SIZES)
    mean = float((weights * (np.arange(5) + 1)).sum())
    sizes = 1 + draw(rng, weights, int(count / mean))
    hostels = max(1, count // HOSTEL_EVERY)
    beds = 8 + rng.poisson(HOSTEL_BEDS - 8, hostels)
    sizes[: len(beds)] = np.maximum(beds, 1)
    at, area = geography.streets(rng, land, addresses=len(sizes))
    order = rng.permutation(len(sizes))
    household, _ = spread(sizes[order])
    return household, area[household], at[household]


def _births(rng: Generator, calendar: Calendar, count: int) -> Array:
    """Birth days, in days since 1970; the young and the middle-aged are over-represented."""
    age = np.where(
        rng.random(count) < 0.16, rng.uniform(9, 18, count), 18 + rng.gamma(2.2, 9, count)
    )
    return calendar.end // DAY - (age.clip(max=96) * 365.25).astype(np.int64)


def _markers(rng: Generator, calendar: Calendar, need: Array, born: Array) -> tuple[Array, Array]:
    """Who carries which marker: need and markers go together, but not always."""
    owner, _ = spread(rng.poisson(np.minimum(0.04 + 0.16 * need, 2.5)))
    marker = draw(rng, np.array([weight for _, weight in MARKERS]), len(owner))
    young = (calendar.end // DAY - born[owner]) < 18 * 365
    marker[young & chance(rng, 0.6, len(owner))] = MARKER_NAMES.index("young_person")
    grown = ~young & (marker == MARKER_NAMES.index("young_person"))
    marker[grown] = MARKER_NAMES.index("mental_health")
    pairs = np.unique(owner * len(MARKERS) + marker)
    return pairs // len(MARKERS), pairs % len(MARKERS)


def _telephones(
    rng: Generator, calendar: Calendar, book: PhoneBook, household: Array, age: Array
) -> tuple[Array, Array, Array, Array, Array]:
    """First number, next number, when it changed, landline, and whether any is on record."""
    count = len(household)
    owns = chance(rng, np.where(age < 11, 0.3, np.where(age > 75, 0.7, 0.94)), count)
    number = np.where(owns, book.take(count), NONE)
    shares = np.flatnonzero(owns & chance(rng, 0.03, count))
    same = (shares > 0) & (household[shares] == household[shares - 1])
    number[shares[same]] = number[shares[same] - 1]
    change = owns & chance(rng, 0.1 + 0.08 * calendar.plan.years, count)
    early = calendar.start - 400 * DAY
    changes = np.where(change, rng.integers(early, calendar.end, count), NONE)
    later = np.where(change, book.take(count), NONE)
    freed = np.flatnonzero(change & (changes < calendar.end - 90 * DAY))
    given_on = freed[chance(rng, 0.06, len(freed))]
    takers = np.flatnonzero(change)[: len(given_on)]
    takers = takers[changes[takers] > changes[given_on[: len(takers)]] + 60 * DAY]
    later[takers] = number[given_on[: len(takers)]]
    houses = int(household.max()) + 1
    wired = np.where(chance(rng, 0.22, houses), book.take(houses, landline=True), NONE)
    listed = chance(rng, 0.93, count)
    return number, later, changes, wired[household], listed
