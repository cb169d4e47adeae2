"""Work that is right and looks odd: each kind here is a member of staff doing what they should.

Family liaison, a heavy safeguarding case, the rural beat, a regular who rings every day, the
detective on call, odd hours, an approach that was reported, a couple who met before, a victim
next door, a new recruit who looks at too much, somebody who complains about everything.
(Quality call-backs are in `hubs`; malicious complaints are in `registers`.)
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator

from upstander.simulator import private_lives
from upstander.simulator.basics import DAY, HOUR, NONE, WEEK, Array, Calendar, Plan, chance
from upstander.simulator.casework import (
    INVESTIGATING,
    LIAISON,
    SAFEGUARDING,
    Assignments,
    Cases,
    Desks,
)
from upstander.simulator.follow_up import VISIT, Contacts
from upstander.simulator.geography import Land
from upstander.simulator.incidents import Incidents
from upstander.simulator.ledger import Ledger
from upstander.simulator.private_lives import NEIGHBOUR, PARTNER, Ties
from upstander.simulator.public import Public
from upstander.simulator.rota import Rota
from upstander.simulator.traces import Traces
from upstander.simulator.visits import CALL_BACK, REASSURANCE, Tasks, make
from upstander.simulator.workforce import Staff

SHARE_OF_STAFF = 0.008


@dataclass(frozen=True, kw_only=True)
class Busy:
    """A kind of heavy but proper casework, in contacts a week and shares of ways."""

    kind: str
    families: tuple[str, ...]
    role: int
    weekly: tuple[float, float]
    off_duty: float
    ways: tuple[float, ...]


BUSY = (
    Busy(kind="family_liaison", families=("investigation", "roads"), role=LIAISON, weekly=(2.5, 7),
         off_duty=0.3, ways=(0.4, 0.2, 0.08, 0.17, 0.12, 0.03)),
    Busy(kind="safeguarding_caseload", families=("safeguarding",), role=SAFEGUARDING,
         weekly=(2, 6), off_duty=0.08, ways=(0.4, 0.18, 0.05, 0.22, 0.12, 0.03)),
    Busy(kind="on_call", families=("investigation",), role=INVESTIGATING, weekly=(1.5, 4),
         off_duty=0.8, ways=(0.5, 0.1, 0.05, 0.15, 0.0, 0.2)),
    Busy(kind="odd_hours", families=("response", "neighbourhood"), role=INVESTIGATING,
         weekly=(1.5, 4), off_duty=0.6, ways=(0.35, 0.3, 0.05, 0.25, 0.03, 0.02)),
)  # fmt: skip


def how_many(rng: Generator, plan: Plan) -> int:
    """How many of each kind a force of this size has."""
    return max(1, int(rng.poisson(plan.staff * SHARE_OF_STAFF)))


def busy(
    plan: Plan,
    calendar: Calendar,
    staff: Staff,
    rota: Rota,
    ledger: Ledger,
    cases: Cases,
    work: Assignments,
) -> tuple[Assignments, Contacts, Array]:
    """Choose heavy cases and lay out their contacts. Returns the work, contacts and natures.

    Family liaison officers are assigned to a case that others investigate.
    """
    rng = plan.stream("look_alikes.busy")
    natures, parts = [], []
    for one in BUSY:
        chosen = _heavy(rng, calendar, staff, work, one, how_many(rng, plan))
        if one.role == LIAISON and len(chosen):
            extra = _liaison(rng, staff, work, chosen)
            chosen = work.count + np.arange(extra.count)
            work = work.plus(extra)
        contacts = _contacts(rng, calendar, rota, cases, work, chosen, one)
        parts.append(contacts)
        natures.append(np.full(len(contacts.at), ledger.texts.code(f"look_alike:{one.kind}")))
    whole = Contacts(
        **{
            name: np.concatenate([getattr(part, name) for part in parts])
            for name in ("assignment", "staff", "human", "at", "way")
        }
    )
    return work, whole, np.concatenate(natures)


def _heavy(
    rng: Generator, calendar: Calendar, staff: Staff, work: Assignments, one: Busy, count: int
) -> Array:
    """Assignments of the right kind that last at least a month of the extracts."""
    begin = np.maximum(work.starts, calendar.start)
    lasting = (np.minimum(work.ends, calendar.end) - begin) > 25 * DAY
    role = INVESTIGATING if one.role == LIAISON else one.role
    fits = lasting & (work.role == role) & np.isin(staff.family[work.staff], one.families)
    rows = rng.permutation(np.flatnonzero(fits))
    _, first = np.unique(work.staff[rows], return_index=True)
    return rows[np.sort(first)][:count]


def _liaison(rng: Generator, staff: Staff, work: Assignments, chosen: Array) -> Assignments:
    pool = staff.of_family("investigation", "roads")
    return Assignments(
        case=work.case[chosen],
        staff=rng.choice(pool, len(chosen)),
        role=np.full(len(chosen), LIAISON),
        starts=work.starts[chosen] + DAY,
        ends=np.maximum(work.ends[chosen], work.starts[chosen] + 40 * DAY),
    )


def _contacts(
    rng: Generator,
    calendar: Calendar,
    rota: Rota,
    cases: Cases,
    work: Assignments,
    chosen: Array,
    one: Busy,
) -> Contacts:
    begin = np.maximum(work.starts[chosen], calendar.start)
    span = np.minimum(np.minimum(work.ends[chosen], calendar.end) - begin, 26 * WEEK)
    rate = rng.uniform(*one.weekly, len(chosen))
    owner = np.repeat(np.arange(len(chosen)), rng.poisson(np.maximum(rate * span / WEEK, 0)))
    wanted = begin[owner] + (rng.random(len(owner)) * span[owner]).astype(np.int64)
    member = work.staff[chosen][owner]
    shift = rota.moment(rng, member, wanted)
    evening = (
        wanted - wanted % DAY + (rng.triangular(6, 19, 24, len(owner)) * HOUR).astype(np.int64)
    )
    way = rng.choice(6, len(owner), p=np.array(one.ways))
    off = chance(rng, one.off_duty, len(owner)) & (way != VISIT)
    at = np.where(off, evening, shift)
    good = np.flatnonzero((at != NONE) & (at >= begin[owner]) & (at - wanted < 8 * DAY))
    case = work.case[chosen][owner[good]]
    return Contacts(
        assignment=chosen[owner[good]],
        staff=member[good],
        human=cases.victim[case],
        at=at[good],
        way=way[good],
    )


def beats(
    plan: Plan,
    calendar: Calendar,
    land: Land,
    staff: Staff,
    rota: Rota,
    public: Public,
    ledger: Ledger,
) -> Tasks:
    """The lone old person on a rural beat, and the regular who rings every day."""
    rng = plan.stream("look_alikes.beats")
    officers = staff.of_family("neighbourhood")
    rural = officers[land.rural[staff.area[officers]]]
    parts = []
    for kind, members, weekly, visits in (
        ("rural_beat", rural if len(rural) else officers, (0.7, 2.0), 0.85),
        ("neighbourhood_regular", officers, (2.0, 6.0), 0.3),
    ):
        chosen = rng.choice(members, how_many(rng, plan)) if len(members) else members
        human = np.array([_local(rng, public, int(staff.area[one])) for one in chosen], dtype=int)
        rate = rng.uniform(*weekly, len(chosen)) * plan.days / 7
        owner = np.repeat(np.arange(len(chosen)), rng.poisson(rate))
        at = rota.moment(rng, chosen[owner], rng.integers(calendar.start, calendar.end, len(owner)))
        owner, at = owner[at != NONE], at[at != NONE]
        visit = chance(rng, visits, len(owner))
        parts.append(
            (
                chosen[owner],
                human[owner],
                at,
                visit,
                np.full(len(at), ledger.texts.code(f"look_alike:{kind}")),
            )
        )
    member, human, at, visit, nature = (np.concatenate([p[i] for p in parts]) for i in range(5))
    return make(
        staff=member,
        human=human,
        at=at,
        visit=visit,
        nature=nature,
        minutes=rng.integers(10, 50, len(at)),
        kind=np.where(visit, REASSURANCE, CALL_BACK),
    )


def _local(rng: Generator, public: Public, area: int) -> int:
    near = np.flatnonzero((public.area == area) & (public.number != NONE))
    need = public.need[near]
    return int(near[rng.choice(len(near), p=need / need.sum())])


def couples(plan: Plan, incidents: Incidents, ledger: Ledger, ties: Ties) -> Ties:
    """Ties that became police matters: the couple who met before, the victim next door."""
    rng = plan.stream("look_alikes.couples")
    involved = np.unique(incidents.caller[incidents.history :])
    nature, weekly, declared = ties.nature.copy(), ties.weekly.copy(), ties.declared.copy()
    for tie, kind in ((PARTNER, "declared_couple"), (NEIGHBOUR, "victim_next_door")):
        fits = np.flatnonzero((ties.kind == tie) & np.isin(ties.human, involved))
        chosen = rng.permutation(fits)[: how_many(rng, plan)]
        nature[chosen] = ledger.texts.code(f"look_alike:{kind}")
        weekly[chosen] = np.maximum(weekly[chosen], rng.uniform(0.3, 3, len(chosen)))
        declared[chosen] |= tie == PARTNER
    return replace(ties, nature=nature, weekly=weekly, declared=declared)


@dataclass(frozen=True, kw_only=True)
class Approaches:
    """Members who reported that somebody they met through work would not leave them alone."""

    assignment: Array
    reported: Array


def approached(
    plan: Plan, calendar: Calendar, staff: Staff, work: Assignments
) -> tuple[Assignments, Approaches]:
    """Choose them, and hand their cases over on the day after they reported it."""
    rng = plan.stream("look_alikes.approached")
    long = (work.ends - work.starts > 25 * DAY) & (work.starts > calendar.start)
    inside = work.starts < calendar.end - 60 * DAY
    usual = (work.role == INVESTIGATING) & np.isin(staff.kind[work.staff], ("officer", "pcso"))
    rows = rng.permutation(np.flatnonzero(long & inside & usual))[: how_many(rng, plan)]
    reported = work.starts[rows] + rng.integers(6, 20, len(rows)) * DAY
    ends = work.ends.copy()
    until = ends[rows].copy()
    ends[rows] = reported + DAY
    desks = Desks(staff)
    taker = desks.pick(rng, staff.family[work.staff[rows]], staff.area[work.staff[rows]], reported)
    later = Assignments(
        case=work.case[rows],
        staff=taker,
        role=work.role[rows],
        starts=reported + DAY,
        ends=np.maximum(until, reported + 2 * DAY),
    )
    return replace(work, ends=ends).plus(later), Approaches(assignment=rows, reported=reported)


def pursued(
    plan: Plan,
    ledger: Ledger,
    traces: Traces,
    cases: Cases,
    work: Assignments,
    approaches: Approaches,
) -> None:
    """The person's many calls and texts: some answered at first, none after it was reported."""
    rng = plan.stream("look_alikes.pursued")
    nature = ledger.texts.code("look_alike:reported_approach")
    owner = np.repeat(
        np.arange(len(approaches.reported)), rng.integers(12, 55, len(approaches.reported))
    )
    start = work.starts[approaches.assignment][owner]
    day = approaches.reported[owner] - start
    at = start + (rng.beta(3, 2, len(owner)) * (day + 25 * DAY)).astype(np.int64)
    at = at - at % DAY + (rng.triangular(8, 20, 24, len(owner)) * HOUR).astype(np.int64)
    member = work.staff[approaches.assignment][owner]
    human = cases.victim[work.case[approaches.assignment]][owner]
    early = at < approaches.reported[owner]
    private_lives.chat(
        rng,
        traces,
        staff=member,
        human=human,
        at=at,
        theirs=np.where(early, 0.8, 1.0),
        nature=np.full(len(at), nature),
    )


