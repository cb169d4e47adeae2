"""From one person's door to a place that no log explains, and back to the door.

Why it matters
    Taking a victim away in a vehicle is among the signs in officers on page 11 of Learning the
    Lessons 40. Where somebody is taken for a reason, to a refuge, a hospital or a station, the
    control log or a task says so, or the place does.

Innocent explanations
    - A lift to a refuge, a relative or a shop that was logged late, under another record or not
      at all.
    - A lunch, an errand or another call between two visits to the same street.
    - A search of the neighbourhood with the person, or for somebody.
    - A round that passes the same two spots every day: told from the member's other people.
    - A colleague in the vehicle who was booked on to another one.

What it needs
    Positions, the allocation of vehicles, duties, attendances, tasks, the list of places, and
    people's addresses.

What it cannot see
    Who was in the vehicle: it sees a journey, not a passenger. Journeys that did not end at the
    door again, that were made in a private car, or that led to a listed place. None of the ten
    cases tells of such a journey; the sign comes from the list alone.

How it is measured
    One unit, with nobody booked on beside the member, stops at the door of a person known through
    work (60 metres, five minutes or more), then for ten minutes or more at a place at least 500
    metres away, then at the same door again, with no more than 45 minutes between one stop and
    the next. The place in between is not listed, is nobody's door whom the member knows, and the
    member had no attendance, task or custody duty then. Found are pairs with two such journeys on
    different days within 12 months. The value says in bits how far their days exceed what the
    member's other people have; less than two bits is left out.
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir
from ibis import _

from upstander.engine.evidence import (
    LEAST_SHARE,
    Findings,
    Indicator,
    Scene,
    Setting,
    as_findings,
)
from upstander.engine.indicators.common import (
    DAY,
    PAIR,
    as_stops,
    beyond_others,
    counted,
    lasting,
    seconds,
    stood,
    strongest,
    trailing,
    whole,
    without_work,
)
from upstander.words import PLACE_KINDS

_MINUTE = 60


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Pairs with journeys that lead back to the door. Value: bits above the member's others."""
    journeys = _journeys(scene, settings)
    held = trailing(settings["days"])
    days = (
        journeys.group_by(*PAIR, "utc_day")
        .agg(at=_.back_at.min(), left_at=_.at.min(), metres=_.metres.max(), minutes=_.minutes.max())
        .mutate(second=seconds(_.at))
        .mutate(
            value=_.count().over(held),
            furthest=_.metres.max().over(held),
            longest=_.minutes.max().over(held),
            first_at=_.left_at.min().over(held),
            last_at=_.at,
        )
    )
    enough = _.at.min(where=_.value >= settings["journeys"])
    most = strongest(days.mutate(met_at=enough.over(ibis.window(group_by=list(PAIR)))))
    bits = beyond_others(most, "value", usual=settings["usual"], few_people=settings["few_people"])
    valued = most.mutate(journeys=_.value, seen_at=_.met_at, bits=bits)
    found = valued.filter(
        _.journeys >= settings["journeys"], _.bits >= settings["least_bits"]
    ).mutate(value=_.bits)
    findings = as_findings(found.mutate(sentence=_sentence(found)))
    rests_on = _journeys(scene, settings, of=findings).semi_join(findings, PAIR)
    return Findings(findings=findings, events=as_stops(rests_on))


def _journeys(
    scene: Scene, settings: Mapping[str, float], *, of: ir.Table | None = None
) -> ir.Table:
    """Stops away from a door, with the same door before and after."""
    doors = scene.contacts.filter(
        _.kind == "visit",
        _.human_id.notnull(),
        _.distance_m <= settings["door_m"],
        _.share >= LEAST_SHARE,
        _.strength.fill_null("") != "the place",
    ).select(*PAIR, "stop_id")
    away = _between(scene, settings, of=of).anti_join(doors, ["stop_id", "staff_id"])
    from_door = doors.rename(stop_before="stop_id")
    to_door = doors.rename(stop_after="stop_id")
    left = without_work(away, scene, listed=PLACE_KINDS).join(
        from_door, ["staff_id", "stop_before"]
    )
    return left.semi_join(to_door, [*PAIR, "stop_after"])


