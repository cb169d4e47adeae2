"""Private lives: the partners, relatives, friends and neighbours of staff are the public too.

They have records because they were victims, witnesses or callers like anybody else. Staff ring
them from the force handset, on duty and off, and are rung back, and this began long before any
policing. Some ties are declared and most are not. Now and then somebody looks one of them up,
which is improper, but it is another matter than misconduct.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator

from upstander.simulator.basics import DAY, HOUR, MINUTE, NONE, Array, Calendar, Plan, chance
from upstander.simulator.diaries import Diary, Outing
from upstander.simulator.ledger import Ledger, Value
from upstander.simulator.public import Public
from upstander.simulator.rota import Rota
from upstander.simulator.small_talk import carried
from upstander.simulator.traces import PRIVATE, Traces, rung, spoken
from upstander.simulator.workforce import Staff

# Kinds of tie, how many a member has on record, and how many contacts a week by force handset
# where there are any.
KINDS = (
    ("partner", 0.24, 2.2),
    ("relative", 0.45, 0.6),
    ("friend", 0.5, 0.6),
    ("neighbour", 0.3, 0.2),
    ("ex_partner", 0.1, 0.5),
)
PARTNER, RELATIVE, FRIEND, NEIGHBOUR, EX_PARTNER = range(len(KINDS))
DECLARED = (0.6, 0.06, 0.05, 0.03, 0.12)
WITHOUT_HANDSET = 0.45


@dataclass(frozen=True, kw_only=True)
class Ties:
    """Who is close to whom.

    `weekly` is how many contacts by handset there are until `ends`, `theirs` the share that the
    other one begins.
    """

    staff: Array
    human: Array
    kind: Array
    ends: Array
    weekly: Array
    theirs: Array
    declared: Array
    nature: Array

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.staff)


def acquaint(
    plan: Plan, calendar: Calendar, staff: Staff, public: Public, ledger: Ledger
) -> tuple[Ties, Staff]:
    """Choose who is close to whom; partners and neighbours live where the member lives."""
    rng = plan.stream("private_lives")
    parts = [
        np.repeat(np.arange(staff.count), rng.poisson(each, staff.count))
        if number != PARTNER
        else np.flatnonzero(chance(rng, each, staff.count))
        for number, (_, each, _) in enumerate(KINDS)
    ]
    member = np.concatenate(parts)
    kind = np.repeat(np.arange(len(KINDS)), [len(part) for part in parts])
    human = _chosen(rng, calendar, staff, public, member, kind)
    _, first = np.unique(human, return_index=True)
    first.sort()
    member, kind, human = member[first], kind[first], human[first]
    size = len(member)
    usual = np.array([weekly for _, _, weekly in KINDS])[kind]
    weekly = usual * rng.gamma(0.7, 1.6, size) * np.where(chance(rng, 0.06, size), 6, 1)
    weekly[chance(rng, WITHOUT_HANDSET, size)] = 0
    ends = np.where(
        (kind == EX_PARTNER) | chance(rng, 0.06, size),
        rng.integers(calendar.start, calendar.end, size),
        calendar.end,
    )
    names = ledger.texts.codes(f"{PRIVATE}:{name}" for name, _, _ in KINDS)
    declared = chance(rng, np.array(DECLARED)[kind], size)
    home = staff.home.copy()
    near = np.flatnonzero((kind == NEIGHBOUR) | (kind == PARTNER) & chance(rng, 0.75, size))
    near = near[np.argsort(kind[near] == PARTNER, kind="stable")]
    apart = np.where(kind[near] == PARTNER, 0, 35)[:, None] * rng.normal(0, 1, (len(near), 2))
    home[member[near]] = np.round(public.home[human[near]] + apart)
    ties = Ties(
        staff=member,
        human=human,
        kind=kind,
        ends=ends,
        weekly=weekly,
        theirs=rng.beta(5, 5, size),
        declared=declared,
        nature=names[kind],
    )
    return ties, replace(staff, home=home)


def _chosen(
    rng: Generator, calendar: Calendar, staff: Staff, public: Public, member: Array, kind: Array
) -> Array:
    """A human being for each tie: grown up, for partners of a fitting age and mostly other sex."""
    grown = public.age(np.arange(public.count), np.array(calendar.start)) >= 17
    weights = np.sqrt(public.need) * grown
    edges = np.cumsum(weights)
    tries = np.searchsorted(edges, rng.random((12, len(member))) * edges[-1])
    born = 1970 + public.born[tries] / 365.25
    gap = np.abs(born - staff.birth_year[member]) / 8
    same = (public.female[tries] == staff.female[member]) * 2.5
    intimate = np.isin(kind, (PARTNER, EX_PARTNER))
    best = np.argmin((gap + same) * intimate + rng.random(tries.shape), axis=0)
    chosen: Array = tries[best, np.arange(len(member))]
    return chosen


def live(plan: Plan, calendar: Calendar, rota: Rota, traces: Traces, ties: Ties) -> None:
    """Calls, texts and messages of ordinary life, and an improper look-up here and there."""
    rng = plan.stream("private_lives.live")
    weeks = np.maximum(ties.ends - calendar.start, 0) / (7 * DAY)
    pair = np.repeat(np.arange(ties.count), rng.poisson(ties.weekly * weeks))
    at = calendar.start + (rng.random(len(pair)) * (ties.ends[pair] - calendar.start)).astype(
        np.int64
    )
    at = at - at % DAY + (rng.triangular(6.5, 17, 23.5, len(pair)) * HOUR).astype(np.int64)
    on_shift = chance(rng, 0.6, len(pair))
    moved = rota.moment(rng, ties.staff[pair], at)
    at = np.where(on_shift & (moved != NONE) & (moved - at < 2 * DAY), moved, at)
    chat(
        rng,
        traces,
        staff=ties.staff[pair],
        human=ties.human[pair],
        at=at,
        theirs=ties.theirs[pair],
        nature=ties.nature[pair],
    )
    curious = np.flatnonzero(chance(rng, 0.06, ties.count))
    times = np.repeat(curious, 1 + rng.poisson(0.6, len(curious)))
    at = rota.moment(rng, ties.staff[times], rng.integers(calendar.start, calendar.end, len(times)))
    traces.bursts(
        rng,
        staff=ties.staff[times],
        human=ties.human[times],
        at=at,
        mean=1.0,
        before=0,
        after=10,
        curious=True,
        nature=ties.nature[times],
    )


def chat(
    rng: Generator,
    traces: Traces,
    *,
    staff: Array,
    human: Array,
    at: Array,
    theirs: Array,
    nature: Value,
) -> None:
    """Contacts between people who know each other: calls and texts, from both sides."""
    texts, size = traces.ledger.texts, len(at)
    inward = chance(rng, theirs, size)
    way = np.where(inward, texts.code("in"), texts.code("out"))
    style = rng.random(size)
    seconds = np.where(chance(rng, 0.83, size), spoken(rng, size), rung(rng, size))
    for low, high, kind in ((0.0, 0.52, "voice"), (0.52, 0.94, "text"), (0.94, 0.97, "picture")):
        rows = np.flatnonzero((style >= low) & (style < high))
        chosen = nature[rows] if isinstance(nature, np.ndarray) else nature
        traces.calls(
            rng,
            staff=staff[rows],
            human=human[rows],
            at=at[rows],
            kind=kind,
            direction=way[rows],
            nature=chosen,
            seconds=seconds[rows] if kind == "voice" else None,
        )
    rows = np.flatnonzero(style >= 0.97)
    chosen = nature[rows] if isinstance(nature, np.ndarray) else nature
    traces.messages(
        staff=staff[rows],
        human=human[rows],
        at=at[rows],
        direction=way[rows],
        nature=chosen,
        channel="whatsapp",
        text=carried(rng, traces.ledger.texts, size=len(rows)),
    )


def drop_in(
    plan: Plan, calendar: Calendar, public: Public, diary: Diary, ties: Ties, outings: list[Outing]
) -> None:
    """A coffee at home or with a friend on duty. Adds to the outings."""
    rng = plan.stream("private_lives.drop_in")
    callers = np.flatnonzero(chance(rng, 0.25, ties.count))
    tie = np.repeat(callers, rng.poisson(5 * plan.years, len(callers)))
    after = rng.integers(calendar.start, calendar.end, len(tie))
    for one, moment in zip(tie, after, strict=True):
        human = int(ties.human[one])
        place = np.round(public.home[human] + rng.normal(0, 15, 2), 1)
        found = diary.fit(
            rng,
            member=int(ties.staff[one]),
            after=int(moment),
            at=place,
            seconds=int(rng.integers(8, 45)) * MINUTE,
            matter=len(outings),
        )
        if found:
            outings.append(Outing(*found, int(ties.staff[one]), human, int(ties.nature[one])))
