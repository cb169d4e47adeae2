"""Visits that are planned: follow-up visits of a case, and the regulars of a neighbourhood."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.random import Generator

from upstander.simulator.basics import DAY, MINUTE, NONE, Array, Calendar, Plan, chance
from upstander.simulator.casework import Assignments
from upstander.simulator.diaries import VISIT, Stops
from upstander.simulator.follow_up import VISIT as GO
from upstander.simulator.follow_up import Contacts
from upstander.simulator.geography import Land
from upstander.simulator.incidents import Neighbours
from upstander.simulator.ledger import Ledger
from upstander.simulator.public import Public
from upstander.simulator.rota import Rota
from upstander.simulator.traces import WORK, Traces, spoken
from upstander.simulator.workforce import ROLES, Staff

REGULARS_PER_OFFICER = 6
TASKS = (
    "victim visit",
    "reassurance visit",
    "safeguarding visit",
    "appointment",
    "call-back",
    "hub screening",
    "research request",
    "victim satisfaction call",
)
VICTIM, REASSURANCE, SAFEGUARDING, APPOINTMENT, CALL_BACK, SCREENING, RESEARCH, SATISFACTION = (
    range(len(TASKS))
)


@dataclass(frozen=True, kw_only=True)
class Tasks:
    """Things to do with one person. `visit` says that somebody goes there."""

    staff: Array
    human: Array
    at: Array
    seconds: Array
    kind: Array
    case: Array
    nature: Array
    visit: Array

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.staff)

    def take(self, chosen: Array) -> "Tasks":
        """Some of them."""
        return Tasks(**{one.name: getattr(self, one.name)[chosen] for one in fields(Tasks)})


def together(*several: Tasks) -> Tasks:
    """Several lots of tasks as one, in order."""
    return Tasks(
        **{
            one.name: np.concatenate([getattr(tasks, one.name) for tasks in several])
            for one in fields(Tasks)
        }
    )


def make(
    *,
    staff: Array,
    human: Array,
    at: Array,
    minutes: Array,
    kind: Array | int,
    nature: Array | int,
    case: Array | int = NONE,
    visit: Array | bool = False,
) -> Tasks:
    """Tasks from parallel arrays; single values go to all."""
    size = len(staff)
    return Tasks(
        staff=staff,
        human=human,
        at=at,
        seconds=np.asarray(minutes, dtype=np.int64) * MINUTE,
        kind=np.broadcast_to(np.asarray(kind), size),
        case=np.broadcast_to(np.asarray(case), size),
        nature=np.broadcast_to(np.asarray(nature), size),
        visit=np.broadcast_to(np.asarray(visit), size),
    )


def of_contacts(
    plan: Plan,
    staff: Staff,
    ledger: Ledger,
    work: Assignments,
    contacts: Contacts,
    natures: Array | None = None,
    *,
    name: str,
) -> Tasks:
    """The visits among the contacts that cases call for."""
    rng = plan.stream(name)
    rows = np.flatnonzero(contacts.way == GO)
    some, size = contacts.take(rows), len(rows)
    family = staff.family[some.staff]
    kind = np.where(
        family == "safeguarding",
        SAFEGUARDING,
        np.where(family == "neighbourhood", REASSURANCE, VICTIM),
    )
    kind = np.where(chance(rng, 0.15, size), APPOINTMENT, kind)
    return make(
        staff=some.staff,
        human=some.human,
        at=some.at,
        kind=kind,
        visit=True,
        case=work.case[some.assignment],
        minutes=rng.integers(15, 70, size),
        nature=ledger.texts.code(WORK) if natures is None else natures[rows],
    )


def regulars(
    plan: Plan,
    calendar: Calendar,
    land: Land,
    staff: Staff,
    rota: Rota,
    public: Public,
    ledger: Ledger,
) -> Tasks:
    """People whom neighbourhood officers see or ring every week or month, with a task each time."""
    rng = plan.stream("regulars")
    officers = staff.of_family("neighbourhood")
    officers = officers[
        [ROLES[role].title != "Neighbourhood Sergeant" for role in staff.role[officers]]
    ]
    owner = np.repeat(officers, rng.poisson(REGULARS_PER_OFFICER, len(officers)))
    grown = public.age(np.arange(public.count), np.array(calendar.start)) >= 12
    human = Neighbours(public, public.need**1.5 * grown, land.areas).pick(rng, staff.area[owner])
    weekly = rng.gamma(1.2, 0.25, len(owner))
    pair = np.repeat(np.arange(len(owner)), rng.poisson(weekly * plan.days / 7))
    wanted = rng.integers(calendar.start, calendar.end, len(pair))
    at = rota.moment(rng, owner[pair], wanted)
    good = np.flatnonzero((at != NONE) & (at - wanted < 8 * DAY) & (human[pair] != NONE))
    pair, at = pair[good], at[good]
    visit = chance(rng, 0.5, len(pair))
    kind = np.where(visit, REASSURANCE, CALL_BACK)
    return make(
        staff=owner[pair],
        human=human[pair],
        at=at,
        kind=kind,
        visit=visit,
        minutes=rng.integers(10, 45, len(pair)),
        nature=ledger.texts.code(WORK),
    )


def ring(plan: Plan, traces: Traces, tasks: Tasks, name: str) -> None:
    """Carry out the tasks that need no visit; look the person up before each task."""
    rng = plan.stream(name)
    rows = np.flatnonzero(chance(rng, 0.6, tasks.count))
    traces.bursts(
        rng,
        staff=tasks.staff[rows],
        human=tasks.human[rows],
        at=tasks.at[rows],
        mean=0.8,
        before=25,
        after=5,
        nature=tasks.nature[rows],
    )
    rows = np.flatnonzero(~tasks.visit)
    theirs = rows[chance(rng, 0.35, len(rows))]
    seconds = spoken(rng, len(theirs))
    traces.calls(
        rng,
        staff=tasks.staff[theirs],
        human=tasks.human[theirs],
        direction="in",
        at=tasks.at[theirs] - rng.integers(1, 40, len(theirs)) * MINUTE,
        seconds=seconds,
        nature=tasks.nature[theirs],
    )
    traces.talk(
        rng,
        staff=tasks.staff[rows],
        human=tasks.human[rows],
        at=tasks.at[rows],
        nature=tasks.nature[rows],
    )
    rows = np.flatnonzero(tasks.visit & chance(rng, 0.35, tasks.count))
    ahead = rng.integers(10, 180, len(rows)) * MINUTE
    traces.talk(
        rng,
        staff=tasks.staff[rows],
        human=tasks.human[rows],
        at=tasks.at[rows] - ahead,
        nature=tasks.nature[rows],
    )


def wanted_stops(rng: Generator, public: Public, tasks: Tasks, crew: Array) -> Stops:
    """The stops that the visits among the tasks need; `matter` is the task's number."""
    rows = np.flatnonzero(tasks.visit & (crew != NONE))
    at = public.home[tasks.human[rows]]
    return Stops(
        crew=crew[rows],
        wanted=tasks.at[rows],
        seconds=tasks.seconds[rows],
        at=np.round(at + rng.normal(0, 12, at.shape), 1),
        why=np.full(len(rows), VISIT),
        matter=rows,
    )


def write(ledger: Ledger, public: Public, tasks: Tasks, *, recorded: Array, rng: Generator) -> None:
    """The tasks table: what of it was recorded, with the times as planned."""
    rows = np.flatnonzero(recorded)
    starts = tasks.at[rows] // (15 * MINUTE) * (15 * MINUTE)
    length = (
        np.maximum(tasks.seconds[rows], 30 * MINUTE) + rng.integers(0, 4, len(rows)) * 15 * MINUTE
    )
    ledger.add(
        "tasks",
        task_id=rows,
        staff_id=tasks.staff[rows],
        person_id=public.record(rng, tasks.human[rows]),
        kind=ledger.texts.codes(TASKS)[tasks.kind[rows]],
        starts_at=starts,
        ends_at=starts + length,
        occurrence_id=np.where(chance(rng, 0.7, len(rows)), tasks.case[rows], NONE),
    )
