"""The list beside the simple rules, pooled over ten simulated forces that nobody tuned to.

Each force has 1,500 staff, 1.2 % of whom abuse their position, and a year of records in which 6 %
of the legitimate work is missing or wrong. The seeds are chosen when the figures are taken and were
not looked at before: whoever changes a sign, an explanation or the matrix after looking at them
must choose others. UPSTANDER_SEEDS names them ("701,702"); without it they are those of the figures
on record. What is here is said about simulated forces; it is no validation.
"""

import os
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from upstander.cli.evaluate_tables import tables
from upstander.engine import api
from upstander.engine.evaluation.metrics import ORDINARY
from upstander.engine.evaluation.pooled import pooled
from upstander.engine.evaluation.run import TOP
from upstander.engine.leads.matrix import read_matrix
from upstander.simulator.force import simulate

SEEDS = (801, 802, 803, 804, 805, 806, 807, 808, 809, 810)
STAFF, MONTHS = 1500, 12
BARS = {
    "recall_at_1_percent_over_best_baseline": 3,
    "precision_at_half_a_percent": 0.6,
    "recorded_events_explained": 0.97,
    "median_lead_days": 60,
    "look_alike_times": 2,
}
HALF, WHOLE = "0.5% of staff", "1.0% of staff"


def run(small: bool = False) -> dict[str, Any]:
    """The pooled tables of `upstander evaluate`, and the figures that the bars are about."""
    named = os.environ.get("UPSTANDER_SEEDS", "")
    seeds = tuple(int(seed) for seed in named.split(",")) if named else SEEDS
    forces = [_evaluated(seed, small=small) for seed in (seeds[:2] if small else seeds)]
    found = pooled(forces, top=TOP)
    return {
        "name": "leads",
        "seeds": list(seeds[: len(forces)]),
        "staff_each": 60 if small else STAFF,
        "matrix": read_matrix().version,
        **figures(found),
        **{title: rows for title, rows in tables(found) if rows},
        "pooled": found,
        "stands_between": between(found["by_subject"]),
        "bars": BARS,
    }


def figures(found: dict[str, Any]) -> dict[str, Any]:
    """The five figures of the bars, from the pooled tables."""
    best = max(_at(cuts, WHOLE)["recall"] or 0.0 for cuts in found["baselines"].values())
    ours = _at(found["upstander"], WHOLE)["recall"] or 0.0
    alike = [row for row in found["look_alikes"] if row["nature"].startswith("look_alike")]
    recorded = next(row for row in found["explained"] if row["of"] == "purpose recorded")
    return {
        "recall_at_1_percent": ours,
        "best_baseline": best,
        "recall_at_1_percent_over_best_baseline": ours / best if best else None,
        "precision_at_half_a_percent": _at(found["upstander"], HALF)["precision"],
        "recorded_events_explained": recorded["share"],
        "median_lead_days": found["lead_days"]["median_days"],
        "look_alike_times": max((row["times"] or 0.0 for row in alike), default=0.0),
        "ordinary_work_times": next(
            (row["times"] for row in found["look_alikes"] if row["nature"] == ORDINARY), None
        ),
    }


def between(subjects: list[dict[str, Any]]) -> dict[str, int]:
    """How many subjects each thing stands before."""
    return dict(Counter(row["stands_between"] for row in subjects).most_common())


def _at(cuts: list[dict[str, Any]], cut: str) -> dict[str, Any]:
    return next(row for row in cuts if row["cut"] == cut)


def _evaluated(seed: int, *, small: bool) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as name:
        force = Path(name) / "force"
        staff, months = (60, 3) if small else (STAFF, MONTHS)
        simulate(out=force, staff=staff, months=months, seed=seed, volume="light")
        found = api.evaluate(force=force)
    # Whose force a subject is of must be known once forces are pooled.
    return found | {"by_subject": [{"force": seed} | row for row in found["by_subject"]]}
