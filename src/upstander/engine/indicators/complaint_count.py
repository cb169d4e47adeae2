"""Three complaints or more about one member of staff within 12 months.

Why it matters
    After case 5 of Learning the Lessons 40 (pages 26-28) the force ran a system to find anyone
    with three or more complaints in a 12-month period, with measures to monitor or address
    behaviour. One complaint may be anything; a row of them is asked about.

Innocent explanations
    - A post with many and difficult contacts: shown beside peers of the same role.
    - One matter that several people complain of, or that one person complains of several times.
    - A complainant whom a finding has called vexatious: a complaint without a finding counts.
    - Complaints about service, delay or a decision that was not the member's own.

What it needs
    The register of complaints.

What it cannot see
    Complaints that were talked out and never recorded, those to other forces, and whether a
    complaint was justified. Two people who complain of one incident count as two. It would have
    seen none of the ten cases by the documents alone: each tells of one complaint or none before
    the referral. It is the rule that a force uses today, kept beside the rarer signs.

How it is measured
    Complaints received about the member, by date of receipt; a complaint by the same person
    within 7 days of one that counts already is the same matter. The value is the largest
    number within any 365 days. Complaints of a sexual nature, and those by somebody who had
    complained of the member before, are named in the sentence and count for neither more nor less.
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
    as_events,
    as_findings,
    words_for_date,
)
from upstander.engine.indicators.common import (
    DAY,
    counted,
    seconds,
    strongest,
    trailing,
    whole_or_none,
)

MEMBER = ("staff_id",)


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Members with enough complaints in 12 months. Value: the most in any 12 months."""
    complaints = _separate_matters(scene, settings)
    # A trailing window takes both its ends: 365 days are a day and the 364 before it.
    held = trailing(settings["days"] - 1, by=MEMBER)
    hits = complaints.mutate(
        value=_.count().over(held),
        sexual_ones=_.sexual.fill_null(False).cast("int64").sum().over(held),
        by_the_same=_.again.cast("int64").sum().over(held),
        first_at=_.at.min().over(held),
        last_at=_.at,
    ).filter(_.value >= settings["complaints"])
    # On a day with several complaints each row ends the same window: the first row stands for it.
    best = strongest(hits, by=MEMBER)
    findings = as_findings(best.drop("human_id").mutate(sentence=_sentence(best)))
    return Findings(findings=findings, events=_events(complaints, findings))


def _separate_matters(scene: Scene, settings: Mapping[str, float]) -> ir.Table:
    """Complaints, without those by the same person soon after one before."""
    complaints = scene.records["complaints"].left_join(scene.humans, "person_id")
    received = scene.records["complaints"]
    rows = complaints.select(
        *(received[name] for name in ("staff_id", "complaint_id", "sexual")),
        human_id=ibis.coalesce(scene.humans.human_id, received.person_id),
        at=received.received_on.cast("timestamp(6)"),
        source_file=received.source_file,
        source_row=received.source_row,
    )
    same = ibis.window(group_by=["staff_id", "complaint_id"], order_by=["at", "source_row"])
    once = rows.mutate(place=ibis.row_number().over(same)).filter(_.place == 0)
    by_person = ibis.window(group_by=["staff_id", "human_id"], order_by=["at", "source_row"])
    gap = seconds(_.at) - seconds(_.at.lag().over(by_person))
    return once.mutate(
        second=seconds(_.at),
        repeated=(_.human_id.notnull() & (gap <= DAY * settings["same_days"])).fill_null(False),
        again=_.human_id.notnull() & gap.notnull(),
    ).filter(~_.repeated)


def _events(complaints: ir.Table, findings: ir.Table) -> ir.Table:
    spans = findings.select("staff_id", finding_first=_.first_at, finding_last=_.last_at)
    held = complaints.join(spans, "staff_id").filter(
        _.at >= _.finding_first, _.at <= _.finding_last
    )
    return as_events(
        held.mutate(
            human_id=ibis.null("string"),
            kind=ibis.literal("complaint"),
            source_table=ibis.literal("complaints"),
        )
    )


def _sentence(found: ir.Table) -> ir.StringValue:
    return (
        counted(found.value, "complaint")
        + " received from "
        + words_for_date(found.first_at)
        + " to "
        + words_for_date(found.last_at)
        + ", "
        + whole_or_none(found.sexual_ones)
        + " of a sexual nature, "
        + whole_or_none(found.by_the_same)
        + " by somebody who had complained of the member before."
    )


INDICATOR = Indicator(
    id="IND-41",
    name="Complaints in a rolling 12 months",
    family="history",
    cls="A",
    level="staff",
    status="experimental",
    version=2,
    needs=("complaints",),
    find=find,
    settings={
        "complaints": Setting(
            value=3, unit="complaints", meaning="enough in `days`", reason="case 5: the force's own"
        ),
        "days": Setting(
            value=365, unit="days", meaning="the rolling stretch", reason="case 5: 12 months"
        ),
        "same_days": Setting(
            value=7,
            unit="days",
            meaning="the same person again within these is the same matter",
            reason="people write twice and to several offices",
        ),
    },
    references=("LTL40 case 5, page 28 (004:778)", "R189"),
)
