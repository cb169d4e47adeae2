"""The day of each unit: where it has to be, in what order, and whether it can get there.

Stops are wanted at a time; a unit does them one after another, so a busy shift runs late. What
would come hours late is not done at all. Private and other unplanned stops are fitted into gaps.
"""

from dataclasses import dataclass, fields, replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.random import Generator

from upstander.simulator.basics import HOUR, MINUTE, NONE, Array, chance, spread
from upstander.simulator.crews import Crews, joined, trips
from upstander.simulator.geography import Land
from upstander.simulator.rota import Rota
from upstander.simulator.workforce import Staff

DRIVE_MPS, WALK_MPS, DETOUR = 11.0, 2.5, 1.3
SET_OFF_S = 90
GIVES_UP_AFTER_S = 2 * HOUR
INCIDENT, VISIT, OTHER, IDLE = range(4)


class Outing(NamedTuple):
    """A stop that nobody planned: which unit, when, who went to whom, and of what nature."""

    crew: int
    start: int
    member: int
    human: int
    nature: int


@dataclass(frozen=True, kw_only=True)
class Stops:
    """Stops of units. `matter` is the incident or the visit that the stop is for, else -1."""

    crew: Array
    wanted: Array
    seconds: Array
    at: Array
    why: Array
    matter: Array

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.crew)

    def take(self, chosen: Array) -> "Stops":
        """Some of the stops."""
        return Stops(**{one.name: getattr(self, one.name)[chosen] for one in fields(Stops)})

    def plus(self, *more: "Stops") -> "Stops":
        """These stops and more."""
        everything = (self, *more)
        return Stops(
            **{
                one.name: np.concatenate([getattr(stops, one.name) for stops in everything])
                for one in fields(Stops)
            }
        )

    def sooner(self, starts: Array) -> "Stops":
        """The same stops at the times they were reached."""
        return replace(self, wanted=starts)


def travel_s(crews: Crews, crew: Array, from_: Array, to: Array) -> Array:
    """Seconds from one place to another for a unit."""
    metres = np.hypot(*(to - from_).T) * DETOUR
    pace = np.where(crews.foot[crew], WALK_MPS, DRIVE_MPS)
    seconds: Array = (metres / pace).astype(np.int64) + SET_OFF_S
    return seconds


def in_order(stops: Stops, crews: Crews) -> Stops:
    """What a unit can do of what is wanted of it, at the times it gets there."""
    for _ in range(3):
        stops = stops.take(np.lexsort((stops.wanted, stops.crew)))
        starts = _reached(stops, crews)
        latest = crews.ends[stops.crew] - 5 * MINUTE
        done = (starts - stops.wanted < GIVES_UP_AFTER_S) & (starts < latest)
        if done.all():
            break
        stops = stops.take(np.flatnonzero(done))
    starts = _reached(stops, crews)
    done = (starts - stops.wanted < GIVES_UP_AFTER_S) & (starts < crews.ends[stops.crew])
    return stops.sooner(starts).take(np.flatnonzero(done))


def _reached(stops: Stops, crews: Crews) -> Array:
    """When each stop is reached: as wanted, or after the stop before it and the way."""
    if not stops.count:
        return stops.wanted
    crew = stops.crew
    fresh = np.ones(stops.count, dtype=bool)
    fresh[1:] = crew[1:] != crew[:-1]
    before = np.where(fresh[:, None], crews.base[crew], np.roll(stops.at, 1, axis=0))
    lead = travel_s(crews, crew, before, stops.at)
    spent = np.where(fresh, 0, np.roll(stops.seconds, 1) + lead)
    run = np.cumsum(spent)
    first = np.maximum.accumulate(np.where(fresh, np.arange(stops.count), 0))
    run = run - run[first]
    wish = np.maximum(stops.wanted, crews.starts[crew] + np.where(fresh, lead, 0))
    # A running maximum in each crew: crews are kept apart by a step larger than any time.
    apart = np.cumsum(fresh) * 2**40
    reached: Array = np.maximum.accumulate(wish - run + apart) - apart + run
    return reached


