"""What several signs need: trailing windows, the strongest moment, and words for facts."""

import math
from collections.abc import Mapping

import ibis
import ibis.expr.types as ir
from ibis import _
from ibis.expr.builders import WindowBuilder

from upstander import words
from upstander.engine.evidence import (
    Findings,
    Scene,
    Setting,
    as_events,
    as_findings,
    words_for_date,
)
from upstander.engine.tables.declare import empty_table
from upstander.engine.tables.stages import WRITTEN

VERSION = 2  # part of the lock: raise it when a change here changes what signs find

PAIR = ("staff_id", "human_id")
DAY = 86_400  # seconds
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
    order = [*(ibis.desc(name) for name in before), ibis.desc("value"), ibis.asc("at")]
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


def content_settings(*, messages: int, reason: str) -> dict[str, Setting]:
    """The settings of a sign that reads which phrases messages hold (see `said`)."""
    return {
        "messages": Setting(
            value=messages,
            unit="messages",
            meaning="fewest to the person with a phrase of any class, this sign's among them",
            reason=reason,
        ),
        "usual": Setting(
            value=0.01,
            unit="share of days",
            meaning="of days with messages, those with such a phrase, where nothing is known",
            reason="what is found by mistake: everyday texts have less (./dev bench content)",
        ),
        "few_days": Setting(
            value=50,
            unit="days",
            meaning="how slowly the member's own share is trusted",
            reason="fewer days than this give no share",
        ),
        "most_usual": Setting(
            value=0.2,
            unit="share of days",
            meaning="the highest share that is held against a pair",
            reason="who writes so to many is not explained by writing so to many (LTL40 page 13)",
        ),
        "least_bits": Setting(
            value=1, unit="bits", meaning="least value that is found", reason="less is chance"
        ),
    }


def said(scene: Scene, settings: Mapping[str, float], *classes: str, what: str) -> Findings:
    """Pairs to whom the member wrote phrases of those classes. Value: bits of the days.

    Days, not messages: an exchange with twenty kisses is one evening. How far they exceed what
    this member's other people have. `what` begins the sentence: "Words of affection".
    """
    read = scene.written
    if read is None:
        read = empty_table(schema=WRITTEN)
    told = _with_phrases(read, classes)
    found = _surprising(_by_pair(told, settings), settings).filter(
        _.hits > 0, _.phrases >= settings["messages"], _.value >= settings["least_bits"]
    )
    seen = found.mutate(seen_at=ibis.greatest(_.first_at, _.enough_at))
    findings = as_findings(seen.mutate(sentence=_said_in_words(seen, what)))
    events = as_events(told.filter(_.own)).semi_join(findings, PAIR)
    return Findings(findings=findings, events=events)


def _with_phrases(read: ir.Table, classes: tuple[str, ...]) -> ir.Table:
    """Messages with `own`: a phrase of those classes; `any`: of any; `turn`: how many so far."""
    own, some = ibis.literal(False), ibis.literal(False)
    for name in words.CONTENT_CLASSES:
        holds = read[name].fill_null(False)
        some = some | holds
        own = own | holds if name in classes else own
    marked = read.mutate(own=own, any=some, day=read.local_at.date())
    so_far = ibis.cumulative_window(group_by=list(PAIR), order_by=["at", "source_row"])
    return marked.mutate(turn=marked["any"].cast("int64").sum().over(so_far))


def _by_pair(told: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    enough = told["any"] & (told.turn >= settings["messages"])
    return told.group_by(*PAIR).agg(
        messages=told.count(),
        days=told.day.nunique(),
        hits=told.own.cast("int64").sum(),
        hit_days=told.day.nunique(where=told.own),
        phrases=told["any"].cast("int64").sum(),
        first_at=told["at"].min(where=told.own),
        last_at=told["at"].max(where=told.own),
        enough_at=told["at"].min(where=enough),
    )


def _surprising(pairs: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    member = ibis.window(group_by="staff_id")
    apart = pairs.mutate(
        other_days=_.days.sum().over(member) - _.days,
        other_hit_days=_.hit_days.sum().over(member) - _.hit_days,
    )
    few, usual = settings["few_days"], settings["usual"]
    share = (apart.other_hit_days + usual * few) / (apart.other_days + few)
    expected = apart.days * ibis.least(share, settings["most_usual"])
    # Where nothing was said there is no surprise, and no logarithm to take.
    said_so = ibis.greatest(apart.hit_days, 1)
    beyond = (apart.hit_days > 0) & (apart.hit_days > expected)
    return apart.mutate(value=ibis.ifelse(beyond, surprise(said_so, expected), 0.0))


def _said_in_words(found: ir.Table, what: str) -> ir.StringValue:
    others = ibis.ifelse(
        found.other_days > 0,
        "on "
        + whole_or_none(found.other_hit_days)
        + " of "
        + counted(found.other_days, "day")
        + " with messages to this member's other people",
        "no messages to other people were read",
    )
    return (
        f"{what} in "
        + whole(found.hits)
        + " of "
        + counted(found.messages, "message")
        + " read, on "
        + counted(found.hit_days, "day")
        + " from "
        + words_for_date(found.first_at)
        + " to "
        + words_for_date(found.last_at)
        + "; "
        + others
        + "."
    )
