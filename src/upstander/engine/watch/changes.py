"""What is new on the list since the last one.

A member is told by `staff_id`. A person is told by the human being behind the record, so that a
record which is found to be of somebody already known is no new person.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

LEADS, EVIDENCE, PEOPLE = "leads.parquet", "evidence.parquet", "people.parquet"
Rows = list[dict[str, Any]]


def changes(*, last: Path | None, now: Path) -> dict[str, Any]:
    """New leads, leads that went, and those with new people, new evidence or another rank.

    `last` is the folder of the list before, None where there was none; `now` that of this one.
    """
    humans = {row["person_id"]: row["human_id"] for row in _rows(now / PEOPLE)}
    after, found = _listed(now), _evidence(now, humans)
    before = _listed(last) if last else {}
    had = _evidence(last, humans) if last else {}
    people_before = {member: _people(rows, humans) for member, rows in before.items()}
    stayed = sorted(set(before) & set(after), key=lambda member: _rank(after[member]))
    moved = [
        _moved(
            member,
            rows=after[member],
            was=_rank(before[member]),
            people=sorted(_people(after[member], humans) - people_before[member]),
            evidence=sorted(
                found.get(member, set()) - had.get(member, set()),
                key=lambda one: (one[1], one[0] or ""),
            ),
        )
        for member in stayed
    ]
    return {
        "first_list": last is None,
        "new": [
            {"staff_id": member, "rank": _rank(after[member])}
            for member in sorted(set(after) - set(before), key=lambda one: _rank(after[one]))
        ],
        "gone": [
            {
                "staff_id": member,
                "rank_before": _rank(before[member]),
                "still_has_evidence": member in found,
            }
            for member in sorted(set(before) - set(after), key=lambda one: _rank(before[one]))
        ],
        "changed": [each for each in moved if _is_change(each)],
    }


def _moved(
    member: str,
    *,
    rows: Rows,
    was: int,
    people: list[str],
    evidence: Iterable[tuple[str | None, str]],
) -> dict[str, Any]:
    return {
        "staff_id": member,
        "rank": _rank(rows),
        "rank_before": was,
        "new_people": people,
        "new_evidence": [
            {"human_id": human, "indicator": indicator} for human, indicator in evidence
        ],
    }


def _is_change(each: Mapping[str, Any]) -> bool:
    return bool(each["new_people"] or each["new_evidence"] or each["rank"] != each["rank_before"])


def _rows(path: Path) -> Rows:
    return pq.read_table(path).to_pylist() if path.exists() else []


def _listed(folder: Path) -> dict[str, Rows]:
    """The rows of each listed member."""
    found: dict[str, Rows] = defaultdict(list)
    for row in _rows(folder / LEADS):
        if row["listed"]:
            found[row["staff_id"]].append(row)
    return dict(found)


def _rank(rows: Rows) -> int:
    return int(min(row["rank"] for row in rows))


def _people(rows: Rows, humans: Mapping[str, str]) -> set[str]:
    return {humans.get(row["person_id"], row["person_id"]) for row in rows if row["person_id"]}


def _evidence(folder: Path, humans: Mapping[str, str]) -> dict[str, set[tuple[str | None, str]]]:
    """By member: of whom, and by which sign."""
    found: dict[str, set[tuple[str | None, str]]] = defaultdict(set)
    for row in _rows(folder / EVIDENCE):
        person = row["person_id"]
        found[row["staff_id"]].add((humans.get(person, person), row["indicator"]))
    return dict(found)


def said(found: Mapping[str, Any]) -> list[str]:
    """The changes in words, by rank and without anybody's identifier: they may end in a log."""
    if found["first_list"]:
        return ["This is the first list: there is none to compare it with."]
    lines = []
    if found["new"]:
        lines.append(f"New on the list: {_ranks(found['new'])}.")
    gone = found["gone"]
    if gone:
        fewer = sum(not each["still_has_evidence"] for each in gone)
        lines.append(
            f"No longer on the list: {len(gone)}" + (f", {fewer} with no evidence left." if fewer
            else ", each still with evidence.")
        )  # fmt: skip
    for name, words in (("new_people", "new people"), ("new_evidence", "new evidence")):
        some = [each for each in found["changed"] if each[name]]
        if some:
            lines.append(f"With {words}: {_ranks(some)}.")
    moved = [each for each in found["changed"] if each["rank"] != each["rank_before"]]
    if moved:
        steps = ", ".join(f"{each['rank_before']} to {each['rank']}" for each in moved)
        lines.append(f"Moved in rank: {steps}.")
    return lines or ["Nothing on the list has changed since the last one."]


def _ranks(rows: Iterable[Mapping[str, Any]]) -> str:
    numbers = [str(row["rank"]) for row in rows]
    return ("rank " if len(numbers) == 1 else "ranks ") + ", ".join(numbers)
