"""Every record behind a lead, row by row: the contacts of its pairs and what its signs rest on."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, CharField, Count, Func, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce

from upstander.engine.api import drawings
from upstander.web.triage.figures.labels import Labels, labels
from upstander.web.triage.figures.material import Titles, row_words
from upstander.web.triage.models import Contact, Event, Lead, Pair

wording = drawings.wording
_SOURCE = ("source_table", "source_file", "source_row")
_WHY = ("explained_by", "explained_table", "explained_file", "explained_row")
_COLUMNS = ("at", "kind", "status", "direction", "human_id", *_WHY, *_SOURCE)
COLUMNS = ("When", "Record", "With", "Status", "Explained by", "Source row", "Signs")
_BETWEEN, _NOTHING = (Value(text, output_field=TextField()) for text in ("\x1f", ""))
_ROW = Coalesce(Cast("source_row", TextField()), _NOTHING)
NOT_ASKED = "none"  # the status of records of which the question does not arise


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One way to narrow the table."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class Record:
    """A row of the table."""

    at: datetime | None
    kind: str
    what: str
    person: str
    status: str
    unexplained: bool
    explained_by: str
    explained_row: str
    source: str
    signs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Records:
    """`found` is what to page; `rows` turns a page of it into what is shown."""

    lead: Lead
    found: QuerySet[Any, Any]
    count: int  # of `found`
    kinds: tuple[Choice, ...]
    statuses: tuple[Choice, ...]
    signs: tuple[Choice, ...]
    caption: str
    labels: Labels
    columns: tuple[str, ...] = COLUMNS

    def rows(self, page: Iterable[Mapping[str, Any]]) -> tuple[Record, ...]:
        """A page of `found` in words, each with the signs that rest on it."""
        page, titles = list(page), Titles(self.lead.scan)
        named = self._named({row["source_row"] for row in page})
        return tuple(self._record(row, titles=titles, signs=named[_source(row)]) for row in page)

    def _record(self, row: Mapping[str, Any], *, titles: Titles, signs: list[str]) -> Record:
        status = wording.STATUS_WORDS.get(row["status"], row["status"])
        human = row["human_id"]
        return Record(
            at=row["at"],
            kind=wording.capital(wording.of_kind(row["kind"], count=1)),
            what=wording.plain(row["direction"]),
            person=self.labels.person(human) if human else "",
            status=wording.capital(status),
            unexplained=row["status"] == "unexplained",
            explained_by=titles.title(row["explained_by"]) if row["explained_by"] else "",
            explained_row=row_words(
                table=row["explained_table"], file=row["explained_file"], row=row["explained_row"]
            ),
            source=row_words(
                table=row["source_table"], file=row["source_file"], row=row["source_row"]
            ),
            signs=tuple(signs),
        )

    def _named(self, numbers: set[int | None]) -> dict[tuple[Any, ...], list[str]]:
        """The names of the signs that rest on each of these source rows."""
        named: dict[tuple[Any, ...], list[str]] = defaultdict(list)
        events = Event.objects.filter(lead=self.lead, source_row__in=numbers - {None})
        for indicator, *source in events.order_by("indicator").values_list("indicator", *_SOURCE):
            name = _name(self.lead, indicator)
            if name not in named[tuple(source)]:
                named[tuple(source)].append(name)
        return named


def _source(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in _SOURCE)


def events(
    lead: Lead,
    *,
    pair: Pair | None = None,
    kind: str = "",
    status: str = "",
    sign: str = "",
    shown: Mapping[str, str] | None = None,
) -> Records:
    """The records of the lead or of one pair, narrowed where a kind, a status or a sign is given.

    Kinds and statuses are counted among the records of the sign that is chosen.
    """
    contacts, others = _contacts(lead, pair=pair), _others(lead, pair=pair)
    counts = _counts(contacts, others)
    every = sum(counts.values())
    signs = _signs(lead, pair=pair, others=others, chosen=sign)
    if sign:
        resting = _keys(Event.objects.filter(lead=lead, indicator=sign))
        contacts, others = (
            _with_key(contacts).filter(key__in=resting),
            others.filter(indicator=sign),
        )
        counts = _counts(contacts, others)
    found = _narrowed(contacts, kind=kind, status=status).values(*_COLUMNS)
    found = found.union(_narrowed(others, kind=kind, status=status).values(*_COLUMNS))
    chosen = sum(
        count
        for (k, s), count in counts.items()
        if kind in ("", k) and status in ("", s or NOT_ASKED)
    )
    return Records(
        lead=lead,
        found=found.order_by("at", "source_table", "source_row"),
        count=chosen,
        kinds=_choices(counts, place=0, chosen=kind),
        statuses=_choices(counts, place=1, chosen=status),
        signs=signs,
        caption=f"{wording.counted(chosen, 'record')}"
        + (f" of {every:,}" if chosen != every else "")
        + " behind this lead, oldest first",
        labels=labels(lead, pairs=lead.pairs.all(), shown=shown or {}),
    )


def _signs(
    lead: Lead, *, pair: Pair | None, others: QuerySet[Any, Any], chosen: str
) -> tuple[Choice, ...]:
    """The signs by which the table can be narrowed, each with how many records it rests on."""
    found: dict[str, set[tuple[Any, ...]]] = defaultdict(set)
    on_contacts = _with_key(Event.objects.filter(lead=lead)).filter(
        key__in=_keys(_contacts(lead, pair=pair))
    )
    for events in (on_contacts, others):
        for indicator, *record in events.values_list("indicator", "human_id", *_SOURCE):
            found[indicator].add(tuple(record))
    choices = [
        Choice(
            value=indicator,
            label=_name(lead, indicator),
            count=len(records),
            chosen=indicator == chosen,
        )
        for indicator, records in found.items()
    ]
    return tuple(sorted(choices, key=lambda choice: choice.label))


def _name(lead: Lead, indicator: str) -> str:
    return str(lead.scan.signs.get(indicator, {}).get("name", indicator))


def _contacts(lead: Lead, *, pair: Pair | None) -> QuerySet[Contact]:
    contacts = Contact.objects.filter(lead=lead).order_by()
    return contacts if pair is None else contacts.filter(human_id=pair.human_id)


def _with_key(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """With one key: a record behind a sign is the contact of the same row with the same person.

    So that either database looks each up in a table of the others' instead of walking all of them.
    """
    keyed: QuerySet[Any, Any] = rows.order_by().alias(key=_key())
    return keyed


def _keys(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    of_rows = rows.filter(source_row__isnull=False).order_by()
    keys: QuerySet[Any, Any] = of_rows.annotate(key=_key()).values("key")
    return keys


def _key() -> Func:
    """Person, table, file and row, of which the row alone may be missing.

    Django's `Concat` makes two dozen nested expressions of the same, and a page has seven of it.
    """
    parts = ("human_id", _BETWEEN, "source_table", _BETWEEN, "source_file", _BETWEEN, _ROW)
    return Func(*parts, template="(%(expressions)s)", arg_joiner=" || ", output_field=TextField())


def _others(lead: Lead, *, pair: Pair | None) -> QuerySet[Any, Any]:
    """What signs rest on and is no contact of a pair: complaints, declarations and the like."""
    of_lead: QuerySet[Any, Any] = _with_key(Event.objects.filter(lead=lead))
    events = of_lead.exclude(key__in=_keys(_contacts(lead, pair=None)))
    if pair is not None and pair.human_id:
        events = events.filter(human_id=pair.human_id)
    elif pair is not None:
        alone = lead.evidences.filter(human_id="").values("indicator")
        events = events.filter(indicator__in=alone)
    nothing = Value("", output_field=CharField())
    narrowed: QuerySet[Any, Any] = events.annotate(
        direction=nothing,
        explained_table=nothing,
        explained_file=nothing,
        explained_row=Cast(Value(None), BigIntegerField()),
    )
    return narrowed


def _narrowed(rows: QuerySet[Any, Any], *, kind: str, status: str) -> QuerySet[Any, Any]:
    if kind:
        rows = rows.filter(kind=kind)
    if status:
        rows = rows.filter(status="" if status == NOT_ASKED else status)
    return rows


def _counts(contacts: QuerySet[Any, Any], others: QuerySet[Any, Any]) -> dict[tuple[str, str], int]:
    """How many rows there are of each kind and status; a row under several signs is one row."""
    found: dict[tuple[str, str], int] = defaultdict(int)
    for kind, status, count in contacts.values_list("kind", "status").annotate(n=Count("pk")):
        found[kind, status] += count
    for kind, status, *_ in others.values_list("kind", "status", "at", *_SOURCE).distinct():
        found[kind, status] += 1
    return found


def _choices(
    counts: Mapping[tuple[str, str], int], *, place: int, chosen: str
) -> tuple[Choice, ...]:
    found: dict[str, int] = defaultdict(int)
    for key, count in counts.items():
        found[key[place] or NOT_ASKED] += count
    choices = [Choice(value="", label="All", count=sum(found.values()), chosen=not chosen)]
    for value in sorted(found, key=lambda value: (-found[value], value)):
        said = wording.of_kind(value) if place == 0 else _status(value)
        choices.append(
            Choice(
                value=value,
                label=wording.capital(said),
                count=found[value],
                chosen=value == chosen,
            )
        )
    return tuple(choices)


def _status(value: str) -> str:
    return wording.STATUS_WORDS.get("" if value == NOT_ASKED else value, value)
