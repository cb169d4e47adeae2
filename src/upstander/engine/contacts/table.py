"""The one table of contacts, from all that the systems saw."""

from collections.abc import Sequence
from datetime import datetime

import ibis.expr.types as ir

from upstander.engine.contacts.duty import with_duty
from upstander.engine.tables.clock import local
from upstander.engine.tables.declare import union_all
from upstander.engine.tables.stages import CONTACTS


def contact_table(
    parts: Sequence[ir.Table],
    *,
    stretches: ir.Table,
    zone: str,
    since: datetime,
    until: datetime,
) -> ir.Table:
    """All contacts with local time and duty; `contact_id` comes when the table is kept.

    `parts` are the tables of the sources; `since` and `until` span their moments (UTC).
    """
    everything = union_all(parts)
    placed = with_duty(everything, stretches=stretches)
    clocked = placed.mutate(local_at=local(placed.at, zone=zone, since=since, until=until))
    return clocked.select(*[name for name in CONTACTS if name != "contact_id"])
