"""Itemised billing and messages as contacts between a member of staff and a human being."""

import ibis
import ibis.expr.types as ir

from upstander.engine.contacts.holders import held, one_row_a_human
from upstander.engine.contacts.shape import contact_rows
from upstander.engine.tables.records import Engine, Records


def calls(
    *,
    records: Records,
    spellings: ir.Table,
    staff_numbers: ir.Table,
    number_holders: ir.Table,
    engine: Engine,
) -> ir.Table:
    """Calls and texts of force handsets to numbers that somebody on record holds.

    `spellings` gives each number as written (`number`) its E.164 form (`e164`). A call to a
    number that nobody on record holds is no contact with a person known to the force: coverage
    counts those, and calls of handsets that were allocated to nobody.
    """
    billed = records["calls"]
    handsets = _force_handsets(spellings=spellings, staff_numbers=staff_numbers)
    others = engine.keep(
        "written_holders", _written_holders(spellings=spellings, number_holders=number_holders)
    )
    # Kept, so that this join comes first: few of the numbers called are anybody's on record, and
    # most calls drop out as they are read.
    known = engine.keep(
        "calls_known", billed.join(others, billed.other_number == others.written), passing=True
    )
    joined = known.join(handsets, known.number == handsets.handset)
    in_time = joined.filter(
        held(joined.at, starts_at=joined.starts_at, ends_at=joined.ends_at),
        held(joined.at, starts_at=joined.staff_starts_at, ends_at=joined.staff_ends_at),
    )
    return contact_rows(
        in_time,
        table_name="calls",
        kind=ibis.ifelse(in_time.kind == "voice", "call", "message"),
        channel=in_time.kind,
        direction=in_time.direction,
        duration_s=in_time.duration_s,
        share=in_time.share,
    )


def _force_handsets(*, spellings: ir.Table, staff_numbers: ir.Table) -> ir.Table:
    force = staff_numbers.filter(staff_numbers.ownership == "force")
    joined = spellings.join(force, spellings.e164 == force.number)
    return joined.select(
        handset=spellings.number,
        staff_id=force.staff_id,
        staff_starts_at=force.starts_at,
        staff_ends_at=force.ends_at,
    )


def _written_holders(*, spellings: ir.Table, number_holders: ir.Table) -> ir.Table:
    single = one_row_a_human(number_holders, key="number")
    joined = spellings.join(single, spellings.e164 == single.number)
    return joined.select(
        "human_id",
        "person_id",
        "starts_at",
        "ends_at",
        "share",
        written=spellings.number,
    )


def messages(
    *,
    records: Records,
    spellings: ir.Table,
    number_holders: ir.Table,
    handle_holders: ir.Table,
) -> ir.Table:
    """Messages on force systems to a number, address or handle that somebody on record holds."""
    sent = records["messages"]
    by_number = _written_holders(spellings=spellings, number_holders=number_holders)
    handles = handle_holders.mutate(
        starts_at=ibis.null("timestamp(6)"), ends_at=ibis.null("timestamp(6)")
    )
    by_handle = one_row_a_human(handles, key="handle")
    numbered = sent.join(by_number, sent.other_party == by_number.written)
    numbered = numbered.filter(
        held(numbered.at, starts_at=numbered.starts_at, ends_at=numbered.ends_at)
    )
    keyed = sent.mutate(handle_key=sent.other_party.strip().lower().re_replace("^@+", ""))
    handled = keyed.join(by_handle, keyed.handle_key == by_handle.handle)
    names = [*sent.columns, "human_id", "person_id", "share"]
    both = numbered.select(*names).union(handled.select(*names))
    return contact_rows(
        both,
        table_name="messages",
        kind=ibis.literal("message"),
        channel=both.channel,
        account=both.account,
        direction=both.direction,
        share=both.share,
    )
