"""What goes into a pack, read once: the PDF and the bundle are two outputs of this."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Max

from upstander.engine.api import drawings
from upstander.web.disclosure.layout import BY_NAME, Sheet, held
from upstander.web.disclosure.masking import Mask, as_it_is, mask_of
from upstander.web.disclosure.models import Pack
from upstander.web.disclosure.words import KEPT_TO_THE_UNIT, Ground
from upstander.web.triage import figures
from upstander.web.triage.figures.labels import Labels, labels
from upstander.web.triage.figures.material import Titles, zone
from upstander.web.triage.models import Grading, Lead, Name

Row = dict[str, Any]
KEPT_BY_THE_UNIT = "The reason is kept by the unit."
_AT_A_TIME = 2_000


@dataclass(frozen=True, kw_only=True)
class Content:
    """A lead as one pack tells it: with names or with pseudonyms, part by part."""

    pack: Pack
    lead: Lead
    figures: figures.LeadFigures
    labels: Labels
    names: Mapping[str, str]  # by identifier; empty in a pack with pseudonyms
    mask: Mask
    grading: Grading | None  # the newest: how the whole may be handled

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """The sheets that this pack holds."""
        return held(self.pack.included)

    def rows(self, sheet: Sheet) -> Iterator[Row]:
        """The rows of a sheet, each with exactly its columns; asked again, the same again."""
        names = [name for name, _ in sheet.columns]
        for values in _MADE[sheet.name](self):
            yield dict(zip(names, map(_plain, values), strict=True))

    @cached_property
    def titles(self) -> Titles:
        return Titles(self.lead.scan)

    @property
    def headline(self) -> str:
        """The lead in a sentence, its days in words."""
        return self.mask(self.labels.told(self.lead.headline))

    def sign(self, sign: str, key: str) -> str:
        """What the scan says of a sign."""
        return str(self.lead.scan.signs.get(sign, {}).get(key) or "")

    def person(self, human_id: str) -> str:
        """A person's label; nothing where there is none."""
        return self.labels.person(human_id) if human_id else ""


def read(pack: Pack) -> Content:
    """Read what goes into a pack, as the workbench now has it."""
    lead = Lead.objects.select_related("scan").get(pk=pack.lead_id)
    known = dict(Name.objects.filter(lead=lead).values_list("identifier", "name"))
    pairs = list(lead.pairs.all())
    bare = labels(lead, pairs=pairs, shown={})
    names = known if pack.named else {}
    behind = {name: bare.identifiers.get(key, "somebody else") for key, name in known.items()}
    mask = mask_of(names=behind, identifiers=bare.identifiers)
    return Content(
        pack=pack,
        lead=lead,
        figures=figures.lead_figures(lead, shown=names),
        labels=labels(lead, pairs=pairs, shown=names),
        names=names,
        mask=as_it_is if pack.named else mask,
        grading=lead.gradings.first(),
    )


def stamp(lead: Lead) -> tuple[Any, ...]:
    """Changes with whatever a pack of the lead is read from: two that are equal, one content."""
    found = Lead.objects.values("version", "content_digest", "scan_id").get(pk=lead.pk)
    work = ("notes", "tasks", "decisions", "filters", "gradings")
    return (
        *found.values(),
        *(getattr(lead, name).aggregate(last=Max("pk"))["last"] for name in work),
        lead.tasks.aggregate(last=Max("done_at"))["last"],
        lead.filters.aggregate(last=Max("ended_at"))["last"],
    )


def _plain(value: Any) -> Any:
    """Moments by the force's clocks, with their offset; everything else as it is."""
    if isinstance(value, datetime):
        return value.astimezone(zone()).isoformat()
    return value.isoformat() if isinstance(value, date) else value


# --- the rows of each sheet, in the order of its columns

_Values = tuple[Any, ...]


def _lead(content: Content) -> Iterator[_Values]:
    lead = content.lead
    yield "Reference", lead.reference
    yield "Member", content.labels.member
    if lead.role:
        yield "Role", lead.role
    yield "In a sentence", content.headline
    yield "Band", lead.band
    yield "State of the work", lead.get_state_display()
    yield from content.figures.facts


def _people(content: Content) -> Iterator[_Values]:
    lead, named = content.lead, content.pack.named
    own = [lead.staff_id] if named else []
    member = (content.labels.member, lead.pseudonym, "member", own, lead.score)
    yield *member, lead.first_at, lead.last_at, ""
    for pair in lead.pairs.exclude(human_id=""):
        ids = [name for name in dict.fromkeys((pair.person_id, pair.human_id)) if name]
        yield (
            content.person(pair.human_id), pair.pseudonym, "person", ids if named else [],
            pair.score, pair.first_at, pair.last_at, pair.origin,
        )  # fmt: skip


def _seen(content: Content) -> Iterator[_Values]:
    for seen in content.figures.sentences:
        about = content.lead.scan.signs.get(seen.sign, {})
        yield (
            seen.sign, seen.name, str(about.get("version") or ""), seen.who, seen.sentence,
            seen.meaning, seen.rarity, seen.less, seen.cannot_see, seen.at, seen.records,
        )  # fmt: skip


