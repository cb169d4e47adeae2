"""Complaints and conduct matters open for so long that a written account of why is due.

Why it matters
    Cases of abuse of position are to be recorded, referred and investigated effectively, and those
    who report are to be kept in touch with (Learning the Lessons 40, checklist, page 52). A matter
    that is not finished in the period that the regulations set needs a written account to those
    whom they name. A matter that lies still leaves the person who spoke without an answer.

Innocent explanations
    - A criminal case or a referral that has to go first, with the account given in time.
    - A matter that is finished, and whose closing date was not entered.
    - An old matter taken over from another system with its first date.

What it needs
    Complaints, and the rule `long_open_matter` of the policy, with its period, since when it holds
    and its source. Conduct matters where they were handed over.

What it cannot see
    Whether an account was given. Whether and when a matter was referred, and what was told to a
    complainant and when: the contract has no column for either, so neither a late referral nor a
    late update can be told. Bank holidays do not matter to periods counted in months.

How it is measured
    Complaints and matters without a closing date at the date of the scan: a shortfall where one was
    received or opened longer ago than the rule says. A complaint about several members is one.
    Counted for the force as a whole, and never part of a lead.
"""

from collections.abc import Mapping
from datetime import timedelta

import ibis
import ibis.expr.types as ir

from upstander.engine.evidence import Indicator, Scene, Upkeep, as_upkeep
from upstander.engine.tables.declare import union_all

COMPLAINTS = "open complaints"
MATTERS = "open conduct matters"
OVERDUE = "open for so long that the policy asks for a written account of why"


def find(scene: Scene, settings: Mapping[str, float]) -> Upkeep:
    """Open complaints and conduct matters, each with whether it is open for too long."""
    complaints, conduct = scene.records["complaints"], scene.records["conduct"]
    parts = [
        _open(
            complaints.filter(complaints.finalised_on.isnull()).select(
                subject="complaint_id", begun_on="received_on"
            ),
            scene,
            of=COMPLAINTS,
        )
    ]
    if not scene.records.missing(("conduct",)):
        parts.append(
            _open(
                conduct.filter(conduct.closed_on.isnull()).select(
                    subject="matter_id", begun_on="opened_on"
                ),
                scene,
                of=MATTERS,
            )
        )
    return Upkeep(looked_at=union_all(parts))


def _open(matters: ir.Table, scene: Scene, *, of: str) -> ir.Table:
    rule = scene.policy.rule("long_open_matter", on=scene.day)
    before = scene.day - timedelta(days=rule.days if rule else 0)
    once = matters.group_by("subject").agg(begun_on=matters.begun_on.min())
    late = once.begun_on < ibis.literal(before)
    told = once.select(
        "subject",
        staff_id=ibis.null("string"),
        shortfall=ibis.ifelse(late, ibis.literal(OVERDUE), ibis.null("string")),
    )
    return as_upkeep(told, of=of)


INDICATOR = Indicator(
    id="IND-64",
    name="Complaints and conduct matters open for long",
    family="the force",
    cls="A",
    level="force",
    status="experimental",
    version=1,
    needs=("complaints",),
    rules=("long_open_matter",),
    find=find,
    references=(
        "LTL40 checklist, page 52 (004:1438-1441)",
        "SI 2020/2 regulation 13; SI 2020/4 regulation 19",
    ),
)
