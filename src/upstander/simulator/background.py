"""The ordinary traffic of a force: colleagues, agencies, numbers and searches that are no person's.

A force of a thousand makes about ten million calls and thirteen million look-ups a year in full;
`light` keeps a tenth of this traffic and all of what passes between staff and the public.
"""

import numpy as np
from numpy.random import Generator

from upstander.simulator.basics import HOUR, NONE, Array, Calendar, Plan, chance
from upstander.simulator.ledger import Ledger
from upstander.simulator.phones import PhoneBook
from upstander.simulator.rota import Rota
from upstander.simulator.small_talk import carried
from upstander.simulator.traces import rung
from upstander.simulator.workforce import Staff

# A working day's calls and look-ups that concern no person on record, in full.
CALLS_A_DAY = {
    "response": 32,
    "neighbourhood": 39,
    "investigation": 53,
    "safeguarding": 58,
    "custody": 16,
    "control_room": 23,
    "enquiry_desk": 23,
    "roads": 30,
    "professional_standards": 35,
    "support": 30,
    "other": 21,
}
LOOKUPS_A_DAY = {
    "response": 57,
    "neighbourhood": 43,
    "investigation": 65,
    "safeguarding": 65,
    "custody": 47,
    "control_room": 87,
    "enquiry_desk": 49,
    "roads": 62,
    "professional_standards": 32,
    "support": 47,
    "other": 16,
}
LIGHT = 0.1
SYSTEMS = ("Records", "Vehicles", "Command log", "Briefing", "Intelligence", "Duties")
ACTIONS = ("view", "search", "edit", "print", "export")


