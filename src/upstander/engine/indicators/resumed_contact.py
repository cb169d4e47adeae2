"""Unexplained contact that comes to an end and, weeks or years later, is taken up again.

Why it matters
    In case 2 of Learning the Lessons 40 (pages 14-15) the relationship was ended and resumed two
    or three times; in case 3 (pages 18-19) contact went on after a break of years and a move of
    house. What ended without a record and began again without one is not a late update.

Innocent explanations
    - A new incident with other work, entered in somebody else's name: where anything about the
      person was recorded just before contact resumed, it is left out.
    - Leave, a course or an attachment in the middle of work that nobody entered.
    - A round that comes back every month: single contacts with gaps between them are no
      contact that was taken up again.
    - A friend or relative who was not declared: how contact began is weighed with the lead.

What it needs
    The itemised calls of work phones. Messages and visits are counted where they are there.

What it cannot see
    What went on by private phone in between, so that a break may be none. A break that recorded
    work bridges. Of the ten cases it might have seen 2 and 3, where the resumed contact used
    force means: case 2 had 38 such calls, case 3 visits on duty.

How it is measured
    Stretches of contact of a pair: calls and messages in either direction, attendances, and
    visits, with less than 30 days between one and the next. A stretch is taken up again where
    the one before and the one after each hold, on two days or more, contact that the member made
    and no recorded purpose explains, where the later one begins with such a contact, and where
    nothing about the person (custody, an occurrence or a log opened or closed) was recorded in the
    seven days before it. The value is how far the number of such returns exceeds, in bits, what
    the member's other people have; ties are broken by the longest gap.
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir
from ibis import _

from upstander.engine.evidence import (
    LEAST_SHARE,
    Findings,
    Indicator,
    Scene,
    Setting,
    as_findings,
    words_for_date,
)
from upstander.engine.indicators.common import (
    DAY,
    PAIR,
    beyond_others,
    broken_tie,
    counted,
    happenings,
    kind_counts,
    kinds_in_words,
    made,
    not_merely_near,
    pairs,
    resting_on,
    seconds,
    whole,
)

_KINDS = ("call", "message", "visit")


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Pairs whose unexplained contact resumed. Value: bits beyond the member's other people."""
    least = int(settings["days_each"])
    open_ones = not_merely_near(made(scene.unexplained, *_KINDS), scene)
    # Contact before the gap and after it: who had less need not be asked about.
    likely = pairs(open_ones, least=2 * least)
    stretches = _stretches(scene, likely, gap_days=settings["gap_days"])
    resumed = _not_called_for(_resumed(stretches, least=least), scene, settings)
    back = resumed.group_by(*PAIR).agg(
        returns=_.count(),
        gap_days=_.gap_days.max(),
        first_at=_.before_at.min(),
        last_at=_.until.max(),
        seen_at=_.enough_at.min(),
    )
    found = _weighed(back, open_ones, settings)
    rests_on = open_ones.join(
        found.select(*PAIR, since=_.first_at, until=_.last_at), list(PAIR)
    ).filter(_.at >= _.since, _.at <= _.until)
    kinds = rests_on.group_by(*PAIR).agg(**kind_counts())
    told = found.join(kinds, PAIR)
    findings = as_findings(told.mutate(sentence=_sentence(told, settings)))
    return Findings(findings=findings, events=resting_on(open_ones, findings))


def _stretches(scene: Scene, open_ones: ir.Table, *, gap_days: float) -> ir.Table:
    """One row a stretch of contact of pairs with unexplained contact: its days, gap and start."""
    every = scene.contacts.filter(
        _.kind.isin((*_KINDS, "attendance")), _.human_id.notnull(), _.share >= LEAST_SHARE
    ).semi_join(open_ones, PAIR)
    opened = open_ones.select("contact_id", unexplained=True)
    told = every.left_join(opened, "contact_id").select(
        *PAIR, "contact_id", "at", "local_at", unexplained=_.unexplained.fill_null(False)
    )
    order = ibis.window(group_by=list(PAIR), order_by=["at", "contact_id"])
    upto = ibis.window(
        group_by=list(PAIR), order_by=["at", "contact_id"], preceding=None, following=0
    )
    gap = seconds(_.at) - seconds(_.at.lag().over(order))
    marked = told.mutate(gap=gap).mutate(
        opens=ibis.ifelse(_.gap.isnull() | (_.gap >= int(gap_days * DAY)), 1, 0)
    )
    numbered = marked.mutate(stretch=_.opens.sum().over(upto))
    return _summed(numbered)


