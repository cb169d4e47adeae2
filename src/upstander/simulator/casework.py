"""Occurrences and who works on them: allocation, hand-over, supervision, closing."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.random import Generator

from upstander.simulator.basics import DAY, HOUR, NONE, Array, Plan, chance
from upstander.simulator.incidents import KINDS, Incidents, of_kinds
from upstander.simulator.workforce import Staff

ROLES = ("investigating", "supervising", "safeguarding", "liaison", "other")
INVESTIGATING, SUPERVISING, SAFEGUARDING, LIAISON, OTHER = range(len(ROLES))
# How often the officer who attended keeps the case, by where it would else go.
KEEPS = {
    "investigation": 0.45,
    "safeguarding": 0.3,
    "neighbourhood": 0.5,
    "roads": 0.9,
    "response": 1.0,
}
OUTCOMES = (
    "No suspect identified",
    "Evidential difficulties",
    "Charged",
    "Community resolution",
    "Victim does not support",
    "Caution",
    "No crime",
    "Resolved at scene",
)


@dataclass(frozen=True, kw_only=True)
class Cases:
    """Occurrences by number. `closed` is far off for those still open."""

    incident: Array
    opened: Array
    closed: Array
    victim: Array
    suspect: Array
    attending: Array

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.incident)


@dataclass(frozen=True, kw_only=True)
class Assignments:
    """Work on occurrences as it truly was, whatever was recorded of it."""

    case: Array
    staff: Array
    role: Array
    starts: Array
    ends: Array

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.case)

    def plus(self, other: "Assignments") -> "Assignments":
        """These and more."""
        return Assignments(
            **{
                one.name: np.concatenate([getattr(self, one.name), getattr(other, one.name)])
                for one in fields(Assignments)
            }
        )


class Desks:
    """Finds somebody of a family and an area who is in post."""

    def __init__(self, staff: Staff) -> None:
        self.staff = staff
        self.seats: dict[tuple[str, int], Array] = {}
        for family in set(staff.family):
            members = staff.of_family(str(family))
            for area in range(int(staff.area.max()) + 1):
                near = members[staff.area[members] == area]
                self.seats[str(family), area] = near if len(near) else members

    def pick(self, rng: Generator, family: Array, area: Array, at: Array) -> Array:
        """A member of each family and area; -1 where the force has no such family."""
        chosen = np.full(len(area), NONE)
        for name in np.unique(family):
            for place in np.unique(area):
                rows = np.flatnonzero((family == name) & (area == place))
                seats = self.seats.get((str(name), int(place)))
                if seats is None or not len(rows):
                    continue
                picks = seats[rng.integers(len(seats), size=(4, len(rows)))]
                good = self.staff.employed(picks, np.broadcast_to(at[rows], picks.shape))
                best = np.argmax(good, axis=0)
                chosen[rows] = picks[best, np.arange(len(rows))]
        return chosen


def open_cases(plan: Plan, incidents: Incidents, crewed: Array) -> Cases:
    """The occurrences that come of incidents. `crewed`: who attended each incident, or -1."""
    rng = plan.stream("cases")
    incident = np.flatnonzero(incidents.recorded)
    kind = incidents.kind[incident]
    opened = incidents.at[incident] + rng.integers(20, 300, len(incident)) * 60
    days = of_kinds("median_days")[kind] * rng.lognormal(0, 1.0, len(incident))
    closed = opened + (days.clip(0.2, 900) * DAY).astype(np.int64)
    return Cases(
        incident=incident,
        opened=opened,
        closed=closed,
        victim=incidents.caller[incident],
        suspect=incidents.other[incident],
        attending=crewed[incident],
    )


def allocate(plan: Plan, staff: Staff, incidents: Incidents, cases: Cases) -> Assignments:
    """Who works on each case, hand-overs included."""
    rng = plan.stream("allocate")
    desks = Desks(staff)
    kind, area = incidents.kind[cases.incident], incidents.area[cases.incident]
    to = of_kinds("to")[kind]
    keeps = chance(rng, np.array([KEEPS[name] for name in to]), cases.count)
    keeps &= cases.attending != NONE
    passed = cases.opened + (rng.lognormal(0, 0.9, cases.count) * 1.6 * DAY).astype(np.int64)
    passed = np.minimum(passed, cases.closed)
    short = (passed - cases.opened) < 2 * HOUR
    to = np.where(to == "response", "investigation", to)
    taker = desks.pick(rng, to, area, passed)
    parts: list[tuple[Array, Array, Array | int, Array, Array]] = []
    held = np.flatnonzero(cases.attending != NONE)
    until = np.where(keeps[held], cases.closed[held], passed[held])
    parts.append((held, cases.attending[held], INVESTIGATING, cases.opened[held], until))
    took = np.flatnonzero(~keeps | short)
    role = np.where(
        (to[took] == "safeguarding") & chance(rng, 0.5, len(took)), SAFEGUARDING, INVESTIGATING
    )
    start = np.where(cases.attending[took] == NONE, cases.opened[took], passed[took])
    parts.append((took, taker[took], role, start, cases.closed[took]))
    parts.append(_safeguarded(rng, desks, cases, kind, area))
    first = _gathered(parts)
    first = _changed_hands(rng, desks, staff, first, area)
    return first.plus(_supervised(rng, staff, first))


def _gathered(parts: list[tuple[Array, Array, Array | int, Array, Array]]) -> Assignments:
    case, member, role, start, end = (
        np.concatenate([np.broadcast_to(part[i], len(part[0])) for part in parts]) for i in range(5)
    )
    good = (member != NONE) & (end > start)
    return Assignments(
        case=case[good], staff=member[good], role=role[good], starts=start[good], ends=end[good]
    )


def _safeguarded(
    rng: Generator, desks: Desks, cases: Cases, kind: Array, area: Array
) -> tuple[Array, Array, Array | int, Array, Array]:
    """High-risk domestic and sexual cases get a safeguarding officer beside the investigator."""
    wanted = np.isin(
        kind,
        [n for n, one in enumerate(KINDS) if one.domestic or one.occurrence == "Sexual offence"],
    )
    extra = np.flatnonzero(wanted & chance(rng, 0.3, cases.count))
    start = cases.opened[extra] + rng.integers(4, 90, len(extra)) * HOUR
    end = np.maximum(cases.closed[extra], start + rng.integers(15, 120, len(extra)) * DAY)
    member = desks.pick(rng, np.full(len(extra), "safeguarding"), area[extra], start)
    return extra, member, SAFEGUARDING, start, end


def _changed_hands(
    rng: Generator, desks: Desks, staff: Staff, work: Assignments, area: Array
) -> Assignments:
    """One long case in eight goes to a colleague half-way; nobody keeps one after leaving."""
    gone = staff.left[work.staff] * DAY
    long = (work.ends - work.starts) > 20 * DAY
    moved = long & (chance(rng, 0.12, work.count) | (gone < work.ends))
    rows = np.flatnonzero(moved)
    span = (work.ends[rows] - work.starts[rows]) * rng.uniform(0.2, 0.8, len(rows))
    cut = np.minimum(work.starts[rows] + span.astype(np.int64), gone[rows])
    cut = np.maximum(cut, work.starts[rows] + HOUR)
    other = desks.pick(rng, staff.family[work.staff[rows]], area[work.case[rows]], cut)
    ends = np.minimum(work.ends, np.maximum(gone, work.starts + HOUR))
    ends[rows] = cut
    good = np.flatnonzero((other != NONE) & (other != work.staff[rows]) & (cut < work.ends[rows]))
    later = Assignments(
        case=work.case[rows][good],
        staff=other[good],
        role=work.role[rows][good],
        starts=cut[good],
        ends=work.ends[rows][good],
    )
    kept = Assignments(
        case=work.case, staff=work.staff, role=work.role, starts=work.starts, ends=ends
    )
    return kept.plus(later)


def _supervised(rng: Generator, staff: Staff, work: Assignments) -> Assignments:
    """About half of the cases name a supervisor: the manager of whoever works on them."""
    boss = staff.manager[work.staff]
    rows = np.flatnonzero((boss != NONE) & chance(rng, 0.45, work.count))
    return Assignments(
        case=work.case[rows],
        staff=boss[rows],
        role=np.full(len(rows), SUPERVISING),
        starts=work.starts[rows] + HOUR,
        ends=work.ends[rows] + HOUR,
    )
