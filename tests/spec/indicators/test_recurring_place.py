"""IND-13: recurring place on duty with no task."""

from datetime import datetime, timedelta

import pytest

from tests.spec.indicators.stands import stand, stands
from tests.support.scenes import events, found, scene
from upstander.engine.indicators.recurring_place import INDICATOR

PLACE = "420000,320000"
# Mondays, Wednesdays and Fridays from 2025-03-03: ten visits in four weeks.
DAYS = (0, 2, 4, 7, 9, 11, 14, 16, 18, 21)
START = datetime(2025, 3, 3)


def visits(
    days=DAYS, *, staff: str = "S1", unit: str = "V1", place: str = PLACE, number: int = 1,
    until: str = "14:40",
) -> str:  # fmt: skip
    return "".join(
        stand(
            number + count, f"{START + timedelta(days=day):%Y-%m-%d} 14:00",
            staff=staff, unit=unit, place=place, until=until,
        )
        for count, day in enumerate(days)
    )  # fmt: skip


def duties(*staff: str, kind: str = "duty") -> str:
    lines = "staff_id | starts_at | ends_at | kind\n"
    for member in staff:
        for day in range(40):
            date = f"{START + timedelta(days=day):%Y-%m-%d}"
            lines += f"{member} | {date} 10:00:00 | {date} 20:00:00 | {kind}\n"
    return lines


def drawn(*, stood: str | None = None, contacts: str = "", **records: str):
    base = {"duties": duties("S1", "S2", "S3"), "attendances": "", "tasks": "", "places": ""}
    return scene(
        contacts=contacts, **stands(visits() if stood is None else stood), **(base | records)
    )


@pytest.mark.meets("R154")
def test_fires_on_ten_visits_in_four_weeks():
    (finding,) = found(INDICATOR, drawn())
    assert finding["staff_id"] == "S1" and finding["human_id"] is None
    assert finding["sentence"] == (
        "Stops of ten minutes or more on duty at one place on 10 days in 21 days, on two days or "
        "more in 3 weeks, with no recorded incident, task, listed place or linked person's door; "
        "others stopped there like this on none."
    )
    # The second day of the third week.
    assert finding["seen_at"] == datetime(2025, 3, 19, 14)
    # Ten days where two are usual: 10 log2(5) - 8 / ln 2.
    assert finding["value"] == pytest.approx(11.68, abs=0.01)
    rows = {(event["kind"], event["source_row"]) for event in events(INDICATOR, drawn())}
    assert rows == {("stop", number) for number in range(1, 11)}


def test_a_place_on_the_edge_of_a_square_is_one_place():
    around = "".join(
        visits(DAYS[count : count + 1], place=place, number=count + 1)
        for count, place in enumerate(
            ["420000,320000", "419985,320010", "420020,319990", "419990,319985", "420010,320015"]
            * 2
        )
    )
    (finding,) = found(INDICATOR, drawn(stood=around))
    assert finding["value"] == pytest.approx(11.68, abs=0.01)


REFRESHMENT = (
    "place_id | kind | easting | northing | radius_m\nP1 | {kind} | 420030 | 320000 | {reach}"
)
TASKS = "task_id | staff_id | person_id | kind | starts_at | ends_at\n"
ATTENDANCES = "incident_id | staff_id | arrived_at | left_at\n"
AT_HER_DOOR = (
    "staff_id | human_id | kind | at | ends_at | distance_m | stop_id | status\n"
    + "".join(
        f"S1 | H1 | visit | {START + timedelta(days=day):%Y-%m-%d} 14:00:00 | | 30 | {number} | unexplained\n"
        for number, day in enumerate(DAYS, start=1)
    )
)


def each_day(head: str, line: str) -> str:
    return head + "".join(
        line.format(number=number, day=f"{START + timedelta(days=day):%Y-%m-%d}") + "\n"
        for number, day in enumerate(DAYS)
    )


@pytest.mark.meets("R154")
@pytest.mark.parametrize(
    ("innocent", "changed"),
    [
        ("a canteen on the list",
         {"places": REFRESHMENT.format(kind="refreshment", reach=80)}),
        ("a large place on the list", {
            "places": REFRESHMENT.format(kind="other", reach=2000).replace("420030", "421800")}),
        ("tasks name the hours",
         {"tasks": each_day(TASKS, "T{number} | S1 | H1 | patrol | {day} 14:00:00 | {day} 14:30:00")}),
        ("incidents there",
         {"attendances": each_day(ATTENDANCES, "I{number} | S1 | {day} 14:10:00 | {day} 14:35:00")}),
        ("the member's own home",
         {"staff_addresses": "staff_id | easting | northing\nS1 | 420010 | 320010"}),
        ("somebody linked lives there: another sign's business", {"contacts": AT_HER_DOOR}),
        ("not on duty", {"duties": duties("S1", kind="leave")}),
        ("waiting for a call", {"stood": visits(until="14:08")}),
        ("once a week", {"stood": visits((0, 7, 14, 21, 28, 35))}),
        ("one week only", {"stood": visits((0, 1, 2, 3, 4))}),
        ("a spot that others use as well",
         {"stood": visits() + visits((1, 3, 8, 10), staff="S2", unit="V2", number=50)
          + visits((5, 6, 12, 15, 17), staff="S3", unit="V3", number=70)}),
        ("a beat with several habits",
         {"stood": visits() + visits(DAYS[:9], place="430000,320000", number=50)}),
    ],
)  # fmt: skip
def test_innocent_look_alike_does_not_fire(innocent, changed):
    assert found(INDICATOR, drawn(**changed)) == []


def test_innocent_pair_of_colleagues_in_one_car_stands_out_with_neither():
    both = visits() + visits(staff="S2")
    assert found(INDICATOR, drawn(stood=both)) == []


def test_cannot_be_checked_without_tasks_and_places():
    records = scene(positions="", crews="", duties="", attendances="").records
    assert records.missing(INDICATOR.needs) == ("tasks", "places")
