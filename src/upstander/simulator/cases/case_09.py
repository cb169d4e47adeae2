"""Case 9, pages 42-43: an unofficial cadet scheme, and a park on the way home from school.

Two community support officers ran an unofficial cadet scheme at a primary school. A girl knew one
of them from it. When she was 12 or 13 she saw him two or three times a week, watching over a park
with colleagues from their vehicle; a friend recalled that he was always parked round the corner
from her house. He wrote to her through social media. She told her parents, who told the force.

Chosen here: a scheme of three years that ended two years before; five months at the park. Her
home is on no record of the force until her parents report: so nothing can be near it.
"""

from datetime import date

from upstander.simulator.cases import ordinary
from upstander.simulator.cases.told import Told

PARK = (450_000.0, 340_000.0)
FIRST, LAST = 14, 150
REPORTED = 155
SCHEME_DAYS = (-5 * 365, -2 * 365)


def tell() -> Told:
    """A neighbourhood team for five months."""
    told = Told(kind="pcso", role="Neighbourhood PCSO", begins=date(2023, 10, 2))
    ordinary.patrol(told, (0, 140))
    told.person(1, phone=False)
    told.add(
        "vulnerabilities", person_id="P1", marker="young_person", recorded_at=told.at(REPORTED, 9)
    )
    _scheme(told)
    told.add(
        "places",
        place_id="L1",
        kind="park",
        easting=PARK[0],
        northing=PARK[1],
        radius_m=120,
    )
    for day in range(FIRST, LAST):
        if told.works(1, day) and day % 7 in (0, 2, 3):
            told.stop(1, PARK, told.at(day, 15, 10 + day % 20), minutes=35)
            told.add(
                "crews",
                vehicle_id="V1",
                staff_id=f"S{2 + day % 3}",
                starts_at=told.at(day, 15),
                ends_at=told.at(day, 16, 10),
            )
    told.add(
        "complaints",
        complaint_id="C1",
        staff_id="S1",
        received_on=told.at(REPORTED, 0).date(),
        category="inappropriate messages on social media",
        sexual=True,
        person_id="P1",
    )
    return told


def _scheme(told: Told) -> None:
    """Not registered with the Volunteer Police Cadets; two leaders, trained on a course online."""
    starts, ends = (told.at(day, 9) for day in SCHEME_DAYS)
    told.add(
        "schemes",
        scheme_id="Y1",
        name="Junior scheme",
        kind="cadets",
        registered_with_vpc=False,
        starts_at=starts,
        ends_at=ends,
    )
    for n in (1, 2):
        told.add("scheme_leaders", scheme_id="Y1", staff_id=f"S{n}", starts_at=starts, ends_at=ends)
