"""A DuckDB that is asked as the engine asks it: in its own dialect."""

import ibis
from ibis.backends.duckdb import Backend

from upstander.engine.dialects import ForDuckDB


def connect() -> Backend:
    """A database in memory, of its own."""
    backend = ibis.duckdb.connect()
    backend.compiler = ForDuckDB()
    return backend
