"""What the signs of content share: which phrases messages hold, and how far that is surprising."""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir
from ibis import _

from upstander import words
from upstander.engine.evidence import (
    Findings,
    Scene,
    Setting,
    as_events,
    as_findings,
    words_for_date,
)
from upstander.engine.indicators.common import PAIR, counted, surprise, whole, whole_or_none
from upstander.engine.tables.declare import empty_table
from upstander.engine.tables.stages import WRITTEN

VERSION = 1  # part of the lock: raise it when a change here changes what signs find


def content_settings(*, messages: int, reason: str) -> dict[str, Setting]:
    """The settings of a sign that reads which phrases messages hold (see `said`)."""
    return {
        "messages": Setting(
            value=messages,
            unit="messages",
            meaning="fewest to the person with a phrase of any class, this sign's among them",
            reason=reason,
        ),
        "usual": Setting(
            value=0.01,
            unit="share of days",
            meaning="of days with messages, those with such a phrase, where nothing is known",
            reason="what is found by mistake: everyday texts have less (./dev bench content)",
        ),
        "few_days": Setting(
            value=50,
            unit="days",
            meaning="how slowly the member's own share is trusted",
            reason="fewer days than this give no share",
        ),
        "most_usual": Setting(
            value=0.2,
            unit="share of days",
            meaning="the highest share that is held against a pair",
            reason="who writes so to many is not explained by writing so to many (LTL40 page 13)",
        ),
        "least_bits": Setting(
            value=1, unit="bits", meaning="least value that is found", reason="less is chance"
        ),
    }


def said(scene: Scene, settings: Mapping[str, float], *classes: str, what: str) -> Findings:
    """Pairs to whom the member wrote phrases of those classes. Value: bits of the days.

    Days, not messages: an exchange with twenty kisses is one evening. How far they exceed what
    this member's other people have. `what` begins the sentence: "Words of affection".
    """
    read = scene.written
    if read is None:
        read = empty_table(schema=WRITTEN)
    told = _with_phrases(read, classes)
    found = _surprising(_by_pair(told, settings), settings).filter(
        _.hits > 0, _.phrases >= settings["messages"], _.value >= settings["least_bits"]
    )
    seen = found.mutate(seen_at=ibis.greatest(_.first_at, _.enough_at))
    findings = as_findings(seen.mutate(sentence=_said_in_words(seen, what)))
    events = as_events(told.filter(_.own)).semi_join(findings, PAIR)
    return Findings(findings=findings, events=events)


def _with_phrases(read: ir.Table, classes: tuple[str, ...]) -> ir.Table:
    """Messages with `own`: a phrase of those classes; `any`: of any; `turn`: how many so far."""
    own, some = ibis.literal(False), ibis.literal(False)
    for name in words.CONTENT_CLASSES:
        holds = read[name].fill_null(False)
        some = some | holds
        own = own | holds if name in classes else own
    marked = read.mutate(own=own, any=some, day=read.local_at.date())
    so_far = ibis.cumulative_window(group_by=list(PAIR), order_by=["at", "source_row"])
    return marked.mutate(turn=marked["any"].cast("int64").sum().over(so_far))


def _by_pair(told: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    enough = told["any"] & (told.turn >= settings["messages"])
    return told.group_by(*PAIR).agg(
        messages=told.count(),
        days=told.day.nunique(),
        hits=told.own.cast("int64").sum(),
        hit_days=told.day.nunique(where=told.own),
        phrases=told["any"].cast("int64").sum(),
        first_at=told["at"].min(where=told.own),
        last_at=told["at"].max(where=told.own),
        enough_at=told["at"].min(where=enough),
    )


def _surprising(pairs: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    member = ibis.window(group_by="staff_id")
    apart = pairs.mutate(
        other_days=_.days.sum().over(member) - _.days,
        other_hit_days=_.hit_days.sum().over(member) - _.hit_days,
    )
    few, usual = settings["few_days"], settings["usual"]
    share = (apart.other_hit_days + usual * few) / (apart.other_days + few)
    expected = apart.days * ibis.least(share, settings["most_usual"])
    # Where nothing was said there is no surprise, and no logarithm to take.
    said_so = ibis.greatest(apart.hit_days, 1)
    beyond = (apart.hit_days > 0) & (apart.hit_days > expected)
    return apart.mutate(value=ibis.ifelse(beyond, surprise(said_so, expected), 0.0))


def _said_in_words(found: ir.Table, what: str) -> ir.StringValue:
    others = ibis.ifelse(
        found.other_days > 0,
        "on "
        + whole_or_none(found.other_hit_days)
        + " of "
        + counted(found.other_days, "day")
        + " with messages to this member's other people",
        "no messages to other people were read",
    )
    return (
        f"{what} in "
        + whole(found.hits)
        + " of "
        + counted(found.messages, "message")
        + " read, on "
        + counted(found.hit_days, "day")
        + " from "
        + words_for_date(found.first_at)
        + " to "
        + words_for_date(found.last_at)
        + "; "
        + others
        + "."
    )
