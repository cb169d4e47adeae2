"""Who held a number or a handle when a contact was made."""

import ibis
import ibis.expr.types as ir


def one_row_a_human(holders: ir.Table, *, key: str) -> ir.Table:
    """Holders with one row for each human and key, however many of their records carry it.

    The interval spans all of the records' intervals; one without a start or end is open.
    """
    grouped = holders.group_by(key, "human_id").agg(
        person_id=holders.person_id.min(),
        starts_at=ibis.ifelse(
            holders.starts_at.isnull().any(), ibis.null("timestamp(6)"), holders.starts_at.min()
        ),
        ends_at=ibis.ifelse(
            holders.ends_at.isnull().any(), ibis.null("timestamp(6)"), holders.ends_at.max()
        ),
        share=holders.share.max(),
    )
    return grouped


def held(moment: ir.TimestampValue, *, starts_at: ir.Value, ends_at: ir.Value) -> ir.BooleanValue:
    """Whether an interval with open ends holds the moment."""
    return (starts_at.isnull() | (starts_at <= moment)) & (ends_at.isnull() | (moment < ends_at))
