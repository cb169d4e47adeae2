"""The pages of the workbench under twenty people: how long the server takes over each.

The folder of the publish benchmark (5,000 leads, a million events) is published into a new
workbench, which is served as `upstander serve` serves it: by one process, and by as many as it
takes by itself on this machine. Twenty analysts, investigators and supervisors sign in and click
through the queue (filters, orders, pages, saved filters), leads, one person of a lead, months of
it, its records and progress, who looked, and look-ups.

Twenty people at once are no twenty requests at once: they read. `brisk` has ten seconds between
two pages of one person (2 requests a second in all): a lead is meant to be understood in a minute,
so that is several times faster than the work goes. `hurried` has three. `no pause` has none: it
shows what there is to give, and how answers wait for each other beyond it. The visitors take
processor time of the same machine: part of what a page waits is for them.

Server time is from the call of the application to the last byte of its answer. What the visitor
waited is beside it: that is with the wait for a free thread, and with the time of the visitors
themselves, who use the same machine. SQLite always; PostgreSQL where UPSTANDER_POSTGRES names a
server.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import pages_served
from benchmarks.pages_visitors import Load, signed_in, visit
from benchmarks.publish import Database, folder_of
from upstander.web.config import processes

BARS = {"p95_ms": 150, "pages": "queue and lead"}
PEOPLE = 20
LOADS = (
    Load(name="brisk", pause_s=10.0, seconds=120),
    Load(name="hurried", pause_s=3.0, seconds=60),
    Load(name="no pause", pause_s=0.0, seconds=20),
)
_SERVED = (sys.executable, "-m", pages_served.__name__)
_SMALL = (Load(name="hurried", pause_s=0.2, seconds=3), Load(name="no pause", pause_s=0, seconds=2))


def run(small: bool = False) -> dict[str, Any]:
    """Server time by page and load, on each database that is there."""
    leads, events = (50, 2_000) if small else (5_000, 1_000_000)
    loads = _SMALL if small else LOADS
    found: dict[str, Any] = {"leads": leads, "events": events, "people": PEOPLE, "bars": BARS}
    server = os.environ.get("UPSTANDER_POSTGRES", "")
    with tempfile.TemporaryDirectory() as name:
        folder = folder_of(Path(name) / "scan", leads=leads, events=events, day=1)
        for kind, holding in (("sqlite", nullcontext("")), ("postgresql", _held(server))):
            if kind == "sqlite" or server:
                with holding as database:
                    home = Path(name) / kind
                    kept = _environment(home, database=database)
                    found[f"{kind}: publishing"] = _published(folder, home=home, kept=kept)
                    for count in sorted({1, processes.usual()}):
                        label = f"{kind}, {count} process{'es' if count > 1 else ''}"
                        found |= _measured(label, home=home, kept=kept, count=count, loads=loads)
    return found


def _held(server: str) -> Any:
    return Database(server) if server else nullcontext("")


def _environment(home: Path, *, database: str) -> dict[str, str]:
    kept = {name: held for name, held in os.environ.items() if name != "DATABASE_URL"}
    kept |= {"UPSTANDER_DEMO": "1", "UPSTANDER_HOME": str(home)}
    return kept | ({"DATABASE_URL": database} if database else {})


def _published(folder: Path, *, home: Path, kept: Mapping[str, str]) -> dict[str, float]:
    """Publish the scan in a process of its own; what that took."""
    home.mkdir()
    notes = home / "published.json"
    subprocess.run([*_SERVED, "publish", str(folder), str(notes)], env=dict(kept), check=True)
    took = json.loads(notes.read_text(encoding="utf-8"))
    return {name: round(held, 1) for name, held in took.items()}


def _measured(
    kind: str, *, home: Path, kept: Mapping[str, str], count: int, loads: Sequence[Load]
) -> dict[str, Any]:
    """Serve the scan, let the visitors come, and put together what each process noted."""
    port, notes = _free_port(), home / f"notes of {count}"
    notes.mkdir()
    server = subprocess.Popen(
        [*_SERVED, "serve", str(port), str(notes), str(count)],
        env=dict(kept), stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        _until_served(server)
        waits, before = [], {}
        visitors = signed_in(port, people=PEOPLE)
        for load in loads:
            before[load.name] = round(os.getloadavg()[0], 1)
            waits += visit(visitors, load=load)
    finally:
        server.terminate()
        server.wait(timeout=60)
    served = [note for one in sorted(notes.iterdir()) for note in json.loads(one.read_text())]
    return {
        f"{kind}: loads": [_of_load(load, served, waits, before=before) for load in loads],
        f"{kind}: pages": [
            row for load in loads for row in _of_pages(load.name, served, waits)
        ],
    }  # fmt: skip


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port


def _until_served(server: "subprocess.Popen[str]") -> None:
    assert server.stdout is not None
    for line in server.stdout:
        if line.startswith("Serving"):
            return
    raise RuntimeError("the workbench did not start")


def _of_load(
    load: Load, served: Sequence[Any], waits: Sequence[Any], *, before: Mapping[str, float]
) -> dict[str, Any]:
    ours = [note for note in served if note["load"] == load.name]
    theirs = [wait["ms"] for wait in waits if wait["load"] == load.name]
    barred = [note["ms"] for note in ours if note["page"].startswith(("queue", "lead"))]
    return {
        "load": load.name,
        "pause_s": load.pause_s,
        "requests": len(ours),
        "a_second": round(len(ours) / load.seconds, 1),
        "queue and lead p50_ms": _at(barred, 50),
        "queue and lead p95_ms": _at(barred, 95),
        "processor p50_ms": _at([note["processor_ms"] for note in ours], 50),
        "visitor p95_ms": _at(theirs, 95),
        "not 200": sum(note["status"] != 200 for note in ours),
        "others' load": before[load.name],
    }


def _of_pages(load: str, served: Sequence[Any], waits: Sequence[Any]) -> Iterable[dict[str, Any]]:
    for page in sorted({note["page"] for note in served if note["load"] == load}):
        ours = [note for note in served if (note["load"], note["page"]) == (load, page)]
        theirs = [wait["ms"] for wait in waits if (wait["load"], wait["page"]) == (load, page)]
        yield {
            "load": load,
            "page": page,
            "requests": len(ours),
            "p50_ms": _at([note["ms"] for note in ours], 50),
            "p95_ms": _at([note["ms"] for note in ours], 95),
            "processor p50_ms": _at([note["processor_ms"] for note in ours], 50),
            "visitor p95_ms": _at(theirs, 95),
            "not 200": sum(note["status"] != 200 for note in ours),
        }


def _at(values: Sequence[float], percentile: int) -> float | None:
    return round(float(np.percentile(values, percentile)), 1) if values else None
