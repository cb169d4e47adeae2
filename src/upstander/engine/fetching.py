"""Rows out of a force's database into a Parquet file, for `sessions.py`."""

from pathlib import Path
from typing import Any, cast

import ibis
import ibis.expr.types as ir
import pyarrow.parquet as pq

FETCHED_AT_ONCE = 50_000  # rows


def _asked(source: Any, query: str) -> ir.Table:
    """A query as a table of its database."""
    if source.name != "postgres":
        return cast(ir.Table, source.sql(query))
    # Ibis learns a query's columns from a view that it cannot drop again on PostgreSQL; a
    # temporary one of our own goes with the connection.
    with source.con.cursor() as cursor, source.con.transaction():
        cursor.execute(f"CREATE TEMPORARY VIEW upstander_asked AS {query}")
    return cast(ir.Table, source.table("upstander_asked"))


def fetch(url: str, *, table: str | None, query: str | None, to: Path) -> None:
    """Stream a database's table, or what a query gives, into one Parquet file."""
    source: Any = ibis.connect(url)
    try:
        asked = source.table(table) if table else _asked(source, query or "")
        batches = source.to_pyarrow_batches(asked, chunk_size=FETCHED_AT_ONCE)
        to.parent.mkdir(parents=True, exist_ok=True)
        with pq.ParquetWriter(to, asked.schema().to_pyarrow()) as writer:
            for batch in batches:
                writer.write_batch(batch)
    finally:
        source.disconnect()
