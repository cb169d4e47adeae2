"""Alone with vulnerable people more than with others, and more than colleagues in the same role.

Why it matters
    Contact with no other police present, and talk behind closed doors, are the first two signs in
    officers on page 11 of Learning the Lessons 40. After case 8 (page 39) the document asks how
    supervisors keep informed of what single-crewed staff do in the day. The Durham leaflet says
    who is meant: people with mental ill health, victims of domestic abuse, young people who go
    missing.

Innocent explanations
    - Work that is done alone by design: liaison, victim care, a single-crewed area. Told from
      colleagues in the same role and from the member's own visits to others.
    - A colleague who was there and is on no log and no booking.
    - Calls to vulnerable people that come at hours when fewer are on duty.
    - A caseload of a few people who asked for one and the same officer.

What it needs
    Attendances, positions, the allocation of vehicles, people's addresses, vulnerability markers
    and the roles of staff.

What it cannot see
    Markers that were never recorded, and visits of which nobody recorded how many came: these are
    left out. Whether a camera was on: the contract holds no record of it. It is about a way of
    working and points at nobody; of the ten cases it might have seen case 8, whose member of
    staff visited two vulnerable women alone, but there were two of them only.

How it is measured
    Days on which the member attended an incident with a person or stopped at the door (60 metres,
    five minutes or more), once a person and day, where it is known how many came. Vulnerable is
    who had a marker in force then. Found are members with eight such days or more with four
    vulnerable people or more. The share made alone is held against the larger of two: the
    member's own share with people without a marker, drawn towards a half when there are few, and
    the share with vulnerable people of others in the role family, drawn towards the force. The
    value is the surprise in bits: so many alone out of so many, where that share is usual. Less
    than four bits is left out.
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
    PAIR,
    at_the_door,
    counted,
    resting_on,
    share_surprise,
    strongest,
    whole,
    with_humans,
)

_MEMBER = ("staff_id",)
_MOST_USUAL = 0.98  # a share of one would leave no room for surprise


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Members alone with vulnerable people. Value: bits of that share, beyond the usual one."""
    visits = _with_marked(_visits(scene, settings), scene)
    days = _days(visits)
    running = _running(days.filter(_.marked == 1))
    compared = running.filter(
        _.marked_days >= settings["visit_days"], _.people >= settings["people"]
    ).join(_usual(days, scene, settings), "staff_id")
    valued = compared.mutate(
        value=share_surprise(_.alone_days, of=_.marked_days, usual=ibis.least(_.usual, _MOST_USUAL))
    )
    best = strongest(valued.filter(_.value >= settings["least_bits"]), by=_MEMBER)
    findings = as_findings(best.drop("human_id").mutate(sentence=_sentence(best)))
    alone = visits.filter(_.marked == 1, _.alone == 1)
    return Findings(findings=findings, events=resting_on(alone, findings, by=_MEMBER))


def _visits(scene: Scene, settings: Mapping[str, float]) -> ir.Table:
    """Attendances, and stops at the door that no place explains, where the crew is known."""
    known = scene.contacts.filter(
        _.human_id.notnull(),
        _.crew_size.notnull(),
        _.status != "uncheckable",
        at_the_door(settings),
    )
    return known.mutate(alone=(_.crew_size == 1).cast("int64"))


def _with_marked(visits: ir.Table, scene: Scene) -> ir.Table:
    """Adds whether a vulnerability marker was in force at the visit."""
    markers = with_humans(scene.records["vulnerabilities"], scene).select(
        "human_id", "recorded_at", "ended_at"
    )
    in_force = (
        visits.select("contact_id", "human_id", "at")
        .join(markers, "human_id")
        .filter(_.recorded_at <= _.at, _.ended_at.isnull() | (_.ended_at > _.at))
        .select("contact_id", in_force=ibis.literal(1))
        .distinct()
    )
    joined = visits.left_join(in_force, "contact_id")
    return joined.select(*visits.columns, marked=in_force.in_force.fill_null(0).cast("int64"))


def _days(visits: ir.Table) -> ir.Table:
    """One row for each day of a pair: alone only if every visit of it was."""
    return visits.group_by(*PAIR, day=_.local_at.date()).agg(
        at=_.at.min(), alone=_.alone.min(), marked=_.marked.max()
    )


