"""One table taken in: looked at, judged, cut to what was known, freed of repeats, and counted."""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import ibis
import ibis.expr.types as ir

from upstander.engine.extracts import knowing
from upstander.engine.extracts.judging import (
    CODE,
    Judged,
    Shaped,
    first_look,
    guess,
    hints,
    holds,
    judged,
    looked_at,
    looks,
)
from upstander.engine.tables.declare import SOURCE_COLUMNS, Table, union_all
from upstander.engine.tables.records import Reader
from upstander.errors import CountError

QUARANTINE = {
    "table": "string",
    "file": "string",
    "row": "int64",
    "column": "string",
    "reason": "string",
    "raw": "string",
}
SMALL = 200_000  # rows; below that a table is kept rather than read from its file each time
REPEATED = "repeats the key of an earlier row"


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Rows of one table. `later` are sound rows that were not yet known at the scan's `as_of`."""

    read: int
    accepted: int
    quarantined: int
    later: int = 0


@dataclass(frozen=True, kw_only=True)
class Source:
    """Shaped rows of one or several like files, ready to be judged.

    `rows` is what their own headers or footers say. `costly` rows (text, mapped, in degrees) are
    worked out once and kept; those of a conforming Parquet file are read where they lie.
    """

    shaped: Shaped
    rows: int
    costly: bool
    label: str


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What one table gave."""

    rows: ir.Table
    counts: Counts
    quarantine: ir.Table | None
    filled: frozenset[str]
    begins: datetime | None
    ends: datetime | None


Answer = Callable[[], dict[str, Any]]
Taking = Generator[Answer, dict[str, Any], Taken]


def take(
    declared: Table,
    sources: Sequence[Source],
    *,
    engine: Reader,
    as_of: datetime | None,
    zone: str,
) -> Taking:
    """The accepted rows of one table, and what became of all the others.

    Yields each question that it must have answered before it can go on, so that many tables can
    be asked about at once (`taken_together`).
    """
    lots, summary = yield from _at_a_glance(declared, sources, engine, as_of=as_of, zone=zone)
    if summary is None:
        lots = []
        for at, source in enumerate(sources):
            lots.append((yield from _looked_at_first(source, engine, f"{declared.name}_{at}")))
        judged_rows = union_all([lot.rows for lot in lots])
        summary = yield from _summed_up(
            declared, judged_rows, sources, engine=engine, as_of=as_of, zone=zone
        )
    rows = union_all([lot.rows for lot in lots])
    good = rows.filter(rows[CODE].isnull()) if summary["bad"] else rows
    good = good.select(*[column.name for column in declared.columns], *SOURCE_COLUMNS)
    if as_of is not None:
        good = _known(declared, good, as_of=as_of, zone=zone)
    spoilt = [_named(declared, lot.rejected()) for lot in lots] if summary["bad"] else []
    kept = None
    if declared.key and summary["keyed"] != summary["keys"]:
        again = engine.keep(f"repeated_{declared.name}", _repeated(declared, good))
        kept = good = engine.keep(declared.name, good.anti_join(again, list(SOURCE_COLUMNS)))
        spoilt.append(_repeats(declared, again))
    quarantine = engine.keep(f"quarantine_{declared.name}", union_all(spoilt)) if spoilt else None
    counts = _counted(
        declared, sources, engine=engine, kept=kept, quarantine=quarantine, summary=summary
    )
    return Taken(
        rows=good if kept is not None else engine.view(declared.name, good),
        counts=counts,
        quarantine=quarantine,
        filled=frozenset(c.name for c in declared.columns if summary[f"filled {c.name}"]),
        begins=summary.get("begins"),
        ends=summary.get("ends"),
    )


def taken_together(
    takings: Mapping[str, Taking], *, asked: Sequence[str], answered: Sequence[str]
) -> dict[str, Taken]:
    """Every table taken in: all ask what they must know first, before any waits for its answer.

    They ask in the one order, and their answers are waited for in the other.
    """
    taken: dict[str, Taken] = {}
    waiting = {name: next(takings[name]) for name in asked}
    while waiting:
        for name in [name for name in answered if name in waiting]:
            try:
                waiting[name] = takings[name].send(waiting[name]())
            except StopIteration as done:
                taken[name] = done.value
                del waiting[name]
    return {name: taken[name] for name in takings}


def _at_a_glance(
    declared: Table,
    sources: Sequence[Source],
    engine: Reader,
    *,
    as_of: datetime | None,
    zone: str,
) -> Generator[Answer, dict[str, Any], tuple[list[Judged], dict[str, Any] | None]]:
    """Rows judged and summed up as they are looked at, where that can be done; else no summary.

    A conforming file then costs one reading. What the look finds decides whether the judgement
    stands: it does where nothing is out of order.
    """
    guessed = guess(sources[0].shaped) if len(sources) == 1 and not sources[0].costly else None
    if guessed is None:
        return [], None
    source = sources[0]
    glance = judged(source.shaped, guessed, beside=looks(source.shaped))
    summary = yield from _summed_up(
        declared, glance.rows, sources, engine=engine, as_of=as_of, zone=zone,
        besides=looked_at(glance.rows),
    )  # fmt: skip
    if not holds(guessed, hints(source.shaped, summary)):
        return [], None
    plain = replace(glance, rows=glance.rows.drop(*looks(source.shaped)))
    return [_kept_if_small(plain, source, engine, declared.name)], summary


def _looked_at_first(
    source: Source, engine: Reader, name: str
) -> Generator[Answer, dict[str, Any], Judged]:
    look = yield engine.first(first_look(source.shaped), reading=source.label)
    return _kept_if_small(judged(source.shaped, hints(source.shaped, look)), source, engine, name)


def _kept_if_small(found: Judged, source: Source, engine: Reader, name: str) -> Judged:
    if not source.costly and source.rows > SMALL:
        return found
    return replace(found, rows=engine.keep(f"judged_{name}", found.rows))


def _summed_up(
    declared: Table,
    rows: ir.Table,
    sources: Sequence[Source],
    *,
    engine: Reader,
    as_of: datetime | None,
    zone: str,
    besides: Mapping[str, ir.Value] | None = None,
) -> Generator[Answer, dict[str, Any], dict[str, Any]]:
    """One row: how many rows fail, which columns hold anything, how many keys there are.

    To count the keys of a large table takes longer than all else that is asked of it. Where its
    rows come in the order of their keys none comes twice, and that is seen in a fifth of the time.
    """
    asked = _summary(declared, rows, as_of=as_of, zone=zone) | dict(besides or {})
    label = ", ".join(source.label for source in sources)
    large = sum(source.rows for source in sources) > SMALL
    if not declared.key:
        return (yield engine.first(rows.aggregate(**asked), reading=label))
    if not large:
        keys = _keys(declared, rows)
        return (yield engine.first(rows.aggregate(keys=keys, **asked), reading=label))
    summary = engine.first(rows.aggregate(**asked), reading=label)
    ordered = engine.first(_in_order(declared, rows), reading=label)
    found = yield summary
    if (yield ordered)["in_order"]:
        return found | {"keys": found["keyed"]}
    counted = engine.first(rows.aggregate(keys=_keys(declared, rows)), reading=label)
    return found | (yield counted)


def _summary(
    declared: Table, rows: ir.Table, *, as_of: datetime | None, zone: str
) -> dict[str, ir.Value]:
    """What is asked of all rows together, but for how many keys there are."""
    sound = rows[CODE].isnull()
    asked: dict[str, ir.Value] = {"bad": rows[CODE].count()}
    for column in declared.columns:
        asked[f"filled {column.name}"] = rows[column.name].count()
    time = declared.known_from or (declared.interval or (None,))[0]
    if declared.key:
        asked["keyed"] = rows[declared.key[0]].count(where=sound)
    known = knowing.knowable(declared, rows, as_of=as_of, zone=zone) if as_of else None
    accepted = sound if known is None else sound & known
    if time is not None:
        asked["begins"] = rows[time].cast("timestamp(6)").min(where=accepted)
        asked["ends"] = rows[time].cast("timestamp(6)").max(where=accepted)
    asked["sound"] = rows.count(where=accepted)
    asked["later"] = rows.count(where=ibis.literal(False) if known is None else sound & ~known)
    return asked


def _keys(declared: Table, rows: ir.Table) -> ir.IntegerValue:
    """How many keys sound rows have. Two with one hash only cost a closer look."""
    sound = rows[CODE].isnull()
    return _key_hash(declared, rows).nunique(where=sound & rows[declared.key[0]].notnull())


def _in_order(declared: Table, rows: ir.Table) -> ir.Table:
    """One row: whether the first part of each key comes after that of the row before.

    In whatever order the engine takes the rows, that proves that none comes twice. Numbers get
    longer as they grow, so that of two texts the longer one comes later.
    """
    keyed = rows.select(key=rows[declared.key[0]])
    keyed = keyed.filter(keyed.key.notnull())
    pairs = keyed.mutate(before=keyed.key.lag().over(ibis.window()))
    size, had = pairs.key.length(), pairs.before.length()
    after = (size > had) | ((size == had) & (pairs.key > pairs.before))
    return pairs.aggregate(in_order=after.all().fill_null(True))


def _key_hash(declared: Table, rows: ir.Table) -> ir.IntegerValue:
    """One number for the key: its parts' hashes, without putting their texts together."""
    first, *others = [rows[name] for name in declared.key]
    number = first.hash()
    for other in others:
        number = number ^ other.fill_null("").hash()
    return number


