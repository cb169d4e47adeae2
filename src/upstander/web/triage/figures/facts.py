"""The lead in a few lines: score, likelihood and harm, style, and how contact began."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from upstander.engine.api import drawings
from upstander.web.triage.figures.material import Material, local
from upstander.web.triage.models import Pair

wording = drawings.wording
Fact = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A part of the lead: the member with everybody, with one person, or alone."""

    label: str
    href: str
    bits: str
    chosen: bool


def facts(material: Material) -> tuple[Fact, ...]:
    """Rows of a summary list: of the pair where one is chosen, of the lead otherwise."""
    if material.pair is None:
        return tuple(_of_lead(material))
    return tuple(_of_pair(material, pair=material.pair))


def _of_lead(material: Material) -> Iterable[Fact]:
    lead, told = material.lead, material.labels.told
    yield "Score", f"{wording.bits(lead.score)} bits"
    yield "Likelihood and harm", f"{lead.likelihood} of 5 and {lead.harm} of 5"
    yield from _span(lead.first_at, lead.last_at)
    style = wording.STYLE_WORDS.get(lead.style, wording.capital(lead.style))
    why = told(lead.style_reasons) or "the records do not point either way"
    yield "Style", f"{style}: {why}. From few published cases, for orientation only."
    if lead.harm_reasons:
        yield "Harm", f"{wording.capital(told(lead.harm_reasons))}."
    yield "By chance alone", f"{wording.chance_to_here(lead.false_discovery_rate)}."
    if lead.support:
        yield "Support", told(lead.support)


def _of_pair(material: Material, *, pair: Pair) -> Iterable[Fact]:
    yield "Strongest sign", material.labels.told(pair.headline)
    yield "Score", f"{wording.bits(pair.score)} of {wording.bits(material.lead.score)} bits"
    yield from _span(pair.first_at, pair.last_at)
    if pair.human_id:
        began = wording.ORIGIN_WORDS.get(pair.origin, "Not known from these records.")
        yield "How contact began", began
    if pair.open_look_ups:
        said = wording.work_on_record(pair.open_look_ups, of_it=pair.work_look_ups or 0)
        yield "Work on record", said


def _span(first: datetime | None, last: datetime | None) -> Iterable[Fact]:
    if first and last:
        yield "First to last", wording.span(local(first), local(last))


def people(material: Material) -> tuple[Choice, ...]:
    """The parts of the lead to choose from, strongest first."""
    chosen = material.pair.pk if material.pair else None
    parts = [
        Choice(
            label=material.labels.person(pair.human_id) if pair.human_id else "The member alone",
            href=f"?pair={pair.pk}",
            bits=wording.bits(pair.score),
            chosen=pair.pk == chosen,
        )
        for pair in material.pairs
    ]
    everybody = Choice(
        label="Everybody together",
        href="?",
        bits=wording.bits(material.lead.score),
        chosen=chosen is None,
    )
    return (everybody, *parts)
