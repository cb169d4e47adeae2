"""The figures of several forces as one: hits and numbers added up, shares taken of the sums."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Any

from upstander.engine.evaluation.metrics import times, wilson

Figures = Mapping[str, Any]
Row = dict[str, Any]


def pooled(forces: Sequence[Figures], *, top: int) -> Row:
    """What `evaluate` found for each force, as of one: the same tables, without the subjects'."""
    observable = sum(force["observable"] for force in forces)
    names = list(dict.fromkeys(name for force in forces for name in force["baselines"]))
    staff = sum(force["staff"] for force in forces)
    false = sum(force["listed_false"] for force in forces)
    return {
        "forces": len(forces),
        "staff": staff,
        "subjects": sum(force["subjects"] for force in forces),
        "observable": observable,
        "upstander": _cuts([force["upstander"] for force in forces], observable=observable),
        "baselines": {
            name: _cuts([force["baselines"][name] for force in forces], observable=observable)
            for name in names
        },
        "listed": sum(force["listed"] for force in forces),
        "listed_false": false,
        "false_leads_per_1000_staff": 1000 * false / staff,
        "explained": _explained([force["explained"] for force in forces], by="of"),
        "explained_by_table": _explained(
            [force["explained_by_table"] for force in forces], by="source_table"
        ),
        "look_alikes": _alike([force["look_alikes"] for force in forces], staff=staff,
                              top=top * len(forces)),
        "lead_days": _lead([force["lead_days"] for force in forces], observable=observable),
        "rates": _rates([force["rates"] for force in forces]),
        "by_subject": [row for force in forces for row in force["by_subject"]],
        "seconds": sum(force["seconds"] for force in forces),
    }  # fmt: skip


def _summed(
    tables: Iterable[Iterable[Figures]], *, by: Sequence[str], of: Sequence[str]
) -> list[Row]:
    """Rows with the same `by`, in the order in which they first come, with `of` added up."""
    sums: dict[tuple[Any, ...], Counter[str]] = {}
    for table in tables:
        for row in table:
            held = sums.setdefault(tuple(row[name] for name in by), Counter())
            held.update({name: row[name] for name in of})
    return [
        dict(zip(by, key, strict=True)) | {name: held[name] for name in of}
        for key, held in sums.items()
    ]


def _cuts(tables: Iterable[Iterable[Figures]], *, observable: int) -> list[Row]:
    return [
        row
        | {
            "recall": row["found"] / observable if observable else None,
            "precision": row["found"] / row["length"],
        }
        for row in _summed(tables, by=("cut",), of=("length", "found"))
    ]


def _explained(tables: Iterable[Iterable[Figures]], *, by: str) -> list[Row]:
    return [
        row | {"share": row["explained"] / row["seen"] if row["seen"] else None}
        for row in _summed(tables, by=(by,), of=("events", "seen", "explained"))
    ]


def _alike(tables: Iterable[Iterable[Figures]], *, staff: int, top: int) -> list[Row]:
    return [
        row | {"times": times(row["in_top"], of=top, among=row["staff"], all_of=staff)}
        for row in sorted(
            _summed(tables, by=("nature",), of=("staff", "in_top")), key=lambda row: row["nature"]
        )
    ]


def _lead(found: Sequence[Figures], *, observable: int) -> Row:
    days = sorted(day for force in found for day in force["days"])
    return {
        "observable": observable,
        "noticed": len(days),
        "before_the_end": sum(day > 0 for day in days),
        "median_days": median(days) if days else None,
        "shortest": min(days, default=None),
        "longest": max(days, default=None),
        "days": days,
    }


def _rates(tables: Iterable[Iterable[Figures]]) -> list[Row]:
    rows = _summed(tables, by=("attribute", "value"), of=("staff", "on_list"))
    placed = [(row, wilson(row["on_list"], row["staff"])) for row in rows]
    return [
        row | {"rate": row["on_list"] / row["staff"], "low": low, "high": high}
        for row, (low, high) in placed
    ]
