"""Alone with one person far longer than incidents of that kind take.

Why it matters
    In case 3 of Learning the Lessons 40 (page 18) an egg had been thrown at a woman's house. She
    said that the officer was with her for a couple of hours, in which they talked intimately, and
    that he was back the next day. A level of service that seems too high, and contact with no
    other police present, are on the list of signs on page 11.

Innocent explanations
    - A statement, a search, a wait for a doctor, a locksmith, a relative or another service.
    - Guarding a scene, where nobody who relieved the member is on the log.
    - An incident that turned out to be graver than the kind under which the log was opened.
    - Staying with somebody in distress until others came who are not on the log.
    - A time of leaving that was keyed at the end of the tour, not when the member left.

What it needs
    Attendances with the time of leaving, and incidents with their kind and people.

What it cannot see
    The grade of an incident, which is not in the contract; visits that no log belongs to; what
    was done in the time. A member who books clear at once and stays. Of the ten cases it would
    have seen case 3. The first attendances of cases 2, 8 and 10 are told without their length.

How it is measured
    The minutes from arrival to leaving, for attendances that the member made alone or ended alone
    at least half an hour after the last colleague. They are long where they exceed what 39 in 40
    attendances to incidents of the same kind take (of all kinds, where there are fewer than 40).
    Found are pairs with two long ones on different days, or one of an hour or more that took four
    times the median of its kind. Left out is an incident from which somebody went into custody. A
    long attendance counts by how many times the median doubles into it, shared by the people on
    the log. The value is the surprise of the pair's sum, in bits, against the mean of the
    member's other people: who is always long stands out with nobody. Less than three bits is
    left out.
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
    as_events,
    as_findings,
    words_for_date,
)
from upstander.engine.indicators.common import (
    PAIR,
    counted,
    seconds,
    strongest,
    surprise,
    whole,
    with_humans,
)

_MINUTE = 60
_NOT_RECORDED = "kind not recorded"


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Pairs with long attendances alone. Value: bits above the member's other people."""
    attended = _attended(scene)
    long = _long(attended, scene, settings)
    placed = long.mutate(
        so_far=ibis.row_number().over(ibis.window(group_by=list(PAIR), order_by=["at", "left_at"])),
        weight_held=_.weight.sum().over(ibis.window(group_by=list(PAIR))),
        times=_.count().over(ibis.window(group_by=list(PAIR))),
        first_at=_.at.min().over(ibis.window(group_by=list(PAIR))),
        last_at=_.at.max().over(ibis.window(group_by=list(PAIR))),
    )
    # Whichever comes first: the one that is far too long, or the second that is too long.
    enough = placed.filter(_.far | (_.so_far >= settings["times"] - 1))
    met = enough.group_by(*PAIR).agg(seen_at=_.left_at.min())
    longest = strongest(placed.mutate(value=_.ratio)).drop("seen_at").join(met, PAIR)
    weighed = longest.join(_usual(attended, long, settings), PAIR).filter(
        _.weight_held > _.expected
    )
    valued = weighed.mutate(value=surprise(_.weight_held, _.expected))
    strong = valued.filter(_.value >= settings["least_bits"])
    findings = as_findings(strong.mutate(sentence=_sentence(strong)))
    return Findings(findings=findings, events=as_events(long.semi_join(findings, PAIR)))


def _attended(scene: Scene) -> ir.Table:
    """Each member's attendance of each incident with each person on it: the longest, if several."""
    same = ibis.window(
        group_by=[*PAIR, "incident_id"], order_by=[ibis.desc("left_at"), "at", "source_row"]
    )
    people = ibis.window(group_by=["staff_id", "incident_id"])
    kinds = scene.records["incidents"].select("incident_id", log_kind=_.kind)
    return (
        scene.contacts.filter(
            _.kind == "attendance",
            _.human_id.notnull(),
            _.incident_id.notnull(),
            _.ends_at > _.at,
        )
        .mutate(left_at=_.ends_at, minutes=(seconds(_.ends_at) - seconds(_.at)) / _MINUTE)
        .mutate(place=ibis.row_number().over(same))
        .filter(_.place == 0)
        .mutate(people=_.human_id.nunique().over(people))
        .join(kinds, "incident_id")
        .mutate(log_kind=_.log_kind.fill_null(_NOT_RECORDED))
    )


def _long(attended: ir.Table, scene: Scene, settings: Mapping[str, float]) -> ir.Table:
    """The attendances that were long for their kind, and that the member ended alone."""
    once = attended.select("staff_id", "incident_id", "log_kind", "minutes").distinct()
    told = {"median": _.minutes.median(), "most": _.minutes.quantile(settings["quantile"])}
    kinds = once.group_by("log_kind").agg(known=_.count(), **told)
    every = once.agg(any_median=told["median"], any_most=told["most"])
    named = attended.join(kinds, "log_kind").cross_join(every)
    few = named.known < settings["attendances"]
    judged = named.mutate(
        median=ibis.greatest(1.0, ibis.ifelse(few, named.any_median, named.median)),
        most=ibis.ifelse(few, named.any_most, named.most),
    )
    long = judged.filter(_.minutes > _.most, _.minutes >= settings["minutes"])
    alone = _ended_alone(long, scene, settings).anti_join(
        _into_custody(long, scene), ["staff_id", "incident_id"]
    )
    rated = alone.mutate(ratio=_.minutes / _.median)
    days = ibis.window(group_by=[*PAIR, "day"], order_by=[ibis.desc("ratio"), "at", "source_row"])
    daily = rated.mutate(day=_.local_at.date()).mutate(of_day=ibis.row_number().over(days))
    return daily.filter(_.of_day == 0).mutate(
        far=(_.ratio >= settings["ratio"]) & (_.minutes >= settings["far_minutes"]),
        weight=_.ratio.log2() / _.people,
    )


