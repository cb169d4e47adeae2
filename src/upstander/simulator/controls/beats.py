"""Work by tasking, on a beat and on the telephone: alone, at a school, day after day."""

from datetime import timedelta

from upstander.simulator.controls.force import LAST, QUALITY, Force

RURAL, SCHOOL, REGULAR, CALL_BACKS = 17, 21, 19, 53
LONELY, HEAD_TEACHER, RINGS_DAILY = 103, 104, 105
AT_SCHOOL = (480_000.0, 340_000.0)
WITHIN_DAYS = 40  # of a case's end
A_DAY = {CALL_BACKS: 5}  # one for the others


def rural(told: Force) -> None:
    """Single-crewed on a rural beat, with a visit every week to an old man who lives alone."""
    told.put("staff", RURAL, role="Rural beat PCSO")
    home = (490_000.0, 350_000.0)
    told.person(LONELY, home=home)
    told.marked(LONELY, "physical_health", day=0)
    for week in range(2, LAST - 6, 7):
        day = told.tour_day(RURAL, week)
        told.task(RURAL, LONELY, kind="reassurance visit", day=day, after=2, minutes=45)
        told.stop(RURAL, home, told.on_tour(RURAL, day, after=2, minute=5), minutes=40)
        told.call(RURAL, LONELY, told.on_tour(RURAL, day, after=1, minute=20), seconds=90)


def school(told: Force) -> None:
    """Parked at a school when it ends, three days a week, as the school asked."""
    told.person(HEAD_TEACHER)
    told.add(
        "places",
        place_id="L2",
        kind="school",
        easting=AT_SCHOOL[0],
        northing=AT_SCHOOL[1],
        radius_m=150,
    )
    for day in range(7, LAST):
        if told.works(SCHOOL, day) and day % 7 in (0, 1, 3):
            told.task(SCHOOL, HEAD_TEACHER, kind="school gate", day=day, after=6, minutes=45)
            at = told.on_tour(SCHOOL, day, after=6, minute=4)
            told.stop(SCHOOL, AT_SCHOOL, at, minutes=35)
        if day % 14 == 0:
            at = told.on_tour(SCHOOL, day, after=2, minute=15)
            told.call(SCHOOL, HEAD_TEACHER, at, seconds=150, direction="in")


def regular(told: Force) -> None:
    """Somebody who rings the officer nearly every day, is rung back, and is seen now and then."""
    home = (492_000.0, 350_000.0)
    told.person(RINGS_DAILY, home=home)
    told.marked(RINGS_DAILY, "mental_health", day=0)
    for day in range(1, LAST):
        if day % 5:
            rang = told.at(day, 9 + day % 8, day % 50)
            told.call(REGULAR, RINGS_DAILY, rang, seconds=70, direction="in")
            if told.works(REGULAR, day) and day % 2:
                back = rang + timedelta(minutes=35)
                told.call(REGULAR, RINGS_DAILY, back, seconds=180)
        if day % 14 == 3:
            tour = told.tour_day(REGULAR, day)
            told.task(REGULAR, RINGS_DAILY, kind="welfare visit", day=tour, after=5, minutes=40)
            at = told.on_tour(REGULAR, tour, after=5, minute=6)
            told.stop(REGULAR, home, at, minutes=30)


def call_backs(told: Force) -> None:
    """Victims of closed cases are asked how they were treated; most answer at the third call."""
    waiting = sorted(
        (day + 24, n, person) for day, n, person in told.opened if n not in QUALITY.members
    )
    for day in range(24, LAST):
        for n in QUALITY.members:
            for place in range(A_DAY.get(n, 1) if told.works(n, day) else 0):
                waiting = [one for one in waiting if one[0] + WITHIN_DAYS > day]
                if not waiting or waiting[0][0] >= day:
                    continue
                _, _, person = waiting.pop(0)
                _asked(told, n, person, day=day, after=1 + place)


def _asked(told: Force, n: int, person: int, *, day: int, after: int) -> None:
    occurrence = f"O{person}"
    told.task(
        n, person, kind="satisfaction call", day=day, after=after, minutes=30,
        occurrence_id=occurrence,
    )  # fmt: skip
    starts = told.on_tour(n, day, after=after)
    told.look(n, person, starts, occurrence_id=occurrence, field="contact")
    for minutes, seconds in ((2, 3), (10, 4), (22, 160)):
        told.call(n, person, starts + timedelta(minutes=minutes), seconds=seconds)
