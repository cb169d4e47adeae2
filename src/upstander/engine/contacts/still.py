"""Pings that stand still, and the ends of every run of them: the first half of finding stops.

Everything here looks at a ping and a few before and after it, of one unit: what is found in the
middle of a track does not depend on how far the track goes on. `stops.py` makes stops of it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from upstander.engine.tables.records import Engine

REACH = 4  # pings looked at on either side
LINKS = 3  # still pings back that one may link to


@dataclass(frozen=True, kw_only=True)
class StopSettings:
    """How long, and how near, a stop is. Units in the names: seconds, metres, metres a second."""

    min_duration_s: int = 180
    """IND-10 counts stops of three minutes and more; a traffic light is 20 to 60 seconds."""

    near_m: float = 60.0
    """Four standard errors of a position under open sky in a town (10 m on each axis)."""

    still_s: int = 60
    """Pings must agree over this time: nothing that moves faster than `near_m` in it is still."""

    slot_s: int = 20
    """Dense reports are thinned to one in this time; shorter than the usual 30 seconds."""

    strays: int = 2
    """Pings elsewhere that do not end a stop. Three in a row are a journey."""

    least_edge_m: float = 25.0
    """First and last ping lie at least this near to the pings beside them, however quiet these."""

    most_edge_m: float = 75.0
    """... and never farther off than this, however noisy."""

    most_speed_mps: float = 5.0
    """A unit that says it is faster than this is not standing, wherever it is (about 11 mph)."""

    creep_mps: float = 0.2
    """A queue creeps; the drift of a parked receiver is a tenth of this."""

    batch: int = 6_000_000
    """Positions worked on at a time, so that memory stays bounded. Never splits a unit."""


DEFAULTS = StopSettings()


def units(positions: ir.Table) -> ir.Table:
    """The units numbered in their order: a number is much cheaper to sort and join by."""
    counts = positions.group_by("unit_id").agg(pings=positions.count(), last_at=positions.at.max())
    counts = counts.filter(counts.unit_id.notnull())
    return counts.mutate(unit=ibis.row_number().over(order_by=counts.unit_id))


def batches(
    units: ir.Table, *, engine: Engine, settings: StopSettings
) -> Iterator[tuple[str, str]]:
    """First and last unit_id of about `batch` positions: ranges let a file skip blocks."""
    first: str | None = None
    last, pings = None, 0
    for row in engine.arrow(units.order_by("unit")).to_pylist():
        if first is not None and pings + row["pings"] > settings.batch:
            yield first, last or first
            first, pings = None, 0
        first = first if first is not None else row["unit_id"]
        last, pings = row["unit_id"], pings + row["pings"]
    yield first or "", last or ""


def slotted(positions: ir.Table, units: ir.Table, settings: StopSettings) -> ir.Table:
    """Each ping with the number of its unit, and the slot of time it falls in."""
    return in_slots(positions.join(units, "unit_id"), settings, unit="unit")


def in_slots(pings: ir.Table, settings: StopSettings, *, unit: str) -> ir.Table:
    """Each ping with the slot of time it falls in; `unit` is the column that tells its unit."""
    moving = pings.speed_mps.fill_null(0.0) > settings.most_speed_mps
    return pings.select(
        unit, "at", "source_file", "source_row", x=pings.easting, y=pings.northing,
        moving=moving, slot=slot(seconds(pings), settings),
    )  # fmt: skip


def seconds(pings: ir.Table) -> ir.IntegerValue:
    return pings.at.epoch_seconds().cast("int64")


def slot(seconds: ir.IntegerValue, settings: StopSettings) -> ir.IntegerValue:
    return (seconds / settings.slot_s).floor().cast("int64")


def thinned(pings: ir.Table) -> ir.Table:
    """One ping a slot, the first: takes duplicates out and makes dense tracks comparable.

    Numbered (`n`) within the unit, so that strays can be counted. What moves is numbered and
    then left out: it neither stands nor bears out what does.
    """
    # Both in one order, the coarse one its beginning, so that the engine sorts the pings once.
    time = ibis.window(group_by=pings.unit, order_by=[pings.slot, pings.at, pings.source_row])
    slots = ibis.window(group_by=pings.unit, order_by=pings.slot)
    marked = pings.mutate(before=pings.slot.lag().over(time), n=ibis.dense_rank().over(slots))
    fresh = marked.before.isnull() | (marked.before != marked.slot)
    return marked.filter(fresh, ~marked.moving).select("unit", "n", "x", "y", s=seconds(marked))


def apart(table: ir.Table, one: str, other: str) -> ir.FloatingValue:
    """Squared distance between two pings of a row: as good as a root to compare, and cheaper."""
    east = table[f"x{one}"] - table[f"x{other}"]
    north = table[f"y{one}"] - table[f"y{other}"]
    return east * east + north * north


def beside(table: ir.Table, reach: Mapping[str, int]) -> ir.Table:
    """Each ping (x0, y0, ...) with the pings before it (x_b1, ...) and after it (x_f1, ...).

    A ping before or after is fetched as a whole, which costs less than column by column.
    """
    time = ibis.window(group_by=table.unit, order_by=table.s0)
    ping = ibis.struct({name: table[f"{name}0"] for name in reach})
    steps = range(1, max(reach.values()) + 1)
    others = {f"_b{k}": ping.lag(k).over(time) for k in steps}
    others |= {f"_f{k}": ping.lead(k).over(time) for k in steps}
    whole = table.mutate(**others)
    told = {
        f"{name}_{side}{k}": whole[f"_{side}{k}"][name]
        for name, far in reach.items()
        for k in range(1, far + 1)
        for side in "bf"
    }
    return whole.select(*table.columns, **told)


def still(thin: ir.Table, settings: StopSettings) -> ir.Table:
    """The pings that agree with one at least `still_s` earlier or later, few pings away."""
    own = thin.rename(n0="n", s0="s", x0="x", y0="y")
    wide = beside(own, dict.fromkeys("nsxy", REACH))
    agrees = [
        (wide[f"s{later}"] - wide[f"s{earlier}"] >= settings.still_s)
        & (wide[f"n{later}"] - wide[f"n{earlier}"] <= REACH)
        & (apart(wide, later, earlier) <= settings.near_m**2)
        for k in range(1, REACH + 1)
        for later, earlier in ((f"_f{k}", "0"), ("0", f"_b{k}"))
    ]
    # Where there is no such ping the test is null, which a filter takes for no.
    still = wide.filter(ibis.or_(*agrees))
    return still.select("unit", "s0", "x0", "y0", "n0")


def ends(still: ir.Table, settings: StopSettings) -> ir.Table:
    """First and last ping of every run of still pings in one place, a row each.

    A ping belongs to the run before it if it lies near one of the last three still pings, with
    no more than strays between: one ping that is off does not part what belongs together. Each
    row tells the five outermost pings of its end, 0 the very end, the others inwards.
    """
    wide = beside(still, {"s": LINKS, "n": LINKS, "x": REACH, "y": REACH})
    order = [f"_b{k}" for k in range(REACH, 0, -1)] + ["0", "_f1"]

    def linked(ping: str) -> ir.BooleanValue:
        place = order.index(ping)
        before = [(k, order[place - k]) for k in range(1, LINKS + 1)]
        near = [
            (apart(wide, ping, other) <= settings.near_m**2)
            & (wide[f"n{ping}"] - wide[f"n{other}"] <= settings.strays + k)
            for k, other in before
        ]
        # Where there is no ping to link to the test is null, and the run begins.
        return ibis.or_(*near).fill_null(False)

    marked = wide.mutate(first=~linked("0"), last=~linked("_f1"))
    # A ping that is a run of its own, first and last, is no stop.
    ends = marked.filter(marked["first"] != marked["last"])
    inwards = {
        f"{name}{k}": ibis.ifelse(ends["first"], ends[f"{name}_f{k}"], ends[f"{name}_b{k}"])
        for name, steps in (("s", LINKS), ("n", LINKS), ("x", REACH), ("y", REACH))
        for k in range(1, steps + 1)
    }
    return ends.select("unit", "first", "s0", "n0", "x0", "y0", **inwards)
