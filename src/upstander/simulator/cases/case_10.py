"""Case 10, pages 50-51: a case handed over, a game of chess, and positions nearby.

An officer attends a domestic incident and records that the woman is vulnerable. She invites him to
a game of chess; he declines while he is in the case. Soon after, it goes to the safeguarding unit.
A couple of days later he writes to her from a private account, and they meet. The mobile terminal
shows him in the vicinity of her home on several occasions in the two weeks after, where he was not
deployed. Outreach workers tell her to end it; about a week later he tells his inspector of one
meeting.

Chosen here: handed over on the third day; six stops in two weeks, the three meetings at the door
and three more in the vicinity; her home outside the area of his ordinary work; what he told goes
into the register of declarations.
"""

from datetime import date, timedelta

from upstander.simulator.cases import ordinary
from upstander.simulator.cases.told import Told

HOME = (470_000.0, 360_000.0)
REPORTED = 35
HANDED_OVER = REPORTED + 3
STOPS = ((12, 20), (14, 60), (16, 40), (19, 30), (21, 120), (23, 110))  # day after, metres
DECLARED = REPORTED + 35


def tell() -> Told:
    """A response team for ten weeks."""
    told = Told(kind="officer", role="Response officer", begins=date(2024, 8, 5))
    ordinary.patrol(told, (0, 66))
    told.person(1, home=HOME)
    arrived = told.on_tour(1, REPORTED, after=2)
    told.add("vulnerabilities", person_id="P1", marker="domestic_abuse", recorded_at=arrived)
    ordinary.incident(told, 1, kind="domestic incident", at=arrived, home=HOME)
    told.add(
        "attendances",
        incident_id="I1",
        staff_id="S1",
        arrived_at=arrived,
        left_at=arrived + timedelta(minutes=50),
        vehicle_id="V1",
    )
    told.stop(1, HOME, arrived, minutes=50)
    ordinary.case(
        told,
        1,
        1,
        kind="domestic incident",
        begins=arrived,
        ends=told.at(REPORTED + 60, 12),
        domestic=True,
        hand_over=told.at(HANDED_OVER, 12),
    )
    for day, metres in STOPS:
        moment = told.on_tour(1, REPORTED + day, after=day % 6, minute=day)
        told.stop(1, (HOME[0] + metres, HOME[1]), moment, minutes=20)
    told.add(
        "declarations",
        declaration_id="A1",
        staff_id="S1",
        kind="association",
        declared_on=told.at(DECLARED, 0).date(),
        person_id="P1",
    )
    return told
