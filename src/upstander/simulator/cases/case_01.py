"""Case 1, pages 7-8: an enquiry desk, a number, and a message from a private telephone.

The member works on a desk that answers victims' enquiries about their own records; calls to it
are not recorded, and no log is kept of them here. A woman rings about an incident of eight years
ago. Some three days later the member writes to her from his own telephone, on duty; she complains
within twenty minutes. He could not remember whether he had her number from the force's system or
from the display of the telephone.

Chosen here: that it was the system (the contact part of her record, on the day of the call). Had
it been the display, no row of any table would differ from an ordinary enquiry.
"""

from datetime import date, timedelta

from upstander.simulator.cases import ordinary
from upstander.simulator.cases.told import FIRST_OTHER, Told

CALLED = 31  # the day of her call
WEEKS_OF_ORDINARY_WORK = 6


def tell() -> Told:
    """The desk for seven weeks, and one enquiry on it."""
    told = Told(kind="officer", role="Victim enquiry desk officer", begins=date(2024, 9, 2))
    told.rota(-7, 56)
    ordinary.elsewhere(told, first=0, last=40)
    _ordinary(told)
    told.person(1)
    told.add(
        "occurrences",
        occurrence_id="O1",
        kind="domestic incident",
        domestic=True,
        opened_at=told.at(CALLED - 8 * 365, 20),
        closed_at=told.at(CALLED - 8 * 365 + 40, 12),
    )
    told.add("involvements", occurrence_id="O1", person_id="P1", role="victim")
    told.look(1, 1, told.on_tour(1, CALLED, after=3), occurrence_id="O1")
    told.look(1, 1, told.on_tour(1, CALLED, after=3, minute=25), field="contact")
    messaged = told.day_of(told.on_tour(1, CALLED + 3).date())
    told.add(
        "complaints",
        complaint_id="C1",
        staff_id="S1",
        received_on=told.at(messaged, 0).date(),
        category="inappropriate messages from a personal phone",
        sexual=True,
        person_id="P1",
    )
    return told


def _ordinary(told: Told) -> None:
    """Each member looks up four callers a week, and rings one of them back from the desk."""
    person = FIRST_OTHER
    for n in told.members:
        for day in range(n % 2, 7 * WEEKS_OF_ORDINARY_WORK, 2):
            enquiry = told.on_tour(n, day, after=1 + person % 7, minute=person % 40)
            told.person(person)
            told.look(n, person, enquiry, field="other")
            if person % 4 == 0:
                told.look(n, person, enquiry + timedelta(minutes=2), field="contact")
                told.call(n, person, enquiry + timedelta(minutes=30), seconds=200)
                told.add(
                    "tasks",
                    task_id=f"K{person}",
                    staff_id=f"S{n}",
                    person_id=f"P{person}",
                    kind="call-back",
                    starts_at=enquiry,
                    ends_at=enquiry + timedelta(hours=2),
                )
            person += 1
