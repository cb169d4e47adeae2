"""The log as pages and files show it: words and links, no decisions."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from upstander.web.audit.models import Entry
from upstander.web.audit.reading import NOBODY, Chain, Page

NO_ONE = "Nobody signed in"
COLUMNS = ("number", "at", "act", "username", "user_id", "kind", "subject", "detail",
           "previous_hash", "hash")  # fmt: skip
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_MOVED = ("past", "back")


@dataclass(frozen=True, kw_only=True)
class Row:
    """An entry as a table shows it."""

    number: int
    at: datetime
    act: str
    name: str
    person: str  # the address of what they did
    kind: str
    subject: str
    about: str  # the address of who looked at it
    told: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Head:
    """The head of a column that sorts."""

    label: str
    href: str
    sorted: str


@dataclass(frozen=True, kw_only=True)
class Verified:
    """What the last verification said."""

    at: datetime
    name: str
    sound: bool
    entries: int
    checkpoints: int
    problems: tuple[str, ...]


def rows(page: Page) -> tuple[Row, ...]:
    """The rows of a page."""
    return tuple(_row(entry) for entry in page.entries)


def _row(entry: Entry) -> Row:
    return Row(
        number=entry.number,
        at=entry.at,
        act=entry.act.capitalize(),
        name=entry.username or NO_ONE,
        person=person(entry.user_id),
        kind=entry.kind.capitalize(),
        subject=entry.subject,
        about=reverse("audit_subject", args=[entry.subject]) if entry.subject else "",
        told=tuple((name.replace("_", " "), _said(value)) for name, value in entry.told.items()),
    )


def person(user_id: int | None) -> str:
    """The address of what somebody did; none for nobody."""
    return reverse("audit_person", args=[user_id]) if user_id is not None else ""


def _said(value: Any) -> str:
    """A value of the detail in words."""
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "none"}[value]
    if isinstance(value, list):
        return ", ".join(_said(one) for one in value) or "none"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


def head(query: QueryDict, *, oldest_first: bool) -> Head:
    """The head of the column of numbers: the log has one order, and its reverse."""
    href = "?" + with_changed(query, order="" if oldest_first else "oldest", past="", back="")
    return Head(label="Entry", href=href, sorted="ascending" if oldest_first else "descending")


def pagination(page: Page, query: QueryDict) -> dict[str, Any]:
    """Parameters of the GOV.UK macro: on and back, for there are no numbered pages."""
    earlier, later = ("Earlier entries", "Later entries")
    on, back = (later, earlier) if page.oldest_first else (earlier, later)
    made: dict[str, Any] = {}
    if page.before is not None:
        href = "?" + with_changed(query, past=str(page.before), back="1")
        made["previous"] = {"href": href, "text": back}
    if page.after is not None:
        href = "?" + with_changed(query, past=str(page.after), back="")
        made["next"] = {"href": href, "text": on}
    return made


def with_changed(query: QueryDict, **changed: str) -> str:
    """The query of an address with some values set; an empty one is taken out."""
    kept = [(key, value) for key, values in query.lists() for value in values]
    rest = [(key, value) for key, value in kept if key not in changed and value]
    return urlencode([*rest, *((key, value) for key, value in changed.items() if value)])


def filters_alone(query: QueryDict) -> str:
    """The query without where in the log somebody was."""
    return with_changed(query, **dict.fromkeys(_MOVED, ""))


def entries_of(user_id: int | None, **filters: str) -> str:
    """The address of the log, filtered by a person and more."""
    who = NOBODY if user_id is None else str(user_id)
    return f"{reverse('audit')}?{urlencode({'person': who, **filters})}"


def verified(chain: Chain) -> Verified | None:
    """The last verification, where there was one."""
    if chain.verified is None:
        return None
    told = chain.verified.told
    return Verified(
        at=chain.verified.at,
        name=chain.verified.username or "the command line",
        sound=told.get("sound") is True,
        entries=_count(told, "entries"),
        checkpoints=_count(told, "checkpoints"),
        problems=tuple(str(one) for one in told.get("problems") or ()),
    )


def _count(told: Mapping[str, Any], name: str) -> int:
    value = told.get(name)
    return value if isinstance(value, int) else 0


def cells(entry: Entry) -> list[str]:
    """An entry as a row of the file."""
    values = {name: getattr(entry, name) for name in COLUMNS}
    values["at"] = entry.at.isoformat()
    return [harmless("" if value is None else str(value)) for value in values.values()]


def harmless(cell: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe stands before what could be."""
    return f"'{cell}" if cell.startswith(_BEGINS_A_FORMULA) else cell
