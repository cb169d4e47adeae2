"""The ends of all runs of still pings, those of earlier runs of the program taken as they were.

What is found at a ping depends on a few pings before and after it, and on no others (still.py). So
where a unit's track has only gone on, everything up to a little before its old end stands, and the
track is worked through again from a little before that: a stop may span the two. Where a ping came
late, in the middle of what was worked through, the unit's whole track is worked through again.
"""

from pathlib import Path
from typing import cast

import ibis
import ibis.expr.types as ir
from ibis import _

from upstander.engine.contacts.still import (
    REACH,
    StopSettings,
    batches,
    ends,
    slot,
    slotted,
    still,
    thinned,
)
from upstander.engine.shelf import Shelf
from upstander.engine.tables.declare import SOURCE_COLUMNS, union_all
from upstander.engine.tables.records import Engine, Reader

_FAR = 2**60  # seconds and slots beyond any track
# Counted backwards over the still pings that no further ping can change. An end stands where four
# of them follow it: from the sixth on, to be safe. It looks back at four more, and these at four
# pings of any kind: the track is taken up six pings before the fourteenth.
_STANDS, _TAKEN_UP, _BEFORE = 5, 13, 6


def known_ends(
    positions: ir.Table,
    units: ir.Table,
    *,
    engine: Engine,
    settings: StopSettings,
    shelf: Shelf | None,
) -> ir.Table:
    """First and last ping of every run of still pings (still.ends), of all tracks."""
    held = shelf.found("ends", key=repr(settings)) if shelf else None
    before = engine.load("stops_tails", held.table("tails")) if held else None
    work = engine.keep("stops_work", _work(positions, units, tails=before))
    found, tails = [], []
    to_do = work.filter(work.pings > 0)
    for number, (first, last) in enumerate(batches(to_do, engine=engine, settings=settings)):
        own = to_do.filter(to_do.unit_id.between(first, last))
        pings = slotted(positions, own, settings)
        thin = thinned(pings) if before is None else _taken_up(pings, own)
        if shelf:
            thin = engine.keep(f"stops_thinned_{number}", thin, passing=True)
        quiet = still(thin, settings)
        if shelf:
            quiet = engine.keep(f"stops_still_{number}", quiet, passing=True)
            tails.append(_tails(thin, quiet, settings))
        fresh = ends(quiet, settings)
        if before is not None:
            fresh = fresh.join(own.select("unit", "edge_from"), "unit")
            fresh = fresh.filter(_.s0 >= _.edge_from).drop("edge_from")
        found.append(engine.keep(f"stops_ends_{number}", fresh, passing=True))
    if held:
        found.append(_standing(held.paths["ends"], work, engine=engine))
    whole = union_all(found)
    if shelf:
        _keep(shelf, whole, tails, work=work, tails=before, engine=engine, settings=settings)
    return whole


def _work(positions: ir.Table, units: ir.Table, *, tails: ir.Table | None) -> ir.Table:
    """Each unit: from which slot on it is to be worked through, and from which second on the ends
    found there are new. `pings` says how many there are to work through, about."""
    if tails is None:
        far = ibis.literal(-_FAR, "int64")
        return units.mutate(
            all_pings=units.pings, from_slot=far, edge_from=far, n_before=ibis.literal(0, "int64")
        )
    before = tails.select(
        "unit_id", "from_slot", "edge_from", "n_before", had="pings", until="last_at"
    )
    track = positions.select("unit_id", "at").join(before.select("unit_id", "until"), "unit_id")
    same = track.group_by("unit_id").agg(still_there=(_.at <= _.until).sum())
    known = before.join(same, "unit_id").filter(_.had == _.still_there)
    joined = units.left_join(known, "unit_id")
    gone_on = joined.had.notnull()
    unchanged = gone_on & (joined.had == joined.pings)

    def chosen(column: str, *, where_unchanged: int, otherwise: int) -> ir.Value:
        return ibis.cases(
            (unchanged, where_unchanged), (gone_on, joined[column]), else_=otherwise
        ).cast("int64")

    return joined.select(
        "unit_id",
        "unit",
        "last_at",
        all_pings=joined.pings,
        pings=ibis.cases(
            (unchanged, 0), (gone_on, joined.pings - joined.had + 1), else_=joined.pings
        ).cast("int64"),
        from_slot=chosen("from_slot", where_unchanged=_FAR, otherwise=-_FAR),
        edge_from=chosen("edge_from", where_unchanged=_FAR, otherwise=-_FAR),
        n_before=chosen("n_before", where_unchanged=0, otherwise=0),
    )


