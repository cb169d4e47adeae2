"""What people reported and declared about staff, read once for the signs that need it."""

import re

import ibis
import ibis.expr.types as ir
from ibis import _

from upstander.engine.evidence import Scene, as_events
from upstander.engine.indicators.common import PAIR, days_between, with_humans

VERSION = 1  # part of the lock: raise it when a change here changes what signs find

# What people reported. A category is the force's own: it is told by the words that it contains,
# and a force maps its own categories to these.
TOLD_BY: dict[str, tuple[str, ...]] = {
    "sexual": ("sexual misconduct", "sexual conduct", "sexual purpose", "sexual activity",
               "sexual approach", "sexual harassment", "sexual assault", "sexualised"),
    "approach": ("inappropriate approach", "sexual approach", "sexual purpose",
                 "emotional relationship", "improper relationship", "inappropriate relationship",
                 "inappropriate contact", "unwanted contact", "unwanted attention"),
    "on duty": ("sexual activity on duty", "sexual conduct on duty",
                "sexual activity while on duty"),
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