def _between(scene: Scene, settings: Mapping[str, float], *, of: ir.Table | None) -> ir.Table:
    """Stops of a member alone, with the stop before and the stop after of the same unit."""
    long = stood(scene, of=of).filter(
        seconds(_.ends_at) - seconds(_.at) >= _MINUTE * settings["door_minutes"]
    )
    order = ibis.window(group_by=["staff_id", "unit_id"], order_by=["at", "stop_id"])
    placed = long.mutate(
        stop_before=_.stop_id.lag().over(order),
        left_at=_.ends_at.lag().over(order),
        east_before=_.easting.lag().over(order),
        north_before=_.northing.lag().over(order),
        stop_after=_.stop_id.lead().over(order),
        back_at=_.at.lead().over(order),
        minutes=(seconds(_.ends_at) - seconds(_.at)) / _MINUTE,
        utc_day=(seconds(_.at) // DAY).cast("int64"),
    )
    east, north = placed.easting - placed.east_before, placed.northing - placed.north_before
    far = placed.mutate(metres=(east * east + north * north).sqrt())
    gap = _MINUTE * settings["gap_minutes"]
    return far.filter(
        _.crew_size.fill_null(1) == 1,
        _.minutes >= settings["away_minutes"],
        _.metres >= settings["away_m"],
        seconds(_.at) - seconds(_.left_at) <= gap,
        seconds(_.back_at) - seconds(_.ends_at) <= gap,
    )


def _sentence(found: ir.Table) -> ir.StringValue:
    return (
        "Journeys alone from one person's door to an unlogged place and back to the door on "
        + counted(found.journeys, "day")
        + " in "
        + lasting(found.first_at, found.last_at)
        + ": up to "
        + whole(found.furthest.round())
        + " m away, up to "
        + counted(found.longest.round().cast("int64"), "minute")
        + " there, with no recorded incident, task or listed place."
    )


INDICATOR = Indicator(
    id="IND-15",
    name="Journey without a log from a person's address",
    family="visits",
    cls="A",
    level="pair",
    status="experimental",
    version=1,
    needs=(
        "positions",
        "crews",
        "duties",
        "attendances",
        "tasks",
        "places",
        "person_addresses",
    ),
    find=find,
    settings={
        "journeys": Setting(
            value=2, unit="days", meaning="fewest that are found", reason="one may be an errand"
        ),
        "days": Setting(value=365, unit="days", meaning="the stretch", reason="slow patterns"),
        "door_m": Setting(
            value=60, unit="m", meaning="so near is the door", reason="parked at the home"
        ),
        "door_minutes": Setting(
            value=5, unit="minutes", meaning="shorter is traffic", reason="lights and queues"
        ),
        "away_m": Setting(
            value=500, unit="m", meaning="nearer is the same street", reason="beyond a short walk"
        ),
        "away_minutes": Setting(
            value=10, unit="minutes", meaning="least time there", reason="shorter is on the way"
        ),
        "gap_minutes": Setting(
            value=45, unit="minutes", meaning="most from stop to stop", reason="a town across"
        ),
        "usual": Setting(
            value=0.3, unit="days", meaning="what is usual with a person", reason="an errand"
        ),
        "few_people": Setting(
            value=5,
            unit="people",
            meaning="how many people the usual weighs in the mean of the member's others",
            reason="two or three other people make no habit",
        ),
        "least_bits": Setting(
            value=2, unit="bits", meaning="least value that is found", reason="less is a round"
        ),
    },
    references=(
        "LTL40 page 11, officer sign 3 (004:351)",
        "R093",
    ),
)
