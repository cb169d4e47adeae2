"""The one form in which an entry is hashed: the same whatever the database, zone or machine.

JSON in ASCII with its keys in order, and moments in UTC to the microsecond: two people who hash
the same entry ten years apart get the same figure.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

BEFORE_THE_FIRST = "0" * 64  # what the first entry follows
MOST = 20_000  # characters of detail: identifiers and counts, never what somebody wrote

_FORM = "upstander audit entry 1"
_UNSTORABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


def text(value: Any) -> str:
    """A value as canonical JSON. TypeError for what is neither identifier, count nor choice."""
    return json.dumps(_plain(value), ensure_ascii=True, separators=(",", ":"), allow_nan=False)


def moment(at: datetime) -> str:
    """A moment in UTC, to the microsecond. ValueError where it does not say its zone."""
    if at.tzinfo is None:
        raise ValueError("a moment of the audit log needs a time zone")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def word(value: str, *, longest: int) -> str:
    """Text as both databases keep it: without control characters, and no longer than its column."""
    kept = _UNSTORABLE.sub("\ufffd", value)
    return kept if len(kept) <= longest else kept[: longest - 1] + "…"


def detail(given: Mapping[str, Any] | None) -> str:
    """The detail of an entry. ValueError where it is longer than identifiers and counts are."""
    made = text(dict(given or {}))
    if len(made) > MOST:
        raise ValueError("the detail of an audit entry holds identifiers and counts, no text")
    return made


def entry_hash(
    *,
    number: int,
    at: datetime,
    act: str,
    user_id: int | None,
    username: str,
    kind: str,
    subject: str,
    detail: str,
    previous_hash: str,
) -> str:
    """SHA-256 of everything an entry says, and of the hash of the entry before it."""
    said = (number, moment(at), act, user_id, username, kind, subject, detail, previous_hash)
    return hashlib.sha256(text([_FORM, *said]).encode("ascii")).hexdigest()


def _plain(value: Any) -> Any:
    """A value as JSON knows it, sets in order, moments in UTC."""
    if isinstance(value, Enum):
        return _plain(value.value)
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, (date, UUID)):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(value[key]) for key in sorted(value, key=str)}
    if isinstance(value, (set, frozenset)):
        return sorted((_plain(one) for one in value), key=str)
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    raise TypeError(f"a {type(value).__name__} is no identifier, count or choice")
