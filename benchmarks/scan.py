"""A whole scan, beside the time that DuckDB needs to read every column of the same files once.

Forces of the simulator, twelve months. 1,000 staff with all their calls, look-ups and positions
give the bar and, with a tight memory limit, show that it is kept to. Lighter forces of several
sizes give the power with which time grows. Each scan runs in a process of its own, so that its
peak memory is its own.

What "read once" means: every value of every column is decoded and used, as `bit_xor(hash(...))`
does. Beside it stand the two plain alternatives: `count(...)`, for which DuckDB looks at little
more than which values are null, and handing every row to Arrow, where nothing is done with it.
Seconds depend on who else uses the machine, processor seconds much less: both are given.
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

from upstander.simulator.force import simulate

BARS = {"minutes": 3, "memory_gb": 4, "times_the_read": 30, "power": 1.1}
STAFF = 1000
# The signs that the bars were set for; a scan with every sign is measured beside them.
SIXTEEN = tuple(
    f"IND-{number:02}" for number in (1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 16, 22, 23, 26, 41, 42)
)
SIZES = (500, 1000, 2000, 4000)

SCAN = """
import json, resource, sys, time
from pathlib import Path
from benchmarks.machine import peak_gb
from upstander.engine.api import scan
steps, last = [], [time.monotonic(), "start"]
class Watch:
    def step(self, title, done=None):
        now = time.monotonic(); steps.append((last[1], round(now - last[0], 2)))
        last[:] = [now, title]
result = scan(folder=Path(sys.argv[1]), out=Path(sys.argv[2]), memory=sys.argv[3],
              progress=Watch(), threads=2, only=tuple(sys.argv[4:]))
Watch.step(None, "")
usage = resource.getrusage(resource.RUSAGE_SELF)
tables = result.coverage["tables"].values()
print(json.dumps({"seconds": round(result.seconds, 1),
                  "cpu_seconds": round(usage.ru_utime + usage.ru_stime, 1),
                  "peak_gb": peak_gb(),
                  "rows": sum(table["read"] for table in tables),
                  "accepted": sum(table["accepted"] for table in tables),
                  "listed": result.leads, "steps": steps[1:]}))
"""


def run(small: bool = False) -> dict[str, Any]:
    """Seconds, memory and ratio for 1,000 staff; the tight run; the power over the sizes."""
    months = 2 if small else 12
    with tempfile.TemporaryDirectory() as name:
        force, out = Path(name) / "force", Path(name) / "out"
        simulate(out=force, staff=60 if small else STAFF, months=months, seed=1, volume="full")
        read = _read(force)
        row = scanned(force, out, memory="3GB", only=SIXTEEN)
        every = scanned(force, out, memory="3GB")
        tight = scanned(force, out, memory="2GB")
        _remove(force)
        sizes = {}
        for size in (60, 120) if small else SIZES:
            simulate(out=force, staff=size, months=months, seed=1, volume="light")
            sizes[size] = scanned(force, out, memory="3GB")
            _remove(force)
    return {
        "name": "scan",
        "full_volume": row,
        "full_volume_every_sign": every,
        "read_once": read,
        "times_the_read": round(row["seconds"] / read["every_value"]["seconds"], 1),
        "times_the_read_every_sign": round(every["seconds"] / read["every_value"]["seconds"], 1),
        "times_the_read_cpu": round(row["cpu_seconds"] / read["every_value"]["cpu_seconds"], 1),
        "with_memory_2gb": tight,
        "sizes": [{"staff": size} | _without_steps(found) for size, found in sizes.items()],
        "power": round(_power(sizes, "seconds"), 3),
        "power_cpu": round(_power(sizes, "cpu_seconds"), 3),
        "bars": BARS,
    }


def _without_steps(found: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if name != "steps"}


def scanned(force: Path, out: Path, *, memory: str, only: tuple[str, ...] = ()) -> dict[str, Any]:
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-c",
        SCAN,
        str(force / "extracts"),
        str(out),
        memory,
        *only,
    ]
    # Byte code is kept, as it is for everybody who scans more than once.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=kept)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _read(force: Path) -> dict[str, dict[str, float]]:
    """Seconds in which DuckDB reads every column of every file once, on two threads."""

    def aggregated(connection: duckdb.DuckDBPyConnection, path: Path, each: str) -> None:
        names = connection.read_parquet(str(path)).columns
        columns = ", ".join(each.format(f'"{name}"') for name in names)
        connection.sql(f"SELECT {columns} FROM read_parquet('{path}')").fetchall()

    def streamed(connection: duckdb.DuckDBPyConnection, path: Path, each: str) -> None:
        for _ in connection.sql(f"SELECT {each} FROM read_parquet('{path}')").to_arrow_reader():
            pass

    ways = {
        "every_value": (aggregated, "bit_xor(hash({}))"),
        "counts_alone": (aggregated, "count({})"),
        "into_arrow": (streamed, "*"),
    }
    return {name: _best_of(3, force, way, each) for name, (way, each) in ways.items()}


def _best_of(times: int, force: Path, way: Any, each: str) -> dict[str, float]:
    measured = []
    for _ in range(times):
        connection = duckdb.connect()
        connection.execute("SET threads=2; SET enable_progress_bar=false")
        started, worked = time.perf_counter(), time.process_time()
        for path in sorted((force / "extracts").glob("*.parquet")):
            way(connection, path, each)
        measured.append((time.perf_counter() - started, time.process_time() - worked))
    seconds, cpu_seconds = min(measured)
    return {"seconds": round(seconds, 2), "cpu_seconds": round(cpu_seconds, 2)}


def _power(sizes: dict[int, dict[str, Any]], of: str) -> float:
    """The slope of log seconds over log staff, by least squares."""
    points = [(math.log(size), math.log(found[of])) for size, found in sizes.items()]
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
