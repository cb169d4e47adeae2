"""Call records to the figures of each pair, beside bandicoot on the same records in one run.

Records a second, from Parquet on disk to the figures on disk, on two threads. `the same job` takes
records that already say whose they are, as bandicoot does; `from the bill` begins with telephone
numbers, finds whose each is at that time, places every contact on the clock and the roster, and is
what a scan does. bandicoot reads a file for each of its users, on two processes: a member with all
that is theirs, as it is meant to be used, and a pair, so that it gives what we give. The ratio is
to the quicker of the two, in seconds and, as a machine may be shared, in processor seconds.
Whatever both count is held against each other, pair by pair, and must be equal (see pairs_peer.py
for where the words differ).
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from ibis import _

from benchmarks import pairs_peer, pairs_records
from benchmarks.machine import peak_gb
from upstander.engine.contacts import calls, duty
from upstander.engine.contacts.in_figures import in_figures
from upstander.engine.contacts.shape import contact_rows
from upstander.engine.contacts.table import contact_table
from upstander.engine.people import holders
from upstander.engine.people.numbers import normalised
from upstander.engine.sessions import DuckSession, duck_session
from upstander.engine.tables import CONTRACT
from upstander.engine.tables.records import Records

BARS = {"records_a_second": 1_000_000, "times_bandicoot": 20, "largest_difference": 1e-6}
ZONE = "UTC"  # bandicoot knows one clock, without summer time
NIGHT = (19, 7)  # bandicoot's
MEMORY = "3GB"
TIMES = 3
SINCE, UNTIL = pairs_records.YEAR.item(), (pairs_records.YEAR + 400 * 86_400).item()

Job = Callable[[DuckSession, Path], ir.Table]


def run(small: bool = False) -> dict[str, Any]:
    """Records a second of both, their ratio, and how far their figures are apart."""
    number, members = (30_000, 20) if small else (3_000_000, 1_000)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bill = pairs_records.records(number=number, members=members, seed=1)
        _write(bill, members=members, folder=folder)
        ours = {
            "the same job": _best(_known, folder, number=number),
            "from the bill": _best(_from_the_bill, folder, number=number),
        }
        figures = pq.read_table(folder / "_known.parquet")
        sample = 4 if small else 100
        theirs = {
            "a member a file": _bandicoot(
                bill, folder / "members", user="staff_id", members=sample
            ),
            "a pair a file": _bandicoot(bill, folder / "pairs", user="human_id", members=sample),
        }
    agreement = compared(figures, theirs["a pair a file"].pop("figures"))
    theirs["a member a file"].pop("figures")
    quickest, quickest_cpu = (
        max(found[rate] for found in theirs.values())
        for rate in ("records_a_second", "records_a_cpu_second")
    )
    return {
        "name": "pairs",
        "records": number,
        "pairs": figures.num_rows,
        "upstander": [{"job": job} | found for job, found in ours.items()],
        "bandicoot": [{"job": job} | found for job, found in theirs.items()],
        "times_bandicoot": round(ours["the same job"]["records_a_second"] / quickest, 1),
        "times_bandicoot_cpu": round(
            ours["the same job"]["records_a_cpu_second"] / quickest_cpu, 1
        ),
        "times_bandicoot_from_the_bill": round(
            ours["from the bill"]["records_a_second"] / quickest, 1
        ),
        "the same figures": agreement,
        "largest_difference": max(row["largest_difference"] for row in agreement),
        "bars": BARS,
    }


def _write(bill: pa.Table, *, members: int, folder: Path) -> None:
    pq.write_table(bill.drop_columns(["number", "other_number"]), folder / "known.parquet")
    pq.write_table(bill.drop_columns(["staff_id", "human_id"]), folder / "calls.parquet")
    pq.write_table(pairs_records.duties(members=members), folder / "duties.parquet")
    for table, of, column in (
        ("staff_phones", "staff_id", "number"),
        ("person_phones", "human_id", "other_number"),
    ):
        held = pairs_records.phones(bill, of=of, number=column)
        names = {"human_id": "person_id", "other_number": "number"}
        held = held.rename_columns([names.get(name, name) for name in held.column_names])
        pq.write_table(held, folder / f"{table}.parquet")


def _best(job: Job, folder: Path, *, number: int) -> dict[str, Any]:
    """The quickest of several runs, each in a session of its own."""
    measured = []
    peak_gb(anew=True)
    for _time in range(TIMES):
        with (
            tempfile.TemporaryDirectory() as work,
            duck_session(work=Path(work), memory=MEMORY, threads=2) as session,
        ):
            began, worked = time.perf_counter(), time.process_time()
            contacts = job(session, folder)
            session.write_parquet(
                in_figures(contacts, night=NIGHT), folder / f"{job.__name__}.parquet"
            )
            session.settle()
            measured.append((time.perf_counter() - began, time.process_time() - worked))
    seconds, cpu = min(measured)
    return {
        "records_a_second": round(number / seconds),
        "records_a_cpu_second": round(number / cpu),
        "seconds": round(seconds, 2),
        "peak_gb": peak_gb(),
    }


def _known(session: DuckSession, folder: Path) -> ir.Table:
    """Contacts of records that say whose they are; no roster was handed over."""
    read = session.read_parquet("known", [folder / "known.parquet"], below=folder)
    shaped = contact_rows(
        read.mutate(person_id=_.human_id),
        table_name="calls",
        kind=ibis.ifelse(read.kind == "voice", "call", "message"),
        channel=read.kind,
        direction=read.direction,
        duration_s=read.duration_s,
    )
    return shaped.mutate(local_at=shaped.at, on_duty=ibis.null("boolean"))


def _from_the_bill(session: DuckSession, folder: Path) -> ir.Table:
    """Contacts as a scan has them: numbers read, their holders found, the roster laid beside."""
    names = ("calls", "staff_phones", "person_phones", "duties")
    tables = {name: declared.empty() for name, declared in CONTRACT.items()}
    for name in names:
        read = session.read_parquet(f"in_{name}", [folder / f"{name}.parquet"], below=folder)
        tables[name] = _as_declared(read, name)
    records = Records(tables=tables, seen=frozenset(names), seen_columns=frozenset())
    written = ibis.union(
        records["calls"].select("number"),
        records["calls"].select(number=_.other_number),
        distinct=True,
    )
    people = records["person_phones"].select("person_id", human_id=_.person_id).distinct()
    found = calls.calls(
        records=records,
        spellings=normalised(written, session, name="spellings"),
        staff_numbers=holders.staff_numbers(records, session),
        number_holders=holders.number_holders(records, people, session),
        engine=session,
    )
    stretches = session.keep("stretches", duty.stretches(duty.tours(records["duties"])))
    return session.keep(
        "contacts",
        contact_table([found], stretches=stretches, zone=ZONE, since=SINCE, until=UNTIL),
        passing=True,
    )


def _as_declared(read: ir.Table, name: str) -> ir.Table:
    """Columns of the contract, those that the file lacks as nulls; every phone is the force's."""
    fill = {"ownership": ibis.literal("force")}
    return read.select(
        **{
            column: read[column].cast(kind)
            if column in read.columns
            else fill.get(column, ibis.null(kind)).cast(kind)
            for column, kind in CONTRACT[name].schema.items()
        }
    )


