"""A member who contacts unusually many members of the public with no recorded purpose.

Why it matters
    In case 2 of Learning the Lessons 40 (page 15) the billing of one work phone showed contact
    with other women too, more than the role would explain. Page 13 describes a style that tries a
    wide range of people, often without success.

Innocent explanations
    - A campaign, a survey or a round of appointment calls that was not recorded as work.
    - Work for a team whose tasks are kept in another system.
    - A handset that several colleagues use.
    - A busy member: what is expected grows with the number of people contacted.

What it needs
    The work phones' itemised calls. Messages are counted where they are there; vulnerability
    markers are told in the sentence and are no part of the value.

What it cannot see
    Private phones and accounts; numbers that belong to nobody on record.

How it is measured
    Within each 12 months, counted back from the date of the scan: the different people whom the
    member rang or wrote to and of whom at least one such contact is unexplained. Expected are as
    many as the role family's usual share of all the people that the member contacted (drawn
    towards the force's share where the family is small). The floor is five people and more than
    expected; the value is the surprise of the number, in bits.
"""

from collections.abc import Mapping
from datetime import UTC

import ibis
import ibis.expr.types as ir
from ibis import _

from upstander.engine.evidence import LEAST_SHARE, Findings, Indicator, Scene, Setting, as_findings
from upstander.engine.indicators.common import (
    DAY,
    counted,
    made,
    resting_on,
    seconds,
    strongest,
    surprise,
    whole,
    whole_or_none,
    with_humans,
)

_MEMBER = ("staff_id",)


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Members with contacts too wide for their role. Value: surprise of the number, in bits."""
    reached = _reached(scene, days=settings["days"])
    years = _years(reached, scene, least=int(settings["people"]))
    beyond = _with_expected(years, scene, weight=settings["weight"]).filter(
        _.people >= settings["people"], _.people > _.expected
    )
    widest = strongest(
        beyond.mutate(value=surprise(_.people, _.expected), at=_.reached_at), by=_MEMBER
    )
    findings = as_findings(widest.mutate(sentence=_sentence(widest, scene)))
    talked = made(scene.unexplained, "call", "message")
    return Findings(findings=findings, events=resting_on(talked, findings, by=_MEMBER))


def _reached(scene: Scene, *, days: float) -> ir.Table:
    """One row a member, person and year back from the scan; unexplained contacts in between."""
    now = int(scene.as_of.replace(tzinfo=UTC).timestamp())
    unexplained = (_.status == "unexplained") & (_.share >= LEAST_SHARE)
    return (
        made(scene.contacts, "call", "message")
        .mutate(year=((now - seconds(_.at)) // int(days * DAY)).cast("int64"))
        .group_by("staff_id", "human_id", "year")
        .agg(first_at=_.at.min(where=unexplained), last_at=_.at.max(where=unexplained))
    )


def _years(reached: ir.Table, scene: Scene, *, least: int) -> ir.Table:
    """One row a member and year: people, those reached unexplained, when enough were."""
    unexplained = reached.filter(_.first_at.notnull())
    order = ibis.window(group_by=["staff_id", "year"], order_by=["first_at", "human_id"])
    placed = _with_marked(unexplained, scene).mutate(place=ibis.row_number().over(order))
    wide = placed.group_by("staff_id", "year").agg(
        people=_.count(),
        marked=_.marked.cast("int64").sum(),
        first_at=_.first_at.min(),
        last_at=_.last_at.max(),
        reached_at=_.first_at.max(where=_.place < least),
    )
    every = reached.group_by("staff_id", "year").agg(contacted=_.count())
    return every.left_join(wide, ["staff_id", "year"]).drop("staff_id_right", "year_right")


def _with_marked(reached: ir.Table, scene: Scene) -> ir.Table:
    """Adds whether a vulnerability marker was in force at the first unexplained contact."""
    markers = with_humans(scene.records["vulnerabilities"], scene).select(
        "human_id", "recorded_at", "ended_at"
    )
    marked = (
        reached.join(markers, "human_id")
        .filter(_.recorded_at <= _.first_at, _.ended_at.isnull() | (_.ended_at > _.first_at))
        .select("staff_id", "human_id", "year", marked=True)
        .distinct()
    )
    keys = ["staff_id", "human_id", "year"]
    joined = reached.left_join(marked, keys).drop(*[f"{key}_right" for key in keys])
    return joined.mutate(marked=_.marked.fill_null(False))


def _with_expected(years: ir.Table, scene: Scene, *, weight: float) -> ir.Table:
    """Adds `expected`: the role family's share of unexplained people, times people contacted."""
    families = scene.records["staff"].select(
        "staff_id", family=_.role_family.cast("string").fill_null("other")
    )
    known = years.join(families, "staff_id")
    sums = known.group_by("family").agg(wide=_.people.fill_null(0).sum(), all=_.contacted.sum())
    force = known.agg(force=_.people.fill_null(0).sum() / _.contacted.sum())
    shares = sums.cross_join(force).select(
        "family", share=(_.wide + weight * _.force) / (_.all + weight)
    )
    return known.join(shares, "family").mutate(expected=_.contacted * _.share)


def _sentence(found: ir.Table, scene: Scene) -> ir.StringValue:
    marked = (
        ", " + whole_or_none(found.marked) + " of them marked vulnerable at the time"
        if "vulnerabilities" in scene.records.seen
        else ""
    )
    return (
        counted(found.people, "person", nouns="people")
        + " rung or written to within 12 months with no recorded purpose"
        + marked
        + ", of "
        + counted(found.contacted, "person", nouns="people")
        + " contacted; the role's usual share would be about "
        + whole(found.expected.round())
        + "."
    )


INDICATOR = Indicator(
    id="IND-03",
    name="Contact breadth",
    family="pattern across people",
    cls="A",
    level="staff",
    status="experimental",
    version=1,
    needs=("calls", "staff_phones", "person_phones"),
    find=find,
    settings={
        "people": Setting(
            value=5, unit="people", meaning="fewest people", reason="fewer are not a wide net"
        ),
        "days": Setting(
            value=365, unit="days", meaning="the stretch counted", reason="case 2 lasted 11 months"
        ),
        "weight": Setting(
            value=200,
            unit="people",
            meaning="how many people the force's share weighs in a role family's",
            reason="a small family has no share of its own, and one member must not set it",
        ),
    },
    references=("LTL40 case 2, page 15 (004:423)", "LTL40 page 13, exploratory style", "R141"),
)
