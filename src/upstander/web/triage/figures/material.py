"""What the newest scan says of a lead, read once: everything that is drawn is drawn from this.

Times are the force's own clock times, without a zone, as the drawings of the engine want them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Count
from django.utils import timezone

from upstander.engine.api import drawings
from upstander.web.triage.figures.labels import Labels, labels
from upstander.web.triage.models import Contact, Event, Evidence, Lead, Pair, Scan, Stand

Source = tuple[str, str, int | None]
_CONTACT = (
    "human_id", "at", "kind", "direction", "on_duty", "status", "explained_by", "explained_table",
    "explained_file", "explained_row", "source_table", "source_file", "source_row",
)  # fmt: skip
_EVENT = (
    "human_id", "indicator", "at", "kind", "status", "explained_by",
    "source_table", "source_file", "source_row",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Sign:
    """A piece of evidence with the records that it rests on."""

    row: Evidence
    about: Mapping[str, Any]  # the sign as the scan describes it
    events: tuple[drawings.Event, ...]

    @property
    def name(self) -> str:
        return str(self.about.get("name") or self.row.indicator)


@dataclass(frozen=True, kw_only=True)
class Material:
    """A lead, or one of its pairs, as plain values."""

    lead: Lead
    scan: Scan
    pair: Pair | None  # None: the member with everybody
    pairs: tuple[Pair, ...]
    labels: Labels
    signs: tuple[Sign, ...]  # of the pair or of all, most bits first
    contacts: tuple[drawings.Event, ...]
    records: Mapping[tuple[str, str, str], int]  # human_id, kind, status: contacts of the lead
    tours: tuple[drawings.Interval, ...]
    stands: tuple[Stand, ...]

    @cached_property
    def coverage(self) -> drawings.Coverage:
        return drawings.coverage_from(
            self.scan.coverage, zone=str(zone()), explanations=self.scan.explanations
        )

    @property
    def unseen_tables(self) -> frozenset[str]:
        return frozenset(self.coverage.unseen)


def zone() -> Any:
    """The zone of the force's clocks."""
    return timezone.get_default_timezone()


def local(moment: datetime) -> datetime:
    """A moment by the force's clocks, without a zone."""
    return moment.astimezone(zone()).replace(tzinfo=None)


def gathered(lead: Lead, *, pair: Pair | None, shown: Mapping[str, str]) -> Material:
    """Read what the drawings need, in seven queries at most."""
    scan, pairs = lead.scan, tuple(lead.pairs.all())
    chosen = labels(lead, pairs=pairs, shown=shown)
    titles = Titles(scan)
    human = None if pair is None else pair.human_id
    rows = lead.contacts.order_by("at", "source_row")
    contacts = list((rows if human is None else rows.filter(human_id=human)).values_list(*_CONTACT))
    stands = lead.stands.order_by("at", "pk")
    return Material(
        lead=lead,
        scan=scan,
        pair=pair,
        pairs=pairs,
        labels=chosen,
        signs=_signs(lead, scan=scan, human=human, titles=titles),
        contacts=tuple(titles.contact(row) for row in contacts),
        records=_records(lead) if human is not None else _counted(contacts),
        tours=tuple(
            drawings.Interval(starts_at=local(starts), ends_at=local(ends))
            for starts, ends in lead.tours.order_by("starts_at").values_list("starts_at", "ends_at")
        ),
        stands=tuple(stands if human is None else stands.filter(human_id=human)),
    )


def _records(lead: Lead) -> dict[tuple[str, str, str], int]:
    """How many contacts of each kind the member has with each of the people."""
    counted = Contact.objects.filter(lead=lead).order_by().values_list("human_id", "kind", "status")
    return {(human, kind, status): n for human, kind, status, n in counted.annotate(n=Count("pk"))}


def _counted(contacts: Iterable[tuple[Any, ...]]) -> Counter[tuple[str, str, str]]:
    """The same of rows that were read for all of the people."""
    return Counter((row[0], row[2], row[5]) for row in contacts)


def _signs(lead: Lead, *, scan: Scan, human: str | None, titles: "Titles") -> tuple[Sign, ...]:
    """The evidence of a human being (empty: of the member alone; None: all), most bits first."""
    evidence = [row for row in lead.evidences.all() if human in (None, row.human_id)]
    alone = {row.indicator for row in evidence if not row.human_id}
    found: dict[tuple[str, str], list[drawings.Event]] = defaultdict(list)
    events = Event.objects.filter(lead=lead, indicator__in={row.indicator for row in evidence})
    if human:
        events = events.filter(human_id=human)
    for row in events.order_by("at", "source_row").values_list(*_EVENT):
        # Events of a sign about the member alone carry the person of each contact.
        key = (row[1], "" if row[1] in alone else row[0])
        if row[2] is not None:
            found[key].append(titles.event(row))
    return tuple(
        Sign(
            row=row,
            about=scan.signs.get(row.indicator, {}),
            events=tuple(found[row.indicator, row.human_id]),
        )
        for row in sorted(evidence, key=lambda row: (-row.bits, row.indicator, row.human_id))
    )


class Titles:
    """Rows of the scan as events of a drawing, with explanations by their titles."""

    def __init__(self, scan: Scan) -> None:
        self._titles: dict[str, str] = {"": "", **scan.explanations}
        self._zone = zone()

    def title(self, slug: str) -> str:
        """What an explanation is called; its slug in words where the scan does not say."""
        if slug not in self._titles:
            self._titles[slug] = drawings.wording.plain(slug)
        return self._titles[slug]

    def contact(self, row: tuple[Any, ...]) -> drawings.Event:
        (_, at, kind, direction, duty, status, why, table, file, number, *source) = row
        return drawings.Event(
            at=at.astimezone(self._zone).replace(tzinfo=None),
            kind=kind,
            table=source[0],
            file=source[1] or source[0],
            row=source[2] or 0,
            status=status,
            explained_by=self.title(why),
            explained_row=row_words(table=table, file=file, row=number),
            what=drawings.wording.plain(direction),
            on_duty=duty,
        )

    def event(self, row: tuple[Any, ...]) -> drawings.Event:
        _, _, at, kind, status, why, table, file, number = row
        return drawings.Event(
            at=at.astimezone(self._zone).replace(tzinfo=None),
            kind=kind,
            table=table,
            file=file or table,
            row=number or 0,
            status=status,
            explained_by=self.title(why),
        )


def row_words(*, table: str, file: str, row: int | None) -> str:
    """ "assignments.csv, row 12"; empty where no row is named."""
    if row is None:
        return ""
    where = file or table
    return f"{where}, row {row}" if where else f"row {row}"


def by_kind(records: Mapping[tuple[str, str, str], int], human: str) -> Counter[str]:
    """How many contacts of each kind the member has with one of the people."""
    found: Counter[str] = Counter()
    for (who, kind, _), count in records.items():
        if who == human:
            found[kind] += count
    return found


def unexplained(records: Mapping[tuple[str, str, str], int], humans: Iterable[str]) -> int:
    """How many contacts with these people no record explains."""
    whom = set(humans)
    return sum(
        count
        for (who, _, status), count in records.items()
        if who in whom and status == "unexplained"
    )
