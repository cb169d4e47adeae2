"""Spells: intervals of one human at one number or place, joined up and set beside each other."""

from collections.abc import Sequence
from datetime import datetime

import ibis
import ibis.expr.types as ir

# An empty start means "always" and an empty end "still": these two stand for them inside.
ALWAYS, STILL = datetime(1800, 1, 1), datetime(2200, 1, 1)
# Beyond this many humans at one number or place, who overlapped with whom makes no difference:
# the share is next to nothing either way, and pairing them all would cost their square.
CROWD = 200


def with_human(rows: ir.Table, humans: ir.Table) -> ir.Table:
    """Rows of person records with the human behind each; an unknown record is its own."""
    behind = humans.select(known_id=humans.person_id, known_human=humans.human_id)
    joined = rows.left_join(behind, rows.person_id == behind.known_id)
    return joined.mutate(human_id=ibis.coalesce(joined.known_human, joined.person_id)).drop(
        "known_id", "known_human"
    )


def merged(rows: ir.Table, *, by: Sequence[str], least: Sequence[str] = ()) -> ir.Table:
    """Overlapping and touching intervals of the same `by` joined into one.

    `least` are columns of which the smallest value stands for the joined rows. Intervals come
    back closed at both ends, with ALWAYS and STILL in place of empty ones.
    """
    closed = rows.mutate(
        starts_at=ibis.coalesce(rows.starts_at, _moment(ALWAYS)),
        ends_at=ibis.coalesce(rows.ends_at, _moment(STILL)),
    )
    in_order = ibis.window(group_by=list(by), order_by=["starts_at", "ends_at"])
    so_far = ibis.window(group_by=list(by), order_by=["starts_at", "ends_at"], rows=(None, 0))
    reached = closed.mutate(reached=closed.ends_at.max().over(so_far))
    held_until = reached.mutate(held_until=reached.reached.lag().over(in_order))
    apart = held_until.held_until.isnull() | (held_until.starts_at > held_until.held_until)
    begun = held_until.mutate(begins=apart.cast("int64"))
    spells = begun.mutate(spell=begun.begins.sum().over(so_far))
    return (
        spells.group_by(*by, "spell")
        .agg(
            starts_at=spells.starts_at.min(),
            ends_at=spells.ends_at.max(),
            **{name: spells[name].min() for name in least},
        )
        .drop("spell")
    )


def opened(spells: ir.Table) -> ir.Table:
    """ALWAYS and STILL as the empty values that the rest of the engine reads."""
    return spells.mutate(
        starts_at=spells.starts_at.nullif(_moment(ALWAYS)),
        ends_at=spells.ends_at.nullif(_moment(STILL)),
    )


def beside(spells: ir.Table, *, key: str) -> ir.Table:
    """Who was at the same key at an overlapping time: `row`, `human_id`, itself included.

    `spells` have `row`, `human_id`, the key and closed intervals. Crowded keys are left out.
    """
    quiet = spells.semi_join(_sizes(spells, key=key).filter(lambda t: t.humans <= CROWD), key)
    other = quiet.view()
    pairs = quiet.join(
        other,
        [
            quiet[key] == other[key],
            quiet.starts_at < other.ends_at,
            other.starts_at < quiet.ends_at,
        ],
        rname="other_{name}",
    )
    return pairs.select(row=pairs.row, human_id=pairs.other_human_id).distinct()


def crowds(spells: ir.Table, *, key: str) -> ir.Table:
    """`row`, `humans` for spells at crowded keys: everyone ever there is counted."""
    sizes = _sizes(spells, key=key)
    return spells.join(sizes.filter(sizes.humans > CROWD), key).select("row", "humans")


def _sizes(spells: ir.Table, *, key: str) -> ir.Table:
    return spells.group_by(key).agg(humans=spells.human_id.nunique())


def _moment(value: datetime) -> ir.TimestampScalar:
    return ibis.literal(value).cast("timestamp(6)")
