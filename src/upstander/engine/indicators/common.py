"""What several signs need: trailing windows, the strongest moment, and words for facts."""

import math
from collections.abc import Mapping
from typing import Any

import ibis
import ibis.expr.types as ir
from ibis import _
from ibis.expr.builders import WindowBuilder

from upstander.engine.evidence import LEAST_SHARE, Scene, as_events
from upstander.words import WORKING_DUTY_KINDS

VERSION = 5  # part of the lock: raise it when a change here changes what signs find

PAIR = ("staff_id", "human_id")
# Explanations that hold at any hour: the person began it, or the two are declared to be close.
EXPLAIN_THE_HOUR = ("answered", "declared")
STAND = ("stop_id", "staff_id", "at")  # what tells one member's part of a stop
DAY = 86_400  # seconds
_CELL_M = 500  # of the grid in which stops and places find each other
_OWN_HOME_M = 75  # as in the explanation of known places
_MONTH = 30.44  # days
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def pairs(contacts: ir.Table, *, least: int) -> ir.Table:
    """The contacts of pairs that have at least that many of them."""
    sizes = contacts.group_by(*PAIR).agg(size=_.count()).filter(_.size >= least)
    return contacts.filter(_.human_id.notnull()).semi_join(sizes, PAIR)


def made(contacts: ir.Table, *kinds: str) -> ir.Table:
    """The contacts of those kinds that the member made: none that came in from the person."""
    outbound = _.direction.fill_null("out") == "out"
    return contacts.filter(_.kind.isin(kinds), outbound, _.human_id.notnull())


def at_the_door(settings: Mapping[str, float]) -> Any:
    """Attendances, and stops of `minutes` within `door_m` of the door that no place explains."""
    stopped = (
        (_.kind == "visit")
        & (_.distance_m <= settings["door_m"])
        & (seconds(_.ends_at) - seconds(_.at) >= 60 * settings["minutes"])
        & (_.share >= LEAST_SHARE)
        & (_.strength.fill_null("") != "the place")
    )
    return (_.kind == "attendance") | stopped


def not_merely_near(contacts: ir.Table, scene: Scene) -> ir.Table:
    """The contacts, without visits to people whom only their address joins to the member.

    A stop in a street is near forty people. It counts as a visit to one of them where recorded
    work has joined the two, or another unexplained contact does.
    """
    otherwise = scene.unexplained.filter(_.kind != "visit", _.human_id.notnull())
    joined = ibis.union(scene.links.select(*PAIR), otherwise.select(*PAIR), distinct=True)
    visits = contacts.filter(_.kind == "visit").semi_join(joined, PAIR)
    return ibis.union(contacts.filter(_.kind != "visit"), visits)


def with_humans(table: ir.Table, scene: Scene) -> ir.Table:
    """A table with `person_id` and, beside it, `human_id`: the human being behind the record."""
    humans = scene.humans.select("person_id", known_human=_.human_id)
    joined = table.left_join(humans, "person_id").mutate(
        human_id=ibis.coalesce(_.known_human, _.person_id)
    )
    return joined.drop("known_human", *[c for c in joined.columns if c.endswith("_right")])


def happenings(scene: Scene) -> ir.Table:
    """When something about a human being was recorded: human_id, happened_at."""
    records = scene.records
    custody = records["custody"].select("person_id", happened_at=_.starts_at)
    involved = records["involvements"].join(
        records["occurrences"].select("occurrence_id", "opened_at", "closed_at"), "occurrence_id"
    )
    logged = records["incident_people"].join(
        records["incidents"].select("incident_id", "opened_at", "closed_at"), "incident_id"
    )
    each = [
        custody,
        *[
            table.select("person_id", happened_at=table[moment])
            for table in (involved, logged)
            for moment in ("opened_at", "closed_at")
        ],
    ]
    happened = ibis.union(*each).filter(_.happened_at.notnull(), _.person_id.notnull())
    return with_humans(happened, scene).select("human_id", "happened_at").distinct()


