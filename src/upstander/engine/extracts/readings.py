"""What a cell means: for each type of the contract, its value and what can be wrong with it.

Files differ in how they store a thing (a number as text, an identifier as an integer, a list of
names as a dictionary): that is taken as it comes. What the thing says is judged strictly.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from upstander.engine.extracts import moments
from upstander.engine.extracts.moments import Zone
from upstander.engine.tables.declare import Column

MISSING = "is missing"
NOT_TEXT = "is not a whole number, as identifiers stored as numbers must be"
NOT_A_NUMBER = "is not a number"
NOT_WHOLE = "is not a whole number"
NOT_YES_OR_NO = "is not yes or no"
NOT_A_DATE = "is not a date such as 2025-03-30"
NOT_A_TIME = "is not a time such as 2025-03-30T14:05:00 or 2025-03-30T14:05:00+01:00"
OUT_OF_TIME = "is outside the years 1800 to 2199"
OFF_THE_GRID = "is off the British National Grid"

_YES, _NO = ("true", "yes", "y", "t", "1"), ("false", "no", "n", "f", "0")
_NUMBER = r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?$"
_WHOLE = r"^[+-]?[0-9]{1,18}(\.0*)?$"
_CLOCK = r"[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,9})?)?"
_OFFSET = r"(Z|z|[+-][0-9]{2}(:?[0-9]{2})?)"
_DATE, _DATE_LENGTH = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}", 10
_WALL = rf"({_DATE}({_CLOCK})?)( ?{_OFFSET})?$"
_TIME_TEXT = rf"{_DATE}({_CLOCK} ?{_OFFSET}?)?$"
_FAR = 9e15  # beyond it a float64 no longer tells whole numbers apart


@dataclass(frozen=True)
class Problem:
    """One thing that can be wrong with a row: when, in which column, and why.

    `shows` names the cells whose content goes to the quarantine; by default the column's own.
    """

    when: ir.BooleanValue
    column: str | None
    reason: str | None
    shows: tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class Hint:
    """What a first look at a column found, so that tidy data pays for no tidying."""

    untidy: bool = True
    offsets: bool = True
    low: datetime | None = None
    high: datetime | None = None

    def zone(self, name: str) -> Zone:
        """The zone, as far as the column's times need it."""
        return Zone(
            name=name,
            since=max(self.low or moments.EARLIEST, moments.EARLIEST),
            until=min(self.high or moments.EARLIEST, moments.LATEST),
        )


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A column as the contract wants it, and the problems of its cells, the first one first."""

    value: ir.Value
    problems: tuple[Problem, ...] = ()


def readable(column: Column, kind: dt.DataType) -> bool:
    """Whether cells stored as `kind` can hold what the column means at all."""
    if kind.is_null() or kind.is_string():
        return True
    number = kind.is_integer() or kind.is_floating() or kind.is_decimal()
    allowed = {
        "identifier": number or kind.is_uuid(),
        "text": number or kind.is_uuid() or kind.is_date() or kind.is_boolean(),
        "enum": number,
        "timestamp": kind.is_timestamp() or kind.is_date(),
        "date": kind.is_timestamp() or kind.is_date(),
        "integer": number,
        "number": number,
        "boolean": kind.is_boolean() or kind.is_integer(),
    }
    return bool(allowed[column.type])


def read_cell(
    column: Column,
    raw: ir.Value,
    *,
    hint: Hint,
    zone: str,
    wall: ir.TimestampValue | None = None,
    minutes: ir.IntegerValue | None = None,
) -> Reading:
    """The reading of one column, with "is missing" first where it is required.

    For a time kept as text, `wall` and `minutes` are what `wall_of` and `offset_minutes` made
    of it in a step before.
    """
    if wall is not None and minutes is not None:
        reading = _time_text(column, raw, hint, zone, wall=wall, minutes=minutes)
    else:
        reading = _READERS[column.type](column, raw, hint, zone)
    if column.optional:
        return reading
    return Reading(
        value=reading.value,
        problems=(
            Problem(_empty(raw, hint), column.name, MISSING),
            *reading.problems,
        ),
    )


def _empty(raw: ir.Value, hint: Hint) -> ir.BooleanValue:
    if isinstance(raw, ir.StringValue) and hint.untidy:
        return raw.isnull() | (raw.strip() == "")
    return raw.isnull()


def _tidy(raw: ir.StringValue, hint: Hint) -> ir.StringValue:
    return raw.strip().nullif("") if hint.untidy else raw


def _unless(value: ir.Value, column: Column, raw: ir.Value, reason: str) -> Problem:
    """The cell says something, and `value` made nothing of it."""
    return Problem(raw.notnull() & value.isnull(), column.name, reason)


def _text(column: Column, raw: ir.Value, hint: Hint, zone: str) -> Reading:
    if isinstance(raw, ir.StringValue):
        if column.type == "text" and hint.untidy:
            return Reading(value=ibis.ifelse(raw.strip() == "", ibis.null("string"), raw))
        return Reading(value=_tidy(raw, hint))
    if isinstance(raw, ir.FloatingValue):
        whole = (raw == raw.floor()) & (raw.abs() < _FAR)
        value = ibis.ifelse(whole, raw.cast("int64").cast("string"), ibis.null("string"))
        return Reading(value=value, problems=(_unless(value, column, raw, NOT_TEXT),))
    return Reading(value=raw.cast("string"))


def _enum(column: Column, raw: ir.Value, hint: Hint, zone: str) -> Reading:
    reading = _text(column, raw, hint, zone)
    reason = f"is not one of: {', '.join(column.values)}"
    wrong = Problem(reading.value.notin(column.values), column.name, reason)
    return Reading(value=reading.value, problems=(*reading.problems, wrong))


def _number(column: Column, raw: ir.Value, hint: Hint, zone: str) -> Reading:
    if isinstance(raw, ir.StringValue):
        text = _tidy(raw, hint)
        sound = text.re_search(_NUMBER)
        value = ibis.ifelse(sound, text, ibis.null("string")).try_cast("float64")
        problems = [_unless(value, column, text, NOT_A_NUMBER)]
        checked = True
    else:
        value = raw.cast("float64")
        problems = []
        checked = isinstance(raw, ir.FloatingValue)
    if checked:
        finite = ~(value.isnan() | value.isinf())
        problems.append(Problem(~finite, column.name, NOT_A_NUMBER))
    return Reading(value=value, problems=(*problems, *_bounds(column, value)))


def _integer(column: Column, raw: ir.Value, hint: Hint, zone: str) -> Reading:
    if isinstance(raw, ir.StringValue):
        text = _tidy(raw, hint)
        digits = text.re_extract(r"^([+-]?[0-9]{1,18})(\.0*)?$", 1)
        sound = text.re_search(_WHOLE)
        value = ibis.ifelse(sound, digits, ibis.null("string")).try_cast("int64")
        problems = [_unless(value, column, text, NOT_WHOLE)]
    elif isinstance(raw, ir.IntegerValue):
        value, problems = raw.cast("int64"), []
    else:
        real = raw.cast("float64")
        whole = (real == real.floor()) & (real.abs() < _FAR)
        value = ibis.ifelse(whole, real, ibis.null("float64")).cast("int64")
        problems = [_unless(value, column, raw, NOT_WHOLE)]
    return Reading(value=value, problems=(*problems, *_bounds(column, value)))


def _bounds(column: Column, value: ir.NumericValue) -> Sequence[Problem]:
    low, high = column.low, column.high
    outside: ir.BooleanValue | None = None
    if low is not None:
        outside = value < low
    if high is not None:
        outside = value > high if outside is None else outside | (value > high)
    if outside is None:
        return ()
    return (Problem(outside, column.name, _outside(column)),)


def _outside(column: Column) -> str:
    if column.name in ("easting", "northing"):
        return OFF_THE_GRID
    unit = f" {column.unit}" if column.unit else ""
    if column.high is None:
        return f"is below {column.low:g}{unit}"
    if column.low is None:
        return f"is above {column.high:g}{unit}"
    return f"is outside {column.low:g} to {column.high:g}{unit}"


def _boolean(column: Column, raw: ir.Value, hint: Hint, zone: str) -> Reading:
    if isinstance(raw, ir.BooleanValue):
        return Reading(value=raw)
    word = _tidy(raw, hint) if isinstance(raw, ir.StringValue) else raw.cast("string")
    word = word.lower()
    value = ibis.cases((word.isin(_YES), True), (word.isin(_NO), False), else_=None)
    return Reading(
        value=value.cast("boolean"), problems=(_unless(value, column, word, NOT_YES_OR_NO),)
    )


def _date(column: Column, raw: ir.Value, hint: Hint, zone: str) -> Reading:
    if isinstance(raw, ir.StringValue):
        text = _tidy(raw, hint)
        sound = text.re_search(_TIME_TEXT)
        day = ibis.ifelse(sound, text.substr(0, 10), ibis.null("string")).try_cast("date")
        problem = _unless(day, column, text, NOT_A_DATE)
    else:
        day = _wall(raw, hint, zone).date() if isinstance(raw, ir.TimestampValue) else raw
        problem = None
    value, out = _in_time(column, day.cast("timestamp(6)"))
    return Reading(value=value.date(), problems=tuple(p for p in (problem, out) if p))


def _wall(raw: ir.TimestampValue, hint: Hint, zone: str) -> ir.TimestampValue:
    """What the clock on the wall said: a moment with an offset is turned back into local time."""
    plain = raw.cast("timestamp(6)")
    if raw.type().timezone is None:
        return plain
    return moments.to_wall(plain, zone=hint.zone(zone))


def _timestamp(column: Column, raw: ir.Value, hint: Hint, zone: str) -> Reading:
    if isinstance(raw, ir.TimestampValue) and raw.type().timezone is not None:
        moment = raw.cast("timestamp(6)")
        value, out = _in_time(column, moment, hint=hint)
        # A moment at infinity has no value: that is an open end, but no beginning.
        endless = () if column.optional else (_unless(moment, column, raw, OUT_OF_TIME),)
        return Reading(value=value, problems=(out, *endless))
    return _local(column, raw.cast("timestamp(6)"), hint=hint, zone=zone)


def _local(column: Column, wall: ir.TimestampValue, *, hint: Hint, zone: str) -> Reading:
    wall, out = _in_time(column, wall, hint=hint)
    place = hint.zone(zone)
    return Reading(
        value=moments.to_utc(wall, zone=place),
        problems=(out, *_clock_changes(column, wall, place)),
    )


def _clock_changes(column: Column, wall: ir.TimestampValue, zone: Zone) -> tuple[Problem, Problem]:
    return (
        Problem(
            moments.twice(wall, zone=zone),
            column.name,
            f"came twice in {zone.name}, when the clocks went back: it needs an offset",
        ),
        Problem(
            moments.never(wall, zone=zone),
            column.name,
            f"never was in {zone.name}: the clocks went forward over it",
        ),
    )


def _time_text(
    column: Column,
    raw: ir.StringValue,
    hint: Hint,
    zone: str,
    *,
    wall: ir.TimestampValue,
    minutes: ir.IntegerValue,
) -> Reading:
    problem = _unless(wall, column, _tidy(raw, hint), NOT_A_TIME)
    if not hint.offsets:
        local = _local(column, wall, hint=hint, zone=zone)
        return Reading(value=local.value, problems=(problem, *local.problems))
    given = minutes.notnull()
    unsaid = ibis.ifelse(given, ibis.null("timestamp(6)"), wall)
    local = _local(column, unsaid, hint=hint, zone=zone)
    moment, out = _in_time(column, wall - minutes.as_interval("m"), hint=hint)
    return Reading(
        value=ibis.ifelse(given, moment, local.value), problems=(problem, out, *local.problems)
    )


def wall_of(text: ir.StringValue) -> ir.TimestampValue:
    """Date and clock of an ISO 8601 text without its offset; null where it is none."""
    text = text.strip()
    clock = text.re_extract(_WALL, 1)
    # An offset belongs to a clock: a date with one is neither a date nor a time.
    sound = (clock.length() > _DATE_LENGTH) | (text.length() == _DATE_LENGTH)
    said = ibis.ifelse(sound, clock, ibis.null("string")).nullif("")
    return said.replace(",", ".").try_cast("timestamp(6)")


def day_of(text: ir.StringValue) -> ir.DateValue:
    """The date with which a text begins: what `wall_of` finds is never on another day."""
    return text.strip().substr(0, _DATE_LENGTH).try_cast("date")


def may_have_offset(text: ir.StringValue) -> ir.BooleanValue:
    """Whether a time may say how far it is from UTC: true too often, never too seldom."""
    marks = text.contains("+") | text.contains("Z") | text.contains("z")
    return marks | text.substr(_DATE_LENGTH).contains("-")


def offset_minutes(text: ir.StringValue) -> ir.IntegerValue:
    """The offset written at the end of a time, in minutes; null where there is none."""
    offset = text.strip().re_extract(rf"{_CLOCK} ?{_OFFSET}$", 3)
    hours = offset.substr(1, 2).try_cast("int64")
    minutes = ibis.coalesce(offset.substr(3).replace(":", "").try_cast("int64"), 0)
    size = hours * 60 + minutes
    return ibis.cases(
        (offset.lower() == "z", ibis.literal(0, "int64")),
        (offset.startswith("-"), -size),
        (offset.startswith("+"), size),
        else_=ibis.null("int64"),
    )


def _in_time(
    column: Column, moment: ir.TimestampValue, *, hint: Hint | None = None
) -> tuple[ir.TimestampValue, Problem]:
    """The moment, and whether it lies in no plausible year. The year 9999 means "no end"."""
    never_ends = hint is None or hint.high is None or hint.high >= moments.LATEST
    value = moment
    if column.optional and never_ends:
        value = ibis.ifelse(
            moment < ibis.literal(moments.END_OF_TIME), moment, ibis.null("timestamp(6)")
        )
    outside = (value < ibis.literal(moments.EARLIEST)) | (value >= ibis.literal(moments.LATEST))
    return value, Problem(outside, column.name, OUT_OF_TIME)


_READERS = {
    "identifier": _text,
    "text": _text,
    "enum": _enum,
    "timestamp": _timestamp,
    "date": _date,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
}
