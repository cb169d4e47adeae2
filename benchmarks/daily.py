"""A daily run beside a whole scan of the same extracts: the share of its time, and of its work.

A force of the simulator, cut into what it delivers: everything until the last days, then a day at
a time (tests/support/deliveries.py). All person records come first: who joins a force's records
day by day is not something that the simulator knows. The first delivery fills the state; the second
is the daily run that is measured; a scan of the state's extracts is the whole one. Each is a
process of its own. Processor seconds say more than seconds on a machine that others use as well.
"""

import json
import os
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from tests.support.deliveries import cut
from upstander.simulator.force import simulate

BAR = {"share_of_a_whole_scan": 1 / 20}
STAFF = 1000

RUN = """
import json, resource, sys, time
from pathlib import Path
from benchmarks.machine import peak_gb
from upstander.engine.api import scan, watch
steps, last = {}, [time.process_time(), "start"]
class Told:
    def step(self, title, done=None):
        now = time.process_time()
        name = "Signs" if last[1].startswith("Sign: ") else last[1]
        steps[name] = round(steps.get(name, 0) + now - last[0], 2); last[:] = [now, title]
told, started = Told(), time.monotonic()
if sys.argv[1] == "scan":
    scan(folder=Path(sys.argv[2]), out=Path(sys.argv[4]), threads=2, progress=told)
else:
    watch(delivery=Path(sys.argv[2]), state=Path(sys.argv[3]), out=Path(sys.argv[4]), threads=2,
          progress=told)
told.step("")
usage = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"seconds": round(time.monotonic() - started, 1),
                  "cpu_seconds": round(usage.ru_utime + usage.ru_stime, 1),
                  "peak_gb": peak_gb(), "cpu_by_step": steps}))
"""


def run(small: bool = False) -> dict[str, Any]:
    """Seconds of a daily run and of a whole scan, by step, and their ratio beside the bar."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        simulate(
            out=place / "force", staff=30 if small else STAFF, months=2 if small else 12, seed=1,
            volume="light",
        )  # fmt: skip
        return measured(place)


def measured(place: Path) -> dict[str, Any]:
    """The figures for the force in `place`/force."""
    extracts = place / "force" / "extracts"
    last = _last_day(extracts / "calls.parquet")
    ends = [last - timedelta(days=3), last - timedelta(days=2)]
    first, day, _ = cut(extracts, ends=ends, into=place / "cut", spread=False)
    state, out = place / "state", place / "out"
    begun = _run("watch", first, state, out)
    daily = _run("watch", day, state, out)
    whole = _run("scan", state / "extracts", state, place / "whole")
    return {
        "name": "daily run",
        "first_delivery": begun,
        "daily_run": daily,
        "whole_scan": whole,
        "share": round(daily["seconds"] / whole["seconds"], 3),
        "share_cpu": round(daily["cpu_seconds"] / whole["cpu_seconds"], 3),
        "same_leads": _leads(out) == _leads(place / "whole"),
        "bar": BAR,
    }


def _last_day(calls: Path) -> date:
    found: date = pc.max(pq.read_table(calls, columns=["at"])["at"]).as_py().date()
    return found


def _leads(out: Path) -> list[dict[str, Any]]:
    return list(pq.read_table(out / "leads.parquet").to_pylist())


def _run(what: str, folder: Path, state: Path, out: Path) -> dict[str, Any]:
    command = [sys.executable, "-W", "ignore", "-c", RUN, what, str(folder), str(state), str(out)]
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=kept)
    return dict(json.loads(done.stdout.splitlines()[-1]))


if __name__ == "__main__":
    print(json.dumps(run(small="small" in sys.argv), indent=1))
