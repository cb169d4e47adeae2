"""An entry is added with what it tells of, in a chain that the database itself keeps in order."""

import hashlib
import threading
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import override_settings

from upstander.web.accounts.models import Role, User
from upstander.web.audit import canonical, log
from upstander.web.audit.models import Checkpoint, Entry
from upstander.web.triage.words import State

MOMENT = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
SAID = {
    "number": 2, "at": MOMENT, "act": "consulted", "user_id": 7, "username": "dc.lewis",
    "kind": "lead", "subject": "L-00042", "detail": '{"page":1}', "previous_hash": "0" * 64,
}  # fmt: skip


def looked(subject: str = "L-00042", by: User | None = None) -> None:
    log.record(log.Act.CONSULTED, by=by, kind="lead", subject=subject)


# --- the form that is hashed


@pytest.mark.parametrize(
    "at",
    [MOMENT.astimezone(timezone(timedelta(hours=one))) for one in (-5, 0, 1, 13)],
    ids=lambda at: at.isoformat(),
)
def test_the_hash_is_the_same_in_every_time_zone(at: datetime) -> None:
    assert canonical.entry_hash(**{**SAID, "at": at}) == canonical.entry_hash(**SAID)


def test_the_hash_of_an_entry_is_for_ever() -> None:
    """The figure an auditor wrote down years ago: a change of the form would break every log."""
    said = (
        '["upstander audit entry 1",2,"2026-03-29T00:30:00.000000+00:00","consulted",7,'
        f'"dc.lewis","lead","L-00042","{{\\"page\\":1}}","{"0" * 64}"]'
    )
    assert canonical.entry_hash(**SAID) == hashlib.sha256(said.encode()).hexdigest()


@pytest.mark.parametrize("field", sorted(SAID))
def test_everything_an_entry_says_is_in_its_hash(field: str) -> None:
    other = {"number": 3, "at": MOMENT + timedelta(microseconds=1), "user_id": 8}
    assert canonical.entry_hash(**{**SAID, field: other.get(field, "other")}) != (
        canonical.entry_hash(**SAID)
    )


@pytest.mark.parametrize(
    ("value", "form"),
    [
        ({"b": 1, "a": [True, None, 1.5]}, '{"a":[true,null,1.5],"b":1}'),
        ({"é": "\U0001f600"}, '{"\\u00e9":"\\ud83d\\ude00"}'),
        ({"e\u0301": 1}, '{"e\\u0301":1}'),  # another text than é, and it stays another
        ("\x00\ud800", '"\\u0000\\ud800"'),
        ({State.NEW, State.IN_TRIAGE}, '["in_triage","new"]'),
        (date(2026, 3, 29), '"2026-03-29"'),
        (MOMENT, '"2026-03-29T00:30:00.000000+00:00"'),
        (UUID(int=1), '"00000000-0000-0000-0000-000000000001"'),
        ((1, 2), "[1,2]"),
    ],
)
def test_a_value_has_one_form(value: object, form: str) -> None:
    assert canonical.text(value) == form


@pytest.mark.parametrize(
    ("detail", "error"),
    [
        ({"file": object()}, TypeError),
        ({"raw": b"bytes"}, TypeError),
        ({"share": float("nan")}, ValueError),
        ({"at": datetime(2026, 3, 29)}, ValueError),
        ({"note": "x" * canonical.MOST}, ValueError),
    ],
)
def test_what_is_no_identifier_count_or_choice_is_refused(detail: dict, error: type) -> None:
    with pytest.raises(error):
        canonical.detail(detail)


# --- adding


@pytest.mark.django_db
def test_an_entry_says_what_was_done_by_whom_to_what() -> None:
    lewis = User.objects.create(username="dc.lewis", role=Role.INVESTIGATOR)
    log.record(log.Act.REVEALED, by=lewis, kind="lead", subject="L-00042", detail={"reveal": 3})
    looked()
    first, second = Entry.objects.all()
    assert (first.number, first.act, first.user_id, first.username) == (
        (1, "revealed", lewis.pk, "dc.lewis")
    )
    assert (first.kind, first.subject, first.told) == ("lead", "L-00042", {"reveal": 3})
    assert first.previous_hash == canonical.BEFORE_THE_FIRST
    assert (second.number, second.user_id, second.username) == (2, None, "")
    assert second.previous_hash == first.hash


@pytest.mark.django_db
def test_who_leaves_stays_in_the_log() -> None:
    lewis = User.objects.create(username="dc.lewis", role=Role.INVESTIGATOR)
    looked(by=lewis)
    lewis.delete()
    assert Entry.objects.get().username == "dc.lewis"


@pytest.mark.django_db
def test_what_a_database_cannot_hold_is_replaced() -> None:
    looked(subject="a\x00b\ud800" + "c" * 300)
    kept = Entry.objects.get().subject
    assert kept.startswith("a\ufffdb\ufffdc")
    assert len(kept) == 200


