"""Everything that is drawn or told on the page of a lead, in one call."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from upstander.engine.api import drawings
from upstander.web.triage.figures.facts import Choice, facts, people
from upstander.web.triage.figures.gaps import Gaps, gaps
from upstander.web.triage.figures.hours import hours
from upstander.web.triage.figures.links import links
from upstander.web.triage.figures.material import Material, gathered
from upstander.web.triage.figures.over_time import Timeline, over_time
from upstander.web.triage.figures.periods import Period
from upstander.web.triage.figures.places import places
from upstander.web.triage.figures.sentences import (
    Earlier,
    Innocent,
    Seen,
    earlier,
    innocent,
    seen,
    weighed,
)
from upstander.web.triage.models import Lead, Pair


@dataclass(frozen=True, kw_only=True)
class LeadFigures:
    """What was seen of the chosen pair, or of the member with everybody.

    Each drawing has its svg, a caption that states the finding, and the same figures as a table.
    None: there is nothing to draw.
    """

    who: str
    people: tuple[Choice, ...]  # whose part of the lead can be looked at
    facts: tuple[tuple[str, str], ...]
    sentences: tuple[Seen, ...]
    waterfall: drawings.Figure
    timeline: Timeline
    hours: drawings.Figure | None
    places: drawings.Figure | None
    links: drawings.Figure | None
    innocent: Innocent
    earlier: tuple[Earlier, ...]
    gaps: Gaps


def lead_figures(
    lead: Lead,
    *,
    pair: Pair | None = None,
    period: Period | None = None,
    shown: Mapping[str, str] | None = None,
) -> LeadFigures:
    """Draw and tell the lead.

    `shown` holds names that were revealed to the reader, by identifier; without it none appears.
    """
    material = gathered(lead, pair=pair, shown=shown or {})
    signs = weighed(material)
    return LeadFigures(
        who=material.labels.who(pair),
        people=people(material),
        facts=facts(material),
        sentences=seen(material, signs),
        waterfall=_waterfall(material, signs),
        timeline=over_time(material, signs=signs, period=period or Period()),
        hours=hours(material.contacts, material.tours, name="hours"),
        places=places(material, name="places"),
        links=links(material, name="links"),
        innocent=innocent(material),
        earlier=earlier(material),
        gaps=gaps(material),
    )


def _waterfall(material: Material, signs: tuple[drawings.Evidence, ...]) -> drawings.Figure:
    """Of a pair sign by sign; of the member family by family, with the share of further people."""
    if material.pair is not None:
        return drawings.of_signs(signs, name="score")
    lead = material.lead
    by_human: dict[str, list[drawings.Evidence]] = {}
    for sign, told in zip(material.signs, signs, strict=True):
        by_human.setdefault(sign.row.human_id, []).append(told)
    first = max(
        (pair for pair in material.pairs if pair.human_id), key=lambda p: p.score, default=None
    )
    strongest = [_as_pair(first, by_human, material=material)] if first else []
    alone = [_as_pair(None, by_human, material=material)] if by_human.get("") else []
    return drawings.waterfall(
        drawings.Lead(
            number=1,
            member=material.labels.member,
            people=lead.people,
            role_family=lead.role_family,
            score=lead.score,
            likelihood=lead.likelihood,
            harm=lead.harm,
            band=lead.band,
            pairs=(*strongest, *alone),
        ),
        name="score",
    )


def _as_pair(
    pair: Pair | None, signs: Mapping[str, list[drawings.Evidence]], *, material: Material
) -> drawings.Pair:
    """A pair with its signs; without one, the member alone."""
    return drawings.Pair(
        person=material.labels.person(pair.human_id) if pair else None,
        headline="",
        score=pair.score if pair else 0.0,
        first_at=datetime.min,
        last_at=datetime.min,
        evidence=tuple(signs.get(pair.human_id if pair else "", ())),
    )
