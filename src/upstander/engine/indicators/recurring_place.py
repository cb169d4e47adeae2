"""One place, week after week on duty, that no task, no listed place and no known person explains.

Why it matters
    In case 3 of Learning the Lessons 40 (pages 18-19) the woman said that the officer came to her
    home two or three times a week, on duty and in uniform. The document asks forces what they
    have in place to know what staff do while on duty. When the person is nobody on record, or has
    moved and the new address is not, only the place itself is there to be seen.

Innocent explanations
    - A meal break: a canteen, a shop or a colleague's home that is not in the list of places.
    - A spot for paperwork, a speed check or a watch that is this member's own habit.
    - A standing arrangement that is not written as a task: a school, a shelter, a partner office.
    - A garage, a charging point, a depot.
    - The member's partner, parent or child lives there and no declaration names them: an ordinary
      tie, in duty time.

What it needs
    Positions, the allocation of vehicles, duties, attendances, tasks, and the list of places.

What it cannot see
    Whether the place is anybody's home, who is there, and whether anybody left the vehicle.
    Places at the door of somebody whom the member knows through work: these are read by the
    signs about that person. Visits on foot or in a private car, and a place where colleagues stop
    as often. Of the ten cases it might have seen case 3, at the addresses to which the woman
    moved. It has nothing to see in the others, whose homes were on record.

How it is measured
    Stops of ten minutes or more, on rostered duty, within one square of 150 metres (four grids,
    each shifted by half a square, so that no place is cut in two). Left out are stops at a listed
    place of any kind, at the member's own home, at the door of somebody linked by work, and those
    during an attendance, a task or custody duty. Enough is a stop on two days of a week in three
    weeks of any six. The value says in bits how far the days there exceed the days on which
    others stopped there like this, all others together, or the days at the member's next such
    place, whichever is more: a beat with several habits stands out with none of them. A value of
    less than three bits is left out.
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir
from ibis import _

from upstander.engine.evidence import Findings, Indicator, Scene, Setting, as_findings
from upstander.engine.indicators.common import (
    DAY,
    as_stops,
    counted,
    in_words,
    lasting,
    seconds,
    stood,
    strongest,
    surprise,
    trailing,
    whole_or_none,
    without_work,
)
from upstander.words import PLACE_KINDS

_MEMBER = ("staff_id",)
_SQUARE = ("shift_east", "shift_north", "column", "row")
_APART = 2  # squares: nearer ones may be the same place
_THURSDAY = 3  # days from a Monday to the first of January 1970


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Members with a place of their own. Value: bits above the others and their next place."""
    stops = _stops(scene, settings)
    compared = _compared(_places(stops, settings)).mutate(
        expected=ibis.greatest(settings["least_usual"], _.others, _.elsewhere)
    )
    beyond = compared.filter(_.stop_days > _.expected).mutate(
        value=surprise(_.stop_days, _.expected)
    )
    best = strongest(beyond.filter(_.value >= settings["least_bits"]), by=_MEMBER)
    findings = as_findings(best.mutate(sentence=_sentence(best, settings)))
    own = _stops(scene, settings, of=findings)
    return Findings(findings=findings, events=as_stops(_there(own, findings)))


def _there(stops: ir.Table, findings: ir.Table) -> ir.Table:
    """The stops in the square that was found: the one with the finding's first and last moment."""
    place = ibis.window(group_by=["staff_id", *_SQUARE])
    spans = stops.mutate(first_at=_.at.min().over(place), last_at=_.at.max().over(place))
    return spans.semi_join(findings, ["staff_id", "first_at", "last_at"])


def _stops(scene: Scene, settings: Mapping[str, float], *, of: ir.Table | None = None) -> ir.Table:
    """Long enough stops on duty without a reason, and at the door of nobody linked by work.

    Only in squares where some member stopped as often as is enough: most stops need no asking.
    """
    long = stood(scene, of=of).filter(
        seconds(_.ends_at) - seconds(_.at) >= 60 * settings["minutes"]
    )
    squares = _squares(long, settings)
    days = squares.select("staff_id", *_SQUARE, "utc_day").distinct()
    least = settings["weeks"] * settings["days_a_week"]
    often = days.group_by("staff_id", *_SQUARE).agg(days=_.count()).filter(_.days >= least)
    close = long.semi_join(squares.semi_join(often, _SQUARE), ["stop_id", "staff_id", "at"])
    at_door = scene.contacts.filter(_.kind == "visit", _.distance_m <= settings["door_m"])
    known = at_door.select("stop_id", "staff_id").distinct()
    free = without_work(close.anti_join(known, ["stop_id", "staff_id"]), scene, listed=PLACE_KINDS)
    return _squares(free, settings).semi_join(often, _SQUARE)


