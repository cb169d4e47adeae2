"""A scan of thousands of leads into the workbench: how long until people can read it.

A folder in the layout that a scan writes (5,000 leads, a million events and as many contacts), made
here, published into a new workbench, and then published again a day later with every lead in it
written anew. Clock and processor seconds of the publishing process, without Python's start. SQLite
always; PostgreSQL where UPSTANDER_POSTGRES names a server.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tests.support import scan_folder

BARS = {"seconds": 60}
PEOPLE = 3  # of each lead
_ONE = """
import json, sys, time
from pathlib import Path
from upstander.web import door
door.set_up()
from upstander.web.config import starting
starting.prepare_database(say=lambda said: None)
from upstander.web.triage.publishing import publish
clock, processor = time.perf_counter(), time.process_time()
found = publish(Path(sys.argv[1]))
spent = {"clock_s": time.perf_counter() - clock, "processor_s": time.process_time() - processor}
print(json.dumps(spent | {"rows": sum(found.rows.values()), "leads": found.leads}))
"""


def run(small: bool = False) -> dict[str, Any]:
    """Seconds for the first scan and for the one after it, on each database that is there."""
    leads, events = (50, 2_000) if small else (5_000, 1_000_000)
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        first = folder_of(place / "first", leads=leads, events=events, day=1)
        second = folder_of(place / "second", leads=leads, events=events, day=2)
        found = _measured("sqlite", first, second, home=place / "sqlite", database="")
        if server := os.environ.get("UPSTANDER_POSTGRES"):
            with Database(server) as address:
                found += _measured(
                    "postgresql", first, second, home=place / "postgresql", database=address
                )
    return {"leads": leads, "events": events, "bars": BARS, "publishing": found}


def _measured(kind: str, *folders: Path, home: Path, database: str) -> list[dict[str, Any]]:
    kept = {name: held for name, held in os.environ.items() if name != "DATABASE_URL"}
    kept |= {"UPSTANDER_DEMO": "1", "UPSTANDER_HOME": str(home)}
    kept |= {"DATABASE_URL": database} if database else {}
    rows = []
    for what, folder in zip(("the first scan", "the next day's"), folders, strict=True):
        said = subprocess.run(
            [sys.executable, "-c", _ONE, str(folder)],
            env=kept, check=True, capture_output=True, text=True,
        )  # fmt: skip
        spent = {name: round(held, 1) for name, held in json.loads(said.stdout).items()}
        rows.append({"database": kind, "what": what} | spent)
    return rows


class Database:
    """A database of its own on a PostgreSQL server, for as long as the benchmark lasts."""

    def __init__(self, server: str) -> None:
        import psycopg

        self.name = f"upstander_bench_{os.getpid()}"
        self.server = psycopg.connect(server, autocommit=True)
        self.address = urlsplit(server)._replace(path=f"/{self.name}").geturl()

    def __enter__(self) -> str:
        self.server.execute(f"CREATE DATABASE {self.name}")
        return self.address

    def __exit__(self, *problem: object) -> None:
        self.server.execute(f"DROP DATABASE {self.name} WITH (FORCE)")
        self.server.close()


def folder_of(folder: Path, *, leads: int, events: int, day: int) -> Path:
    """Members, each with three people: the figures of a few, and events and contacts of many."""
    lines = [f"{lead + 1}|yes|S{lead:05}|H{lead * PEOPLE + person:06}|{day * 8} contacts."
             for lead in range(leads) for person in range(PEOPLE)]  # fmt: skip
    drawn = "\n".join(["rank|listed|staff_id|human_id|sentence", *lines])
    scan_folder.write(folder, drawn, as_of=f"2026-03-{day:02}T00:00:00")
    random = np.random.default_rng(day)
    for name in ("events", "contacts"):
        who = random.integers(0, leads * PEOPLE, events)
        at = 1_760_000_000_000_000 + random.integers(0, 10**13, events)
        columns: dict[str, Any] = {
            "staff_id": pa.array([f"S{one // PEOPLE:05}" for one in who.tolist()]),
            "human_id": pa.array([f"H{one:06}" for one in who.tolist()]),
            "indicator": pa.repeat("IND-05", events),
            "at": pa.array(at, pa.timestamp("us")),
            "kind": pa.repeat("call", events),
            "direction": pa.repeat("out", events),
            "status": pa.repeat("unexplained", events),
            "source_table": pa.repeat("calls", events),
            "source_file": pa.repeat("calls/2026-02.parquet", events),
            "source_row": pa.array(np.arange(events), pa.int64()),
        }
        wanted = scan_folder.schema(name)
        table = pa.table(
            [columns.get(field.name, pa.nulls(events, field.type)) for field in wanted],
            schema=wanted,
        )
        pq.write_table(table, folder / f"{name}.parquet", compression="zstd")
    return folder
