"""Heavy and odd casework that is all on record: liaison, on call, safeguarding, odd hours."""

from upstander.simulator.controls.force import LAST, Force

BEREAVED_FOR = range(111, 114)
CASELOAD = range(1501, 1541)
FAMILY, ON_CALL_FOR = 101, 102
LIAISON, ON_CALL, SAFEGUARDING, BEREAVED = 31, 33, 43, 1
AWAY = range(60, 75)  # compassionate leave
CEMETERY = (470_000.0, 330_000.0)


def family_liaison(told: Force) -> None:
    """A mother whose son was killed: contact every day at first, evenings and days off too."""
    home = (450_000.0, 310_000.0)
    told.person(FAMILY, home=home)
    told.marked(FAMILY, "mental_health", day=20)
    told.assigned(LIAISON, FAMILY, role="liaison", kind="murder", first=20, last=None)
    for day in range(21, LAST):
        often = day < 80
        if often or day % 3 == 0:
            told.call(LIAISON, FAMILY, told.at(day, 10 + day % 7, day % 55), seconds=400)
        if day % 3 == 1:
            told.call(LIAISON, FAMILY, told.at(day, 20, day % 55), kind="text")
            told.call(LIAISON, FAMILY, told.at(day, 20, 3 + day % 55), kind="text", direction="in")
        if day % (4 if often else 9) == 0:
            at = told.on_tour(LIAISON, day, after=2, minute=day % 50)
            told.stop(LIAISON, home, at, minutes=80)
        if day % 6 == 0:
            look = told.on_tour(LIAISON, day, after=1, minute=day % 50)
            told.look(LIAISON, FAMILY, look, occurrence_id=f"O{FAMILY}")


def on_call(told: Force) -> None:
    """A detective on call, in the weeks before a trial: most of it after the tour, at home."""
    home = (452_000.0, 310_000.0)
    told.person(ON_CALL_FOR, home=home)
    told.marked(ON_CALL_FOR, "sexual_offence", day=50)
    told.assigned(ON_CALL, ON_CALL_FOR, role="investigating", kind="rape", first=50, last=None)
    for day in range(52, 110, 2):
        told.call(ON_CALL, ON_CALL_FOR, told.at(day, 19 + day % 4, day % 55), seconds=300)
        told.call(
            ON_CALL, ON_CALL_FOR, told.at(day, 21, day % 55), seconds=120,
            direction="in" if day % 4 else "out",
        )  # fmt: skip
        if day % 6 == 0:
            told.call(ON_CALL, ON_CALL_FOR, told.at(day, 22, 30 + day % 25), kind="text")
            look = told.on_tour(ON_CALL, day, after=2, minute=day % 50)
            told.look(ON_CALL, ON_CALL_FOR, look, occurrence_id=f"O{ON_CALL_FOR}")
    for day in (55, 70, 95):
        told.stop(ON_CALL, home, told.on_tour(ON_CALL, day, after=3), minutes=90)


def safeguarding(told: Force) -> None:
    """Forty people at risk from their partners, each rung every week and visited every month."""
    for number, person in enumerate(CASELOAD):
        first = number * 2
        home = (440_000.0 + number % 8 * 1_500, 315_000.0 + number // 8 * 1_500)
        told.person(person, home=home)
        told.marked(person, "domestic_abuse", day=first)
        told.assigned(
            SAFEGUARDING, person, role="safeguarding", kind="domestic assault", first=first,
            last=first + 80,
        )  # fmt: skip
        for day in range(first + 1, first + 78, 7):
            at = told.on_tour(SAFEGUARDING, day, after=1 + number % 6, minute=number)
            told.look(SAFEGUARDING, person, at, occurrence_id=f"O{person}")
            told.call(SAFEGUARDING, person, told.on_tour(
                SAFEGUARDING, day, after=1 + number % 6, minute=number + 5
            ), seconds=220)  # fmt: skip
        for day in range(first + 3, first + 78, 28):
            at = told.on_tour(SAFEGUARDING, day, after=4, minute=number)
            told.stop(SAFEGUARDING, home, at, minutes=50)


def bereaved(told: Force) -> None:
    """After two weeks of leave the work is done late in the evening; lunch at the cemetery."""
    told.rows["duties"] = [
        row
        for row in told.rows["duties"]
        if row["staff_id"] != f"S{BEREAVED}" or told.day_of(row["starts_at"].date()) not in AWAY
    ]
    told.add(
        "duties",
        staff_id=f"S{BEREAVED}",
        kind="leave",
        starts_at=told.at(AWAY[0], 0),
        ends_at=told.at(AWAY[-1], 23, 59),
    )
    told.add(
        "declarations",
        declaration_id="D1",
        staff_id=f"S{BEREAVED}",
        kind="change_of_circumstances",
        declared_on=told.at(AWAY[0], 0).date(),
    )
    told.add(
        "places",
        place_id="L1",
        kind="other",
        easting=CEMETERY[0],
        northing=CEMETERY[1],
        radius_m=150,
    )
    for person in BEREAVED_FOR:
        told.person(person, home=(454_000.0 + person % 3 * 2_000, 310_000.0))
        told.assigned(BEREAVED, person, role="investigating", kind="burglary", first=74, last=140)
        for day in range(76 + person % 3, 134, 6):
            told.call(BEREAVED, person, told.at(day, 21, 10 + person % 40), seconds=140)
            look = told.at(day, 21, 5 + person % 40)
            told.look(BEREAVED, person, look, occurrence_id=f"O{person}")
    for day in range(AWAY[-1] + 1, 140):
        if told.works(BEREAVED, day) and day % 2:
            told.stop(BEREAVED, CEMETERY, told.at(day, 13, 5), minutes=25)
