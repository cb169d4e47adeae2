"""The figures of `upstander evaluate` as tables that fit a screen a hundred columns wide."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Row = dict[str, Any]


def tables(found: Mapping[str, Any]) -> Iterator[tuple[str, list[Row]]]:
    """Each table with its title, in the order in which one reads them."""
    rankings = {"Upstander": found["upstander"], **found["baselines"]}
    yield (
        f"Found of {found['observable']} observable subjects, by length of the list (recall)",
        [_cuts(name, cuts, "recall") for name, cuts in rankings.items()],
    )
    yield (
        "Share of the list that is a subject (precision)",
        [_cuts(name, cuts, "precision") for name, cuts in rankings.items()],
    )
    yield "Legitimate events explained", [_share(row, "of") for row in found["explained"]]
    yield (
        "The same by table, purpose recorded",
        [_share(row, "source_table") for row in found["explained_by_table"]],
    )
    told = {name: value for name, value in found["lead_days"].items() if name != "days"}
    yield "Lead time, in days before the last event", _one(told)
    yield (
        "Not subjects, among the first 50, and in the workforce",
        [_alike(row) for row in found["look_alikes"] if row["in_top"]],
    )
    yield "Subject by subject", [_subject(row) for row in found["by_subject"]]
    yield (
        "Rates on the list as it is, with 95% intervals",
        [_rate(row) for row in found["rates"]],
    )
    yield "Stability", _one(found.get("stability") or {})


def _cuts(name: str, cuts: Sequence[Mapping[str, Any]], figure: str) -> Row:
    return {"ranking": name} | {
        cut["cut"]: f"{cut['found']} ({percent(cut[figure])})" for cut in cuts
    }


def _share(row: Mapping[str, Any], name: str) -> Row:
    return {
        name.replace("source_table", "table"): row[name],
        "events": row["events"],
        "seen by the scan": row["seen"],
        "explained": row["explained"],
        "share of seen": percent(row["share"]),
    }


def _one(figures: Mapping[str, Any]) -> list[Row]:
    return [dict(figures)] if figures else []


def _alike(row: Mapping[str, Any]) -> Row:
    names = {"nature": "nature", "staff": "of all staff", "in_top": "among the first 50"}
    return {title: row[name] for name, title in names.items()} | {"times": f"{row['times']:.1f}"}


def _subject(row: Mapping[str, Any]) -> Row:
    names = ("style", "rows", "seen", "explained", "read", "rank")
    told = {name: row[name] for name in names} | {
        "bits": None if row["bits"] is None else f"{row['bits']:.1f}",
        "stands between": row["stands_between"],
        "before it": row["before_are"],
    }
    named = {"force": row["force"]} if "force" in row else {}
    return named | {"staff_id": row["staff_id"]} | told


def _rate(row: Mapping[str, Any]) -> Row:
    names = ("attribute", "value", "staff", "on_list")
    return {name: row[name] for name in names} | {
        "rate": percent(row["rate"]),
        "interval": f"{percent(row['low'])} to {percent(row['high'])}",
    }


def percent(share: float | None) -> str:
    """97.3%, never rounded to all or to nothing; a dash where there is nothing to share."""
    if share is None:
        return "-"
    if 0 < share < 0.001 or 0.999 < share < 1:
        return "<0.1%" if share < 0.5 else ">99.9%"
    return f"{share:.1%}".replace(".0%", "%")