def surprise(number: ir.NumericValue, expected: ir.NumericValue) -> ir.FloatingValue:
    """How far a count exceeds what was expected, in bits (the Poisson deviance, halved)."""
    count, mean = number.cast("float64"), expected.cast("float64")
    return (count * (count / mean).ln() - (count - mean)) / math.log(2)


def beyond_others(
    found: ir.Table, number: str, *, usual: float, few_people: float
) -> ir.FloatingValue:
    """How far each pair's number exceeds what the same member's other pairs have, in bits.

    One row a pair. The others' mean is drawn towards `usual` as by so many further people, so a
    member whose whole work goes unrecorded stands out with nobody. Never less than nought.
    """
    member = ibis.window(group_by="staff_id")
    own = found[number].cast("float64")
    others = found.count().over(member) - 1
    mean = (own.sum().over(member) - own + usual * few_people) / (others + few_people)
    return ibis.ifelse(own > mean, surprise(own, mean), 0.0)


def broken_tie(number: ir.NumericValue, then: ir.NumericValue) -> ir.FloatingValue:
    """A value whose ties a count breaks: 4 with 9 is 4.09, 4 with 99 is 4.099."""
    return number + 0.1 * then / (then + 1.0)


def seconds(moment: ir.TimestampValue) -> ir.IntegerValue:
    """Seconds since 1970, for windows and differences that every engine counts alike."""
    return moment.epoch_seconds().cast("int64")


def days_between(earlier: ir.TimestampValue, later: ir.TimestampValue) -> ir.FloatingValue:
    """Days from one moment to another, with their fraction."""
    return (seconds(later) - seconds(earlier)) / float(DAY)


def trailing(days: float, *, by: tuple[str, ...] = PAIR) -> WindowBuilder:
    """The window of the days up to and including each row's own moment. Needs a column `second`."""
    return ibis.range_window(
        group_by=list(by), order_by="second", preceding=int(days * DAY), following=0
    )


def strongest(
    hits: ir.Table, *, by: tuple[str, ...] = PAIR, before: tuple[str, ...] = ()
) -> ir.Table:
    """The row with the largest `value` of each pair (or member), the earliest of equals.

    `hits` has a row for each moment at which the sign is met, with `at` and `value`. Adds
    `seen_at`, the first such moment. `before` names columns that, descending, come before value.
    """
    ties = [name for name in ("first_at", "last_at", "ended_at") if name in hits.columns]
    order = [*map(ibis.desc, (*before, "value")), *map(ibis.asc, ("at", *ties))]
    return (
        hits.mutate(
            seen_at=_.at.min().over(ibis.window(group_by=list(by))),
            place=ibis.row_number().over(ibis.window(group_by=list(by), order_by=order)),
        )
        .filter(_.place == 0)
        .drop("place")
    )


def resting_on(contacts: ir.Table, findings: ir.Table, *, by: tuple[str, ...] = PAIR) -> ir.Table:
    """The contacts between each finding's first and last moment, as its events."""
    spans = findings.select(*by, finding_first=_.first_at, finding_last=_.last_at)
    held = contacts.join(spans, list(by)).filter(_.at >= _.finding_first, _.at <= _.finding_last)
    return as_events(held)


def in_words(number: float) -> str:
    """A setting as a sentence says it: five, 12, 2.5."""
    small = number == int(number) and 0 < number < len(_NUMBERS)
    return _NUMBERS[int(number)] if small else f"{number:g}"


def counted(number: ir.IntegerValue, noun: str, *, nouns: str = "") -> ir.StringValue:
    """A number with its noun: "1 call", "38 calls"."""
    many = f" {nouns or noun + 's'}"
    return whole(number) + ibis.ifelse(number == 1, f" {noun}", many)


def whole(number: ir.NumericValue) -> ir.StringValue:
    """A number as digits, without a fraction."""
    return number.cast("int64").cast("string")


