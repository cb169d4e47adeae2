"""The record of one person opened again and again after the work with them had ended.

Why it matters
    A record is for the work (Code of Ethics guidance, confidentiality). Contact that goes on
    after the investigation is complete is on the list of signs in Learning the Lessons 40 (page
    11), and to go on reading is the quietest way of keeping in touch. The boundary guidance
    (para 11) asks how long the work had been over.

Innocent explanations
    - A new report, a case conference or a review that is not in the extract.
    - An appeal, a court date, property to give back, an answer owed under the Victims' Code.
    - Work for a colleague whose case it is now.
    - A closing date that was entered long before the work stopped.

What it needs
    The audit log of the force's systems, and the occurrences with their assignments.

What it cannot see
    People with whom no work was ever recorded (see the look-ups with no linked task), what was
    read, and look-ups after new work with the same person has begun. Of the ten cases it would
    have seen case 8 (the audit led to the second woman) where the look-ups fell after the
    work's end, and might have seen case 10 (after the hand-over) and case 3 (contact resumed
    after years); no document says when the records were opened.

How it is measured
    Unexplained look-ups more than 14 days after the last recorded work that joins the pair, when
    none is open, on 3 different days within 12 months: one sitting writes many rows of an audit log
    and counts as one day. The value says in bits how far the further days exceed what this
    member's other people have after their work ended; less than one bit is left out.
"""

import math
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
    lasting,
    resting_on,
    seconds,
    strongest,
    trailing,
    whole,
)


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Pairs with look-ups after the work. Value: bits above the member's other people."""
    looks = _after_closure(scene, settings)
    days = _days(looks, settings)
    people = _weighed(strongest(days).drop("seen_at"), settings)
    reached = (
        days.filter(_.look_days >= settings["look_days"]).group_by(*PAIR).agg(seen_at=_.at.min())
    )
    found = people.join(reached, PAIR).filter(_.value >= settings["least_bits"])
    findings = as_findings(found.mutate(sentence=_sentence(found)))
    return Findings(findings=findings, events=resting_on(looks, findings))


def _after_closure(scene: Scene, settings: Mapping[str, float]) -> ir.Table:
    """Unexplained look-ups at a time when all recorded work of the pair had ended some days ago."""
    looks = scene.unexplained.filter(_.kind == "lookup", _.human_id.notnull())
    links = scene.links.select(*PAIR, link_from=_.first_at, link_to=_.last_at)
    begun = looks.join(links, PAIR).filter(_.link_from <= _.at)
    days = DAY * settings["closed_days"]
    alive = _.link_to.isnull() | (seconds(_.at) <= seconds(_.link_to) + days)
    works = begun.group_by("contact_id").agg(
        alive=alive.cast("int64").max(), closed_at=_.link_to.max()
    )
    return looks.join(works.filter(_.alive == 0), "contact_id")


def _days(looks: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """One row for each day of a pair; the value is the number of days in the 12 months it ends."""
    days = (
        looks.group_by(*PAIR, day=_.local_at.date())
        .agg(at=_.at.min(), until=_.at.max(), closed_at=_.closed_at.max(), rows=_.count())
        .mutate(second=seconds(_.at))
    )
    held = trailing(settings["days"])
    return days.mutate(
        look_days=_.count().over(held),
        looks=_.rows.sum().over(held),
        first_at=_.at.min().over(held),
        last_at=_.until,
    ).mutate(value=_.look_days)


def _weighed(found: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """The surprise of the further days, against the same member's other people."""
    member = ibis.window(group_by="staff_id")
    further = _.look_days - 1
    told = found.mutate(
        further=further,
        others=_.count().over(member) - 1,
        others_further=further.sum().over(member) - further,
    )
    trust = settings["few_people"]
    rate = (told.others_further + trust * settings["usual_further"]) / (told.others + trust)
    ratio = ibis.greatest(told.further / rate, 1.0)
    more = told.further * ratio.log2() - (told.further - rate) / math.log(2)
    return told.mutate(value=ibis.ifelse(ratio > 1, more, 0.0))


def _sentence(found: ir.Table) -> ir.StringValue:
    since = days_between(found.closed_at, found.last_at).floor().cast("int64")
    return (
        counted(found.looks, "look-up")
        + " of one person on "
        + counted(found.look_days, "day")
        + " in "
        + lasting(found.first_at, found.last_at)
        + ", none with a recorded purpose, the last "
        + whole(since)
        + " days after the recorded work with them ended."
    )


INDICATOR = Indicator(
    id="IND-26",
    name="Repeat look-ups of the same person after closure",
    family="look-ups",
    cls="A",
    level="pair",
    status="experimental",
    version=1,
    needs=("searches", "occurrences", "involvements", "assignments"),
    find=find,
    settings={
        "look_days": Setting(
            value=3, unit="days", meaning="enough in `days`", reason="once or twice is tidying up"
        ),
        "days": Setting(
            value=365, unit="days", meaning="the stretch", reason="interest lasts, gaps do not"
        ),
        "closed_days": Setting(
            value=14,
            unit="days",
            meaning="after the work's end, before which a look-up belongs to it",
            reason="outcomes are entered and victims told in these days",
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
        "LTL40 page 11, victim sign 3 (004:339)",
        "LTL40 case 8, pages 38-39 (004:1127-1129)",
        "CoE confidentiality (002:170-172)",
        "PBG para 11",
        "R217",
    ),
)