def _ended_alone(long: ir.Table, scene: Scene, settings: Mapping[str, float]) -> ir.Table:
    """Those without a colleague on the log in the last half hour, or after."""
    logged = scene.records["attendances"]
    others = logged.select(
        "incident_id",
        colleague=logged.staff_id,
        there_until=ibis.coalesce(logged.left_at, logged.arrived_at + ibis.interval(hours=1)),
    )
    keys = ["staff_id", "incident_id", "at"]
    last = (
        long.select(*keys, "left_at")
        .distinct()
        .join(others, "incident_id")
        .filter(
            _.colleague != _.staff_id,
            seconds(_.there_until) > seconds(_.left_at) - _MINUTE * settings["alone_minutes"],
        )
    )
    return long.anti_join(last, keys)


def _into_custody(long: ir.Table, scene: Scene) -> ir.Table:
    """Incidents from which somebody on the log went into custody, with the member's attendance."""
    held = with_humans(scene.records["custody"], scene).select("human_id", held_from=_.starts_at)
    on_log = scene.contacts.filter(_.kind == "attendance").select("incident_id", "human_id")
    people = on_log.distinct().join(held, "human_id").select("incident_id", "held_from")
    spans = long.select("staff_id", "incident_id", "at", "left_at").join(people, "incident_id")
    slack = ibis.interval(hours=3)
    return spans.filter(_.held_from >= _.at, _.held_from <= _.left_at + slack).select(
        "staff_id", "incident_id"
    )


def _usual(attended: ir.Table, long: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """What the member's long attendances add up to for another of their people."""
    people = attended.select(*PAIR).distinct()
    sums = long.group_by(*PAIR).agg(own=_.weight.sum())
    joined = people.left_join(sums, PAIR)
    known = joined.select(*[people[name] for name in PAIR], own=joined.own.fill_null(0.0))
    member = ibis.window(group_by="staff_id")
    trust = settings["few_people"]
    others = _.own.sum().over(member) - _.own + settings["usual"] * trust
    return known.mutate(expected=others / (_.count().over(member) - 1 + trust)).drop("own")


def _sentence(found: ir.Table) -> ir.StringValue:
    times = ibis.ifelse(
        found.times > 1, "; " + whole(found.times) + " attendances to this person were long", ""
    )
    return (
        "On scene for "
        + counted(found.minutes.round().cast("int64"), "minute")
        + " on "
        + words_for_date(found.at)
        + " with one person, the end of it without a colleague ("
        + found.log_kind
        + "); half of the attendances of that kind take "
        + whole(found.median.round())
        + " minutes or less, 39 in 40 no more than "
        + whole(found.most.ceil())
        + times
        + "."
    )


INDICATOR = Indicator(
    id="IND-19",
    name="Time on scene too long for the incident",
    family="visits",
    cls="A",
    level="pair",
    status="experimental",
    version=1,
    needs=("attendances.left_at", "incidents.kind", "incident_people"),
    find=find,
    settings={
        "quantile": Setting(
            value=0.975, unit="share", meaning="of the kind take no longer", reason="case table"
        ),
        "ratio": Setting(
            value=4, unit="times", meaning="the median, from which one is enough", reason="case 3"
        ),
        "far_minutes": Setting(
            value=60, unit="minutes", meaning="least for one alone", reason="a couple of hours"
        ),
        "minutes": Setting(
            value=30, unit="minutes", meaning="least for a long one", reason="kinds that take five"
        ),
        "times": Setting(
            value=2, unit="attendances", meaning="long ones that are enough", reason="one is chance"
        ),
        "alone_minutes": Setting(
            value=30,
            unit="minutes",
            meaning="the end without a colleague on the log",
            reason="colleagues who leave for the next job within minutes were there",
        ),
        "attendances": Setting(
            value=40,
            unit="attendances",
            meaning="enough to judge a kind by",
            reason="39 in 40 needs forty",
        ),
        "usual": Setting(
            value=0.1,
            unit="doublings",
            meaning="what a person has, where the member's own rate is not known",
            reason="one in forty attendances is long by the measure itself",
        ),
        "few_people": Setting(
            value=10,
            unit="people",
            meaning="how slowly a member's own rate is trusted",
            reason="fewer people than this give no rate",
        ),
        "least_bits": Setting(
            value=3, unit="bits", meaning="least value that is found", reason="a slow day"
        ),
    },
    references=(
        "LTL40 case 3, page 18 (004:524-526)",
        "LTL40 page 11 (004:345, 004:350)",
        "R090",
        "R153",
    ),
)
