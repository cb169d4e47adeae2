"""One school or park, week after week in the day, without a youth or schools part in the work.

Why it matters
    In case 9 of Learning the Lessons 40 (pages 42-43) a girl of 12 or 13 regularly saw the member
    of staff on her way home from school, two or three times a week, in a police vehicle from which
    he and colleagues watched over a park. He had known her from an unofficial scheme at her
    primary school, and wrote to her later.

Innocent explanations
    - Schools and youth work: a role, a registered scheme or tasks say so where they are recorded.
    - Patrol of a school gate or a park that the neighbourhood plan asks for, and no task names.
    - A quiet place to write up, or to wait between calls.
    - A home, a shop or a station beside it that is not in the list of places.

What it needs
    Positions, the allocation of vehicles, duties, attendances, tasks, and the list of places with
    its schools and parks. Schemes and their leaders explain where they are there.

What it cannot see
    Children, and who was there. A child's way between school and home, and a school or park that
    is not on the list. Presence on foot or in a private car. It points at no person: by itself it
    is weak, and means something beside a sign about a young person. Of the ten cases it would
    have seen case 9, if the vehicle was that member's more than his colleagues'.

How it is measured
    Stops of five minutes or more within a listed school or park, on rostered duty from 07:00 to
    20:00 UTC. Left out are those at another listed place or at the member's own home, those during
    an attendance, a task or custody duty, everybody whose job title says school, youth or cadet,
    and what a leader of a scheme for young people does while it runs, where it is registered with
    the Volunteer Police Cadets: case 9 began in a scheme that was not, and which had ended. Enough
    is a stop on two days of a week in three weeks of any six. The value says in bits how far the
    days there exceed the mean of the other members who stop at that place, or the member's own days
    at their next school or park, whichever is more. Less than three bits is left out. Roles are
    compared with their own kind when leads are weighed, so neighbourhood patrol stands beside
    neighbourhood patrol.
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir
from ibis import _

from upstander.engine.evidence import Findings, Indicator, Scene, Setting, as_findings
from upstander.engine.indicators.common import (
    DAY,
    STAND,
    as_stops,
    at_places,
    counted,
    in_words,
    lasting,
    seconds,
    stood,
    strongest,
    surprise,
    trailing,
    whole,
    without_work,
)
from upstander.words import PLACE_KINDS

_MEMBER = ("staff_id",)
_WATCHED = ("school", "park")
_YOUTH_SCHEMES = ("cadets", "diversion", "school")
_YOUTH_TITLE = r"school|youth|cadet"
_THURSDAY = 3  # days from a Monday to the first of January 1970


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Members often at one school or park. Value: bits above the others there and their next."""
    stops = _stops(scene, settings)
    days = stops.group_by("staff_id", "place_id", "utc_day").agg(
        at=_.at.min(), place_kind=_.place_kind.min()
    )
    compared = _compared(_weeks(days, settings), days).mutate(
        expected=ibis.greatest(settings["least_usual"], _.usual, _.elsewhere)
    )
    beyond = compared.filter(_.stop_days > _.expected).mutate(
        value=surprise(_.stop_days, _.expected)
    )
    titled = scene.records["staff"].filter(_.role.lower().re_search(_YOUTH_TITLE))
    best = strongest(
        beyond.filter(_.value >= settings["least_bits"]).anti_join(titled, "staff_id"),
        by=_MEMBER,
    )
    findings = as_findings(best.mutate(sentence=_sentence(best, settings)))
    own = _stops(scene, settings, of=findings)
    return Findings(findings=findings, events=as_stops(_there(own, findings)))


def _there(stops: ir.Table, findings: ir.Table) -> ir.Table:
    """The stops at the place that was found: the one with the finding's first and last moment."""
    place = ibis.window(group_by=["staff_id", "place_id"])
    spans = stops.mutate(first_at=_.at.min().over(place), last_at=_.at.max().over(place))
    return spans.semi_join(findings, ["staff_id", "first_at", "last_at"])