def whole_or_none(number: ir.NumericValue) -> ir.StringValue:
    """A number as digits, or the word none."""
    return ibis.ifelse(number == 0, "none", whole(number))


def kind_counts() -> dict[str, ir.IntegerColumn]:
    """Aggregations for `kinds_in_words`: how many contacts there are of each kind."""
    return {
        "calls": (_.kind == "call").cast("int64").sum(),
        "messages": (_.kind == "message").cast("int64").sum(),
        "visits": (_.kind.isin(["visit", "attendance"])).cast("int64").sum(),
        "lookups": (_.kind == "lookup").cast("int64").sum(),
    }


def kinds_in_words(table: ir.Table) -> ir.StringValue:
    """ "5 calls, 1 look-up": the counts of `kind_counts` that are not nought."""
    nouns = {"calls": "call", "messages": "message", "visits": "visit", "lookups": "look-up"}
    parts = [
        ibis.ifelse(table[name] > 0, ", " + counted(table[name], noun), "")
        for name, noun in nouns.items()
    ]
    return (parts[0] + parts[1] + parts[2] + parts[3]).substr(2)


def lasting(first: ir.TimestampValue, last: ir.TimestampValue) -> ir.StringValue:
    """A length of time: "1 day", "23 days", "11 months". Two months and more are told in months."""
    days = days_between(first, last).ceil().cast("int64")
    at_least_one = ibis.ifelse(days < 1, 1, days)
    months = (days / _MONTH).round().cast("int64")
    return ibis.ifelse(days < 2 * _MONTH, counted(at_least_one, "day"), counted(months, "month"))


def stood(scene: Scene, *, of: ir.Table | None = None) -> ir.Table:
    """Each member's part of each stop of a unit: who stood where, from when to when.

    `of` names the members that are asked for (staff_id); everybody, if it is not given.
    """
    crewed = scene.crewed if of is None else scene.crewed.semi_join(of, "staff_id")
    places = scene.stops.select(
        "stop_id", "unit_id", "easting", "northing", "source_file", "source_row"
    )
    crew = crewed.select("stop_id", "staff_id", "crew_size", "ends_at", at=_.starts_at)
    return crew.join(places, "stop_id")


def without_work(stands: ir.Table, scene: Scene, *, listed: tuple[str, ...]) -> ir.Table:
    """The stands for which nothing on record gives a reason.

    Left out are those at a listed place of these kinds or at the member's own home, those while
    the member attended an incident, had a task or was on custody duty, and those that are an
    explained visit to anybody. Those outside rostered duty are left out as well.
    """
    records = scene.records
    places = records["places"].filter(_.kind.cast("string").isin(listed))
    explained = scene.contacts.filter(_.kind == "visit", _.status == "explained")
    on_duty = records["duties"].filter(_.kind.cast("string").isin(WORKING_DUTY_KINDS))
    free = stands.anti_join(explained.select("stop_id", "staff_id"), ["stop_id", "staff_id"])
    free = free.semi_join(_meanwhile(stands, on_duty), STAND)
    reasons = (
        _within(stands, places),
        _within(stands, _own_homes(scene)),
        _meanwhile(stands, _busy(scene)),
    )
    for reason in reasons:
        free = free.anti_join(reason, STAND)
    return free


def _own_homes(scene: Scene) -> ir.Table:
    return scene.records["staff_addresses"].mutate(radius_m=ibis.literal(float(_OWN_HOME_M)))


def _busy(scene: Scene) -> ir.Table:
    """When each member was at recorded work, with half an hour for clocks on either side."""
    slack = ibis.interval(minutes=30)
    records = scene.records
    attended = records["attendances"].select(
        "staff_id",
        starts_at=_.arrived_at - slack,
        ends_at=ibis.coalesce(_.left_at, _.arrived_at + ibis.interval(hours=1)) + slack,
    )
    others = [
        records[name].select("staff_id", starts_at=_.starts_at - slack, ends_at=_.ends_at + slack)
        for name in ("tasks", "custody_duties")
    ]
    return ibis.union(attended, *others)


