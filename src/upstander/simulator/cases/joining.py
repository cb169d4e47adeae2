"""The ten cases told among the staff of a simulated force, as ten more members of it.

Each case's member gets the job, the team, the manager and the station of somebody who has that
job; the member's own tours, vehicle, ordinary work and people come along. Days move by whole weeks,
so that each case ends within the extracts; what lies after them has not happened yet (of case 3 the
first months are told), and what lies before them stays only in registers, which reach back. The
people live in areas of their own, to one side of the force's: nobody is anybody's neighbour.

The truth says which they are (`truth/cases.parquet`: case, staff_id, person_id, told_as).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from upstander.engine.tables import CONTRACT
from upstander.simulator import names
from upstander.simulator.basics import ZONE
from upstander.simulator.cases import CASES, ordinary
from upstander.simulator.cases.picking import (
    MEMBER,
    Row,
    number_of,
    of_the_case,
    picked,
    with_their_people,
)
from upstander.simulator.cases.told import Place, Told, handset, mobile
from upstander.simulator.writing import PREFIXES

# The job of each case's member, as a simulated force calls it.
JOBS: Mapping[int, str] = {
    1: "Enquiry Desk Officer",
    2: "Police Community Support Officer",
    3: "Response Officer",
    4: "Radio Dispatcher",
    5: "Police Community Support Officer",
    6: "Special Constable",
    7: "Detention Officer",
    8: "Police Community Support Officer",
    9: "Police Community Support Officer",
    10: "Response Officer",
}
# The day with which a case is told to its end; of the others it is their last.
TOLD_TO: Mapping[int, int] = {3: 248}
APART_M = 45_000  # from one case's people to those of the next
# Systems keep these for as long as the extracts reach; registers and cases reach back.
_ONLY_WITHIN = (
    "calls", "positions", "searches", "duties", "crews", "custody_duties", "attendances",
    "incidents", "log_handling", "custody", "custody_steps",
)  # fmt: skip
_NUMBERS = "068"  # invented as the force's own are (`phones.py`), and given to nobody else in it
_SERIAL = 10**8  # a force's own identifiers have eight digits


@dataclass(frozen=True, kw_only=True)
class Post:
    """Where in a force a case's member stands."""

    member: Row  # somebody with that job
    colleagues: tuple[str, ...]
    station: Place
    suite: str | None


def join(out: Path, *, first: date, last: date, seed: int) -> dict[str, int]:
    """Add the cases to the force in `out`; how many rows came to each table."""
    extracts = out / "extracts"
    force = {
        name: pq.read_table(extracts / f"{name}.parquet").to_pylist()
        for name in ("staff", "places", "custody_duties")
    }
    added: dict[str, list[Row]] = {}
    truth: list[Row] = []
    for number, tell in CASES.items():
        case = Moved(number=number, told=tell(), post=_post(force, number), first=first, last=last)
        rows = case.rows(np.random.default_rng([seed, number]))
        for name, own in rows.items():
            added.setdefault(name, []).extend(own)
        truth += case.truth()
    for name, own in added.items():
        _append(extracts, name, own)
    pq.write_table(pa.Table.from_pylist(truth), out / "truth" / "cases.parquet")
    return {name: len(own) for name, own in added.items()}


def _post(force: Mapping[str, list[dict[str, Any]]], number: int) -> Post:
    """Somebody with the job of the case, or anybody, where a small force has nobody with it."""
    having = [row for row in force["staff"] if row["role"] == JOBS[number]] or force["staff"]
    member = having[number % len(having)]
    others = [row["staff_id"] for row in having if row is not member]
    stations = [row for row in force["places"] if row["kind"] == "police"]
    station = stations[number % len(stations)]
    suites = sorted({row["suite"] for row in force["custody_duties"]})
    return Post(
        member=member,
        colleagues=tuple(others or [row["staff_id"] for row in force["staff"] if row != member]),
        station=(station["easting"], station["northing"]),
        suite=suites[0] if suites else None,
    )


