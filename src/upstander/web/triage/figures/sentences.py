"""What was seen, in sentences, with what would explain it innocently and what was known before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from upstander.engine.api import drawings
from upstander.web.triage.figures.material import Material, Sign, local

wording = drawings.wording
HISTORY = "history"  # the family of what was said about the member before
_ROWS = 20  # source rows named under a report; the page of records has all


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A sign that fired, in words."""

    anchor: str
    sign: str
    name: str
    meaning: str
    sentence: str
    who: str  # the person it is about; empty where that is plain
    bits: str  # "6.4"
    counts: str  # "3.2"
    less: str  # why it counts for less; empty where it counts in full
    rarity: str
    at: datetime | None  # the first moment at which it could have been seen
    records: int
    cannot_see: str


@dataclass(frozen=True, kw_only=True)
class ToCheck:
    """An innocent explanation, and what the records say about it already."""

    text: str
    bits: str  # what it would take away of one person: those of every sign that it would explain
    signs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Innocent:
    """What to check first, and what could not be looked for in the records at all."""

    first: tuple[ToCheck, ...]
    known: tuple[str, ...]  # what the records say already
    not_checked: tuple[str, ...]  # explanations whose tables were not handed over


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """Something that was said or found about the member before."""

    name: str
    sentence: str
    at: datetime | None
    rows: tuple[str, ...]
    more: int  # further rows


def anchor(sign: Sign) -> str:
    """Where on the page a sign is told."""
    return f"sign-{sign.row.pk}"


def weighed(material: Material) -> tuple[drawings.Evidence, ...]:
    """The signs as the waterfall wants them, each with the reasons for its weight."""
    version = str(material.scan.coverage.get("matrix_version", ""))
    most = drawings.most_bits(version)
    return tuple(
        drawings.Evidence(
            indicator=sign.row.indicator,
            name=sign.name,
            family=sign.row.family,
            sentence=material.labels.told(sign.row.sentence),
            at=local(sign.row.at) if sign.row.at else datetime.min,
            value=sign.row.value or 0.0,
            rarity_bits=sign.row.rarity_bits,
            weight=sign.row.weight,
            weight_reason=_less(sign, material=material, version=version),
            at_the_cap=most is not None and sign.row.rarity_bits >= most,
            events=sign.events,
        )
        for sign in material.signs
    )


def _less(sign: Sign, *, material: Material, version: str) -> str:
    among = [other for other in material.signs if other.row.human_id == sign.row.human_id]
    pair = next((pair for pair in material.pairs if pair.human_id == sign.row.human_id), None)
    rows = {other.row.pk: _factors(other) for other in among}
    return drawings.why_weighed(
        rows[sign.row.pk],
        among=list(rows.values()),
        pair={
            "origin": pair.origin if pair and pair.human_id else "",
            "open_look_ups": pair.open_look_ups if pair else 0,
            "work_look_ups": pair.work_look_ups if pair else 0,
        },
        version=version,
    )


def _factors(sign: Sign) -> dict[str, object]:
    rows = {
        (event.table, event.file, event.row): event.status == "unexplained" for event in sign.events
    }
    return {
        "indicator": sign.row.indicator,
        "family": sign.row.family,
        "weight": sign.row.weight,
        "open": sum(rows.values()) / len(rows) if rows else None,
    }


def seen(material: Material, told: Sequence[drawings.Evidence]) -> tuple[Seen, ...]:
    """What was seen, strongest first. `told` are the signs as `weighed` gives them."""
    return tuple(
        Seen(
            anchor=anchor(sign),
            sign=sign.row.indicator,
            name=sign.name,
            meaning=str(sign.about.get("meaning") or ""),
            sentence=evidence.sentence,
            who=_who(sign, material=material),
            bits=wording.bits(evidence.rarity_bits),
            counts=wording.bits(evidence.bits),
            less=evidence.weight_reason,
            rarity=wording.rarity(evidence.rarity_bits, at_the_cap=evidence.at_the_cap),
            at=sign.row.at,
            records=len(sign.events),
            cannot_see=str(sign.about.get("cannot_see") or ""),
        )
        for sign, evidence in zip(material.signs, told, strict=True)
    )


def _who(sign: Sign, *, material: Material) -> str:
    if material.pair is not None:
        return ""
    return material.labels.person(sign.row.human_id) if sign.row.human_id else "the member alone"


def innocent(material: Material) -> Innocent:
    """Innocent explanations of the signs that fired, the most bits first, each once."""
    signs: dict[str, list[Sign]] = {}
    for sign in material.signs:
        for text in sign.about.get("innocent") or ():
            signs.setdefault(str(text), []).append(sign)
    bits = {text: _taken_away(own) for text, own in signs.items()}
    return Innocent(
        first=tuple(
            ToCheck(
                text=text,
                bits=wording.bits(bits[text]),
                signs=tuple(dict.fromkeys(sign.name for sign in signs[text])),
            )
            for text in sorted(signs, key=lambda text: -bits[text])
        ),
        known=tuple(_known(material)),
        not_checked=tuple(
            f"{title}: could not be checked. Not handed over: "
            f"{wording.listed([wording.plain(name) for name in missing])}."
            for title, missing in material.coverage.explanations_missing
        ),
    )


def _taken_away(signs: Iterable[Sign]) -> float:
    """The bits of one person that an explanation would take away, of the person with most.

    The bits of several people do not add up in a lead, so they do not here.
    """
    by_person: dict[str, float] = {}
    for sign in signs:
        human = sign.row.human_id
        by_person[human] = by_person.get(human, 0.0) + sign.row.bits
    return max(by_person.values(), default=0.0)


def _known(material: Material) -> Iterable[str]:
    """What the records say already: how many contacts are explained, and by what."""
    contacts = [event for event in material.contacts if event.status]
    explained = [event for event in contacts if event.status == "explained"]
    if not contacts:
        return
    of = wording.counted(len(contacts), "contact")
    if not explained:
        yield f"Of {of}, a record explains none."
    else:
        by: dict[str, int] = {}
        for event in explained:
            by[event.explained_by] = by.get(event.explained_by, 0) + 1
        most = sorted(by.items(), key=lambda item: (-item[1], item[0]))
        said = wording.listed([f"{count:,} by “{title}”" for title, count in most])
        yield f"Of {of}, a record explains {len(explained):,}: {said}."
    if material.pair is not None and material.pair.open_look_ups:
        yield wording.work_on_record(
            material.pair.open_look_ups, of_it=material.pair.work_look_ups or 0
        )


def earlier(material: Material) -> tuple[Earlier, ...]:
    """Complaints, intelligence and other reports of before, with the rows that hold them."""
    return tuple(
        Earlier(
            name=sign.name,
            sentence=material.labels.told(sign.row.sentence),
            at=sign.row.at,
            rows=tuple(_source(event) for event in sign.events[:_ROWS]),
            more=max(0, len(sign.events) - _ROWS),
        )
        for sign in material.signs
        if sign.row.family == HISTORY
    )


def _source(event: drawings.Event) -> str:
    kind = wording.capital(wording.of_kind(event.kind, count=1))
    return f"{kind}, {wording.day(event.at)}: {event.file}, row {event.row}"
