"""Who is on duty when: shift patterns, leave, sickness, training and court."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from upstander.simulator.basics import (
    DAY,
    HOUR,
    MINUTE,
    NONE,
    Array,
    Calendar,
    Plan,
    chance,
    rounded,
    spread,
)
from upstander.simulator.ledger import Ledger
from upstander.simulator.workforce import ROLES, Staff

# Each pattern: the hour of start and the length of each day of its cycle (0 hours: a rest day).
PATTERNS: dict[str, tuple[tuple[float, float], ...]] = {
    "rota": ((7, 9), (7, 9), (14, 9), (14, 9), (22, 9), (22, 9), (0, 0), (0, 0), (0, 0), (0, 0)),
    "twelve": ((7, 12), (7, 12), (19, 12), (19, 12), (0, 0), (0, 0), (0, 0), (0, 0)),
    "early and late": ((8, 9), (8, 9), (8, 9), (13, 9), (13, 9), (13, 9), (0, 0), (0, 0), (0, 0)),
    "office": ((8, 8.5),) * 5 + ((0, 0),) * 2,
    "evenings": ((0, 0),) * 7,
}
KINDS = ("duty", "overtime", "court", "training", "leave", "sick", "rest")
DUTY, OVERTIME, COURT, TRAINING, LEAVE, SICK, REST = range(len(KINDS))
_SHIFT = 2**33


@dataclass(frozen=True, kw_only=True)
class Rota:
    """Working duties in order of member and start."""

    staff: Array
    starts: Array
    ends: Array
    kind: Array

    def next_duty(self, member: Array, at: Array) -> Array:
        """The duty a member is on at a moment, else their next; -1 where there is none."""
        place = np.searchsorted(self.staff * _SHIFT + self.ends, member * _SHIFT + at, "right")
        found = np.minimum(place, len(self.staff) - 1)
        return np.where((place < len(self.staff)) & (self.staff[found] == member), found, NONE)

    def on_duty(self, member: Array, at: Array) -> Array:
        """Whether a member is on duty at a moment."""
        duty = self.next_duty(member, at)
        there: Array = (duty != NONE) & (self.starts[duty] <= at)
        return there

    def moment(self, rng: Generator, member: Array, after: Array) -> Array:
        """Some moment of the member's duty at `after`, or of their next; -1 where none is left."""
        duty = self.next_duty(member, after)
        earliest = np.maximum(after, self.starts[duty])
        at = earliest + (rng.random(len(member)) * (self.ends[duty] - earliest)).astype(np.int64)
        return np.where(duty == NONE, NONE, at)


