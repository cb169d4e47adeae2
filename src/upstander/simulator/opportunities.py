"""What a post makes possible: a longer cell check, a log held back, a case passed on."""

from dataclasses import replace

import numpy as np
from numpy.random import Generator

from upstander.simulator import control_room, custody
from upstander.simulator.basics import DAY, HOUR, MINUTE, NONE, Plan
from upstander.simulator.casework import Assignments, Cases, Desks
from upstander.simulator.incidents import Incidents
from upstander.simulator.ledger import Ledger
from upstander.simulator.misconduct import CASE, CUSTODY, LOG, Aim, Target
from upstander.simulator.rota import Rota
from upstander.simulator.traces import MISCONDUCT, Traces
from upstander.simulator.workforce import Staff

Pursuits = list[tuple[Aim, Target]]


def linger(
    plan: Plan,
    ledger: Ledger,
    traces: Traces,
    rota: Rota,
    held: custody.Detentions,
    pursuits: Pursuits,
) -> None:
    """Custody staff go back to the cell of somebody they have an eye on."""
    rng = plan.stream("opportunities.linger")
    for aim, target in pursuits:
        cells = np.flatnonzero(
            (held.human == target.human)
            & (held.starts <= target.met + HOUR)
            & (held.ends > target.met)
        )
        if target.how != CUSTODY or not len(cells):
            continue
        case = int(cells[0])
        duty = int(rota.next_duty(np.array([aim.staff]), np.array([target.met]))[0])
        until = min(int(held.ends[case]), int(rota.ends[duty])) - 12 * MINUTE
        count = int(rng.poisson(1.6))
        if until <= target.met or not count:
            continue
        at = np.sort(rng.integers(target.met, until, count))
        custody.steps(
            ledger,
            traces,
            held,
            case=np.full(count, case),
            at=at,
            staff=np.full(count, aim.staff),
            step=np.full(count, custody.CELL),
            seconds=rng.integers(60, 700, count),
            nature=MISCONDUCT,
        )


def hold_back(
    plan: Plan, ledger: Ledger, traces: Traces, rota: Rota, incidents: Incidents, pursuits: Pursuits
) -> None:
    """Somebody in the control room puts a log off until they are back on shift."""
    rng = plan.stream("opportunities.hold_back")
    for aim, target in pursuits:
        if target.how != LOG or rng.random() > 0.5:
            continue
        near = np.flatnonzero(
            (incidents.caller == target.human) & (np.abs(incidents.at - target.met) < DAY)
        )
        duty = int(rota.next_duty(np.array([aim.staff]), np.array([target.met + 14 * HOUR]))[0])
        if not len(near) or duty == NONE:
            continue
        one = near[:1]
        control_room.log(
            ledger,
            traces,
            incidents,
            incident=one,
            staff=np.array([aim.staff]),
            at=incidents.at[one] + 30 * MINUTE,
            action=control_room.HELD,
            until=rota.starts[[duty]] + HOUR,
            reason=np.array([3]),
            nature=MISCONDUCT,
        )


def pass_on(
    plan: Plan, staff: Staff, cases: Cases, work: Assignments, pursuits: Pursuits
) -> Assignments:
    """Some end their part in a case to be free of it, and do not end the contact."""
    rng = plan.stream("opportunities.pass_on")
    desks, ends = Desks(staff), work.ends.copy()
    more = []
    for aim, target in pursuits:
        mine = np.flatnonzero(
            (work.staff == aim.staff)
            & (cases.victim[work.case] == target.human)
            & (work.starts <= target.met + DAY)
            & (work.ends > target.met)
        )
        if target.how != CASE or not len(mine) or rng.random() > aim.hands_over:
            continue
        row = int(mine[0])
        cut = target.met + int(rng.uniform(1, 15) * DAY)
        if cut >= ends[row]:
            continue
        taker = _taker(rng, desks, staff, aim.staff, cut)
        more.append((int(work.case[row]), taker, int(work.role[row]), cut, int(ends[row])))
        ends[row] = cut
    if not more:
        return work
    case, member, role, start, end = (np.array(column) for column in zip(*more, strict=True))
    later = Assignments(case=case, staff=member, role=role, starts=start, ends=end)
    return replace(work, ends=ends).plus(later)


def _taker(rng: Generator, desks: Desks, staff: Staff, member: int, at: int) -> int:
    family, area = staff.family[[member]], staff.area[[member]]
    return int(desks.pick(rng, family, area, np.array([at]))[0])
