"""Where vehicles and radios were: stays and the ways between them, as their devices report them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from upstander.simulator.basics import HOUR, MINUTE, NONE, Array, Calendar, Plan, chance, spread
from upstander.simulator.crews import Crews
from upstander.simulator.diaries import Stops, travel_s

# Seconds between reports: on the move, and standing.
PINGS = {"thinned": (120, 240), "full": (15, 60)}
NOISE_M, STRAY_SHARE, STRAY_M, LOST_SHARE, DEAD_SHARE = 6.0, 0.01, 150.0, 0.02, 0.04
PATROL_CIRCLE_M, PATROL_MPS = 1_100.0, 9.0
CHUNK = 2_000_000


@dataclass(frozen=True, kw_only=True)
class Stays:
    """Everything that units do, in order of unit and time; `stop` is the stop or -1 at the base."""

    unit: Array
    crew: Array
    starts: Array
    ends: Array
    at: Array
    stop: Array


def bookings(crews: Crews, stops: Stops, first_trip: int) -> tuple[Array, Array]:
    """When each unit leaves and is back: whole shifts for patrols, the trip itself for others."""
    leaves, returns = crews.starts.copy(), crews.ends.copy()
    order = np.argsort(stops.crew, kind="stable")
    crew = stops.crew[order]
    first, last = np.full(crews.count, 2**40), np.zeros(crews.count, dtype=np.int64)
    np.minimum.at(first, crew, stops.wanted[order])
    np.maximum.at(last, crew, (stops.wanted + stops.seconds)[order])
    trips = np.arange(crews.count) >= first_trip
    used = last > 0
    leaves = np.where(trips & used, np.maximum(leaves, first - 40 * MINUTE), leaves)
    returns = np.where(
        trips & used, np.minimum(last + 50 * MINUTE, np.maximum(returns, last)), returns
    )
    idle = trips & ~used
    returns = np.where(idle, leaves + 15 * MINUTE, returns)
    return leaves, np.maximum(returns, last)


def stays(crews: Crews, stops: Stops, unit: Array, leaves: Array, returns: Array) -> Stays:
    """The stops of each unit with the base before and after."""
    everyone = np.arange(crews.count)
    order = np.lexsort((stops.wanted, stops.crew))
    last = np.full(crews.count, NONE)
    last[stops.crew[order]] = order
    has = last != NONE
    done = np.where(has, stops.wanted[last] + stops.seconds[last], leaves)
    home = np.where(has, travel_s(crews, everyone, stops.at[last], crews.base), 10 * MINUTE)
    back = np.maximum(returns - 5 * MINUTE, done + home)
    first = np.full(crews.count, 2**40)
    np.minimum.at(first, stops.crew, stops.wanted)
    out = np.minimum(leaves + 15 * MINUTE, np.maximum(first - 5 * MINUTE, leaves + 30))
    crew = np.concatenate([everyone, stops.crew, everyone])
    starts = np.concatenate([leaves, stops.wanted, back])
    ends = np.concatenate([out, stops.wanted + stops.seconds, back + 6 * MINUTE])
    at = np.concatenate([crews.base, stops.at, crews.base])
    stop = np.concatenate(
        [np.full(crews.count, NONE), np.arange(stops.count), np.full(crews.count, NONE)]
    )
    order = np.lexsort((starts, leaves[crew], unit[crew]))
    return Stays(
        unit=unit[crew][order],
        crew=crew[order],
        starts=starts[order],
        ends=ends[order],
        at=at[order],
        stop=stop[order],
    )


def reports(
    plan: Plan, calendar: Calendar, crews: Crews, all_stays: Stays
) -> Iterator[tuple[dict[str, Array], Array, Array]]:
    """Chunks of rows, with the first and last row (from 0 in the chunk) of each stay; -1 if none.

    The stays come in the order of `all_stays`, so the chunks join up.
    """
    rng = plan.stream("journeys")
    moving, standing = PINGS[plan.positions]
    size = (all_stays.ends - all_stays.starts) // standing + 2
    bounds = np.searchsorted(
        np.cumsum(size * 2), np.arange(CHUNK, int(size.sum() * 2) + CHUNK, CHUNK)
    )
    begin = 0
    for bound in [*np.unique(bounds)]:
        end = min(int(bound) + 1, len(size))
        while end < len(size) and all_stays.crew[end] == all_stays.crew[end - 1]:
            end += 1
        if end <= begin:
            continue
        chunk = slice(begin, end)
        yield _chunk(rng, calendar, crews, all_stays, chunk, moving, standing)
        begin = end


def _chunk(
    rng: Generator,
    calendar: Calendar,
    crews: Crews,
    whole: Stays,
    chunk: slice,
    moving: int,
    standing: int,
) -> tuple[dict[str, Array], Array, Array]:
    crew, starts, ends = whole.crew[chunk], whole.starts[chunk], whole.ends[chunk]
    at, count = whole.at[chunk], len(whole.crew[chunk])
    onward = np.append(crew[1:] == crew[:-1], False)
    following = np.append(starts[1:], 0)
    still = np.maximum(ends - starts, 0) // standing + 2
    away = np.where(onward, np.maximum(following - ends, 0) // moving, 0)
    owner, place = spread(np.stack([still, away], axis=1).ravel())
    stay, on_way = owner // 2, owner % 2 == 1
    share = np.where(
        on_way,
        (place + 1) / (away[stay] + 1),
        np.minimum(place * standing / np.maximum(ends - starts, 1)[stay], 1.0),
    )
    there = np.minimum(stay + 1, count - 1)
    begin = np.where(on_way, ends[stay], starts[stay])
    until = np.where(on_way, following[stay], ends[stay])
    when = begin + (share * (until - begin)).astype(np.int64)
    spot = at[stay] + _way(rng, crews, crew, at, ends, following, stay, there, on_way, share)
    spot += rng.normal(0, NOISE_M, spot.shape)
    stray = np.flatnonzero(chance(rng, STRAY_SHARE, len(stay)))
    spot[stray] += rng.normal(0, STRAY_M, (len(stray), 2))
    pace = np.where(on_way, np.where(crews.foot[crew[stay]], 1.3, 9.5), 0.0)
    pace = np.maximum(pace * rng.lognormal(0, 0.4, len(pace)), 0) + (rng.random(len(pace)) < 0.02)
    dark = _dead(rng, starts, crew, stay, when) | chance(rng, LOST_SHARE, len(stay))
    kept = ~dark & calendar.within(when)
    long = (ends - starts)[stay] > 8 * MINUTE
    engine = on_way | ~long | (place == 0)
    rows = {
        "unit_id": whole.unit[chunk][stay],
        "at": when,
        "easting": np.round(spot[:, 0], 1),
        "northing": np.round(spot[:, 1], 1),
        "speed_mps": np.round(pace, 1),
        "ignition": np.where(crews.foot[crew[stay]], NONE, engine).astype(np.int8),
    }
    first, last = _ends_of(stay, kept & ~on_way, np.cumsum(kept) - 1, count)
    return {name: values[kept] for name, values in rows.items()}, first, last


def _way(
    rng: Generator,
    crews: Crews,
    crew: Array,
    at: Array,
    ends: Array,
    following: Array,
    stay: Array,
    there: Array,
    on_way: Array,
    share: Array,
) -> Array:
    """How far along: a bent line, with rounds of patrol where there is time to spare."""
    line = np.where(on_way[:, None], at[there] - at[stay], 0.0)
    bend = rng.normal(0, 0.18, len(crew))[stay] * on_way
    across = np.stack([-line[:, 1], line[:, 0]], axis=1) * (bend * np.sin(np.pi * share))[:, None]
    direct = travel_s(crews, crew, at, np.append(at[1:], at[:1], axis=0))
    spare = np.maximum(following - ends - direct - 5 * MINUTE, 0)
    pace = np.where(crews.foot[crew], 1.2, PATROL_MPS)
    radius = np.where(crews.foot[crew], 200.0, PATROL_CIRCLE_M) * rng.uniform(0.6, 1.3, len(crew))
    rounds = np.floor(np.minimum(spare, 6 * HOUR) * pace / (2 * np.pi * radius))
    turn = 2 * np.pi * rounds[stay] * share
    size = np.where((rounds[stay] > 0) & on_way, radius[stay], 0.0)
    circle = np.stack([np.sin(turn), 1 - np.cos(turn)], axis=1) * size[:, None]
    moved: Array = line * (share * on_way)[:, None] + across + circle
    return moved


def _dead(rng: Generator, starts: Array, crew: Array, stay: Array, when: Array) -> Array:
    """Now and then a device is silent for up to an hour."""
    silent = chance(rng, DEAD_SHARE, len(crew))
    begin = starts + rng.integers(-10, 30, len(crew)) * MINUTE
    length = rng.integers(10, 60, len(crew)) * MINUTE
    return silent[stay] & (when >= begin[stay]) & (when < (begin + length)[stay])


def _ends_of(stay: Array, standing: Array, row: Array, count: int) -> tuple[Array, Array]:
    """The first and last kept row of each stay."""
    first, last = np.full(count, NONE), np.full(count, NONE)
    rows = np.flatnonzero(standing)
    last[stay[rows]] = row[rows]
    first[stay[rows[::-1]]] = row[rows[::-1]]
    return first, last


def unit_numbers(crews: Crews, vehicle: Array) -> tuple[Array, int]:
    """A unit is its vehicle, or on foot the member's radio; returns how many vehicles there are."""
    vehicles = int(vehicle.max()) + 1 if len(vehicle) else 0
    return np.where(crews.foot, vehicles + crews.first, vehicle), vehicles