def _stops(scene: Scene, settings: Mapping[str, float], *, of: ir.Table | None = None) -> ir.Table:
    """Stops in the day within a school or park, without another reason on record."""
    places = scene.records["places"].mutate(place_kind=_.kind.cast("string"))
    watched = places.filter(_.place_kind.isin(_WATCHED)).select(
        "place_id", "place_kind", "easting", "northing", "radius_m"
    )
    hour = _.at.hour()
    long = stood(scene, of=of).filter(
        seconds(_.ends_at) - seconds(_.at) >= 60 * settings["minutes"],
        hour >= int(settings["from_hour"]),
        hour < int(settings["until_hour"]),
    )
    near = at_places(long, watched).mutate(utc_day=(seconds(_.at) // DAY).cast("int64"))
    others = tuple(kind for kind in PLACE_KINDS if kind not in _WATCHED)
    free = without_work(near, scene, listed=others)
    return free.anti_join(_in_a_scheme(free, scene), STAND)


def _weeks(days: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """Each member and place with enough full weeks: when first, and how many days in all."""
    place = ("staff_id", "place_id")
    weekly = days.mutate(second=seconds(_.at), week=(_.utc_day + _THURSDAY) // 7)
    in_week = ibis.window(group_by=[*place, "week"], order_by="utc_day")
    ranked = weekly.mutate(in_week=ibis.row_number().over(in_week) + 1)
    full = (_.in_week == int(settings["days_a_week"])).cast("int64")
    held = trailing(settings["stretch_days"], by=place)
    running = ranked.mutate(full=full).mutate(full_weeks=_.full.sum().over(held))
    met = running.group_by(*place).agg(
        place_kind=_.place_kind.min(),
        stop_days=_.count(),
        weeks_filled=_.full.sum(),
        first_at=_.at.min(),
        last_at=_.at.max(),
        at=_.at.min(where=_.full_weeks >= settings["weeks"]),
    )
    return met.filter(_.at.notnull())


def _compared(weeks: ir.Table, days: ir.Table) -> ir.Table:
    """Adds the mean days of others who stop there, and those at the member's next such place."""
    own = days.group_by("staff_id", "place_id").agg(own_days=_.count())
    place, member = ibis.window(group_by="place_id"), ibis.window(group_by="staff_id")
    known = own.mutate(
        others=_.count().over(place) - 1,
        of_others=_.own_days.sum().over(place) - _.own_days,
        rank=ibis.row_number().over(
            ibis.window(group_by="staff_id", order_by=[ibis.desc("own_days"), "place_id"])
        ),
        most=_.own_days.max().over(member),
    )
    second = known.filter(_.rank == 1).select("staff_id", second=_.own_days)
    ranked = known.left_join(second, "staff_id").select(*known.columns, "second")
    told = ranked.select(
        "staff_id",
        "place_id",
        "others",
        usual=_.of_others / ibis.greatest(1, _.others),
        elsewhere=ibis.ifelse(_.rank == 0, _.second.fill_null(0), _.most),
    )
    return weeks.join(told, ["staff_id", "place_id"])


def _in_a_scheme(stands: ir.Table, scene: Scene) -> ir.Table:
    """The stands of members who led a registered scheme for young people that ran at the time."""
    registered = scene.records["schemes"].filter(
        _.kind.cast("string").isin(_YOUTH_SCHEMES), _.registered_with_vpc
    )
    runs = registered.select("scheme_id", runs_from=_.starts_at, runs_until=_.ends_at)
    leaders = scene.records["scheme_leaders"].select(
        "scheme_id", "staff_id", leads_from=_.starts_at, leads_until=_.ends_at
    )
    leading = leaders.join(runs, "scheme_id").drop("scheme_id")
    met = stands.select(*STAND).join(leading, "staff_id")
    began = ibis.greatest(met.leads_from, met.runs_from) <= met.at
    led, ran = (ends.isnull() | (met.at < ends) for ends in (met.leads_until, met.runs_until))
    return met.filter(began, led, ran).select(*STAND).distinct()


def _sentence(found: ir.Table, settings: Mapping[str, float]) -> ir.StringValue:
    return (
        "Stops on duty in the day at one "
        + found.place_kind
        + " on "
        + counted(found.stop_days, "day")
        + " in "
        + lasting(found.first_at, found.last_at)
        + f", on {in_words(settings['days_a_week'])} days or more in "
        + counted(found.weeks_filled, "week")
        + ", with no recorded incident, task, scheme or role there; "
        + ibis.ifelse(
            found.others == 0,
            "nobody else stopped there like this.",
            "others who stopped there did so on about "
            + counted(found.usual.ceil().cast("int64"), "day")
            + " each ("
            + whole(found.others)
            + " staff).",
        )
    )


INDICATOR = Indicator(
    id="IND-14",
    name="Presence near a school or park without youth work",
    family="visits",
    cls="A",
    level="staff",
    status="experimental",
    version=2,
    needs=("positions", "crews", "duties", "attendances", "tasks", "places"),
    find=find,
    settings={
        "minutes": Setting(
            value=5, unit="minutes", meaning="shorter is passing by", reason="a crossing, a queue"
        ),
        "from_hour": Setting(
            value=7, unit="hour (UTC)", meaning="earliest", reason="the way to school"
        ),
        "until_hour": Setting(
            value=20, unit="hour (UTC)", meaning="latest", reason="a park at night is patrol"
        ),
        "days_a_week": Setting(
            value=2, unit="days", meaning="fill a week", reason="case 9: two or three times a week"
        ),
        "weeks": Setting(
            value=3, unit="weeks", meaning="enough in the stretch", reason="less is one errand"
        ),
        "stretch_days": Setting(
            value=42,
            unit="days",
            meaning="the stretch in which the weeks must lie",
            reason="holidays and late shifts leave weeks out",
        ),
        "least_usual": Setting(
            value=3, unit="days", meaning="what a beat gives at least", reason="patrol passes by"
        ),
        "least_bits": Setting(
            value=3, unit="bits", meaning="least value that is found", reason="less is patrol"
        ),
    },
    references=(
        "LTL40 case 9, page 42 (004:1189)",
        "R223",
    ),
)
