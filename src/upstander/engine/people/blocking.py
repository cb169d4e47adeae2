"""Which pairs of records are compared at all: those that share a key, in bounded blocks."""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
from ibis import _

from upstander.engine.tables.records import Engine

# A full name on more records than this says nothing against two birth dates that differ: such
# pairs are looked at only where they share something else, or where a birth date is missing. They
# were four in ten of all pairs among 400,000 records, and none of them became a link.
COMMON_NAME = 10
_FULL_NAME = "names"


@dataclass(frozen=True, kw_only=True)
class Blocked:
    """Candidate pairs, and what was left out because its block was too large.

    `pairs` has `join_key_l` < `join_key_r` (numbers of records) and `match_key`, as Splink takes
    them. `left_out` counts pairs within oversized blocks: many still met through another key.
    """

    pairs: ir.Table
    left_out: int
    blocks_left_out: int


def blocked(rows: ir.Table, engine: Engine, *, largest: int) -> Blocked:
    """Pairs of records of `rows` (see compared.py) that share a key in a block of bounded size."""
    keys = engine.keep("people_keys", _keys(rows))
    sizes = engine.keep("people_blocks", keys.group_by("key").agg(size=_.count()))
    oversized = sizes.filter(sizes.size > largest)
    halves = oversized.size * (oversized.size - 1) / 2
    lost = engine.rows(oversized.agg(pairs=halves.sum().cast("int64"), blocks=oversized.count()))[0]
    worth = keys.join(sizes.filter((sizes.size > 1) & (sizes.size <= largest)), "key")
    other = worth.view()
    telling = (worth.size <= COMMON_NAME) | ~(worth.dated_name & other.dated_name)
    pairs = worth.join(
        other,
        [worth.key == other.key, worth.record < other.record, telling],
        rname="other_{name}",
    )
    distinct = pairs.select(join_key_l=pairs.record, join_key_r=pairs.other_record).distinct()
    kept = engine.keep("people_pairs", distinct.mutate(match_key=ibis.literal("0")))
    return Blocked(pairs=kept, left_out=lost["pairs"] or 0, blocks_left_out=lost["blocks"])


def _keys(rows: ir.Table) -> ir.Table:
    """One row a record and key. A key with an empty part is no key.

    The two initials share a label, as do the two names: swapped names still meet. `dated_name`
    marks the full name of a record whose birth date is known.
    """
    names = [rows.first, rows.family]
    year, day = rows.birth.left(4), rows.birth.right(5)
    parts: list[tuple[str, list[ir.StringValue]]] = [
        ("birth, initial", [rows.birth, rows.first.left(1)]),
        ("birth, initial", [rows.birth, rows.family.left(1)]),
        (_FULL_NAME, [ibis.least(*names), ibis.greatest(*names)]),
        ("given, year", [rows.first, rows.family.left(2), year]),
        ("family, year", [rows.family, rows.first.left(2), year]),
        ("name, initial, day", [rows.first, rows.family.left(1), day]),
        ("name, initial, day", [rows.family, rows.first.left(1), day]),
    ]
    tables = [
        rows.select(
            "record",
            key=_joined(label, pieces),
            dated_name=rows.birth.notnull() & (ibis.literal(label) == _FULL_NAME),
        )
        for label, pieces in parts
    ]
    for name in ("phones", "homes", "emails"):
        spread = rows.select("record", item=rows[name].unnest())
        key = _joined(name, [spread.item])
        tables.append(spread.select("record", key=key, dated_name=ibis.literal(False)))
    everything = ibis.union(tables[0], *tables[1:], distinct=True)
    return everything.filter(everything.key.notnull())


def _joined(label: str, pieces: list[ir.StringValue]) -> ir.IntegerValue:
    """The key as a number: blocks are joined on it, and numbers are joined faster than text."""
    key = ibis.literal(label)
    for piece in pieces:
        key = key.concat("|", piece)
    return ibis.ifelse(key.isnull(), ibis.null("int64"), key.hash())
