"""Ordinary work, so that there are peers: an incident, a case, some calls, an outcome."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from upstander.simulator.cases.told import FIRST_OTHER, Place, Told

EVERY_DAYS = 9  # how often each member takes on something new
OPEN_DAYS = 24
KINDS = ("burglary", "criminal damage", "theft", "anti-social behaviour")
MARKERS = ("mental_health", "domestic_abuse", "physical_health")
ELSEWHERE = range(14, 18)
OF_ELSEWHERE = 801  # P801 and on
STATION = (395_000.0, 295_000.0)
SPACING = 1000.0  # metres between homes: nobody is anybody's neighbour


def home_of(person: int) -> Place:
    """Where a person of ordinary work lives."""
    place = person - FIRST_OTHER
    return 400_000.0 + place % 20 * SPACING, 300_000.0 + place // 20 * SPACING


def patrol(told: Told, *spells: tuple[int, int]) -> None:
    """Every member attends incidents and follows them up, in each spell of days."""
    station(told)
    person = FIRST_OTHER
    for first, last in spells:
        told.rota(first - 7, last + OPEN_DAYS + 14)
        at_the_station(told, told.members, first=first - 7, last=last)
        for n in told.members:
            for day in range(first + n % EVERY_DAYS, last, EVERY_DAYS):
                matter(told, n, person, day=day)
                person += 1


def elsewhere(told: Told, *, first: int, last: int) -> None:
    """Four response officers do ordinary work, so that a desk or suite is not the whole force."""
    station(told)
    told.rota(first - 7, last + OPEN_DAYS + 14, members=ELSEWHERE)
    at_the_station(told, ELSEWHERE, first=first - 7, last=last)
    person = OF_ELSEWHERE
    for n in ELSEWHERE:
        told.hire(n, kind="officer", role="Response officer")
        for day in range(first + n % EVERY_DAYS, last, EVERY_DAYS):
            matter(told, n, person, day=day)
            person += 1


def at_the_station(told: Told, members: Iterable[int], *, first: int, last: int) -> None:
    """Every tour begins in the yard of the station: vehicles are seen on days without a call."""
    for n in members:
        for day in range(first, last):
            if told.works(n, day):
                told.stop(n, STATION, told.at(day, told.hours_of(n)[0], 1 + n), minutes=6)


def station(told: Told) -> None:
    """The one police building of the force."""
    told.add(
        "places",
        place_id="L0",
        kind="police",
        easting=STATION[0],
        northing=STATION[1],
        radius_m=100,
    )


def matter(told: Told, n: int, person: int, *, day: int) -> None:
    """One incident of S<n> with one person, and the case that comes of it."""
    home, kind = home_of(person), KINDS[person % len(KINDS)]
    arrived = told.on_tour(n, day, after=1 + person % 6, minute=person % 50)
    left = arrived + timedelta(minutes=25 + person % 15)
    told.person(person, home=home)
    if person % 4 == 0:
        told.add(
            "vulnerabilities",
            person_id=f"P{person}",
            marker=MARKERS[person % len(MARKERS)],
            recorded_at=arrived,
        )
    incident(told, person, kind=kind, at=arrived - timedelta(minutes=30), home=home)
    told.add(
        "attendances",
        incident_id=f"I{person}",
        staff_id=f"S{n}",
        arrived_at=arrived,
        left_at=left,
        vehicle_id=f"V{n}",
    )
    told.stop(n, home, arrived, minutes=25 + person % 15)
    case(told, n, person, kind=kind, begins=arrived, ends=arrived + timedelta(days=OPEN_DAYS))
    followed_up(told, n, person, day=day)


def incident(
    told: Told, person: int, *, kind: str, at: datetime, home: Place, became_a_case: bool = True
) -> None:
    """A control log about one person, and the occurrence that came of it if one did."""
    told.add(
        "incidents",
        incident_id=f"I{person}",
        occurrence_id=f"O{person}" if became_a_case else None,
        kind=kind,
        opened_at=at,
        easting=home[0],
        northing=home[1],
    )
    told.add("incident_people", incident_id=f"I{person}", person_id=f"P{person}")


def case(
    told: Told,
    n: int,
    person: int,
    *,
    kind: str,
    begins: datetime,
    ends: datetime | None,
    domestic: bool = False,
    hand_over: datetime | None = None,
) -> None:
    """An occurrence with one victim, and S<n> investigating until it closes or is handed over."""
    told.add(
        "occurrences",
        occurrence_id=f"O{person}",
        kind=kind,
        domestic=domestic,
        opened_at=begins,
        closed_at=ends,
    )
    told.add("involvements", occurrence_id=f"O{person}", person_id=f"P{person}", role="victim")
    told.add(
        "assignments",
        occurrence_id=f"O{person}",
        staff_id=f"S{n}",
        role="investigating",
        starts_at=begins,
        ends_at=hand_over,
    )


def followed_up(told: Told, n: int, person: int, *, day: int) -> None:
    """A call next day, one back, an update and the outcome; the case opened on the way."""
    minute = person * 7 % 55
    told.look(n, person, told.on_tour(n, day, after=7, minute=minute), occurrence_id=f"O{person}")
    told.call(n, person, told.on_tour(n, day + 1, after=2, minute=minute), seconds=130)
    told.call(
        n, person, told.on_tour(n, day + 3, after=3, minute=minute), seconds=60, direction="in"
    )
    later = told.on_tour(n, day + 9, after=4, minute=minute)
    told.look(n, person, later, occurrence_id=f"O{person}")
    told.call(n, person, later + timedelta(minutes=4), seconds=95)
    told.call(n, person, told.on_tour(n, day + 20, after=5, minute=minute), seconds=150)