def _taken_up(pings: ir.Table, own: ir.Table) -> ir.Table:
    """Pings from the slot at which each track is taken up, numbered on from those before it."""
    later = pings.join(own.select("unit", "from_slot"), "unit").filter(_.slot >= _.from_slot)
    thin = thinned(later.drop("from_slot"))
    joined = thin.join(own.select("unit", "n_before"), "unit")
    return joined.select("unit", "x", "y", "s", n=joined.n + joined.n_before)


def _tails(thin: ir.Table, quiet: ir.Table, settings: StopSettings) -> ir.Table:
    """Where each track is to be taken up when it has gone on; none where it is too short yet."""
    forwards = ibis.window(group_by=thin.unit, order_by=thin.s)
    backwards = ibis.window(group_by=thin.unit, order_by=ibis.desc("s"))
    placed = thin.mutate(
        from_end=ibis.row_number().over(backwards),
        s_before=thin.s.lag(_BEFORE).over(forwards),
        n_there=thin.n.lag(_BEFORE).over(forwards),
    )
    settled = placed.filter(placed.from_end >= REACH).join(
        quiet.select("unit", s="s0"), ["unit", "s"]
    )
    rank = ibis.row_number().over(group_by=settled.unit, order_by=ibis.desc("s"))
    ranked = settled.mutate(rank=rank)
    edge = ranked.filter(ranked["rank"] == _STANDS).select("unit", edge_from="s")
    begin = ranked.filter(ranked["rank"] == _TAKEN_UP, ranked.s_before.notnull())
    begin = begin.select("unit", from_slot=slot(begin.s_before, settings), n_before="n_there")
    return edge.join(begin, "unit")


def _standing(path: Path, work: ir.Table, *, engine: Engine) -> ir.Table:
    """The ends of earlier runs that stand, under the units' numbers of this one.

    They are read where they lie, for there may be millions. Who has a shelf reads files.
    """
    reader = cast(Reader, engine)
    known = reader.read_parquet("stops_ends_known", [path], below=path.parent)
    own = known.join(work.select("unit_id", "unit", "edge_from"), "unit_id")
    standing = own.filter(own.s0 < own.edge_from)
    return engine.keep(
        "stops_ends_standing",
        standing.drop("unit_id", "edge_from", *SOURCE_COLUMNS),
        passing=True,
    )


def _keep(
    shelf: Shelf,
    whole: ir.Table,
    found: list[ir.Table],
    *,
    work: ir.Table,
    tails: ir.Table | None,
    engine: Engine,
    settings: StopSettings,
) -> None:
    """All ends, and where each track is to be taken up, for the next run."""
    now = work.select("unit", "unit_id", pings="all_pings", last_at="last_at")
    told = union_all(found).join(now, "unit").drop("unit")
    if tails is not None:  # of units that have not moved since
        told = told.union(
            tails.semi_join(work.filter(work.pings == 0), "unit_id").select(*told.columns)
        )
    named = whole.join(now.select("unit", "unit_id"), "unit").drop("unit")
    kept = engine.keep("stops_ends_named", named, passing=True)
    tails_now = engine.keep("stops_tails_now", told)
    engine.settle()  # what lay on the shelf is read
    shelf.keep(
        "ends",
        key=repr(settings),
        tables={
            "ends": kept,
            "tails": tails_now,
        },
        engine=engine,
    )
