"""Case 6, page 29: a photograph with patrolling special constables, and a private application.

Two special constables on a late patrol speak to a group of teenagers. A girl asks for a photograph
and puts it on her private account. The next day she has a message and a picture, through the same
application, from what appears to be the account of one of them, who had asked to be her friend
two months before. She tells her father, who tells the force.

Nothing of this touches a system of the force but the patrol itself: no name was taken.
"""

from datetime import date

from upstander.simulator.cases import ordinary
from upstander.simulator.cases.told import Told

PATROL = 40
REPORTED = PATROL + 2


def tell() -> Told:
    """Special constables for two months, and one patrol in which nobody was recorded."""
    told = Told(
        kind="special", role="Special constable, patrol", begins=date(2024, 5, 6), hours=(19, 8)
    )
    ordinary.patrol(told, (0, 45))
    told.person(1, phone=False)
    evening = told.tour_day(1, PATROL)
    told.add(
        "incidents",
        incident_id="I1",
        kind="anti-social behaviour patrol",
        opened_at=told.at(evening, 19, 30),
        easting=450_000.0,
        northing=340_000.0,
    )
    for n in (1, 2):
        told.add(
            "attendances",
            incident_id="I1",
            staff_id=f"S{n}",
            arrived_at=told.at(evening, 21),
            left_at=told.at(evening, 21, 40),
            vehicle_id="V1",
        )
    told.add(
        "complaints",
        complaint_id="C1",
        staff_id="S1",
        received_on=told.at(REPORTED, 0).date(),
        category="message and picture on social media",
        sexual=True,
        person_id="P1",
    )
    return told
