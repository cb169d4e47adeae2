"""Stops a short walk from one person's home, again and again, and not at it.

Why it matters
    In case 2 of Learning the Lessons 40 (pages 14-15) the anonymous report said that the member
    of staff often came in a police car which he parked away from the property. In case 9
    (pages 42-43) a friend of the girl recalled that he was always parked around the corner from
    her house.

Innocent explanations
    - A street in which nobody can park at the door: other crews stop away from it as well.
    - A place nearby: a canteen, a shop, a school, where it is not in the list of places.
    - Patrol of the street, or watch over a spot, that is not written as a task.
    - Another person of the same street is the one who was visited.
    - An address whose recorded position is not where its door is.

What it needs
    Positions of vehicles or hand-helds, the allocation of vehicles, and people's addresses.

What it cannot see
    Whether anybody left the vehicle, and where they went. Private cars, and homes that are not
    on record. Of the ten cases it would have seen case 2 and, where the girl's address was on
    record, case 9; perhaps case 10, whose document does not say how near the stops were. It has
    nothing to see in the others.

How it is measured
    Unexplained stops 50 to 400 metres from the home that lasted as long as the walk there and
    back takes (at 1.3 metres a second) and five minutes more, on 3 days or more within 12 months,
    and on more days than there were unexplained stops at the door. Where the stop is as near to
    other people whom the member knows through work, they share it. The value says in bits how far
    the sum exceeds what this member's stops give for the median person they are near, times the
    share of the days that were away from the door. Where at least half of the visits that
    recorded work explains (three days or more, of whomever) were parked away as well, the street
    is the reason and the sign is not raised.
"""

import math
from collections.abc import Mapping

import ibis
import ibis.expr.types as ir
from ibis import _

from upstander.engine.evidence import Findings, Indicator, Scene, Setting, as_findings
from upstander.engine.indicators.common import (
    PAIR,
    counted,
    in_words,
    lasting,
    resting_on,
    seconds,
    strongest,
    trailing,
    whole,
    whole_or_none,
)


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Pairs with stops a walk away. Value: bits above the usual person, times the share away."""
    away = _away(scene, settings)
    days = _days(away, settings)
    hits = days.filter(_.stop_days >= settings["stop_days"]).mutate(value=_.weight_held)
    best = strongest(hits).join(_usual(scene, days, settings), "staff_id")
    at_door = _at_the_door(scene, settings)
    known = best.left_join(at_door, PAIR).select(
        *best.columns, door_days=at_door.door_days.fill_null(0)
    )
    free = known.filter(_.stop_days > _.door_days).anti_join(
        _streets_without_parking(scene, known, settings), "human_id"
    )
    share = free.stop_days / (free.stop_days + free.door_days)
    weighed = free.mutate(value=_surprise(free.value, free.usual) * share).filter(_.value > 0)
    findings = as_findings(weighed.mutate(sentence=_sentence(weighed, settings)))
    return Findings(findings=findings, events=resting_on(away, findings))


def _long_enough(settings: Mapping[str, float]) -> ir.BooleanValue:
    """Whether a stop leaves time to walk to the door and back, and to stay there."""
    walk = 2 * _.distance_m / settings["walk_mps"]
    return seconds(_.ends_at) - seconds(_.at) >= walk + 60 * settings["minutes"]


def _away(scene: Scene, settings: Mapping[str, float]) -> ir.Table:
    """Unexplained stops a walk from a home, each with the part of it that is this person's."""
    stops = scene.unexplained.filter(
        _.kind == "visit",
        _.human_id.notnull(),
        _.distance_m > settings["door_m"],
        _.distance_m <= settings["radius_m"],
        _long_enough(settings),
    )
    known = ibis.greatest(1.0, _.share.sum().over(ibis.window(group_by=["staff_id", "at"])))
    return stops.mutate(weight=_.share / known)


