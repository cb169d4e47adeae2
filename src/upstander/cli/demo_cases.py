"""Where the ten published cases stand in a demo's list: told from its truth, whatever it is."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from upstander.cli import screen

NOT_THERE = (
    "What no record could have shown is not there either: private applications, what was said, and "
    "in case 6 everything but the complaint. The cases as they happened: upstander cases"
)


@dataclass(frozen=True, kw_only=True)
class Case:
    """One case in the list of a scan."""

    number: int
    title: str
    staff_id: str
    rank: int | None  # None: nothing was found of the member
    listed: bool
    seen: int  # of the signs that the case must show
    signs: int


def standing(out: Path) -> list[Case]:
    """The cases of the demo in `out`, the first of the list first."""
    from upstander.engine import api

    members = {
        row["case"]: row["staff_id"]
        for row in pq.read_table(out / "force" / "truth" / "cases.parquet").to_pylist()
    }
    leads = _by_member(out / "scan" / "leads.parquet", "rank", "listed")
    evidence = _by_member(out / "scan" / "evidence.parquet", "indicator")
    found = []
    for number, declared in api.published_cases().items():
        own, signs = leads.get(members[number], []), declared["signs"]
        seen = {row["indicator"] for row in evidence.get(members[number], [])}
        found.append(
            Case(
                number=number,
                title=declared["title"],
                staff_id=members[number],
                rank=min((row["rank"] for row in own), default=None),
                listed=any(row["listed"] for row in own),
                seen=len(seen & set(signs)),
                signs=len(signs),
            )
        )
    return sorted(found, key=lambda case: (case.rank is None, case.rank, case.number))


def with_evidence(cases: list[Case]) -> list[str]:
    """Whose cases have a lead, wherever it stands: the workbench of a demo has them all."""
    return [case.staff_id for case in cases if case.rank is not None]


def tell(cases: list[Case]) -> None:
    """The cases as a table; in the workbench each is found by its staff ID."""
    screen.show_table(
        [
            {
                "place": case.rank if case.rank is not None else "none",
                "staff ID": case.staff_id if case.rank is not None else "",
                "case": case.number,
                "signs seen": f"{case.seen} of {case.signs}",
                "what happened": case.title,
            }
            for case in cases
        ],
        title="The ten published cases are among its staff. Where they stand in the list, and by "
        "what to look them up in the workbench:",
    )
    screen.say(NOT_THERE)


def _by_member(file: Path, *columns: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in pq.read_table(file, columns=["staff_id", *columns]).to_pylist():
        found.setdefault(row["staff_id"], []).append(row)
    return found
