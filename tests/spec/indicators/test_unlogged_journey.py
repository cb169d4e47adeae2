"""IND-15: journey without a log from a person's address."""

from datetime import datetime, timedelta

import pytest

from tests.spec.indicators.stands import stand, stands
from tests.support.scenes import events, found, scene
from upstander.engine.indicators.unlogged_journey import INDICATOR

DOOR, AWAY = "420000,320000", "424000,323000"
HEAD = "staff_id | human_id | kind | at | ends_at | distance_m | stop_id | status\n"
START = datetime(2025, 3, 3)


def journeys(
    *days: int, human: str = "H1", away: str = AWAY, back: str = DOOR, until: str = "15:20",
    again: str = "15:30", crew: str = "1", number: int = 1, known_back: bool = True,
) -> tuple[str, str]:  # fmt: skip
    """The stops of so many journeys from a door and back, and the visits that two of each are."""
    stood, visits = "", ""
    for day in days:
        date = f"{START + timedelta(days=day):%Y-%m-%d}"
        first = number + 10 * day
        stood += stand(first, f"{date} 14:00", place=DOOR, until="14:30", crew=crew)
        stood += stand(first + 1, f"{date} 14:45", place=away, until=until, crew=crew)
        stood += stand(first + 2, f"{date} {again}", place=back, until="23:00", crew=crew)
        for stop in (first, first + 2) if known_back else (first,):
            visits += f"S1 | {human} | visit | {date} 14:00:00 |  | 20 | {stop} | unexplained\n"
    return stood, visits


def on_duty() -> str:
    lines = "staff_id | starts_at | ends_at | kind\n"
    for day in range(40):
        date = f"{START + timedelta(days=day):%Y-%m-%d}"
        lines += f"S1 | {date} 10:00:00 | {date} 22:00:00 | duty\n"
    return lines


def drawn(*parts: tuple[str, str], **records: str):
    base = {"duties": on_duty(), "attendances": "", "tasks": "", "places": ""}
    stood, visits = "".join(part[0] for part in parts), "".join(part[1] for part in parts)
    return scene(contacts=HEAD + visits, **stands(stood), **(base | records))


@pytest.mark.meets("R093")
def test_fires_on_two_journeys_from_a_door_and_back():
    (finding,) = found(INDICATOR, drawn(journeys(0, 5)))
    assert (finding["staff_id"], finding["human_id"]) == ("S1", "H1")
    assert finding["sentence"] == (
        "Journeys alone from one person's door to an unlogged place and back to the door on "
        "2 days in 6 days: up to 5000 m away, up to 35 minutes there, with no recorded incident, "
        "task or listed place."
    )
    # When the unit was back for the second time.
    assert finding["seen_at"] == START + timedelta(days=5, hours=15, minutes=30)
    assert finding["value"] == pytest.approx(3.02, abs=0.01)
    rests_on = events(INDICATOR, drawn(journeys(0, 5)))
    assert [(event["kind"], event["source_row"]) for event in rests_on] == [
        ("stop", 2),
        ("stop", 52),
    ]


REFUGE = "place_id | kind | easting | northing | radius_m\nP1 | other | 424000 | 323000 | 50"
LOGGED = "incident_id | staff_id | arrived_at | left_at\n" + "".join(
    f"I{day} | S1 | {START + timedelta(days=day, hours=14, minutes=50)}"
    f" | {START + timedelta(days=day, hours=15, minutes=10)}\n"
    for day in (0, 5)
)
TASKS = (
    LOGGED.replace("incident_id", "task_id | kind | person_id")
    .replace("arrived_at | left_at", "starts_at | ends_at")
    .replace("| S1", "| transport | H1 | S1")
)


@pytest.mark.meets("R093")
@pytest.mark.parametrize(
    ("innocent", "parts", "records"),
    [
        ("a refuge on the list", [journeys(0, 5)], {"places": REFUGE}),
        ("transport on the log", [journeys(0, 5)], {"attendances": LOGGED}),
        ("transport as a task", [journeys(0, 5)], {"tasks": TASKS}),
        ("once", [journeys(0)], {}),
        ("round the corner", [journeys(0, 5, away="420300,320000")], {}),
        ("a queue on the way", [journeys(0, 5, until="14:52", again="15:00")], {}),
        ("back hours later", [journeys(0, 5, again="18:30")], {}),
        ("not back", [journeys(0, 5, back="410000,310000", known_back=False)], {}),
        ("with a colleague", [journeys(0, 5, crew="2")], {}),
        ("off duty", [journeys(0, 5)], {"duties": "staff_id | starts_at | ends_at | kind\n"}),
    ],
)
def test_innocent_look_alike_does_not_fire(innocent, parts, records):
    assert found(INDICATOR, drawn(*parts, **records)) == []


def test_innocent_round_that_passes_every_door_stands_out_with_nobody():
    rounds = [
        journeys(person, person + 12, human=f"H{person}", number=1000 * person + 1)
        for person in range(1, 9)
    ]
    assert found(INDICATOR, drawn(*rounds)) == []


def test_cannot_be_checked_without_tasks():
    records = scene(
        positions="", crews="", duties="", attendances="", places="", person_addresses=""
    ).records
    assert records.missing(INDICATOR.needs) == ("tasks",)
