"""Case 2, pages 14-15: one task, then eleven months of short calls and stops nearby.

A woman reports an attempted burglary and, some days later, whom she takes to have done it. A
community support officer makes an appointment for that evening; the next day somebody is arrested.
A year later the force has from the anonymous reporting line that there is a relationship. The work
phone then shows one text and 38 calls to her number, 30 of them under five seconds, none from
her; a vehicle assigned to the member had stopped four times in the vicinity of her home, said to
be parked away from it; and there was contact with other women, more than the role explains, with
personal texts to two of them who were vulnerable. The contact had ended and begun again two or
three times.

Chosen here: seven other women, two breaks of five weeks and more, stops at 150 metres. Her
learning difficulties are on record only once the line had told of them.
"""

from datetime import date

from upstander.simulator.cases import ordinary
from upstander.simulator.cases.told import Told

HOME = (450_000.0, 340_000.0)
AWAY_M = 150.0
TOLD_ON = 350  # the day of the anonymous report
SPELLS = (range(10, 110, 7), range(150, 230, 7), range(275, 341, 6))  # 15, 12 and 11 calls
LONGER = (0, 4, 9, 15, 19, 24, 29, 34)  # eight of the 38 lasted
STOPS = ((15, 15), (118, 18), (208, 19), (292, 17))  # day and hour
OTHERS = range(2, 9)


def tell() -> Told:
    """A neighbourhood team for a year."""
    told = Told(kind="pcso", role="Neighbourhood PCSO", begins=date(2024, 3, 4), hours=(12, 10))
    ordinary.patrol(told, (0, 330))
    _work(told)
    _contact(told)
    for person in OTHERS:
        _another(told, person)
    told.add(
        "intelligence",
        report_id="R1",
        staff_id="S1",
        reported_on=told.at(TOLD_ON, 0).date(),
        category="sexual misconduct",
        sexual=True,
        source=2,
        assessment="C",
    )
    return told


def _work(told: Told) -> None:
    """The report, the appointment that evening, and the arrest that ends the matter."""
    told.person(1, home=HOME)
    told.add(
        "vulnerabilities",
        person_id="P1",
        marker="learning_disability",
        recorded_at=told.at(TOLD_ON, 12),
    )
    ordinary.incident(told, 1, kind="attempted burglary", at=told.at(0, 21), home=HOME)
    investigator = 7
    ordinary.case(
        told,
        investigator,
        1,
        kind="attempted burglary",
        begins=told.at(0, 22),
        ends=told.at(5, 12),
    )
    told.add(
        "tasks",
        task_id="K1",
        staff_id="S1",
        person_id="P1",
        kind="appointment",
        starts_at=told.at(3, 18),
        ends_at=told.at(3, 19),
        occurrence_id="O1",
    )


def _contact(told: Told) -> None:
    """38 calls and a text from the work phone; four stops a short walk from the door."""
    days = [day for spell in SPELLS for day in spell]
    for number, day in enumerate(days):
        length = 40 + number if number in LONGER else 1 + number % 4
        moment = told.on_tour(1, day, after=1 + number % 8, minute=number * 11 % 60)
        told.call(1, 1, moment, seconds=length)
    told.call(1, 1, told.on_tour(1, 60, after=4), kind="text")
    for day, hour in STOPS:
        place = (HOME[0] + AWAY_M, HOME[1])
        told.stop(1, place, told.at(told.tour_day(1, day), hour), minutes=25)


def _another(told: Told, person: int) -> None:
    """A woman met once at an incident, and rung or written to for months after it."""
    met = 20 + 12 * person
    home = (450_000.0 + person * 2_000, 350_000.0)
    told.person(person, home=home)
    arrived = told.on_tour(1, met, after=2)
    ordinary.incident(told, person, kind="theft", at=arrived, home=home, became_a_case=False)
    told.add(
        "attendances",
        incident_id=f"I{person}",
        staff_id="S1",
        arrived_at=arrived,
        left_at=told.on_tour(1, met, after=2, minute=30),
    )
    vulnerable = person in (2, 3)
    if vulnerable:
        told.add(
            "vulnerabilities", person_id=f"P{person}", marker="mental_health", recorded_at=arrived
        )
    for number in range(6):
        moment = told.on_tour(1, met + 12 + 15 * number, after=3 + number, minute=person * 5)
        told.call(1, person, moment, kind="text" if vulnerable and number % 2 else "voice")
