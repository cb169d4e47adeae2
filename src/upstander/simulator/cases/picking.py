"""Of a case's small force, what belongs to its member: the case itself, and their ordinary work.

The colleagues stay behind: wherever the case is told among others, those are the peers.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from upstander.simulator.cases.told import FIRST_OTHER, Told, handset, mobile

Row = Mapping[str, Any]
MEMBER, VEHICLE = "S1", "V1"
THE_STATION = "L0"
# What one row is kept by: its member, or what it hangs on.
_BY_MEMBER = (
    "staff", "staff_phones", "duties", "custody_duties", "searches", "tasks", "declarations",
    "complaints", "conduct", "intelligence", "notices",
)  # fmt: skip
_BY_VEHICLE = {"crews": "vehicle_id", "positions": "unit_id"}
_BY_PERSON = ("people", "person_phones", "person_addresses", "vulnerabilities")
_MATTERS = {
    "incident_id": ("incidents", "attendances", "incident_people", "log_handling"),
    "occurrence_id": ("occurrences", "involvements", "assignments"),
    "custody_id": ("custody", "custody_steps"),
}
_WHOLE = ("schemes", "scheme_leaders")


def picked(told: Told) -> dict[str, list[Row]]:
    """The rows of the member, of the people they had to do with, and of the matters of both."""
    rows = told.rows
    kept: dict[str, list[Row]] = {}
    for name in _BY_MEMBER:
        kept[name] = [row for row in rows.get(name, ()) if row["staff_id"] == MEMBER]
    for name, column in _BY_VEHICLE.items():
        kept[name] = [row for row in rows.get(name, ()) if row[column] == VEHICLE]
    kept["calls"] = [row for row in rows.get("calls", ()) if row["number"] == handset(1)]
    kept["places"] = [row for row in rows.get("places", ()) if row["place_id"] != THE_STATION]
    for name in _WHOLE:
        kept[name] = list(rows.get(name, ()))
    for column, tables in _MATTERS.items():
        own = _matters(rows, column=column, tables=tables)
        for name in tables:
            kept[name] = [row for row in rows.get(name, ()) if row[column] in own]
    for name in _BY_PERSON:
        kept[name] = list(rows.get(name, ()))
    if lost := set(rows) - set(kept):
        raise ValueError(f"a case has rows of {', '.join(sorted(lost))}: say to whom they belong")
    return kept


def with_their_people(rows: Mapping[str, list[Row]]) -> dict[str, list[Row]]:
    """The same rows without people of whom no other row tells."""
    known = {
        row["person_id"]
        for name, own in rows.items()
        for row in own
        if name not in _BY_PERSON and row.get("person_id")
    }
    rung = {row["other_number"] for row in rows["calls"]}
    for person in rows["people"]:
        if mobile(number_of(person["person_id"])) in rung:
            known.add(person["person_id"])
    return dict(rows) | {
        name: [row for row in rows[name] if row["person_id"] in known] for name in _BY_PERSON
    }


def of_the_case(person_id: str) -> bool:
    """Whether a person is one of the case, not of the ordinary work beside it."""
    return number_of(person_id) < FIRST_OTHER


def number_of(person_id: str) -> int:
    """7 for P7."""
    return int(person_id[1:])


def _matters(
    rows: Mapping[str, Iterable[Row]], *, column: str, tables: Iterable[str]
) -> frozenset[str]:
    """The incidents, occurrences or detentions of the member, and of the people of the case."""
    return frozenset(
        row[column]
        for name in tables
        for row in rows.get(name, ())
        if row.get("staff_id") == MEMBER or (row.get("person_id") and of_the_case(row["person_id"]))
    )
