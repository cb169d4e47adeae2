"""What several signs need: trailing windows, the strongest moment, and words for facts."""

import math
import re

import ibis
import ibis.expr.types as ir
from ibis import _
from ibis.expr.builders import WindowBuilder

from upstander.engine.evidence import Scene, as_events

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


# What people reported. A category is the force's own: it is told by the words that it contains,
# and a force maps its own categories to these.
TOLD_BY: dict[str, tuple[str, ...]] = {
    "sexual": ("sexual misconduct", "sexual conduct", "sexual purpose", "sexual activity",
               "sexual approach", "sexual harassment", "sexual assault", "sexualised"),
    "approach": ("inappropriate approach", "sexual approach", "sexual purpose",
                 "emotional relationship", "improper relationship", "inappropriate relationship",
                 "inappropriate contact", "unwanted contact", "unwanted attention"),
    "on duty": ("sexual activity on duty", "sex on duty", "sexual activity while on duty"),
    "social media": ("social media", "facebook", "instagram", "snapchat", "whatsapp",
                     "friend request", "private message", "personal account"),
    "gift": ("gift", "gifts", "presents", "gratuity", "gratuities", "hospitality"),
    "boundary": ("boundary", "boundaries", "over-familiar", "over familiar", "overfamiliar",
                 "over-familiarity", "nickname", "personal number", "personal phone",
                 "off-duty contact", "off duty contact", "off-duty visit", "off duty visit",
                 "inappropriate comment", "inappropriate comments", "inappropriate messages"),
}  # fmt: skip
_NEVER_HAPPENED = ("vexatious", "malicious", "fabricated", "mistaken identity")
_SET_ASIDE = ("no case", "not proven", "unfounded", "not upheld", "service acceptable",
              "was acceptable", "no further action")  # fmt: skip
_NOT_RELIABLE = 0.5  # source 3
_ASSESSED = {"A": 1.0, "B": 1.0, "C": 0.5, "D": 0.25, "E": 0.0}
_DIGITS = 10  # of a British number, however it is written
_REPORT = (
    *PAIR, "at", "kind", "category", "sexual", "internal", "weight",
    "source_table", "source_file", "source_row",
)  # fmt: skip


def says(text: ir.StringValue, *words: str) -> ir.BooleanValue:
    """Whether a text holds one of the words or phrases, as whole words. False where it is empty."""
    pattern = rf"\b({'|'.join(re.escape(word) for word in words)})\b"
    return text.lower().re_search(pattern).fill_null(False)


def reports(scene: Scene) -> ir.Table:
    """What complaints, intelligence and conduct matters say about staff, one row a record.

    `weight` is 1, less where the grade is low or the outcome set the matter aside. What is
    suspected to be false, or was found to be malicious, is left out.
    """
    source = ibis.ifelse(_.source == 3, _NOT_RELIABLE, 1.0)
    graded = source * _.assessment.cases(*_ASSESSED.items(), else_=0.0)
    settled = ibis.cases(
        (says(_.outcome, *_NEVER_HAPPENED), 0.0), (says(_.outcome, *_SET_ASIDE), 0.5), else_=1.0
    )
    kinds = (
        ("complaint", "complaints", "received_on", False, settled),
        ("intelligence", "intelligence", "reported_on", False, graded),
        ("conduct", "conduct", "opened_on", _.internal.fill_null(False), settled),
    )
    parts = [
        with_humans(scene.records[name], scene)
        .mutate(
            at=_[dated].cast("timestamp(6)"),
            kind=ibis.literal(kind),
            source_table=ibis.literal(name),
            category=_.category.lower(),
            sexual=ibis.coalesce(_.sexual, says(_.category, *TOLD_BY["sexual"])),
            internal=internal,
            weight=weight,
        )
        .select(*_REPORT)
        .cast({"weight": "float64"})
        for kind, name, dated, internal, weight in kinds
    ]
    return ibis.union(*parts).filter(_.weight > 0)


def separate(found: ir.Table, *, days: float, apart_days: float) -> ir.Table:
    """Reports of different sources: what is told again counts once.

    One person's reports within `days` of the one before are one source. A record that names
    nobody is taken for the same matter as the one before it within `apart_days`, and so is the
    record after it.
    """
    order: list[str] = ["at", "source_table", "source_row"]
    own = ibis.window(group_by=list(PAIR), order_by=order)
    every = ibis.window(group_by="staff_id", order_by=order)
    of_person = days_between(_.at.lag().over(own), _.at) <= days
    nameless = _.human_id.isnull() | _.human_id.lag().over(every).isnull()
    of_matter = nameless & (days_between(_.at.lag().over(every), _.at) <= apart_days)
    again = found.mutate(
        told_again=(_.human_id.notnull() & of_person).fill_null(False) | of_matter.fill_null(False)
    )
    return again.filter(~_.told_again).drop("told_again")


def as_member_events(found: ir.Table) -> ir.Table:
    """Reports as the events of a finding about the member alone, whoever made them."""
    return as_events(found.mutate(human_id=ibis.null("string")))


def declared_people(scene: Scene, *kinds: str) -> ir.Table:
    """Declarations of those kinds about people on record: by their record, else by their number.

    A number that two people hold tells neither of them. One row a declaration and person.
    """
    declared = scene.records["declarations"].filter(_.kind.isin(kinds))
    named = with_humans(declared.filter(_.person_id.notnull()), scene)
    numbered = declared.filter(_.person_id.isnull()).mutate(digits=digits(_.number))
    phones = scene.records["person_phones"].mutate(digits=digits(_.number))
    held = with_humans(phones.semi_join(numbered, "digits"), scene)
    single = held.group_by("digits").agg(holders=_.human_id.nunique(), holder=_.human_id.min())
    single = single.filter(_.holders == 1).select("digits", "holder")
    by_number = numbered.join(single, "digits").mutate(human_id=_.holder)
    columns = (*PAIR, "at", "kind", "source_table", "source_file", "source_row")
    parts = [
        part.mutate(
            at=_.declared_on.cast("timestamp(6)"), source_table=ibis.literal("declarations")
        ).select(*columns)
        for part in (named, by_number)
    ]
    return ibis.union(*parts)


def digits(number: ir.StringValue) -> ir.StringValue:
    """The last ten digits of a number, however it is written; null where there are fewer."""
    figures = number.re_replace("[^0-9]", "")
    return ibis.ifelse(figures.length() >= _DIGITS, figures.right(_DIGITS), ibis.null("string"))


def talked_before(scene: Scene, moments: ir.Table) -> ir.Table:
    """Pairs that called or wrote to each other, both ways, before their moment in `began_at`.

    Two who did so before any recorded work joined them knew each other without it.
    """
    talk = scene.contacts.filter(_.kind.isin(("call", "message")), _.human_id.notnull())
    earlier = talk.join(moments.select(*PAIR, "began_at"), list(PAIR)).filter(_.at < _.began_at)
    ways = earlier.group_by(*PAIR).agg(ways=_.direction.nunique())
    return ways.filter(_.ways == 2).select(*PAIR)
