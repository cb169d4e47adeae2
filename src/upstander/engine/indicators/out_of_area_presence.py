"""Stops near one person's home on duty, where the member otherwise seldom goes.

Why it matters
    In case 10 of Learning the Lessons 40 (pages 50-51) the positions of an officer's mobile
    terminal were in the vicinity of a woman's home on several occasions within two weeks, and he
    had not been deployed to that area in the time. Whose beat it is may stop in any street of it;
    whoever comes from elsewhere comes for something.

Innocent explanations
    - Work in that area which nobody recorded: a witness, a prisoner, a search, an escort.
    - Another place close by: a court, a garage, a school, where it is not in the list of places.
    - A new posting or a loan to another team, which takes effect before its first incident.
    - A short cut on which somebody waits, eats or writes up.
    - Somebody else drove: the allocation log is wrong.

What it needs
    Positions, the allocation of vehicles, attendances, where incidents were, and people's
    addresses.

What it cannot see
    Visits within the member's own area, on foot or in a private car; homes that are not on
    record; where a member without a tracked unit usually works. Of the ten cases it would have
    seen case 10, and case 3 after the woman moved (page 18), if a police vehicle was used and the
    new home lay elsewhere. The others tell of no place outside the member's area.

How it is measured
    Unexplained stops on duty within 200 metres of the home, counted by day: three days or more
    within 90. A day on which the member attended an incident within about two kilometres does not
    count. A day counts for less where the stop is further than 60 metres from the home or as near
    to other people whom the member knows through work. The member's other days with a tracked
    unit, from 60 days before the first of these stops to the last of them, say how usual the area
    is: the share of them with a stop within about two kilometres, drawn towards a half when they
    are few. From one in five the area is the member's own and the sign is not raised. The value
    is the weighed days times the bits of that share.
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir
from ibis import _

from upstander.engine.evidence import Findings, Indicator, Scene, Setting, as_findings
from upstander.engine.indicators.common import (
    DAY,
    PAIR,
    counted,
    lasting,
    resting_on,
    seconds,
    stood,
    strongest,
    trailing,
    whole,
)

_SQUARE = ("column", "row")


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Pairs with stops outside the member's area. Value: weighed days times bits of the area."""
    stops = _stops(scene, settings)
    days = _days(stops, settings)
    hits = days.filter(_.stop_days >= settings["stop_days"]).mutate(value=_.weight_held)
    best = strongest(hits)
    usual = _how_usual(scene, best, days=days, settings=settings)
    known = best.join(usual, PAIR).filter(_.area_share < settings["area_share"])
    weighed = known.mutate(value=_.value * -_.area_share.log2())
    findings = as_findings(weighed.mutate(sentence=_sentence(weighed)))
    return Findings(findings=findings, events=resting_on(stops, findings))


def _stops(scene: Scene, settings: Mapping[str, float]) -> ir.Table:
    """Unexplained stops near a home on days without an incident in the area."""
    near = scene.unexplained.filter(
        _.kind == "visit",
        _.human_id.notnull(),
        _.distance_m <= settings["radius_m"],
        _.on_duty.fill_null(True),
        seconds(_.ends_at) - seconds(_.at) >= 60 * settings["minutes"],
    )
    known = ibis.greatest(1.0, _.share.sum().over(ibis.window(group_by=["staff_id", "at"])))
    nearness = ibis.least(1.0, settings["door_m"] / ibis.greatest(1.0, _.distance_m))
    weighed = near.mutate(weight=nearness * _.share / known)
    places = scene.stops.select("stop_id", "easting", "northing")
    placed = _with_day(_in_square(weighed.join(places, "stop_id"), settings))
    sent_there = _deployed(scene, settings)
    return placed.anti_join(sent_there, ["staff_id", "utc_day", *_SQUARE])