def _key(declared: Table, rows: ir.Table) -> ir.StringValue:
    if len(declared.key) == 1:
        return rows[declared.key[0]]
    # Unit separator: a character that no identifier holds. Without its first part there is no key.
    first, *others = [rows[name] for name in declared.key]
    whole = ibis.literal("\x1f").join([first, *[other.fill_null("") for other in others]])
    return ibis.ifelse(first.isnull(), ibis.null("string"), whole)


def _known(declared: Table, rows: ir.Table, *, as_of: datetime, zone: str) -> ir.Table:
    known = knowing.knowable(declared, rows, as_of=as_of, zone=zone)
    if known is not None:
        rows = rows.filter(known)
    return knowing.without_later_values(declared, rows, as_of=as_of, zone=zone)


def _named(declared: Table, rejected: ir.Table) -> ir.Table:
    return rejected.select(table=ibis.literal(declared.name), **{
        name: rejected[name] for name in QUARANTINE if name != "table"
    })  # fmt: skip


def _repeated(declared: Table, good: ir.Table) -> ir.Table:
    """All rows but the first of each key: file, row and key."""
    keyed = good.select(*SOURCE_COLUMNS, key=_key(declared, good))
    keyed = keyed.filter(keyed.key.notnull())
    counted = keyed.group_by("key").aggregate(times=keyed.count())
    several = keyed.semi_join(counted.filter(counted.times > 1), "key")
    place = ibis.row_number().over(group_by="key", order_by=["source_file", "source_row"])
    ranked = several.mutate(place=place)
    return ranked.filter(ranked.place > 0).drop("place")


