"""Where a unit stood still: drawn journeys, and the stops a person reads out of them.

A journey is drawn leg by leg: from when to when the unit reports, every how many seconds, and
from where to where it moves meanwhile (metres; an empty end means that it stands).
"""

import json
import os
import random
import tempfile
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import ibis
import pytest

from tests.support import drawn
from upstander.engine.contacts.stops import StopSettings, stops
from upstander.engine.sessions import duck_session
from upstander.engine.tables import CONTRACT, stages

DAY = "2025-03-01"
POSITIONS = CONTRACT["positions"].schema


def journey(text: str, *, unit: str = "V1", jitter: float = 0.0) -> list[dict]:
    """The pings of a drawn journey, numbered as rows of positions.csv."""
    chance = random.Random(7)
    pings = []
    for leg in drawn.rows(text):
        at, until = (moment(leg[name]) for name in ("from", "until"))
        lasts = max((until - at).total_seconds(), 1.0)
        start = float(leg["east"]), float(leg["north"])
        end = float(leg.get("to_east") or start[0]), float(leg.get("to_north") or start[1])
        first = at
        while at <= until:
            share = (at - first).total_seconds() / lasts
            east, north = (a + (b - a) * share for a, b in zip(start, end, strict=True))
            pings.append(
                {
                    "unit_id": unit, "at": at,
                    "easting": east + chance.gauss(0, jitter),
                    "northing": north + chance.gauss(0, jitter),
                    "speed_mps": None, "ignition": None,
                }
            )  # fmt: skip
            at += timedelta(seconds=float(leg["every"]))
    return numbered(pings)


def numbered(pings: list[dict]) -> list[dict]:
    return [
        ping | {"source_file": "positions.csv", "source_row": row}
        for row, ping in enumerate(pings, start=1)
    ]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text if "-" in text else f"{DAY} {text}")


def found(pings: list[dict], **settings) -> list[dict]:
    """The stops, in order of unit and time."""
    table = ibis.memtable(pings, schema=ibis.schema(POSITIONS))
    with tempfile.TemporaryDirectory() as work, duck_session(work=Path(work)) as session:
        kept = stops(table, engine=session, settings=StopSettings(**settings))
        assert dict(kept.schema().items()) == dict(ibis.schema(stages.STOPS).items())
        return session.rows(kept.order_by("stop_id"))


def times(rows: list[dict]) -> list[str]:
    """First and last ping of each stop, as clock times."""
    return [f"{row['starts_at']:%H:%M:%S} {row['ends_at']:%H:%M:%S}" for row in rows]


HERE_AND_ON = """
    from     | until    | every | east   | north  | to_east | to_north
    10:00:00 | 10:04:30 | 30    | 400000 | 300000 | 402700  | 300000
    10:05:00 | 10:12:00 | 30    | 403000 | 300000 |         |
    10:12:30 | 10:17:00 | 30    | 403300 | 300000 | 406000  | 300000
"""


def test_a_stop_is_told_with_its_first_and_last_ping_its_place_and_its_row():
    (stop,) = found(journey(HERE_AND_ON))
    assert times([stop]) == ["10:05:00 10:12:00"]
    assert (stop["easting"], stop["northing"]) == (403000, 300000)
    assert (stop["source_file"], stop["source_row"]) == ("positions.csv", 11)
    assert (stop["stop_id"], stop["unit_id"], stop["pings"]) == (1, "V1", 15)


def test_three_minutes_are_a_stop_and_a_traffic_light_is_not():
    lights = """
        from     | until    | every | east   | north  | to_east | to_north
        10:00:00 | 10:04:40 | 20    | 400000 | 300000 | 402800  | 300000
        10:05:00 | 10:06:00 | 20    | 403000 | 300000 |         |
        10:06:20 | 10:09:40 | 20    | 403200 | 300000 | 405200  | 300000
        10:10:00 | 10:13:00 | 20    | 405400 | 300000 |         |
        10:13:20 | 10:16:00 | 20    | 405600 | 300000 | 407200  | 300000
    """
    assert times(found(journey(lights))) == ["10:10:00 10:13:00"]


@pytest.mark.parametrize("every", [5, 20, 30, 60])
def test_a_creeping_queue_is_not_a_stop(every):
    queue = f"""
        from     | until    | every   | east   | north  | to_east | to_north
        10:00:00 | 10:04:30 | {every} | 400000 | 300000 | 402700  | 300000
        10:05:00 | 10:15:00 | {every} | 402800 | 300000 | 403400  | 300000
        10:16:00 | 10:19:00 | {every} | 404000 | 300000 | 406000  | 300000
    """
    assert found(journey(queue)) == []


def test_stray_pings_neither_part_a_stop_nor_end_it_early():
    pings = journey(HERE_AND_ON, jitter=4)
    for row in (12, 15, 16, 20):
        pings[row] |= {"easting": pings[row]["easting"] + 400}
    assert times(found(pings)) == ["10:05:00 10:12:00"]


