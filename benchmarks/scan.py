"""A whole scan, beside the time that DuckDB needs to read every column of the same files once.

Forces of the simulator with thinned positions and full volume, twelve months. The scan runs in a
process of its own, so that its peak memory is its own. The same at several sizes gives the power
with which time grows; once more with a tight memory limit shows that it is kept to.
"""

import json
import math
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.machine import describe
from upstander.simulator.force import simulate

BARS = {"minutes": 3, "memory_gb": 4, "times_the_read": 30, "power": 1.1}
SIZES = (500, 1000, 2000, 4000)

SCAN = """
import json, resource, sys, time
from pathlib import Path
from upstander.engine.api import scan
steps, last = [], [time.monotonic(), "start"]
class Watch:
    def step(self, title, done=None):
        now = time.monotonic(); steps.append((last[1], round(now - last[0], 2)))
        last[:] = [now, title]
result = scan(folder=Path(sys.argv[1]), out=Path(sys.argv[2]), memory=sys.argv[3],
              progress=Watch(), threads=2)
Watch.step(None, "")
usage = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"seconds": result.seconds, "peak_gb": usage.ru_maxrss / 1e6,
                  "listed": result.leads, "steps": steps[1:]}))
"""


def run(small: bool = False) -> dict[str, Any]:
    """Seconds, memory and ratio for 1,000 staff; the power over the sizes; the tight run."""
    sizes = (60, 120) if small else SIZES
    middle = sizes[1]
    rows: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as name:
        for size in sizes:
            force = Path(name) / f"force-{size}"
            simulate(out=force, staff=size, months=2 if small else 12, seed=size, volume="full")
            row = _scan(force, Path(name) / "out", memory="3GB")
            row |= {"rows": _rows(force), "read_seconds": _read(force)}
            row["times_the_read"] = round(row["seconds"] / row["read_seconds"], 1)
            rows[str(size)] = row
            if size == middle:
                tight = _scan(force, Path(name) / "out", memory="2GB")
            _remove(force)
    return {
        "name": "scan",
        "sizes": rows,
        "with_memory_2gb": tight,
        "power": round(_power(rows), 3),
        "bars": BARS,
        "machine": describe(),
    }


def _scan(force: Path, out: Path, *, memory: str) -> dict[str, Any]:
    command = [sys.executable, "-W", "ignore", "-c", SCAN, str(force / "extracts"), str(out), memory]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _rows(force: Path) -> int:
    return sum(
        duckdb.read_parquet(str(path)).aggregate("count(*)").fetchall()[0][0]
        for path in (force / "extracts").glob("*.parquet")
    )


def _read(force: Path) -> float:
    """Seconds in which DuckDB reads every column of every file once, on two threads."""
    connection = duckdb.connect()
    connection.execute("SET threads=2")
    started = time.perf_counter()
    for path in (force / "extracts").glob("*.parquet"):
        table = connection.read_parquet(str(path))
        columns = ", ".join(f'bit_xor(hash("{name}"))' for name in table.columns)
        connection.sql(f"SELECT {columns} FROM read_parquet('{path}')").fetchall()
    return time.perf_counter() - started


def _power(rows: dict[str, Any]) -> float:
    """The slope of log seconds over log staff, by least squares."""
    points = [(math.log(int(size)), math.log(row["seconds"])) for size, row in rows.items()]
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / spread


def _remove(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink()


if __name__ == "__main__":
    print(json.dumps(run(small="small" in sys.argv), indent=1))