def by_day(intervals: ir.Table, *, starts: str = "starts_at") -> ir.Table:
    """The intervals once for every day (UTC) they touch, so that a join in time has equal keys."""
    first, last = seconds(intervals[starts]) // DAY, seconds(intervals.ends_at) // DAY
    return intervals.mutate(day=ibis.range(first, last + 1).unnest().cast("int64"))


def _meanwhile(stands: ir.Table, intervals: ir.Table) -> ir.Table:
    """The keys of stands that share time with one of the same member's intervals."""
    spans = intervals.select("staff_id", "starts_at", "ends_at").filter(_.ends_at > _.starts_at)
    during = by_day(spans).select("staff_id", "day", span_from=_.starts_at, span_until=_.ends_at)
    days = by_day(stands.select(*STAND, "ends_at"), starts="at")
    met = days.join(during, ["staff_id", "day"]).filter(
        _.at < _.span_until, _.span_from < _.ends_at
    )
    return met.select(*STAND).distinct()


def at_places(stands: ir.Table, places: ir.Table) -> ir.Table:
    """Stands with each place (easting, northing, radius_m) that they lie within."""
    reach = places.rename(place_easting="easting", place_northing="northing")
    for name in ("easting", "northing"):
        centre = reach[f"place_{name}"]
        first = ((centre - reach.radius_m) / _CELL_M).floor().cast("int64")
        last = ((centre + reach.radius_m) / _CELL_M).floor().cast("int64")
        reach = reach.mutate(**{f"cell_{name}": ibis.range(first, last + 1).unnest().cast("int64")})
    cells = {
        f"cell_{name}": (stands[name] / _CELL_M).floor().cast("int64")
        for name in ("easting", "northing")
    }
    near = stands.mutate(**cells).join(reach, list(cells), rname="place_{name}")
    east, north = near.easting - near.place_easting, near.northing - near.place_northing
    return near.filter(east * east + north * north <= near.radius_m * near.radius_m)


def _within(stands: ir.Table, places: ir.Table) -> ir.Table:
    """The keys of stands within a place; a place with `staff_id` is that member's alone."""
    own = "staff_id" in places.columns
    columns = ["easting", "northing", "radius_m"]
    if own:
        columns += ["starts_at", "ends_at"]
    chosen = places.select(*columns, **({"owner": places.staff_id} if own else {}))
    near = at_places(stands.select(*STAND, "easting", "northing"), chosen)
    if own:
        near = near.filter(
            near.owner == near.staff_id,
            near.starts_at.isnull() | (near.starts_at <= near.at),
            near.ends_at.isnull() | (near.at < near.ends_at),
        )
    return near.select(*STAND).distinct()


def as_stops(stands: ir.Table) -> ir.Table:
    """Stands as the events a finding rests on."""
    told = {"kind": ibis.literal("stop"), "source_table": ibis.literal("positions")}
    if "human_id" not in stands.columns:
        told["human_id"] = ibis.null("string")
    return as_events(stands.mutate(**told)).distinct()


def share_surprise(
    number: ir.NumericValue, *, of: ir.NumericValue, usual: ir.NumericValue
) -> ir.FloatingValue:
    """How far a share exceeds the usual one, in bits (the binomial deviance, halved); else 0.

    `number` out of `of`, where `usual` (more than 0, less than 1) is the share to expect.
    """
    count, every = number.cast("float64"), of.cast("float64")
    rest = ibis.greatest(every - count, 0.0)
    # What there is none of adds nothing: its logarithm is not asked for.
    of_rest = ibis.ifelse(
        rest > 0, rest * (ibis.greatest(rest, 1e-9) / (every * (1 - usual))).ln(), 0.0
    )
    more = ibis.greatest(count, 1e-9) * (ibis.greatest(count, 1e-9) / (every * usual)).ln()
    return ibis.ifelse(count > every * usual, (more + of_rest) / math.log(2), 0.0)
