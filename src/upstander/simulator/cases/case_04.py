"""Case 4, pages 22-23: a log held over to the operator's own next tour.

A woman rings the non-emergency line about her mother. A radio operator accepts the log, graded
low, notes that the woman he spoke to is autistic and has a compulsive disorder, and offers to hold
it over to the next day, when he is back, as colleagues might not take it as lightly. He rings her
the next day, and again some hours later; the log is closed. He has asked whether she is on social
media and for coffee, and writes to her that evening through a private account. She complains after
she has spoken to her advocate.

Chosen here: twelve days until the complaint. What was said on the line is not in any table.
"""

from datetime import date, datetime, timedelta

from upstander.simulator.cases import ordinary
from upstander.simulator.cases.told import FIRST_OTHER, Told

TAKEN = 36
COMPLAINED = TAKEN + 12
DAYS_OF_ORDINARY_WORK = 48


def tell() -> Told:
    """A control room for two months."""
    told = Told(
        kind="police_staff",
        role="Radio operator and dispatcher",
        begins=date(2024, 4, 1),
        hours=(13, 9),
    )
    told.rota(-7, 63)
    ordinary.elsewhere(told, first=0, last=45)
    _ordinary(told)
    told.person(1)
    taken = told.on_tour(1, TAKEN, after=2)
    told.add(
        "vulnerabilities",
        person_id="P1",
        marker="mental_health",
        recorded_at=taken + timedelta(minutes=20),
    )
    _log(told, 1, opened_at=taken - timedelta(minutes=30))
    back = told.on_tour(1, told.day_of(taken.date()) + 1, after=1)
    _handled(told, 1, n=1, at=taken, action="taken")
    _handled(told, 1, n=1, at=taken + timedelta(minutes=50), action="held", held_until=back)
    _handled(told, 1, n=1, at=back, action="taken")
    _handled(told, 1, n=1, at=back + timedelta(hours=4), action="closed")
    for after, seconds in ((10, 420), (40, 500)):
        told.call(1, 1, taken + timedelta(minutes=after), seconds=seconds)
    told.call(1, 1, back + timedelta(minutes=5), seconds=1500)
    told.call(1, 1, back + timedelta(hours=3, minutes=50), seconds=300)
    told.add(
        "complaints",
        complaint_id="C1",
        staff_id="S1",
        received_on=told.at(COMPLAINED, 0).date(),
        category="inappropriate contact on social media",
        sexual=True,
        person_id="P1",
    )
    return told


def _ordinary(told: Told) -> None:
    """Logs taken, rung about and closed; now and then one is passed to, or held for, the next."""
    person = FIRST_OTHER
    for n in told.members:
        for day in range(n % 2, DAYS_OF_ORDINARY_WORK, 2):
            at = told.on_tour(n, day, after=1 + person % 5, minute=person % 50)
            told.person(person)
            _log(told, person, opened_at=at - timedelta(minutes=10))
            _handled(told, person, n=n, at=at, action="taken")
            told.call(n, person, at + timedelta(minutes=6), seconds=150)
            if person % 9 == 0:
                _held_for_others(told, person, n=n, at=at)
            else:
                _handled(told, person, n=n, at=at + timedelta(hours=1), action="closed")
            person += 1


def _held_for_others(told: Told, person: int, *, n: int, at: datetime) -> None:
    """Put off until the morning, when a colleague takes it."""
    held = told.on_tour(n, told.day_of(at.date()), after=8)
    morning = held + timedelta(hours=12)
    _handled(told, person, n=n, at=held, action="held", held_until=morning)
    other = next(m for m in told.members if m != n and told.works(m, told.day_of(morning.date())))
    taken = told.on_tour(other, told.day_of(morning.date()))
    _handled(told, person, n=other, at=taken, action="taken")
    _handled(told, person, n=other, at=taken + timedelta(hours=1), action="closed")


def _log(told: Told, person: int, *, opened_at: datetime) -> None:
    told.add("incidents", incident_id=f"I{person}", kind="concern", opened_at=opened_at)
    told.add("incident_people", incident_id=f"I{person}", person_id=f"P{person}")


def _handled(
    told: Told, person: int, *, n: int, at: datetime, action: str, **more: datetime
) -> None:
    row = {"incident_id": f"I{person}", "staff_id": f"S{n}", "at": at, "action": action}
    told.add("log_handling", **row | more)