def test_a_gap_in_one_place_is_a_stop():
    gap = """
        from     | until    | every | east   | north  | to_east | to_north
        10:00:00 | 10:04:30 | 30    | 400000 | 300000 | 402700  | 300000
        10:05:00 | 10:05:00 | 30    | 403000 | 300000 |         |
        11:30:00 | 11:30:00 | 30    | 403010 | 300000 |         |
        11:30:30 | 11:35:00 | 30    | 403300 | 300000 | 406000  | 300000
    """
    assert times(found(journey(gap))) == ["10:05:00 11:30:00"]


def test_a_gap_after_which_the_unit_is_elsewhere_ends_the_stop():
    gap = """
        from     | until    | every | east   | north  | to_east | to_north
        10:00:00 | 10:04:30 | 30    | 400000 | 300000 | 402700  | 300000
        10:05:00 | 10:10:00 | 30    | 403000 | 300000 |         |
        13:00:00 | 13:04:30 | 30    | 408000 | 300000 | 410700  | 300000
    """
    assert times(found(journey(gap))) == ["10:05:00 10:10:00"]


def test_a_unit_that_reports_rarely_while_parked_has_one_stop():
    thin = """
        from     | until    | every | east   | north  | to_east | to_north
        10:00:00 | 10:04:30 | 30    | 400000 | 300000 | 402700  | 300000
        10:05:00 | 12:05:00 | 300   | 403000 | 300000 |         |
        12:06:00 | 12:10:00 | 30    | 403600 | 300000 | 406000  | 300000
    """
    assert times(found(journey(thin))) == ["10:05:00 12:05:00"]


def test_one_ping_a_minute_is_enough_for_three_minutes():
    minutes = """
        from     | until    | every | east   | north  | to_east | to_north
        10:00:00 | 10:04:00 | 60    | 400000 | 300000 | 402400  | 300000
        10:05:00 | 10:08:00 | 60    | 403000 | 300000 |         |
        10:09:00 | 10:14:00 | 60    | 403600 | 300000 | 406600  | 300000
    """
    assert times(found(journey(minutes, jitter=5))) == ["10:05:00 10:08:00"]


def test_engine_off_and_silence_until_it_starts_again_is_a_stop():
    parked = """
        from     | until    | every | east   | north  | to_east | to_north
        10:00:00 | 10:04:30 | 30    | 400000 | 300000 | 402700  | 300000
        10:05:00 | 10:05:20 | 20    | 403000 | 300000 |         |
        10:40:00 | 10:40:10 | 10    | 403000 | 300000 |         |
        10:40:40 | 10:45:10 | 30    | 403300 | 300000 | 406000  | 300000
    """
    pings = journey(parked)
    for ping in pings:
        ping["ignition"] = ping["easting"] != 403000
    assert times(found(pings)) == ["10:05:00 10:40:10"]


def test_order_and_duplicates_do_not_matter():
    pings = journey(HERE_AND_ON, jitter=4)
    doubled = pings + [ping | {"source_row": ping["source_row"] + 100} for ping in pings]
    random.Random(3).shuffle(doubled)
    assert times(found(doubled)) == times(found(pings)) == ["10:05:00 10:12:00"]


def test_a_stray_that_was_sent_twice_does_not_bear_itself_out():
    pings = journey(HERE_AND_ON)
    stray = pings[14] | {"easting": 403500.0}
    pings[14:15] = [stray, stray]
    assert times(found(numbered(pings))) == ["10:05:00 10:12:00"]


@pytest.mark.parametrize("row", [10, 24])
def test_a_stray_of_the_same_moment_as_the_first_or_last_ping_does_not_cost_the_stop(row):
    pings = journey(HERE_AND_ON)
    stray = pings[row] | {"easting": pings[row]["easting"] + 30}
    pings[row + 1 : row + 1] = [stray]
    assert times(found(numbered(pings))) == ["10:05:00 10:12:00"]


def test_two_stops_close_together_are_two():
    near = """
        from     | until    | every | east   | north  | to_east | to_north
        10:00:00 | 10:04:30 | 30    | 400000 | 300000 | 402700  | 300000
        10:05:00 | 10:10:00 | 30    | 403000 | 300000 |         |
        10:10:30 | 10:15:30 | 30    | 403120 | 300000 |         |
        10:16:00 | 10:20:00 | 30    | 403500 | 300000 | 406000  | 300000
    """
    assert times(found(journey(near, jitter=5))) == ["10:05:00 10:10:00", "10:10:30 10:15:30"]


def test_coming_back_to_the_same_place_is_a_second_stop():
    twice = """
        from     | until    | every | east   | north  | to_east | to_north
        10:00:00 | 10:06:00 | 30    | 403000 | 300000 |         |
        10:06:30 | 10:09:00 | 30    | 403300 | 300000 | 404800  | 300000
        10:09:30 | 10:12:00 | 30    | 404500 | 300000 | 403300  | 300000
        10:12:30 | 10:20:00 | 30    | 403000 | 300000 |         |
    """
    assert times(found(journey(twice))) == ["10:00:00 10:06:00", "10:12:30 10:20:00"]


