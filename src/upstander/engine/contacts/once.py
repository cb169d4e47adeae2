"""A text that stands on the bill and in an archive of messages, counted once.

A force that archives the texts of its handsets hands the same text over twice: as a line of the
bill and as a message. Twice as much contact as there was would be held against whoever writes.
What the archive has stays, since what was written is in it.
"""

import ibis
import ibis.expr.types as ir
from ibis import _

from upstander.engine.tables.records import Engine

CLOCKS_DIFFER_S = 60  # of two systems that note the same text
_WHO = ("staff_id", "human_id", "direction")
_ROW = ("source_file", "source_row", "human_id")


def counted_once(billed: ir.Table, archived: ir.Table, *, engine: Engine) -> tuple[ir.Table, int]:
    """CONTACTS of the bill without the texts that the archive has too, and how many those are.

    Each archived text stands for one on the bill at most: of two within a minute, one of which
    was archived, the other stays.
    """
    kept = engine.keep("archived_texts", archived.filter(_.channel == "text", _.account == "force"))
    if not engine.rows(kept.agg(n=kept.count()))[0]["n"]:
        return billed, 0
    bill = engine.keep("billed", billed)
    twice = engine.keep("texts_twice", _twice(bill, kept))
    number: int = engine.rows(twice.agg(n=twice.count()))[0]["n"]
    return bill.anti_join(twice, list(_ROW)), number


def _twice(billed: ir.Table, archived: ir.Table) -> ir.Table:
    """Texts on the bill around which the archive has as many as the bill has up to them."""
    texts = billed.filter(_.kind == "message")
    both = _placed(texts, on_bill=1).union(_placed(archived, on_bill=0))
    around = ibis.range_window(
        group_by=list(_WHO), order_by="second",
        preceding=CLOCKS_DIFFER_S, following=CLOCKS_DIFFER_S,
    )  # fmt: skip
    so_far = ibis.range_window(
        group_by=list(_WHO), order_by="second", preceding=CLOCKS_DIFFER_S, following=0
    )
    near = both.mutate(
        archived=(1 - _.on_bill).sum().over(around), billed=_.on_bill.sum().over(so_far)
    )
    return near.filter(near.on_bill == 1, near.archived >= near.billed).select(*_ROW)


def _placed(texts: ir.Table, *, on_bill: int) -> ir.Table:
    return texts.select(
        *_WHO,
        "source_file",
        "source_row",
        second=texts.at.epoch_seconds().cast("int64"),
        on_bill=ibis.literal(on_bill, type="int64"),
    )
