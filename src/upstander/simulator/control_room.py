"""The control room and the front counter: who took a log, passed it, put it off, closed it."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from upstander.simulator.basics import HOUR, MINUTE, NONE, Array, Calendar, Plan, chance
from upstander.simulator.dispatch import Attendances
from upstander.simulator.incidents import COUNTER, STOP, Incidents
from upstander.simulator.ledger import Ledger
from upstander.simulator.rota import HourPool, Rota
from upstander.simulator.traces import WORK, Traces
from upstander.simulator.workforce import Staff

ACTIONS = ("taken", "passed", "held", "closed")
TAKEN, PASSED, HELD, CLOSED = range(len(ACTIONS))
REASONS = ("no unit free", "caller not in", "awaiting call-back", "appointment agreed")


@dataclass(frozen=True, kw_only=True)
class Logs:
    """Who handled which log; `taker` and `closer` by incident, -1 before the extracts."""

    taker: Array
    closer: Array
    closed: Array


def handle(
    plan: Plan,
    calendar: Calendar,
    staff: Staff,
    rota: Rota,
    ledger: Ledger,
    traces: Traces,
    incidents: Incidents,
    attendances: Attendances,
) -> Logs:
    """Everything that the control room does with the logs of the extracts."""
    rng = plan.stream("control_room")
    current = np.arange(incidents.history, incidents.count)
    at, kind = incidents.at[current], incidents.kind[current]
    desk = _pool(staff.of_role("Enquiry Desk Officer"), rota, calendar)
    phones = _pool(staff.of_role("Communications Officer"), rota, calendar)
    radio = _pool(staff.of_role("Radio Dispatcher", "Control Room Supervisor"), rota, calendar)
    one = np.zeros(len(current), dtype=int)
    taker = phones.pick(rng, one, at)
    taker = np.where(kind == COUNTER, desk.pick(rng, one, at), taker)
    taker = np.where((kind == STOP) | (taker == NONE), radio.pick(rng, one, at), taker)
    left = np.zeros(incidents.count, dtype=np.int64)
    np.maximum.at(left, attendances.incident, attendances.left)
    done = np.where(
        left[current] > 0,
        left[current] + rng.integers(5, 90, len(current)) * MINUTE,
        at + (rng.lognormal(0, 1.0, len(current)) * 2 * HOUR).astype(np.int64),
    )
    passed = at + rng.integers(1, 15, len(current)) * MINUTE
    dispatcher = np.where(kind == COUNTER, taker, radio.pick(rng, one, passed))
    held = chance(rng, 0.08, len(current)) & (left[current] == 0)
    until = at + rng.integers(6, 30, len(current)) * HOUR
    done = np.where(held, np.maximum(done, until + HOUR), done)
    closer = np.where(held, radio.pick(rng, one, done), dispatcher)
    entries = (
        (TAKEN, taker, at, one == 0),
        (PASSED, dispatcher, passed, (kind != COUNTER) & (kind != STOP)),
        (HELD, dispatcher, passed + 20 * MINUTE, held),
        (CLOSED, closer, done, one == 0),
    )
    for action, member, when, rows in entries:
        chosen = np.flatnonzero(rows & (member != NONE))
        why = rng.integers(len(REASONS), size=len(chosen))
        log(
            ledger, traces, incidents, incident=current[chosen], staff=member[chosen],
            at=when[chosen], action=action, until=until[chosen], nature=WORK, reason=why,
        )  # fmt: skip
    human = incidents.caller[current]
    read = chance(rng, np.where(kind == STOP, 0.3, 0.6), len(current))
    _read_up(rng, traces, taker[read], human[read], at[read] + 2 * MINUTE, mean=0.7)
    read = chance(rng, 0.2, len(current))
    _read_up(rng, traces, dispatcher[read], human[read], passed[read], mean=0.4)
    rows = np.flatnonzero(held & (closer != NONE))
    traces.talk(rng, staff=closer[rows], human=human[rows], at=until[rows], nature=WORK)
    whole = np.full((3, incidents.count), NONE)
    whole[0, current], whole[1, current], whole[2, current] = taker, closer, done
    return Logs(taker=whole[0], closer=whole[1], closed=whole[2])


def _read_up(
    rng: Generator, traces: Traces, staff: Array, human: Array, at: Array, *, mean: float
) -> None:
    """Look the caller up while the log is open."""
    traces.bursts(
        rng, staff=staff, human=human, at=at, mean=mean, before=0, after=12, nature=WORK,
        system="Command log",
    )  # fmt: skip


def _pool(members: Array, rota: Rota, calendar: Calendar) -> HourPool:
    rows = np.flatnonzero(np.isin(rota.staff, members))
    return HourPool(
        group=np.zeros(len(rows), dtype=int),
        entity=rota.staff[rows],
        starts=rota.starts[rows],
        ends=rota.ends[rows],
        base=calendar.start,
    )


def log(
    ledger: Ledger,
    traces: Traces,
    incidents: Incidents,
    *,
    incident: Array,
    staff: Array,
    at: Array,
    action: int,
    until: Array,
    reason: Array,
    nature: str,
) -> None:
    """Rows of `log_handling`, with the caller as the person whom each is about."""
    keep = traces.calendar.within(at)
    incident, staff, at = incident[keep], staff[keep], at[keep]
    why = ledger.texts.codes(REASONS)[reason[keep]] if action == HELD else NONE
    rows = ledger.add(
        "log_handling",
        incident_id=incident,
        staff_id=staff,
        at=at,
        action=ACTIONS[action],
        reason=why,
        held_until=until[keep] if action == HELD else NONE,
    )
    ledger.witness(
        "log_handling", rows, staff=staff, human=incidents.caller[incident], at=at, nature=nature
    )
