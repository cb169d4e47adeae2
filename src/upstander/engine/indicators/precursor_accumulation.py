"""Several low-level concerns about sexual matters or boundaries, from different sources.

Why it matters
    The College of Policing writes in Learning the Lessons 40 (page 36) that research has found
    behaviours that come before: inappropriate sexualised behaviour, and inappropriate use of
    social media. In case 5 (pages 26-28) each of several earlier matters had been dealt with by
    itself; in cases 7 and 8 a line manager and a colleague spoke of earlier conduct only once
    something else had come to light. One remark may be anything. Several, from people who do not
    know of each other, are asked about.

Innocent explanations
    - A post with many and difficult contacts, in which more is said: shown beside its peers.
    - One person, or one group, that reports again and again: counted once.
    - One matter that stands in several registers: counted once where it can be told.
    - Gossip: a report that is graded low weighs little, one suspected to be false nothing.
    - Matters that were looked into and set aside: these weigh half.

What it needs
    Complaints and intelligence with their categories; conduct matters where they are there.

What it cannot see
    What was dealt with by a word and never recorded, and whether what was reported is true. Two
    friends who report one event count as two. Of the ten cases it would have seen case 5, if the
    earlier reports had been less than two years apart, which they were not.

How it is measured
    Complaints, intelligence reports and conduct matters of a sexual nature, internal ones too, and
    those whose category tells of an approach, social media, gifts or a boundary (told by the words
    on the pages of those signs). One person's reports count once; a record that names nobody
    counts as the same matter as one within 30 days of it. Each weighs one, less by its grade, and
    half where its outcome set it aside. Three sources or more within 24 months that weigh one and
    a half together. The value is the largest weight within any 24 months.
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir
from ibis import _

from upstander.engine.evidence import (
    Findings,
    Indicator,
    Scene,
    Setting,
    as_findings,
    words_for_date,
)
from upstander.engine.indicators.common import (
    counted,
    seconds,
    strongest,
    trailing,
)
from upstander.engine.indicators.reported import (
    TOLD_BY,
    as_member_events,
    reports,
    says,
    separate,
)

MEMBER = ("staff_id",)
WORDS = ("approach", "on duty", "social media", "gift", "boundary")


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Members with enough separate concerns. Value: their weight in the strongest 24 months."""
    concerns = _concerns(scene, settings)
    held = trailing(settings["days"] - 1, by=MEMBER)

    def number(kind: str) -> ir.IntegerValue:
        return (_.kind == kind).cast("int64").sum().over(held)

    hits = concerns.mutate(
        sources=_.count().over(held),
        value=_.weight.sum().over(held),
        complaints=number("complaint"),
        reports=number("intelligence"),
        matters=number("conduct"),
        first_at=_.at.min().over(held),
        last_at=_.at,
    ).filter(_.sources >= settings["sources"], _.value >= settings["least"])
    best = strongest(hits, by=MEMBER)
    findings = as_findings(best.drop("human_id").mutate(sentence=_sentence(best)))
    return Findings(findings=findings, events=_events(concerns, findings))


def _concerns(scene: Scene, settings: Mapping[str, float]) -> ir.Table:
    words = tuple(word for name in WORDS for word in TOLD_BY[name])
    told = reports(scene).filter(_.sexual | says(_.category, *words))
    apart = separate(told, days=settings["days"], apart_days=settings["apart_days"])
    return apart.mutate(second=seconds(_.at))


def _events(concerns: ir.Table, findings: ir.Table) -> ir.Table:
    spans = findings.select("staff_id", finding_first=_.first_at, finding_last=_.last_at)
    held = concerns.join(spans, "staff_id")
    return as_member_events(held.filter(_.at >= _.finding_first, _.at <= _.finding_last))


def _sentence(found: ir.Table) -> ir.StringValue:
    def part(number: ir.IntegerValue, noun: str) -> ir.StringValue:
        return ibis.ifelse(number > 0, ", " + counted(number, noun), "")

    parts = (
        part(found.complaints, "complaint")
        + part(found.reports, "intelligence report")
        + part(found.matters, "conduct matter")
    )
    return (
        counted(found.sources, "separate concern")
        + " about sexual matters or boundaries from "
        + words_for_date(found.first_at)
        + " to "
        + words_for_date(found.last_at)
        + ": "
        + parts.substr(2)
        + "."
    )


INDICATOR = Indicator(
    id="IND-44",
    name="Several low-level concerns from different sources",
    family="history",
    cls="C",
    level="staff",
    status="experimental",
    version=1,
    needs=("complaints", "intelligence"),
    find=find,
    settings={
        "sources": Setting(
            value=3, unit="sources", meaning="fewest in `days`", reason="R357: three minor items"
        ),
        "days": Setting(
            value=730, unit="days", meaning="the rolling stretch", reason="R357: 24 months"
        ),
        "apart_days": Setting(
            value=30,
            unit="days",
            meaning="within which a record that names nobody is the matter before it",
            reason="a complaint, a report and a matter often follow from one event",
        ),
        "least": Setting(
            value=1.5,
            unit="weight",
            meaning="least weight that is found",
            reason="half of what three sound reports weigh; less is gossip",
        ),
    },
    references=("LTL40 page 36 (004:1053)", "LTL40 case 5, pages 26-28 (004:748-762)", "R357"),
)
