"""Crews: who was with the unit while it stood, and how many they were.

A vehicle tells who was in it only through its bookings. These are sometimes wrong and sometimes
missing: a stop of a vehicle that nobody was booked on to belongs to nobody, and is counted in the
coverage of the scan. A hand-held tells who carried it; how many were there is known only from the
vehicle on which its holder was booked at that time.
"""

import ibis
import ibis.expr.types as ir

from upstander.engine.tables.declare import union_all
from upstander.engine.tables.records import Engine, Records

_SECONDS_A_DAY = 86_400

# A booking that only touches a stop's edge says little: clocks differ, and a crew that books off
# in the yard was not the one that stood there.
LEAST_SHARED_S = 120


def crewed(stops: ir.Table, records: Records, engine: Engine) -> ir.Table:
    """Who was with the unit at each stop; a stop with nobody has no row.

    Takes STOPS. Returns `stop_id`, `staff_id`, `crew_size` (members booked on the same vehicle at
    the same time, the member included; null where that is not known), `starts_at` and `ends_at`
    (the part of the stop that the member's booking covers, UTC) and `hand_held`. Kept as
    `crewed`.
    """
    at_stop = stops.select("stop_id", "unit_id", "starts_at", "ends_at")
    bookings = engine.keep("crew_days", _by_day(_bookings(records)))
    carried = at_stop.semi_join(records["staff"], at_stop.unit_id == records["staff"].staff_id)
    on_board = _together(at_stop, bookings, stop="unit_id", booking="vehicle_id")
    ridden = _together(carried, bookings, stop="unit_id", booking="staff_id")
    rides = ridden.select("stop_id", "vehicle_id", "starts_at", "ends_at").distinct()
    beside = _together(rides, bookings, stop="vehicle_id", booking="vehicle_id")
    vehicles = engine.keep("crew_of_vehicles", _sized(_each_member(on_board)))
    beside = engine.keep("crew_beside", _sized(_each_member(beside)))
    return engine.keep(
        "crewed", union_all([vehicles.mutate(hand_held=False), _carried(carried, beside)])
    )


def _bookings(records: Records) -> ir.Table:
    """Bookings that cover some time, as half-open intervals."""
    crews = records["crews"]
    return crews.filter(crews.ends_at > crews.starts_at).select(
        "vehicle_id", "staff_id", "starts_at", "ends_at"
    )


def _day(moment: ir.TimestampValue) -> ir.IntegerValue:
    return (moment.epoch_seconds() / _SECONDS_A_DAY).floor().cast("int64")


def _by_day(intervals: ir.Table) -> ir.Table:
    """The intervals once for every day they touch, so that a join has equal keys."""
    days = ibis.range(_day(intervals.starts_at), _day(intervals.ends_at) + 1)
    return intervals.mutate(day=days.unnest().cast("int64"))


def _together(places: ir.Table, bookings: ir.Table, *, stop: str, booking: str) -> ir.Table:
    """Stops with the bookings that overlap them, each with the time that both cover."""
    left = _by_day(places.mutate(key=places[stop]).select("stop_id", "key", "starts_at", "ends_at"))
    right = bookings.select(
        "vehicle_id", "staff_id", "day", key=bookings[booking],
        booked_at=bookings.starts_at, released_at=bookings.ends_at,
    )  # fmt: skip
    both = left.join(right, ["key", "day"])
    starts_at = ibis.greatest(both.starts_at, both.booked_at)
    shared = both.filter(
        both.booked_at < both.ends_at,
        both.starts_at < both.released_at,
        # Found once, on the day on which the shared time begins.
        both.day == _day(starts_at),
    )
    return shared.select(
        "stop_id", "vehicle_id", "staff_id",
        starts_at=ibis.greatest(shared.starts_at, shared.booked_at),
        ends_at=ibis.least(shared.ends_at, shared.released_at),
    )  # fmt: skip


def _each_member(shared: ir.Table) -> ir.Table:
    """One row a member, stop and vehicle, however often booked; none for a mere edge."""
    spans = shared.group_by("stop_id", "vehicle_id", "staff_id").agg(
        starts_at=shared.starts_at.min(), ends_at=shared.ends_at.max()
    )
    return spans.filter(_seconds(spans.starts_at, spans.ends_at) >= LEAST_SHARED_S)


def _seconds(starts_at: ir.TimestampValue, ends_at: ir.TimestampValue) -> ir.IntegerValue:
    return ends_at.epoch_seconds() - starts_at.epoch_seconds()


def _sized(members: ir.Table) -> ir.Table:
    """With how many were there at the same time, themselves included: a relief is not a crew."""
    others = members.view()
    pairs = members.join(
        others, [members.stop_id == others.stop_id, members.vehicle_id == others.vehicle_id]
    )
    starts_at = ibis.greatest(pairs.starts_at, pairs.starts_at_right)
    ends_at = ibis.least(pairs.ends_at, pairs.ends_at_right)
    met = pairs.filter(_seconds(starts_at, ends_at) >= LEAST_SHARED_S)
    return met.group_by("stop_id", "staff_id", "starts_at", "ends_at").agg(
        crew_size=met.staff_id_right.nunique()
    )


def _carried(stops: ir.Table, beside: ir.Table) -> ir.Table:
    """Hand-held stops: the holder alone, and how many were booked with them."""
    known = beside.group_by("stop_id", "staff_id").agg(crew_size=beside.crew_size.max())
    own = stops.left_join(known, [stops.stop_id == known.stop_id, stops.unit_id == known.staff_id])
    return own.select(
        "stop_id", "starts_at", "ends_at", staff_id=own.unit_id, crew_size=own.crew_size,
        hand_held=True,
    )  # fmt: skip
