"""Case 8, pages 38-39: a neighbour's abuse, many visits, and a second woman.

A woman reports abuse by a neighbour and is assigned a community support officer, who is in touch
at regular intervals and arranges numerous visits. After a few months their contact moves to a
private application; some days into it he visits in the evening, in uniform. Some time later she
writes to professional standards. An audit of what he had opened in the force's systems then
leads to a second woman, who had been harassed and stalked, and whom he had met on duty.

Chosen here: a visit and a call a week; the case still open at the end; three months until the
work phone falls silent; four days on which the second woman's record was opened, with no part in
her case; one visit to her. The document says that the audit found her, not how often he had looked.
"""

from datetime import date

from upstander.simulator.cases import ordinary
from upstander.simulator.cases.told import Told

HOMES = {1: (450_000.0, 340_000.0), 2: (462_000.0, 345_000.0)}
MOVED_CHANNEL = 90
EVENING = 104
COMPLAINED = 150
LOOKED = (60, 75, 92, 110)
OTHER_TEAM = 8  # investigates the second woman's case


def tell() -> Told:
    """A neighbourhood team for five months."""
    told = Told(kind="pcso", role="Neighbourhood PCSO", begins=date(2024, 1, 8), hours=(11, 10))
    ordinary.patrol(told, (0, 140))
    for person, home in HOMES.items():
        told.person(person, home=home)
    _first(told)
    _second(told)
    told.add(
        "complaints",
        complaint_id="C1",
        staff_id="S1",
        received_on=told.at(COMPLAINED, 0).date(),
        category="sexual approach",
        sexual=True,
        person_id="P1",
    )
    return told


def _first(told: Told) -> None:
    """Assigned; a visit a week throughout, and a call and a text a week until they stop."""
    for marker in ("physical_health", "mental_health"):
        told.add("vulnerabilities", person_id="P1", marker=marker, recorded_at=told.at(0, 12))
    kind = "anti-social behaviour"
    ordinary.incident(told, 1, kind=kind, at=told.at(0, 11), home=HOMES[1])
    ordinary.case(told, 1, 1, kind=kind, begins=told.at(0, 13), ends=None)
    for week in range(0, COMPLAINED - 7, 7):
        day = told.tour_day(1, week + 2)
        hour, minute = 13 + week % 4, week % 50
        told.stop(1, HOMES[1], told.at(day, hour, minute), minutes=35)
        if week < MOVED_CHANNEL:
            told.call(1, 1, told.on_tour(1, week + 1, after=1, minute=minute), seconds=240)
            told.call(1, 1, told.on_tour(1, week + 3, after=2, minute=minute), kind="text")
            told.call(
                1, 1, told.on_tour(1, week + 3, after=3, minute=minute), kind="text",
                direction="in",
            )  # fmt: skip
    told.stop(1, HOMES[1], told.at(told.tour_day(1, EVENING), 19, 40), minutes=45)


def _second(told: Told) -> None:
    """Her case is a colleague's; her record is opened on four days, and one visit follows."""
    told.add("vulnerabilities", person_id="P2", marker="mental_health", recorded_at=told.at(30, 12))
    told.add(
        "vulnerabilities",
        person_id="P2",
        marker="stalking_or_harassment",
        recorded_at=told.at(30, 12),
    )
    kind = "stalking"
    ordinary.incident(told, 2, kind=kind, at=told.at(30, 11), home=HOMES[2])
    ordinary.case(told, OTHER_TEAM, 2, kind=kind, begins=told.at(30, 13), ends=told.at(100, 12))
    for day in LOOKED:
        told.look(1, 2, told.on_tour(1, day, after=5, minute=day % 50), field="contact")
    told.stop(1, HOMES[2], told.on_tour(1, 117, after=4), minutes=50)
