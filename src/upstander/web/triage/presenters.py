"""Leads as pages show them: words, tags and links, no decisions."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import timezone

from upstander.engine.api import drawings
from upstander.web.triage import policies
from upstander.web.triage.actions.seeking import Hit, Way
from upstander.web.triage.models import Decision, Lead, Pair, Scan
from upstander.web.triage.queue import ORDERS
from upstander.web.triage.states import CLOSED
from upstander.web.triage.words import FoundBy, Outcome, Standing, State

STRONGEST = 3  # signs named in a row


@dataclass(frozen=True, kw_only=True)
class Row:
    """A lead in the queue."""

    reference: str
    pseudonym: str
    headline: str
    band: str
    standing: str
    is_new: bool
    listed: bool
    score: float
    signs: tuple[str, ...]
    people: int
    newest: datetime | None
    status: str
    owner: str
    due: str
    late: bool
    merged: tuple[str, ...] = ()  # leads that it is decided for as well
    split_from: str = ""


@dataclass(frozen=True, kw_only=True)
class Head:
    """The head of a column by which the queue can be sorted."""

    label: str
    href: str
    sorted: str  # ascending, descending, none


def rows(leads: Iterable[Lead], *, signs: Mapping[str, Any]) -> tuple[Row, ...]:
    """The rows of a page of the queue."""
    page = list(leads)
    merged: dict[int | None, list[str]] = defaultdict(list)
    for other in policies.merged_with(*page):
        changed = ", changed by the last scan" if other.standing == Standing.CHANGED else ""
        said = f"{other.reference} {other.pseudonym}{changed}"
        merged[other.merged_into_id].append(said)
    return tuple(
        replace(
            _row(lead, signs=signs),
            merged=tuple(merged[lead.pk]),
            split_from=lead.split_from.reference if lead.split_from else "",
        )
        for lead in page
    )


def headline(lead: Lead) -> str:
    """What is most to be looked at, with its days in words."""
    return drawings.wording.with_days(lead.headline)


def standing_words(lead: Lead) -> str:
    """What the newest scan did to a lead; nothing where it did nothing.

    Also what stands below the scan's list is brought in, and must not be called new on it.
    """
    standing = Standing(lead.standing)
    if standing is Standing.NEW and not lead.listed:
        return "New, below the list"
    return "" if standing is Standing.SAME else standing.label


def _row(lead: Lead, *, signs: Mapping[str, Any]) -> Row:
    late, due = due_words(lead)
    return Row(
        reference=lead.reference,
        pseudonym=lead.pseudonym,
        headline=headline(lead),
        band=lead.band,
        standing=standing_words(lead),
        is_new=lead.state == State.NEW,
        listed=lead.listed,
        score=lead.score,
        signs=tuple(sign_name(sign, signs=signs) for sign in lead.strongest[:STRONGEST]),
        people=lead.people,
        newest=lead.last_at,
        status=State(lead.state).label,
        owner=str(lead.owner) if lead.owner else "Nobody yet",
        due=due,
        late=late,
    )


@dataclass(frozen=True, kw_only=True)
class FoundRow:
    """A lead that a look-up found, and by what, without a name."""

    row: Row
    by: tuple[str, ...]


def found(hits: Sequence[Hit], *, signs: Mapping[str, Any]) -> tuple[FoundRow, ...]:
    """What a look-up found, in words."""
    leads = [hit.lead for hit in hits]
    labels: dict[tuple[int, str], str] = {
        (lead.pk, lead.staff_id): lead.pseudonym for lead in leads
    }
    for pair in Pair.objects.filter(lead__in=leads).exclude(human_id=""):
        for identifier in (pair.human_id, pair.person_id):
            labels[pair.lead_id, identifier] = pair.pseudonym
    made = []
    for hit in hits:
        said = [_way(way, whose=labels.get((hit.lead.pk, way.identifier), "")) for way in hit.ways]
        by = tuple(dict.fromkeys(said))
        made.append(FoundRow(row=_row(hit.lead, signs=signs), by=by))
    return tuple(made)


def _way(way: Way, *, whose: str) -> str:
    if way.kind not in FoundBy:
        return f"the {way.kind}" + (f" of {whose}" if whose else "")
    who = "members were booked on to it" if way.kind == FoundBy.VEHICLE else "people on record"
    shared = f"shared: {way.holders:,} {who}" if way.holders > 1 else "nobody else has it on record"
    return f"the {FoundBy(way.kind).label} of {whose} ({shared})"


def not_looked_through(scan: Scan | None) -> tuple[str, ...]:
    """What the newest scan gave a look-up nothing of: not found there says nothing."""
    held = scan.coverage.get("reached", {}) if scan else {}
    return tuple(str(kind.label) for kind in FoundBy if not held.get(kind.value))


def sign_name(sign: str, *, signs: Mapping[str, Any]) -> str:
    """A sign's name in words; its id where the scan does not say."""
    return str(signs.get(sign, {}).get("name", sign))


def due_words(lead: Lead) -> tuple[bool, str]:
    """Whether a decision is late, and by when it is due, in words."""
    if lead.due_on is None:
        return False, "No date set"
    if State(lead.state) in CLOSED:
        return False, _date(lead.due_on)
    days = (timezone.localdate() - lead.due_on).days
    if days > 0:
        return True, f"{days} day{'s' if days > 1 else ''} late"
    return False, "Today" if days == 0 else _date(lead.due_on)


def _date(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def heads(query: QueryDict, *, by: str, down: bool) -> tuple[Head, ...]:
    """The columns to sort by: a link each, which turns the order of the one that holds."""
    made = []
    for name, (label, _) in ORDERS.items():
        ours = name == by
        turned = "" if ours and down else ("down" if ours or name in ("score", "newest") else "")
        href = "?" + with_changed(query, sort=name, order=turned, page="")
        state = ("descending" if down else "ascending") if ours else "none"
        made.append(Head(label=label, href=href, sorted=state))
    return tuple(made)


def with_changed(query: QueryDict, **changed: str) -> str:
    """The query of an address with some values set; an empty one is taken out."""
    kept = [(key, value) for key, values in query.lists() for value in values]
    rest = [(key, value) for key, value in kept if key not in changed and value]
    return urlencode([*rest, *((key, value) for key, value in changed.items() if value)])


def outcome_words(decision: Decision) -> str:
    """What was decided, in words: a reopened lead says so."""
    if State(decision.state_before) in CLOSED:
        return "Opened again"
    return str(Outcome(decision.outcome).label)


def unseen(scan: Scan | None) -> tuple[str, ...]:
    """The signs that the newest scan could not see."""
    if scan is None:
        return ()
    return tuple(
        str(sign["name"]) for sign in scan.coverage.get("signs", []) if sign["status"] == "not seen"
    )