def _squares(stops: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """Each stop in its square of four grids that are shifted by half a square."""
    side = settings["square_m"]
    placed = stops.mutate(shift_east=ibis.array([0, 1]).unnest().cast("int64"))
    placed = placed.mutate(shift_north=ibis.array([0, 1]).unnest().cast("int64"))
    return placed.mutate(
        column=(_.easting / side + 0.5 * _.shift_east).floor().cast("int64"),
        row=(_.northing / side + 0.5 * _.shift_north).floor().cast("int64"),
        utc_day=(seconds(_.at) // DAY).cast("int64"),
    )


def _places(stops: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """Each member's squares: days there, the days of others, and when there were enough weeks."""
    place = ["staff_id", *_SQUARE]
    days = stops.group_by(*place, "utc_day").agg(at=_.at.min())
    weekly = days.mutate(second=seconds(_.at), week=(_.utc_day + _THURSDAY) // 7)
    in_week = ibis.window(group_by=[*place, "week"], order_by="utc_day")
    ranked = weekly.mutate(in_week=ibis.row_number().over(in_week) + 1)
    # A week is full on the day that fills it, so that nothing later is needed to see it.
    full = (_.in_week == int(settings["days_a_week"])).cast("int64")
    held = trailing(settings["stretch_days"], by=("staff_id", *_SQUARE))
    running = ranked.mutate(full=full).mutate(full_weeks=_.full.sum().over(held))
    known = running.group_by(*place).agg(
        stop_days=_.count(),
        weeks_filled=_.full.sum(),
        first_at=_.at.min(),
        last_at=_.at.max(),
        at=_.at.min(where=_.full_weeks >= settings["weeks"]),
    )
    everybody = _.stop_days.sum().over(ibis.window(group_by=list(_SQUARE)))
    return known.mutate(others=everybody - _.stop_days)


def _compared(places: ir.Table) -> ir.Table:
    """The squares with enough weeks, each with the days at the member's next place of the kind."""
    here = places.filter(_.at.notnull())
    next_ones = places.filter(_.stop_days > _.others).select(
        "staff_id",
        "shift_east",
        "shift_north",
        next_column=_.column,
        next_row=_.row,
        next_days=_.stop_days - _.others,
    )
    apart = (_.column - _.next_column).abs() > _APART
    apart = apart | ((_.row - _.next_row).abs() > _APART)
    elsewhere = (
        here.select("staff_id", *_SQUARE)
        .join(next_ones, ["staff_id", "shift_east", "shift_north"])
        .filter(apart)
        .group_by("staff_id", *_SQUARE)
        .agg(elsewhere=_.next_days.max())
    )
    joined = here.left_join(elsewhere, ["staff_id", *_SQUARE])
    return joined.select(*here.columns, elsewhere=joined.elsewhere.fill_null(0))


def _sentence(found: ir.Table, settings: Mapping[str, float]) -> ir.StringValue:
    return (
        f"Stops of {in_words(settings['minutes'])} minutes or more on duty at one place on "
        + counted(found.stop_days, "day")
        + " in "
        + lasting(found.first_at, found.last_at)
        + f", on {in_words(settings['days_a_week'])} days or more in "
        + counted(found.weeks_filled, "week")
        + ", with no recorded incident, task, listed place or linked person's door; others "
        + "stopped there like this on "
        + whole_or_none(found.others)
        + ibis.ifelse(found.others == 0, "", ibis.ifelse(found.others == 1, " day", " days"))
        + "."
    )


INDICATOR = Indicator(
    id="IND-13",
    name="Recurring place on duty with no task",
    family="visits",
    cls="A",
    level="staff",
    status="experimental",
    version=2,
    needs=("positions", "crews", "duties", "attendances", "tasks", "places"),
    find=find,
    settings={
        "minutes": Setting(
            value=10, unit="minutes", meaning="shorter is no visit", reason="waiting for a call"
        ),
        "days_a_week": Setting(
            value=2, unit="days", meaning="fill a week", reason="case 3: two or three times a week"
        ),
        "weeks": Setting(
            value=3, unit="weeks", meaning="enough in the stretch", reason="less is one errand"
        ),
        "stretch_days": Setting(
            value=42,
            unit="days",
            meaning="the stretch in which the weeks must lie",
            reason="leave and late shifts leave weeks out",
        ),
        "square_m": Setting(
            value=150, unit="m", meaning="side of a place", reason="a position's error and parking"
        ),
        "door_m": Setting(
            value=60,
            unit="m",
            meaning="nearer to the home of somebody linked by work belongs to other signs",
            reason="parked at the home",
        ),
        "least_usual": Setting(
            value=2, unit="days", meaning="what chance gives at least", reason="streets recur"
        ),
        "least_bits": Setting(
            value=3,
            unit="bits",
            meaning="least value that is found",
            reason="a habit that is barely the member's own says nothing",
        ),
    },
    references=(
        "LTL40 case 3, page 18 (004:530)",
        "DUR sign 7",
        "R154",
        "R324",
    ),
)