class HourPool:
    """Picks, for a group and a moment, somebody who is there at that hour."""

    def __init__(self, *, group: Array, entity: Array, starts: Array, ends: Array, base: int):
        self.base = base
        first = (starts - base) // HOUR + 1
        hours = np.maximum((ends - base) // HOUR - first, 0)
        owner, step = spread(hours)
        self.span = int(hours.sum() and (first + hours).max()) + 2
        keys = group[owner] * self.span + first[owner] + step
        order = np.argsort(keys, kind="stable")
        self.keys, self.entity = keys[order], entity[owner][order]

    def pick(self, rng: Generator, group: Array, at: Array) -> Array:
        """An entity of the group at that hour, or -1."""
        key = group * self.span + np.clip((at - self.base) // HOUR, 0, self.span - 1)
        low, high = np.searchsorted(self.keys, key), np.searchsorted(self.keys, key, "right")
        place = low + (rng.random(len(key)) * (high - low)).astype(np.int64)
        if not len(self.entity):
            return np.full(len(key), NONE)
        return np.where(high > low, self.entity[np.minimum(place, len(self.entity) - 1)], NONE)


def roster(plan: Plan, calendar: Calendar, staff: Staff, ledger: Ledger) -> Rota:
    """Work out the duties of the whole period, write them, and keep those that are work."""
    rng = plan.stream("rota")
    start, length = _pattern(rng, plan, calendar, staff)
    kind = np.where(length > 0, DUTY, REST).astype(np.int8)
    _absences(rng, plan, kind)
    days = np.arange(plan.days) + calendar.start // DAY
    there = (staff.joined[:, None] <= days) & (days < staff.left[:, None])
    member, day = np.nonzero(there)
    kind, start, length = kind[member, day], start[member, day], length[member, day]
    rest = np.isin(kind, (LEAVE, SICK, REST))
    special = np.isin(kind, (COURT, TRAINING))
    start = np.where(special, 9.0, np.where(rest, 8.0, start))
    length = np.where(special, 7.5, np.where(rest, 15.5, length))
    late = np.where(rest, 0, rng.normal(0, 5, len(start)).round() * MINUTE)
    starts = calendar.moment(day, start * HOUR + late)
    ends = starts + (length * HOUR - late).astype(np.int64)
    keep = ~rest | chance(rng, 0.95, len(rest))
    member, kind, starts, ends = member[keep], kind[keep], starts[keep], ends[keep]
    more = np.flatnonzero((kind == DUTY) & chance(rng, 0.06, len(kind)))
    member = np.concatenate([member, member[more]])
    starts = np.concatenate([starts, ends[more]])
    ends = np.concatenate([ends, ends[more] + rng.integers(2, 9, len(more)) * HOUR // 2])
    kind = np.concatenate([kind, np.full(len(more), OVERTIME)])
    ledger.add(
        "duties",
        staff_id=member,
        starts_at=starts,
        ends_at=ends,
        kind=ledger.texts.codes(KINDS)[kind],
    )
    work = np.flatnonzero(kind <= TRAINING)
    work = work[np.lexsort((starts[work], member[work]))]
    return Rota(staff=member[work], starts=starts[work], ends=ends[work], kind=kind[work])


def _pattern(rng: Generator, plan: Plan, calendar: Calendar, staff: Staff) -> tuple[Array, Array]:
    """Hour of start and length for each member and day."""
    start = np.zeros((staff.count, plan.days))
    length = np.zeros((staff.count, plan.days))
    day = np.arange(plan.days)
    weekday = calendar.weekday(day)
    for member in range(staff.count):
        shift = ROLES[staff.role[member]].shift
        cycle = np.array(PATTERNS[shift])
        turn = (day + 2 * int(staff.relief[member])) % len(cycle)
        turn = weekday if shift == "office" else turn
        start[member], length[member] = cycle[turn].T
        if shift == "office":
            start[member] += rng.choice([-1, -0.5, 0, 0, 0.5, 1])
            _weekends(rng, staff, member, weekday, start, length)
        if shift == "evenings":
            often = rng.uniform(0.05, 0.22)
            chosen = chance(rng, np.where(weekday >= 4, 2 * often, often / 2), plan.days)
            start[member], length[member] = np.where(chosen, 18, 0), np.where(chosen, 7, 0)
    return start, length


def _weekends(
    rng: Generator, staff: Staff, member: int, weekday: Array, start: Array, length: Array
) -> None:
    """Detectives take a weekend and some lates in turn; the enquiry desk opens on Saturdays."""
    family = ROLES[staff.role[member]].family
    if family in ("investigation", "safeguarding", "enquiry_desk"):
        turn = (np.arange(len(weekday)) // 7 + member) % 5 == 0
        weekend = turn & (weekday >= 5)
        start[member][weekend], length[member][weekend] = 9, 8
        late = ((np.arange(len(weekday)) // 7 + member) % 5 == 2) & (weekday < 5)
        start[member][late & (rng.random() < 0.8)] = 13


def _absences(rng: Generator, plan: Plan, kind: Array) -> None:
    """Leave and sickness in spells, training and court in days; rates are by the year."""
    members, days = kind.shape
    for member in range(members):
        for spells, shortest, longest, what in ((4.0, 5, 13, LEAVE), (1.3, 1, 8, SICK)):
            for _ in range(rounded(rng, float(rng.poisson(spells * plan.years)))):
                first = int(rng.integers(days))
                until = first + int(rng.integers(shortest, longest))
                if what == SICK and rng.random() < 0.06:
                    until = first + int(rng.integers(20, 90))
                spell = kind[member, first:until]
                spell[(spell == DUTY) | (what == LEAVE)] = what
        for often, what in ((4.0, TRAINING), (2.5, COURT)):
            for first in rng.integers(days, size=int(rng.poisson(often * plan.years))):
                if kind[member, first] == DUTY:
                    kind[member, first] = what
