"""What is written down of the work, and what is not: records are imperfect.

A share of legitimate work is unrecorded or misrecorded: an assignment that is missing, entered
late or closed early; a colleague who covers and is not named; a task never entered; a log without
the person; the wrong driver on a vehicle. (Mistyped numbers are in `identity`.)
"""

from dataclasses import dataclass, field

import numpy as np

from upstander.simulator import incidents as happenings
from upstander.simulator.basics import DAY, HOUR, NONE, Array, Calendar, Plan, chance
from upstander.simulator.casework import OUTCOMES, ROLES, SUPERVISING, Assignments, Cases
from upstander.simulator.crews import Crews
from upstander.simulator.dispatch import Attendances
from upstander.simulator.incidents import KINDS, Incidents
from upstander.simulator.ledger import Ledger
from upstander.simulator.public import Public
from upstander.simulator.visits import Tasks
from upstander.simulator.workforce import Staff

# How long a recorded purpose still covers what follows from it.
AFTER_CASE, AFTER_INCIDENT, AROUND_TASK = 14 * DAY, 3 * DAY, DAY


@dataclass
class Purposes:
    """Recorded purposes: who had one with whom, from when to when."""

    parts: list[tuple[Array, Array, Array, Array]] = field(default_factory=list)

    def add(self, staff: Array, human: Array, starts: Array, ends: Array) -> None:
        """More of them, in parallel arrays."""
        good = (staff != NONE) & (human != NONE)
        self.parts.append((staff[good], human[good], starts[good], ends[good]))

    def cover(self, staff: Array, human: Array, at: Array) -> Array:
        """Whether a recorded purpose covers each contact."""
        own, whom, starts, ends = (np.concatenate([p[i] for p in self.parts]) for i in range(4))
        key = own.astype(np.int64) * 2**24 + whom
        order = np.lexsort((starts, key))
        key, starts, ends = key[order], starts[order], ends[order]
        fresh = np.ones(len(key), dtype=bool)
        fresh[1:] = key[1:] != key[:-1]
        # Pairs are kept apart by a step larger than any time, so one running maximum serves all.
        apart = np.cumsum(fresh) * 2**34
        latest = np.maximum.accumulate(ends + apart) - apart
        wanted = staff.astype(np.int64) * 2**24 + human
        pairs = key[fresh]
        pair = np.searchsorted(pairs, wanted)
        known = pairs[np.minimum(pair, len(pairs) - 1)] == wanted
        place = np.searchsorted(starts + apart, at + (pair + 1) * 2**34, side="right") - 1
        place = np.maximum(place, 0)
        covered: Array = known & (key[place] == wanted) & (latest[place] >= at)
        return covered


def write_cases(
    plan: Plan,
    calendar: Calendar,
    staff: Staff,
    public: Public,
    ledger: Ledger,
    incidents: Incidents,
    cases: Cases,
    work: Assignments,
    purposes: Purposes,
) -> None:
    """Occurrences, involvements and assignments."""
    rng = plan.stream("recording.cases")
    kind = incidents.kind[cases.incident]
    known = cases.opened < calendar.end
    rows = np.flatnonzero(known)
    closed = np.where(cases.closed < calendar.end, cases.closed, NONE)
    outcome = ledger.texts.codes(OUTCOMES)[rng.integers(len(OUTCOMES), size=cases.count)]
    ledger.add(
        "occurrences",
        occurrence_id=rows,
        opened_at=cases.opened[rows],
        kind=ledger.texts.codes(one.occurrence for one in KINDS)[kind[rows]],
        domestic=np.array([one.domestic for one in KINDS])[kind[rows]].astype(np.int8),
        closed_at=closed[rows],
        outcome=np.where(closed[rows] == NONE, NONE, outcome[rows]),
    )
    role = np.where(
        chance(rng, 0.85, len(rows)), ledger.texts.code("victim"), ledger.texts.code("reporting")
    )
    ledger.add(
        "involvements",
        occurrence_id=rows,
        role=role,
        person_id=public.record(rng, cases.victim[rows]),
    )
    second = rows[cases.suspect[rows] != NONE]
    role = ledger.texts.pick(
        ("suspect", "witness", "other"), rng.choice(3, len(second), p=[0.7, 0.22, 0.08])
    )
    ledger.add(
        "involvements",
        occurrence_id=second,
        role=role,
        person_id=public.record(rng, cases.suspect[second]),
    )
    _write_assignments(plan, calendar, staff, ledger, cases, work, purposes)


