"""The page of the evaluation: its words from evaluation.md, its figures from the last recorded run.

A run is recorded by `./dev bench leads`, which writes it to benchmarks/results.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from upstander.cli.evaluate_tables import percent, tables

HERE = Path(__file__).resolve().parent
RESULTS = HERE.parent / "benchmarks" / "results"

Row = Mapping[str, Any]


def page() -> str:
    """The whole page."""
    text = (HERE / "evaluation.md").read_text(encoding="utf-8")
    said = "Generated from `tools/evaluation.md` and the last run of `./dev bench leads` on record."
    return text.replace("<!-- head -->", said).replace("<!-- figures -->", figures(_last_run()))


def _last_run() -> Row | None:
    for path in sorted(RESULTS.glob("*.json"), reverse=True):
        run: Row = json.loads(path.read_text(encoding="utf-8"))
        if "pooled" in run["found"].get("leads", {}):
            return run
    return None


def figures(run: Row | None) -> str:
    """The recorded run in words and tables; that there is none, where there is none."""
    if run is None:
        return "No run is on record: `./dev bench leads` makes one."
    leads = run["found"]["leads"]
    found = leads["pooled"]
    parts = [
        f"{found['forces']} forces of {leads['staff_each']:,} staff and twelve months, seeds "
        f"{', '.join(map(str, leads['seeds']))}, on {run['at'][:10]}, "
        f"matrix {leads['matrix']}. Of {found['staff']:,} staff {found['subjects']} "
        f"are subjects and {found['observable']} observable; {found['listed']} were listed, "
        f"{found['listed_false']} of them no subjects.",
        _grid(_bars(leads)),
        "What stands between the list and the subjects:",
        _grid([leads["stands_between"]]),
    ]
    for title, rows in tables(found):
        if rows:
            parts += [f"### {title}", _grid(rows)]
    return "\n\n".join(parts)


def _bars(leads: Row) -> list[Row]:
    """Each bar beside what was measured."""
    bars, shares = leads["bars"], ("precision_at_half_a_percent", "recorded_events_explained")
    names = {
        "recall_at_1_percent_over_best_baseline": "recall at 1 % of staff over the best simple "
        "rule's, at least",
        "precision_at_half_a_percent": "precision in the first 0.5 % of staff, at least",
        "recorded_events_explained": "recorded legitimate events explained, at least",
        "median_lead_days": "median lead time in days, at least",
        "look_alike_times": "the most over-represented look-alike in the first 50, times, at most",
    }
    return [
        {
            "figure": words,
            "bar": percent(bars[name]) if name in shares else bars[name],
            "measured": percent(leads[name]) if name in shares else _short(leads[name]),
        }
        for name, words in names.items()
    ]


def _short(value: Any) -> str:
    return "not to be told: the best rule found nobody" if value is None else f"{value:.3g}"


def _grid(rows: Sequence[Row]) -> str:
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [_line(names), _line(["---"] * len(names))]
    return "\n".join(lines + [_line([row.get(name, "") for name in names]) for row in rows])


def _line(cells: Iterable[Any]) -> str:
    return "| " + " | ".join("-" if cell is None else str(cell) for cell in cells) + " |"
