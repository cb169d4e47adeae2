"""Case 5, pages 26-28: private messages after a burglary, and two reports ten years old.

A community support officer attends a burglary. The next day the woman of the house has private
messages from him through social media, and more after that; she challenges him, they stop, and she
complains. More than ten years before, two intelligence reports had been made: a texting episode
that a member of the public wanted to end, and words to a traffic warden; the force had said that
conduct would be closely monitored. Colleagues came forward only in the investigation, and a matter
about conduct towards one of them was opened beside it.

Chosen here: nine months between the two old reports, eight days until the complaint. The document
gives the reports no grade: both come from a supervisor, known directly.
"""

from datetime import date

from upstander.simulator.cases import ordinary
from upstander.simulator.cases.told import Told

HOME = (450_000.0, 340_000.0)
ATTENDED = 40
COMPLAINED = ATTENDED + 8
OLD_REPORTS = (("R1", date(2014, 2, 10)), ("R2", date(2014, 11, 12)))


def tell() -> Told:
    """A neighbourhood team for two months, and a store of intelligence that reaches back."""
    told = Told(kind="pcso", role="Neighbourhood PCSO", begins=date(2025, 3, 3))
    ordinary.patrol(told, (0, 50))
    for report, reported_on in OLD_REPORTS:
        told.add(
            "intelligence",
            report_id=report,
            staff_id="S1",
            reported_on=reported_on,
            category="sexual misconduct",
            sexual=True,
            source=1,
            assessment="B",
        )
    told.person(1, home=HOME)
    arrived = told.on_tour(1, ATTENDED, after=3)
    ordinary.incident(told, 1, kind="burglary", at=arrived, home=HOME, became_a_case=False)
    told.add(
        "attendances",
        incident_id="I1",
        staff_id="S1",
        arrived_at=arrived,
        left_at=told.on_tour(1, ATTENDED, after=3, minute=35),
        vehicle_id="V1",
    )
    told.stop(1, HOME, arrived, minutes=35)
    told.add(
        "complaints",
        complaint_id="C1",
        staff_id="S1",
        received_on=told.at(COMPLAINED, 0).date(),
        category="inappropriate messages on social media",
        sexual=True,
        person_id="P1",
    )
    return told
