"""Entries and packages as pages show them: words, tags and links, no decisions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from upstander.web.design.words import day, plural
from upstander.web.triage.publishing.labels import Mask
from upstander.web.triage.words import Answer
from upstander.web.watchlist.models import Entry, LookUp, Package, Person, Proposal
from upstander.web.watchlist.words import Rhythm, State

SOON = 14  # days before the review at which an entry says so
COLOURS = {State.ACTIVE: "blue", State.PROPOSED: "purple"}
_WHOSE = {
    "own": "The record may be the member’s own.",
    "colleague": "The record may be a colleague’s.",
}
_FIGURES = {
    "per tour": "Look-ups for each tour of duty",
    "share unexplained": "Share of look-ups that no record explains",
    "people": "People looked up",
}
_DUTY = {True: "On duty", False: "Off duty", None: "No roster"}
_ACTIONS = {"search": "searched", "view": "viewed", "edit": "changed", "print": "printed",
            "export": "exported"}  # fmt: skip
_FIELDS = {"contact": "contact details", "address": "address"}


@dataclass(frozen=True, kw_only=True)
class Row:
    """An entry in the list."""

    reference: str
    pseudonym: str
    state: str
    colour: str
    grade: str
    audited: str
    review: str
    soon: bool
    waits: bool
    packages: int
    unread: int


@dataclass(frozen=True, kw_only=True)
class OpenedRow:
    """Somebody whose record was opened."""

    place: int
    shown: str
    record: str
    looks: int
    unexplained: str
    uncheckable: int
    markers: str
    whose: str


@dataclass(frozen=True, kw_only=True)
class LookRow:
    """A look-up in words."""

    at: datetime
    shown: str
    place: int | None
    system: str
    did: str
    reason: str
    duty: str
    status: str
    explained: str
    explained_row: str
    source: str
    is_new: bool
    of_nobody: bool


@dataclass(frozen=True, kw_only=True)
class BesideRow:
    """A figure of the member, and of their peers."""

    label: str
    value: str
    median: str
    place: str


def rows(entries: Iterable[Entry]) -> tuple[Row, ...]:
    """The rows of a page of the list: entries with `made`, `unread_packages` and `waits`."""
    return tuple(_row(entry) for entry in entries)


def _row(entry: Any) -> Row:
    state = State(entry.state)
    terms = entry.terms
    soon, review = review_words(state, terms)
    return Row(
        reference=entry.reference,
        pseudonym=entry.pseudonym,
        state=state.label,
        colour=COLOURS.get(state, "grey"),
        grade=terms.grade if terms else "",
        audited=Rhythm(terms.rhythm).label if terms else "",
        review=review,
        soon=soon,
        waits=bool(entry.waits),
        packages=entry.made,
        unread=entry.unread_packages,
    )


def review_words(state: State, terms: Proposal | None) -> tuple[bool, str]:
    """Whether the review is near, and when it is, in words."""
    if state is State.PROPOSED or terms is None:
        return False, "Not authorised"
    if state is not State.ACTIVE:
        return False, "Not audited"
    left = (terms.review_on - timezone.localdate()).days
    if left <= SOON:
        return True, f"Lapses in {plural(left, 'day')}"
    return False, day(terms.review_on)


def terms_rows(terms: Proposal) -> list[tuple[str, str]]:
    """What was proposed, as the rows of a summary list."""
    said = [
        ("Grounds", terms.grounds),
        (
            "Grading",
            f"{terms.grade}: {terms.get_source_display()[2:].lower()}, "
            f"{terms.get_information_display()[2:].lower()}, "
            f"{terms.get_handling_display()[2:].lower()}",
        ),
        ("Conditions", terms.conditions),
        ("What makes it proportionate", terms.proportionate),
        ("What else was considered", terms.considered),
        ("Look-ups on", ", ".join(terms.systems) or "every system that a scan sees"),
        ("From", day(terms.since)),
        ("How often", Rhythm(terms.rhythm).label),
        ("Day of review", day(terms.review_on)),
    ]
    return [(name, value) for name, value in said if value]


def answered(proposal: Proposal) -> str:
    """What became of a proposal, in words."""
    words = {
        Answer.WAITING: "waits for a second person",
        Answer.STANDS: "authorised",
        Answer.REFUSED: "refused",
        Answer.LAPSED: "lapsed",
        Answer.WITHDRAWN: "withdrawn",
    }
    return words[Answer(proposal.answer)]


# --- a package


def finding(package: Package) -> str:
    """What the package comes to, in a sentence: counts, and nothing about the member."""
    if not package.looks:
        return "The log holds no look-up of theirs on these systems and days."
    looks = plural(package.looks - package.of_nobody, "look-up")
    people = plural(package.people, "person", "people")
    if package.unexplained:
        has = "has" if package.unexplained == 1 else "have"
        left = f"{package.unexplained:,} {has} no recorded purpose"
    else:
        left = "each that could be checked has a recorded purpose"
    open_ones = f", {package.uncheckable:,} cannot be checked" if package.uncheckable else ""
    nobody = f" {plural(package.of_nobody, 'more names', 'more name')} nobody on record."
    return f"{looks} of {people}: {left}{open_ones}." + (nobody if package.of_nobody else "")


def opened(people: Iterable[Person], *, names: Mapping[str, str] | None) -> tuple[OpenedRow, ...]:
    """People whose records were opened; with names and record numbers where they are revealed."""
    return tuple(
        OpenedRow(
            place=one.place,
            shown=(names or {}).get(one.human_id) or one.pseudonym,
            record=one.person_id if names is not None else "",
            looks=one.looks,
            unexplained=f"{one.unexplained:,} on {plural(one.days, 'day')}"
            if one.unexplained
            else "0",
            uncheckable=one.uncheckable,
            markers=", ".join(marker.replace("_", " ") for marker in one.markers),
            whose=_WHOSE.get(one.whose, ""),
        )
        for one in people
    )


def looks(
    found: Iterable[LookUp],
    *,
    names: Mapping[str, str] | None,
    mask: Mask | None,
    package: Package,
) -> tuple[LookRow, ...]:
    """Look-ups in words; `mask` stands labels in the place of names where none are revealed.

    In a first package all of them are new, and none is said to be.
    """
    explanations = package.scan.explanations
    some_old = package.new < package.looks
    return tuple(
        LookRow(
            at=one.at,
            shown=_who(one, names=names),
            place=one.person.place if one.person else None,
            system=one.system,
            did=_did(one),
            reason=mask(one.reason) if mask else one.reason,
            duty=_DUTY[one.on_duty],
            status=one.status,
            explained=explanations.get(one.explained_by, one.explained_by),
            explained_row=_row_of(one.explained_table, one.explained_file, one.explained_row),
            source=f"{one.source_file}, row {one.source_row:,}",
            is_new=one.is_new and some_old,
            of_nobody=one.person is None,
        )
        for one in found
    )


def _who(one: LookUp, *, names: Mapping[str, str] | None) -> str:
    if one.person is None:
        return "Nobody on record"
    return (names or {}).get(one.person.human_id) or one.person.pseudonym


def _did(one: LookUp) -> str:
    part = _FIELDS.get(one.field, "")
    done = _ACTIONS.get(one.action, one.action)
    return f"{done}: {part}" if part else done


def _row_of(table: str, file: str, row: int | None) -> str:
    return f"{table}: {file}, row {row:,}" if table and row is not None else ""


def mask_of(package: Package) -> Mask:
    """What stands in stated reasons for the member and the people of the package, and each part
    of their names: a reason is typed by hand, and may name anybody."""
    labels = dict(package.opened.values_list("human_id", "pseudonym"))
    labels[package.entry.staff_id] = package.entry.pseudonym
    pairs = list(labels.items())
    for person_id, label in package.opened.exclude(person_id="").values_list(
        "person_id", "pseudonym"
    ):
        pairs.append((person_id, label))
    for identifier, name in package.names.values_list("identifier", "name"):
        label = labels.get(identifier, "")
        pairs += [(part, label) for part in (name, *name.split()) if label and len(part) > 2]
    return Mask(pairs)


def beside(package: Package) -> tuple[BesideRow, ...]:
    """The member's figures and those of their peers, with where the member stands among them."""
    return tuple(
        BesideRow(
            label=_FIGURES[one["figure"]],
            value=_figure(one["figure"], one["value"]),
            median=_figure(one["figure"], one["median"]) if one["enough"] else "–",
            place=_place(one),
        )
        for one in package.beside
    )


def _figure(name: str, value: float | None) -> str:
    if value is None:
        return "Not known"
    if name == "share unexplained":
        return f"{value:.1%}"
    return f"{value:,.2f}" if name == "per tour" else f"{value:,.0f}"


def _place(one: Mapping[str, Any]) -> str:
    if one["value"] is None:
        return "Not known: there is nothing to divide by"
    if not one["enough"]:
        return f"Too few peers to compare with ({one['peers']})"
    return f"More than {one['below']:,} of {plural(one['peers'], 'peer')}"


def period_words(package: Package) -> str:
    """What stretch of time a package tells of."""
    until: date = timezone.localtime(package.until).date()
    return f"{day(package.since)} to {day(until)}"
