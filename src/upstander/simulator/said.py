"""What was said about staff: complaints, intelligence, conduct matters, surveys, notices.

Busy roles draw more complaints; most of what is said is not sexual, and much of it comes to
nothing. Some of it is about people who do wrong, and most of their wrong is never spoken of.
"""

import numpy as np
from numpy.random import Generator

from upstander.simulator.basics import DAY, NONE, Array, Calendar, Plan, chance, draw
from upstander.simulator.casework import Cases
from upstander.simulator.ledger import Ledger
from upstander.simulator.look_alikes import how_many
from upstander.simulator.misconduct import Meetings
from upstander.simulator.workforce import Staff

# Complaints a year for each member: real complaint histories have a mean near 0.4 and a long tail.
COMPLAINTS_A_YEAR = {
    "response": 0.42,
    "neighbourhood": 0.3,
    "investigation": 0.32,
    "safeguarding": 0.25,
    "custody": 0.3,
    "control_room": 0.15,
    "enquiry_desk": 0.12,
    "roads": 0.35,
}
CATEGORIES = (
    "Delivery of duties and service",
    "Individual behaviours",
    "Use of force",
    "Handling of information",
    "Discriminatory behaviour",
    "Abuse of position or corruption",
)
BEHAVIOUR, ABUSE = 1, 5
OUTCOMES = (
    "Service acceptable",
    "Service not acceptable",
    "Not determined",
    "No case to answer",
    "Withdrawn",
    "Learning",
)
INTELLIGENCE = (
    "Sexual misconduct",
    "Disclosure of information",
    "Misuse of systems",
    "Fraud",
    "Controlled drugs",
    "Inappropriate association",
)
TEXTS = (None, None, None, "A colleague reports overhearing a remark.",
         "Information from a partner agency; no further detail.")  # fmt: skip
CONDUCT = (
    "Honesty and integrity",
    "Confidentiality",
    "Duties and responsibilities",
    "Discreditable conduct",
    "Authority, respect and courtesy",
)
CONDUCT_OUTCOMES = (
    "Written warning",
    "No case to answer",
    "Final written warning",
    "Reflective practice",
    "Dismissed",
)
HISTORY = 3 * 365


def say(
    plan: Plan,
    calendar: Calendar,
    ledger: Ledger,
    staff: Staff,
    met: Meetings,
    cases: Cases,
    hints: list[tuple[str, int, int, int]],
) -> None:
    """All that is said. `hints`: what, member, person and time, where somebody spoke up."""
    rng = plan.stream("said")
    _complaints(rng, plan, calendar, ledger, staff, met, hints)
    _intelligence(rng, plan, calendar, ledger, staff, hints)
    _conduct(rng, plan, calendar, ledger, staff, met)
    _surveys(rng, calendar, ledger, cases, hints)


def _complaints(
    rng: Generator,
    plan: Plan,
    calendar: Calendar,
    ledger: Ledger,
    staff: Staff,
    met: Meetings,
    hints: list[tuple[str, int, int, int]],
) -> None:
    start, today = calendar.start // DAY, calendar.end // DAY
    rate = np.array([COMPLAINTS_A_YEAR.get(name, 0.04) for name in staff.family])
    rate = rate * rng.gamma(1.1, 0.9, staff.count) * (plan.years + HISTORY / 365)
    member = np.repeat(np.arange(staff.count), rng.poisson(rate))
    day = rng.integers(start - HISTORY, today, len(member))
    human = _somebody_met(rng, met, member)
    human = np.where(chance(rng, 0.8, len(member)), human, NONE)
    sexual = chance(rng, 0.012, len(member))
    category = draw(rng, np.array([52, 25, 10, 6, 4, 3]), len(member))
    category = np.where(sexual, np.where(chance(rng, 0.5, len(member)), ABUSE, BEHAVIOUR), category)
    parts = [(member, day, human, sexual, category)]
    for _ in range(how_many(rng, plan)):
        parts.append(_malicious(rng, calendar, met))
    told = [hint for hint in hints if hint[0] == "complaint"]
    if told:
        _, who, whom, at = zip(*told, strict=True)
        open_ = chance(rng, 0.55, len(told))
        parts.append(
            (
                np.array(who),
                np.array(at) // DAY,
                np.array(whom),
                open_,
                np.where(open_, ABUSE, BEHAVIOUR),
            )
        )
    member, day, human, sexual, category = (np.concatenate([p[i] for p in parts]) for i in range(5))
    inside = np.flatnonzero((day < today) & (member != NONE))
    member, day, human = member[inside], day[inside], human[inside]
    final = day + rng.integers(20, 260, len(day))
    ended = final < today
    ledger.add(
        "complaints",
        complaint_id=np.arange(len(day)),
        staff_id=member,
        received_on=day,
        category=ledger.texts.codes(CATEGORIES)[category[inside]],
        sexual=sexual[inside].astype(np.int8),
        person_id=human,
        outcome=np.where(
            ended, ledger.texts.codes(OUTCOMES)[rng.integers(len(OUTCOMES), size=len(day))], NONE
        ),
        finalised_on=np.where(ended, final, NONE),
    )


