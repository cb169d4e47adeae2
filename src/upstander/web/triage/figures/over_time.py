"""The timeline of a lead, and how to move along it."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlencode

from upstander.engine.api import drawings
from upstander.web.triage.figures.material import Material
from upstander.web.triage.figures.periods import ALL, ZOOMS, Period
from upstander.web.triage.models import Pair

ANCHOR = "timeline"
_NO_LINK = "no link seen"
_NEVER = datetime.min


@dataclass(frozen=True, kw_only=True)
class Move:
    """A link to another stretch of time; without an address it is where the reader is, or ends."""

    label: str
    href: str


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """The drawing, what it shows, and the links that move it."""

    figure: drawings.Figure | None
    words: str
    zooms: tuple[Move, ...]
    back: Move | None
    on: Move | None
    record_by_record: bool  # the table has a row for each record


def over_time(
    material: Material, *, signs: tuple[drawings.Evidence, ...], period: Period
) -> Timeline:
    """The contacts of the pair, or of the member with everybody, over time."""
    told = _told(material, signs=signs)
    figure = drawings.timeline(
        told,
        tours=material.tours,
        unseen=material.unseen_tables,
        name="contacts",
        within=period.within,
    )
    days = sorted({event.at.date() for event in drawings.shown(told)})
    back, on = period.before_it(), period.after_it()
    moves = period.zoom != ALL and bool(days)
    return Timeline(
        figure=figure,
        words=period.words,
        zooms=tuple(
            Move(
                label=label,
                href=""
                if zoom == period.zoom
                else _href(Period.of(zoom, _near(days, period)), pair=material.pair),
            )
            for zoom, label in ZOOMS.items()
        )
        if days
        else (),
        back=Move(label=back.words, href=_href(back, pair=material.pair))
        if moves and days[0] < period.start
        else None,
        on=Move(label=on.words, href=_href(on, pair=material.pair))
        if moves and days[-1] >= period.after
        else None,
        record_by_record=period.zoom == "week",
    )


def _near(days: list[date], period: Period) -> date:
    """The day to look at closer: the first with a record in what is shown, else its start.

    Of everything it is the last day: that is what a decision is about.
    """
    if period.zoom == ALL:
        return days[-1]
    inside = [day for day in days if period.start <= day < period.after]
    return inside[0] if inside else period.start


def _href(period: Period, *, pair: Pair | None) -> str:
    query = ({"pair": str(pair.pk)} if pair else {}) | period.query
    return f"?{urlencode(query)}#{ANCHOR}"


def _told(material: Material, *, signs: tuple[drawings.Evidence, ...]) -> drawings.Pair:
    lead, pair = material.lead, material.pair
    moments = [event.at for event in material.contacts]
    moments += [event.at for sign in signs for event in sign.events]
    person = material.labels.person(pair.human_id) if pair and pair.human_id else None
    told = drawings.Pair(
        person=person,
        headline="",
        score=pair.score if pair else lead.score,
        first_at=min(moments, default=_NEVER),
        last_at=max(moments, default=_NEVER),
        evidence=signs,
        contacts=material.contacts,
    )
    # Recorded work that names both is not among what a scan publishes; that there is none is.
    return replace(told, link_told=pair is not None and pair.origin == _NO_LINK)