@dataclass(frozen=True, kw_only=True)
class Moved:
    """One case in its new place and time."""

    number: int
    told: Told
    post: Post
    first: date
    last: date

    @property
    def staff_id(self) -> str:
        """The member, as no force of the simulator numbers anybody."""
        return f"S9{self.number:04}"

    @cached_property
    def _picked(self) -> dict[str, list[Row]]:
        return picked(self.told)

    @cached_property
    def _whose(self) -> dict[str, int]:
        """The person of each telephone; the member's own is nobody's."""
        persons = (number_of(row["person_id"]) for row in self.told.rows["people"])
        return {mobile(person): person for person in persons} | {handset(1): 0}

    @cached_property
    def days(self) -> int:
        """By how many days everything moves: whole weeks, some before the end of the extracts."""
        ends = TOLD_TO.get(self.number) or max(
            self.told.day_of(moment) for moment in map(_day, self._dated()) if moment is not None
        )
        room = (self.last - self.first).days - ends - 14
        gap = min(7 * (self.number * 3 % 8), max(room, 0))
        there = self.told.begins + timedelta(days=ends)
        return (self.last - timedelta(days=gap + 3) - there).days // 7 * 7

    def rows(self, rng: np.random.Generator) -> dict[str, list[Row]]:
        """The rows of each table, as the force would have them."""
        within = {name: [row for row in own if self._there(name, row)]
                  for name, own in self._picked.items()}  # fmt: skip
        moved: dict[str, list[Row]] = {
            name: [{key: self._value(name, row, key) for key in row} for row in own]
            for name, own in with_their_people(within).items()
        }
        self._introduce(moved, rng)
        return {name: own for name, own in moved.items() if own}

    def truth(self) -> Iterator[Row]:
        """Who is who: the case, its member, and each person of it."""
        people = (row["person_id"] for row in self.told.rows["people"])
        for person in filter(of_the_case, people):
            yield {
                "case": self.number,
                "staff_id": self.staff_id,
                "person_id": self._named("person_id", person),
                "told_as": person,
            }

    def _dated(self) -> Iterator[Any]:
        for name, own in self._picked.items():
            if name not in ("duties", "crews", "custody_duties"):  # rosters are written ahead
                yield from (_when(name, row) for row in own)

    def _there(self, table: str, row: Row) -> bool:
        """Whether the extracts hold the row: not what is yet to happen, nor what lies too far."""
        day = _day(_when(table, row))
        if day is None:
            return True
        day += timedelta(days=self.days)
        return day <= self.last and (day >= self.first or table not in _ONLY_WITHIN)

    def _value(self, table: str, row: Row, key: str) -> Any:
        value = row[key]
        if isinstance(value, datetime):
            moved = value + timedelta(days=self.days)
            return moved.replace(tzinfo=ZONE).astimezone(UTC)
        if isinstance(value, date):
            return value + timedelta(days=self.days)
        if key in ("easting", "northing"):
            return self._there_is(row)[key == "northing"]
        if key == "suite":
            return self.post.suite
        if isinstance(value, str) and (key in PREFIXES or key == "unit_id"):
            return self._named(key, value)
        if key in ("number", "other_number"):
            return self._number(value)
        return value

    def _named(self, column: str, value: str) -> str:
        """An identifier that no force of the simulator gives."""
        if column == "staff_id":
            colleagues = self.post.colleagues
            return (
                self.staff_id if value == MEMBER else colleagues[int(value[1:]) % len(colleagues)]
            )
        if column in ("vehicle_id", "unit_id"):
            return f"V9{self.number:04}"
        if column == "team_id":
            return str(self.post.member["team_id"])
        return f"{PREFIXES[column]}{self.number * _SERIAL * 10 + number_of(value)}"

    def _number(self, value: str) -> str:
        """A telephone: that of the member ends in noughts."""
        return f"{_NUMBERS}{self.number:02}{self._whose[value]:06}"

    def _there_is(self, row: Row) -> Place:
        """A place of the case: the yard of its station is that of the force's."""
        east, north = (row[name] - at for name, at in
                       zip(("easting", "northing"), ordinary.STATION, strict=True))  # fmt: skip
        at = (self.post.station[0] + east, self.post.station[1] + north)
        in_the_yard = abs(north) < 100 and abs(east) < 2_000
        return at if in_the_yard else (at[0], at[1] + APART_M * (self.number + 1))

    def _introduce(self, rows: dict[str, list[Row]], rng: np.random.Generator) -> None:
        """Give the member the job of the post, and everybody a name and a date of birth."""
        like = {
            **self.post.member,
            "left_on": None,
            "joined_on": self.first - timedelta(days=2_000),
        }
        (name,) = _names(rng, 1)
        rows["staff"] = [{**like, "staff_id": self.staff_id, "name": f"{name[0]} {name[1]}"}]
        called = _names(rng, len(rows["people"]))
        rows["people"] = [
            {
                **person,
                "given_names": given,
                "family_name": family,
                "birth_date": date(1960, 1, 1) + timedelta(days=int(rng.integers(15_000))),
                "sex": "F",
            }
            for person, (given, family) in zip(rows["people"], called, strict=True)
        ]


def _names(rng: np.random.Generator, count: int) -> list[tuple[str, str]]:
    given = names.given(rng, np.ones(count, dtype=bool))
    return [(one, names.FAMILY[place]) for one, place in
            zip(given, names.family(rng, count), strict=True)]  # fmt: skip


def _when(table: str, row: Row) -> Any:
    """When a row of a table belongs in time; None where it always holds."""
    declared = CONTRACT[table]
    columns = [*(declared.interval or ())[:1], declared.known_from]
    return next((row[name] for name in columns if name and row.get(name)), None)


def _day(moment: Any) -> date | None:
    return moment.date() if isinstance(moment, datetime) else moment


def _append(extracts: Path, table: str, rows: Sequence[Row]) -> None:
    """Put rows at the end of a table, so that those before keep their numbers.

    Positions are millions: theirs come as a second part.
    """
    place = extracts / f"{table}.parquet"
    if not place.exists():
        return
    schema = pq.read_schema(place)
    full = [{name: row.get(name) for name in schema.names} for row in rows]
    new = pa.Table.from_pylist(full, schema=schema)
    if table == "positions":
        folder = extracts / table
        folder.mkdir()
        place.rename(folder / "1.parquet")
        pq.write_table(new, folder / "2.parquet", store_schema=False, compression="zstd")
        return
    whole = pa.concat_tables([pq.read_table(place), new])
    pq.write_table(whole, place, store_schema=False, compression="zstd")
