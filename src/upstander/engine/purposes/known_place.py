"""A stop at a place that explains itself, or at the member's own home.

Police buildings, hospitals, shops and agreed refreshment places draw vehicles every day, and people
on record live near them. A stop within the place's radius is explained by the place; so is one at
the address where the member lives.
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from upstander.engine.purposes.explanation import Explanation, Leftover, Window, first_row

# Kinds of place that explain a stop. Schools and parks do not: they draw a look themselves.
EXPLAINING = ("police", "hospital", "refreshment", "shop")
CELL_M = 1000

# Whoever stood where and when: forty people may live near, and each is a visit of its own.
STOOD = ("stop_id", "staff_id", "at")


def find_contacts(leftover: Leftover, windows: Mapping[str, float]) -> ir.Table:
    """Visits whose stop lies within an explaining place or at the member's own home."""
    records = leftover.ground.records
    places = records["places"].filter(records["places"].kind.isin(EXPLAINING))
    near = places.select(
        "easting",
        "northing",
        "radius_m",
        staff_id=ibis.null("string"),
        starts_at=ibis.null("timestamp(6)"),
        ends_at=ibis.null("timestamp(6)"),
        explained_table=ibis.literal("places"),
        explained_file="source_file",
        explained_row="source_row",
    )
    homes = records["staff_addresses"]
    own = homes.select(
        "easting",
        "northing",
        "staff_id",
        "starts_at",
        "ends_at",
        radius_m=ibis.literal(float(windows["own_home_m"])),
        explained_table=ibis.literal("staff_addresses"),
        explained_file="source_file",
        explained_row="source_row",
    )
    places = near.union(own.select(*near.columns))
    return each_visit(leftover, _within(stood(leftover), places))


def stood(leftover: Leftover) -> ir.Table:
    """Where a member stood, once however many live near: stop_id, staff_id, at, x, y."""
    visits = leftover.unexplained.filter(leftover.unexplained.kind == "visit")
    stops = leftover.stops.select("stop_id", x="easting", y="northing")
    return visits.select(*STOOD).distinct().join(stops, "stop_id")


def each_visit(leftover: Leftover, found: ir.Table) -> ir.Table:
    """The visits of each stop that is explained: the row of the stop, for whoever lives near."""
    visits = leftover.unexplained.filter(leftover.unexplained.kind == "visit")
    return visits.select("contact_id", *STOOD).join(found, STOOD).drop(*STOOD)


def _within(stood: ir.Table, places: ir.Table) -> ir.Table:
    offsets = ibis.memtable([{"dx": dx, "dy": dy} for dx in (-1, 0, 1) for dy in (-1, 0, 1)])
    celled = places.cross_join(offsets)
    celled = celled.mutate(
        cell_x=(celled.easting // CELL_M).cast("int64") + celled.dx,
        cell_y=(celled.northing // CELL_M).cast("int64") + celled.dy,
    ).rename(place_staff="staff_id")
    placed = stood.mutate(
        cell_x=(stood.x // CELL_M).cast("int64"), cell_y=(stood.y // CELL_M).cast("int64")
    )
    joined = placed.join(celled, ["cell_x", "cell_y"])
    far = (joined.x - joined.easting) ** 2 + (joined.y - joined.northing) ** 2
    hits = joined.filter(
        far <= joined.radius_m**2,
        joined.place_staff.isnull() | (joined.place_staff == joined.staff_id),
        joined.starts_at.isnull() | (joined.starts_at <= joined.at),
        joined.ends_at.isnull() | (joined.at < joined.ends_at),
    )
    return first_row(hits, by=STOOD)


EXPLANATION = Explanation(
    slug="known_place",
    title="A stop at a police place, hospital, shop, refreshment place or the member's own home",
    strength="the place",
    priority=70,
    needs=("places",),
    find_contacts=find_contacts,
    windows={
        "own_home_m": Window(
            value=75,
            unit="m",
            meaning="How near the member's home counts as home.",
            reason="A house front and the noise of a position.",
        ),
    },
)
