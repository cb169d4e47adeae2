"""Stops: where a vehicle or a hand-held stood still, and from when to when.

Made for what police positions are like: stray pings far from the truth, gaps, jitter, units that
report every few seconds, once a minute, or only while they move. A ping is taken to be *still*
when other pings near it in time lie near it in space; a stray ping agrees with none and falls
out by itself. Still pings that follow each other in one place make a stop.

Everything is windows and groups over one unit at a time, ordered by time: no rolling state, no
cross product. A ping is compared with its next four on either side after dense reports have been
thinned to one in 20 seconds; the two ends of each stop are then looked up among all the pings, so
that they are exact to the ping.

What it cannot see: a stop in a gap after which the unit reappears elsewhere (the stop ends with
the last ping in place), and two stops closer together than `near_m`, which are one.
"""

import operator
from functools import reduce

import ibis
import ibis.expr.types as ir

from upstander.engine.contacts.known_ends import known_ends
from upstander.engine.contacts.still import DEFAULTS, StopSettings, apart, in_slots, slot, units
from upstander.engine.shelf import Shelf
from upstander.engine.tables.declare import union_all
from upstander.engine.tables.records import Engine
from upstander.engine.tables.stages import STOPS

_EDGE = ("s", "n", "next_s", "x", "y", "m2")  # what is known of each end of a run


def stops(
    positions: ir.Table,
    *,
    engine: Engine,
    settings: StopSettings = DEFAULTS,
    shelf: Shelf | None = None,
) -> ir.Table:
    """The stops of every unit, one row each.

    Takes `positions` of the contract (eastings and northings in metres, `at` in UTC) in any
    order. Returns the columns of STOPS: `starts_at` and `ends_at` are the first and last ping in
    place, `easting` and `northing` their middle, `pings` how many pings lie between. Kept as
    `stops`, numbered in order of unit and time. With a `shelf` only new pings are worked through.
    """
    numbered = engine.keep("stops_units", units(positions))
    found_ends = known_ends(positions, numbered, engine=engine, settings=settings, shelf=shelf)
    # Kept because what follows uses each column many times over: as one expression it grows long.
    edges = engine.keep("stops_edges", _judged(found_ends, settings))
    whole = engine.keep("stops_places", _whole(_merged(_runs(edges), settings), settings))
    # Read again rather than kept from the first reading: only the two ends are looked up.
    found = _exact(whole.join(numbered, "unit"), positions, settings)
    order = ibis.row_number().over(order_by=[found.unit, found.starts_at])
    named = found.mutate(stop_id=order + 1)
    return engine.keep(
        "stops", named.select(**{name: named[name].cast(kind) for name, kind in STOPS.items()})
    )


def _judged(edges: ir.Table, settings: StopSettings) -> ir.Table:
    """The place as the inner three of the five show it, and the outermost ping that belongs there.

    Coming from outside, the first two may be the last of the journey, just near enough to be
    linked: they belong only if they are as near to the others' middle as these scatter. A run of
    two pings is taken as it is.
    """
    near = settings.near_m**2
    inner = [ibis.literal(True)] + [
        (apart(edges, "2", other) <= near).fill_null(False) for other in ("3", "4")
    ]
    short = ~((apart(edges, "0", "2") <= near) | (apart(edges, "1", "2") <= near))
    short = short.fill_null(True)
    count = reduce(operator.add, [on.cast("float64") for on in inner])

    def middle(axis: str) -> ir.FloatingValue:
        inside = [
            ibis.ifelse(on, edges[f"{axis}{k}"], 0.0)
            for on, k in zip(inner, ("2", "3", "4"), strict=True)
        ]
        two = (edges[f"{axis}0"] + edges[f"{axis}1"].fill_null(edges[f"{axis}0"])) / 2
        return ibis.ifelse(short, two, reduce(operator.add, inside) / count)

    placed = edges.mutate(
        xp=middle("x"), yp=middle("y"), short=short, count=count, near3=inner[1], near4=inner[2]
    )
    return _outermost(placed, settings)


def _outermost(placed: ir.Table, settings: StopSettings) -> ir.Table:
    """The second and number of the outermost ping that belongs, and of the next one inwards.

    Three pings tell little about how they scatter; the unit's other stops tell how its receiver
    does, and the larger of the two counts.
    """
    squares = (
        apart(placed, "2", "p")
        + ibis.ifelse(placed.near3, apart(placed, "3", "p"), 0.0)
        + ibis.ifelse(placed.near4, apart(placed, "4", "p"), 0.0)
    )
    # Two axes, and one degree of freedom spent on the middle.
    variance = squares / (2 * (placed["count"] - 1)).nullif(0)
    placed = placed.mutate(own=ibis.ifelse(placed.short, ibis.null("float64"), variance))
    usual = placed.group_by("unit").agg(usual=placed.own.median())
    placed = placed.join(usual, "unit")
    scatter = ibis.greatest(placed.own.fill_null(0.0), placed.usual.fill_null(0.0))
    # Three and a half deviations: of a thousand pings that belong, two are left out.
    reach = (3.5**2 * scatter).clip(settings.least_edge_m**2, settings.most_edge_m**2)

    def chosen(name: str, step: int) -> ir.Value:
        return ibis.cases(
            (placed.short | (apart(placed, "0", "p") <= reach), placed[f"{name}{step}"]),
            (apart(placed, "1", "p") <= reach, placed[f"{name}{1 + step}"]),
            else_=placed[f"{name}{2 + step}"],
        )

    return placed.select(
        "unit", "first", "s0", s=chosen("s", 0), n=chosen("n", 0), next_s=chosen("s", 1),
        x=placed.xp, y=placed.yp, m2=reach,
    )  # fmt: skip


