"""IND-11: offset parking."""

from datetime import datetime

import pytest

from tests.support.scenes import events, found, scene
from upstander.engine.indicators.offset_parking import INDICATOR

HEAD = "staff_id | human_id | kind | at | ends_at | distance_m | status | strength\n"

ROUND_THE_CORNER = """
    S1 | H1 | visit | 2025-02-10 19:05:00 | 2025-02-10 19:50:00 | 140 | unexplained |
    S1 | H1 | visit | 2025-03-21 16:10:00 | 2025-03-21 17:00:00 | 152 | unexplained |
    S1 | H1 | visit | 2025-05-02 20:30:00 | 2025-05-02 21:10:00 | 180 | unexplained |
"""
# Three crews who visit her for recorded reasons.
CREWS_PARK_AWAY = """
    S2 | H1 | visit | 2025-02-01 09:00:00 | 2025-02-01 10:00:00 | 150 | explained | names both
    S3 | H1 | visit | 2025-02-02 09:00:00 | 2025-02-02 10:00:00 | 160 | explained | names both
    S4 | H1 | visit | 2025-02-03 09:00:00 | 2025-02-03 10:00:00 |  20 | explained | names both
"""
CREWS_PARK_AT_THE_DOOR = CREWS_PARK_AWAY.replace("150", "15").replace("160", "25")


def test_fires_on_stops_a_walk_away():
    (finding,) = found(INDICATOR, scene(contacts=HEAD + ROUND_THE_CORNER))
    assert finding["sentence"] == (
        "Stops on 3 days in 3 months, 140 to 180 m from one person's home, each long enough to "
        "walk there, stay five minutes and walk back, none with a recorded purpose; "
        "none at the door."
    )
    assert finding["seen_at"] == datetime(2025, 5, 2, 20, 30)
    # Three days where chance gives half a day: 3 log2(6) - 2.5 / ln 2.
    assert finding["value"] == pytest.approx(4.148, abs=0.01)
    assert len(events(INDICATOR, scene(contacts=HEAD + ROUND_THE_CORNER))) == 3


def test_fires_where_others_park_at_the_door():
    drawn = HEAD + ROUND_THE_CORNER + CREWS_PARK_AT_THE_DOOR
    assert len(found(INDICATOR, scene(contacts=drawn))) == 1


def test_innocent_street_in_which_nobody_can_park_does_not_fire():
    drawn = HEAD + ROUND_THE_CORNER + CREWS_PARK_AWAY
    assert found(INDICATOR, scene(contacts=drawn)) == []


AT_THE_DOOR = """
    S1 | H1 | visit | 2025-06-10 19:05:00 | 2025-06-10 19:50:00 | 20 | unexplained |
    S1 | H1 | visit | 2025-06-21 16:10:00 | 2025-06-21 17:00:00 | 25 | unexplained |
    S1 | H1 | visit | 2025-07-02 20:30:00 | 2025-07-02 21:10:00 | 20 | unexplained |
"""


@pytest.mark.parametrize(
    ("innocent", "drawn"),
    [
        ("parks at the door as often", ROUND_THE_CORNER + AT_THE_DOOR),
        ("too short to walk there", ROUND_THE_CORNER.replace("17:00:00", "16:16:00")),
        ("the work is recorded", ROUND_THE_CORNER.replace("unexplained", "explained")),
        ("only twice", ROUND_THE_CORNER.replace("2025-05-02", "2025-03-21")),
    ],
)
def test_innocent_look_alike_does_not_fire(innocent, drawn):
    assert found(INDICATOR, scene(contacts=HEAD + drawn)) == []


def test_innocent_town_square_stands_out_with_nobody():
    square = "".join(ROUND_THE_CORNER.replace("H1", f"H{number}") for number in range(1, 10))
    assert found(INDICATOR, scene(contacts=HEAD + square)) == []


def test_cannot_be_checked_without_addresses():
    records = scene(positions="", crews="").records
    assert records.missing(INDICATOR.needs) == ("person_addresses",)
    unknown = ROUND_THE_CORNER.replace("| 140 |", "|  |")
    assert found(INDICATOR, scene(contacts=HEAD + unknown)) == []
