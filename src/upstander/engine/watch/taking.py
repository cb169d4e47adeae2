"""A delivery's rows put to those that are held: new ones added, repeats once, newer versions kept.

Where rows of several deliveries have one identity (identity.py), those of the newest day hold. It
makes no difference in which order the days came, nor how often.
"""

import shutil
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from upstander.engine.extracts.intake import SMALL, Counts
from upstander.engine.extracts.result import Extracts
from upstander.engine.sessions import DuckSession
from upstander.engine.tables import CONTRACT
from upstander.engine.tables.declare import SOURCE_COLUMNS, Table
from upstander.engine.watch.footers import rows_in, span_of
from upstander.engine.watch.identity import identity, moment_of
from upstander.engine.watch.register import Tally
from upstander.engine.watch.state import EXTRACTS, QUARANTINE, REPLACED, place_for
from upstander.errors import CountError

# Where a held row came from: no columns of the contract, so a scan passes over them.
DELIVERY, FILE, ROW = "_delivery", "_file", "_row"
ORIGIN = (DELIVERY, FILE, ROW)
PART, WON, SAME = "part", "won", "same"


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """A delivery on its way into a state folder that is being made."""

    extracts: Extracts
    label: str  # sorts as the days do
    name: str  # of the folder it came in
    state: Path
    engine: DuckSession


def take_in(arrival: Arrival) -> dict[str, Tally]:
    """Write the state's rows as they are once the delivery is among them; tallies by table."""
    tallies = {}
    for name, counts in arrival.extracts.counts.items():
        declared, seen = CONTRACT[name], name in arrival.extracts.records.seen
        taken = _taken(declared, arrival) if seen else Tally(delivered=0, quarantined=0)
        tallies[name] = _told(taken, counts, arrival=arrival, table=name)
    quarantine = arrival.extracts.quarantine
    if any(counts.quarantined for counts in arrival.extracts.counts.values()):
        named = quarantine.mutate(file=ibis.literal(f"{arrival.name}/") + quarantine.file)
        path = place_for(arrival.state / QUARANTINE / f"{arrival.label}.parquet")
        arrival.engine.write_parquet(named, path)
    arrival.engine.settle()
    return tallies


def _told(taken: Tally, counts: Counts, *, arrival: Arrival, table: str) -> Tally:
    begins, ends = (
        moments[table].isoformat() if table in moments else None
        for moments in (arrival.extracts.begins, arrival.extracts.ends)
    )
    return Tally(
        delivered=counts.read,
        quarantined=counts.quarantined,
        again=taken.again,
        replaced=taken.replaced,
        held=taken.held,
        begins=begins,
        ends=ends,
    )


def _taken(declared: Table, arrival: Arrival) -> Tally:
    """One table: the parts that hold a row delivered again are written anew, and no others."""
    folder = arrival.state / EXTRACTS / declared.name
    accepted = arrival.extracts.counts[declared.name].accepted
    before = rows_in(folder)
    if accepted and not before:  # a table that came without a row: its columns are told anew
        shutil.rmtree(folder, ignore_errors=True)
    target = _part_for(arrival.label, rows=accepted)
    new = _arriving(declared, arrival).mutate(**{PART: ibis.literal(target)})
    touched = sorted(_touched(declared, new, folder, arrival=arrival)) if accepted else []
    again = replaced = 0
    if touched:
        parts = sorted({*touched, *([target] if (folder / target).exists() else [])})
        held = _held(declared, [folder / part for part in parts], arrival=arrival)
        again, replaced = _settled(
            declared, new.union(held.select(*new.columns)), parts={*parts, target}, arrival=arrival
        )
    elif accepted and (folder / target).exists():
        _append(_as_held(declared, new), to=folder / target, engine=arrival.engine)
    elif accepted:
        arrival.engine.write_parquet(_as_held(declared, new), place_for(folder / target))
    elif not folder.exists():
        came = _as_held(declared, new).select(*_came(declared, arrival), *ORIGIN)
        arrival.engine.write_parquet(came, place_for(folder / target))
    arrival.engine.settle()
    after = rows_in(folder)
    if before + accepted != after + again + replaced:
        raise CountError(
            f"The rows of {declared.name} do not add up: {before:,} held and {accepted:,} "
            f"delivered, {after:,} held now, {again:,} repeats, {replaced:,} older versions.",
            do="Nothing was written. Report this with the files' names and sizes.",
        )
    return Tally(delivered=0, quarantined=0, again=again, replaced=replaced, held=after)


def _came(declared: Table, arrival: Arrival) -> list[str]:
    """The columns that a table without a row came with: those were seen, and no others."""
    seen = arrival.extracts.records.seen_columns
    return [each.name for each in declared.columns if f"{declared.name}.{each.name}" in seen]


def _part_for(label: str, *, rows: int) -> str:
    """Small deliveries of a month share a part, for many small files are slow to open."""
    return f"{label}.parquet" if rows > SMALL else f"{label[:7]}.parquet"


def _arriving(declared: Table, arrival: Arrival) -> ir.Table:
    rows = arrival.extracts.records[declared.name]
    return rows.select(
        *[column.name for column in declared.columns],
        **{
            DELIVERY: ibis.literal(arrival.label),
            FILE: ibis.literal(f"{arrival.name}/") + rows.source_file,
            ROW: rows.source_row,
        },
    )


