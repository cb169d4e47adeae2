"""A small force told row by row: its tables, and the means to fill them."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from upstander.engine.tables import CONTRACT

Place = tuple[float, float]
COLLEAGUES = 12
FIRST_OTHER = 101  # people of ordinary work are P101 and on; the people of the case come before
OFF = (5, 6)  # two days off in seven, on other days for each member
MARK = "SIMULATED"

# Handed over by every force, be they empty: a register without an entry is a register.
REGISTERS = (
    "complaints", "conduct", "declarations", "intelligence", "notices", "tasks", "vulnerabilities",
)  # fmt: skip


@dataclass(kw_only=True)
class Told:
    """The rows of one force. `begins` is a Monday; days are counted from it.

    `hours` are the first hour and the length of every tour; each member has a vehicle, V1 for S1.
    A force of several roles says in `post` and `hours_of` what differs between its members.
    """

    kind: str
    role: str
    begins: date
    hours: tuple[int, int] = (8, 10)
    rows: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for n in self.members:
            kind, role = self.post(n)
            self.hire(n, kind=kind, role=role)

    @property
    def members(self) -> range:
        """S1, whom the case is about, and the colleagues."""
        return range(1, COLLEAGUES + 2)

    def post(self, n: int) -> tuple[str, str]:
        """The kind of employment and the job title of S<n>."""
        return self.kind, self.role

    def hours_of(self, n: int) -> tuple[int, int]:
        """The first hour and the length of every tour of S<n>."""
        return self.hours

    def add(self, table: str, **row: Any) -> None:
        """One row of a table of the contract."""
        self.rows.setdefault(table, []).append(row)

    def hire(self, n: int, *, kind: str, role: str) -> None:
        """S<n>, with a work phone."""
        self.add("staff", staff_id=f"S{n}", kind=kind, role=role, team_id=_team(n))
        self.add("staff_phones", staff_id=f"S{n}", number=handset(n), ownership="force")

    # --- time

    def at(self, day: int, hour: int, minute: int = 0) -> datetime:
        """A moment: days from the beginning, and the clock on the wall."""
        return datetime.combine(self.begins, time()) + timedelta(
            days=day, hours=hour, minutes=minute
        )

    def day_of(self, moment: date) -> int:
        """Days from the beginning to a date."""
        return (moment - self.begins).days

    def works(self, n: int, day: int) -> bool:
        """Whether S<n> has a tour that begins on that day."""
        return (day + n) % 7 not in OFF

    def tour_day(self, n: int, day: int) -> int:
        """That day, or the next on which S<n> works."""
        return next(later for later in range(day, day + 7) if self.works(n, later))

    def on_tour(self, n: int, day: int, *, after: int = 0, minute: int = 0) -> datetime:
        """In the tour of S<n> on that day or the next one: `after` hours from its beginning."""
        return self.at(self.tour_day(n, day), self.hours_of(n)[0] + after, minute)

    def rota(self, first: int, last: int, *, members: Iterable[int] | None = None) -> None:
        """Tours, days off and vehicles between two days: of those members, or of everybody."""
        for n in members or self.members:
            begin, length = self.hours_of(n)
            for day in range(first, last + 1):
                if not self.works(n, day):
                    rest = {"starts_at": self.at(day, 0), "ends_at": self.at(day, 23, 59)}
                    self.add("duties", staff_id=f"S{n}", kind="rest", **rest)
                    continue
                tour = {"starts_at": self.at(day, begin), "ends_at": self.at(day, begin + length)}
                self.add("duties", staff_id=f"S{n}", kind="duty", **tour)
                self.add("crews", vehicle_id=f"V{n}", staff_id=f"S{n}", **tour)

    # --- people, and what the systems saw

    def person(self, number: int, *, home: Place | None = None, phone: bool = True) -> str:
        """A member of the public; without `home` no address is on record."""
        self.add("people", person_id=f"P{number}")
        if phone:
            self.add("person_phones", person_id=f"P{number}", number=mobile(number))
        if home:
            self.add("person_addresses", person_id=f"P{number}", easting=home[0], northing=home[1])
        return f"P{number}"

    def call(
        self,
        n: int,
        person: int,
        at: datetime,
        *,
        seconds: int | None = 60,
        direction: str = "out",
        kind: str = "voice",
    ) -> None:
        """A call or text between the work phone of S<n> and a person's number."""
        self.add(
            "calls",
            number=handset(n),
            other_number=mobile(person),
            at=at,
            direction=direction,
            kind=kind,
            duration_s=seconds if kind == "voice" else None,
        )

    def look(self, n: int, person: int, at: datetime, **more: Any) -> None:
        """A record opened: a view unless `more` says otherwise."""
        row = {"system": "Records", "action": "view"} | more
        self.add("searches", staff_id=f"S{n}", person_id=f"P{person}", at=at, **row)

    def stop(self, n: int, place: Place, at: datetime, *, minutes: int) -> None:
        """The vehicle of S<n> comes, stands there for so long, and leaves; one ping a minute."""
        for minute in range(-3, minutes + 4):
            moving = minute if minute < 0 else max(minute - minutes, 0)
            self.add(
                "positions",
                unit_id=f"V{n}",
                at=at + timedelta(minutes=minute),
                easting=place[0] + moving * 400 + minute % 3,
                northing=place[1] + minute % 2,
            )

    # --- writing

    def write(self, folder: Path) -> Path:
        """One CSV file for each table that has rows, and the empty registers."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in CONTRACT:
            if name in self.rows or name in REGISTERS:
                _write(folder / f"{name}.csv", name, self.rows.get(name, ()))
        (folder / MARK).write_text("Told row by row: nobody in it exists.\n", "utf-8")
        return folder


def _write(path: Path, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    kept = list(rows)
    known = [column.name for column in CONTRACT[table].columns]
    used = {name for row in kept for name in row}
    if used - set(known):
        raise ValueError(f"{table} has no column {', '.join(sorted(used - set(known)))}")
    names = [name for name in known if name in used] or known
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows([_cell(row.get(name)) for name in names] for row in kept)


def _cell(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value).lower() if isinstance(value, bool) else value


def _team(n: int) -> str:
    return f"T{(n + 1) // 2}"


def handset(n: int) -> str:
    """The work phone of S<n>: one of Ofcom's numbers for drama."""
    return f"07700900{n:03d}"


def mobile(person: int) -> str:
    """The telephone of P<number>: Ofcom's numbers for drama, mobile and then Tyneside's."""
    return f"07700900{person + 50:03d}" if person < 950 else f"01632960{person - 950:03d}"