def _runs(edges: ir.Table) -> ir.Table:
    """One row a run: when and where it begins (`f_`), and when and where it ends (`b_`)."""
    # Runs of a unit follow each other: what comes after a beginning is the end of the same run.
    time = ibis.window(group_by=edges.unit, order_by=edges.s0)
    begun = {f"f_{name}": edges[name] for name in _EDGE}
    ended = {f"b_{name}": edges[name].lead().over(time) for name in _EDGE}
    runs = edges.select("unit", "first", **begun, **ended)
    return runs.filter(runs["first"], runs.b_s > runs.f_s)


def _merged(runs: ir.Table, settings: StopSettings) -> ir.Table:
    """Fragments of one stop put together: same place, and only strays between them."""
    time = ibis.window(group_by=runs.unit, order_by=runs.f_s)
    seen = runs.mutate(
        **{f"before_{name}": runs[f"b_{name}"].lag().over(time) for name in ("x", "y", "n")}
    )
    east, north = seen.f_x - seen.before_x, seen.f_y - seen.before_y
    same = (east * east + north * north <= settings.near_m**2) & (
        seen.f_n - seen.before_n - 1 <= settings.strays
    )
    marked = seen.mutate(breaks=(~same.fill_null(False)).cast("int64"))
    running = ibis.cumulative_window(group_by=marked.unit, order_by=marked.f_s)
    stop = marked.mutate(stop=marked.breaks.sum().over(running))
    first = {f"f_{name}": stop[f"f_{name}"].argmin(stop.f_s) for name in _EDGE}
    last = {f"b_{name}": stop[f"b_{name}"].argmax(stop.f_s) for name in _EDGE}
    return stop.group_by("unit", "stop").agg(**first, **last)


def _whole(merged: ir.Table, settings: StopSettings) -> ir.Table:
    """Long enough, and not creeping: a queue ends somewhere else than it began."""
    east, north = merged.f_x - merged.b_x, merged.f_y - merged.b_y
    moved = east * east + north * north
    lasted = merged.b_s - merged.f_s
    crept = settings.creep_mps * lasted
    creeping = (moved > settings.near_m**2) & (moved > crept * crept)
    # The ends may each lie up to a slot farther out than the thinned pings show.
    return merged.filter((lasted >= settings.min_duration_s - 2 * settings.slot_s) & ~creeping)


def _exact(whole: ir.Table, positions: ir.Table, settings: StopSettings) -> ir.Table:
    """Both ends looked up among all pings, the thinned ones too, with the source of the first.

    The first ping in place is in the slot of the first still ping, in the one before, or, where
    the unit went off once more, the next still ping; the last is in the slot of the last still
    ping. Going outwards, a ping that is off ends the stop; not one of the same moment as the end.
    """
    slots = (("f", "s", -1), ("f", "s", 0), ("f", "next_s", 0), ("b", "s", 0))
    parts = [
        whole.select(
            "unit_id", "unit", "stop", slot=slot(whole[f"{side}_{second}"], settings) + step,
            first=ibis.literal(side == "f"), outer=ibis.literal(second == "s"),
            xp=f"{side}_x", yp=f"{side}_y", m2=f"{side}_m2",
        )
        for side, second, step in slots
    ]  # fmt: skip
    pings = in_slots(positions, settings, unit="unit_id").rename(x0="x", y0="y")
    edge = pings.join(union_all(parts), ["unit_id", "slot"])
    marked = edge.mutate(inside=(apart(edge, "0", "p") <= edge.m2) & ~edge.moving)
    stop = ibis.window(group_by=["unit", "stop"])
    came = marked.at.max(where=marked.first & marked.outer & ~marked.inside).over(stop)
    left = marked.at.min(where=~marked.first & ~marked.inside).over(stop)
    within = marked.mutate(came=came, left=left)
    within = within.filter(
        within.inside,
        ~within.first | within.came.isnull() | (within.at >= within.came),
        within.first | within.left.isnull() | (within.at <= within.left),
    )
    found = within.group_by("unit", "stop").agg(
        starts_at=within.at.min(where=within.first),
        ends_at=within.at.max(where=~within.first),
        source_file=within.source_file.argmin(within.at, where=within.first),
        source_row=within.source_row.argmin(within.at, where=within.first),
    )
    joined = whole.join(found, ["unit", "stop"])
    lasted = joined.ends_at.epoch_seconds() - joined.starts_at.epoch_seconds()
    return joined.filter(lasted >= settings.min_duration_s).select(
        "unit", "unit_id", "starts_at", "ends_at", "source_file", "source_row",
        easting=(joined.f_x + joined.b_x) / 2, northing=(joined.f_y + joined.b_y) / 2,
        pings=joined.b_n - joined.f_n + 1,
    )  # fmt: skip
