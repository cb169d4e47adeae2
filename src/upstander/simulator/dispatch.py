"""Sending units to what happens, and what attending leaves behind."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from upstander.simulator import incidents as happenings
from upstander.simulator.basics import HOUR, MINUTE, NONE, Array, Calendar, Plan, chance
from upstander.simulator.crews import PATROL, Crews
from upstander.simulator.diaries import INCIDENT, Diary, Stops
from upstander.simulator.geography import Land
from upstander.simulator.incidents import KINDS, STOP, Incidents
from upstander.simulator.rota import HourPool, Rota
from upstander.simulator.traces import WORK, Traces
from upstander.simulator.workforce import Staff


@dataclass(frozen=True, kw_only=True)
class Attendances:
    """Who was at which incident, when, in which unit."""

    incident: Array
    staff: Array
    arrived: Array
    left: Array
    crew: Array


def send(
    plan: Plan,
    calendar: Calendar,
    land: Land,
    staff: Staff,
    rota: Rota,
    crews: Crews,
    incidents: Incidents,
) -> Stops:
    """Which unit is wanted where: response first, neighbourhood and roads for what is theirs."""
    rng = plan.stream("dispatch")
    family = np.argmax(staff.family[crews.first][:, None] == np.array(PATROL), axis=1)
    pool = HourPool(
        group=crews.area * 3 + family,
        entity=np.arange(crews.count),
        starts=crews.starts,
        ends=crews.ends,
        base=calendar.start,
    )
    wanted = np.flatnonzero(incidents.attended)
    area, at = incidents.area[wanted], incidents.at[wanted]
    to = _families(rng, incidents.kind[wanted])
    at = at + rng.integers(2, 12, len(wanted)) * MINUTE
    crew = _nearest(rng, pool, land, area, to, at)
    backup = np.flatnonzero(
        chance(rng, np.where(incidents.kind[wanted] == STOP, 0.0, 0.17), len(wanted))
    )
    other = _nearest(rng, pool, land, area[backup], np.zeros(len(backup), dtype=int), at[backup])
    same = other == crew[backup]
    matter = np.concatenate([wanted, wanted[backup]])
    unit = np.concatenate([crew, np.where(same, NONE, other)])
    seconds = happenings.stay_seconds(rng, incidents, matter)
    stops = Stops(
        crew=unit,
        wanted=incidents.at[matter] + rng.integers(3, 20, len(matter)) * MINUTE,
        seconds=seconds,
        at=_doorstep(rng, incidents.place[matter]),
        why=np.full(len(matter), INCIDENT),
        matter=matter,
    )
    return stops.take(np.flatnonzero(unit != NONE))


def _families(rng: Generator, kind: Array) -> Array:
    """Which of `PATROL` goes: 0 response, 1 neighbourhood, 2 roads."""
    draw = rng.random(len(kind))
    to = np.array([one.to for one in KINDS])[kind]
    local = np.where(to == "neighbourhood", 0.35, np.where(kind == STOP, 0.3, 0.06))
    roads = np.where(to == "roads", 0.6, np.where(kind == STOP, 0.2, 0.03))
    return np.where(draw < local, 1, np.where(draw < local + roads, 2, 0))


def _nearest(
    rng: Generator, pool: HourPool, land: Land, area: Array, family: Array, at: Array
) -> Array:
    """A unit of the family in the area, else response there, else response next door."""
    crew = pool.pick(rng, area * 3 + family, at)
    for elsewhere in (area, (area + 1) % land.areas, (area + 2) % land.areas):
        missing = np.flatnonzero(crew == NONE)
        crew[missing] = pool.pick(rng, elsewhere[missing] * 3, at[missing])
    return crew


def _doorstep(rng: Generator, place: Array) -> Array:
    """Where the unit stands: in the street outside, as near as parking allows."""
    return np.round(place + rng.normal(0, 9, place.shape), 1)


def attended(crews: Crews, diary: Diary) -> Attendances:
    """Everybody who was at an incident."""
    stops = diary.stops.take(np.flatnonzero(diary.stops.why == INCIDENT))
    second = crews.second[stops.crew]
    doubled = np.flatnonzero(second != NONE)
    rows = np.concatenate([np.arange(stops.count), doubled])
    return Attendances(
        incident=stops.matter[rows],
        staff=np.concatenate([crews.first[stops.crew], second[doubled]]),
        arrived=stops.wanted[rows],
        left=(stops.wanted + stops.seconds)[rows],
        crew=stops.crew[rows],
    )


def expected(count: int, crews: Crews, sent: Stops) -> Array:
    """For each incident who is sent there first, or -1: they take the case if there is one."""
    first = np.full(count, NONE)
    order = np.argsort(-sent.wanted, kind="stable")
    first[sent.matter[order]] = crews.first[sent.crew[order]]
    return first


def leave_traces(
    plan: Plan,
    traces: Traces,
    incidents: Incidents,
    attendances: Attendances,
    case_of_incident: Array,
) -> None:
    """What those who attend look up on the way and afterwards, and the calls they make."""
    rng = plan.stream("dispatch.traces")
    place, human, role = happenings.on_log(incidents, attendances.incident)
    staff, arrived = attendances.staff[place], attendances.arrived[place]
    left = attendances.left[place]
    case = case_of_incident[attendances.incident[place]]
    serious = case != NONE
    does = chance(rng, np.where(serious, 0.85, 0.55) * np.where(role == 0, 1, 0.8), len(place))
    rows = np.flatnonzero(does)
    traces.bursts(
        rng,
        staff=staff[rows],
        human=human[rows],
        at=arrived[rows],
        mean=np.where(serious[rows], 1.6, 0.7),
        before=18,
        after=30,
        nature=WORK,
    )
    rows = np.flatnonzero(serious & chance(rng, 0.6, len(place)))
    traces.bursts(
        rng,
        staff=staff[rows],
        human=human[rows],
        at=left[rows] + HOUR // 2,
        mean=2.0,
        before=25,
        after=120,
        nature=WORK,
        occurrence=case[rows],
    )
    rows = np.flatnonzero((role == 0) & chance(rng, 0.2, len(place)))
    traces.talk(
        rng,
        staff=staff[rows],
        human=human[rows],
        nature=WORK,
        at=arrived[rows] - rng.integers(1, 15, len(rows)) * MINUTE,
    )
