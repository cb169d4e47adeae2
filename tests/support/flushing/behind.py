"""Past the triggers of the audit log, as somebody who owns the database could go."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from upstander.web.audit import triggers

ACTS = ("update", "delete")


@contextmanager
def the_triggers() -> Iterator[None]:
    """For as long as this lasts, the database refuses nothing."""
    for statement in _dropping():
        with connection.cursor() as cursor:
            cursor.execute(statement)
    yield
    triggers.make(connection)


def _dropping() -> list[str]:
    if connection.vendor == "postgresql":
        return [f"DROP FUNCTION {name}() CASCADE" for name in ("audit_refuse", "audit_in_line")]
    names = [f"{table}_no_{act}" for table in triggers.TABLES for act in ACTS]
    return [f"DROP TRIGGER {name}" for name in (*names, f"{triggers.ENTRIES}_in_line")]