def reports(cases: Cases, work: Assignments, approaches: Approaches) -> list[tuple[int, int, int]]:
    """Member, person and time of each approach that was reported."""
    member = work.staff[approaches.assignment]
    human = cases.victim[work.case[approaches.assignment]]
    return list(zip(member.tolist(), human.tolist(), approaches.reported.tolist(), strict=True))


def recruits(
    plan: Plan,
    calendar: Calendar,
    staff: Staff,
    rota: Rota,
    ledger: Ledger,
    traces: Traces,
    incidents: Incidents,
) -> None:
    """New recruits look at logs of the day that are none of their business, out of interest."""
    rng = plan.stream("look_alikes.recruits")
    facing = np.isin(staff.family, ("response", "neighbourhood", "control_room", "enquiry_desk"))
    new = np.flatnonzero((staff.joined > calendar.start // DAY - 90) & facing)
    chosen = rng.permutation(new)[: how_many(rng, plan)]
    owner = np.repeat(chosen, rng.integers(8, 40, len(chosen)))
    begin = np.maximum(staff.joined[owner] * DAY, calendar.start)
    at = rota.moment(rng, owner, begin + rng.integers(0, 60 * DAY, len(owner)))
    latest = np.searchsorted(incidents.at, at) - 1 - rng.integers(0, 40, len(owner))
    good = np.flatnonzero((at != NONE) & (latest > 0))
    traces.bursts(
        rng,
        staff=owner[good],
        human=incidents.caller[latest[good]],
        at=at[good],
        mean=0.8,
        before=0,
        after=8,
        nature=ledger.texts.code("look_alike:new_recruit"),
        curious=True,
    )
