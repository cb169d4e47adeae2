"""What working on a case means day by day: calls, messages, look-ups, visits and updates."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from upstander.simulator.basics import (
    DAY,
    HOUR,
    MINUTE,
    NONE,
    WEEK,
    Array,
    Calendar,
    Plan,
    chance,
    draw,
)
from upstander.simulator.casework import INVESTIGATING, LIAISON, SUPERVISING, Assignments, Cases
from upstander.simulator.ledger import Value
from upstander.simulator.rota import Rota
from upstander.simulator.small_talk import carried
from upstander.simulator.traces import WORK, Traces, part, spoken
from upstander.simulator.workforce import Staff

# Contacts with the victim: at once, and for each week that the case stays open.
RATES = {
    "response": (1.1, 0.25),
    "neighbourhood": (1.0, 0.3),
    "investigation": (1.2, 0.35),
    "safeguarding": (1.8, 0.8),
    "roads": (0.9, 0.2),
}
CALL, TEXT, MAIL, INBOUND, VISIT, PAPERWORK = range(6)
WAYS = {
    "response": (50, 8, 9, 13, 4, 16),
    "neighbourhood": (36, 12, 9, 15, 18, 10),
    "investigation": (44, 8, 14, 12, 6, 16),
    "safeguarding": (42, 14, 9, 15, 12, 8),
    "roads": (45, 5, 20, 10, 2, 18),
}
# Victims are told the outcome: within days of closing, by the Victims' Code.
UPDATE_WITHIN = 6 * DAY


@dataclass(frozen=True, kw_only=True)
class Contacts:
    """Contacts that a case calls for. `assignment` says why."""

    assignment: Array
    staff: Array
    human: Array
    at: Array
    way: Array

    def take(self, chosen: Array) -> "Contacts":
        """Some of them."""
        return Contacts(
            assignment=self.assignment[chosen],
            staff=self.staff[chosen],
            human=self.human[chosen],
            at=self.at[chosen],
            way=self.way[chosen],
        )


def called_for(
    plan: Plan, calendar: Calendar, staff: Staff, rota: Rota, cases: Cases, work: Assignments
) -> Contacts:
    """When each case makes somebody contact somebody, and how."""
    rng = plan.stream("follow_up")
    until = np.minimum(work.ends, calendar.end)
    begin = np.maximum(work.starts, calendar.start)
    active = (until > begin) & (work.role != SUPERVISING)
    family = staff.family[work.staff]
    known = np.array([RATES.get(name, (0.6, 0.15)) for name in family])
    weeks = np.maximum(until - begin, 0) / WEEK
    fresh = np.where(work.starts >= calendar.start, known[:, 0], 0)
    slow = np.minimum(weeks, 6) + np.maximum(weeks - 6, 0) ** 0.7
    mean = (fresh + known[:, 1] * slow) * rng.gamma(2, 0.5, work.count)
    owner = np.repeat(np.arange(work.count), rng.poisson(np.where(active, mean, 0)))
    span = until[owner] - begin[owner]
    soon = rng.random(len(owner)) ** 1.7
    wanted = begin[owner] + (soon * span).astype(np.int64)
    closing = np.flatnonzero(
        active
        & (work.ends < calendar.end)
        & (work.role == INVESTIGATING)
        & (work.ends >= cases.closed[work.case])
        & chance(rng, 0.5, work.count)
    )
    wanted = np.concatenate(
        [wanted, work.ends[closing] + rng.integers(0, UPDATE_WITHIN, len(closing))]
    )
    owner = np.concatenate([owner, closing])
    human = _with_whom(rng, cases, work.case[owner])
    member = work.staff[owner]
    at = rota.moment(rng, member, wanted)
    late = (at - wanted > 12 * DAY) | (at == NONE)
    # Now and then a call is made on the way home.
    duty = rota.next_duty(member, np.maximum(at, 0))
    after = np.flatnonzero(chance(rng, 0.03, len(at)) & (duty != NONE))
    at[after] = rota.ends[duty[after]] + rng.integers(0, 90 * MINUTE, len(after))
    way = _ways(rng, family[owner])
    inbound = way == INBOUND
    at = np.where(inbound, wanted - wanted % DAY + rng.integers(8, 21, len(wanted)) * HOUR, at)
    good = np.flatnonzero(~late & (human != NONE) & (at >= work.starts[owner]))
    everything = Contacts(assignment=owner, staff=member, human=human, at=at, way=way)
    return everything.take(good)


def _with_whom(rng: Generator, cases: Cases, case: Array) -> Array:
    """Mostly the victim, sometimes the suspect or a witness of the household."""
    style = rng.random(len(case))
    suspect = np.where(style < 0.17, cases.suspect[case], NONE)
    victim = cases.victim[case]
    return np.where(suspect == NONE, victim, suspect)


def _ways(rng: Generator, family: Array) -> Array:
    way = np.full(len(family), CALL)
    for name in np.unique(family):
        rows = np.flatnonzero(family == name)
        way[rows] = draw(
            rng, np.array(WAYS.get(str(name), WAYS["response"]), dtype=float), len(rows)
        )
    return way


def carry_out(
    plan: Plan,
    traces: Traces,
    rota: Rota,
    work: Assignments,
    contacts: Contacts,
    nature: Value = WORK,
    name: str = "carry_out",
) -> None:
    """Make the contacts, all but the visits; look things up around each of them."""
    rng = plan.stream(name)
    case = work.case[contacts.assignment]
    everyone = np.arange(len(contacts.at))
    paperwork = np.flatnonzero(contacts.way == PAPERWORK)
    for rows, mean, before, after, least in (
        (everyone, 1.2, 14, 18, 0),
        (paperwork, 2.5, 30, 60, 1),
    ):
        traces.bursts(
            rng, staff=contacts.staff[rows], human=contacts.human[rows], at=contacts.at[rows],
            mean=mean, before=before, after=after, least=least, nature=part(nature, rows),
            occurrence=case[rows],
        )  # fmt: skip

    def by(way: int) -> tuple[Contacts, Value]:
        rows = np.flatnonzero(contacts.way == way)
        return contacts.take(rows), part(nature, rows)

    calls, natures = by(CALL)
    traces.talk(rng, staff=calls.staff, human=calls.human, at=calls.at, nature=natures)
    _texts(rng, traces, *by(TEXT))
    _mails(rng, traces, *by(MAIL))
    _inbound(rng, traces, rota, *by(INBOUND))


def _texts(rng: Generator, traces: Traces, some: Contacts, nature: Value) -> None:
    """A text, and often an answer or two."""
    traces.calls(
        rng,
        staff=some.staff,
        human=some.human,
        at=some.at,
        direction="out",
        kind="text",
        seconds=None,
        nature=nature,
    )
    owner = np.repeat(np.arange(len(some.at)), rng.poisson(0.9, len(some.at)))
    wait = (rng.lognormal(0, 1.3, len(owner)) * 25 * MINUTE).astype(np.int64)
    traces.calls(
        rng,
        staff=some.staff[owner],
        human=some.human[owner],
        direction="in",
        kind="text",
        at=some.at[owner] + wait,
        seconds=None,
        nature=part(nature, owner),
    )


def _mails(rng: Generator, traces: Traces, some: Contacts, nature: Value) -> None:
    texts = traces.ledger.texts
    traces.messages(
        staff=some.staff,
        human=some.human,
        at=some.at,
        direction="out",
        nature=nature,
        text=carried(rng, texts, size=len(some.at)),
    )
    owner = np.repeat(np.arange(len(some.at)), rng.poisson(0.7, len(some.at)))
    wait = (rng.lognormal(0, 1.2, len(owner)) * 5 * HOUR).astype(np.int64)
    traces.messages(
        staff=some.staff[owner],
        human=some.human[owner],
        at=some.at[owner] + wait,
        direction="in",
        nature=part(nature, owner),
        text=carried(rng, texts, size=len(owner)),
    )


def _inbound(rng: Generator, traces: Traces, rota: Rota, some: Contacts, nature: Value) -> None:
    """The person rings: answered on duty, else missed and mostly rung back."""
    there = rota.on_duty(some.staff, some.at) & chance(rng, 0.7, len(some.at))
    seconds = np.where(there, spoken(rng, len(some.at)), rng.integers(0, 30, len(some.at)))
    traces.calls(
        rng,
        staff=some.staff,
        human=some.human,
        at=some.at,
        direction="in",
        seconds=seconds,
        nature=nature,
    )
    back = np.flatnonzero(~there & chance(rng, 0.7, len(some.at)))
    at = rota.moment(rng, some.staff[back], some.at[back] + 10 * MINUTE)
    soon = (at - some.at[back]) < 5 * DAY
    back, at = back[soon], at[soon]
    traces.talk(
        rng, staff=some.staff[back], human=some.human[back], at=at, nature=part(nature, back)
    )


def supervise(
    plan: Plan,
    calendar: Calendar,
    staff: Staff,
    rota: Rota,
    traces: Traces,
    cases: Cases,
    work: Assignments,
) -> None:
    """Managers look at the cases of their team about once a month, and when they close."""
    rng = plan.stream("supervise")
    worked = np.flatnonzero((work.role == INVESTIGATING) | (work.role == LIAISON))
    begin = np.maximum(work.starts[worked], calendar.start)
    until = np.minimum(work.ends[worked], calendar.end)
    reviews = rng.poisson(np.maximum(until - begin, 0) / (40 * DAY) + 0.25)
    reviews = np.where(until > begin, reviews, 0)
    owner = np.repeat(np.arange(len(worked)), reviews)
    span = until[owner] - begin[owner]
    boss = staff.manager[work.staff[worked[owner]]]
    at = begin[owner] + (rng.random(len(owner)) * span).astype(np.int64)
    at = rota.moment(rng, np.maximum(boss, 0), at)
    good = np.flatnonzero((boss != NONE) & (at != NONE) & (at < until[owner] + 2 * DAY))
    case = work.case[worked[owner[good]]]
    traces.bursts(
        rng,
        staff=boss[good],
        human=cases.victim[case],
        at=at[good],
        mean=1.0,
        before=5,
        after=15,
        nature=WORK,
        occurrence=case,
    )
