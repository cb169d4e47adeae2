"""How pages write dates and numbers.

Moments are written in the force's local time, whatever they are kept in. The year is left out
only where it is this one.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.utils import timezone

_STEPS = ((60, "minute"), (3_600, "hour"), (86_400, "day"), (604_800, "week"))
_NO_BREAK = "\N{NO-BREAK SPACE}"


def daytime(moment: datetime | None) -> str:
    """Tue 24 Nov, 18:05; with the year where it is not this one."""
    if moment is None:
        return ""
    here = _local(moment)
    return f"{here:%a} {_short(here)}, {here:%H:%M}"


def day(moment: date | None) -> str:
    """24 November 2026."""
    if moment is None:
        return ""
    here = _local(moment)
    return f"{here.day}{_NO_BREAK}{here:%B} {here.year}"


def shortday(moment: date | None) -> str:
    """24 Nov; with the year where it is not this one."""
    return "" if moment is None else _short(_local(moment))


def clock(moment: datetime | None) -> str:
    """18:05."""
    return "" if moment is None else f"{_local(moment):%H:%M}"


def iso(moment: date | None) -> str:
    """The moment for the machine-readable part of a <time>."""
    return "" if moment is None else _local(moment).isoformat()


def ago(moment: datetime | None) -> str:
    """How long since, in the largest unit that fits; from eight weeks on the day itself."""
    if moment is None:
        return ""
    seconds = (timezone.now() - moment).total_seconds()
    if seconds < 0:
        return daytime(moment)
    if seconds < 60:
        return "just now"
    if seconds >= 8 * 604_800:
        return day(moment)
    size, unit = next(step for step in reversed(_STEPS) if seconds >= step[0])
    return f"{plural(int(seconds // size), unit)} ago"


def thousands(number: float | None) -> str:
    """12,345; a fraction keeps one digit."""
    if number is None:
        return ""
    return f"{number:,}" if isinstance(number, int) else f"{number:,.1f}"


def plural(number: int, one: str, many: str = "") -> str:
    """1 lead, 2 leads; `many` where an s at the end is not enough."""
    return f"{thousands(number)} {one if number == 1 else many or f'{one}s'}"


def percent(share: float | None, digits: int = 0) -> str:
    """0.125 as 12.5%; what is more than nothing is never written as 0%."""
    if share is None:
        return ""
    written = f"{share * 100:.{digits}f}"
    least = f"{10**-digits:.{digits}f}"
    return f"under {least}%" if share > 0 and float(written) == 0 else f"{written}%"


def _local(moment: date) -> date:
    return timezone.localtime(moment) if isinstance(moment, datetime) else moment


def _short(here: date) -> str:
    year = "" if here.year == timezone.localdate().year else f" {here.year}"
    return f"{here.day}{_NO_BREAK}{here:%b}{year}"


FILTERS: dict[str, Callable[..., Any]] = {
    "ago": ago,
    "clock": clock,
    "day": day,
    "daytime": daytime,
    "iso": iso,
    "percent": percent,
    "plural": plural,
    "shortday": shortday,
    "thousands": thousands,
}