def _write_assignments(
    plan: Plan,
    calendar: Calendar,
    staff: Staff,
    ledger: Ledger,
    cases: Cases,
    work: Assignments,
    purposes: Purposes,
) -> None:
    rng = plan.stream("recording.assignments")
    size = work.count
    fate = rng.random(size) / max(plan.unrecorded, 1e-9)
    fate[chance(rng, plan.unrecorded * 0.5, cases.count)[work.case]] = 0.0
    missing = fate < 0.55
    late = (fate >= 0.55) & (fate < 0.9)
    covered = (fate >= 0.9) & (fate < 1.1)
    early = (fate >= 1.1) & (fate < 1.25)
    starts = np.where(late, work.starts + rng.integers(2, 16, size) * DAY, work.starts)
    span = work.ends - work.starts
    ends = np.where(early, work.starts + (span * 0.4).astype(np.int64), work.ends)
    ends = np.where((fate > 1.3) & (fate < 2.5), ends + rng.integers(5, 40, size) * DAY, ends)
    order = np.argsort(staff.team, kind="stable")
    place = np.empty(staff.count, dtype=np.int64)
    place[order] = np.arange(staff.count)
    mate = order[np.minimum(place[work.staff] + 1, staff.count - 1)]
    member = np.where(covered & (staff.team[mate] == staff.team[work.staff]), mate, work.staff)
    keep = np.flatnonzero(~missing & (starts < ends) & (starts < calendar.end))
    with_case = (ends >= cases.closed[work.case]) & chance(rng, 0.75, size)
    open_end = with_case | (ends >= calendar.end)
    ledger.add(
        "assignments",
        occurrence_id=work.case[keep],
        staff_id=member[keep],
        role=ledger.texts.codes(ROLES)[work.role[keep]],
        starts_at=starts[keep],
        ends_at=np.where(open_end, NONE, ends)[keep],
    )
    for human in (cases.victim, cases.suspect):
        whom, who = human[work.case[keep]], member[keep]
        purposes.add(who, whom, starts[keep] - HOUR, ends[keep] + AFTER_CASE)
        boss = np.where(work.role[keep] == SUPERVISING, NONE, staff.manager[who])
        purposes.add(boss, whom, starts[keep] - HOUR, ends[keep] + AFTER_CASE)


def write_incidents(
    plan: Plan,
    calendar: Calendar,
    public: Public,
    ledger: Ledger,
    incidents: Incidents,
    attendances: Attendances,
    vehicle: Array,
    case_of_incident: Array,
    closed: Array,
    asked_for: dict[int, int],
    purposes: Purposes,
) -> None:
    """Logs, who is on them, and who attended."""
    rng = plan.stream("recording.incidents")
    rows = np.arange(incidents.history, incidents.count)
    asked = np.full(incidents.count, NONE)
    asked[list(asked_for)] = list(asked_for.values())
    case = np.where(chance(rng, 0.94, len(rows)), case_of_incident[rows], NONE)
    nowhere = chance(rng, 0.03, len(rows))
    ledger.add(
        "incidents",
        incident_id=rows,
        occurrence_id=case,
        opened_at=incidents.at[rows],
        kind=ledger.texts.codes(one.name for one in KINDS)[incidents.kind[rows]],
        closed_at=np.where(closed[rows] < calendar.end, closed[rows], NONE),
        easting=np.where(nowhere, np.nan, incidents.place[rows, 0]),
        northing=np.where(nowhere, np.nan, incidents.place[rows, 1]),
        requested_staff_id=asked[rows],
    )
    place, human, second = happenings.on_log(incidents, rows)
    named = ~chance(rng, plan.unrecorded * 0.6, len(place))
    place, human, second = place[named], human[named], second[named]
    role = np.where(second == 0, ledger.texts.code("caller"), ledger.texts.code("involved"))
    ledger.add(
        "incident_people", incident_id=rows[place], role=role, person_id=public.record(rng, human)
    )
    on_log = np.full((2, incidents.count), NONE)
    on_log[second, rows[place]] = human
    booked = np.flatnonzero(~chance(rng, plan.unrecorded * 0.5, len(attendances.staff)))
    _write_attendances(rng, ledger, incidents, attendances, booked, vehicle, on_log, purposes)
    for one in on_log:
        purposes.parts.append(_log_purposes(ledger, one, incidents))


