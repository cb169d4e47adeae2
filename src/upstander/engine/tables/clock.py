"""Local time without the engine's time-zone functions, so that every engine gives one answer.

Inside the engine a moment is UTC without a zone. What a person did at night, or on which day,
is asked of local time: these helpers turn one into the other with the offsets of the zone's own
transitions, taken from the IANA database.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir

DEFAULT_ZONE = "Europe/London"
_FIRST, _LAST = datetime(1970, 1, 1), datetime(2038, 1, 1)


@lru_cache(maxsize=8)
def transitions(zone: str) -> tuple[tuple[datetime, timedelta], ...]:
    """Each moment (UTC) from which an offset holds, with the offset; the first holds from always."""
    place = ZoneInfo(zone)

    def offset(moment: datetime) -> timedelta:
        return place.utcoffset(moment.replace(tzinfo=UTC).astimezone(place)) or timedelta()

    found = [(datetime.min, offset(_FIRST))]
    moment, step = _FIRST, timedelta(days=1)
    while moment < _LAST:
        if offset(moment + step) != found[-1][1]:
            found.append(_exact(moment, moment + step, found[-1][1], offset))
        moment += step
    return tuple(found)


def _exact(
    before: datetime, after: datetime, was: timedelta, offset: Callable[[datetime], timedelta]
) -> tuple[datetime, timedelta]:
    """The second between `before` and `after` from which the new offset holds."""
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        before, after = (middle, after) if offset(middle) == was else (before, middle)
    return after, offset(after)


def local(
    moment: ir.TimestampValue, *, zone: str = DEFAULT_ZONE, since: datetime, until: datetime
) -> ir.TimestampValue:
    """UTC to local clock time. Moments lie between `since` and `until` (UTC)."""
    steps = transitions(zone)
    in_use = [
        (start, offset)
        for position, (start, offset) in enumerate(steps)
        if start <= until and (position + 1 == len(steps) or steps[position + 1][0] > since)
    ]
    expression = moment + ibis.interval(seconds=int(in_use[-1][1].total_seconds()))
    for (_, offset), (ends, _) in reversed(list(pairwise(in_use))):
        shifted = moment + ibis.interval(seconds=int(offset.total_seconds()))
        expression = ibis.ifelse(moment < ibis.literal(ends), shifted, expression)
    return expression


def utc(moment: datetime, *, zone: str) -> datetime:
    """The moment as UTC without a zone; one without an offset is local time in `zone`."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
    return aware.astimezone(UTC).replace(tzinfo=None)


def last_day(moment: datetime) -> date:
    """The day of a moment, for what is dated by days: midnight is the end of the day before.

    `--as-of 2025-06-30` means the whole of that day, and so the midnight after it.
    """
    return (moment - timedelta(microseconds=1)).date()
