"""What was said of a member who did right: an approach, complaints; and a beginner's mistakes."""

from datetime import timedelta

from upstander.simulator.cases import ordinary
from upstander.simulator.controls.force import Force

APPROACHED, TAKES_OVER, COMPLAINED_OF, RECRUIT = 5, 12, 7, 9
PURSUER, COMPLAINANT = 107, 110
MET, TOLD_OF_IT = 40, 52
COMPLAINTS = (30, 52, 75, 101, 130)
ALSO_OF = (8, 18)  # others of whom the same person complains
JOINED = 60


def approached(told: Force) -> None:
    """A victim rings and writes more and more; the member says so, and a colleague takes over."""
    home = (460_000.0, 320_000.0)
    told.person(PURSUER, home=home)
    told.marked(PURSUER, "mental_health", day=MET)
    arrived = told.on_tour(APPROACHED, MET, after=2)
    ordinary.incident(told, PURSUER, kind="harassment", at=arrived, home=home)
    told.add(
        "attendances",
        incident_id=f"I{PURSUER}",
        staff_id=f"S{APPROACHED}",
        arrived_at=arrived,
        left_at=arrived + timedelta(minutes=40),
        vehicle_id=f"V{APPROACHED}",
    )
    told.stop(APPROACHED, home, arrived, minutes=40)
    handed_over = told.at(TOLD_OF_IT + 1, 9)
    ordinary.case(
        told, APPROACHED, PURSUER, kind="harassment", begins=arrived, ends=told.at(110, 12),
        hand_over=handed_over,
    )  # fmt: skip
    told.add(
        "assignments",
        occurrence_id=f"O{PURSUER}",
        staff_id=f"S{TAKES_OVER}",
        role="investigating",
        starts_at=handed_over,
    )
    told.add(
        "declarations",
        declaration_id="D3",
        staff_id=f"S{APPROACHED}",
        kind="conflict_of_interest",
        declared_on=told.at(TOLD_OF_IT, 0).date(),
        person_id=f"P{PURSUER}",
    )
    for day in (MET + 1, MET + 4, MET + 8):
        told.call(APPROACHED, PURSUER, told.on_tour(APPROACHED, day, after=3), seconds=160)
    for number in range(48):
        at = told.at(MET + 2 + number, 10 + number * 5 % 14, number)
        kind = "text" if number % 3 else "voice"
        told.call(APPROACHED, PURSUER, at, seconds=8, direction="in", kind=kind)


def complained_of(told: Force) -> None:
    """Somebody reported for an offence complains of the member again and again, and of others."""
    home = (462_000.0, 320_000.0)
    told.person(COMPLAINANT, home=home)
    begins = told.on_tour(COMPLAINED_OF, 20, after=4)
    told.assigned(
        COMPLAINED_OF, COMPLAINANT, role="investigating", kind="public order", first=20, last=60
    )
    told.stop(COMPLAINED_OF, home, begins, minutes=35)
    told.call(COMPLAINED_OF, COMPLAINANT, begins + timedelta(days=1), seconds=70)
    for number in range(20):
        at = told.at(22 + number * 3, 11 + number % 8, number)
        told.call(COMPLAINED_OF, COMPLAINANT, at, seconds=40, direction="in")
    against = [(COMPLAINED_OF, day) for day in COMPLAINTS] + [(n, 60 + n) for n in ALSO_OF]
    for number, (n, day) in enumerate(against):
        sexual = number == 2
        told.add(
            "complaints",
            complaint_id=f"C{number + 1}",
            staff_id=f"S{n}",
            received_on=told.at(day, 0).date(),
            category="unwanted attention" if sexual else "incivility",
            sexual=sexual,
            person_id=f"P{COMPLAINANT}",
            outcome="not upheld",
            finalised_on=told.at(day + 25, 0).date(),
        )


def recruit(told: Force) -> None:
    """New in the job, and opens the records of the day's incidents that are a colleague's."""
    told.put("staff", RECRUIT, joined_on=told.at(JOINED, 0).date())
    others = [one for one in told.opened if one[1] not in (RECRUIT, RECRUIT + 1)]
    for day in range(JOINED + 2, 120, 2):
        fresh = [person for opened, _, person in others if opened == day]
        for place, person in enumerate(fresh[:2]):
            at = told.on_tour(RECRUIT, day, after=6 + place, minute=day % 50)
            told.look(RECRUIT, person, at)
