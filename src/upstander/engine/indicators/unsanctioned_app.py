"""Apps on a force device that the force has not allowed, beyond what peers have.

Why it matters
    HMICFRS recommended that forces review the use of encrypted apps on their systems, to
    understand and reduce the risk (Learning the Lessons 40, page 30), and the nine recommendations
    of the IOPC on messaging (pages 46-47) ask for control of them. Cases 4, 5, 8 and 9 went on by
    such apps, and in case 2 the force's device was found to hold none: what is not there tells as
    much.

Innocent explanations
    - A list of allowed apps that is out of date: an app that many devices have is left out.
    - Covert or digital investigation: told from the role's peers.
    - An app that came with the device, or was never opened.
    - A second-hand device whose former holder put it there.

What it needs
    The force's own inventory of the apps on its own devices.

What it cannot see
    Anything about a private phone, what an app was used for, and with whom. It says something
    about a device, and little about a person: by itself it is a matter of policy. Of the ten
    cases it would have seen none by the documents alone, which tell of private phones.

How it is measured
    Different apps on the member's devices that are not allowed, each counted once however often
    it was put back; left out are apps that more than one in 20 of the members with a device, and
    more than two, have. Apps for messages, social media and dating count in full, others three
    tenths. The floor is one in full. The value is the surprise of the sum, in bits, over what the
    role's other members have on average, drawn towards the force's.
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir
from ibis import _

from upstander.engine.evidence import Findings, Indicator, Scene, Setting, as_events, as_findings
from upstander.engine.indicators.common import counted, days_between, surprise, whole_or_none

# By which two people can be in touch unseen by the force: the documents name the first seven.
FOR_CONTACT = (
    "whatsapp", "facebook", "messenger", "snapchat", "instagram", "anygram", "telegram",
    "signal", "viber", "wickr", "kik", "threema", "wechat", "discord", "tiktok", "session",
    "tinder", "hinge", "bumble", "badoo", "grindr",
)  # fmt: skip
_CONTACT = rf"\b({'|'.join(FOR_CONTACT)})\b"
_LINE = "line"  # a word of many names: only by itself
_APP = ("staff_id", "name")


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Members with apps that are not allowed. Value: surprise over peers, in bits."""
    installed = scene.records["device_apps"].mutate(name=_.app.lower().strip())
    apps = _apps(installed, scene, settings)
    upto = ibis.window(
        group_by="staff_id", order_by=["first_at", "name"], preceding=None, following=0
    )
    running = apps.mutate(so_far=_.weighs.sum().over(upto))
    members = running.group_by("staff_id").agg(
        apps=_.count(),
        contact=_.contact.sum(),
        short_lived=_.short_lived.sum(),
        weighed=_.weighs.sum(),
        first_at=_.first_at.min(),
        last_at=_.last_at.max(),
        seen_at=_.first_at.min(where=_.so_far >= settings["floor"]),
    )
    found = _with_expected(members, installed, scene, weight=settings["weight"]).filter(
        _.weighed >= settings["floor"], _.weighed > _.expected
    )
    told = found.mutate(value=surprise(_.weighed, _.expected))
    findings = as_findings(told.mutate(sentence=_sentence(told, settings)))
    return Findings(findings=findings, events=_events(installed, apps, findings))


