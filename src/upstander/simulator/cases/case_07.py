"""Case 7, pages 34-35: a drug test that was long, and a meeting a month later.

A camera in the drug test room recorded a lengthy conversation between a custody officer and a man;
later she stood at the door of his cell for more than five minutes. About a month after that they
met by chance, exchanged accounts and wrote to each other. Five days later he told two officers who
attended a fight of it; they told their sergeant.

Chosen here: 36 minutes for the test and seven at the door, where the suite takes about eight and
two. The document says lengthy, and gives no times.
"""

from datetime import date, datetime, timedelta

from upstander.simulator.cases import ordinary
from upstander.simulator.cases.told import FIRST_OTHER, Told

DETAINED = 33
MET = DETAINED + 31
TOLD_ON = MET + 5
DAYS_OF_ORDINARY_WORK = 68
SUITE = "SUITE1"


def tell() -> Told:
    """A custody suite for ten weeks."""
    told = Told(kind="police_staff", role="Custody officer", begins=date(2024, 1, 8))
    told.rota(-7, 84)
    ordinary.elsewhere(told, first=0, last=65)
    _ordinary(told)
    told.person(1)
    booked = told.on_tour(1, DETAINED, after=1)
    _detained(told, 1, booked=booked)
    _step(told, 1, n=1, step="drug_test", at=booked + timedelta(hours=1), minutes=36)
    _step(told, 1, n=1, step="cell_visit", at=booked + timedelta(hours=3), minutes=7)
    told.add("incidents", incident_id="I1", kind="disorder", opened_at=told.at(TOLD_ON, 21))
    told.add("incident_people", incident_id="I1", person_id="P1")
    told.add(
        "conduct",
        matter_id="M1",
        staff_id="S1",
        opened_on=told.at(TOLD_ON + 1, 0).date(),
        category="professional boundary with a former detainee",
        sexual=True,
        internal=False,
        person_id="P1",
    )
    return told


def _ordinary(told: Told) -> None:
    """Every member works the suite; a test takes some eight minutes, a cell visit about two."""
    person = FIRST_OTHER
    for row in list(told.rows["duties"]):
        if row["kind"] == "duty":
            told.add(
                "custody_duties",
                staff_id=row["staff_id"],
                suite=SUITE,
                starts_at=row["starts_at"],
                ends_at=row["ends_at"],
            )
    for n in told.members:
        for day in range(n % 3, DAYS_OF_ORDINARY_WORK, 3):
            booked = told.on_tour(n, day, after=1 + person % 4, minute=person % 50)
            told.person(person)
            _detained(told, person, booked=booked)
            _step(told, person, n=n, step="booking_in", at=booked, minutes=14 + person % 6)
            test = booked + timedelta(hours=1)
            _step(told, person, n=n, step="drug_test", at=test, minutes=6 + person % 5)
            for hours in (2, 3, 4):
                visit = booked + timedelta(hours=hours)
                _step(told, person, n=n, step="cell_visit", at=visit, minutes=1 + person % 3)
            person += 1


def _detained(told: Told, person: int, *, booked: datetime) -> None:
    told.add(
        "custody",
        custody_id=f"D{person}",
        person_id=f"P{person}",
        suite=SUITE,
        starts_at=booked,
        ends_at=booked + timedelta(hours=15),
    )


def _step(told: Told, person: int, *, n: int, step: str, at: datetime, minutes: int) -> None:
    told.add(
        "custody_steps",
        custody_id=f"D{person}",
        staff_id=f"S{n}",
        step=step,
        starts_at=at,
        ends_at=at + timedelta(minutes=minutes),
    )
