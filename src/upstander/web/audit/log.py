"""Writing an entry: the one door of the audit log for every other room."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from upstander.web.accounts.models import User
from upstander.web.audit import canonical
from upstander.web.audit.models import Entry

_LOCK = 0x5570_7374  # any number that nobody else of this database locks by
_REFERENCE = re.compile(r"([A-Za-z]{1,4}-)?[0-9]{1,12}")


class Act(StrEnum):
    """What can be done to data: the Data Protection Act 2018 s.62, and denials and searches."""

    COLLECTED = "collected"
    ALTERED = "altered"
    CONSULTED = "consulted"
    DISCLOSED = "disclosed"
    COMBINED = "combined"
    ERASED = "erased"
    DENIED = "denied"
    SEARCHED = "searched"
    SIGNED_IN = "signed in"
    SIGNED_OUT = "signed out"
    REVEALED = "revealed"


def record(
    act: Act,
    *,
    by: User | None,
    kind: str,
    subject: str,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Add an entry, in the transaction of what it tells of: both are written, or neither.

    `kind` is what was touched ("lead", "queue", "scan", "person"), `subject` its reference, never
    a name. `detail` holds identifiers, counts and choices only: free text that somebody wrote
    stays where it was written, and is named here by its id. Whoever writes other rows too calls
    this last: from here to the end of the transaction every other writer waits.
    """
    # No savepoint: an entry that cannot be written takes what it tells of with it.
    with transaction.atomic(savepoint=False):
        _alone()
        last = Entry.objects.order_by("-number").values_list("number", "hash").first()
        number, previous = last or (0, canonical.BEFORE_THE_FIRST)
        said: dict[str, Any] = {
            "number": number + 1,
            "at": timezone.now(),
            "act": Act(act).value,
            "user_id": by.pk if by is not None else None,
            "username": canonical.word(by.username, longest=150) if by is not None else "",
            "kind": canonical.word(kind, longest=40),
            "subject": canonical.word(subject, longest=200),
            "detail": canonical.detail(detail),
            "previous_hash": previous,
        }
        Entry.objects.create(**said, hash=canonical.entry_hash(**said))


def hashed(identifier: str) -> str:
    """What stands here for an identifier that may lead to a person.

    The same identifier gives the same figure, so that a search for one still works; without the
    workbench's key nobody gets from the figure back to the identifier. Disposing of somebody's
    data therefore leaves the log, and its chain, as they are.
    """
    key = hashlib.sha256(b"upstander audit identifiers " + settings.SECRET_KEY.encode()).digest()
    text = identifier.encode("utf-8", "surrogatepass")
    return hmac.new(key, text, hashlib.sha256).hexdigest()[:32]


def reference(typed: str) -> str:
    """What somebody typed as a reference: as it is where it is one, else only hashed.

    An address or a search box may hold anything, a name too.
    """
    return typed if not typed or _REFERENCE.fullmatch(typed) else hashed(typed)


def _alone() -> None:
    """Wait until no other transaction adds an entry: two would follow the same one.

    SQLite has one writer at a time as it is: every transaction begins IMMEDIATE (`settings.py`).
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
