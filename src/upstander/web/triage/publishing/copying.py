"""Many rows into a table at once: COPY on PostgreSQL, one prepared statement on SQLite.

Rows come as Arrow columns and never become objects of the model: a scan may hold a million
events. What the database would refuse (a text too long) is refused here, with a sentence.
"""

import io
from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
from django.db import connection
from django.db.models import CharField, Model

from upstander.errors import PublishError

_AT_ONCE = 16_384  # rows that are Python objects at the same time
_COUNTED = 1_000  # rows of each index that SQLite looks at
Columns = Mapping[str, Any]  # name of the model's column: Arrow array


def insert(model: type[Model], columns: Columns) -> int:
    """Add rows; every column but the primary key must be given. Returns how many."""
    table = pa.table(
        {name: _fitting(model, name, values) for name, values in columns.items()}
    ).combine_chunks()
    if table.num_rows:
        if connection.vendor == "postgresql":
            _copy(model, table)
        else:
            _prepared(model, table)
    return int(table.num_rows)


def insert_rows(model: type[Model], rows: Iterable[Mapping[str, Any]], schema: pa.Schema) -> int:
    """Add rows that are dictionaries."""
    table = pa.Table.from_pylist(list(rows), schema=schema)
    return insert(model, dict(zip(table.column_names, table.columns, strict=True)))


def take_stock(*models: type[Model]) -> None:
    """Let the database count what it holds now, so that it knows which index is worth using."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit = {_COUNTED}")
        for model in models:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def _fitting(model: type[Model], name: str, values: Any) -> Any:
    if not pa.types.is_string(values.type):
        return values
    field = next(held for held in model._meta.concrete_fields if held.column == name)
    if not field.null:
        values = pc.fill_null(values, "")
    longest = field.max_length if isinstance(field, CharField) else None
    if longest and len(values) and (pc.max(pc.utf8_length(values)).as_py() or 0) > longest:
        raise PublishError(
            f"The scan holds a {field.verbose_name} of more than {longest} characters.",
            do="Look for it in the extracts, shorten it there, and scan again.",
        )
    return pc.replace_substring(values, "\x00", "")  # which PostgreSQL has no place for


def _target(model: type[Model], table: pa.Table) -> tuple[str, str]:
    quote = connection.ops.quote_name
    return quote(model._meta.db_table), ", ".join(quote(name) for name in table.column_names)


def _copy(model: type[Model], table: pa.Table) -> None:
    """Text and nothing are told apart by quotes: Arrow quotes every text, and no null."""
    where, names = _target(model, table)
    held = io.BytesIO()
    pa_csv.write_csv(table, held, pa_csv.WriteOptions(include_header=False))
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {where} ({names}) FROM STDIN (FORMAT csv)") as into,
    ):
        into.write(held.getbuffer())


def _prepared(model: type[Model], table: pa.Table) -> None:
    where, names = _target(model, table)
    marks = ", ".join(["%s"] * table.num_columns)
    statement = f"INSERT INTO {where} ({names}) VALUES ({marks})"
    with connection.cursor() as cursor:
        for some in table.to_batches(max_chunksize=_AT_ONCE):
            columns = [_for_sqlite(column).to_pylist() for column in some.columns]
            cursor.executemany(statement, list(zip(*columns, strict=True)))


def _for_sqlite(values: Any) -> Any:
    """Moments as Django writes them: text, UTC, without a point where nothing follows it."""
    if pa.types.is_timestamp(values.type):
        bare = pc.cast(values.cast(pa.timestamp("us")), pa.string())
        return pc.replace_substring_regex(bare, r"\.000000$", "")
    return values.cast(pa.int8()) if pa.types.is_boolean(values.type) else values