def _somebody_met(rng: Generator, met: Meetings, member: Array) -> Array:
    order = np.argsort(met.staff, kind="stable")
    low = np.searchsorted(met.staff[order], member)
    high = np.searchsorted(met.staff[order], member, "right")
    if not len(order):
        return np.full(len(member), NONE)
    place = np.minimum(low + (rng.random(len(member)) * (high - low)).astype(int), len(order) - 1)
    return np.where(high > low, met.human[order][place], NONE)


def _malicious(
    rng: Generator, calendar: Calendar, met: Meetings
) -> tuple[Array, Array, Array, Array, Array]:
    """Somebody who complains about one officer again and again, of everything."""
    row = int(rng.integers(max(len(met.staff), 1)))
    count = int(rng.integers(3, 7))
    day = int(met.at[row]) // DAY + np.sort(rng.integers(2, 200, count))
    return (
        np.full(count, met.staff[row]),
        day,
        np.full(count, met.human[row]),
        chance(rng, 0.3, count),
        draw(rng, np.array([2, 4, 2, 1, 1, 1]), count),
    )


def _intelligence(
    rng: Generator,
    plan: Plan,
    calendar: Calendar,
    ledger: Ledger,
    staff: Staff,
    hints: list[tuple[str, int, int, int]],
) -> None:
    start, today = calendar.start // DAY, calendar.end // DAY
    years = plan.years + 8
    member = np.repeat(np.arange(staff.count), rng.poisson(0.012 * years, staff.count))
    day = rng.integers(start - 8 * 365, today, len(member))
    category = draw(rng, np.array([3, 4, 5, 1.5, 1, 4]), len(member))
    human = np.full(len(member), NONE)
    subjects = np.unique([one[1] for one in hints] or [0])
    earlier = subjects[chance(rng, 0.15, len(subjects))] if hints else subjects[:0]
    told = [hint for hint in hints if hint[0] == "intelligence"]
    member = np.concatenate([member, earlier, np.array([one[1] for one in told], dtype=int)])
    day = np.concatenate(
        [
            day,
            start - rng.integers(100, 3_000, len(earlier)),
            np.array([one[3] // DAY for one in told], dtype=int),
        ]
    )
    category = np.concatenate([category, np.zeros(len(earlier) + len(told), dtype=int)])
    named = [one[2] if rng.random() < 0.4 else NONE for one in told]
    human = np.concatenate([human, np.full(len(earlier), NONE), np.array(named, dtype=int)])
    inside = np.flatnonzero(day < today)
    grades = ("A", "B", "C", "D", "E")
    grade = draw(rng, np.array([6, 22, 14, 50, 8]), len(inside))
    ledger.add(
        "intelligence",
        report_id=np.arange(len(inside)),
        staff_id=member[inside],
        reported_on=day[inside],
        category=ledger.texts.codes(INTELLIGENCE)[category[inside]],
        sexual=(category[inside] == 0).astype(np.int8),
        source=1 + draw(rng, np.array([35, 58, 7]), len(inside)),
        assessment=ledger.texts.codes(grades)[grade],
        person_id=human[inside],
        text=ledger.texts.codes(TEXTS)[rng.integers(len(TEXTS), size=len(inside))],
    )


def _conduct(
    rng: Generator, plan: Plan, calendar: Calendar, ledger: Ledger, staff: Staff, met: Meetings
) -> None:
    start, today = calendar.start // DAY, calendar.end // DAY
    member = np.flatnonzero(chance(rng, 0.02 * (plan.years + 5), staff.count))
    if not len(member):
        member = rng.integers(staff.count, size=1)
    size = len(member)
    opened = rng.integers(start - 5 * 365, today, size)
    sexual = chance(rng, 0.12, size)
    closed = opened + rng.integers(60, 500, size)
    ended = closed < today
    internal = np.where(sexual, chance(rng, 0.7, size), chance(rng, 0.2, size))
    human = np.where(internal, NONE, _somebody_met(rng, met, member))
    ledger.add(
        "conduct",
        matter_id=np.arange(size),
        staff_id=member,
        opened_on=opened,
        category=ledger.texts.codes(CONDUCT)[draw(rng, np.array([2, 2, 3, 3, 2]), size)],
        sexual=sexual.astype(np.int8),
        closed_on=np.where(ended, closed, NONE),
        internal=internal.astype(np.int8),
        person_id=human,
        outcome=np.where(
            ended,
            ledger.texts.codes(CONDUCT_OUTCOMES)[draw(rng, np.array([3, 5, 1, 4, 0.3]), size)],
            NONE,
        ),
    )
    served = np.flatnonzero((opened >= start) & chance(rng, 0.8, size))
    served = served if len(served) else np.array([0])
    at = opened[served] * DAY + rng.integers(1, 25, len(served)) * DAY + 36_000
    no_contact = chance(rng, 0.2, len(served))
    ledger.add(
        "notices",
        staff_id=member[served],
        served_at=np.minimum(at, calendar.end - DAY),
        person_id=np.where(no_contact, human[served], NONE),
        kind=np.where(
            no_contact,
            ledger.texts.code("no_contact"),
            ledger.texts.code("investigation"),
        ),
    )


def _surveys(
    rng: Generator,
    calendar: Calendar,
    ledger: Ledger,
    cases: Cases,
    hints: list[tuple[str, int, int, int]],
) -> None:
    """A few victims of closed cases answer; a very few raise a concern about behaviour."""
    done = np.flatnonzero(
        (cases.closed > calendar.start) & (cases.closed < calendar.end - 20 * DAY)
    )
    done = done[chance(rng, 0.07, len(done))]
    answered = cases.closed[done] // DAY + rng.integers(5, 60, len(done))
    member, human, concern = (
        cases.attending[done],
        cases.victim[done],
        chance(rng, 0.015, len(done)),
    )
    worried = np.array([[one[1], one[2], one[3] // DAY] for one in hints if one[0] == "survey"])
    if len(worried):
        case = np.array([_case_of(cases, int(whom)) for whom in worried[:, 1]])
        good = case != NONE
        done = np.concatenate([done, case[good]])
        answered = np.concatenate([answered, worried[good, 2]])
        named = np.where(chance(rng, 0.6, int(good.sum())), worried[good, 0], NONE)
        member = np.concatenate([member, named])
        human = np.concatenate([human, worried[good, 1]])
        concern = np.concatenate([concern, np.ones(int(good.sum()), dtype=bool)])
    inside = np.flatnonzero(answered < calendar.end // DAY)
    ledger.add(
        "surveys",
        survey_id=np.arange(len(inside)),
        occurrence_id=done[inside],
        staff_id=member[inside],
        person_id=human[inside],
        answered_on=answered[inside],
        concern=concern[inside].astype(np.int8),
    )


def _case_of(cases: Cases, human: int) -> int:
    rows = np.flatnonzero(cases.victim == human)
    return int(rows[-1]) if len(rows) else NONE