def _running(marked: ir.Table) -> ir.Table:
    """At each day: days and people so far, and on how many of the days the member was alone."""
    first = ibis.window(group_by=list(PAIR), order_by=["at", "day"])
    new = marked.mutate(new=(ibis.row_number().over(first) == 0).cast("int64"))
    upto = ibis.cumulative_window(group_by="staff_id", order_by=["at", "human_id"])
    return new.mutate(
        marked_days=_.count().over(upto),
        alone_days=_.alone.sum().over(upto),
        people=_.new.sum().over(upto),
        first_at=_.at.min().over(upto),
        last_at=_.at,
    )


def _usual(days: ir.Table, scene: Scene, settings: Mapping[str, float]) -> ir.Table:
    """The larger of the member's own share with others and the role's with vulnerable people."""
    trust = settings["few_days"]
    counts = days.group_by("staff_id").agg(
        other_days=(1 - _.marked).sum(),
        other_alone=((1 - _.marked) * _.alone).sum(),
        with_marked=_.marked.sum(),
        marked_alone=(_.marked * _.alone).sum(),
    )
    families = scene.records["staff"].select(
        "staff_id", family=_.role_family.cast("string").fill_null("other")
    )
    placed = counts.join(families, "staff_id")
    of_family, of_force = ibis.window(group_by="family"), ibis.window()
    force = (_.marked_alone.sum().over(of_force) - _.marked_alone + 1) / (
        _.with_marked.sum().over(of_force) - _.with_marked + 2
    )
    peers = placed.mutate(
        force=force,
        peer_days=_.with_marked.sum().over(of_family) - _.with_marked,
        peer_alone=_.marked_alone.sum().over(of_family) - _.marked_alone,
    )
    shares = peers.mutate(
        own_share=(_.other_alone + trust / 2) / (_.other_days + trust),
        role_share=(_.peer_alone + settings["few_peer_days"] * _.force)
        / (_.peer_days + settings["few_peer_days"]),
    )
    return shares.select(
        "staff_id", "own_share", "role_share", usual=ibis.greatest(_.own_share, _.role_share)
    )


def _sentence(found: ir.Table) -> ir.StringValue:
    return (
        "Alone on "
        + whole(found.alone_days)
        + " of "
        + counted(found.marked_days, "day")
        + " with a visit to people with a recorded vulnerability ("
        + counted(found.people, "person", nouns="people")
        + "), from "
        + words_for_date(found.first_at)
        + " to "
        + words_for_date(found.last_at)
        + "; with people without one about "
        + whole((found.own_share * 100).round())
        + " in 100 of this member's visits are made alone, and about "
        + whole((found.role_share * 100).round())
        + " in 100 of those of others in the role to people with one."
    )


INDICATOR = Indicator(
    id="IND-17",
    name="Solo-contact share with vulnerable people",
    family="pattern across people",
    cls="A",
    level="staff",
    status="experimental",
    version=2,
    needs=("attendances", "positions", "crews", "person_addresses", "vulnerabilities"),
    find=find,
    settings={
        "visit_days": Setting(
            value=8, unit="days", meaning="fewest with vulnerable people", reason="less is chance"
        ),
        "people": Setting(
            value=4, unit="people", meaning="fewest", reason="one person is another sign's business"
        ),
        "door_m": Setting(
            value=60, unit="m", meaning="so near is a visit", reason="parked at the home"
        ),
        "minutes": Setting(
            value=5, unit="minutes", meaning="shorter is no visit", reason="a knock, no answer"
        ),
        "few_days": Setting(
            value=6,
            unit="days",
            meaning="how slowly the member's own share with others is trusted",
            reason="a week of visits gives a first idea",
        ),
        "few_peer_days": Setting(
            value=50,
            unit="days",
            meaning="how slowly the role's share is trusted beside the force's",
            reason="a role of one or two members gives no baseline",
        ),
        "least_bits": Setting(
            value=4, unit="bits", meaning="least value that is found", reason="less is chance"
        ),
    },
    references=(
        "LTL40 page 11, officer signs 1 and 2 (004:349-350)",
        "LTL40 case 8, page 39 (004:1143)",
        "Durham leaflet L21-17",
        "R092",
    ),
)