def _summed(numbered: ir.Table) -> ir.Table:
    """The stretches with their unexplained days and the second of these days."""
    days = (
        numbered.filter(_.unexplained)
        .group_by(*PAIR, "stretch", day=_.local_at.date())
        .agg(day_at=_.at.min())
    )
    order = ibis.window(group_by=[*PAIR, "stretch"], order_by="day_at")
    placed = days.mutate(place=ibis.row_number().over(order))
    each = placed.group_by(*PAIR, "stretch").agg(
        open_days=_.count(), second_at=_.day_at.min(where=_.place == 1)
    )
    spans = numbered.group_by(*PAIR, "stretch").agg(
        since=_.at.min(),
        until=_.at.max(),
        open_since=_.at.min(where=_.unexplained),
        gap=_.gap.max(where=_.opens == 1),
    )
    return spans.join(each, [*PAIR, "stretch"])


def _resumed(stretches: ir.Table, *, least: int) -> ir.Table:
    """The stretches that took contact up again, with what came before."""
    order = ibis.window(group_by=list(PAIR), order_by="stretch")
    held = stretches.filter(_.open_days >= least)
    placed = held.mutate(
        before_at=_.open_since.lag().over(order), before=_.stretch.lag().over(order)
    )
    return placed.filter(_.before == _.stretch - 1, _.since == _.open_since).mutate(
        gap_days=(_.gap / DAY).floor(), enough_at=_.second_at
    )


def _not_called_for(resumed: ir.Table, scene: Scene, settings: Mapping[str, float]) -> ir.Table:
    """Those with nothing recorded about the person shortly before contact resumed."""
    span = int(settings["called_days"] * DAY)
    called = (
        resumed.select(*PAIR, "stretch", "since")
        .join(happenings(scene).semi_join(resumed, "human_id"), "human_id")
        .filter(_.happened_at <= _.since, seconds(_.since) - seconds(_.happened_at) <= span)
    )
    return resumed.anti_join(called, [*PAIR, "stretch"])


def _weighed(back: ir.Table, open_ones: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """The value, against all people with whom the member had unexplained contact."""
    people = open_ones.select(*PAIR).distinct()
    joined = people.left_join(back, PAIR)
    every = joined.select(
        *[people[name] for name in PAIR],
        *[back[name] for name in ("gap_days", "first_at", "last_at", "seen_at")],
        returns=back.returns.fill_null(0),
    )
    bits = beyond_others(
        every, "returns", usual=settings["usual"], few_people=settings["few_people"]
    )
    return (
        every.mutate(bits=bits)
        .filter(_.returns > 0, _.bits >= settings["least_bits"])
        .mutate(value=broken_tie(_.bits, _.gap_days))
    )


def _sentence(found: ir.Table, settings: Mapping[str, float]) -> ir.StringValue:
    return (
        "Unexplained contact taken up again "
        + counted(found.returns, "time")
        + f" after {settings['gap_days']:g} days or more without any, the longest gap "
        + whole(found.gap_days)
        + " days, between "
        + words_for_date(found.first_at)
        + " and "
        + words_for_date(found.last_at)
        + ": "
        + kinds_in_words(found)
        + "."
    )


INDICATOR = Indicator(
    id="IND-09",
    name="Resumed contact after gap",
    family="after the purpose",
    cls="A",
    level="pair",
    status="experimental",
    version=3,
    needs=("calls", "staff_phones", "person_phones"),
    find=find,
    settings={
        "gap_days": Setting(
            value=30,
            unit="days",
            meaning="without any contact, a break",
            reason="longer than leave, shorter than the breaks of case 2 can have been",
        ),
        "days_each": Setting(
            value=2,
            unit="days",
            meaning="with unexplained contact, before and after the break",
            reason="a late update is one, and a monthly round leaves one at a time",
        ),
        "called_days": Setting(
            value=7,
            unit="days",
            meaning="what was recorded so long before still calls for contact",
            reason="follow-up of a new report is made within the week",
        ),
        "usual": Setting(
            value=0.05,
            unit="returns",
            meaning="what is usual with a person",
            reason="unrecorded work seldom ends and begins again",
        ),
        "few_people": Setting(
            value=10,
            unit="people",
            meaning="how many people the usual weighs in the mean of the member's others",
            reason="two or three other people make no habit",
        ),
        "least_bits": Setting(
            value=1,
            unit="bits",
            meaning="least value that is found",
            reason="less is what this member's other people have as well",
        ),
    },
    references=(
        "LTL40 case 2, page 15 (004:441)",
        "LTL40 case 3, page 18 (004:538)",
        "R148",
    ),
)