def _with_day(table: ir.Table) -> ir.Table:
    return table.mutate(utc_day=(seconds(_.at) // DAY).cast("int64"))


def _in_square(table: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """In which square of the grid each row lies."""
    side = settings["area_m"]
    return table.mutate(
        column=(_.easting / side).floor().cast("int64"),
        row=(_.northing / side).floor().cast("int64"),
    )


def _around(table: ir.Table) -> ir.Table:
    """Each row for its own square and for the eight around it."""
    for name in _SQUARE:
        steps = table.mutate(step=ibis.array([-1, 0, 1]).unnest())
        table = steps.mutate(**{name: steps[name] + steps.step.cast("int64")}).drop("step")
    return table


def _deployed(scene: Scene, settings: Mapping[str, float]) -> ir.Table:
    """The days and squares in or beside which each member attended an incident."""
    incidents = scene.records["incidents"].filter(_.easting.notnull())
    attended = scene.records["attendances"].select("staff_id", "incident_id", at=_.arrived_at)
    placed = attended.join(incidents.select("incident_id", "easting", "northing"), "incident_id")
    squares = _with_day(_in_square(placed, settings))
    return _around(squares.select("staff_id", "utc_day", *_SQUARE).distinct()).distinct()


def _days(stops: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """One row for each day of a pair, with what the stretch of time that it ends held."""
    days = (
        stops.group_by(*PAIR, "utc_day")
        .agg(
            at=_.at.min(),
            weight=_.weight.max(),
            nearest=_.distance_m.min(),
            column=_.column.min(),
            row=_.row.min(),
        )
        .mutate(second=seconds(_.at))
    )
    held = trailing(settings["days"])
    return days.mutate(
        stop_days=_.count().over(held),
        weight_held=_.weight.sum().over(held),
        nearest=_.nearest.min().over(held),
        first_at=_.at.min().over(held),
        last_at=_.at,
    )


def _how_usual(
    scene: Scene, found: ir.Table, *, days: ir.Table, settings: Mapping[str, float]
) -> ir.Table:
    """Of each found pair: on what share of the member's other days there was a stop around."""
    own = _with_day(_in_square(stood(scene), settings)).semi_join(found, "staff_id")
    own = own.select("staff_id", "utc_day", *_SQUARE).distinct()
    spans = found.select(
        *PAIR,
        *_SQUARE,
        span_from=seconds(_.first_at) // DAY - int(settings["before_days"]),
        span_until=seconds(_.last_at) // DAY,
    )
    within = (_.utc_day >= _.span_from, _.utc_day <= _.span_until)
    taken = days.select(*PAIR, "utc_day")
    every = (
        own.select("staff_id", "utc_day")
        .distinct()
        .join(spans.drop(*_SQUARE), "staff_id")
        .filter(*within)
        .anti_join(taken, [*PAIR, "utc_day"])
        .group_by(*PAIR)
        .agg(other_days=_.count())
    )
    there = (
        own.join(_around(spans), ["staff_id", *_SQUARE])
        .filter(*within)
        .anti_join(taken, [*PAIR, "utc_day"])
        .group_by(*PAIR)
        .agg(area_days=_.utc_day.nunique())
    )
    both = every.left_join(there, PAIR)
    area, others = both.area_days.fill_null(0), both.other_days
    return both.select(
        *[every[name] for name in PAIR],
        area_days=area,
        other_days=others,
        area_share=(area + 1) / (others + 2),
    )


def _sentence(found: ir.Table) -> ir.StringValue:
    return (
        "On duty near one person's home on "
        + counted(found.stop_days, "day")
        + " in "
        + lasting(found.first_at, found.last_at)
        + ", the nearest stop "
        + whole(found.nearest.round())
        + " m from it, without a recorded purpose or an incident in the area; on the member's "
        + counted(found.other_days, "other day")
        + " around that time the unit stopped in the area on "
        + whole(found.area_days)
        + "."
    )


INDICATOR = Indicator(
    id="IND-12",
    name="Presence outside the member's area",
    family="visits",
    cls="A",
    level="pair",
    status="experimental",
    version=1,
    needs=("positions", "crews", "attendances", "incidents.easting", "person_addresses"),
    find=find,
    settings={
        "stop_days": Setting(
            value=3, unit="days", meaning="enough in `days`", reason="once or twice is chance"
        ),
        "days": Setting(
            value=90, unit="days", meaning="the stretch", reason="case 10 lasted weeks, not months"
        ),
        "minutes": Setting(
            value=3, unit="minutes", meaning="shorter is traffic", reason="lights and junctions"
        ),
        "radius_m": Setting(
            value=200, unit="m", meaning="near the home", reason="the vicinity, as in R143"
        ),
        "door_m": Setting(
            value=60, unit="m", meaning="so near counts in full", reason="parked at the home"
        ),
        "area_m": Setting(
            value=1500,
            unit="m",
            meaning="side of a square; a square and the eight around it are an area",
            reason="a few streets are nobody's area, half a town is everybody's",
        ),
        "before_days": Setting(
            value=60,
            unit="days",
            meaning="how long before the first stop the area is looked at",
            reason="a roster cycle or two; longer reaches into an earlier posting",
        ),
        "area_share": Setting(
            value=0.2,
            unit="share",
            meaning="of other days with a stop in the area, from which it is the member's own",
            reason="a day a week makes it part of the work",
        ),
    },
    references=(
        "LTL40 case 10, page 51 (004:1383)",
        "DUR sign 4",
        "R242",
        "R321",
    ),
)