def _log_purposes(
    ledger: Ledger, on_log: Array, incidents: Incidents
) -> tuple[Array, Array, Array, Array]:
    """Who handled a log had a purpose with whoever is on it."""
    blocks = ledger.blocks.get("log_handling", [])
    incident = np.concatenate([block["incident_id"] for block in blocks])
    staff = np.concatenate([block["staff_id"] for block in blocks])
    human = on_log[incident]
    good = human != NONE
    at = incidents.at[incident[good]]
    return staff[good], human[good], at - HOUR, at + AFTER_INCIDENT


def _write_attendances(
    rng: np.random.Generator,
    ledger: Ledger,
    incidents: Incidents,
    attendances: Attendances,
    booked: Array,
    vehicle: Array,
    on_log: Array,
    purposes: Purposes,
) -> None:
    incident, staff = attendances.incident[booked], attendances.staff[booked]
    arrived, left = attendances.arrived[booked], attendances.left[booked]
    used = vehicle[attendances.crew[booked]]
    rows = ledger.add(
        "attendances",
        incident_id=incident,
        staff_id=staff,
        arrived_at=arrived,
        left_at=np.where(chance(rng, 0.07, len(left)), NONE, left),
        vehicle_id=np.where(chance(rng, 0.06, len(used)), NONE, used),
    )
    for number, human in enumerate((incidents.caller[incident], incidents.other[incident])):
        there = np.flatnonzero(human != NONE)
        ledger.witness(
            "attendances",
            rows[there],
            staff=staff[there],
            human=human[there],
            at=arrived[there],
            nature="work",
        )
        purposes.add(staff, on_log[number, incident], arrived - 2 * HOUR, left + AFTER_INCIDENT)


def write_crews(
    plan: Plan,
    ledger: Ledger,
    staff: Staff,
    crews: Crews,
    vehicle: Array,
    leaves: Array,
    returns: Array,
) -> None:
    """Who was booked on to which vehicle; now and then it is the wrong name."""
    rng = plan.stream("recording.crews")
    for member in (crews.first, crews.second):
        rows = np.flatnonzero((member != NONE) & (vehicle != NONE))
        wrong = chance(rng, plan.unrecorded * 0.25, len(rows))
        name = np.where(wrong, rng.integers(staff.count, size=len(rows)), member[rows])
        ledger.add(
            "crews",
            vehicle_id=vehicle[rows],
            staff_id=name,
            starts_at=leaves[rows],
            ends_at=returns[rows],
        )


def recorded_tasks(plan: Plan, tasks: Tasks, purposes: Purposes) -> Array:
    """Which tasks were entered."""
    rng = plan.stream("recording.tasks")
    entered = ~chance(rng, plan.unrecorded * 1.2, tasks.count)
    rows = np.flatnonzero(entered)
    purposes.add(
        tasks.staff[rows],
        tasks.human[rows],
        tasks.at[rows] - AROUND_TASK,
        tasks.at[rows] + tasks.seconds[rows] + AROUND_TASK,
    )
    return entered