def _score(content: Content) -> Iterator[_Values]:
    found = sorted(
        content.lead.evidences.all(), key=lambda row: (-row.bits, row.indicator, row.human_id)
    )
    for row in found:
        yield (
            row.indicator, row.family, content.person(row.human_id), row.value, row.rarity_bits,
            row.weight, row.bits, row.first_at, row.last_at,
        )  # fmt: skip


def _timeline(content: Content) -> Iterator[_Values]:
    figure = content.figures.timeline.figure
    for row in figure.rows if figure else ():
        yield list(figure.columns) if figure else [], list(row)


def _innocent(content: Content) -> Iterator[_Values]:
    innocent = content.figures.innocent
    for text in innocent.known:
        yield "known", text, "", []
    for check in innocent.first:
        yield "to check", check.text, check.bits, list(check.signs)
    for text in innocent.not_checked:
        yield "could not be checked", text, "", []


def _limits(content: Content) -> Iterator[_Values]:
    gaps = content.figures.gaps
    yield "summary", gaps.caption, ""
    for lacks, names in gaps.signs:
        for name in names:
            yield "sign", name, lacks
    for why, names in gaps.tables:
        for name in names:
            yield "table", name, why
    if gaps.content:
        yield "content", gaps.content, ""


def _records(content: Content) -> Iterator[_Values]:
    columns = (
        "indicator", "at", "human_id", "kind", "status", "explained_by",
        "source_table", "source_file", "source_row",
    )  # fmt: skip
    found = content.lead.events.order_by("at", "source_table", "source_row", "indicator", "pk")
    title, where = content.titles.title, _remembered(content.mask)
    for sign, at, human, kind, status, why, table, file, row in found.values_list(
        *columns
    ).iterator(chunk_size=_AT_A_TIME):
        yield (
            sign, content.sign(sign, "name"), at, content.person(human), kind, status,
            title(why), table, where(file), row,
        )  # fmt: skip


def _contacts(content: Content) -> Iterator[_Values]:
    columns = (
        "at", "human_id", "kind", "direction", "on_duty", "status", "explained_by",
        "explained_table", "explained_file", "explained_row",
        "source_table", "source_file", "source_row",
    )  # fmt: skip
    found = content.lead.contacts.order_by("at", "source_table", "source_row", "pk")
    title, where = content.titles.title, _remembered(content.mask)
    duty = {True: "yes", False: "no", None: ""}
    for at, human, kind, way, on, status, why, *rest in found.values_list(*columns).iterator(
        chunk_size=_AT_A_TIME
    ):
        why_table, why_file, why_row, table, file, row = rest
        yield (
            at, content.person(human), kind, drawings.wording.plain(way), duty[on], status,
            title(why), why_table, where(why_file), why_row, table, where(file), row,
        )  # fmt: skip


def _remembered(mask: Mask) -> Mask:
    """The names of files are few, and each stands in thousands of rows."""
    seen: dict[str, str] = {}

    def told(file: str) -> str:
        if file not in seen:
            seen[file] = mask(file)
        return seen[file]

    return told


def _decisions(content: Content) -> Iterator[_Values]:
    for one in content.lead.decisions.select_related("proposer", "second").reverse():
        yield (
            one.proposed_at, one.get_outcome_display(), content.mask(one.reason),
            str(one.proposer), one.get_answer_display(), str(one.second or ""), one.answered_at,
            content.mask(one.answer_reason),
        )  # fmt: skip


def _filters(content: Content) -> Iterator[_Values]:
    for one in content.lead.filters.select_related("owner").reverse():
        yield (
            one.made_on, content.person(one.human_id), list(one.kinds), one.holds_from,
            one.holds_to, content.mask(one.reason), str(one.owner), one.expires_on, one.ended_at,
        )  # fmt: skip


def _tasks(content: Content) -> Iterator[_Values]:
    for one in content.lead.tasks.select_related("by", "whom").order_by("at", "pk"):
        yield (
            one.at, one.get_kind_display(), content.mask(one.text), content.mask(one.reason),
            str(one.by), str(one.whom), one.due_on, one.done_at, content.mask(one.outcome),
        )  # fmt: skip


def _gradings(content: Content) -> Iterator[_Values]:
    for one in content.lead.gradings.select_related("by").reverse():
        yield (
            one.at, one.grade, one.get_category_display(), content.mask(one.text),
            content.mask(one.conditions), str(one.by),
        )  # fmt: skip


def _notes(content: Content) -> Iterator[_Values]:
    for one in content.lead.notes.select_related("author").reverse():
        yield one.at, str(one.author), content.mask(one.text)


def _withheld(content: Content) -> Iterator[_Values]:
    for one in content.pack.withheld.all():
        kept = Ground(one.ground) in KEPT_TO_THE_UNIT
        reason = KEPT_BY_THE_UNIT if kept else content.mask(one.reason)
        yield content.mask(one.what), one.get_ground_display(), reason


_MADE: dict[str, Callable[[Content], Iterator[_Values]]] = {
    "lead": _lead,
    "people": _people,
    "seen": _seen,
    "score": _score,
    "timeline": _timeline,
    "innocent": _innocent,
    "limits": _limits,
    "records": _records,
    "contacts": _contacts,
    "decisions": _decisions,
    "filters": _filters,
    "tasks": _tasks,
    "gradings": _gradings,
    "notes": _notes,
    "withheld": _withheld,
}
assert _MADE.keys() == BY_NAME.keys()
