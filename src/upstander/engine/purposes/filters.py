"""What people judged about contacts that no record explains: the force's file of filters.

A filter is an analyst's verdict ("safeguarding plan not in the extract"): this pair, these kinds
of contact, from when to when, with an owner, a reason and an expiry. It is known from the day on
which it was made, and lapses of itself after its expiry.
"""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import ibis
import ibis.expr.types as ir
import yaml

from upstander import words
from upstander.engine.tables.clock import last_day
from upstander.errors import ConfigurationError

NEEDED = ("staff_id", "owner", "reason", "from", "made_on", "expires_on")
NAMES = ("person_id", "human")
KEYS = (*NEEDED, *NAMES, "kinds", "to")
DATES = ("from", "to", "made_on", "expires_on")

State = Literal["applied", "lapsed", "not known yet"]

FILTERS = {  # a row for each filter and kind of contact
    "explained_row": "int64",
    "explained_file": "string",
    "staff_id": "string",
    "person_id": "string",
    "human": "string",
    "kind": "string",
    "starts_at": "timestamp(6)",  # on the clock on the wall
    "ends_at": "timestamp(6)",
}


@dataclass(frozen=True, kw_only=True)
class Filter:
    """One verdict. `number` is its place in its file, from 1."""

    file: str
    number: int
    staff_id: str
    person_id: str | None
    human: str | None
    kinds: tuple[str, ...]  # words.CONTACT_KINDS
    holds_from: date
    holds_to: date | None  # the last day; None: as long as the filter is applied
    owner: str
    reason: str
    made_on: date
    expires_on: date  # the last day on which it is applied

    def state(self, *, as_of: datetime, looking_back: bool) -> State:
        """What becomes of it in a scan of that moment.

        A scan that was not asked to look back knows every filter of its file: extracts end days
        before somebody judges what they held.
        """
        day = last_day(as_of)
        if self.expires_on < day:
            return "lapsed"
        if looking_back and self.made_on > day:
            return "not known yet"
        return "applied"


def filters_that_hold(
    filters: Iterable[Filter], *, as_of: datetime, looking_back: bool
) -> ir.Table | None:
    """The filters that are applied in a scan of that moment (FILTERS); None where there is none."""
    held = [
        each for each in filters if each.state(as_of=as_of, looking_back=looking_back) == "applied"
    ]
    return filter_table(held) if held else None


def filter_table(filters: Sequence[Filter]) -> ir.Table:
    """The filters as a table (FILTERS)."""
    far = date(2200, 1, 1)
    rows = [
        {
            "explained_row": each.number,
            "explained_file": each.file,
            "staff_id": each.staff_id,
            "person_id": each.person_id,
            "human": each.human,
            "kind": kind,
            "starts_at": _midnight(each.holds_from),
            "ends_at": _midnight((each.holds_to or far) + timedelta(days=1)),
        }
        for each in filters
        for kind in each.kinds
    ]
    return ibis.memtable(rows, schema=ibis.schema(FILTERS))


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def read_filters(file: Path) -> tuple[Filter, ...]:
    """The filters of a YAML or CSV file. ConfigurationError names the one at fault, and nobody."""
    lines = _csv_lines(file) if file.suffix.lower() == ".csv" else _yaml_lines(file)
    return tuple(_filter(line, number=n, file=file.name) for n, line in enumerate(lines, start=1))


def _csv_lines(file: Path) -> list[dict[str, Any]]:
    try:
        with file.open(newline="", encoding="utf-8-sig") as opened:
            return list(csv.DictReader(opened, restkey="more cells than columns"))
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise ConfigurationError(
            f"The file of filters {file.name} cannot be read.", do="It must be a UTF-8 CSV."
        ) from problem


def _yaml_lines(file: Path) -> list[dict[str, Any]]:
    try:
        # Everything as text: an identifier such as 00123 must not become a number.
        given = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader) or []
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as problem:
        raise ConfigurationError(
            f"The file of filters {file.name} cannot be read.", do="It must be a YAML file."
        ) from problem
    if not isinstance(given, list) or not all(isinstance(line, dict) for line in given):
        raise ConfigurationError(
            f"The file of filters {file.name} does not have its form.",
            do="Write a list: a dash for each filter, and under it lines such as `owner: DI Elm`.",
        )
    return given


def _filter(line: Mapping[str, Any], *, number: int, file: str) -> Filter:
    where = f"Filter {number} of {file}"
    unknown = sorted(str(key) for key in set(line) - set(KEYS))
    if unknown:
        raise ConfigurationError(
            f"{where} has an unknown part: {', '.join(unknown)}.",
            do=f"Its parts are {', '.join(KEYS)}.",
        )
    given = {key: _text(line.get(key)) for key in KEYS if key != "kinds"}
    lacking = [key for key in NEEDED if not given[key]]
    if lacking:
        raise ConfigurationError(
            f"{where} has no {lacking[0]}.",
            do="A filter says whom it is about, from when, who owns it, why, and until when.",
        )
    if bool(given["person_id"]) == bool(given["human"]):
        raise ConfigurationError(
            f"{where} names {'two people' if given['human'] else 'no person'}.",
            do="Write person_id, or the human_id of an earlier scan under human.",
        )
    days = {key: _day(given[key], key=key, where=where) for key in DATES if given[key]}
    _in_order(days, earlier="made_on", later="expires_on", where=where)
    _in_order(days, earlier="from", later="to", where=where)
    return Filter(
        file=file,
        number=number,
        staff_id=given["staff_id"],
        person_id=given["person_id"] or None,
        human=given["human"] or None,
        kinds=_kinds(line.get("kinds"), where=where),
        holds_from=days["from"],
        holds_to=days.get("to"),
        owner=given["owner"],
        reason=given["reason"],
        made_on=days["made_on"],
        expires_on=days["expires_on"],
    )


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _day(text: str, *, key: str, where: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise ConfigurationError(
            f"{where} has no readable date under {key}.", do="Write it as 2025-03-31."
        ) from problem


def _in_order(days: Mapping[str, date], *, earlier: str, later: str, where: str) -> None:
    if later in days and days[later] < days[earlier]:
        raise ConfigurationError(
            f"{where} has {later} before {earlier}.", do="Put the two dates right."
        )


def _kinds(value: Any, *, where: str) -> tuple[str, ...]:
    """The kinds of contact: a list in YAML, parted by spaces in a CSV; none means all."""
    given = value if isinstance(value, list) else re.split(r"[\s,;]+", value or "")
    named = {_text(kind) for kind in given} - {""}
    unknown = sorted(named - set(words.CONTACT_KINDS))
    if unknown:
        raise ConfigurationError(
            f"{where} names a kind of contact that does not exist: {', '.join(unknown)}.",
            do=f"The kinds are {', '.join(words.CONTACT_KINDS)}; leave it out for all.",
        )
    return tuple(kind for kind in words.CONTACT_KINDS if kind in named) or words.CONTACT_KINDS
