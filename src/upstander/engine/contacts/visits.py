"""Visits: stops near the address of a person with whom the member has something to do.

Nearness is cheap: in a street a stop is near forty people. A stop becomes a visit only for pairs
of a member and a person with a policing link or another trace, and whoever lives as near shares
it: `share` says what is left for each. A visit says that the unit stood there, not that anybody
was seen; what explains it is asked later.

Case 2 of the source (LTL40 pages 14-15) rests on four stops of an assigned vehicle near the home,
parked away from the property; case 9 (pages 42-43) on a car always parked round the corner;
case 10 (pages 50-51) on positions near the address within two weeks.
"""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from upstander.engine.contacts.holders import held
from upstander.engine.contacts.shape import contact_rows
from upstander.engine.tables.records import Engine, Records

_NEIGHBOURS = (-1, 0, 1)


@dataclass(frozen=True, kw_only=True)
class VisitSettings:
    """How near a stop counts, and for how long. Units in the names: metres, hours, days."""

    reach_m: float = 400.0
    """IND-11 looks 50 to 400 metres from the address: round the corner, then a walk."""

    at_m: float = 60.0
    """Within the error of a position and the width of a street: outside the home itself."""

    as_near_m: float = 20.0
    """Two homes whose distances differ by less cannot be told apart by a position."""

    longest_stop_h: float = 16.0
    """Longer than any tour of duty: the vehicle is garaged, nobody is visiting."""

    trace_within_days: int = 30
    """A first trace later than this after the stop says nothing about it."""


DEFAULTS = VisitSettings()


def visits(
    *,
    stops: ir.Table,
    crewed: ir.Table,
    homes: ir.Table,
    pairs: ir.Table,
    records: Records,
    engine: Engine,
    settings: VisitSettings = DEFAULTS,
) -> ir.Table:
    """One contact for each member, stop and person of theirs who lives within reach.

    Takes STOPS, what `crewed` returns, HOMES, and `pairs` (staff_id, human_id, first_at,
    last_at): those with a policing link or another trace. Returns the columns of CONTACTS that
    a source gives: `at` and `ends_at` are the member's part of the stop, `distance_m` is from the
    nearest address valid then, `parked` is `at` or `away` (null for a hand-held: nothing was
    parked), `share` is one over the number of the member's people who live as near.
    """
    presence = engine.keep(
        "presence", _presence(stops, crewed, settings), numbered="presence_id", passing=True
    )
    near = engine.keep(
        "visits_near", _near(presence, _addresses(pairs, homes), settings), passing=True
    )
    echoes = engine.keep("visits_echoed", _echoes(near, presence))
    shared = _shared(near.anti_join(echoes, ["presence_id", "human_id"]), settings)
    met = shared.join(presence, "presence_id")
    parked = ibis.cases(
        (met.hand_held, ibis.null("string")), (met.distance_m <= settings.at_m, "at"),
        else_="away",
    )  # fmt: skip
    told = ("ends_at", "stop_id", "distance_m", "crew_size", "share")
    return contact_rows(
        met, table_name="positions", kind=ibis.literal("visit"), parked=parked,
        **{name: met[name] for name in told},
    )  # fmt: skip


def garaged(stops: ir.Table, *, settings: VisitSettings = DEFAULTS) -> ir.IntegerScalar:
    """How many stops were too long to be anybody's visit: for the coverage of the scan."""
    return _too_long(stops, settings).sum().fill_null(0)


def _too_long(stops: ir.Table, settings: VisitSettings) -> ir.BooleanValue:
    seconds = stops.ends_at.epoch_seconds() - stops.starts_at.epoch_seconds()
    return seconds > settings.longest_stop_h * 3600


def _presence(stops: ir.Table, crewed: ir.Table, settings: VisitSettings) -> ir.Table:
    """Where each member stood, and from when to when."""
    places = stops.filter(~_too_long(stops, settings)).select(
        "stop_id", "easting", "northing", "source_file", "source_row"
    )
    crew = crewed.select(
        "stop_id", "staff_id", "crew_size", "hand_held", at="starts_at", ends_at="ends_at"
    )
    return crew.join(places, "stop_id")


def _addresses(pairs: ir.Table, homes: ir.Table) -> ir.Table:
    """The addresses of each member's people."""
    living = homes.group_by("human_id", "easting", "northing", "starts_at", "ends_at").agg(
        person_id=homes.person_id.min()
    )
    return pairs.select("staff_id", "human_id", "first_at").join(
        living.select(
            "human_id", "person_id", lives_from=living.starts_at, lives_until=living.ends_at,
            home_easting=living.easting, home_northing=living.northing,
        ),
        "human_id",
    )  # fmt: skip


def _cell(metres: ir.NumericValue, settings: VisitSettings) -> ir.IntegerValue:
    return (metres / settings.reach_m).floor().cast("int64")


def _around(presence: ir.Table, settings: VisitSettings) -> ir.Table:
    """Each stop of a member once for its own cell of the grid and for the eight around it."""
    spread = presence.select("presence_id", "staff_id", "at", "easting", "northing")
    for name, metres in (("column", spread.easting), ("row", spread.northing)):
        own, steps = _cell(metres, settings), ibis.array(list(_NEIGHBOURS)).unnest()
        spread = spread.mutate(**{name: own, f"{name}_step": steps})
        spread = spread.mutate(**{name: spread[name] + spread[f"{name}_step"]})
    return spread.drop("column_step", "row_step")


def _near(presence: ir.Table, addresses: ir.Table, settings: VisitSettings) -> ir.Table:
    """Members' stops with the people of theirs within reach, each with the nearest address.

    As narrow as can be: what else is known of the stop is joined where it is needed.
    """
    lived = addresses.mutate(
        column=_cell(addresses.home_easting, settings), row=_cell(addresses.home_northing, settings)
    )
    both = _around(presence, settings).join(lived, ["staff_id", "column", "row"])
    east, north = both.easting - both.home_easting, both.northing - both.home_northing
    known_by = both.at + ibis.interval(days=settings.trace_within_days)
    both = both.mutate(distance_m=(east * east + north * north).sqrt())
    met = both.filter(
        both.distance_m <= settings.reach_m,
        held(both.at, starts_at=both.lives_from, ends_at=both.lives_until),
        both.first_at.isnull() | (both.first_at <= known_by),
    )
    return met.group_by("presence_id", "human_id").agg(
        distance_m=met.distance_m.min(), person_id=met.person_id.argmin(met.distance_m)
    )


def _echoes(near: ir.Table, presence: ir.Table) -> ir.Table:
    """Where a hand-held's stop only repeats the stop of the vehicle its holder came in."""
    seen = near.select("presence_id", "human_id").join(
        presence.select("presence_id", "staff_id", "at", "ends_at", "hand_held"), "presence_id"
    )
    carried, parked = seen.filter(seen.hand_held), seen.filter(~seen.hand_held).view()
    echo = carried.join(
        parked, [carried.staff_id == parked.staff_id, carried.human_id == parked.human_id]
    )
    echo = echo.filter(echo.at < echo.ends_at_right, echo.at_right < echo.ends_at)
    return echo.select("presence_id", "human_id").distinct()


def _shared(near: ir.Table, settings: VisitSettings) -> ir.Table:
    """With the share of each: whoever of the member's people lives as near has the same claim."""
    as_near = ibis.range_window(
        group_by="presence_id", order_by="distance_m",
        preceding=None, following=settings.as_near_m,
    )  # fmt: skip
    return near.mutate(share=1.0 / near.human_id.count().over(as_near))