def _repeats(declared: Table, again: ir.Table) -> ir.Table:
    return again.select(
        table=ibis.literal(declared.name),
        file=again.source_file,
        row=again.source_row,
        column=ibis.literal(", ".join(declared.key)),
        reason=ibis.literal(REPEATED),
        raw=again.key.replace("\x1f", ", "),
    )


def _counted(
    declared: Table,
    sources: Sequence[Source],
    *,
    engine: Reader,
    kept: ir.Table | None,
    quarantine: ir.Table | None,
    summary: dict[str, Any],
) -> Counts:
    """Each count taken where it lies, so that the sum proves something."""
    counts = Counts(
        read=sum(source.rows for source in sources),
        accepted=_count(engine, kept) if kept is not None else summary["sound"],
        quarantined=_count(engine, quarantine) if quarantine is not None else 0,
        later=summary["later"],
    )
    if counts.read != counts.accepted + counts.quarantined + counts.later:
        raise CountError(
            f"The rows of {declared.name} do not add up: {counts.read:,} read, "
            f"{counts.accepted:,} accepted, {counts.quarantined:,} in quarantine"
            + (f", {counts.later:,} of a later time." if counts.later else "."),
            do="Nothing was written. Report this with the files' names and sizes.",
        )
    return counts


def _count(engine: Reader, rows: ir.Table) -> int:
    return int(engine.rows(rows.aggregate(rows=rows.count()))[0]["rows"])