def _held(declared: Table, paths: list[Path], *, arrival: Arrival) -> ir.Table:
    """The rows of some parts, as the stages know them, each with the part it lies in."""
    rows = arrival.engine.read_parquet(f"held_{declared.name}", paths, below=paths[0].parent)
    typed = {name: rows[name].cast(kind) for name, kind in declared.schema.items()}
    own = {name: value for name, value in typed.items() if name not in SOURCE_COLUMNS}
    return rows.select(**own, **{name: rows[name] for name in ORIGIN}, **{PART: rows.source_file})


def _append(rows: ir.Table, *, to: Path, engine: DuckSession) -> None:
    """Rows of which none is known, put behind those of a small part."""
    before = pq.read_table(to)
    # A part without a gap in some column is written as one that can have none.
    may_be_empty = pa.schema([field.with_nullable(True) for field in before.schema])
    both = [before.cast(may_be_empty), engine.arrow(rows).cast(may_be_empty)]
    pq.write_table(pa.concat_tables(both), place_for(to), compression="zstd")


def _touched(declared: Table, new: ir.Table, folder: Path, *, arrival: Arrival) -> set[str]:
    """The parts that hold a row of an identity that came again. Equal hashes are looked at."""
    span = tuple(
        moments.get(declared.name) for moments in (arrival.extracts.begins, arrival.extracts.ends)
    )
    paths = [path for path in sorted(folder.glob("*.parquet")) if _may_hold(declared, path, span)]
    if not paths:
        return set()
    held = _held(declared, paths, arrival=arrival)
    moment, (low, high) = moment_of(declared), span
    if moment is not None and low is not None:
        within = held[moment].cast("timestamp(6)").between(ibis.literal(low), ibis.literal(high))
        held = held.filter(held[moment].isnull() | within)
    known = _hashed(declared, held).semi_join(_hashed(declared, new).select("key"), "key")
    return {row[PART] for row in arrival.engine.rows(known.select(PART).distinct())}


def _may_hold(declared: Table, path: Path, span: tuple[datetime | None, ...]) -> bool:
    """Whether a part holds rows of these times, as its footer says: most parts hold none."""
    moment, (low, high) = moment_of(declared), span
    if moment is None or low is None or high is None:
        return True
    begins, ends, gaps = span_of(path, moment)
    return gaps or (begins is not None and ends is not None and begins <= high and low <= ends)


def _hashed(declared: Table, rows: ir.Table) -> ir.Table:
    parts = [rows[name].hash() for name in identity(declared)]
    return rows.select(PART, key=reduce(lambda one, other: one ^ other, parts))


def _settled(
    declared: Table, rows: ir.Table, *, parts: set[str], arrival: Arrival
) -> tuple[int, int]:
    """Write the parts anew, and older versions aside; how many repeats and versions there were."""
    engine, names = arrival.engine, [column.name for column in declared.columns]
    marked = rows.mutate(newest=rows[DELIVERY].max().over(group_by=_alike(declared, rows)))
    marked = marked.mutate(**{WON: marked[DELIVERY] == marked.newest})
    same = marked[WON].max().over(group_by=names)
    kept = engine.keep(f"settled_{declared.name}", marked.mutate(**{SAME: same}).drop("newest"))
    engine.settle()  # what the parts held is kept: they may go
    for part in sorted(parts):
        path = arrival.state / EXTRACTS / declared.name / part
        won = kept.filter(kept[WON], kept[PART] == part)
        engine.write_parquet(_as_held(declared, won).order_by(*ORIGIN), place_for(path))
    older = kept.filter(~kept[WON], ~kept[SAME])
    counts = engine.rows(
        kept.agg(
            again=kept.count(where=~kept[WON] & kept[SAME]),
            replaced=kept.count(where=~kept[WON] & ~kept[SAME]),
        )
    )[0]
    if counts["replaced"]:
        path = arrival.state / REPLACED / declared.name / f"{arrival.label}.parquet"
        engine.write_parquet(_as_held(declared, older).order_by(*ORIGIN), place_for(path))
    engine.settle()
    _without_empty(arrival.state / EXTRACTS / declared.name)
    return counts["again"], counts["replaced"]


def _alike(declared: Table, rows: ir.Table) -> list[ir.Value]:
    """What rows of one identity have in common. A row without its key is known by all of it."""
    own = [rows[name] for name in identity(declared)]
    if not declared.key or not declared.column(declared.key[0]).optional:
        return own
    texts = [rows[column.name].cast("string").fill_null("") for column in declared.columns]
    whole = ibis.literal("\x1f").join(texts)
    return [*own, ibis.ifelse(own[0].isnull(), whole, ibis.null("string"))]


def _without_empty(folder: Path) -> None:
    """A part that has lost all its rows goes; a table that was delivered stays a table."""
    parts = sorted(folder.glob("*.parquet"))
    empty = [path for path in parts if pq.read_metadata(path).num_rows == 0]
    for path in empty if len(empty) < len(parts) else empty[1:]:
        path.unlink()


def _as_held(declared: Table, rows: ir.Table) -> ir.Table:
    """Rows as the parts hold them: moments say that they are UTC."""
    return rows.select(
        **{
            column.name: rows[column.name].cast("timestamp('UTC', 6)")
            if column.type == "timestamp"
            else rows[column.name]
            for column in declared.columns
        },
        **{name: rows[name] for name in ORIGIN},
    )
