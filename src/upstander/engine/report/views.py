"""What the page needs beside the report itself: anchors, drawings, and how many rows it prints."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from upstander.engine.report.figure import Figure
from upstander.engine.report.model import Event, Evidence, Lead, Pair, Report
from upstander.engine.report.timeline import timeline
from upstander.engine.report.waterfall import rest, waterfall

MOST_ROWS = 24_000  # on the whole page, so that it stays a file that opens at once
MOST_CONTACTS = 300  # in the table under one timeline
MOST_PAIRS = 6  # of a lead that are drawn; further ones are told in words and rows


@dataclass(frozen=True, kw_only=True)
class SignView:
    """A sign with the anchors of its text and of its rows."""

    id: str
    number: int
    evidence: Evidence
    rows: tuple[Event, ...]

    @property
    def rows_id(self) -> str:
        return f"{self.id}-rows"

    @property
    def rest(self) -> int:
        """Rows that did not fit on the page."""
        return len(self.evidence.events) - len(self.rows)


@dataclass(frozen=True, kw_only=True)
class ExplainedBy:
    """How many contacts of a pair one explanation explains."""

    title: str
    contacts: int
    first_at: datetime
    last_at: datetime
    row: str  # the row that explains the first of them


@dataclass(frozen=True, kw_only=True)
class PairView:
    """A pair with its drawings and signs."""

    id: str  # what the ids of its parts begin with
    section_id: str
    pair: Pair
    title: str
    compact: bool  # without a timeline: one of many people of a lead
    timeline: Figure | None
    signs: tuple[SignView, ...]
    explained: tuple[ExplainedBy, ...]
    contacts: tuple[Event, ...]  # those in the table under the timeline

    @property
    def statuses(self) -> dict[str, int]:
        found = {"explained": 0, "unexplained": 0, "uncheckable": 0}
        for event in self.pair.contacts:
            if event.status in found:
                found[event.status] += 1
        return found

    @property
    def rest(self) -> int:
        """Contacts that did not fit in the table under the timeline."""
        return len(self.pair.contacts) - len(self.contacts)


@dataclass(frozen=True, kw_only=True)
class LeadView:
    """A lead with its pairs as the page shows them."""

    id: str
    lead: Lead
    pairs: tuple[PairView, ...]
    waterfall: Figure
    rest: tuple[str, float]  # what the signs that count leave over of the score

    @property
    def signs(self) -> tuple[SignView, ...]:
        """The signs that the score is made of, as `waterfall.counted`."""
        first = next((pair for pair in self.pairs if pair.pair.person is not None), None)
        alone = next((pair for pair in self.pairs if pair.pair.person is None), None)
        return tuple(sign for pair in (first, alone) if pair for sign in pair.signs)

    @property
    def who(self) -> str:
        """ "Member 7F3A and Person 2", "Member 7F3A and 3 people"."""
        strongest = self.lead.strongest
        if strongest is None:
            return self.lead.member
        said = strongest.person if self.lead.people == 1 else f"{self.lead.people} people"
        return f"{self.lead.member} and {said}"


def lead_views(report: Report, *, most_rows: int = MOST_ROWS) -> tuple[LeadView, ...]:
    """The leads with everything that is drawn. Long lists of rows share the room fairly."""
    lists = [
        len(listed)
        for lead in report.leads
        for pair in lead.pairs
        for listed in (*(evidence.events for evidence in pair.evidence), _few(pair.contacts))
    ]
    level = fair_level(lists, most=most_rows)
    unseen = frozenset(report.coverage.unseen)
    return tuple(_lead(lead, unseen=unseen, level=level) for lead in report.leads)


def fair_level(lengths: Iterable[int], *, most: int) -> int:
    """The longest length such that lists cut to it hold no more than `most` items in all."""
    left, lengths = most, sorted(lengths)
    for place, length in enumerate(lengths):
        sharing = len(lengths) - place
        if length * sharing > left:
            return left // sharing
        left -= length
    return lengths[-1] if lengths else 0


def _few(contacts: Sequence[Event]) -> tuple[Event, ...]:
    """The contacts under a timeline: the unexplained before the others, then in order of time."""
    order = {"unexplained": 0, "uncheckable": 1}
    kept = sorted(contacts, key=lambda event: (order.get(event.status, 2), event.at))
    return tuple(sorted(kept[:MOST_CONTACTS], key=lambda event: event.at))


def _lead(lead: Lead, *, unseen: frozenset[str], level: int) -> LeadView:
    id = f"lead-{lead.number}"
    pairs = tuple(
        _pair(
            pair,
            lead=lead,
            section_id=f"{id}-pair-{place}",
            compact=place > MOST_PAIRS,
            unseen=unseen,
            level=level,
        )
        for place, pair in enumerate(lead.pairs, start=1)
    )
    return LeadView(
        id=id,
        lead=lead,
        pairs=pairs,
        waterfall=waterfall(lead, name=f"{id}-score"),
        rest=rest(lead),
    )


def _pair(
    pair: Pair, *, lead: Lead, section_id: str, compact: bool, unseen: frozenset[str], level: int
) -> PairView:
    id = section_id.removesuffix("-pair-1")
    return PairView(
        id=id,
        section_id=section_id,
        pair=pair,
        title=pair.person or "The member alone",
        compact=compact,
        timeline=None
        if compact
        else timeline(pair, tours=lead.tours, unseen=unseen, name=f"{id}-time"),
        signs=tuple(
            SignView(
                id=f"{id}-sign-{number}",
                number=number,
                evidence=evidence,
                rows=evidence.events[:level],
            )
            for number, evidence in enumerate(pair.evidence, start=1)
        ),
        explained=explained_by(pair.contacts),
        contacts=() if compact else _few(pair.contacts)[:level],
    )


def explained_by(contacts: Iterable[Event]) -> tuple[ExplainedBy, ...]:
    """Each explanation with how many contacts it explains, the busiest first."""
    found: dict[str, list[Event]] = defaultdict(list)
    for event in contacts:
        if event.status == "explained":
            found[event.explained_by or "explanation not named"].append(event)
    views = []
    for title, events in found.items():
        first = min(events, key=lambda event: event.at)
        views.append(
            ExplainedBy(
                title=title,
                contacts=len(events),
                first_at=first.at,
                last_at=max(event.at for event in events),
                row=first.explained_row,
            )
        )
    return tuple(sorted(views, key=lambda view: (-view.contacts, view.title)))
