"""IND-12: presence outside the member's area."""

from datetime import datetime, timedelta

import pytest

from tests.spec.indicators.stands import stand, stands
from tests.support.scenes import events, found, scene
from upstander.engine.indicators.out_of_area_presence import INDICATOR

HEAD = "staff_id | human_id | kind | at | ends_at | distance_m | stop_id | status | on_duty\n"
BEAT, HOME = "401000,301000", "420000,320000"

# Three evenings in two weeks, twenty kilometres from the beat.
NEAR_HER = """
    S1 | H1 | visit | 2025-03-03 19:00:00 | 2025-03-03 19:40:00 | 40  | 1 | unexplained | yes
    S1 | H1 | visit | 2025-03-08 20:00:00 | 2025-03-08 20:30:00 | 120 | 2 | unexplained | yes
    S1 | H1 | visit | 2025-03-15 19:30:00 | 2025-03-15 20:00:00 | 50  | 3 | unexplained | yes
"""
THERE = (
    stand(1, "2025-03-03 19:00", place=HOME, until="19:40")
    + stand(2, "2025-03-08 20:00", place=HOME, until="20:30")
    + stand(3, "2025-03-15 19:30", place=HOME, until="20:00")
)


def patrol(days: int, *, place: str = BEAT, first: str = "2025-01-10", number: int = 100) -> str:
    """A stop on each of so many days."""
    start = datetime.fromisoformat(first)
    moments = (start + timedelta(days=day) for day in range(days))
    return "".join(
        stand(number + count, f"{moment:%Y-%m-%d} 10:00", place=place, until="10:20")
        for count, moment in enumerate(moments)
    )


def drawn(*, contacts: str = NEAR_HER, stood: str = THERE + patrol(30), **records: str):
    return scene(contacts=HEAD + contacts, **stands(stood), **records)


@pytest.mark.meets("R242")
def test_fires_on_stops_in_an_area_where_the_member_has_nothing_else_to_do():
    (finding,) = found(INDICATOR, drawn())
    assert finding["sentence"] == (
        "On duty near one person's home on 3 days in 13 days, the nearest stop 40 m from it, "
        "without a recorded purpose or an incident in the area; on the member's 30 other days "
        "around that time the unit stopped in the area on 0."
    )
    assert finding["seen_at"] == datetime(2025, 3, 15, 19, 30)
    # 1 + 60/120 + 1 days; never there on 30 other days is five bits: 1 of 32.
    assert finding["value"] == pytest.approx(12.5)
    assert len(events(INDICATOR, drawn())) == 3


def test_weighs_less_the_more_usual_the_area_is():
    seldom = patrol(27) + patrol(3, place="421000,321000", first="2025-02-20", number=200)
    (finding,) = found(INDICATOR, drawn(stood=THERE + seldom))
    assert finding["value"] == pytest.approx(2.5 * 3)  # (3 + 1) of (30 + 2)


INCIDENTS = "incident_id | opened_at | easting | northing\n"
ATTENDED = "incident_id | staff_id | arrived_at\n"


@pytest.mark.meets("R242")
@pytest.mark.parametrize(
    ("innocent", "changed"),
    [
        ("whose beat it is", {"stood": THERE + patrol(30, place=HOME)}),
        (
            "a new posting",
            {"stood": THERE + patrol(25) + patrol(12, place=HOME, first="2025-02-17", number=200)},
        ),
        ("a beat beside it", {"stood": THERE + patrol(30, place="421400,320100")}),
        ("the work is recorded", {"contacts": NEAR_HER.replace("unexplained", "explained")}),
        ("twice only", {"contacts": NEAR_HER.replace("03-15", "03-08")}),
        ("off duty", {"contacts": NEAR_HER.replace("yes", "no")}),
        ("traffic", {"contacts": NEAR_HER.replace("19:40", "19:02")}),
        ("another street", {"contacts": NEAR_HER.replace("| 40 ", "| 320 ")}),
        (
            "sent to an incident three streets away",
            {
                "incidents": INCIDENTS + "I1 | 2025-03-08 18:00:00 | 420600 | 320300",
                "attendances": ATTENDED + "I1 | S1 | 2025-03-08 18:30:00",
            },
        ),
    ],
)
def test_innocent_look_alike_does_not_fire(innocent, changed):
    assert found(INDICATOR, drawn(**changed)) == []


def test_an_incident_elsewhere_on_the_day_is_no_reason():
    far = INCIDENTS + "I1 | 2025-03-08 18:00:00 | 401600 | 301300"
    (finding,) = found(
        INDICATOR, drawn(incidents=far, attendances=ATTENDED + "I1 | S1 | 2025-03-08 18:30:00")
    )
    assert finding["human_id"] == "H1"


def test_innocent_where_several_known_people_share_the_door():
    shared = "".join(NEAR_HER.replace("H1", f"H{person}") for person in range(1, 6))
    (alone,) = found(INDICATOR, drawn())
    assert all(
        finding["value"] < alone["value"] / 4
        for finding in found(INDICATOR, drawn(contacts=shared))
    )


def test_cannot_be_checked_without_the_places_of_incidents():
    records = scene(positions="", crews="", attendances="", person_addresses="").records
    assert records.missing(INDICATOR.needs) == ("incidents.easting",)


def test_cannot_be_told_of_a_member_with_no_other_days():
    assert found(INDICATOR, drawn(stood=THERE)) == []
