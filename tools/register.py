"""The register of requirements, docs/requirements.csv: what is met, and what proves it.

Each row is one requirement found in the source documents, or one of the scenarios made from them.
A `met` counts only while a test that carries its id (`@pytest.mark.meets("R047")`) passes;
tests/conftest.py asks that of every whole run. Run as a script, this checks the register's form
and counts it.
"""

import csv
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REGISTER = ROOT / "docs" / "requirements.csv"
COLUMNS = ("id", "requirement", "strand", "status", "reason", "where")
MET, PARTLY, NOT_YET, FOR_PEOPLE = "met", "partly", "not yet", "for people, not software"
STATUSES = (MET, PARTLY, NOT_YET, FOR_PEOPLE)
SCENARIO = "Scenario"
STRANDS = ("Prevention", "Intelligence", "Enforcement", "Engagement", "Governance", SCENARIO)


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """One row of the register. `where` lists paths, separated by spaces."""

    id: str
    requirement: str
    strand: str
    status: str
    reason: str
    where: str


def read(path: Path = REGISTER) -> list[Requirement]:
    """The register's rows; ValueError if its columns are not those it should have."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise ValueError(f"{path.name} should have the columns {', '.join(COLUMNS)}.")
        return [Requirement(**row) for row in reader]


def mistakes(register: Sequence[Requirement], *, root: Path = ROOT) -> list[str]:
    """A sentence for each row that says something it may not."""
    found = [
        f"{id} is there {count} times."
        for id, count in Counter(row.id for row in register).items()
        if count > 1
    ]
    for row in register:
        form = r"SYN-\d{2}" if row.strand == SCENARIO else r"R\d{3}"
        if not re.fullmatch(form, row.id):
            found.append(f"{row.id!r} is no id: write R and three digits, or SYN- and two.")
        if row.status not in STATUSES:
            found.append(f"{row.id}: {row.status!r} is no status; use one of {STATUSES}.")
        if row.strand not in STRANDS:
            found.append(f"{row.id}: {row.strand!r} is no strand; use one of {STRANDS}.")
        if not row.requirement:
            found.append(f"{row.id}: the requirement is empty.")
        if row.status != MET and not row.reason:
            found.append(f"{row.id}: {row.status!r} needs its reason.")
        if row.status in (MET, PARTLY) and not row.where:
            found.append(f"{row.id}: {row.status!r} needs to say where.")
        found += [
            f"{row.id}: there is no {place}."
            for place in row.where.split()
            if not (root / place).exists()
        ]
    return found


def unproved(register: Iterable[Requirement], proved: Iterable[str]) -> list[str]:
    """Ids that the register calls met and no passing test carries."""
    shown = set(proved)
    return [row.id for row in register if row.status == MET and row.id not in shown]


def unknown(register: Iterable[Requirement], carried: Iterable[str]) -> list[str]:
    """Ids that tests carry and the register does not know."""
    return sorted(set(carried) - {row.id for row in register})


def main() -> int:
    """Check the form and count; 1 if a row says something it may not."""
    register = read()
    found = mistakes(register)
    for line in found:
        print(line)
    for what in ("requirements", "scenarios"):
        rows = [row for row in register if (row.strand == SCENARIO) == (what == "scenarios")]
        counts = Counter(row.status for row in rows)
        said = ", ".join(f"{counts[status]} {status}" for status in STATUSES)
        print(f"{said}, of {len(rows)} {what}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
