"""A folder of extracts, written as a force would, and what reading it gives."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from upstander.engine.extracts import Counts, read
from upstander.engine.sessions import duck_session

STAFF = "staff_id,kind,role\nS1,officer,Response officer\n"
CALLS = "number,other_number,at,direction,kind,duration_s\n"


def call(
    *,
    number: str = "07700900001",
    other_number: str = "07700900002",
    at: str = "2025-01-10 10:00:00",
    direction: str = "out",
    kind: str = "voice",
    duration_s: str = "30",
) -> str:
    """One line of calls.csv, sound but for what is given."""
    return f"{number},{other_number},{at},{direction},{kind},{duration_s}\n"


@dataclass(frozen=True)
class Taken:
    """What was read, as plain values."""

    counts: Mapping[str, Counts]
    not_handed_over: frozenset[str]
    rejected_whole: frozenset[str]
    quarantine: list[dict[str, Any]]
    notes: tuple[str, ...]
    tables: Mapping[str, list[dict[str, Any]]]
    seen: frozenset[str]
    seen_columns: frozenset[str]
    begins: Mapping[str, datetime]
    ends: Mapping[str, datetime]

    def column(self, name: str) -> list[Any]:
        """The values of "calls.at", in the order of the source's rows."""
        table, column = name.split(".")
        return [row[column] for row in self.tables[table]]

    @property
    def rejected(self) -> list[str]:
        """The quarantine as sentences: "calls.csv row 3: at is missing"."""
        return [
            f"{row['file']} row {row['row']}: {row['column'] or 'the row'} {row['reason']}"
            for row in self.quarantine
        ]


def folder(place: Path, **files: str | bytes) -> Path:
    """A folder with a sound staff table and the given files: `calls` becomes calls.csv.

    A double underscore stands for a slash, and `staff=""` leaves the staff table out.
    """
    made = place / "extracts"
    for name, content in {"staff": STAFF, **files}.items():
        if name == "staff" and not content:
            continue
        path = made / f"{name.replace('__', '/')}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    made.mkdir(exist_ok=True)
    return made


def taken(extracts: Path | None, **settings: Any) -> Taken:
    """The folder read, and everything worked out."""
    place = (extracts or settings["mappings"]).parent / "work"
    with duck_session(work=place, memory="1GB", threads=1) as engine:
        got = read(folder=extracts, engine=engine, **settings)
        order = ["source_file", "source_row"]
        return Taken(
            counts=got.counts,
            not_handed_over=got.not_handed_over,
            rejected_whole=got.rejected,
            quarantine=engine.rows(got.quarantine.order_by("table", "file", "row")),
            notes=got.notes,
            tables={name: engine.rows(got.records[name].order_by(order)) for name in got.counts},
            seen=got.records.seen,
            seen_columns=got.records.seen_columns,
            begins=got.begins,
            ends=got.ends,
        )