class Diary:
    """Solved stops of every unit, and room for what was not planned."""

    def __init__(self, *, land: Land, staff: Staff, rota: Rota, crews: Crews, stops: Stops):
        self.land, self.staff, self.rota = land, staff, rota
        self.crews, self.stops = crews, in_order(stops, crews)
        self.crew_of_duty = crews.of_duty(len(rota.staff))
        self._busy: dict[int, list[tuple[int, int, Array]]] = {}
        self._more: list[tuple[int, int, int, Array, int, int]] = []
        self._low = np.searchsorted(self.stops.crew, np.arange(crews.count))
        self._high = np.searchsorted(self.stops.crew, np.arange(crews.count), "right")

    def _day(self, crew: int) -> list[tuple[int, int, Array]]:
        """Start, end and place of everything a unit does in its shift, ends included."""
        if crew not in self._busy:
            rows = range(int(self._low[crew]), int(self._high[crew]))
            base = self.crews.base[crew]
            begin, end = int(self.crews.starts[crew]), int(self.crews.ends[crew])
            known = [
                (
                    int(self.stops.wanted[i]),
                    int(self.stops.wanted[i] + self.stops.seconds[i]),
                    self.stops.at[i],
                )
                for i in rows
            ]
            self._busy[crew] = [(begin, begin + 15 * MINUTE, base), *known, (end, end, base)]
        return self._busy[crew]

    def fit(
        self,
        rng: Generator,
        *,
        member: int,
        after: int,
        seconds: int,
        at: Array,
        matter: int = NONE,
    ) -> tuple[int, int] | None:
        """Fit a stop into the member's duty at or after a moment.

        Returns the unit and the start of the stop; None where the member has no unit or no time.
        """
        duty = int(self.rota.next_duty(np.array([member]), np.array([after]))[0])
        crew = int(self.crew_of_duty[duty]) if duty != NONE else NONE
        if crew == NONE:
            return None
        day = sorted(self._day(crew), key=lambda one: one[0])
        pace = WALK_MPS if self.crews.foot[crew] else DRIVE_MPS
        rooms = []
        for (_, left, here), (arrives, _, there) in pairwise(day):
            go = int(np.hypot(*(at - here)) * DETOUR / pace) + SET_OFF_S
            back = int(np.hypot(*(there - at)) * DETOUR / pace) + SET_OFF_S
            first, last = max(left + go, after), arrives - back - seconds
            if last >= first:
                rooms.append((first, last))
        if not rooms:
            return None
        first, last = rooms[int(rng.integers(len(rooms)))]
        start = int(rng.integers(first, last + 1))
        self._day(crew).append((start, start + seconds, at))
        self._more.append((crew, start, seconds, at, OTHER, matter))
        return crew, start

    def settled(self) -> Stops:
        """All stops, the fitted ones included, in order of unit and time."""
        if not self._more:
            return self.stops
        crew, start, seconds, at, why, matter = zip(*self._more, strict=True)
        more = Stops(
            crew=np.array(crew),
            wanted=np.array(start),
            seconds=np.array(seconds),
            at=np.array(at),
            why=np.array(why),
            matter=np.array(matter),
        )
        whole = self.stops.plus(more)
        return whole.take(np.lexsort((whole.wanted, whole.crew)))


def with_trips(
    rng: Generator, *, land: Land, staff: Staff, rota: Rota, crews: Crews, member: Array, at: Array,
    going: Array,
) -> tuple[Crews, Array]:  # fmt: skip
    """The unit in which each member goes out at a moment; cars are booked for those without.

    Returns all crews, the new ones last, and the unit of each wish (-1: no duty to go in).
    """
    duty = rota.next_duty(member, at)
    crew = np.where(duty == NONE, NONE, crews.of_duty(len(rota.staff))[duty])
    needs = np.unique(duty[(crew == NONE) & (duty != NONE) & going])
    everyone = joined(crews, trips(rng, land, staff, rota, duty=needs))
    found = everyone.of_duty(len(rota.staff))
    return everyone, np.where(duty == NONE, NONE, found[duty])


def pauses(rng: Generator, *, land: Land, crews: Crews, stops: Stops, first_trip: int) -> Stops:
    """Where units are when nothing is asked of them: the station, a meal, a place to park up."""
    crew, left, until = _gaps(crews, stops)
    room = until - left
    often = np.where(room > 30 * MINUTE, np.minimum(room // (50 * MINUTE), 8), 0)
    trip = crew >= first_trip
    often = np.where(trip, 0, often)
    home = _back_at_base(crews, crew[trip], left[trip], until[trip])
    owner, place = spread(often)
    crew = crew[owner]
    slot = room[owner] // (often[owner] + 1)
    middle = left[owner] + slot * (place + 1)
    area = crews.area[crew]
    seconds = rng.integers(5 * MINUTE, 20 * MINUTE, len(crew))
    style = rng.random(len(crew))
    at = land.spot(rng, area)
    at = np.where((style < 0.75)[:, None], land.somewhere(rng, area, kind="refreshment"), at)
    at = np.where((style < 0.55)[:, None], crews.base[crew], at)
    seconds = np.where(style < 0.55, seconds + 20 * MINUTE, seconds)
    lead = travel_s(crews, crew, crews.base[crew], at)
    fits = (lead < slot // 3) & (seconds < slot // 2) & chance(rng, 0.85, len(crew))
    chosen = Stops(
        crew=crew,
        wanted=middle - seconds // 2,
        seconds=seconds,
        at=np.round(at),
        why=np.full(len(crew), IDLE),
        matter=np.full(len(crew), NONE),
    )
    return home.plus(chosen.take(np.flatnonzero(fits)))


def _back_at_base(crews: Crews, crew: Array, left: Array, until: Array) -> Stops:
    """Between visits far apart in time, those on a trip go back to the office."""
    long = until - left > 100 * MINUTE
    crew, left, until = crew[long], left[long], until[long]
    return Stops(
        crew=crew,
        wanted=left + 40 * MINUTE,
        seconds=until - left - 80 * MINUTE,
        at=crews.base[crew],
        why=np.full(len(crew), IDLE),
        matter=np.full(len(crew), NONE),
    )


def _gaps(crews: Crews, stops: Stops) -> tuple[Array, Array, Array]:
    """Free time of each unit: before its first stop, between stops, after its last."""
    bounds = np.arange(crews.count)
    crew = np.concatenate([bounds, stops.crew])
    left = np.concatenate([crews.starts + 20 * MINUTE, stops.wanted + stops.seconds])
    order = np.lexsort((left, crew))
    crew, left = crew[order], left[order]
    arrive = np.concatenate([crews.starts, stops.wanted])[order]
    last = np.ones(len(crew), dtype=bool)
    last[:-1] = crew[1:] != crew[:-1]
    until = np.where(last, crews.ends[crew], np.roll(arrive, -1))
    return crew, left, np.maximum(until, left)
