"""From a clock on a wall to UTC, and the hours that no such clock can tell apart.

When the clocks go back, an hour comes twice; when they go forward, one never comes. A time
without an offset that falls into either is not guessed at.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

import ibis
import ibis.expr.types as ir

from upstander.engine.tables.clock import transitions

EARLIEST, LATEST = datetime(1800, 1, 1), datetime(2200, 1, 1)
END_OF_TIME = datetime(9999, 1, 1)  # what many systems write for "no end"


@dataclass(frozen=True, kw_only=True)
class Zone:
    """A time zone as far as the times of one column need it."""

    name: str
    since: datetime = EARLIEST
    until: datetime = LATEST

    def changes(self) -> list[tuple[datetime, timedelta, timedelta]]:
        """Each change of offset in use: the moment in UTC, the offset before and after."""
        steps = transitions(self.name)
        day = timedelta(days=2)
        return [
            (moment, before, after)
            for (_, before), (moment, after) in pairwise(steps)
            if self.since - day <= moment <= self.until + day
        ]

    def starting_offset(self) -> timedelta:
        """The offset that holds before the first change in use."""
        steps = transitions(self.name)
        held = [offset for moment, offset in steps if moment < self.since - timedelta(days=2)]
        return held[-1] if held else steps[0][1]


def to_utc(wall: ir.TimestampValue, *, zone: Zone) -> ir.TimestampValue:
    """The moment in UTC of a local time that is neither ambiguous nor impossible."""
    changes = zone.changes()
    last = changes[-1][2] if changes else zone.starting_offset()
    expression = _minus(wall, last)
    for moment, before, after in reversed(changes):
        boundary = moment + max(before, after)
        expression = ibis.ifelse(wall < ibis.literal(boundary), _minus(wall, before), expression)
    return expression


def to_wall(moment: ir.TimestampValue, *, zone: Zone) -> ir.TimestampValue:
    """The local time of a moment in UTC."""
    changes = zone.changes()
    last = changes[-1][2] if changes else zone.starting_offset()
    expression = _minus(moment, -last)
    for at, before, _ in reversed(changes):
        expression = ibis.ifelse(moment < ibis.literal(at), _minus(moment, -before), expression)
    return expression


def _minus(wall: ir.TimestampValue, offset: timedelta) -> ir.TimestampValue:
    seconds = int(offset.total_seconds())
    return wall - ibis.interval(seconds=seconds) if seconds else wall


def twice(wall: ir.TimestampValue, *, zone: Zone) -> ir.BooleanValue:
    """Whether the local time came twice, when the clocks went back."""
    return _within(
        wall,
        [(at + after, at + before) for at, before, after in zone.changes() if after < before],
    )


def never(wall: ir.TimestampValue, *, zone: Zone) -> ir.BooleanValue:
    """Whether the local time never was, because the clocks went forward."""
    return _within(
        wall,
        [(at + before, at + after) for at, before, after in zone.changes() if after > before],
    )


def _within(wall: ir.TimestampValue, spans: Sequence[tuple[datetime, datetime]]) -> ir.BooleanValue:
    inside: ir.BooleanValue = ibis.literal(False)
    for start, end in spans:
        inside = inside | ((wall >= ibis.literal(start)) & (wall < ibis.literal(end)))
    return inside
