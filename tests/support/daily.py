"""Deliveries taken into a state folder without a list being made, and what the state then holds."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from upstander.engine.extracts import read
from upstander.engine.sessions import duck_session
from upstander.engine.tables import CONTRACT
from upstander.engine.watch.register import Tally
from upstander.engine.watch.state import next_state
from upstander.engine.watch.taking import ORIGIN, Arrival, take_in

KINDS = {
    "identifier": pa.string(),
    "text": pa.string(),
    "enum": pa.string(),
    "timestamp": pa.timestamp("us", tz="UTC"),
    "date": pa.date32(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
}


def delivery(folder: Path, **tables: Sequence[Mapping[str, Any]]) -> Path:
    """A folder with a Parquet file a table; columns that a row does not name are empty."""
    folder.mkdir(parents=True)
    for name, rows in tables.items():
        columns = {
            column.name: pa.array(
                [_value(row.get(column.name)) for row in rows], KINDS[column.type]
            )
            for column in CONTRACT[name].columns
        }
        pq.write_table(pa.table(columns), folder / f"{name}.parquet")
    return folder


def _value(value: Any) -> Any:
    naive = isinstance(value, datetime) and value.tzinfo is None
    return value.replace(tzinfo=UTC) if naive else value


def take(folder: Path, *, state: Path, day: str, number: int) -> dict[str, Tally]:
    """Take a delivery in; tallies by table."""
    with next_state(state) as after:
        with duck_session(work=state.parent / "work", memory="1GB", threads=1) as engine:
            tallies = take_in(
                Arrival(
                    extracts=read(folder=folder, engine=engine, whole=False),
                    label=f"{day}.{number:06d}",
                    name=folder.name,
                    state=after,
                    engine=engine,
                )
            )
        (state.parent / "work" / "work.duckdb").unlink()
        (after / "register.json").write_text("{}")
    return tallies


def held(state: Path, table: str) -> list[tuple[Any, ...]]:
    """The rows of a table in the state, in some fixed order, without where they came from."""
    return in_order(
        row
        for path in sorted((state / "extracts" / table).glob("*.parquet"))
        for row in pq.read_table(path).to_pylist()
    )


def in_order(rows: Iterable[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    """Rows as tuples of values, sorted; every value empty that the rows do not name."""
    named = [
        tuple(sorted((name, _value(value)) for name, value in row.items()
                     if value is not None and name not in ORIGIN))
        for row in rows
    ]  # fmt: skip
    return sorted(named, key=repr)
