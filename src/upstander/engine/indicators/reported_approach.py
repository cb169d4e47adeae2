"""A report of an inappropriate approach to the public, or of sexual activity on duty.

Why it matters
    A study of 514 cases (Learning the Lessons 40, page 12) found that fewer than half of those
    later investigated had been the subject of an intelligence report; where there had been one,
    it was mostly about sexual activity on duty or an inappropriate approach to a member of the
    public. Such a report is the commonest thing that was known beforehand.

Innocent explanations
    - A report that is mistaken, malicious or about somebody else.
    - Words that were meant otherwise: a welfare call, a joke, a clumsy phrase.
    - One event that several registers hold.
    - A category that was chosen because no other one fitted.

What it needs
    Intelligence with its category; complaints and conduct matters where they are there.

    A category is told by the words that it holds; a force maps its own categories to these.

    - An approach: inappropriate approach, sexual approach, sexual purpose, emotional relationship,
      improper relationship, inappropriate relationship, inappropriate contact, unwanted contact,
      unwanted attention.
    - Sexual activity on duty: sexual activity on duty, sexual conduct on duty, sexual activity
      while on duty.
    - Of a sexual nature, where the record is not marked: sexual misconduct, sexual conduct, sexual
      purpose, sexual activity, sexual approach, sexual harassment, sexual assault, sexualised.

What it cannot see
    What nobody reported, which is most of it, and whether a report is true. Of the ten cases it
    would have seen those in which somebody told the force: case 5 (the messages, and the two
    reports before them), case 2 (the anonymous line, if the name was found) and cases 6 and
    9, once a parent or a friend had spoken.

How it is measured
    Complaints, intelligence reports and conduct matters of the last 24 months about conduct
    towards the public. A category that tells of an approach or of sexual activity on duty (the
    words above) counts in full; a record of a sexual nature whose category says no more counts
    half. Each is weighed by its grade, and half where its outcome set it aside; what is suspected
    to be false counts nothing. One person's reports count once, and a record that names nobody
    counts as the same matter as one within 30 days of it. The value is the sum; less than a
    quarter is left out.
"""

from collections.abc import Mapping
from datetime import timedelta

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
    whole,
    whole_or_none,
)
from upstander.engine.indicators.reported import (
    TOLD_BY,
    as_member_events,
    reports,
    says,
    separate,
)

NO_MORE_SAID = 0.5  # of a sexual nature, and the category tells neither


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Members of whom such a thing was reported. Value: the reports, weighed."""
    told = _told(scene, settings)
    so_far = ibis.window(
        group_by="staff_id",
        order_by=["at", "source_table", "source_row"],
        preceding=None,
        following=0,
    )
    summed = told.mutate(so_far=_.told_as.sum().over(so_far))
    found = (
        summed.group_by("staff_id")
        .agg(
            value=_.told_as.sum(),
            number=_.count(),
            named=_.named.cast("int64").sum(),
            heaviest=_.weight.max(),
            first_at=_.at.min(),
            last_at=_.at.max(),
            seen_at=_.at.min(where=_.so_far >= settings["least"]),
        )
        .filter(_.value >= settings["least"])
    )
    findings = as_findings(found.mutate(sentence=_sentence(found)))
    return Findings(
        findings=findings, events=as_member_events(told.semi_join(findings, "staff_id"))
    )


def _told(scene: Scene, settings: Mapping[str, float]) -> ir.Table:
    """The separate reports of the last months, with what each counts as `told_as`."""
    since = ibis.literal(scene.as_of - timedelta(days=settings["days"])).cast("timestamp(6)")
    named = says(_.category, *TOLD_BY["approach"], *TOLD_BY["on duty"])
    recent = reports(scene).filter(_.at >= since, ~_.internal).mutate(named=named)
    told = recent.filter(_.sexual | _.named).mutate(
        told_as=_.weight * ibis.ifelse(_.named, 1.0, NO_MORE_SAID)
    )
    return separate(told, days=settings["days"], apart_days=settings["apart_days"])


def _sentence(found: ir.Table) -> ir.StringValue:
    return (
        counted(found.number, "report")
        + " of a sexual nature towards the public from "
        + words_for_date(found.first_at)
        + " to "
        + words_for_date(found.last_at)
        + ", "
        + whole_or_none(found.named)
        + " in a category of approaches or of sexual activity on duty; the soundest weighs "
        + whole((found.heaviest * 100).round())
        + " in 100. None of it is proven by being reported."
    )


INDICATOR = Indicator(
    id="IND-45",
    name="Report of an inappropriate approach or of sexual activity on duty",
    family="history",
    cls="C",
    level="staff",
    status="experimental",
    version=1,
    needs=("intelligence",),
    find=find,
    settings={
        "days": Setting(
            value=730,
            unit="days",
            meaning="how far back a report counts by itself",
            reason="older ones come back when something new happens (old intelligence)",
        ),
        "apart_days": Setting(
            value=30,
            unit="days",
            meaning="within which a record that names nobody is the matter before it",
            reason="a complaint, a report and a matter often follow from one event",
        ),
        "least": Setting(
            value=0.25,
            unit="weight",
            meaning="least weight that is found",
            reason="a lone report graded D that says no more than its category is less",
        ),
    },
    references=("LTL40 page 12 (004:372)", "LTL40 case 5, pages 26-28 (004:758-762)"),
)
