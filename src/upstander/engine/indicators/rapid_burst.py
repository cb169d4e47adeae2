"""Many contacts with one person within 72 hours, with nothing recorded that called for them.

Why it matters
    The foreword of Learning the Lessons 40 (page 2) reports that contact between staff and
    survivors escalated quickly, with a large volume of it in a short space of time.

Innocent explanations
    - An arrest, a charge or a court day: where one is recorded, the burst is not shown.
    - A missing person or a threat to life dealt with by telephone.
    - An appointment that took many attempts to make.
    - Calls cut off by a poor signal and made again.

What it needs
    The work phones' itemised calls. Messages and visits are counted where they are there.

What it cannot see
    Court dates and charges, which the contract does not hold; contact by private phone.

How it is measured
    Calls and messages out and visits of a pair that no recorded purpose explains: ten or more in
    any 72 hours, and at least three times what the pair's other contacts, explained or not, come
    to in 72 hours. Left out where, in these hours or the day before, custody of the person began,
    or an occurrence or incident that names the person was opened or closed. The value is the
    surprise of the count, in bits.
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir
from ibis import _

from upstander.engine.evidence import Findings, Indicator, Scene, Setting, as_findings
from upstander.engine.indicators.common import (
    DAY,
    PAIR,
    counted,
    days_between,
    happenings,
    kind_counts,
    kinds_in_words,
    made,
    not_merely_near,
    pairs,
    resting_on,
    seconds,
    strongest,
    surprise,
    trailing,
)

_KINDS = ("call", "message", "visit")


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Pairs with a burst of unexplained contact. Value: surprise of the count, in bits."""
    least, days = int(settings["contacts"]), settings["hours"] / 24
    contacts = pairs(not_merely_near(made(scene.unexplained, *_KINDS), scene), least=least)
    hits = _with_usual(_hits(contacts, least=least, days=days), scene, days=days)
    hits = hits.filter(_.number >= settings["ratio"] * _.usual)
    hits = _not_called_for(hits, scene, days_before=settings["days_before"])
    found = strongest(hits.mutate(value=surprise(_.number, ibis.greatest(_.usual, 1.0))))
    found = found.mutate(last_at=_.at)
    findings = as_findings(found.mutate(sentence=_sentence(found, settings["hours"])))
    return Findings(findings=findings, events=resting_on(contacts, findings))


def _hits(contacts: ir.Table, *, least: int, days: float) -> ir.Table:
    """Each contact that ends a stretch of hours with enough contacts."""
    window = trailing(days)
    counts = {name: number.over(window) for name, number in kind_counts().items()}
    return (
        contacts.mutate(second=seconds(_.at))
        .mutate(number=_.count().over(window), first_at=_.at.min().over(window), **counts)
        .filter(_.number >= least)
        .select(*PAIR, "at", "first_at", "number", *counts)
    )


def _with_usual(hits: ir.Table, scene: Scene, *, days: float) -> ir.Table:
    """Adds `usual`: the pair's other contacts in as many hours, on average."""
    every = (
        made(scene.contacts, *_KINDS)
        .semi_join(hits, PAIR)
        .group_by(*PAIR)
        .agg(every=_.count(), earliest=_.at.min(), latest=_.at.max())
    )
    joined = hits.join(every, PAIR)
    stretches = days_between(joined.earliest, joined.latest) / days - 1.0
    return joined.mutate(
        usual=ibis.greatest(joined.every - joined.number, 0) / ibis.greatest(stretches, 1.0)
    )


def _not_called_for(hits: ir.Table, scene: Scene, *, days_before: float) -> ir.Table:
    """Those with nothing recorded about the person in these hours or shortly before."""
    called_for = (
        hits.select(*PAIR, "at", "first_at")
        .join(happenings(scene).semi_join(hits, "human_id"), "human_id")
        .mutate(lead=(seconds(_.first_at) - seconds(_.happened_at)))
        .filter(_.happened_at <= _.at, _.lead <= int(days_before * DAY))
    )
    return hits.anti_join(called_for, [*PAIR, "at"])


def _sentence(found: ir.Table, hours: float) -> ir.StringValue:
    return (
        counted(found.number, "contact")
        + f" within {hours:g} hours with one person ("
        + kinds_in_words(found)
        + "), beside "
        + found.usual.round(1).cast("string")
        + " in as many hours at other times, and nothing recorded then that called for them."
    )


INDICATOR = Indicator(
    id="IND-04",
    name="Rapid burst of contact",
    family="timing",
    cls="A",
    level="pair",
    status="experimental",
    version=2,
    needs=("calls", "staff_phones", "person_phones"),
    find=find,
    settings={
        "contacts": Setting(
            value=10, unit="contacts", meaning="fewest in a burst", reason="several a day"
        ),
        "hours": Setting(
            value=72, unit="hours", meaning="the length of a burst", reason="days, not weeks"
        ),
        "ratio": Setting(
            value=3,
            unit="times",
            meaning="how far beyond the pair's usual",
            reason="a pair in daily contact is not a burst",
        ),
        "days_before": Setting(
            value=1,
            unit="days",
            meaning="what was recorded so long before still calls for contact",
            reason="people are told of an arrest on the next day",
        ),
    },
    references=("LTL40 foreword, page 2 (004:40-42)", "R011"),
)
