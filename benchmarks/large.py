"""A scan of 3,000 staff over twelve months with every sign: a force of the size of a county's.

All traffic of the simulator, with thinned positions (a report every two minutes on the move). The
scan runs in a process of its own with the memory limit that a user gets. Seconds depend on who else
uses the machine: processor seconds stand beside them, and half of those is the least that two cores
could take.
"""

import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.scan import scanned
from upstander.simulator.force import simulate

BARS = {"minutes": 12, "memory_gb": 8}
STAFF = 3000
MEMORY = "4GB"  # what `upstander scan` takes where nothing is said


def run(small: bool = False) -> dict[str, Any]:
    """Minutes, processor minutes and peak memory of the scan, and its five longest steps."""
    with tempfile.TemporaryDirectory() as name:
        force, out = Path(name) / "force", Path(name) / "out"
        began = time.perf_counter()
        simulate(
            out=force,
            staff=60 if small else STAFF,
            months=2 if small else 12,
            seed=1,
            volume="full",
        )
        simulated = time.perf_counter() - began
        return {"name": "large", "simulated_s": round(simulated, 1)} | measured(force, out)


def measured(force: Path, out: Path) -> dict[str, Any]:
    """What a scan of that force takes."""
    found = scanned(force, out, memory=MEMORY)
    longest = sorted(found["steps"], key=lambda step: -step[1])[:5]
    return {
        "rows": found["rows"],
        "listed": found["listed"],
        "minutes": round(found["seconds"] / 60, 2),
        "cpu_minutes": round(found["cpu_seconds"] / 60, 2),
        "peak_gb": found["peak_gb"],
        "memory_limit": MEMORY,
        "longest_steps": [{"step": title, "seconds": seconds} for title, seconds in longest],
        "bars": BARS,
    }
