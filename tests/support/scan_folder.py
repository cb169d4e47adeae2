"""The folder of a scan, drawn as a list: as small as a test of publishing needs it.

    rank | listed | staff_id | human_id | sentence
    1    | yes    | S1       | H1       | 8 contacts on 6 days.
    2    |        | S2       |          | Complaints in 12 months: 3.

Each line is a pair (or, without a human, the member alone) with one piece of evidence, one event
and, for a pair, one contact and one place. The person record of human H1 is P1.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tests.support.drawn import rows
from upstander.engine.published import TABLES
from upstander.engine.workbench import LAYOUT
from upstander.engine.written import LEADS

AT = datetime(2026, 2, 1, 23, 30)  # UTC without a zone, as a scan writes it
_MOMENTS = (
    "at", "local_at", "first_at", "last_at", "starts_at", "ends_at", "recorded_at", "ended_at",
)  # fmt: skip
_NUMBERS = ("value", "rarity_bits", "weight", "distance_m")
_COUNTS = ("source_row", "explained_row", "easting", "northing", "contacts", "holders")
NAMES = {"staff": "Quillon Vantreave", "person": "Ysolde Marchbanks"}  # nobody is called that


def kind(column: str) -> pa.DataType:
    """The type of a column of any of the files but leads.parquet."""
    if column in _MOMENTS:
        return pa.timestamp("us")
    if column in _NUMBERS:
        return pa.float64()
    if column in _COUNTS:
        return pa.int64()
    return pa.bool_() if column == "on_duty" else pa.string()


def schema(name: str) -> pa.Schema:
    """The columns of a file."""
    if name == "leads":
        return LEADS
    made = pa.schema([(column, kind(column)) for column in TABLES[name]])
    if name != "reached":
        return made
    return made.set(made.get_field_index("value"), pa.field("value", pa.string()))


def write(
    folder: Path,
    drawn: str,
    *,
    as_of: str = "2026-03-01T00:00:00",
    conflicts: str = "",
    look_ups: str = "",
    markers: str = "",
    staff: str = "",
    reached: str = "",
    **more: Any,
) -> Path:
    """Write the folder; `more` are keys of coverage.json. Returns the folder.

    `look_ups` are drawn as staff_id, human_id, at, status and what else the log says; `staff` are
    members besides those of `drawn`, each with a tour of duty a day in February.
    """
    lines = rows(drawn)
    tables = _tables(lines) | {"conflicts": rows(conflicts) if conflicts else []}
    _add_look_ups(tables, rows(look_ups) if look_ups else [])
    tables["markers"] = [_moments(row) for row in rows(markers)] if markers else []
    _add_staff(tables, rows(staff) if staff else [])
    held = rows(reached) if reached else []
    tables["reached"] = [row | {"holders": int(row["holders"] or 1)} for row in held]
    save(folder, tables)
    coverage = {
        "schema": LAYOUT,
        "as_of": as_of,
        "made_at": as_of,
        "simulated": True,
        "listed": len({line["staff_id"] for line in lines if line["listed"] == "yes"}),
        "leads_with_evidence": len({line["staff_id"] for line in lines}),
        "signs": [],
    }
    (folder / "coverage.json").write_text(json.dumps(coverage | more), encoding="utf-8")
    return folder


def save(folder: Path, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Write rows as the Parquet files of a scan; columns that a row does not name are empty."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, held in tables.items():
        wanted = schema(name)
        full = [{column: row.get(column) for column in wanted.names} for row in held]
        pq.write_table(pa.Table.from_pylist(full, schema=wanted), folder / f"{name}.parquet")


def _tables(lines: Sequence[Mapping[str, str | None]]) -> dict[str, list[dict[str, Any]]]:
    members = list(dict.fromkeys(line["staff_id"] for line in lines))
    humans = list(dict.fromkeys(line["human_id"] for line in lines if line["human_id"]))
    ends = [(line, {"staff_id": line["staff_id"], "human_id": line["human_id"]}) for line in lines]
    pairs = [(line, both) for line, both in ends if line["human_id"]]
    source = {"source_table": "calls", "source_file": "calls.csv", "source_row": 7}
    return {
        "leads": [_lead(line) | both for line, both in ends],
        "evidence": [_evidence(line) | both for line, both in ends],
        "events": [
            both | source | {"indicator": "IND-05", "at": AT, "kind": "call"} for _line, both in ends
        ],
        "contacts": [
            both | source | {"at": AT, "kind": "call", "status": "unexplained"}
            for _line, both in pairs
        ],
        "stands": [
            both | {"at": AT, "easting": 400150, "northing": 300000, "status": "unexplained"}
            for _line, both in pairs
        ],
        "pairs": [both | {"contacts": 8} for _line, both in pairs],
        "tours": [{"staff_id": member, "starts_at": AT, "ends_at": AT} for member in members],
        "who": [
            {"kind": "staff", "identifier": member, "name": f"{NAMES['staff']} {member}",
             "role": "Response Officer", "role_family": "response"}
            for member in members
        ] + [
            {"kind": "person", "identifier": record(human), "human_id": human,
             "name": f"{NAMES['person']} {human}"}
            for human in humans
        ],
        "prompts": [{"staff_id": members[0], "sentence": "There may be reason to offer support."}]
        if members else [],
    }  # fmt: skip


def _add_look_ups(
    tables: dict[str, list[dict[str, Any]]], drawn: Sequence[Mapping[str, str | None]]
) -> None:
    tables["look_ups"] = [
        {"system": "Records", "action": "view", "source_file": "searches.csv", "source_row": number,
         "person_id": record(row["human_id"])} | _moments(row) | _explained(row)
        for number, row in enumerate(drawn, start=1)
    ]  # fmt: skip
    humans = dict.fromkeys(row["human_id"] for row in drawn if row["human_id"])
    tables["looked_up"] = [
        {"human_id": human, "person_id": record(human), "name": f"{NAMES['person']} {human}"}
        for human in humans
    ]


def _explained(row: Mapping[str, str | None]) -> dict[str, Any]:
    duty = {"yes": True, "no": False, None: None}[row.get("on_duty")]
    if row.get("status") != "explained":
        return {"on_duty": duty}
    return {
        "on_duty": duty, "explained_by": "assigned", "strength": "names both",
        "explained_table": "assignments", "explained_file": "assignments.csv", "explained_row": 3,
    }  # fmt: skip


def _moments(row: Mapping[str, str | None]) -> dict[str, Any]:
    """A drawn row with its moments; the clock on the wall is the same as UTC, as in winter."""
    read = {
        name: datetime.fromisoformat(value) if value and name in _MOMENTS else value
        for name, value in row.items()
    }
    return read | ({"local_at": read["at"]} if "at" in read else {})


def _add_staff(
    tables: dict[str, list[dict[str, Any]]], drawn: Sequence[Mapping[str, str | None]]
) -> None:
    known = [row for row in tables["who"] if row["kind"] == "staff"]
    tables["staff"] = [
        {"staff_id": row["identifier"], "name": row["name"], "role": row["role"],
         "role_family": row["role_family"]}
        for row in known
    ] + [dict(row) for row in drawn]  # fmt: skip
    tables["tours"] += [
        {"staff_id": row["staff_id"], "starts_at": datetime(2026, 2, day, 8),
         "ends_at": datetime(2026, 2, day, 18)}
        for row in drawn for day in range(1, 29)
    ]  # fmt: skip


def record(human: str | None) -> str | None:
    """The person record of a human being."""
    return human and f"P{human.removeprefix('H')}"


def _lead(line: Mapping[str, str | None]) -> dict[str, Any]:
    return {
        "rank": int(line["rank"] or 0),
        "listed": line["listed"] == "yes",
        "person_id": record(line["human_id"]),
        "score": 9.5,
        "lead_score": 12.0,
        "likelihood": 4,
        "harm": 3,
        "band": "review",
        "style": "unclear",
        "first_at": AT,
        "last_at": AT,
        "headline": line["sentence"],
        "people": 1,
    }


def _evidence(line: Mapping[str, str | None]) -> dict[str, Any]:
    return {
        "indicator": "IND-05",
        "family": "timing",
        "value": 8.0,
        "rarity_bits": float(line.get("bits") or 6.0),
        "weight": 0.5,
        "sentence": line["sentence"],
        "first_at": AT,
        "last_at": AT,
        "at": AT,
    }
