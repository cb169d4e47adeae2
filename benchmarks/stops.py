"""Stops found in known tracks, beside MovingPandas, in one run.

The tracks are those of tests/support/tracks.py: clean (a ping every 10 seconds, noise of 4 m) and
hard (every 30 seconds, 10 m, one in fifty strays 150 m off).
Scored are stops of five minutes and more, by which the peers are measured, and of three, which a
scan looks for; a match overlaps the true stop by half of their union. Then the speed: millions of
positions from a Parquet file, reading included, in a session held to 2 GB.

`./dev bench` installs the peer; where it is not installed its rows say so.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import ibis

from benchmarks.machine import peak_gb
from tests.support import tracks
from tests.support.tracks import Stop, Tracks
from upstander.engine.contacts.stops import StopSettings, stops
from upstander.engine.sessions import duck_session

MIN_DURATIONS_S = (300, 180)
PEER_DIAMETER_M = 100
MEMORY = "2GB"
BARS = {
    "clean": {"f1": 0.99, "boundary_s": 11},
    "hard": {"f1": 0.95},
    "positions_a_second": 1_000_000,
}
CLEAN = {"ping_s": 10, "noise_m": 4.0, "strays": 0.0}
HARD = {"ping_s": 30, "noise_m": 10.0, "strays": 0.02}


def run(small: bool = False) -> dict[str, Any]:
    """F1, boundary error and positions a second of both detectors; the speed of ours at size."""
    vehicles = 3 if small else 20
    rows = []
    for name, kind in (("clean", CLEAN), ("hard", HARD)):
        known = tracks.tracks(seed=1, vehicles=vehicles, hours=10, **kind)  # type: ignore[arg-type]
        for shortest in MIN_DURATIONS_S:
            for detector, find in (("upstander", _ours), ("MovingPandas", _movingpandas)):
                row = {"track": name, "stops_from_s": shortest, "detector": detector}
                rows.append(row | _scored(known, find, shortest))
    return {
        "name": "stops",
        "tracks": rows,
        "at_size": _at_size(200_000 if small else 8_000_000),
        "bars": BARS,
    }


def _scored(
    known: Tracks, find: Callable[[Tracks, int], Iterable[Stop]], shortest: int
) -> dict[str, Any]:
    started = time.perf_counter()
    try:
        found = list(find(known, shortest))
    except ImportError:
        return {"f1": "not installed: ./dev bench installs it"}
    seconds = time.perf_counter() - started
    score = tracks.score(found, known.stops, min_duration_s=shortest)
    return {
        "f1": round(score.f1, 4),
        "precision": round(score.precision, 4),
        "recall": round(score.recall, 4),
        "boundary_s": round(score.boundary_s, 1),
        "true": score.true,
        "found": score.found,
        "positions_a_second": round(known.positions.num_rows / seconds),
    }


def _ours(known: Tracks, shortest: int) -> list[Stop]:
    settings = StopSettings(min_duration_s=shortest)
    with tempfile.TemporaryDirectory() as work, duck_session(work=Path(work)) as session:
        positions = session.keep("positions", ibis.memtable(known.positions))
        found = session.rows(stops(positions, engine=session, settings=settings))
    return [
        Stop(
            unit_id=row["unit_id"],
            starts=tracks.seconds_of(row["starts_at"]),
            ends=tracks.seconds_of(row["ends_at"]),
        )
        for row in found
    ]


def _movingpandas(known: Tracks, shortest: int) -> list[Stop]:
    import geopandas
    import movingpandas

    frame = known.positions.select(["unit_id", "at", "easting", "northing"]).to_pandas()
    points = geopandas.GeoDataFrame(
        frame[["unit_id", "at"]],
        geometry=geopandas.points_from_xy(frame["easting"], frame["northing"]),
        crs="EPSG:27700",
    ).set_index("at")
    trajectories = movingpandas.TrajectoryCollection(points, traj_id_col="unit_id")
    found = []
    for trajectory in trajectories.trajectories:
        detector = movingpandas.TrajectoryStopDetector(trajectory)
        for times in detector.get_stop_time_ranges(
            max_diameter=PEER_DIAMETER_M, min_duration=timedelta(seconds=shortest)
        ):
            starts, ends = (tracks.seconds_of(moment) for moment in (times.t_0, times.t_n))
            found.append(Stop(unit_id=str(trajectory.id), starts=starts, ends=ends))
    return found


def _at_size(positions: int) -> dict[str, Any]:
    """Ours on so many positions of the hard kind, from a Parquet file, and how much memory."""
    known = tracks.tracks(seed=2, vehicles=10, hours=24 * 7, **HARD)  # type: ignore[arg-type]
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        count = tracks.write_copies(known.positions, work / "positions.parquet", at_least=positions)
        with duck_session(work=work / "session", memory=MEMORY) as session:
            table = session.backend.read_parquet(work / "positions.parquet")
            peak_gb(anew=True)
            started, worked = time.perf_counter(), time.process_time()
            found = session.rows(stops(table, engine=session).agg(stops=ibis._.count()))[0]
            seconds = time.perf_counter() - started
            cpu_seconds = time.process_time() - worked
    return {
        "positions": count,
        "stops_of_three_minutes": found["stops"],
        "seconds": round(seconds, 2),
        "cpu_seconds": round(cpu_seconds, 2),
        "positions_a_second": round(count / seconds),
        "memory_limit": MEMORY,
        "peak_memory_gb": peak_gb(),
    }


if __name__ == "__main__":
    print(json.dumps(run(small="--small" in sys.argv), indent=1))
