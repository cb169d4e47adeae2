"""The one shape of a contact, whatever system saw it."""

import ibis
import ibis.expr.types as ir

from upstander.engine.tables.stages import CONTACTS

# What the room adds to every contact after the sources are put together.
ADDED_LATER = ("contact_id", "local_at", "on_duty", "minutes_off_duty")


def contact_rows(table: ir.Table, *, table_name: str = "", **columns: ir.Value) -> ir.Table:
    """The rows of `table` with the columns of CONTACTS; what is not given is null.

    Columns of `table` with a contact's own name (staff_id, human_id, at, source_row, ...) are
    taken as they are; `columns` override.
    """
    carried = ("staff_id", "person_id", "human_id", "at", "source_file", "source_row")
    given: dict[str, ir.Value] = {name: table[name] for name in carried} | columns
    given["source_table"] = ibis.literal(table_name)
    chosen = {}
    for name, kind in CONTACTS.items():
        if name in ADDED_LATER:
            continue
        value = given.get(name)
        if value is None:
            value = ibis.literal(1.0) if name == "share" else ibis.null(ibis.dtype(kind))
        chosen[name] = value.cast(kind)
    return table.select(**chosen)
