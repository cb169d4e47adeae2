"""What was written in messages on force systems, where it may be read.

Nothing is read unless the settings of a scan name the authority for it, the day on which staff
were told and the channels. What is handed on is no text: only which classes of phrases a message
of the member's holds. Messages of personal accounts, those sent before staff were told, those to
colleagues and to bodies with which staff speak in confidence are not read at all.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
from ibis import _

from upstander.engine.contacts.holders import held
from upstander.engine.contacts.lexicon import Lexicon, lexicon, marked
from upstander.engine.evidence import LEAST_SHARE, Indicator
from upstander.engine.tables.records import Engine, Records
from upstander.engine.tables.stages import WRITTEN

# The slug of the explanation for a partner or associate whom the member declared.
DECLARED = "declared"
_ROW = ("source_file", "source_row")


@dataclass(frozen=True, kw_only=True)
class ContentAuthority:
    """Who allowed that content is read, since when staff know, and on which channels."""

    authority: str
    staff_told: date
    channels: tuple[str, ...]
    leave_out: tuple[str, ...] = ()  # numbers, addresses or ends of addresses never read


def lacking(
    sign: Indicator, *, records: Records, allowed: ContentAuthority | None, messages: int = 0
) -> tuple[str, ...]:
    """What a sign lacks: tables and columns; to read content, an authority and what it covers."""
    missing = records.missing(sign.needs)
    if sign.cls != "B":
        return missing
    if allowed is None:
        return ("content switched on", *missing)
    return missing or (() if messages else ("messages that the authority for content covers",))


def written(
    contacts: ir.Table,
    *,
    records: Records,
    spellings: ir.Table,
    staff_numbers: ir.Table,
    allowed: ContentAuthority | None,
    engine: Engine,
) -> ir.Table | None:
    """WRITTEN: the members' messages that may be read, with the classes of phrases in each.

    None where nobody has the authority to read.
    """
    if allowed is None:
        return None
    using = lexicon()
    sent = readable(contacts, records=records, allowed=allowed, using=using)
    public = _without_colleagues(sent, spellings=spellings, staff_numbers=staff_numbers)
    told = public.mutate(own=_holds_own_number(public, staff_numbers=staff_numbers))
    found = marked(told, using=using)
    with_own = found.mutate(own_number=found.own_number | found.own)
    return engine.keep("written", with_own.select(*WRITTEN))


def readable(
    contacts: ir.Table, *, records: Records, allowed: ContentAuthority, using: Lexicon
) -> ir.Table:
    """Messages of members to members of the public that the authority covers, with their text.

    A declared relationship is nobody's business here: it was told, and that is right conduct.
    """
    mine = contacts.filter(
        _.kind == "message",
        _.source_table == "messages",
        _.account == "force",
        _.direction == "out",
        _.channel.isin(allowed.channels),
        _.human_id.notnull(),
        _.share >= LEAST_SHARE,
        _.local_at.date() >= ibis.literal(allowed.staff_told),
        _.explained_by.fill_null("") != DECLARED,
    )
    texts = records["messages"].filter(_.text.notnull(), _.text.strip() != "")
    texts = texts.select(*_ROW, "text", "other_party")
    joined = mine.join(texts, list(_ROW))
    for end in (*using.left_out, *allowed.leave_out):
        joined = joined.filter(~_ends_so(joined.other_party, end.strip().lower()))
    return joined


def _ends_so(party: ir.StringValue, end: str) -> ir.BooleanValue:
    """Whether an address ends so; of a number, whatever the spelling, the last ten digits."""
    digits = re.sub("[^0-9]", "", end)
    if re.search("[a-z@]", end) or not digits:
        return party.strip().lower().endswith(end)
    return party.re_replace("[^0-9]", "").endswith(digits[-10:])


def _without_colleagues(
    sent: ir.Table, *, spellings: ir.Table, staff_numbers: ir.Table
) -> ir.Table:
    """Messages, without those to a number that a member of staff holds."""
    held_by_staff = spellings.semi_join(
        staff_numbers.select(e164=staff_numbers.number), "e164"
    ).select(other_party="number")
    return sent.anti_join(held_by_staff, "other_party")


def _holds_own_number(sent: ir.Table, *, staff_numbers: ir.Table) -> Any:
    """Whether a message holds a personal number of the member who sent it."""
    own = staff_numbers.filter(staff_numbers.ownership == "personal").select(
        "staff_id",
        tail=staff_numbers.number.right(10),
        from_at=staff_numbers.starts_at,
        until_at=staff_numbers.ends_at,
    )
    digits = sent.mutate(digits=sent.text.re_replace("[^0-9]", "")).select(
        "contact_id", "staff_id", "at", "digits"
    )
    joined = digits.filter(_.digits.length() >= 10).join(own, "staff_id")
    found = joined.filter(
        joined.digits.contains(joined.tail),
        held(joined.at, starts_at=joined.from_at, ends_at=joined.until_at),
    )
    return sent.contact_id.isin(found.contact_id)


def counted(found: ir.Table | None, *, engine: Engine) -> int:
    """How many messages were read; none without an authority."""
    if found is None:
        return 0
    number: int = engine.rows(found.agg(n=found.count()))[0]["n"]
    return number
