"""Those who abuse their position: people with an aim, each with a way of their own.

Written from published accounts of cases, as behaviour. Somebody meets a person through work, or
notices one in a record. What follows is a course of decisions (`courses`): to look, to ring, to
write, to call round, to wait, to move where nobody sees, to stop or to begin again. Nothing here
aims at any pattern in the records; much leaves nothing in them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from upstander.simulator.basics import DAY, NONE, Array, Calendar, Plan, draw
from upstander.simulator.public import Public
from upstander.simulator.workforce import Staff

PREDATORY, EXPLORATORY = "predatory", "exploratory"
FACING = (
    "response",
    "neighbourhood",
    "investigation",
    "safeguarding",
    "custody",
    "control_room",
    "enquiry_desk",
    "roads",
    "support",
    "other",
)


@dataclass(frozen=True, kw_only=True)
class Meetings:
    """Who of the force met or dealt with whom, when, and how (`HOW`)."""

    staff: Array
    human: Array
    at: Array
    how: Array


HOW = ("incident", "case", "custody", "log", "task")
INCIDENT, CASE, CUSTODY, LOG, TASK = range(len(HOW))


@dataclass(frozen=True, kw_only=True)
class Aim:
    """One member's way. Shares lie between nought and one; `ways` are the weights of acts.

    From `hides_from` on (a closeness), a share `guarded` of the acts leaves nothing anywhere; who
    hides from the first is hardly ever seen.
    """

    staff: int
    style: str
    starts: int
    people: int
    looks_first: float
    looks_on: float
    ways: tuple[float, ...]
    off_duty: float
    guarded: float
    hides_from: float
    tempo_days: float
    patience: float
    tries: int
    hangs_up: float
    alone: float
    apart_m: float
    pauses: float
    hands_over: float
    seen_only: float
    keen_on_need: float


@dataclass(frozen=True, kw_only=True)
class Target:
    """A person whom somebody has an aim on, and how they met."""

    human: int
    met: int
    how: int


def meetings(parts: list[tuple[Array, Array, Array, int]], calendar: Calendar) -> Meetings:
    """All meetings of the extracts as one."""
    staff, human, at = (np.concatenate([part[i] for part in parts]) for i in range(3))
    how = np.concatenate([np.full(len(part[0]), part[3]) for part in parts])
    good = (staff != NONE) & (human != NONE) & calendar.within(at)
    return Meetings(staff=staff[good], human=human[good], at=at[good], how=how[good])


def aims(plan: Plan, calendar: Calendar, staff: Staff, met: Meetings) -> list[Aim]:
    """Who has an aim. Most are men, as in the published cases; any role that meets people."""
    rng = plan.stream("misconduct.aims")
    half = (calendar.start + calendar.end) // 2
    meets = np.bincount(met.staff[met.at < half + 60 * DAY], minlength=staff.count)
    weights = (meets >= 4) * np.isin(staff.family, FACING) * np.where(staff.female, 0.2, 1.0)
    weights = weights * np.sqrt(np.minimum(meets, 60))
    possible = int((weights > 0).sum())
    least = 2 if plan.staff >= 60 else 1
    count = min(max(least, int(rng.binomial(plan.staff, plan.offending))), possible)
    if plan.offending <= 0:
        count = 0
    chosen: list[int] = []
    for _ in range(count):
        chosen.append(int(draw(rng, weights, 1)[0]))
        weights[chosen[-1]] = 0
    return [_aim(rng, calendar, member) for member in chosen]


def _aim(rng: Generator, calendar: Calendar, member: int) -> Aim:
    predatory = bool(rng.random() < 0.38)
    span = calendar.end - calendar.start
    ways = rng.dirichlet((1.3, 1.2, 0.35, 0.5, 1.0, 0.6))
    unseen = bool(rng.random() < 0.14)
    return Aim(
        staff=member,
        style=PREDATORY if predatory else EXPLORATORY,
        starts=calendar.start + int(rng.beta(1.2, 1.6) * 0.85 * span),
        people=1 + int(rng.binomial(1, 0.35)) if predatory else 2 + int(rng.poisson(2.2)),
        looks_first=_looks_first(rng, predatory=predatory, unseen=unseen),
        looks_on=float(rng.beta(1.2, 2.5)),
        ways=tuple(float(way) for way in ways),
        off_duty=float(rng.beta(1.2, 1.8)),
        guarded=1.0 if unseen else float(rng.beta(3.5, 1.3) if predatory else rng.beta(1.3, 2.6)),
        hides_from=-1.0 if unseen else float(rng.uniform(0.1, 0.9)),
        tempo_days=float(rng.lognormal(0.2 if predatory else 1.0, 0.6)),
        patience=float(rng.uniform(0.8, 0.98)),
        tries=int(rng.lognormal(3.1 if predatory else 2.2, 0.95)) + 1,
        hangs_up=float(rng.beta(0.8, 2.0)),
        alone=float(rng.beta(3, 1)),
        apart_m=float(rng.uniform(50, 280) if rng.random() < 0.4 else 0),
        pauses=float(rng.beta(0.8, 9)),
        hands_over=float(rng.beta(1, 3)),
        seen_only=float(rng.beta(0.8, 5)),
        keen_on_need=float(rng.uniform(1.2, 3) if predatory else rng.uniform(0, 0.9)),
    )


def _looks_first(rng: Generator, *, predatory: bool, unseen: bool) -> float:
    """How likely somebody is to look a person up before the first contact."""
    if unseen:
        return float(rng.beta(0.6, 4))
    return float(rng.beta(2.2, 1.4) if predatory else rng.beta(1.4, 1.8))


def targets(
    rng: Generator,
    calendar: Calendar,
    staff: Staff,
    public: Public,
    met: Meetings,
    aim: Aim,
    taken: set[int],
) -> list[Target]:
    """Whom: chosen among those met, by need as far as the aim goes for it; some were only seen."""
    need = public.vulnerability()
    chosen: list[Target] = []
    begins = aim.starts
    for _ in range(aim.people):
        seen = rng.random() < aim.seen_only
        rows = np.flatnonzero((met.at >= begins) & ((met.staff == aim.staff) != seen))
        if seen and len(rows) > 4_000:
            rows = rng.choice(rows, 4_000, replace=False)
        human = met.human[rows]
        age = public.age(human, met.at[rows])
        fits = np.where((age >= 14) & (age < 55), 1.0, 0.02) * np.where(age < 16, 0.4, 1.0)
        fits *= np.where(public.female[human] != staff.female[aim.staff], 1.0, 0.12)
        fits *= (1 + need[human]) ** aim.keen_on_need
        fits *= np.exp(-(met.at[rows] - begins) / (45 * DAY))
        fits *= ~np.isin(human, list(taken))
        if not len(rows) or fits.sum() <= 0:
            break
        row = rows[int(draw(rng, fits, 1)[0])]
        target = Target(human=int(met.human[row]), met=int(met.at[row]), how=int(met.how[row]))
        taken.add(target.human)
        chosen.append(target)
        begins = target.met + int(rng.exponential(25 * DAY))
        if begins > calendar.end - 10 * DAY:
            break
    return chosen
