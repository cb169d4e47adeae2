"""A conduct matter of a sexual nature towards a colleague, which opens a check of public contact.

Why it matters
    The national checklist (Learning the Lessons 40, page 52) asks forces to look into every
    allegation of sexualised behaviour inside the service, so as to know that it is not repeated
    towards the public. In case 5 (pages 27-28) colleagues came forward about messages only once a
    member of the public had complained; case 8 tells of the same.

Innocent explanations
    - A complaint between colleagues that was looked into and not borne out: it weighs half.
    - Words or touch that were meant and taken otherwise.
    - A dispute at work in which one side reports the other.
    - Conduct towards colleagues and conduct towards the public are different things: most
      people with such a matter have nothing else.

What it needs
    Conduct matters with their marks for what is internal and of a sexual nature.

What it cannot see
    Grievances, which stand in no table here, and what colleagues do not report. The boundary
    guidance does not cover relationships with colleagues: nothing here says that a relationship
    is wrong. Of the ten cases it would have seen case 5, once its matter had been opened.

How it is measured
    Conduct matters of the last five years that are internal and of a sexual nature, one each,
    half where the outcome set it aside. The value is their weight. The sentence says what the
    check of public contact starts from: with how many people the member had unexplained contact
    on three days or more. That number adds nothing to the value: it has signs of its own.
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
    PAIR,
    counted,
    made,
)
from upstander.engine.indicators.reported import (
    as_member_events,
    reports,
)

KINDS = ("call", "message", "lookup", "visit")


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Members with an internal matter of a sexual nature. Value: the matters, weighed."""
    since = ibis.literal(scene.as_of - timedelta(days=settings["days"])).cast("timestamp(6)")
    matters = reports(scene).filter(_.kind == "conduct", _.internal, _.sexual, _.at >= since)
    grouped = matters.group_by("staff_id").agg(
        value=_.weight.sum(),
        number=_.count(),
        first_at=_.at.min(),
        last_at=_.at.max(),
        seen_at=_.at.min(),
    )
    people = _people(scene, grouped, settings)
    joined = grouped.left_join(people, "staff_id")
    found = joined.select(
        *(grouped[name] for name in grouped.columns), people=people.people.fill_null(0)
    )
    findings = as_findings(found.mutate(sentence=_sentence(found)))
    return Findings(findings=findings, events=as_member_events(matters))


def _people(scene: Scene, members: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """With how many people each member had unexplained contact on enough days."""
    contacts = made(scene.unexplained, *KINDS).semi_join(members, "staff_id")
    days = contacts.group_by(*PAIR).agg(days=_.local_at.date().nunique())
    return (
        days.filter(_.days >= settings["contact_days"]).group_by("staff_id").agg(people=_.count())
    )


def _sentence(found: ir.Table) -> ir.StringValue:
    return (
        counted(found.number, "internal conduct matter")
        + " of a sexual nature, the last opened on "
        + words_for_date(found.last_at)
        + "; to be checked for contact with the public: unexplained contact on several days with "
        + ibis.ifelse(found.people == 0, "nobody", counted(found.people, "person", nouns="people"))
        + "."
    )


INDICATOR = Indicator(
    id="IND-46",
    name="Internal sexualised behaviour",
    family="history",
    cls="C",
    level="staff",
    status="experimental",
    version=1,
    needs=("conduct", "conduct.sexual", "conduct.internal"),
    find=find,
    settings={
        "days": Setting(
            value=1825,
            unit="days",
            meaning="how far back a matter counts",
            reason="about as long as written warnings and their records are looked back on",
        ),
        "contact_days": Setting(
            value=3,
            unit="days",
            meaning="of unexplained contact with one person that the check starts from",
            reason="single unexplained contacts are common",
        ),
    },
    references=(
        "LTL40 page 52, the national checklist (004:1431)",
        "LTL40 case 5, page 27 (004:748-756)",
    ),
)
