"""Detentions: who is in the suite, who works there, and what is done one to one."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from upstander.simulator.basics import (
    DAY,
    HOUR,
    MINUTE,
    NONE,
    Array,
    Calendar,
    Plan,
    chance,
    spread,
)
from upstander.simulator.dispatch import Attendances
from upstander.simulator.geography import Land
from upstander.simulator.incidents import Incidents
from upstander.simulator.ledger import Ledger
from upstander.simulator.public import Public
from upstander.simulator.recording import Purposes
from upstander.simulator.rota import DUTY, OVERTIME, HourPool, Rota
from upstander.simulator.traces import WORK, Traces
from upstander.simulator.workforce import Staff

STEPS = ("booking_in", "drug_test", "cell_visit", "fingerprints", "other")
BOOKING, DRUG_TEST, CELL, PRINTS, ELSE = range(len(STEPS))


@dataclass(frozen=True, kw_only=True)
class Detentions:
    """Detentions by number."""

    human: Array
    suite: Array
    starts: Array
    ends: Array
    incident: Array


def detain(
    plan: Plan,
    land: Land,
    public: Public,
    ledger: Ledger,
    incidents: Incidents,
    attendances: Attendances,
) -> Detentions:
    """Those arrested are brought to the suite of the area, for some fourteen hours."""
    rng = plan.stream("custody")
    order = np.argsort(attendances.arrived, kind="stable")
    there, first = np.unique(attendances.incident[order], return_index=True)
    left = attendances.left[order][first]
    taken = np.flatnonzero(incidents.arrested[there])
    incident, starts = there[taken], left[taken] + rng.integers(15, 90, len(taken)) * MINUTE
    hours = (14 * rng.lognormal(0, 0.5, len(taken))).clip(2, 36)
    ends = starts + (hours * HOUR).astype(np.int64)
    human, suite = incidents.other[incident], land.suite_of_area[incidents.area[incident]]
    ledger.add(
        "custody",
        custody_id=np.arange(len(human)),
        person_id=public.record(rng, human),
        suite=ledger.texts.codes(f"suite {number}" for number in suite),
        starts_at=starts,
        ends_at=ends,
    )
    return Detentions(human=human, suite=suite, starts=starts, ends=ends, incident=incident)


def staff_suites(
    plan: Plan, land: Land, staff: Staff, rota: Rota, ledger: Ledger, calendar: Calendar
) -> HourPool:
    """Who works in which suite when. Suites nobody is posted to are covered from the others."""
    rng = plan.stream("custody.staff")
    members = staff.of_family("custody")
    suites = np.unique(land.suite_of_area)
    posted = np.full(staff.count, NONE)
    posted[members] = suites[rng.permutation(len(members)) % len(suites)]
    rows = np.flatnonzero((posted[rota.staff] != NONE) & np.isin(rota.kind, (DUTY, OVERTIME)))
    suite = posted[rota.staff[rows]]
    ledger.add(
        "custody_duties",
        staff_id=rota.staff[rows],
        starts_at=rota.starts[rows],
        ends_at=rota.ends[rows],
        suite=ledger.texts.codes(f"suite {number}" for number in suite),
    )
    return HourPool(
        group=suite,
        entity=rota.staff[rows],
        starts=rota.starts[rows],
        ends=rota.ends[rows],
        base=calendar.start,
    )


def look_after(
    plan: Plan, ledger: Ledger, traces: Traces, held: Detentions, pool: HourPool
) -> None:
    """The steps of each detention, and what the suite looks up about who is in it."""
    rng = plan.stream("custody.steps")
    hours = (held.ends - held.starts) // HOUR
    parts: list[tuple[Array, Array, Array, int]] = []
    for what, after, often, most in (
        (BOOKING, rng.integers(5, 25, len(hours)) * MINUTE, 1.0, 25),
        (PRINTS, rng.integers(35, 90, len(hours)) * MINUTE, 0.85, 20),
        (DRUG_TEST, rng.integers(50, 150, len(hours)) * MINUTE, 0.4, 15),
        (ELSE, rng.integers(90, 300, len(hours)) * MINUTE, 0.3, 15),
    ):
        rows = np.flatnonzero(chance(rng, often, len(hours)))
        parts.append((rows, held.starts[rows] + after[rows], np.full(len(rows), what), most))
    owner, place = spread(np.maximum(hours - 1, 0))
    visit = held.starts[owner] + (place + 1) * HOUR + rng.integers(-20, 20, len(owner)) * MINUTE
    parts.append((owner, visit, np.full(len(owner), CELL), 5))
    case = np.concatenate([rows for rows, _, _, _ in parts])
    at = np.concatenate([moment for _, moment, _, _ in parts])
    step = np.concatenate([what for _, _, what, _ in parts])
    longest = np.concatenate([np.full(len(rows), most) for rows, _, _, most in parts])
    keep = at < held.ends[case]
    case, at, step, longest = case[keep], at[keep], step[keep], longest[keep]
    seconds = (rng.uniform(0.2, 1.0, len(case)) * longest * MINUTE).astype(np.int64) + 30
    steps(
        ledger,
        traces,
        held,
        case=case,
        at=at,
        step=step,
        seconds=seconds,
        staff=pool.pick(rng, held.suite[case], at),
        nature=WORK,
    )
    _read_up(rng, traces, held, pool)


def steps(
    ledger: Ledger,
    traces: Traces,
    held: Detentions,
    *,
    case: Array,
    staff: Array,
    at: Array,
    step: Array,
    seconds: Array,
    nature: str,
) -> None:
    """Rows of `custody_steps`, where somebody was on duty and the extracts cover it."""
    keep = (staff != NONE) & traces.calendar.within(at)
    case, staff, at = case[keep], staff[keep], at[keep]
    rows = ledger.add(
        "custody_steps",
        custody_id=case,
        staff_id=staff,
        starts_at=at,
        step=ledger.texts.codes(STEPS)[step[keep]],
        ends_at=at + seconds[keep],
    )
    ledger.witness("custody_steps", rows, staff=staff, human=held.human[case], at=at, nature=nature)


def _read_up(rng: Generator, traces: Traces, held: Detentions, pool: HourPool) -> None:
    everyone = np.arange(len(held.human))
    at = held.starts + 15 * MINUTE
    traces.bursts(
        rng,
        staff=pool.pick(rng, held.suite, at),
        human=held.human,
        at=at,
        mean=2.5,
        before=5,
        after=25,
        nature=WORK,
        system="Custody",
    )
    owner = np.repeat(everyone, rng.poisson(1.5, len(everyone)))
    span = held.ends[owner] - held.starts[owner]
    at = held.starts[owner] + (rng.random(len(owner)) * span).astype(np.int64)
    traces.bursts(
        rng,
        staff=pool.pick(rng, held.suite[owner], at),
        human=held.human[owner],
        at=at,
        mean=0.5,
        before=0,
        after=10,
        nature=WORK,
        system="Custody",
    )


def cover(held: Detentions, ledger: Ledger, purposes: Purposes) -> None:
    """Whoever was posted to a suite had a purpose with everybody who was in it."""
    block = ledger.blocks.get("custody_duties", [])
    if not block or not len(held.human):
        return
    suites = {
        text: int(text.split()[-1]) for text in ledger.texts.known if text.startswith("suite ")
    }
    code = {ledger.texts.code(text): number for text, number in suites.items()}
    suite = np.array([code[int(one)] for one in block[0]["suite"]])
    order = np.argsort(block[0]["starts_at"], kind="stable")
    staff, starts, ends = (block[0][n][order] for n in ("staff_id", "starts_at", "ends_at"))
    suite = suite[order]
    low = np.searchsorted(starts, held.starts - DAY)
    high = np.searchsorted(starts, held.ends)
    case, place = spread(np.maximum(high - low, 0))
    row = low[case] + place
    meets = (suite[row] == held.suite[case]) & (ends[row] > held.starts[case])
    case, row = case[meets], row[meets]
    purposes.add(
        staff[row],
        held.human[case],
        np.maximum(starts[row], held.starts[case]) - HOUR,
        np.minimum(ends[row], held.ends[case]) + HOUR,
    )
