"""Members without a clearance in date, below the level of their post, or not cleared on transfer.

Why it matters
    Everyone is to be vetted to the level that their role needs, and again in time; designated
    posts, those in domestic abuse work above all, need more (Learning the Lessons 40, checklist,
    page 52). The NPCC lead names transferees in particular (page 11), and the inspectorate asks
    for vetting of all personnel to the national guidance (pages 30-31). It is the force's duty,
    not the member's doing.

Innocent explanations
    - A renewal handed in on time that waits for the vetting unit: no column of the contract says.
    - A clearance held by another force or body and not copied into this register.
    - A post that was designated lately, and whose holder is being cleared.

What it needs
    The register of clearances. The levels of designated posts where the policy has a rule
    `designated_post`; previous forces where the register of staff has them.

What it cannot see
    Whether the file behind a clearance is complete, aftercare, and conditions. Without a rule for
    designated posts it does not look at levels: only the force knows its names for them.

How it is measured
    Serving members, once each for every shortfall: none on record at all; the last one expired
    before the date of the scan; a role family that a rule names with no clearance in date at one
    of its levels; a transferee with no clearance granted on or after the day of joining. Told by
    role family with small numbers hidden, and never part of a lead.
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from upstander.engine.evidence import Indicator, Scene, Upkeep, as_upkeep
from upstander.engine.tables.declare import union_all
from upstander.engine.tables.roles import role_family

OF = "serving members"
NO_CLEARANCE = "no clearance on record"
EXPIRED = "no clearance in date, the last one expired"
WRONG_LEVEL = "a designated post without a clearance in date at its level"
NOT_ON_TRANSFER = "joined from another force without a clearance granted since"


def find(scene: Scene, settings: Mapping[str, float]) -> Upkeep:
    """Serving members, each with every shortfall of their clearance."""
    serving = _serving(scene)
    held = _held(scene, serving)
    cases = [
        (held.clearances == 0, NO_CLEARANCE),
        ((held.clearances > 0) & (held.in_date == 0), EXPIRED),
        (held.designated & (held.at_level == 0), WRONG_LEVEL),
        (held.transferred & (held.clearances > 0) & (held.since_joining == 0), NOT_ON_TRANSFER),
    ]
    shortfalls = [
        as_upkeep(held.filter(shortfall.fill_null(False)), of=OF, shortfall=said)
        for shortfall, said in cases
    ]
    return Upkeep(
        looked_at=union_all([as_upkeep(held, of=OF, shortfall=ibis.null("string")), *shortfalls])
    )


def _serving(scene: Scene) -> ir.Table:
    staff = scene.records["staff"].mutate(family=role_family)
    day = scene.day
    posts = scene.policy.holding("designated_post", on=scene.day)
    designated = ibis.or_(
        ibis.literal(False), *(staff.family.isin(post.role_families) for post in posts)
    )
    serving = staff.filter(
        staff.left_on.isnull() | (staff.left_on > day),
        staff.joined_on.isnull() | (staff.joined_on <= day),
    )
    return serving.select(
        "staff_id",
        "family",
        "joined_on",
        designated=designated,
        transferred=(staff.previous_force.notnull() & staff.joined_on.notnull()),
    ).distinct(on="staff_id")


def _held(scene: Scene, serving: ir.Table) -> ir.Table:
    """Each serving member with the numbers of their clearances."""
    clearances = scene.records["vetting"].select("staff_id", "level", "granted_on", "expires_on")
    joined = serving.inner_join(clearances, "staff_id")
    in_date = joined.expires_on >= scene.day
    posts = scene.policy.holding("designated_post", on=scene.day)
    right = ibis.or_(
        ibis.literal(False),
        *(
            joined.family.isin(post.role_families) & joined.level.isin(post.levels)
            for post in posts
        ),
    )
    counts = joined.group_by("staff_id").agg(
        clearances=joined.count(),
        in_date=joined.count(where=in_date),
        at_level=joined.count(where=right & in_date),
        since_joining=joined.count(where=joined.granted_on >= joined.joined_on),
    )
    told = serving.left_join(counts, "staff_id")
    numbers = ("clearances", "in_date", "at_level", "since_joining")
    return told.select(
        "staff_id",
        "designated",
        "transferred",
        subject=told.staff_id,
        **{name: told[name].fill_null(0) for name in numbers},
    )


INDICATOR = Indicator(
    id="IND-60",
    name="Vetting gap: clearances not in date or below the post",
    family="the force",
    cls="A",
    level="force",
    status="experimental",
    version=1,
    needs=("vetting",),
    may_use=("designated_post",),
    find=find,
    references=(
        "LTL40 checklist, page 52 (004:1426-1428)",
        "LTL40 page 11 (004:323)",
        "LTL40 pages 30-31 (004:873)",
        "R026",
        "R027",
        "R028",
        "R076",
    ),
)