def hum(
    plan: Plan, calendar: Calendar, staff: Staff, rota: Rota, ledger: Ledger, book: PhoneBook
) -> None:
    """Calls with colleagues, agencies and strangers; searches that name nobody."""
    rng = plan.stream("background")
    share = LIGHT if plan.volume == "light" else 1.0
    agencies = book.take(max(20, plan.staff // 4), landline=True)
    strangers = book.take(int(plan.staff * (120 if share == 1 else 40)))
    member, at = _moments(rng, staff, rota, CALLS_A_DAY, share)
    off = chance(rng, 0.04, len(at))
    at = np.where(off, at + rng.integers(2, 14, len(at)) * HOUR, at)
    keep = calendar.within(at) & staff.employed(member, at)
    member, at = member[keep], at[keep]
    style = rng.random(len(at))
    _colleagues(rng, staff, ledger, member[style < 0.3], at[style < 0.3])
    agency = (style >= 0.3) & (style < 0.68)
    skewed = (rng.random(int(agency.sum())) ** 2.2 * len(agencies)).astype(np.int64)
    _outside(rng, staff, ledger, member[agency], at[agency], agencies[skewed])
    other = style >= 0.68
    favourite = (member[other] * 7 + rng.integers(0, 6, int(other.sum()))) % len(strangers)
    anyone = rng.integers(len(strangers), size=len(favourite))
    number = strangers[np.where(chance(rng, 0.25, len(anyone)), favourite, anyone)]
    _outside(rng, staff, ledger, member[other], at[other], number)
    _searches(rng, calendar, staff, rota, ledger, share)
    _mail(rng, calendar, staff, rota, ledger)


def _moments(
    rng: Generator, staff: Staff, rota: Rota, a_day: dict[str, int], share: float
) -> tuple[Array, Array]:
    """Moments of duties, as many as each member's work asks for."""
    own = rng.gamma(4, 0.25, staff.count)
    rate = np.array([a_day[name] for name in staff.family]) * own * share
    counts = rng.poisson(rate[rota.staff])
    duty = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    at = rota.starts[duty]
    at += (rng.random(len(duty), dtype=np.float32) * (rota.ends - rota.starts)[duty]).astype(
        np.int64
    )
    return rota.staff[duty].astype(np.int32), at


def _colleagues(rng: Generator, staff: Staff, ledger: Ledger, member: Array, at: Array) -> None:
    """Calls between handsets: each is on both bills."""
    order = np.argsort(staff.team, kind="stable")
    team = staff.team[member]
    low = np.searchsorted(staff.team[order], np.arange(staff.team.max() + 2))
    mate = order[low[team] + (rng.random(len(team)) * (low[team + 1] - low[team])).astype(np.int64)]
    other = np.where(chance(rng, 0.5, len(at)), mate, rng.integers(staff.count, size=len(at)))
    good = (other != member) & staff.employed(other, at)
    member, other, at = member[good], other[good], at[good]
    seconds = _lengths(rng, len(at))
    mine = staff.number_at(member, at).astype(np.int32)
    theirs = staff.number_at(other, at).astype(np.int32)
    _bill(rng, ledger, mine, theirs, at, "out", seconds)
    _bill(rng, ledger, theirs, mine, at, "in", seconds)


def _outside(
    rng: Generator, staff: Staff, ledger: Ledger, member: Array, at: Array, number: Array
) -> None:
    inward = chance(rng, 0.42, len(at))
    seconds = _lengths(rng, len(at))
    mine = staff.number_at(member, at).astype(np.int32)
    for rows, way in ((~inward, "out"), (inward, "in")):
        _bill(rng, ledger, mine[rows], number[rows].astype(np.int32), at[rows], way, seconds[rows])


def _bill(
    rng: Generator, ledger: Ledger, mine: Array, theirs: Array, at: Array, way: str, seconds: Array
) -> None:
    text = chance(rng, 0.12, len(at))
    texts = ledger.texts
    kind = np.where(text, texts.code("text"), texts.code("voice")).astype(np.int32)
    ledger.add(
        "calls",
        number=mine,
        other_number=theirs,
        at=at,
        kind=kind,
        direction=np.full(len(at), texts.code(way), dtype=np.int32),
        duration_s=np.where(text, np.nan, seconds).astype(np.float32),
    )


def _lengths(rng: Generator, count: int) -> Array:
    """Lengths of calls: the median is about a minute and a half, a quarter are not answered."""
    talked = (rng.lognormal(4.5, 1.1, count)).clip(1, 9_000).astype(np.int64)
    return np.where(chance(rng, 0.24, count), rung(rng, count), talked)


def _searches(
    rng: Generator, calendar: Calendar, staff: Staff, rota: Rota, ledger: Ledger, share: float
) -> None:
    member, at = _moments(rng, staff, rota, LOOKUPS_A_DAY, share)
    inside = calendar.within(at)
    member, at = member[inside], at[inside]
    size, texts = len(at), ledger.texts
    system = rng.choice(len(SYSTEMS), size, p=[0.3, 0.22, 0.24, 0.08, 0.1, 0.06]).astype(np.int8)
    action = rng.choice(len(ACTIONS), size, p=[0.6, 0.28, 0.08, 0.03, 0.01]).astype(np.int8)
    address = chance(rng, 0.15, size)
    ledger.add(
        "searches",
        staff_id=member,
        at=at,
        system=texts.codes(SYSTEMS).astype(np.int32)[system],
        action=texts.codes(ACTIONS).astype(np.int32)[action],
        person_id=np.full(size, NONE, dtype=np.int8),
        occurrence_id=np.full(size, NONE, dtype=np.int8),
        field=np.where(address, texts.code("address"), NONE).astype(np.int32),
        reason=np.full(size, NONE, dtype=np.int8),
    )


def _mail(rng: Generator, calendar: Calendar, staff: Staff, rota: Rota, ledger: Ledger) -> None:
    """E-mail and chat with colleagues and agencies."""
    counts = rng.poisson(0.6, len(rota.staff))
    duty = np.repeat(np.arange(len(counts)), counts)
    at = rota.starts[duty] + rng.integers(0, 8 * HOUR, len(duty))
    inside = calendar.within(at)
    duty, at = duty[inside], at[inside]
    texts, chat = ledger.texts, chance(rng, 0.4, len(duty))
    agencies = [f"team{number}@agency.example" for number in range(40)]
    party = texts.codes(agencies)[rng.integers(40, size=len(duty))]
    own = texts.codes(f"officer{number}@force.example" for number in range(staff.count))
    party = np.where(chat, own[rng.integers(staff.count, size=len(duty))], party)
    way = np.where(chance(rng, 0.5, len(duty)), texts.code("in"), texts.code("out"))
    ledger.add(
        "messages",
        staff_id=rota.staff[duty],
        at=at,
        direction=way,
        other_party=party,
        channel=np.where(chat, texts.code("teams"), texts.code("email")),
        account="force",
        text=carried(rng, texts, size=len(duty)),
    )
