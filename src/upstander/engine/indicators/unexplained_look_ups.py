"""Look-ups of one person that no recorded work explains.

Why it matters
    In case 1 of Learning the Lessons 40 (pages 7-8) an officer took a woman's number from the
    force's system or the telephone's display and wrote to her from his own phone. In case 8
    (pages 38-39) an audit of what the member of staff had opened led to a second woman. The Code
    of Ethics guidance (confidentiality) and the boundary guidance (para 13) say that records are
    for policing. A predatory style may leave no more than a few look-ups before a first contact.

Innocent explanations
    - The work is recorded late, under another person record, or not at all.
    - Cover for a colleague, a briefing, a check asked for on the radio.
    - A role that browses by design: audit, intelligence, a safeguarding hub, the enquiry desk.
    - A namesake: the wrong record was opened first.
    - The person rang and was looked up while on the line, where the call is not in the extract.

What it needs
    The audit log of the force's systems, with whose record was opened.

What it cannot see
    What was read, what was remembered, paper, a screen that somebody else opened, and systems
    without an audit feed. Of the ten cases it would have seen case 8 (the second woman) and case
    1, if the number came from the system. A look-up while the work was open is explained: cases
    2, 3, 4, 5, 7 and 10 may have had none outside it. Cases 6 and 9 name no look-up.

How it is measured
    Days with an unexplained look-up of the person: two or more within 12 months. One day is
    enough where contact or address details were opened and the pair's first contact of any
    other kind followed within 14 days, unexplained. A single look-up without that is common and
    counts nothing. The value adds two surprises in bits: how far the further days exceed what
    this member's other people have, and, where an unexplained first contact followed, how seldom
    that happens with the member's other people. Both are shrunk towards what is common, so that a
    member whose whole work goes unrecorded stands out with nobody; a value of less than one bit
    is left out. Roles are compared with their
    own kind when leads are weighed.
"""

import math
from collections.abc import Mapping

import ibis
import ibis.expr.types as ir
from ibis import _

from upstander.engine.evidence import (
    Findings,
    Indicator,
    Scene,
    Setting,
    as_events,
    as_findings,
)
from upstander.engine.indicators.common import (
    DAY,
    PAIR,
    counted,
    lasting,
    resting_on,
    seconds,
    strongest,
    trailing,
)


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Pairs with unexplained look-ups. Value: bits of the days, and of a contact that followed."""
    looks = scene.unexplained.filter(_.kind == "lookup", _.human_id.notnull())
    best = strongest(_days(looks, settings)).drop("seen_at", "at")
    followed = _followed(scene, looks, settings)
    both = best.left_join(followed, PAIR).select(
        *best.columns, *(followed[name] for name in ("met_at", "met_days", "detail"))
    )
    enough = (_.look_days >= settings["look_days"]) | (_.met_at.notnull() & _.detail)
    weighed = _weighed(both, settings).filter(enough).filter(_.value >= settings["least_bits"])
    seen = weighed.mutate(seen_at=ibis.least(*_moments(weighed)))
    findings = as_findings(seen.mutate(sentence=_sentence(seen)))
    return Findings(
        findings=findings,
        events=ibis.union(resting_on(looks, findings), _first_contacts(scene, seen)),
    )


def _first_contacts(scene: Scene, found: ir.Table) -> ir.Table:
    """The contacts that followed a look-up, as events."""
    met = found.filter(_.met_at.notnull()).select(*PAIR, "met_at")
    others = scene.unexplained.filter(_.kind != "lookup")
    return as_events(others.join(met, PAIR).filter(_.at == _.met_at))


def _days(looks: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """One row for each day of a pair; the value is the number of days in the 12 months it ends."""
    details = _.field.isin(("contact", "address")).fill_null(False).cast("int64").max()
    days = (
        looks.group_by(*PAIR, day=_.local_at.date())
        .agg(at=_.at.min(), until=_.at.max(), detail_day=details)
        .mutate(second=seconds(_.at))
    )
    held = trailing(settings["days"])
    counted_days = days.mutate(
        look_days=_.count().over(held),
        detail_days=_.detail_day.sum().over(held),
        first_at=_.at.min().over(held),
        last_at=_.until,
    )
    reached = ibis.ifelse(_.look_days >= settings["look_days"], _.at, ibis.null("timestamp(6)"))
    return counted_days.mutate(
        value=_.look_days, reached_at=reached.min().over(ibis.window(group_by=list(PAIR)))
    )


def _followed(scene: Scene, looks: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """Pairs whose first contact of another kind came soon after a look-up, and is unexplained."""
    others = scene.contacts.filter(_.kind != "lookup")
    unexplained = scene.unexplained.filter(_.kind != "lookup", _.human_id.notnull())
    first = unexplained.group_by(*PAIR).agg(met_at=_.at.min())
    near = (
        looks.select(*PAIR, "at", "field")
        .join(first, PAIR)
        .filter(_.at < _.met_at, seconds(_.at) >= seconds(_.met_at) - DAY * settings["before_days"])
        .group_by(*PAIR, "met_at")
        .agg(looked_at=_.at.max(), detail=_.field.isin(("contact", "address")).any())
    )
    earlier = others.join(near.select(*PAIR, "met_at"), PAIR).filter(_.at < _.met_at)
    return near.anti_join(earlier, PAIR).mutate(
        met_days=((seconds(_.met_at) - seconds(_.looked_at)) / DAY).ceil().cast("int64"),
        detail=_.detail.fill_null(False),
    )


def _weighed(found: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """The value: both surprises, each against the same member's other people."""
    member = ibis.window(group_by="staff_id")
    further, met = _.look_days - 1, _.met_at.notnull().cast("int64")
    told = found.mutate(
        further=further,
        met=met,
        others=_.count().over(member) - 1,
        others_further=further.sum().over(member) - further,
        others_met=met.sum().over(member) - met,
    )
    trust = settings["few_people"]
    rate = (told.others_further + trust * settings["usual_further"]) / (told.others + trust)
    often = (told.others_met + 0.5) / (told.others + trust)
    ratio = ibis.greatest(told.further / rate, 1.0)
    more = told.further * ratio.log2() - (told.further - rate) / math.log(2)
    days = ibis.ifelse(ratio > 1, more, 0.0)
    return told.mutate(value=days + ibis.ifelse(told.met == 1, -often.log2(), 0.0))


