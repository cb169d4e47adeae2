"""What makes the database itself refuse to change the log, on SQLite and on PostgreSQL.

The chain would show a change; these keep it from happening by mistake, by a fault of ours, or by
somebody with the workbench's own connection. A new entry must take the next number and follow the
hash of the last, so that a fork is refused too (and `INSERT OR REPLACE`, which on SQLite fires no
trigger of deletion). Whoever owns the database can drop them: then the chain and the checkpoints
kept elsewhere tell.
"""

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ENTRIES = "audit_entry"
TABLES = (ENTRIES, "audit_checkpoint")
REFUSAL = "the audit log is only ever added to"
_LAST_NUMBER = f"coalesce((SELECT max(number) FROM {ENTRIES}), 0)"
_LAST_HASH = f"coalesce((SELECT hash FROM {ENTRIES} ORDER BY number DESC LIMIT 1), '{'0' * 64}')"
_OUT_OF_LINE = f"NEW.number <> {_LAST_NUMBER} + 1 OR NEW.previous_hash <> {_LAST_HASH}"


def make(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place."""
    _run(connection, {"sqlite": _sqlite, "postgresql": _postgresql}[connection.vendor]())


def put_in_place(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """For a migration: there is no way back, for a log that can be unmade is none."""
    del apps
    make(schema_editor.connection)


def _sqlite() -> list[str]:
    refuse = f"SELECT RAISE(ABORT, '{REFUSAL}')"
    return [
        f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} BEGIN {refuse}; END"
        for table in TABLES
        for act in ("update", "delete")
    ] + [
        f"CREATE TRIGGER {ENTRIES}_in_line BEFORE INSERT ON {ENTRIES} "
        f"WHEN {_OUT_OF_LINE} BEGIN {refuse}; END"
    ]


def _postgresql() -> list[str]:
    raising = f"RAISE EXCEPTION '{REFUSAL}'"
    made = [
        "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {raising}; END $$",
        "CREATE FUNCTION audit_in_line() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {_OUT_OF_LINE} THEN {raising}; END IF; RETURN NEW; END $$",
        f"CREATE TRIGGER {ENTRIES}_in_line BEFORE INSERT ON {ENTRIES} "
        "FOR EACH ROW EXECUTE FUNCTION audit_in_line()",
    ]
    each = {"update": "ROW", "delete": "ROW", "truncate": "STATEMENT"}
    return made + [
        f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} "
        f"FOR EACH {what} EXECUTE FUNCTION audit_refuse()"
        for table in TABLES
        for act, what in each.items()
    ]


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
