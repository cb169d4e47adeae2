"""Writing the force's extracts, exactly as the data contract has them."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import csv

from upstander.engine.tables import CONTRACT
from upstander.engine.tables.declare import Column, Table
from upstander.simulator.basics import NONE, Array
from upstander.simulator.ledger import Ledger

# Identifiers say nothing: they are numbered in an order that nobody could guess from.
PREFIXES = {
    "staff_id": "S", "line_manager_id": "S", "supervisor_id": "S", "requested_staff_id": "S",
    "team_id": "TM", "person_id": "P", "occurrence_id": "O", "incident_id": "I", "task_id": "T",
    "custody_id": "C", "declaration_id": "D", "complaint_id": "CO", "report_id": "R",
    "matter_id": "M", "survey_id": "SV", "message_id": "MS", "search_id": "L", "scheme_id": "SC",
    "place_id": "PL", "vehicle_id": "V", "uprn": "",
}  # fmt: skip
PLAIN = {
    "staff_id",
    "line_manager_id",
    "supervisor_id",
    "requested_staff_id",
    "team_id",
    "vehicle_id",
    "scheme_id",
    "place_id",
    "uprn",
}
SCRAMBLE, MODULUS = 7_368_787, 10**8
STAMP = pa.timestamp("us", tz="UTC")


def identifier(name: str, numbers: Array) -> list[str]:
    """Identifiers as they are written."""
    prefix = PREFIXES[name]
    width = 0 if name == "uprn" else 5 if name in PLAIN else 8
    shown = numbers if name in PLAIN else (numbers * SCRAMBLE + 12_345) % MODULUS
    return [f"{prefix}{number:0{width}d}" for number in shown.tolist()]


def order_of(table: Table, columns: dict[str, Array]) -> Array:
    """The order of the rows of a file: by time where there is one, else by identifier."""
    keys = [table.known_from, *(table.interval or ())[:1], "answered_on"]
    key = next((name for name in keys if name and name in columns), None)
    if table.name == "positions":
        key = None
    if key is None:
        key = next(column.name for column in table.columns if column.name in columns)
        values = columns[key]
        if PREFIXES.get(key) and key not in PLAIN:
            values = (values.astype(np.int64) * SCRAMBLE + 12_345) % MODULUS
        return np.argsort(values, kind="stable")
    return np.argsort(columns[key], kind="stable")


class Writer:
    """Turns numbered columns into Arrow tables of the contract."""

    def __init__(self, ledger: Ledger, numbers: list[str], *, form: str, vehicles: int) -> None:
        self.numbers = pa.array(numbers, pa.string())
        self.texts = pa.array(
            [numbers[int(t[1:])] if t.startswith("#") else t for t in ledger.texts.known],
            pa.string(),
        )
        self.form, self.vehicles = form, vehicles

    def arrow(self, table: Table, columns: dict[str, Array], *, after: int = 0) -> pa.Table:
        """One table, or its part after so many rows, with every column that was filled."""
        size = len(next(iter(columns.values())))
        fields = {}
        for column in table.columns:
            if column.name in columns:
                fields[column.name] = self._column(table.name, column, columns[column.name])
            elif column.name in ("search_id", "message_id"):
                fields[column.name] = _serial(PREFIXES[column.name], size, after=after)
            elif not column.optional:
                raise ValueError(f"{table.name}.{column.name} was not simulated")
        return pa.table(fields)

    def _column(self, table: str, column: Column, values: Array) -> pa.Array:
        if column.type == "timestamp":
            return _whole(values.astype(np.int64) * 1_000_000, values).cast(STAMP)
        if column.type == "date":
            return _whole(values.astype(np.int32), values).cast(pa.date32())
        if column.type == "number":
            return pa.array(values.astype(np.float64), from_pandas=True)
        if column.type == "integer":
            return _whole(values.astype(np.int64), values)
        if column.type == "boolean":
            return _whole(values.astype(np.int8), values).cast(pa.bool_())
        return self._words(table, column.name, values)

    def _words(self, table: str, name: str, values: Array) -> pa.Array:
        if table == "calls" and name in ("number", "other_number"):
            return self._picked(self.numbers, values)
        if name == "unit_id":
            return self._picked(self._units(int(values.max(initial=0)) + 1), values)
        if name == "uprn":
            return _whole(values.astype(np.int64), values).cast(pa.string())
        if name in PREFIXES:
            every = np.arange(int(values.max(initial=0)) + 1)
            return self._picked(pa.array(identifier(name, every), pa.string()), values)
        return self._picked(self.texts, values)

    def _units(self, count: int) -> pa.Array:
        units = np.arange(max(count, self.vehicles))
        vehicles = identifier("vehicle_id", units[: self.vehicles])
        return pa.array(vehicles + identifier("staff_id", units[self.vehicles :] - self.vehicles))

    def _picked(self, pool: pa.Array, values: Array) -> pa.Array:
        # Only what this part needs goes into the file: the pool holds much that is none of its
        # business.
        empty = values == NONE
        used = np.zeros(max(len(pool), 1), dtype=bool)
        used[values[~empty]] = True
        place = np.cumsum(used, dtype=np.int32) - 1
        places = pa.array(np.where(empty, 0, place[values]), mask=empty)
        picked = pa.DictionaryArray.from_arrays(places, pool.filter(pa.array(used[: len(pool)])))
        return picked.cast(pa.string()) if self.form == "csv" else picked


def _whole(values: Array, original: Array) -> pa.Array:
    return pa.array(values, mask=original == NONE)


# Rows written at once, so that memory stays bounded.
PART_ROWS = 2_000_000


def _serial(prefix: str, size: int, *, after: int) -> pa.Array:
    number = pa.array(np.arange(after + 1, after + size + 1)).cast(pa.string())
    return pc.binary_join_element_wise(prefix, number, "")


class Sheet:
    """One file of the extracts, written in parts."""

    def __init__(self, path: Path, *, form: str) -> None:
        self.path, self.form = path.with_suffix(f".{form}"), form
        self.rows = 0
        self._parquet: pq.ParquetWriter | None = None
        self._csv: csv.CSVWriter | None = None

    def add(self, part: pa.Table) -> None:
        """Add rows at the end."""
        self.rows += part.num_rows
        if self.form == "csv":
            part = _as_text(part)
            if self._csv is None:
                self._csv = csv.CSVWriter(self.path, part.schema)
            self._csv.write_table(part)
            return
        if self._parquet is None:
            self._parquet = pq.ParquetWriter(
                self.path, part.schema, store_schema=False, compression="zstd", compression_level=1
            )
        self._parquet.write_table(part, row_group_size=250_000)

    def close(self) -> None:
        """Finish the file."""
        for writer in (self._parquet, self._csv):
            if writer is not None:
                writer.close()


def _as_text(part: pa.Table) -> pa.Table:
    """Times as ISO 8601 with their offset, so that no reader has to guess a zone."""
    for place, name in enumerate(part.column_names):
        if pa.types.is_timestamp(part.schema.field(name).type):
            plain = part[name].cast(pa.timestamp("s", tz="UTC"))
            text = pc.strftime(plain, format="%Y-%m-%dT%H:%M:%S+00:00")
            part = part.set_column(place, name, text)
    return part


def write_table(ledger: Ledger, writer: Writer, folder: Path, name: str) -> tuple[Array, int]:
    """Write one table. Returns the row number in the file of each row as added, and the count."""
    columns = ledger.gathered(name)
    table = CONTRACT[name]
    if not columns:
        columns = {column.name: np.array([], dtype=np.int64) for column in table.columns}
    order = order_of(table, columns)
    sheet = Sheet(folder / name, form=writer.form)
    for begin in range(0, max(len(order), 1), PART_ROWS):
        rows = order[begin : begin + PART_ROWS]
        part = {key: values[rows] for key, values in columns.items()}
        sheet.add(writer.arrow(table, part, after=begin))
    sheet.close()
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.arange(1, len(order) + 1)
    return number, len(order)
