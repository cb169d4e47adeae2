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
    presence = engine.keep("presence", _presence(stops, crewed, settings))
    near = engine.keep("visits_near", _near(presence, _addresses(pairs, homes, settings), settings))
    once = engine.keep("visits_once", _without_echo(near))
    shared = once.mutate(
        share=1.0
        / once.human_id.count().over(
            ibis.range_window(
                group_by=["stop_id", "staff_id"], order_by="distance_m",
                preceding=None, following=settings.as_near_m,
            )
        )
    )  # fmt: skip
    parked = ibis.cases(
        (shared.hand_held, ibis.null("string")), (shared.distance_m <= settings.at_m, "at"),
        else_="away",
    )  # fmt: skip
    told = ("ends_at", "stop_id", "distance_m", "crew_size", "share")
    return contact_rows(
        shared, table_name="positions", kind=ibis.literal("visit"), parked=parked,
        **{name: shared[name] for name in told},
    )  # fmt: skip


def garaged(stops: ir.Table, *, settings: VisitSettings = DEFAULTS) -> ir.IntegerScalar:
    """How many stops were too long to be anybody's visit: for the coverage of the scan."""
    return _too_long(stops, settings).sum().fill_null(0)


def _too_long(stops: ir.Table, settings: VisitSettings) -> ir.BooleanValue:
    seconds = stops.ends_at.epoch_seconds() - stops.starts_at.epoch_seconds()
    return seconds > settings.longest_stop_h * 3600


def _presence(stops: ir.Table, crewed: ir.Table, settings: VisitSettings) -> ir.Table:
    """Where each member stood, from when to when, and in which cell of the grid."""
    places = stops.filter(~_too_long(stops, settings)).select(
        "stop_id", "easting", "northing", "source_file", "source_row"
    )
    crew = crewed.select(
        "stop_id", "staff_id", "crew_size", "hand_held", at="starts_at", ends_at="ends_at"
    )
    both = crew.join(places, "stop_id")
    return both.mutate(column=_cell(both.easting, settings), row=_cell(both.northing, settings))


def _cell(metres: ir.NumericValue, settings: VisitSettings) -> ir.IntegerValue:
    return (metres / settings.reach_m).floor().cast("int64")


def _addresses(pairs: ir.Table, homes: ir.Table, settings: VisitSettings) -> ir.Table:
    """The addresses of each member's people, in their own cell and the eight around it."""
    living = homes.group_by("human_id", "easting", "northing", "starts_at", "ends_at").agg(
        person_id=homes.person_id.min()
    )
    whose = pairs.select("staff_id", "human_id", "first_at").join(
        living.select(
            "human_id", "person_id", "starts_at", "ends_at",
            home_easting=living.easting, home_northing=living.northing,
        ),
        "human_id",
    )  # fmt: skip
    for name, metres in (("column", whose.home_easting), ("row", whose.home_northing)):
        steps = ibis.array(list(_NEIGHBOURS)).unnest()
        whose = whose.mutate(**{f"{name}_step": steps, name: _cell(metres, settings)})
        whose = whose.mutate(**{name: whose[name] + whose[f"{name}_step"]}).drop(f"{name}_step")
    return whose.rename(lives_from="starts_at", lives_until="ends_at")


def _near(presence: ir.Table, addresses: ir.Table, settings: VisitSettings) -> ir.Table:
    """Members' stops with the people of theirs within reach, each with the nearest address."""
    both = presence.join(addresses, ["staff_id", "column", "row"])
    east, north = both.easting - both.home_easting, both.northing - both.home_northing
    known_by = both.at + ibis.interval(days=settings.trace_within_days)
    both = both.mutate(distance_m=(east * east + north * north).sqrt())
    met = both.filter(
        both.distance_m <= settings.reach_m,
        held(both.at, starts_at=both.lives_from, ends_at=both.lives_until),
        both.first_at.isnull() | (both.first_at <= known_by),
    )
    return met.group_by("staff_id", "stop_id", "human_id", "at", "ends_at").agg(
        distance_m=met.distance_m.min(),
        person_id=met.person_id.argmin(met.distance_m),
        crew_size=met.crew_size.max(),
        hand_held=met.hand_held.any(),
        source_file=met.source_file.min(),
        source_row=met.source_row.min(),
    )


def _without_echo(near: ir.Table) -> ir.Table:
    """Without a hand-held's stop that only repeats the stop of the vehicle its holder came in."""
    carried, parked = near.filter(near.hand_held), near.filter(~near.hand_held)
    other = parked.view()
    echo = carried.join(
        other, [carried.staff_id == other.staff_id, carried.human_id == other.human_id]
    )
    echo = echo.filter(echo.at < echo.ends_at_right, echo.at_right < echo.ends_at)
    heard = echo.select("stop_id", "staff_id", "human_id").distinct()
    return parked.union(carried.anti_join(heard, ["stop_id", "staff_id", "human_id"]))
