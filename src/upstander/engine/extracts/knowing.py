"""Nothing after its time: what could not yet be read on a given day is left out."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir

from upstander.engine.tables.clock import last_day
from upstander.engine.tables.declare import Table


def knowable(
    declared: Table, rows: ir.Table, *, as_of: datetime, zone: str
) -> ir.BooleanValue | None:
    """Whether each row could be read at `as_of` (UTC); None where the table does not say."""
    if declared.known_from is None:
        return None
    since = rows[declared.known_from]
    return (since.isnull() | _by(since, as_of=as_of, zone=zone)).fill_null(True)


def without_later_values(
    declared: Table, rows: ir.Table, *, as_of: datetime, zone: str
) -> ir.Table:
    """The rows with every value emptied that became known after `as_of`, or nobody knows when."""
    emptied = {
        column.name: ibis.ifelse(
            _by(rows[column.known_from], as_of=as_of, zone=zone),
            rows[column.name],
            ibis.null(rows[column.name].type()),
        )
        for column in declared.columns
        if column.known_from is not None
    }
    return rows.mutate(**emptied) if emptied else rows


def _by(since: ir.Value, *, as_of: datetime, zone: str) -> ir.BooleanValue:
    """A date counts as known from its first moment, by the clock on the wall.

    Midnight is the end of the day before: what is dated the next day is not known yet.
    """
    if isinstance(since, ir.DateValue):
        wall = as_of.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        return since <= ibis.literal(last_day(wall))
    return since <= ibis.literal(as_of)