def _moments(found: ir.Table) -> tuple[ir.TimestampValue, ir.TimestampValue]:
    """When each of the two roads to this sign was first complete."""
    by_contact = ibis.ifelse(found.detail, found.met_at, ibis.null("timestamp(6)"))
    return (
        ibis.coalesce(found.reached_at, by_contact),
        ibis.coalesce(by_contact, found.reached_at),
    )


def _sentence(found: ir.Table) -> ir.StringValue:
    details = ibis.ifelse(
        found.detail_days > 0,
        "; contact or address details on " + counted(found.detail_days, "day"),
        "",
    )
    met = ibis.ifelse(
        found.met == 1,
        "; the first contact of another kind, unexplained too, came within "
        + counted(found.met_days.fill_null(0), "day")
        + " of a look-up",
        "",
    )
    stretch = ibis.ifelse(found.look_days > 1, " in " + lasting(found.first_at, found.last_at), "")
    return (
        "Look-ups of one person on "
        + counted(found.look_days, "day")
        + stretch
        + ", none with a recorded purpose"
        + details
        + met
        + "."
    )


INDICATOR = Indicator(
    id="IND-22",
    name="Look-ups of one person with no linked task",
    family="look-ups",
    cls="A",
    level="pair",
    status="experimental",
    version=1,
    needs=("searches",),
    find=find,
    settings={
        "look_days": Setting(
            value=2, unit="days", meaning="enough in `days`", reason="a single one is common"
        ),
        "days": Setting(
            value=365, unit="days", meaning="the stretch", reason="interest lasts, gaps do not"
        ),
        "before_days": Setting(
            value=14,
            unit="days",
            meaning="how soon a first contact follows",
            reason="case 1: three days",
        ),
        "few_people": Setting(
            value=10,
            unit="people",
            meaning="how slowly a member's own rate is trusted",
            reason="fewer people than this give no rate",
        ),
        "usual_further": Setting(
            value=0.1,
            unit="days",
            meaning="further days a person has, where the member's own rate is not known",
            reason="recording gaps are mostly single",
        ),
        "least_bits": Setting(
            value=1,
            unit="bits",
            meaning="least value that is found",
            reason="less is what this member's other people have as well",
        ),
    },
    references=(
        "LTL40 case 1, pages 7-8 (004:232-236)",
        "LTL40 case 8, pages 38-39 (004:1127-1129)",
        "CoE confidentiality (002:170-172)",
        "PBG para 13",
        "R115",
        "R217",
    ),
)