def _days(stops: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """One row for each day of a pair, with what the 12 months that it ends held."""
    days = (
        stops.group_by(*PAIR, day=_.local_at.date())
        .agg(
            at=_.at.min(),
            weight=_.weight.max(),
            nearest=_.distance_m.min(),
            furthest=_.distance_m.max(),
        )
        .mutate(second=seconds(_.at))
    )
    held = trailing(settings["days"])
    return days.mutate(
        stop_days=_.count().over(held),
        weight_held=_.weight.sum().over(held),
        nearest=_.nearest.min().over(held),
        furthest=_.furthest.max().over(held),
        first_at=_.at.min().over(held),
        last_at=_.at,
    )


def _at_the_door(scene: Scene, settings: Mapping[str, float]) -> ir.Table:
    """On how many days each pair has an unexplained stop at the home itself."""
    at_it = scene.unexplained.filter(_.kind == "visit", _.distance_m <= settings["door_m"])
    return at_it.group_by(*PAIR).agg(door_days=_.local_at.date().nunique())


def _streets_without_parking(
    scene: Scene, found: ir.Table, settings: Mapping[str, float]
) -> ir.Table:
    """People to whom visits with a recorded purpose are parked away just as often."""
    visits = scene.contacts.filter(
        _.kind == "visit",
        _.status == "explained",
        _.strength == "names both",  # a stop for somebody else's sake says nothing of this door
        _long_enough(settings),
    ).semi_join(found, "human_id")
    days = visits.group_by(*PAIR, day=_.local_at.date()).agg(nearest=_.distance_m.min())
    streets = days.group_by("human_id").agg(
        visits=_.count(), away=(_.nearest > settings["door_m"]).cast("int64").sum()
    )
    return streets.filter(
        _.visits >= settings["street_days"], _.away >= settings["street_share"] * _.visits
    )


def _usual(scene: Scene, days: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """What each member's unexplained stops add up to for the median person they stop near."""
    peaks = days.group_by(*PAIR).agg(peak=_.weight_held.max())
    near_any = scene.contacts.filter(_.kind == "visit").select(*PAIR).distinct()
    people = near_any.left_join(peaks, PAIR).select(
        near_any.staff_id, peak=peaks.peak.fill_null(0.0)
    )
    middle = people.group_by("staff_id").agg(others=_.count() - 1, middle=_.peak.median())
    # A median of a few people may be the very person: the fewer there are, the less it counts.
    shrunk = _.middle * _.others / (_.others + settings["few_people"])
    return middle.select("staff_id", usual=ibis.greatest(settings["least_usual"], shrunk))


def _surprise(number: ir.FloatingValue, usual: ir.FloatingValue) -> ir.FloatingValue:
    """Bits by which a number exceeds its usual mean (the exponent of a Poisson tail); else 0."""
    more = number * (number / usual).log2() - (number - usual) / math.log(2)
    return ibis.ifelse(number > usual, more, 0.0)


def _sentence(found: ir.Table, settings: Mapping[str, float]) -> ir.StringValue:
    return (
        "Stops on "
        + counted(found.stop_days, "day")
        + " in "
        + lasting(found.first_at, found.last_at)
        + ", "
        + whole(found.nearest.round())
        + " to "
        + whole(found.furthest.round())
        + " m from one person's home, each long enough to walk there, stay "
        + f"{in_words(settings['minutes'])} minutes and walk back, none with a recorded purpose; "
        + whole_or_none(found.door_days)
        + " at the door."
    )


INDICATOR = Indicator(
    id="IND-11",
    name="Offset parking",
    family="visits",
    cls="A",
    level="pair",
    status="experimental",
    version=1,
    needs=("positions", "crews", "person_addresses"),
    find=find,
    settings={
        "stop_days": Setting(
            value=3, unit="days", meaning="enough in `days`", reason="once or twice is chance"
        ),
        "days": Setting(
            value=365, unit="days", meaning="the stretch", reason="case 2 lasted 11 months"
        ),
        "door_m": Setting(
            value=50, unit="m", meaning="nearer is at the door", reason="the width of a street"
        ),
        "radius_m": Setting(
            value=400, unit="m", meaning="further is elsewhere", reason="a walk of five minutes"
        ),
        "walk_mps": Setting(
            value=1.3, unit="m/s", meaning="walking pace", reason="an ordinary adult's pace"
        ),
        "minutes": Setting(
            value=5, unit="minutes", meaning="time at the door", reason="less is no visit"
        ),
        "street_days": Setting(
            value=3, unit="days", meaning="enough visits to judge a street", reason="two are chance"
        ),
        "street_share": Setting(
            value=0.5,
            unit="share",
            meaning="of explained visits parked away, from which the street is the reason",
            reason="where parking is free, visits with a purpose stop at the door",
        ),
        "least_usual": Setting(
            value=0.5,
            unit="weighed days",
            meaning="what chance gives at least",
            reason="a long stop in a street where somebody lives happens to everyone",
        ),
        "few_people": Setting(
            value=4,
            unit="people",
            meaning="how slowly a member's own median is trusted",
            reason="a median of fewer people than this says little",
        ),
    },
    references=(
        "LTL40 case 2, page 14 (004:421)",
        "LTL40 case 9, pages 42-43 (004:1195)",
        "DUR sign 7",
        "R223",
    ),
)