def _apps(installed: ir.Table, scene: Scene, settings: Mapping[str, float]) -> ir.Table:
    """One row a member and app that is not allowed and not common; `weighs` is what it counts."""
    unsanctioned = installed.filter(~_.allowed)
    holders = unsanctioned.group_by("name").agg(holders=_.staff_id.nunique())
    devices = installed.agg(devices=_.staff_id.nunique())
    common = (
        holders.cross_join(devices)
        .filter(_.holders > settings["few"], _.holders > _.devices * settings["common"])
        .select("name")
    )
    # What is still there was last seen when the scan was made.
    until = ibis.coalesce(_.last_seen_at, ibis.literal(scene.as_of).cast("timestamp(6)"))
    each = (
        unsanctioned.anti_join(common, "name")
        .mutate(until=until, gone=_.last_seen_at.notnull())
        .group_by(*_APP)
        .agg(first_at=_.first_seen_at.min(), last_at=_.until.max(), gone=_.gone.all())
    )
    contact = (each.name.re_search(_CONTACT) | (each.name == _LINE)).cast("int64")
    lasted = days_between(each.first_at, each.last_at)
    return each.mutate(
        contact=contact,
        weighs=ibis.ifelse(contact == 1, 1.0, settings["other_weighs"]),
        short_lived=(each.gone & (lasted <= settings["short_days"])).cast("int64"),
    )


def _with_expected(
    members: ir.Table, installed: ir.Table, scene: Scene, *, weight: float
) -> ir.Table:
    """Adds `expected`: the mean of the role's other members with a device, drawn to the force's."""
    families = scene.records["staff"].select(
        "staff_id", family=_.role_family.cast("string").fill_null("other")
    )
    holders = installed.select("staff_id").distinct().join(families, "staff_id")
    known = holders.left_join(members.select("staff_id", "weighed"), "staff_id").select(
        holders.staff_id, holders.family, weighed=members.weighed.fill_null(0.0)
    )
    sums = known.group_by("family").agg(staff=_.count(), every=_.weighed.sum())
    force = known.agg(force=(_.weighed.sum() + 1.0) / (_.count() + weight))
    told = (
        members.join(families, "staff_id")
        .join(sums, "family")
        .cross_join(force)
        .select(*members.columns, "staff", "every", "force")
    )
    return told.mutate(
        expected=(told.every - told.weighed + weight * told.force) / (told.staff - 1 + weight)
    )


def _events(installed: ir.Table, apps: ir.Table, findings: ir.Table) -> ir.Table:
    rows = installed.filter(~_.allowed).semi_join(apps, _APP).semi_join(findings, "staff_id")
    return as_events(
        rows.mutate(
            human_id=ibis.null("string"),
            at=_.first_seen_at,
            kind=ibis.literal("app"),
            source_table=ibis.literal("device_apps"),
        )
    )


def _sentence(found: ir.Table, settings: Mapping[str, float]) -> ir.StringValue:
    return (
        counted(found.apps, "app")
        + " on a force device that the force has not allowed, "
        + whole_or_none(found.contact)
        + " of them for messages, social media or dating, "
        + whole_or_none(found.short_lived)
        + f" gone again within {settings['short_days']:g} days; the role's other members have "
        + found.expected.round(2).cast("string")
        + " on average."
    )


INDICATOR = Indicator(
    id="IND-33",
    name="Unsanctioned or encrypted app on force device",
    family="devices",
    cls="A",
    level="staff",
    status="experimental",
    version=1,
    needs=("device_apps",),
    find=find,
    settings={
        "floor": Setting(
            value=1, unit="apps", meaning="least sum", reason="one by which people are in touch"
        ),
        "other_weighs": Setting(
            value=0.3,
            unit="share",
            meaning="what an app for something else counts",
            reason="a game is a matter of policy",
        ),
        "common": Setting(
            value=0.05,
            unit="share",
            meaning="of members with a device, from which an app is common",
            reason="what many have, the list lacks",
        ),
        "few": Setting(
            value=2, unit="members", meaning="so few make no app common", reason="small forces"
        ),
        "short_days": Setting(
            value=30,
            unit="days",
            meaning="an app that was gone by then is named in the sentence",
            reason="put on for a purpose, or a mistake that was put right",
        ),
        "weight": Setting(
            value=20,
            unit="members",
            meaning="how many members the force's mean weighs in the role's",
            reason="a small role has no mean of its own",
        ),
    },
    references=(
        "LTL40 page 30 (004:881, 004:899)",
        "LTL40 pages 46-47, IOPC recommendations (004:1288-1297)",
        "R353",
        "R389",
    ),
)
