"""Case 3, pages 18-19: an egg thrown at a house, and ten years.

A man attends a woman's home after an egg was thrown at it and stays a couple of hours; the next
day he is back to finish her statement. From then on, she says, he came two or three times a week,
on duty and in uniform. She moves after some months; he goes to the new address. A few years
later, after a break, it goes on. At a missing person incident eight years in he tells colleagues
of a relationship. Some years before the end professional standards had dealt with it, without her
account: not proven. Some ten years after they met she tells the force.

Chosen here: that he came in his vehicle; five months at the first address, six weeks at the second,
six weeks after the break; the misconduct meeting follows the missing person incident. Nothing in
the document says that any telephone of the force was used: there are no calls.
"""

from datetime import date, timedelta

from upstander.simulator.cases import ordinary
from upstander.simulator.cases.told import Told

FIRST_HOME, SECOND_HOME = (450_000.0, 340_000.0), (455_000.0, 341_000.0)
MOVED = 150
RESUMED = 4 * 365
MISSING = 8 * 365
DISCLOSED = 10 * 365 + 30
WEEK = 7


def tell() -> Told:
    """A response team, in the stretches of ten years in which something happened."""
    told = Told(kind="officer", role="Response officer", begins=date(2012, 5, 7))
    ordinary.patrol(told, (0, 210), (RESUMED - 20, RESUMED + 60), (DISCLOSED - 50, DISCLOSED - 25))
    _person(told)
    _first_days(told)
    _visits(told, FIRST_HOME, first=9, last=MOVED, a_week=3)
    _visits(told, SECOND_HOME, first=MOVED + 4, last=MOVED + 46, a_week=2)
    _visits(told, SECOND_HOME, first=RESUMED, last=RESUMED + 42, a_week=2)
    _reports(told)
    return told


def _person(told: Told) -> None:
    told.person(1)
    for home, starts, ends in (
        (FIRST_HOME, None, told.at(MOVED, 12)),
        (SECOND_HOME, told.at(MOVED, 12), None),
    ):
        told.add(
            "person_addresses",
            person_id="P1",
            easting=home[0],
            northing=home[1],
            starts_at=starts,
            ends_at=ends,
        )
    for marker, day in (("mental_health", RESUMED + 100), ("missing", MISSING)):
        told.add("vulnerabilities", person_id="P1", marker=marker, recorded_at=told.at(day, 12))


def _first_days(told: Told) -> None:
    """A couple of hours at the incident, and back the next day for the statement."""
    arrived = told.at(0, 10)
    ordinary.incident(told, 1, kind="criminal damage", at=told.at(0, 9, 20), home=FIRST_HOME)
    told.add(
        "attendances",
        incident_id="I1",
        staff_id="S1",
        arrived_at=arrived,
        left_at=arrived + timedelta(minutes=140),
        vehicle_id="V1",
    )
    told.stop(1, FIRST_HOME, arrived, minutes=140)
    ordinary.case(told, 1, 1, kind="criminal damage", begins=arrived, ends=told.at(14, 12))
    told.stop(1, FIRST_HOME, told.at(1, 14), minutes=60)


def _visits(told: Told, home: tuple[float, float], *, first: int, last: int, a_week: int) -> None:
    """So many visits a week on duty, each of most of an hour."""
    for week in range(first, last, WEEK):
        days = [day for day in range(week, week + WEEK) if told.works(1, day) and day < last]
        for number, day in enumerate(days[: 2 * a_week : 2]):
            moment = told.at(day, 11 + 2 * number, day * 7 % 40)
            told.stop(1, home, moment, minutes=40)


def _reports(told: Told) -> None:
    """The missing person incident, the meeting after it, and what she told in the end."""
    ordinary.incident(
        told,
        2,
        kind="missing person",
        at=told.at(MISSING, 22),
        home=SECOND_HOME,
        became_a_case=False,
    )
    told.rows["incident_people"][-1] = {"incident_id": "I2", "person_id": "P1"}
    for n in (4, 9):
        told.add(
            "attendances",
            incident_id="I2",
            staff_id=f"S{n}",
            arrived_at=told.at(MISSING, 22, 30),
            left_at=told.at(MISSING + 1, 1),
        )
    told.add(
        "conduct",
        matter_id="M1",
        staff_id="S1",
        opened_on=told.at(MISSING + 20, 0).date(),
        category="inappropriate relationship with a member of the public",
        sexual=True,
        internal=False,
        person_id="P1",
        outcome="not proven",
        closed_on=told.at(MISSING + 200, 0).date(),
    )
    told.add(
        "complaints",
        complaint_id="C1",
        staff_id="S1",
        received_on=told.at(DISCLOSED, 0).date(),
        category="sexual misconduct",
        sexual=True,
        person_id="P1",
    )
