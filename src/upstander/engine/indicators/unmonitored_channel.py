"""Channels of the force itself that its records do not show: handsets without billing, other apps.

Why it matters
    In case 1 of Learning the Lessons 40 the line on which victims rang about their own records was
    not recorded (page 7). The NPCC lead asks for monitoring across all of a force's systems, its
    mobiles included (page 11), and the checklist for auditing of every device (page 53). What is
    not in the records cannot explain anybody's contact, and cannot protect anybody either.

Innocent explanations
    - A handset kept in a drawer, or handed back and not yet taken out of the register.
    - A contract whose bills come by another way, and are monitored there.
    - An app that was allowed for one team, and is not yet on the list.

What it needs
    The register of the force's handsets, and billing. The inventory of apps on the force's devices
    where it was handed over.

What it cannot see
    Whether a public line records its calls; systems that send no log to anybody; vehicles without
    positions; risks that somebody accepted in writing: the contract has no register of them.
    Numbers are compared by their last ten digits, as they are written in the United Kingdom.

How it is measured
    Handsets of the force, held by a serving member throughout the last 90 days in which that
    member worked: a shortfall where billing has no line of it in that time, though it has lines of
    others. Force devices in the inventory of apps: a shortfall where an app outside the force's
    list is still there. Told by role family with small numbers hidden, and never part of a lead.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

import ibis
import ibis.expr.types as ir
from ibis import _

from upstander import words
from upstander.engine.evidence import Indicator, Scene, Setting, Upkeep, as_upkeep
from upstander.engine.tables.declare import union_all

HANDSETS = "force handsets held by a member at work"
NO_BILLING = "no line in the billing that was handed over"
DEVICES = "members with a force device in the inventory of apps"
OTHER_APP = "an app on it that is not on the force's list"
_DIGITS = 10  # of a number, without the country's prefix


def find(scene: Scene, settings: Mapping[str, float]) -> Upkeep:
    """Handsets and devices of the force, each with what is not seen of it."""
    since = scene.as_of - timedelta(days=settings["quiet_days"])
    parts = [_handsets(scene, since)]
    if not scene.records.missing(("device_apps",)):
        parts.append(_devices(scene, since))
    return Upkeep(looked_at=union_all(parts))


def _handsets(scene: Scene, since: datetime) -> ir.Table:
    moment = ibis.literal(since).cast("timestamp(6)")
    now = ibis.literal(scene.as_of).cast("timestamp(6)")
    phones = scene.records["staff_phones"]
    held = phones.filter(
        phones.ownership == "force",
        phones.starts_at.isnull() | (phones.starts_at <= moment),
        phones.ends_at.isnull() | (phones.ends_at > now),
    ).select("staff_id", subject=_ten(phones.number))
    held = held.semi_join(_at_work(scene, since), "staff_id")
    # A handset that passed from hand to hand is one.
    once = held.group_by("subject").agg(staff_id=held.staff_id.min())
    recent = scene.records["calls"].filter(_.at >= moment, _.at <= now)
    billed = recent.select(subject=_ten(recent.number)).distinct().mutate(billed=True)
    joined = once.cross_join(billed.agg(lines=billed.count())).filter(_.lines > 0)
    told = joined.left_join(billed, "subject")
    shortfall = ibis.ifelse(told.billed.isnull(), ibis.literal(NO_BILLING), ibis.null("string"))
    return as_upkeep(told.select("subject", "staff_id", shortfall=shortfall), of=HANDSETS)


def _ten(number: ir.StringValue) -> ir.StringValue:
    return number.re_replace(r"[^0-9]", "").right(_DIGITS)


def _at_work(scene: Scene, since: datetime) -> ir.Table:
    """Serving members who worked since then; all where there is no roster."""
    staff = scene.records["staff"]
    serving = staff.filter(staff.left_on.isnull() | (staff.left_on > scene.day))
    if scene.records.missing(("duties",)):
        return serving
    worked = scene.records["duties"].filter(
        _.kind.isin(words.WORKING_DUTY_KINDS), _.ends_at > ibis.literal(since).cast("timestamp(6)")
    )
    return serving.semi_join(worked, "staff_id")


def _devices(scene: Scene, since: datetime) -> ir.Table:
    apps = scene.records["device_apps"].semi_join(_at_work(scene, since), "staff_id")
    other = (~apps.allowed & apps.last_seen_at.isnull()).fill_null(False)
    told = apps.group_by("staff_id").agg(other=other.any())
    shortfall = ibis.ifelse(told.other, ibis.literal(OTHER_APP), ibis.null("string"))
    return as_upkeep(
        told.select("staff_id", subject=told.staff_id, shortfall=shortfall), of=DEVICES
    )


INDICATOR = Indicator(
    id="IND-61",
    name="Channels that the records do not show",
    family="the force",
    cls="A",
    level="force",
    status="experimental",
    version=1,
    needs=("staff_phones", "calls"),
    find=find,
    settings={
        "quiet_days": Setting(
            value=90,
            unit="days",
            meaning="a handset without a line of billing for so long is not in it",
            reason="one quarterly bill",
        ),
    },
    references=(
        "LTL40 case 1, page 7 (004:228)",
        "LTL40 page 11 (004:323)",
        "LTL40 checklist, page 53 (004:1452)",
        "R044",
        "R079",
        "R114",
    ),
)
