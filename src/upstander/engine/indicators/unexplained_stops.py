"""Stops near one person's home, again and again, that no recorded work explains.

Why it matters
    In case 2 of Learning the Lessons 40 (pages 14-15) the telematics of the vehicles that a
    member of staff used showed four stops in the vicinity of one woman's home between her
    report and the referral. In case 10 (pages 50-51) the positions of a mobile terminal were
    near a victim's address on several occasions in two weeks without a deployment there. The
    Durham leaflet asks the public to report police vehicles regularly parked outside private
    addresses for no apparent reason.

Innocent explanations
    - A place nearby: a canteen, a station, a shop, a school, where it is not in the list of places.
    - Patrol of the street, or of a spot with repeated trouble, that is not written as a task.
    - A visit or a task that was made and not recorded, or recorded under another record of hers.
    - Another person of the same street is the one who was visited.
    - Somebody else drove: the allocation log is wrong.

What it needs
    Positions of vehicles or hand-helds, the allocation of vehicles, and people's addresses.

What it cannot see
    Visits on foot or in a private car, homes that are not on record, vehicles without a tracker,
    and whether anybody left the vehicle. Of the ten cases it would have seen case 2 and case 10;
    case 3 (two or three visits a week, page 18) and case 8 (evening visits, page 38) where a
    police vehicle was used. It sees nothing of cases 1, 4, 5, 6 and 7, and of case 9 only what
    happened near a home.

How it is measured
    Unexplained stops of three minutes or more within 200 metres of the home, counted by day:
    on 3 days within 90, or on 4 days within 12 months. A day counts for the more, the nearer the
    stop (60 metres and less in full, beyond that 60 divided by the distance), and where the stop
    is as near to other people whom the member knows through work, they share it. The value says
    in bits how far the sum exceeds what this member's stops give for the people they are near
    as a rule (the median person): who stops everywhere on a beat stands out with nobody.
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
    lasting,
    resting_on,
    seconds,
    strongest,
    trailing,
    whole,
)


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Pairs with repeated unexplained stops near the home. Value: bits above the usual person."""
    stops = _stops(scene, settings)
    days = _days(stops, settings)
    hits = days.filter(
        (_.short_days >= settings["stop_days"]) | (_.long_days >= settings["long_stop_days"])
    ).mutate(value=_.weight_held, last_at=_.at)
    placed = strongest(hits).join(_usual(scene, days, settings), "staff_id")
    weighed = placed.mutate(value=_surprise(placed.value, placed.usual)).filter(_.value > 0)
    findings = as_findings(weighed.mutate(sentence=_sentence(weighed, settings)))
    return Findings(findings=findings, events=resting_on(stops, findings))


def _stops(scene: Scene, settings: Mapping[str, float]) -> ir.Table:
    """Unexplained stops near a home, each with the part of it that is this person's."""
    near = scene.unexplained.filter(
        _.kind == "visit",
        _.human_id.notnull(),
        _.distance_m <= settings["radius_m"],
        seconds(_.ends_at) - seconds(_.at) >= 60 * settings["minutes"],
    )
    known = ibis.greatest(1.0, _.share.sum().over(ibis.window(group_by=["staff_id", "at"])))
    nearness = ibis.least(1.0, settings["door_m"] / ibis.greatest(1.0, _.distance_m))
    return near.mutate(weight=nearness * _.share / known)


def _days(stops: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """One row for each day of a pair, with what the stretches of time that it ends held."""
    days = (
        stops.group_by(*PAIR, day=_.local_at.date())
        .agg(at=_.at.min(), weight=_.weight.max(), nearest=_.distance_m.min())
        .mutate(second=seconds(_.at))
    )
    held = trailing(settings["long_days"])
    return days.mutate(
        short_days=_.count().over(trailing(settings["days"])),
        long_days=_.count().over(held),
        weight_held=_.weight.sum().over(held),
        nearest=_.nearest.min().over(held),
        first_at=_.at.min().over(held),
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
        + counted(found.long_days, "day")
        + f" within {settings['radius_m']:g} m of one person's home in "
        + lasting(found.first_at, found.last_at)
        + ", none with a recorded purpose; nearest "
        + whole(found.nearest.round())
        + " m."
    )


INDICATOR = Indicator(
    id="IND-10",
    name="Unexplained stops near a person's home",
    family="visits",
    cls="A",
    level="pair",
    status="experimental",
    version=1,
    needs=("positions", "crews", "person_addresses"),
    find=find,
    settings={
        "stop_days": Setting(
            value=3, unit="days", meaning="enough in `days`", reason="case 10: several in two weeks"
        ),
        "days": Setting(
            value=90, unit="days", meaning="the short stretch", reason="contact often grows fast"
        ),
        "long_stop_days": Setting(
            value=4, unit="days", meaning="enough in `long_days`", reason="case 2: four stops"
        ),
        "long_days": Setting(
            value=365, unit="days", meaning="the long stretch", reason="case 2 lasted 11 months"
        ),
        "radius_m": Setting(
            value=200, unit="m", meaning="near the home", reason="the vicinity, as in R143"
        ),
        "minutes": Setting(
            value=3, unit="minutes", meaning="shorter is traffic", reason="lights and junctions"
        ),
        "door_m": Setting(
            value=60, unit="m", meaning="so near counts in full", reason="parked at the home"
        ),
        "least_usual": Setting(
            value=0.5,
            unit="weighed days",
            meaning="what chance gives at least",
            reason="a stop near somebody's home happens to everyone",
        ),
        "few_people": Setting(
            value=4,
            unit="people",
            meaning="how slowly a member's own median is trusted",
            reason="a median of fewer people than this says little",
        ),
    },
    references=(
        "LTL40 case 2, pages 14-15 (004:425-429)",
        "LTL40 case 10, pages 50-51 (004:1383)",
        "DUR sign 7",
        "R143",
        "R242",
    ),
)
