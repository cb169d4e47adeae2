"""Integrity checks not sent in, not talked about or done in a hurry; complaints left open.

Why it matters
    The PCSO of case 5 in Learning the Lessons 40 had signed his annual integrity health checks by
    ticking boxes as he was told to, and talked about them with a supervisor (pages 26-28). In case
    7 a line manager knew of more than had been passed on (page 35). Supervisors have a duty to see
    that the guidance is followed and to act (boundary guidance, paragraph 17). What is left lying
    in large numbers is an arrangement to put right, not a person.

Innocent explanations
    - Leave, sickness or a change of supervisor in between.
    - A talk that took place and was not entered.
    - A complaint that waits for a court, another force or the person who made it.

What it needs
    The register of integrity checks, and the rule `integrity_check` of the policy. Complaints where
    they were handed over and the policy has a rule `complaint_handled`, which has no default.

What it cannot see
    When a supervisor came to know of a concern: the contract has no concern log, so "known for
    more than a week and not passed on" cannot be told. Whether a talk was more than a date.

How it is measured
    Checks opened in the last 365 days. Shortfalls: not sent in, or sent in and not discussed,
    longer after opening than the rule allows; done in under 60 seconds, where the time is kept.
    Complaints received in those days or still open: a shortfall where one was open for longer than
    its rule allows. Counted under the role family of the supervisor or line manager, small numbers
    hidden, and never part of a lead.
"""

from collections.abc import Mapping
from datetime import timedelta

import ibis
import ibis.expr.types as ir
from ibis import _

from upstander.engine.evidence import Indicator, Scene, Setting, Upkeep, as_upkeep
from upstander.engine.tables.declare import union_all

CHECKS = "integrity health checks"
NOT_SENT_IN = "not sent in by the day that the policy sets"
NOT_DISCUSSED = "sent in and not discussed by the day that the policy sets"
IN_A_HURRY = "filled in in too short a time to have been read"
COMPLAINTS = "complaints"
LEFT_OPEN = "open for longer than the policy allows"


def find(scene: Scene, settings: Mapping[str, float]) -> Upkeep:
    """Checks and complaints, each with what was left undone."""
    since = (scene.as_of - timedelta(days=settings["days"])).replace(microsecond=0)
    parts = [_checks(scene, since=ibis.literal(since).cast("timestamp(6)"), settings=settings)]
    rule = scene.policy.rule("complaint_handled", on=scene.day)
    if rule and not scene.records.missing(("complaints",)):
        parts.append(_complaints(scene, since=ibis.literal(since.date()), days=rule.days))
    return Upkeep(looked_at=union_all(parts))


def _checks(scene: Scene, *, since: ir.Value, settings: Mapping[str, float]) -> ir.Table:
    rule = scene.policy.rule("integrity_check", on=scene.day)
    late = scene.as_of - timedelta(days=rule.days if rule else 0)
    checks = scene.records["integrity_checks"].filter(_.opened_at >= since)
    named = checks.mutate(
        staff_id=checks.supervisor_id,
        subject=checks.source_file + ":" + checks.source_row.cast("string"),
        due=checks.opened_at < ibis.literal(late).cast("timestamp(6)"),
    )
    cases = [
        (named.due & named.submitted_at.isnull(), NOT_SENT_IN),
        (named.due & named.submitted_at.notnull() & named.discussed_at.isnull(), NOT_DISCUSSED),
        ((named.seconds_spent < settings["seconds"]).fill_null(False), IN_A_HURRY),
    ]
    shortfalls = [
        as_upkeep(named.filter(shortfall), of=CHECKS, shortfall=said) for shortfall, said in cases
    ]
    return union_all([as_upkeep(named, of=CHECKS, shortfall=ibis.null("string")), *shortfalls])


def _complaints(scene: Scene, *, since: ir.Value, days: int) -> ir.Table:
    """Complaints, each under the line manager of the member it is about."""
    complaints = scene.records["complaints"]
    staff = scene.records["staff"].select("staff_id", "line_manager_id")
    recent = complaints.filter((_.received_on >= since) | _.finalised_on.isnull())
    joined = recent.left_join(staff.distinct(on="staff_id"), "staff_id")
    until = ibis.coalesce(joined.finalised_on, ibis.literal(scene.day))
    late = until > (joined.received_on + ibis.interval(days=days)).cast("date")
    told = joined.select(
        subject=joined.complaint_id,
        staff_id=joined.line_manager_id,
        shortfall=ibis.ifelse(late, ibis.literal(LEFT_OPEN), ibis.null("string")),
    )
    # A complaint about several members is one.
    once = told.group_by("subject").agg(
        staff_id=told.staff_id.min(), shortfall=told.shortfall.min()
    )
    return as_upkeep(once, of=COMPLAINTS)


INDICATOR = Indicator(
    id="IND-63",
    name="Supervision left undone",
    family="the force",
    cls="A",
    level="force",
    status="experimental",
    version=1,
    needs=("integrity_checks",),
    rules=("integrity_check",),
    may_use=("complaint_handled",),
    find=find,
    settings={
        "days": Setting(
            value=365,
            unit="days",
            meaning="checks opened and complaints received within these are counted",
            reason="the checks are annual",
        ),
        "seconds": Setting(
            value=60,
            unit="s",
            meaning="a form done in less was not read",
            reason="case 5: boxes ticked as instructed",
        ),
    },
    references=(
        "LTL40 case 5, pages 26-28 (004:746, 766)",
        "LTL40 case 7, page 35 (004:1028)",
        "PBG para 17 (000:57)",
        "R183",
        "R267",
    ),
)
