"""Those whose work is to look people up or ring them: the hub, research, quality."""

import numpy as np
from numpy.random import Generator

from upstander.simulator.basics import DAY, MINUTE, NONE, Array, Plan, chance, spread
from upstander.simulator.casework import Cases
from upstander.simulator.incidents import KINDS, Incidents
from upstander.simulator.ledger import Ledger
from upstander.simulator.rota import DUTY, Rota
from upstander.simulator.traces import WORK, Traces, rung, spoken
from upstander.simulator.visits import RESEARCH, SATISFACTION, SCREENING, Tasks, make, together
from upstander.simulator.workforce import Staff

# People looked at or rung in a day, by job.
SCREENED_A_DAY, RESEARCHED_A_DAY, RUNG_A_DAY = 12, 6, 10


def browse(
    plan: Plan,
    staff: Staff,
    rota: Rota,
    ledger: Ledger,
    traces: Traces,
    incidents: Incidents,
    cases: Cases,
) -> Tasks:
    """A day's list for each of them, every entry a task."""
    rng = plan.stream("hubs")
    worried = [number for number, kind in enumerate(KINDS) if kind.to == "safeguarding"]
    recent = np.flatnonzero(np.isin(incidents.kind, worried))
    hub, at = _slots(rng, staff.of_role("Safeguarding Hub Assessor"), rota, SCREENED_A_DAY)
    pick = recent[_just_before(rng, incidents.at[recent], at, within=400)]
    work = ledger.texts.code(WORK)
    screening = make(
        staff=hub,
        human=incidents.caller[pick],
        at=at,
        kind=SCREENING,
        nature=work,
        minutes=np.full(len(at), 30),
    )
    by_opening = np.argsort(cases.opened, kind="stable")
    desk, at = _slots(rng, staff.of_role("Intelligence Researcher"), rota, RESEARCHED_A_DAY)
    case = by_opening[_just_before(rng, cases.opened[by_opening], at, within=1_500)]
    human = np.where(cases.suspect[case] == NONE, cases.victim[case], cases.suspect[case])
    research = make(
        staff=desk,
        human=human,
        at=at,
        kind=RESEARCH,
        nature=work,
        case=case,
        minutes=np.full(len(at), 60),
    )
    quality = _quality(rng, staff, rota, ledger, traces, cases)
    for tasks, mean in ((screening, 2.2), (research, 3.5)):
        traces.bursts(
            rng,
            staff=tasks.staff,
            human=tasks.human,
            at=tasks.at,
            mean=mean,
            before=0,
            after=25,
            nature=tasks.nature,
            occurrence=tasks.case,
        )
    return together(screening, research, quality)


def _slots(rng: Generator, members: Array, rota: Rota, a_day: int) -> tuple[Array, Array]:
    """Moments of the working days of some members."""
    days = np.flatnonzero(np.isin(rota.staff, members) & (rota.kind == DUTY))
    owner, _ = spread(rng.poisson(a_day, len(days)))
    duty = days[owner]
    span = rota.ends[duty] - rota.starts[duty] - 30 * MINUTE
    at = rota.starts[duty] + (rng.random(len(duty)) * span).astype(np.int64)
    return rota.staff[duty], at


def _just_before(rng: Generator, times: Array, at: Array, *, within: int) -> Array:
    """For each moment the place of one of the latest `within` times before it."""
    before = np.searchsorted(times, at)
    back = 1 + (rng.random(len(at)) ** 2 * np.minimum(within, np.maximum(before, 1))).astype(
        np.int64
    )
    places: Array = np.clip(before - back, 0, max(len(times) - 1, 0))
    return places


def _quality(
    rng: Generator, staff: Staff, rota: Rota, ledger: Ledger, traces: Traces, cases: Cases
) -> Tasks:
    """Auditors ring victims of closed cases one after the other; most do not answer."""
    closed = np.argsort(cases.closed, kind="stable")
    member, at = _slots(rng, staff.of_role("Crime Quality Auditor"), rota, RUNG_A_DAY)
    case = closed[_just_before(rng, cases.closed[closed], at, within=600)]
    fresh = at - cases.closed[case] < 60 * DAY
    member, at, case = member[fresh], at[fresh], case[fresh]
    nature = ledger.texts.code("look_alike:quality_call_back")
    tasks = make(
        staff=member,
        human=cases.victim[case],
        at=at,
        kind=SATISFACTION,
        nature=nature,
        case=case,
        minutes=np.full(len(at), 15),
    )
    owner = np.repeat(np.arange(len(at)), 1 + rng.integers(0, 3, len(at)))
    reached = chance(rng, 0.3, len(owner))
    seconds = np.where(reached, spoken(rng, len(owner)), rung(rng, len(owner)))
    when = at[owner] + rng.integers(0, 200, len(owner)) * MINUTE
    kind = np.full(len(owner), nature)
    traces.calls(
        rng,
        staff=member[owner],
        human=tasks.human[owner],
        at=when,
        direction="out",
        seconds=seconds,
        nature=kind,
    )
    traces.bursts(
        rng,
        staff=member,
        human=tasks.human,
        at=at,
        mean=0.6,
        before=6,
        after=2,
        nature=np.full(len(at), nature),
        occurrence=case,
    )
    return tasks