def _bandicoot(bill: pa.Table, folder: Path, *, user: str, members: int) -> dict[str, Any]:
    """bandicoot's rate on all that is some members', a file for each `user`."""
    chosen = pc.is_in(bill["staff_id"], pa.array([f"S{place:05}" for place in range(members)]))
    rows = bill.filter(chosen)
    called = pc.if_else(pc.equal(rows["kind"], "voice"), "call", "text")
    records = pa.table(
        {
            "user": rows[user],
            "interaction": called,
            "direction": rows["direction"],
            "correspondent_id": rows["human_id"],
            "datetime": rows["at"],
            "call_duration": rows["duration_s"],
        }
    )
    users = pairs_peer.written(records.to_pylist(), folder=folder)
    found = pairs_peer.measured(users, folder=folder)
    if found["records"] != rows.num_rows:
        raise AssertionError(f"bandicoot read {found['records']} of {rows.num_rows} records")
    return {
        "records_a_second": round(found["records"] / found["seconds"]),
        "records_a_cpu_second": round(found["records"] / found["cpu_seconds"]),
        "records": found["records"],
        "users": len(users),
        "seconds": round(found["seconds"], 2),
        "of_them_reading": round(found["reading"], 2),
        "figures": found["figures"],
    }


def compared(figures: pa.Table, theirs: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Each figure that both know, over the pairs that both have. Raises where they differ."""
    rows = {row["human_id"]: row for row in figures.to_pylist() if row["human_id"] in theirs}
    if rows.keys() != theirs.keys():
        raise AssertionError(f"{len(rows)} pairs here and {len(theirs)} there")
    told = []
    for name, ours in pairs_peer.SHARED.items():
        both = [(ours(row), theirs[person][name]) for person, row in rows.items()]
        none = 0 if name in pairs_peer.NOUGHT_FOR_NONE else None
        unlike = [pair for pair in both if (pair[0] is None) != (pair[1] is None)]
        if any(pair != (None, none) for pair in unlike):
            raise AssertionError(f"{name} is known to one alone: {unlike[:3]}")
        apart = [abs(one - other) / max(1.0, abs(other)) for one, other in both if one is not None]
        if max(apart, default=0.0) > BARS["largest_difference"]:
            raise AssertionError(f"{name} differs by {max(apart)}")
        told.append(
            {"figure": name, "pairs": len(apart), "largest_difference": max(apart, default=0.0)}
        )
    return told
