"""Vehicle tracks with known stops, and the score by which detectors of stops are compared.

A vehicle drives legs of 4 to 20 minutes at 8 to 15 m/s with a wandering heading, halts for 20 to
60 seconds at lights (twice in a thousand seconds), and stops: a third each for 2 to 4.7 minutes,
5.5 to 15, and 15 to 67. It reports every `ping_s` seconds, with noise on both axes and, now and
then, a stray ping far off. Truth is when the vehicle came to rest and when it moved again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

BEGIN = datetime(2025, 1, 1)
EAST, NORTH = 400_000.0, 300_000.0
STRAY_M = 150.0
LIGHTS_A_SECOND = 0.002

Moves = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Stop:
    """One stop, in seconds since BEGIN."""

    unit_id: str
    starts: float
    ends: float

    @property
    def lasts(self) -> float:
        return self.ends - self.starts


@dataclass(frozen=True, kw_only=True)
class Tracks:
    """Positions (a contract table with its source columns) and the stops in them."""

    positions: pa.Table
    stops: tuple[Stop, ...]


def _drive(rng: np.random.Generator) -> Moves:
    """Metres moved in each second of one leg, lights included: an array of (east, north)."""
    seconds = int(rng.uniform(240, 1200))
    speed = rng.uniform(8, 15)
    heading = rng.uniform(0, 2 * np.pi) + np.cumsum(rng.normal(0, 0.1 / np.sqrt(10), seconds))
    moves = speed * np.column_stack([np.cos(heading), np.sin(heading)])
    lights = np.flatnonzero(rng.random(seconds) < LIGHTS_A_SECOND)
    waits = [np.zeros((int(rng.uniform(20, 60)), 2)) for _ in lights]
    pieces = np.split(moves, lights)
    woven = [pieces[0]]
    for wait, piece in zip(waits, pieces[1:], strict=True):
        woven += [wait, piece]
    return np.concatenate(woven)


def _stand(rng: np.random.Generator) -> int:
    short, middle, long = rng.uniform(120, 280), rng.uniform(330, 900), rng.uniform(900, 4000)
    return int(rng.choice([short, middle, long]))


def _vehicle(rng: np.random.Generator, *, unit_id: str, seconds: int) -> tuple[Moves, list[Stop]]:
    """Where one vehicle is at each second, and where it stopped."""
    pieces: list[Moves] = []
    stops: list[Stop] = []
    now = 0
    while now < seconds:
        leg, still = _drive(rng), _stand(rng)
        stops.append(Stop(unit_id=unit_id, starts=now + len(leg), ends=now + len(leg) + still))
        pieces += [leg, np.zeros((still, 2))]
        now += len(leg) + still
    return np.cumsum(np.concatenate(pieces), axis=0), stops


def tracks(
    *, seed: int, vehicles: int, hours: float, ping_s: int, noise_m: float, strays: float = 0.0
) -> Tracks:
    """Tracks of some vehicles over some hours. `strays` is the share of pings that are far off."""
    rng = np.random.default_rng(seed)
    units, seconds, places, stops = [], [], [], []
    for number in range(vehicles):
        unit_id = f"V{number:06d}"
        path, stood = _vehicle(rng, unit_id=unit_id, seconds=int(hours * 3600))
        at = np.arange(0, len(path), ping_s)
        seen = path[at] + rng.normal(0, noise_m, (len(at), 2))
        far = rng.random(len(at)) < strays
        seen[far] += rng.normal(0, STRAY_M, (int(far.sum()), 2))
        units.append(np.full(len(at), unit_id))
        seconds.append(at)
        places.append(seen)
        stops += stood
    return Tracks(
        positions=positions_table(
            np.concatenate(units), np.concatenate(seconds), np.concatenate(places)
        ),
        stops=tuple(stops),
    )


def positions_table(
    units: Iterable[str], seconds: npt.NDArray[np.int64], places: Moves
) -> pa.Table:
    """Positions of the contract from unit, seconds since BEGIN, and metres from a corner."""
    count = len(seconds)
    begin = int(BEGIN.replace(tzinfo=UTC).timestamp())
    return pa.table(
        {
            "unit_id": pa.array(units, pa.string()),
            "at": pa.array((begin + seconds) * 1_000_000, pa.int64()).cast(pa.timestamp("us")),
            "easting": EAST + places[:, 0],
            "northing": NORTH + places[:, 1],
            "speed_mps": pa.nulls(count, pa.float64()),
            "ignition": pa.nulls(count, pa.bool_()),
            "source_file": pa.array(["positions.parquet"] * count),
            "source_row": np.arange(1, count + 1),
        }
    )


def write_copies(positions: pa.Table, path: Path, *, at_least: int) -> int:
    """Writes the tracks over and over, each time as other vehicles; returns how many positions."""
    copies = -(-at_least // positions.num_rows)
    units = np.asarray(positions["unit_id"])
    with pq.ParquetWriter(path, positions.schema, compression="zstd") as writer:
        for copy in range(copies):
            renamed = pa.array(np.char.add(f"C{copy:05d}-", units.astype(str)), pa.string())
            writer.write_table(positions.set_column(0, "unit_id", renamed), row_group_size=200_000)
    return copies * positions.num_rows


@dataclass(frozen=True, kw_only=True)
class Score:
    """How well stops were found; a match overlaps the true stop by half of their union or more."""

    true: int
    found: int
    matched: int
    boundary_s: float  # |start| + |end| off, mean over the matched

    @property
    def precision(self) -> float:
        return self.matched / max(self.found, 1)

    @property
    def recall(self) -> float:
        return self.matched / max(self.true, 1)

    @property
    def f1(self) -> float:
        return 2 * self.matched / max(self.found + self.true, 1)


def seconds_of(moment: datetime) -> float:
    """Seconds since BEGIN."""
    return (moment - BEGIN) / timedelta(seconds=1)


def score(found: Iterable[Stop], true: Iterable[Stop], *, min_duration_s: float) -> Score:
    """Found stops against the true ones of that length and more; each found one matches once."""
    wanted = [stop for stop in true if stop.lasts >= min_duration_s]
    by_unit: dict[str, list[Stop]] = {}
    number = 0
    for stop in found:
        by_unit.setdefault(stop.unit_id, []).append(stop)
        number += 1
    errors: list[float] = []
    for stop in wanted:
        candidates = by_unit.get(stop.unit_id, [])
        best = max(candidates, key=lambda other: _overlap(stop, other), default=None)
        if best is not None and _overlap(stop, best) >= 0.5:
            candidates.remove(best)
            errors.append(abs(best.starts - stop.starts) + abs(best.ends - stop.ends))
    return Score(
        true=len(wanted), found=number, matched=len(errors),
        boundary_s=float(np.mean(errors)) if errors else float("nan"),
    )  # fmt: skip


def _overlap(one: Stop, other: Stop) -> float:
    """Intersection over union in time; negative where they are apart."""
    both = min(one.ends, other.ends) - max(one.starts, other.starts)
    return both / (max(one.ends, other.ends) - min(one.starts, other.starts))