def test_parked_over_midnight_and_a_change_of_shift_is_one_stop():
    night = """
        from                | until               | every | east   | north  | to_east | to_north
        2025-03-01 21:50:00 | 2025-03-01 21:59:30 | 30    | 400000 | 300000 | 405700  | 300000
        2025-03-01 22:00:00 | 2025-03-02 07:30:00 | 60    | 406000 | 300000 |         |
        2025-03-02 07:31:00 | 2025-03-02 07:36:00 | 30    | 406600 | 300000 | 410000  | 300000
    """
    (stop,) = found(journey(night, jitter=8))
    assert stop["starts_at"] == datetime(2025, 3, 1, 22, 0)
    assert stop["ends_at"] == datetime(2025, 3, 2, 7, 30)


def test_the_drift_of_a_parked_receiver_does_not_cut_the_stop_short():
    drift = """
        from     | until    | every | east   | north  | to_east | to_north
        10:00:00 | 10:04:30 | 30    | 400000 | 300000 | 402700  | 300000
        10:05:00 | 11:05:00 | 30    | 403000 | 300000 | 403070  | 300000
        11:05:30 | 12:05:00 | 30    | 403070 | 300000 | 403010  | 300040
        12:05:30 | 12:10:00 | 30    | 403300 | 300000 | 406000  | 300000
    """
    assert times(found(journey(drift, jitter=3))) == ["10:05:00 12:05:00"]


def test_a_unit_that_says_it_is_moving_is_not_standing():
    pings = journey(HERE_AND_ON)
    for ping in pings:
        ping["speed_mps"] = 9.0
    assert found(pings) == []


def test_the_first_ping_of_a_slow_arrival_is_not_the_stop():
    slow = """
        from     | until    | every | east   | north  | to_east | to_north
        10:00:00 | 10:04:20 | 20    | 400000 | 300000 | 402600  | 300000
        10:04:40 | 10:04:40 | 20    | 402950 | 300000 |         |
        10:05:00 | 10:10:00 | 20    | 403000 | 300000 |         |
        10:10:20 | 10:10:20 | 20    | 403050 | 300000 |         |
        10:10:40 | 10:14:00 | 20    | 403300 | 300000 | 406000  | 300000
    """
    assert times(found(journey(slow, jitter=1))) == ["10:05:00 10:10:00"]


def test_units_do_not_mix_and_batches_do_not_part_them():
    standing = """
        from     | until    | every | east   | north
        10:00:00 | 10:09:00 | 30    | 403000 | 300000
    """
    pings = [ping for unit in ("A", "B", "C") for ping in journey(standing, unit=unit)]
    whole, parted = found(pings), found(pings, batch=20)
    assert whole == parted
    assert [row["unit_id"] for row in whole] == ["A", "B", "C"]
    assert [row["stop_id"] for row in whole] == [1, 2, 3]


def test_no_positions_no_stops():
    assert found([]) == []
    assert found(journey(HERE_AND_ON)[:1]) == []


@pytest.mark.realdata
@pytest.mark.skipif(
    not os.environ.get("UPSTANDER_REAL_DATA"), reason="UPSTANDER_REAL_DATA names no folder"
)
def test_between_the_trips_that_a_fleet_expects_lie_our_stops():
    """Vimcar's backend challenge: each stop begins with the ping on which a trip ends, and the
    next ping after its last is the one on which a trip begins."""
    folder = Path(os.environ["UPSTANDER_REAL_DATA"]) / "gps"
    waypoints = json.loads((folder / "vimcar_waypoints.json").read_text("utf-8"))
    trips = json.loads((folder / "vimcar_expected_trips.json").read_text("utf-8"))
    pings = in_metres(waypoints)
    rows = found(pings)
    for before, after in pairwise(trips):
        ended, began = (
            utc(trip[end]["timestamp"]) for trip, end in ((before, "end"), (after, "start"))
        )
        (stop,) = (row for row in rows if ended <= row["starts_at"] < began)
        assert stop["starts_at"] == ended
        assert min(ping["at"] for ping in pings if ping["at"] > stop["ends_at"]) == began


def in_metres(waypoints: list[dict]) -> list[dict]:
    """Waypoints as positions, on the metre grid of the zone they lie in."""
    from pyproj import Transformer

    grid = Transformer.from_crs(4326, 32633, always_xy=True)
    pings = []
    for point in waypoints:
        east, north = grid.transform(point["lng"], point["lat"])
        pings.append(
            {"unit_id": "V1", "at": utc(point["timestamp"]), "easting": east, "northing": north,
             "speed_mps": None, "ignition": None}
        )  # fmt: skip
    return numbered(pings)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text.removesuffix("Z"))
