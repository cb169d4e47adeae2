"""One member's growing share of a person's contact with the force, while others have the work.

Why it matters
    Growing dependence on one officer is among the signs in victims of Learning the Lessons 40
    (page 11), and nurturing it among the signs in officers: contact narrows to the one member,
    although the case is somebody else's.

Innocent explanations
    - A single point of contact by plan: while the member holds a case or task with the person it
      does not count.
    - Cover for an absent colleague of the team: explained contact does not count as the member's.
    - The case went quiet, and a single call is then all the contact there is: the floor is five
      days.
    - The assigned officer works from a desk telephone or by letter, which no table here holds.

What it needs
    The itemised calls of work phones, and assignments with occurrences and involvements.
    Messages, attendances and visits are counted where they are there.

What it cannot see
    Private phones. Contact that the person has with other services. A member who is assigned and
    keeps the others away (cases 2 and 8). Of the ten cases it might have seen case 10, had the
    officer used force means after the hand-over.

How it is measured
    Days with contact between the person and each member of staff, in either direction. For each
    day of the member: the share of all such days in the last 60 days that are the member's with no
    recorded purpose, against the member's share (of any kind) in the 60 days before. It counts
    where the share rose by 30 points or more, on five days or more, with four days or more of
    anybody's contact in the stretch before, while an assignment of somebody else was open and
    none, and no task, of the member's own was. The value is the surprise of the number of the
    member's days over what the former share would give, in bits.
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
    PAIR,
    counted,
    not_merely_near,
    resting_on,
    seconds,
    strongest,
    surprise,
    trailing,
    whole,
)

_KINDS = ("call", "message", "visit", "attendance")
_CASE = "assigned"
_OWN_WORK = (_CASE, "tasked", "supervising")


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Pairs whose share of the person's contact rose. Value: surprise in bits."""
    open_ones = not_merely_near(
        scene.unexplained.filter(_.kind.isin(_KINDS), _.human_id.notnull()), scene
    )
    likely = _on_days(open_ones, least=int(settings["own_days"]))
    every = scene.contacts.filter(_.kind.isin(_KINDS), _.share >= LEAST_SHARE)
    days = _days(not_merely_near(every.semi_join(likely, "human_id"), scene))
    hits = _shares(days, settings).semi_join(likely, PAIR).filter(_.today_open == 1)
    risen = _while_others_work(_risen(hits, settings), scene)
    found = strongest(risen.mutate(value=surprise(_.own, _.usual))).filter(
        _.value >= settings["least_bits"]
    )
    findings = as_findings(found.mutate(sentence=_sentence(found, settings)))
    return Findings(findings=findings, events=resting_on(open_ones, findings))


def _on_days(contacts: ir.Table, *, least: int) -> ir.Table:
    """The pairs whose contacts lie on that many days at least: most need no asking."""
    days = contacts.select(*PAIR, day=_.local_at.date()).distinct()
    return days.group_by(*PAIR).agg(days=_.count()).filter(_.days >= least).select(*PAIR)


def _days(contacts: ir.Table) -> ir.Table:
    """One row a pair and day with contact; `today_open` is 1 where some of it is unexplained."""
    return (
        contacts.group_by(*PAIR, day=_.local_at.date())
        .agg(at=_.at.max(), today_open=(_.status == "unexplained").cast("int64").max())
        .mutate(second=seconds(_.at))
    )


def _shares(days: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """Adds the days of the member and of everybody, in the last stretch and the one before."""
    span = settings["days"]
    person, whole_person = trailing(span, by=("human_id",)), trailing(2 * span, by=("human_id",))
    pair, whole_pair = trailing(span), trailing(2 * span)
    opened = ibis.ifelse(_.today_open == 1, _.at, ibis.null("timestamp(6)"))
    return days.mutate(
        own=_.today_open.sum().over(pair),
        own_of_any_kind=_.count().over(pair),
        own_twice=_.count().over(whole_pair),
        every=_.count().over(person),
        every_twice=_.count().over(whole_person),
        first_at=opened.min().over(pair),
    ).mutate(
        last_at=_.at,
        own_before=_.own_twice - _.own_of_any_kind,
        every_before=_.every_twice - _.every,
    )


def _risen(days: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """The days on which the share had risen far enough; `usual` is what the former would give."""
    told = days.filter(
        _.own >= settings["own_days"], _.every_before >= settings["days_before"]
    ).mutate(share=_.own / _.every, share_before=_.own_before / _.every_before)
    risen = told.filter(_.share - _.share_before >= settings["points"] / 100)
    # Half a day each: a share of nought in a few days is no promise of nought.
    return risen.mutate(usual=_.every * (_.own_before + 0.5) / (_.every_before + 1.0))


def _while_others_work(risen: ir.Table, scene: Scene) -> ir.Table:
    """Those at a time when somebody else was assigned, and the member had no work of their own."""
    purposes = scene.purposes.filter(
        _.explanation.isin(_OWN_WORK), _.staff_id.notnull(), _.human_id.notnull()
    )
    own = risen.join(
        purposes.select(*PAIR, "starts_at", "ends_at"), PAIR
    ).filter(_.at >= _.starts_at, _.at < _.ends_at)  # fmt: skip
    cases = purposes.filter(_.explanation == _CASE).select(
        "human_id", "duty_starts_at", "duty_ends_at", case_of=_.staff_id
    )
    others = risen.join(cases, "human_id").filter(
        _.case_of != _.staff_id,
        _.at >= _.duty_starts_at,
        _.duty_ends_at.isnull() | (_.at < _.duty_ends_at),
    )
    key = [*PAIR, "at"]
    return risen.semi_join(others.select(*key).distinct(), key).anti_join(
        own.select(*key).distinct(), key
    )


def _sentence(found: ir.Table, settings: Mapping[str, float]) -> ir.StringValue:
    return (
        "In the "
        + f"{settings['days']:g} days to "
        + words_for_date(found.last_at)
        + ", "
        + whole((found.share * 100).round())
        + " in 100 of the days on which the person had contact with the force were with this"
        + " member and without a recorded purpose ("
        + counted(found.own, "day")
        + "), beside "
        + whole((found.share_before * 100).round())
        + " in 100 of the days before; somebody else was assigned, the member was not."
    )


INDICATOR = Indicator(
    id="IND-29",
    name="Single-officer concentration",
    family="dependence",
    cls="A",
    level="pair",
    status="experimental",
    version=2,
    needs=("calls", "staff_phones", "person_phones", "assignments", "involvements"),
    find=find,
    settings={
        "points": Setting(
            value=30, unit="points", meaning="by which the share rose", reason="R086: 40 to 95"
        ),
        "days": Setting(
            value=60, unit="days", meaning="each of the two stretches", reason="as for requests"
        ),
        "own_days": Setting(
            value=5,
            unit="days",
            meaning="fewest of the member's own in the later stretch",
            reason="a share of few days is chance",
        ),
        "days_before": Setting(
            value=4,
            unit="days",
            meaning="fewest of anybody's in the earlier stretch",
            reason="there must be a share that it rose from",
        ),
        "least_bits": Setting(
            value=1, unit="bits", meaning="least value that is found", reason="less is chance"
        ),
    },
    references=(
        "LTL40 page 11 (004:321)",
        "LTL40 page 11, victim sign 5 and officer sign 9 (004:341, 004:357)",
        "R086",
    ),
)
