"""The force of the controls: five kinds of work, sixty staff, half a year of ordinary matters."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from upstander.simulator.cases import ordinary
from upstander.simulator.cases.told import Told

LAST = 180  # days
FIRST_OF_ORDINARY = 151  # the people of the controls are P101 to P150, and P1501 on


@dataclass(frozen=True, kw_only=True)
class Unit:
    """Members of one kind of work, S<first> and on."""

    first: int
    number: int
    kind: str
    role: str
    hours: tuple[int, int]

    @property
    def members(self) -> range:
        """Who they are."""
        return range(self.first, self.first + self.number)


RESPONSE = Unit(first=1, number=16, kind="officer", role="Response officer", hours=(8, 10))
NEIGHBOURHOOD = Unit(first=17, number=14, kind="pcso", role="Neighbourhood PCSO", hours=(9, 10))
DETECTIVES = Unit(first=31, number=12, kind="officer", role="Detective constable", hours=(8, 9))
SAFEGUARDING = Unit(first=43, number=10, kind="officer", role="Safeguarding officer", hours=(8, 9))
QUALITY = Unit(first=53, number=8, kind="police_staff", role="Crime quality auditor", hours=(9, 8))
UNITS = (RESPONSE, NEIGHBOURHOOD, DETECTIVES, SAFEGUARDING, QUALITY)
ON_PATROL = (*RESPONSE.members, *NEIGHBOURHOOD.members)
AT_DESKS = (*DETECTIVES.members, *SAFEGUARDING.members)


@dataclass(kw_only=True)
class Force(Told):
    """Rows of a force with several kinds of work."""

    kind: str = ""
    role: str = ""
    begins: date = date(2025, 1, 6)
    opened: list[tuple[int, int, int]] = field(default_factory=list)  # day, member, person

    @property
    def members(self) -> range:
        """Everybody."""
        return range(1, 1 + sum(unit.number for unit in UNITS))

    def post(self, n: int) -> tuple[str, str]:
        """The kind of employment and the job title of S<n>."""
        unit = _unit(n)
        return unit.kind, unit.role

    def hours_of(self, n: int) -> tuple[int, int]:
        """The first hour and the length of every tour of S<n>."""
        return _unit(n).hours

    def put(self, table: str, staff: int, **changed: Any) -> None:
        """Other values in the rows that a table holds of S<n>."""
        self.rows[table] = [
            {**row, **changed} if row["staff_id"] == f"S{staff}" else row
            for row in self.rows[table]
        ]

    def marked(self, person: int, marker: str, *, day: int) -> None:
        """A vulnerability of a person, known from that day on."""
        self.add(
            "vulnerabilities", person_id=f"P{person}", marker=marker, recorded_at=self.at(day, 7)
        )

    def task(
        self, n: int, person: int, *, kind: str, day: int, after: int, minutes: int, **more: Any
    ) -> None:
        """An appointment of S<n> with a person, so many hours into the tour of that day."""
        starts = self.on_tour(n, day, after=after)
        self.add(
            "tasks",
            task_id=f"K{len(self.rows.get('tasks', ())) + 1}",
            staff_id=f"S{n}",
            person_id=f"P{person}",
            kind=kind,
            starts_at=starts,
            ends_at=starts + timedelta(minutes=minutes),
            **more,
        )

    def assigned(
        self, n: int, person: int, *, role: str, kind: str, first: int, last: int | None
    ) -> None:
        """A case with one victim, and the part that S<n> has in it from day to day."""
        closes = None if last is None else self.at(last, 16)
        self.add(
            "occurrences",
            occurrence_id=f"O{person}",
            kind=kind,
            opened_at=self.at(first, 8),
            closed_at=closes,
        )
        self.add("involvements", occurrence_id=f"O{person}", person_id=f"P{person}", role="victim")
        self.add(
            "assignments",
            occurrence_id=f"O{person}",
            staff_id=f"S{n}",
            role=role,
            starts_at=self.at(first, 9),
        )


def _unit(n: int) -> Unit:
    return next(unit for unit in UNITS if n in unit.members)


def work(told: Force) -> None:
    """Half a year of ordinary work: a new matter every nine days for all but the auditors."""
    ordinary.station(told)
    told.rota(-7, LAST + 7)
    ordinary.at_the_station(told, ON_PATROL, first=-7, last=LAST)
    person = FIRST_OF_ORDINARY
    for n in (*ON_PATROL, *AT_DESKS):
        for day in range(n % ordinary.EVERY_DAYS, LAST - ordinary.OPEN_DAYS, ordinary.EVERY_DAYS):
            if n in ON_PATROL:
                ordinary.matter(told, n, person, day=day)
            else:
                _at_a_desk(told, n, person, day=day)
            told.opened.append((day, n, person))
            person += 1


KINDS: Mapping[int, str] = {0: "fraud", 1: "assault", 2: "domestic assault", 3: "harassment"}


def _at_a_desk(told: Force, n: int, person: int, *, day: int) -> None:
    """A case that comes to a desk: calls, look-ups, and one visit for a statement."""
    home = ordinary.home_of(person)
    told.person(person, home=home)
    if person % 3 == 0:
        told.marked(person, ordinary.MARKERS[person % len(ordinary.MARKERS)], day=day)
    begins = told.on_tour(n, day)
    ends = begins + timedelta(days=ordinary.OPEN_DAYS)
    ordinary.case(told, n, person, kind=KINDS[person % len(KINDS)], begins=begins, ends=ends)
    told.stop(n, home, told.on_tour(n, day + 4, after=3, minute=person % 50), minutes=55)
    ordinary.followed_up(told, n, person, day=day)
