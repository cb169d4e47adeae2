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
    """One row a record and key. A key with an empty part is no key.

    The two initials share a label, as do the two names: swapped names still meet.
    """
    names = [rows.first, rows.family]
    year, day = rows.birth.left(4), rows.birth.right(5)
    parts: list[tuple[str, list[ir.StringValue]]] = [
        ("birth, initial", [rows.birth, rows.first.left(1)]),
        ("birth, initial", [rows.birth, rows.family.left(1)]),
        ("names", [ibis.least(*names), ibis.greatest(*names)]),
        ("given, year", [rows.first, rows.family.left(2), year]),
        ("family, year", [rows.family, rows.first.left(2), year]),
        ("name, day", [rows.first, day]),
        ("name, day", [rows.family, day]),
    ]
    tables = [rows.select("person_id", key=_joined(label, pieces)) for label, pieces in parts]
    for name in ("phones", "homes", "emails"):
        spread = rows.select("person_id", item=rows[name].unnest())
        tables.append(spread.select("person_id", key=_joined(name, [spread.item])))
    everything = ibis.union(tables[0], *tables[1:], distinct=True)
    return everything.filter(everything.key.notnull())


def _joined(label: str, pieces: list[ir.StringValue]) -> ir.IntegerValue:
    """The key as a number: blocks are joined on it, and numbers are joined faster than text."""
    key = ibis.literal(label)
    for piece in pieces:
        key = key.concat("|", piece)
    return ibis.ifelse(key.isnull(), ibis.null("int64"), key.hash())
