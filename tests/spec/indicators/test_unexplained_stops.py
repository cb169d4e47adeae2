"""IND-10: unexplained stops near one person's home."""

from datetime import datetime

import pytest

from tests.support.scenes import events, found, scene
from upstander.engine.indicators.unexplained_stops import INDICATOR

HEAD = "staff_id | human_id | kind | at | ends_at | distance_m | status\n"

CASE_2 = """
    S1 | H1 | visit | 2025-02-10 19:05:00 | 2025-02-10 19:50:00 | 110 | unexplained
    S1 | H1 | visit | 2025-03-21 16:10:00 | 2025-03-21 17:00:00 |  85 | unexplained
    S1 | H1 | visit | 2025-06-02 20:30:00 | 2025-06-02 21:10:00 | 130 | unexplained
    S1 | H1 | visit | 2025-09-14 18:45:00 | 2025-09-14 19:20:00 |  90 | unexplained
"""


def stops(days: str, *, human: str = "H1", at: str = "10:00", ends: str = "10:30") -> str:
    """Unexplained stops of S1 at the person's door on the days of March 2025."""
    return "".join(
        f"S1 | {human} | visit | 2025-03-{day} {at}:00 | 2025-03-{day} {ends}:00 | 40 | unexplained\n"
        for day in days.split()
    )


@pytest.mark.meets("R143")
def test_fires_on_the_four_stops_of_case_2():
    (finding,) = found(INDICATOR, scene(contacts=HEAD + CASE_2))
    assert finding["sentence"] == (
        "Stops on 4 days within 200 m of one person's home in 7 months, "
        "none with a recorded purpose; nearest 85 m."
    )
    assert finding["seen_at"] == datetime(2025, 9, 14, 18, 45)
    assert finding["first_at"] == datetime(2025, 2, 10, 19, 5)
    # 60/110 + 60/85 + 60/130 + 60/90 = 2.38 days; by chance 0.5.
    assert finding["value"] == pytest.approx(2.379 * 2.250 - (2.379 - 0.5) / 0.6931, abs=0.01)
    assert len(events(INDICATOR, scene(contacts=HEAD + CASE_2))) == 4


def test_is_seen_at_the_third_day_within_90_days():
    (finding,) = found(INDICATOR, scene(contacts=HEAD + stops("03 08 20 21")))
    assert finding["seen_at"] == datetime(2025, 3, 20, 10)
    assert finding["sentence"].startswith("Stops on 4 days within 200 m of one person's home in 18")


@pytest.mark.meets("R143")
def test_innocent_stops_with_a_recorded_task_do_not_count():
    tasked = CASE_2.replace("130 | unexplained", "130 | explained")
    assert found(INDICATOR, scene(contacts=HEAD + tasked)) == []


@pytest.mark.parametrize(
    ("innocent", "drawn"),
    [
        ("one busy day", stops("03") + stops("03", at="12:00", ends="12:30") + stops("04")),
        ("traffic lights", stops("03 08 20 21", ends="10:02")),
        ("further away than the vicinity", CASE_2.replace("| 110 |", "| 320 |")),
    ],
)
def test_innocent_look_alike_does_not_fire(innocent, drawn):
    assert found(INDICATOR, scene(contacts=HEAD + drawn)) == []


def test_innocent_hotspot_patrol_stands_out_with_nobody():
    # Nine people live around the square in which the patrol stops; every stop is near all.
    patrol = "".join(stops("03 08 14 20", human=f"H{number}") for number in range(1, 10))
    assert found(INDICATOR, scene(contacts=HEAD + patrol)) == []


def test_one_of_many_stands_out_when_the_stops_are_hers_alone():
    beat = "".join(
        stops("05 12 19", human=f"H{number}", at=f"1{number}:00", ends=f"1{number}:20")
        for number in range(2, 8)
    )
    hers = stops("03 06 08 14 17 20 24 27")
    everyone = {
        row["human_id"]: row["value"]
        for row in found(INDICATOR, scene(contacts=HEAD + beat + hers))
    }
    assert everyone["H1"] > 3 * max(value for human, value in everyone.items() if human != "H1")


def test_cannot_be_checked_without_positions_or_who_drove():
    records = scene(positions="", person_addresses="").records
    assert records.missing(INDICATOR.needs) == ("crews",)
    assert scene().records.missing(INDICATOR.needs) == ("positions", "crews", "person_addresses")
    endless = (HEAD + CASE_2).replace("| 2025-02-10 19:50:00 |", "|  |")
    assert found(INDICATOR, scene(contacts=endless)) == []
