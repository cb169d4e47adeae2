"""Private lives that are on record: a neighbour, a couple who met before, a declared partner."""

from datetime import date, timedelta

from upstander.simulator.cases import ordinary
from upstander.simulator.controls.force import LAST, Force

NEXT_DOOR, MET_BEFORE, DECLARED = 11, 3, 13
NEIGHBOUR, SPOUSE, PARTNER = 106, 108, 109
BURGLARY, COLLISION, BREAK_IN = 70, 100, 90
A_COLLEAGUE = 15
OWN_HOME = (495_000.0, 360_000.0)
SHARED_HOME = (497_000.0, 360_000.0)
ELSEWHERE = (499_000.0, 362_000.0)


def next_door(told: Force) -> None:
    """The house next door is broken into; the member lives there, lunches there, and knows them."""
    lives_at(told, NEXT_DOOR, OWN_HOME)
    told.person(NEIGHBOUR, home=(OWN_HOME[0] + 18, OWN_HOME[1]))
    told.marked(NEIGHBOUR, "physical_health", day=BURGLARY)
    for day in range(1, LAST):
        if told.works(NEXT_DOOR, day) and day % 3 == 0:
            told.stop(NEXT_DOOR, OWN_HOME, told.at(day, 13, 2), minutes=35)
        if day % 12 == 0:
            direction = "in" if day % 24 else "out"
            told.call(NEXT_DOOR, NEIGHBOUR, told.at(day, 18, 30), seconds=150, direction=direction)
    attended(told, A_COLLEAGUE, NEIGHBOUR, kind="burglary", day=BURGLARY)


def met_before(told: Force) -> None:
    """A couple for years, declared nowhere; then one of them is a witness where the other is sent.

    They ring and write both ways, before it and after it, in the evening and on days off.
    """
    told.person(SPOUSE, home=SHARED_HOME)
    lives_at(told, MET_BEFORE, SHARED_HOME)
    _together(told, MET_BEFORE, SPOUSE)
    attended(told, MET_BEFORE, SPOUSE, kind="road collision", day=COLLISION, home=ELSEWHERE)


def declared(told: Force) -> None:
    """Partners since before the member joined, declared then; later one of them is a victim."""
    home = (SHARED_HOME[0] + 3_000, SHARED_HOME[1])
    told.person(PARTNER, home=home)
    lives_at(told, DECLARED, home)
    told.put("staff", DECLARED, joined_on=date(2021, 9, 6))
    told.add(
        "declarations",
        declaration_id="D2",
        staff_id=f"S{DECLARED}",
        kind="partner",
        declared_on=date(2021, 8, 2),
        person_id=f"P{PARTNER}",
    )
    _together(told, DECLARED, PARTNER)
    attended(told, A_COLLEAGUE, PARTNER, kind="burglary", day=BREAK_IN)


def lives_at(told: Force, n: int, home: tuple[float, float]) -> None:
    """The address of S<n>, as the force knows it."""
    told.add("staff_addresses", staff_id=f"S{n}", easting=home[0], northing=home[1])


def attended(
    told: Force, n: int, person: int, *, kind: str, day: int,
    home: tuple[float, float] = OWN_HOME,
) -> None:  # fmt: skip
    """An incident with a person on its log, which S<n> attends and which becomes no case."""
    at = told.on_tour(n, day, after=3)
    ordinary.incident(told, person, kind=kind, at=at, home=home, became_a_case=False)
    told.add(
        "attendances",
        incident_id=f"I{person}",
        staff_id=f"S{n}",
        arrived_at=at + timedelta(minutes=20),
        left_at=at + timedelta(minutes=65),
        vehicle_id=f"V{n}",
    )


def _together(told: Force, n: int, person: int) -> None:
    """A call at midday and a text in the evening, now from one and now from the other."""
    for day in range(1, LAST):
        ways = ("out", "in") if day % 2 else ("in", "out")
        told.call(n, person, told.at(day, 12, 10 + day % 40), seconds=95, direction=ways[0])
        if day % 3:
            evening = told.at(day, 20 + day % 3, day % 50)
            told.call(n, person, evening, kind="text", direction=ways[1])
            answer = evening + timedelta(minutes=4)
            told.call(n, person, answer, kind="text", direction=ways[0])
