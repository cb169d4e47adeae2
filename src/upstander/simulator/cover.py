"""Some of those who look somebody up for themselves give the number of a matter as the reason.

How many do is not known: no published case says. Two in three are made to give none, and the
third as often as people give one for their work.
"""

import numpy as np

from upstander.simulator.basics import NONE, Array, Plan
from upstander.simulator.casework import Cases
from upstander.simulator.misconduct import Aim

GIVES_A_NUMBER = 1 / 3


def numbers_given(
    plan: Plan, cases: Cases, aims: list[Aim], looks: list[tuple[int, int, int]]
) -> Array:
    """For each look-up (member, person, moment) the matter of the person it cites, or NONE."""
    rng = plan.stream("cover")
    habits = {
        aim.staff: float(rng.beta(3, 2)) if rng.random() < GIVES_A_NUMBER else 0.0 for aim in aims
    }
    theirs = _matters(cases, {person for _, person, _ in looks})
    given = np.full(len(looks), NONE, dtype=np.int64)
    for place, (member, person, moment) in enumerate(looks):
        known = [case for opened, case in theirs[person] if opened <= moment]
        if known and rng.random() < habits[member]:
            given[place] = known[-1]
    return given


def _matters(cases: Cases, people: set[int]) -> dict[int, list[tuple[int, int]]]:
    """What each of `people` is a victim or a suspect of, by when it was opened."""
    found: dict[int, list[tuple[int, int]]] = {person: [] for person in people}
    for case, parties in enumerate(zip(cases.victim.tolist(), cases.suspect.tolist(), strict=True)):
        for person in set(parties) & people:
            found[person].append((int(cases.opened[case]), case))
    return {person: sorted(matters) for person, matters in found.items()}
