"""A declared relationship that predates the contact.

The member of staff declared the person as partner or associate, and calls or meets them after
that. The register names the person by their record, else by a number: one that two people held on
that day tells neither of them. It does not explain a look-up: nobody may read a partner's record
because they are one (boundary guidance para 13), so look-ups stay unexplained.
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir
from ibis import _

from upstander.engine.purposes.explanation import Explanation, Ground, purpose_rows

RELATIONSHIPS = ("partner", "association")
DIGITS = 10  # the last of a number tell it, however it is written


def find(ground: Ground, windows: Mapping[str, float]) -> ir.Table:
    """Purposes: one row a declared partner or associate who is on record."""
    declared = ground.records["declarations"]
    declared = declared.filter(declared.kind.isin(RELATIONSHIPS))
    named = declared.filter(_.person_id.notnull()).join(ground.humans, "person_id")
    numbered = declared.filter(_.person_id.isnull()).drop("person_id")
    columns = ("staff_id", "human_id", "declared_on", "source_file", "source_row")
    rows = named.select(*columns).union(_by_number(numbered, ground).select(*columns))
    day = rows.declared_on.cast("timestamp(6)")
    never = ibis.null("timestamp(6)")
    return purpose_rows(
        rows,
        explanation=EXPLANATION,
        source_table="declarations",
        starts_at=day,
        ends_at=never,
        duty_starts_at=day,
        duty_ends_at=never,
        lookups=False,
        is_work=False,
    )


def _by_number(declared: ir.Table, ground: Ground) -> ir.Table:
    """Declarations with the one human being who held the number on the day."""
    tailed = declared.mutate(tail=_tail(_.number)).filter(_.tail.notnull())
    phones = ground.records["person_phones"].mutate(tail=_tail(_.number))
    holders = phones.join(ground.humans, "person_id").select(
        "tail", "human_id", held_from="starts_at", held_until="ends_at"
    )
    day = tailed.declared_on.cast("timestamp(6)")
    held = tailed.mutate(day=day).join(holders, "tail")
    held = held.filter(
        _.held_from.isnull() | (_.held_from < _.day + ibis.interval(days=1)),
        _.held_until.isnull() | (_.held_until >= _.day),
    )
    key = ("staff_id", "declared_on", "source_file", "source_row")
    single = held.group_by(*key).agg(holders=_.human_id.nunique(), human_id=_.human_id.min())
    return single.filter(_.holders == 1)


def _tail(number: ir.StringValue) -> ir.StringValue:
    """The last digits of a number; null where there are fewer."""
    figures = number.re_replace("[^0-9]", "")
    return ibis.ifelse(figures.length() >= DIGITS, figures.right(DIGITS), ibis.null("string"))


EXPLANATION = Explanation(
    slug="declared",
    title="A declared relationship that predates the contact",
    strength="names both",
    priority=30,
    needs=("declarations", "declarations.person_id or declarations.number"),
    find=find,
)
