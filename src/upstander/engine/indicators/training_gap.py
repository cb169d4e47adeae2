"""People in contact with the public without training on abuse of position that counts.

Why it matters
    Several of those in the cases of Learning the Lessons 40 had never been taught where the
    boundary lies, or had clicked through it (case 5, page 28; case 7, page 35; case 10,
    pages 50-51). The IOPC asked every force for training that is recorded for each person,
    understood, and repeated (page 8). What lacks is the force's to give: it says nothing about
    anybody.

Innocent explanations
    - Long leave, secondment or a posting without contact: only those count who had contact lately.
    - Training given face to face, and not yet entered.
    - A course under a name that the policy does not know: name it there.

What it needs
    The training records, and a rule `boundary_training` in the policy: which courses count, for
    how long, since when, and who says so.

What it cannot see
    Whether anybody understood it. Guidance that was issued, and whether it was issued again: the
    contract has no table of it. Where no record bears a name that the rule knows, nobody is looked
    at, because the names are then the likelier shortfall.

How it is measured
    Members who had a call, message, visit, attendance or custody duty with a member of the public
    in the last 90 days. In order: a course that the rule names, still counting at the date of the
    scan by its own end or else by the rule's days. A course done in under 60 seconds is counted as
    a shortfall of its own, where the system keeps the time on the page. Told by role family with
    small numbers hidden, and never part of a lead.
"""

from collections.abc import Mapping
from datetime import timedelta

import ibis
import ibis.expr.types as ir
from ibis import _

from upstander.engine.evidence import Indicator, Scene, Setting, Upkeep, as_upkeep
from upstander.engine.policy import Rule

OF = "members in recent contact with the public"
NONE_COUNTS = "no training on abuse of position that counts"
IN_A_HURRY = "training on abuse of position done in too short a time to have been read"


def find(scene: Scene, settings: Mapping[str, float]) -> Upkeep:
    """Members in contact with the public, each with what their training lacks."""
    rule = scene.policy.rule("boundary_training", on=scene.day)
    courses = _courses(scene, rule)
    counting = courses.filter(_.counts_until >= ibis.literal(scene.day))
    best = counting.group_by("staff_id").agg(
        read=(counting.seconds_spent.fill_null(settings["seconds"]) >= settings["seconds"]).any()
    )
    members = _in_contact(scene, since_days=settings["contact_days"])
    known = members.cross_join(courses.agg(courses=courses.count())).filter(_.courses > 0)
    joined = known.left_join(best, "staff_id")
    shortfall = ibis.cases(
        (joined.read.isnull(), NONE_COUNTS),
        (~joined.read, IN_A_HURRY),
        else_=ibis.null("string"),
    )
    told = joined.select("staff_id", subject=joined.staff_id, shortfall=shortfall)
    return Upkeep(looked_at=as_upkeep(told, of=OF))


def _courses(scene: Scene, rule: Rule | None) -> ir.Table:
    """The courses that the rule names, with the last day on which each counts."""
    training = scene.records["training"]
    names = rule.courses if rule else ()
    named = ibis.or_(
        ibis.literal(False), *(training.course.lower().contains(name.lower()) for name in names)
    )
    done = training.completed_at.date()
    days = ibis.interval(days=rule.days if rule else 0)
    return training.filter(named).select(
        "staff_id",
        "seconds_spent",
        counts_until=ibis.coalesce(training.expires_on, (done + days).cast("date")),
    )


def _in_contact(scene: Scene, *, since_days: float) -> ir.Table:
    """Members still in the force who had contact with anybody of late; a look-up is none."""
    since = scene.as_of - timedelta(days=since_days)
    contacts = scene.contacts.filter(
        _.at >= ibis.literal(since).cast("timestamp(6)"), _.kind != "lookup", _.human_id.notnull()
    )
    staff = scene.records["staff"]
    serving = staff.filter(staff.left_on.isnull() | (staff.left_on > scene.day))
    return serving.select("staff_id").distinct().semi_join(contacts, "staff_id")


INDICATOR = Indicator(
    id="IND-59",
    name="Training shortfall: people in contact with the public",
    family="the force",
    cls="A",
    level="force",
    status="experimental",
    version=1,
    needs=("training",),
    rules=("boundary_training",),
    find=find,
    settings={
        "contact_days": Setting(
            value=90,
            unit="days",
            meaning="contact within these makes somebody one in contact with the public",
            reason="leaves out long leave, secondment and posts without contact",
        ),
        "seconds": Setting(
            value=60,
            unit="s",
            meaning="a course done in less was not read",
            reason="case 5: boxes ticked as instructed; a minute does for no page of guidance",
        ),
    },
    references=(
        "LTL40 case 5, page 28 (004:746)",
        "LTL40 case 7, page 35 (004:1026)",
        "LTL40 case 10, page 51 (004:1391)",
        "LTL40 page 8 (004:269); checklist, page 52 (004:1422)",
        "R023",
    ),
)
