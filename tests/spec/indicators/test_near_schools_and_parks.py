"""IND-14: presence near a school or park without youth work."""

from datetime import datetime, timedelta

import pytest

from tests.spec.indicators.stands import stand, stands
from tests.support.scenes import events, found, scene
from upstander.engine.indicators.near_schools_and_parks import INDICATOR

SCHOOL, PARK = "420000,320000", "425000,325000"
PLACES = """
    place_id | kind   | easting | northing | radius_m
    P1       | school | 420020  | 320000   | 150
    P2       | park   | 425000  | 325000   | 200
"""
# Mondays, Wednesdays and Fridays: two or three times a week for four weeks.
DAYS = (0, 2, 4, 7, 9, 11, 14, 16, 18, 21)
START = datetime(2025, 3, 3)


def stops(
    days=DAYS, *, staff: str = "S1", unit: str = "V1", place: str = SCHOOL, number: int = 1,
    clock: str = "15:10", until: str = "15:40",
) -> str:  # fmt: skip
    return "".join(
        stand(
            number + count, f"{START + timedelta(days=day):%Y-%m-%d} {clock}",
            staff=staff, unit=unit, place=place, until=until,
        )
        for count, day in enumerate(days)
    )  # fmt: skip


DUTIES = "staff_id | starts_at | ends_at | kind\n" + "".join(
    f"S{member} | {START + timedelta(days=day, hours=6)} | {START + timedelta(days=day, hours=23)} | duty\n"
    for member in (1, 2, 3)
    for day in range(40)
)
STAFF = "staff_id | kind | role\nS1 | pcso | {role}\n"


def drawn(*, stood: str | None = None, **records: str):
    base = {"duties": DUTIES, "attendances": "", "tasks": "", "places": PLACES}
    base["staff"] = STAFF.format(role="community support")
    return scene(**stands(stops() if stood is None else stood), **(base | records))


@pytest.mark.meets("R223")
def test_fires_on_two_or_three_days_a_week_at_the_way_home_from_school():
    (finding,) = found(INDICATOR, drawn())
    assert finding["staff_id"] == "S1" and finding["human_id"] is None
    assert finding["sentence"] == (
        "Stops on duty in the day at one school on 10 days in 21 days, on two days or more in "
        "3 weeks, with no recorded incident, task, scheme or role there; nobody else stopped "
        "there like this."
    )
    assert finding["seen_at"] == datetime(2025, 3, 19, 15, 10)
    # Ten days where three are usual.
    assert finding["value"] == pytest.approx(7.27, abs=0.01)
    assert len(events(INDICATOR, drawn())) == 10


def test_says_how_often_others_stop_there():
    others = stops((1, 8, 15), staff="S2", unit="V2", number=50)
    (finding,) = found(INDICATOR, drawn(stood=stops() + others))
    assert finding["sentence"].endswith(
        "others who stopped there did so on about 3 days each (1 staff)."
    )


TASKS = "task_id | staff_id | person_id | kind | starts_at | ends_at\n" + "".join(
    f"T{day} | S1 | H1 | school liaison | {START + timedelta(days=day, hours=15)}"
    f" | {START + timedelta(days=day, hours=16)}\n"
    for day in DAYS
)
SCHEMES = "scheme_id | name | kind | registered_with_vpc | starts_at\nC1 | Tuesday club | cadets | yes | 2024-01-01 00:00:00"
LEADERS = "scheme_id | staff_id | starts_at\nC1 | S1 | 2024-01-01 00:00:00"


def with_end(table: str, ends_at: str) -> str:
    """The one row of a drawn table, with the moment at which it ended."""
    head, row = table.split("\n")
    return f"{head} | ends_at\n{row} | {ends_at}"


@pytest.mark.meets("R223")
@pytest.mark.parametrize(
    ("innocent", "changed"),
    [
        ("schools officer", {"staff": STAFF.format(role="Safer Schools Officer")}),
        ("leads a registered scheme", {"schemes": SCHEMES, "scheme_leaders": LEADERS}),
        ("tasked", {"tasks": TASKS}),
        ("passing by", {"stood": stops(until="15:13")}),
        ("at night", {"stood": stops(clock="21:10", until="21:40")}),
        ("once a week", {"stood": stops((0, 7, 14, 21, 28, 35))}),
        ("elsewhere", {"stood": stops(place="410000,310000")}),
        ("off duty", {"duties": "staff_id | starts_at | ends_at | kind\n"}),
        ("a shop beside it",
         {"places": PLACES + "P3 | shop | 420000 | 320000 | 60\n"}),
        ("the neighbourhood team shares the gate",
         {"stood": stops() + stops((1, 3, 8, 10, 15, 17, 22), staff="S2", unit="V2", number=50)}),
        ("patrols every school and park of the beat",
         {"stood": stops() + stops(DAYS[:7], place=PARK, number=50)}),
    ],
)  # fmt: skip
def test_innocent_look_alike_does_not_fire(innocent, changed):
    assert found(INDICATOR, drawn(**changed)) == []


ENDED = "2025-02-01 00:00:00"


@pytest.mark.parametrize(
    ("no_reason", "changed"),
    [
        ("the scheme is not registered",
         {"schemes": SCHEMES.replace("yes", "no"), "scheme_leaders": LEADERS}),
        ("the scheme ended before",
         {"schemes": with_end(SCHEMES, ENDED), "scheme_leaders": LEADERS}),
        ("the member had left it",
         {"schemes": SCHEMES, "scheme_leaders": with_end(LEADERS, ENDED)}),
        ("the member took it up afterwards",
         {"schemes": SCHEMES, "scheme_leaders": LEADERS.replace("2024", "2026")}),
        ("it is a scheme of another kind",
         {"schemes": SCHEMES.replace("cadets", "other"), "scheme_leaders": LEADERS}),
    ],
)  # fmt: skip
def test_only_a_registered_scheme_that_runs_at_the_time_is_a_reason(no_reason, changed):
    assert len(found(INDICATOR, drawn(**changed))) == 1


def test_cannot_be_checked_without_the_list_of_places():
    records = scene(positions="", crews="", duties="", attendances="", tasks="").records
    assert records.missing(INDICATOR.needs) == ("places",)
