"""Who goes out together, in what: crews of a shift, and cars booked for a trip."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.random import Generator

from upstander.simulator.basics import MINUTE, NONE, Array, Plan, chance
from upstander.simulator.geography import Land
from upstander.simulator.rota import DUTY, Rota
from upstander.simulator.workforce import Staff

PATROL = ("response", "neighbourhood", "roads")
# How often two go out together, and how often a unit walks; nights are doubled more.
DOUBLED = {"response": 0.5, "neighbourhood": 0.2, "roads": 0.5}
ON_FOOT = {"response": 0.0, "neighbourhood": 0.45, "roads": 0.0}
# Vehicles of one fleet are numbered together; a unit on foot is known by its member instead.
FLEET_SIZE = 1_000
# A vehicle may come home late from the last stop of a shift.
TURN_ROUND_S = 40 * MINUTE


@dataclass(frozen=True, kw_only=True)
class Crews:
    """Units of one shift or trip. `second` is -1 for a single-crewed unit."""

    duty: Array
    second_duty: Array
    first: Array
    second: Array
    starts: Array
    ends: Array
    area: Array
    fleet: Array
    foot: Array
    base: Array

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.duty)

    def of_duty(self, duties: int) -> Array:
        """For each duty its crew, or -1."""
        crew = np.full(duties, NONE)
        crew[self.duty] = np.arange(self.count)
        doubled = np.flatnonzero(self.second_duty != NONE)
        crew[self.second_duty[doubled]] = doubled
        return crew


def joined(*several: Crews) -> Crews:
    """Several lots of crews as one, in order."""
    return Crews(
        **{
            one.name: np.concatenate([getattr(crews, one.name) for crews in several])
            for one in fields(Crews)
        }
    )


def parade(plan: Plan, land: Land, staff: Staff, rota: Rota) -> Crews:
    """Pair up those who patrol, shift by shift and team by team."""
    rng = plan.stream("crews")
    family = staff.family[rota.staff]
    duty = np.flatnonzero(np.isin(family, PATROL) & (rota.kind == DUTY))
    slot = rota.starts[duty] // (30 * MINUTE)
    duty = duty[np.lexsort((rng.random(len(duty)), slot, staff.team[rota.staff[duty]]))]
    team, slot = staff.team[rota.staff[duty]], rota.starts[duty] // (30 * MINUTE)
    fresh = np.ones(len(duty), dtype=bool)
    fresh[1:] = (team[1:] != team[:-1]) | (slot[1:] != slot[:-1])
    group = np.maximum.accumulate(np.where(fresh, np.arange(len(duty)), 0))
    place = np.arange(len(duty)) - group
    doubled = np.array([DOUBLED[name] for name in family[duty]])
    night = (rota.starts[duty] // 3_600 % 24) >= 20
    pair = chance(rng, np.where(night, np.minimum(doubled + 0.25, 0.95), doubled), len(duty))
    joins = (place % 2 == 1) & pair
    lead = np.flatnonzero(~joins)
    following = np.minimum(lead + 1, len(duty) - 1)
    with_second = joins[following] & (following > lead)
    leader = duty[lead]
    second = np.where(with_second, duty[following], NONE)
    foot = np.array([ON_FOOT[name] for name in family[leader]])
    member = rota.staff[leader]
    names = np.array(PATROL)
    return Crews(
        duty=leader,
        second_duty=second,
        first=member,
        second=np.where(second == NONE, NONE, rota.staff[second]),
        starts=rota.starts[leader],
        ends=np.where(
            with_second, np.minimum(rota.ends[leader], rota.ends[second]), rota.ends[leader]
        ),
        area=staff.area[member],
        fleet=staff.area[member] * 4 + np.argmax(family[leader][:, None] == names, axis=1),
        foot=chance(rng, foot, len(leader)) & ~with_second,
        base=land.station(staff.area[member]),
    )


def trips(rng: Generator, land: Land, staff: Staff, rota: Rota, *, duty: Array) -> Crews:
    """A car for the rest of each of these duties, for those who do not patrol."""
    member = rota.staff[duty]
    return Crews(
        duty=duty,
        second_duty=np.full(len(duty), NONE),
        first=member,
        second=_companions(rng, staff, rota, duty),
        starts=rota.starts[duty] + 20 * MINUTE,
        ends=rota.ends[duty],
        area=staff.area[member],
        fleet=staff.area[member] * 4 + 3,
        foot=np.zeros(len(duty), dtype=bool),
        base=land.station(staff.area[member]),
    )


def _companions(rng: Generator, staff: Staff, rota: Rota, duty: Array) -> Array:
    """Now and then a colleague of the team comes along."""
    team = staff.team[rota.staff[duty]]
    order = np.argsort(staff.team, kind="stable")
    low = np.searchsorted(staff.team[order], team)
    high = np.searchsorted(staff.team[order], team, "right")
    other = order[low + (rng.random(len(duty)) * (high - low)).astype(np.int64)]
    member = rota.staff[duty]
    middle = (rota.starts[duty] + rota.ends[duty]) // 2
    comes = (other != member) & chance(rng, 0.3, len(duty)) & rota.on_duty(other, middle)
    return np.where(comes, other, NONE)


def vehicles(crews: Crews, *, leaves: Array, returns: Array) -> Array:
    """A vehicle for each crew: none is out twice at once. Units on foot have -1."""
    vehicle = np.full(crews.count, NONE)
    free: dict[int, list[tuple[int, int]]] = {}
    made: dict[int, int] = {}
    for crew in np.argsort(leaves, kind="stable"):
        if crews.foot[crew]:
            continue
        fleet = int(crews.fleet[crew])
        parked = free.setdefault(fleet, [])
        in_time = [place for place, (back, _) in enumerate(parked) if back <= leaves[crew]]
        if in_time:
            _, number = parked.pop(in_time[0])
        else:
            made[fleet] = made.get(fleet, -1) + 1
            number = fleet * FLEET_SIZE + made[fleet]
        vehicle[crew] = number
        parked.append((int(returns[crew]) + TURN_ROUND_S, number))
    out = vehicle != NONE
    vehicle[out] = np.unique(vehicle[out], return_inverse=True)[1]
    return vehicle
