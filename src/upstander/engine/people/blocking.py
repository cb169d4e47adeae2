"""Which pairs of records are compared at all: those that share a key, in bounded blocks."""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
from ibis import _

from upstander.engine.tables.records import Engine


@dataclass(frozen=True, kw_only=True)
class Blocked:
    """Candidate pairs, and what was left out because its block was too large.

    `pairs` has `join_key_l` < `join_key_r` and `match_key`, as Splink takes them. `left_out`
    counts pairs within oversized blocks: many of them still met through another key.
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
    worth = keys.semi_join(sizes.filter((sizes.size > 1) & (sizes.size <= largest)), "key")
    other = worth.view()
    pairs = worth.join(
        other, [worth.key == other.key, worth.person_id < other.person_id], rname="other_{name}"
    )
    distinct = pairs.select(join_key_l=pairs.person_id, join_key_r=pairs.other_person_id).distinct()
    kept = engine.keep("people_pairs", distinct.mutate(match_key=ibis.literal("0")))
    return Blocked(pairs=kept, left_out=lost["pairs"] or 0, blocks_left_out=lost["blocks"])


def _keys(rows: ir.Table) -> ir.Table:
    """One row a record and key. A key with a null part is no key."""
    year = rows.birth.left(4)
    initials = [rows.first.left(1), rows.family.left(1)]
    names = [rows.first, rows.family]
    lists = [rows[name] for name in ("phones", "homes", "emails")]
    scalar = {
        # The same birth date with either initial: the other name may be anything.
        "birth, initial": [rows.birth, initials[0]],
        "birth, family initial": [rows.birth, initials[1]],
        # Both names in either order: catches swapped names and any birth date.
        "names": [ibis.least(*names), ibis.greatest(*names)],
        # One name whole, the other by its beginning, the year of birth.
        "given, year": [rows.first, rows.family.left(2), year],
        "family, year": [rows.family, rows.first.left(2), year],
        "given, day": [rows.first, rows.birth.right(5)],
        "family, day": [rows.family, rows.birth.right(5)],
    }
    tables = []
    for label, parts in scalar.items():
        key = ibis.literal(label)
        for part in parts:
            key = key.concat("|", part)
        tables.append(rows.select("person_id", key=key))
    for label, listed in zip(("number", "place", "e-mail"), lists, strict=True):
        spread = rows.select("person_id", item=listed.unnest())
        tables.append(spread.select("person_id", key=ibis.literal(f"{label}|").concat(spread.item)))
    everything = ibis.union(tables[0], *tables[1:])
    return everything.filter(everything.key.notnull())