@pytest.mark.django_db(transaction=True)
def test_an_entry_goes_with_what_it_tells_of() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        User.objects.create(username="new.person", role=Role.ANALYST)
        looked()
        raise RuntimeError
    assert (User.objects.count(), Entry.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_what_could_not_be_recorded_was_not_done() -> None:
    with pytest.raises(TypeError), transaction.atomic():
        User.objects.create(username="new.person", role=Role.ANALYST)
        log.record(log.Act.ALTERED, by=None, kind="person", subject="1", detail={"x": object()})
    assert (User.objects.count(), Entry.objects.count()) == (0, 0)


def test_an_identifier_goes_in_as_a_figure_that_only_the_key_makes() -> None:
    figure = log.hashed("S-1042")
    assert figure == log.hashed("S-1042") != log.hashed("S-1043")
    assert len(figure) == 32
    assert "1042" not in figure
    with override_settings(SECRET_KEY="another key of another workbench, long enough"):
        assert log.hashed("S-1042") != figure


@pytest.mark.parametrize("typed", ["", "L-00042", "17", "T-1"])
def test_a_reference_that_was_typed_stays(typed: str) -> None:
    assert log.reference(typed) == typed


@pytest.mark.parametrize("typed", ["Ann Example", "ann.example", "L-00042 Ann", "ANNEX-A", "1\n"])
def test_anything_else_that_was_typed_is_hashed(typed: str) -> None:
    assert log.reference(typed) == log.hashed(typed)


# --- what the database refuses

CHECKPOINT = {"number": 1, "hash": "0" * 64, "at": MOMENT, "public_key": "", "signature": ""}
SAME_AGAIN = (
    "INTO audit_entry (number, at, act, user_id, username, kind, subject, detail, "
    "previous_hash, hash) SELECT {number}, at, act, user_id, username, kind, subject, detail, "
    "{previous}, hash FROM audit_entry WHERE number = 2"
)
REFUSED = {
    "an entry changed": "UPDATE audit_entry SET act = 'searched' WHERE number = 1",
    "all entries changed": "UPDATE audit_entry SET username = ''",
    "an entry removed": "DELETE FROM audit_entry WHERE number = 2",
    "all entries removed": "DELETE FROM audit_entry",
    "a checkpoint changed": "UPDATE audit_checkpoint SET number = 0",
    "checkpoints removed": "DELETE FROM audit_checkpoint",
    "a number left out": f"INSERT {SAME_AGAIN.format(number=4, previous='hash')}",
    "a number again": f"INSERT {SAME_AGAIN.format(number=2, previous='hash')}",
    "another before it": f"INSERT {SAME_AGAIN.format(number=3, previous='previous_hash')}",
}
OF_POSTGRESQL = {
    "entries truncated": "TRUNCATE audit_entry",
    "checkpoints truncated": "TRUNCATE audit_checkpoint",
    "an entry taken over": f"INSERT {SAME_AGAIN.format(number=2, previous='hash')} "
    "ON CONFLICT (number) DO UPDATE SET act = 'searched'",
}
OF_SQLITE = {
    "an entry replaced": f"INSERT OR REPLACE {SAME_AGAIN.format(number=2, previous='hash')}",
    "an entry replaced in its place": "UPDATE OR REPLACE audit_entry SET number = 1",
}


def refused(statement: str) -> None:
    looked("L-00001")
    looked("L-00002")
    Checkpoint.objects.create(**CHECKPOINT)
    before = list(Entry.objects.values()), list(Checkpoint.objects.values())
    with (
        pytest.raises(DatabaseError, match="only ever added to"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert (list(Entry.objects.values()), list(Checkpoint.objects.values())) == before


@pytest.mark.django_db
@pytest.mark.parametrize("statement", REFUSED.values(), ids=REFUSED)
def test_the_database_refuses(statement: str) -> None:
    refused(statement)


@pytest.mark.django_db
@pytest.mark.parametrize("statement", OF_POSTGRESQL.values(), ids=OF_POSTGRESQL)
def test_postgresql_refuses(statement: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL only")
    refused(statement)


@pytest.mark.django_db
@pytest.mark.parametrize("statement", OF_SQLITE.values(), ids=OF_SQLITE)
def test_sqlite_refuses(statement: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("SQLite only")
    refused(statement)


@pytest.mark.django_db
def test_the_next_entry_in_line_is_taken() -> None:
    """The allowed twin: the same statement, with the number and the hash that are due."""
    looked("L-00001")
    looked("L-00002")
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT {SAME_AGAIN.format(number=3, previous='hash')}")
    assert Entry.objects.count() == 3


# --- many at once


@pytest.mark.django_db(transaction=True)
def test_many_at_once_make_one_chain() -> None:
    """On PostgreSQL; for SQLite, which needs a file: tests/integration/test_audit_command.py."""
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL only")
    together = threading.Barrier(6)

    def write() -> None:
        together.wait()
        try:
            for one in range(15):
                with transaction.atomic():
                    looked(f"L-{one:05}")
        finally:
            connection.close()

    writers = [threading.Thread(target=write) for _ in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    entries = list(Entry.objects.order_by("number"))
    assert [one.number for one in entries] == list(range(1, 91))
    hashes = [canonical.BEFORE_THE_FIRST, *(one.hash for one in entries)]
    assert [one.previous_hash for one in entries] == hashes[:-1]
