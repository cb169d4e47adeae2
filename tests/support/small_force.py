"""A force of 64 on paper: ordinary work, the pattern of case 2, and people who look like it.

S1 does what LTL40 case 2 describes with P1: one task, then 38 calls in eleven months, 30 of them
under five seconds and none from her, and four stops near her home. S2 is a family liaison officer
with heavy daily contact that an assignment explains. S3 rings a partner both ways, long before the
partner becomes a witness. Everybody rings the people whose cases they work on.
"""

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

STAFF = 64
START = datetime(2025, 1, 6, 9, 0)
HER_HOME = (400_000.0, 300_000.0)
_GIVEN = ("Ash", "Blair", "Casey", "Drew", "Ellis", "Frankie", "Harper", "Jules")
_FAMILY = ("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gorse", "Hazel")


def write(folder: Path) -> Path:
    """Write the extracts as CSV; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    _workforce(folder)
    _public(folder)
    _work(folder)
    _calls(folder)
    _positions(folder)
    return folder


def _table(folder: Path, name: str, header: str, rows: Iterable[Sequence[Any]]) -> None:
    with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header.split())
        writer.writerows(rows)


def handset(member: int) -> str:
    """The force handset of member S<n>."""
    return f"07700 900{member:03d}"


def mobile(person: int) -> str:
    """The mobile of person P<n>."""
    return f"07700900{500 + person:03d}"


def _workforce(folder: Path) -> None:
    members = range(1, STAFF + 1)
    kinds = {1: ("pcso", "Neighbourhood PCSO"), 2: ("officer", "Family liaison officer")}
    _table(
        folder,
        "staff",
        "staff_id kind role team_id",
        ((f"S{n}", *kinds.get(n, ("pcso", "Neighbourhood PCSO")), f"T{n // 8}") for n in members),
    )
    _table(
        folder,
        "staff_phones",
        "staff_id number ownership",
        ((f"S{n}", handset(n), "force") for n in members),
    )
    _table(
        folder,
        "duties",
        "staff_id starts_at ends_at kind",
        (
            (f"S{n}", _at(day, 8), _at(day, 18), "duty")
            for n in members
            for day in range(340)
            if day % 7 < 5
        ),
    )
    _table(
        folder,
        "crews",
        "vehicle_id staff_id starts_at ends_at",
        (("V1", "S1", _at(day, 8), _at(day, 18)) for day in range(340)),
    )


def _at(day: int, hour: int, minute: int = 0) -> str:
    moment = START.replace(hour=0) + timedelta(days=day, hours=hour, minutes=minute)
    return moment.isoformat()


def _public(folder: Path) -> None:
    people = range(1, STAFF + 1)
    _table(
        folder,
        "people",
        "person_id family_name given_names birth_date",
        (
            (
                f"P{n}",
                _FAMILY[n % 8] + _FAMILY[n // 8 % 8].lower(),
                _GIVEN[n * 5 % 8],
                f"{1950 + n % 50}-{n % 12 + 1:02d}-{n % 27 + 1:02d}",
            )
            for n in people
        ),
    )
    _table(folder, "person_phones", "person_id number", ((f"P{n}", mobile(n)) for n in people))
    _table(
        folder,
        "person_addresses",
        "person_id easting northing",
        ((f"P{n}", HER_HOME[0] + (n - 1) * 900, HER_HOME[1]) for n in people),
    )
    _table(
        folder,
        "vulnerabilities",
        "person_id marker recorded_at",
        (("P1", "learning_disability", _at(0, 0)), ("P2", "sexual_offence", _at(0, 0))),
    )


def _work(folder: Path) -> None:
    """Everybody works one case with the person of their own number; S3's comes in autumn."""
    opened = {n: (250 if n == 3 else n % 30) for n in range(1, STAFF + 1)}
    lasts = {1: 1, 2: 320}
    _table(
        folder,
        "occurrences",
        "occurrence_id kind opened_at closed_at",
        (
            (f"O{n}", "burglary", _at(day, 9), _at(day + lasts.get(n, 40), 17))
            for n, day in opened.items()
        ),
    )
    _table(
        folder,
        "involvements",
        "occurrence_id person_id role",
        ((f"O{n}", f"P{n}", "witness" if n == 3 else "victim") for n in opened),
    )
    _table(
        folder,
        "assignments",
        "occurrence_id staff_id role starts_at ends_at",
        (
            (f"O{n}", f"S{n}", "liaison" if n == 2 else "investigating", _at(day, 10), "")
            for n, day in opened.items()
        ),
    )
    _table(folder, "attendances", "incident_id staff_id arrived_at", ())
    _table(folder, "incident_people", "incident_id person_id", ())


def _calls(folder: Path) -> None:
    rows = []
    for n in range(4, STAFF + 1):
        for call in range(4):
            day = n % 30 + 3 + call * 8
            rows.append((n, n, _at(day, 9 + call, n), "out" if call % 2 else "in", 60 + n))
    for call in range(38):
        day, minute = 20 + call * 8, call * 7 % 60
        rows.append((1, 1, _at(day, 13 + call % 4, minute), "out", 3 if call % 19 < 15 else 45))
    for call in range(150):
        rows.append(
            (2, 2, _at(5 + call * 2, 9 + call % 8, call % 60), ("out", "in")[call % 2], 200)
        )
    for call in range(120):
        rows.append((3, 3, _at(call * 2, 18 + call % 4, call % 60), ("out", "in")[call % 2], 300))
    _table(
        folder,
        "calls",
        "number other_number at direction kind duration_s",
        (
            (handset(member), mobile(person), at, direction, "voice", seconds)
            for member, person, at, direction, seconds in rows
        ),
    )


def _positions(folder: Path) -> None:
    """V1 drives by day; four times it stands a quarter of an hour, 150 m from her home."""
    rows = []
    stops = {60: 15, 130: 14, 200: 16, 260: 15}
    for day, hour in stops.items():
        begin = START.replace(hour=hour) + timedelta(days=day)
        for minute in range(-20, 40):
            moving = minute if minute < 0 else max(minute - 18, 0)
            rows.append(
                (
                    "V1",
                    (begin + timedelta(minutes=minute)).isoformat(),
                    HER_HOME[0] + 150 + moving * 500 + minute % 3,
                    HER_HOME[1] + minute % 2,
                )
            )
    _table(folder, "positions", "unit_id at easting northing", rows)
