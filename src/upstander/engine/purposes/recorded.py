"""Which recorded work explains each contact: the first by priority, always the same row.

One join with the contacts for each way in which work names them (the member, the occurrence cited,
the member's team), however many explanations there are. Where several purposes hold at once, the
smallest of their codes is the first: a code is a purpose's place in the order of reasons, and the
row that it comes from.
"""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from upstander.engine.purposes.explanation import Ground
from upstander.engine.tables.records import Engine

# A code is the number of the reason, and below it, in so many bits, the source row.
_ROW_BITS = 40
# What lies in the single contact is numbered from here: after all recorded work.
_SINGLES = 1 << 20

# What names the member explains before what the look-up cites, and that before the team.
_WAYS = (
    ("staff_id", "human_id"),
    ("staff_id", "occurrence_id"),
    ("team_id", "human_id"),
)


@dataclass(frozen=True, kw_only=True)
class Coded:
    """What explains which contact, kept narrow: contacts are many and wide."""

    codes: ir.Table  # contact_id, code: the contacts that are explained
    reasons: ir.Table  # reason_no, explained_by, strength, explained_table, explained_file

    def named(self, contacts: ir.Table) -> ir.Table:
        """All contacts with explained_by, strength and the row that explains each, or nulls."""
        coded = contacts.left_join(self.codes, "contact_id").select(*contacts.columns, "code")
        numbered = coded.mutate(reason_no=coded.code >> _ROW_BITS)
        named = numbered.left_join(self.reasons, "reason_no")
        return named.select(
            *contacts.columns,
            "explained_by",
            "strength",
            "explained_table",
            "explained_file",
            explained_row=named.code & ((1 << _ROW_BITS) - 1),
        )


def recorded_work(
    contacts: ir.Table, *, ground: Ground, purposes: ir.Table, engine: Engine
) -> Coded:
    """Which recorded work explains which contact."""
    reasons = engine.keep("reasons", _reasons(purposes))
    coded = _coded(purposes, reasons=reasons)
    codes = _first_codes(contacts, purposes=coded, staff=ground.records["staff"])
    return Coded(codes=engine.keep("codes_at_work", codes, passing=True), reasons=reasons)


def with_singles(at_work: Coded, *, singles: ir.Table, engine: Engine) -> Coded:
    """Recorded work and what single contacts give: contact_id, and the columns of a named row."""
    names = ("explained_by", "explained_table", "explained_file")
    each = singles.select("strength", *names).distinct()
    number = ibis.row_number().over(order_by=list(names)).cast("int64") + _SINGLES
    reasons = engine.keep("reasons_of_singles", each.mutate(reason_no=number))
    joined = singles.drop("strength").join(reasons, names)
    codes = joined.select("contact_id", code=_code(joined.reason_no, row=joined.explained_row))
    return Coded(
        codes=at_work.codes.union(codes),
        reasons=at_work.reasons.union(reasons.select(*at_work.reasons.columns)),
    )


def _code(reason: ir.IntegerColumn, *, row: ir.IntegerColumn) -> ir.IntegerColumn:
    return reason * (1 << _ROW_BITS) + row


def _reasons(purposes: ir.Table) -> ir.Table:
    """Each explanation with each file that it draws on, numbered in the order of explaining."""
    each = purposes.group_by(
        "priority", "explanation", "strength", "source_table", "source_file"
    ).agg(way=_way(purposes).min())
    order = ("way", "priority", "explanation", "source_table", "source_file")
    return each.select(
        reason_no=ibis.row_number().over(order_by=list(order)).cast("int64"),
        explained_by="explanation",
        strength="strength",
        explained_table="source_table",
        explained_file="source_file",
    )


def _way(purposes: ir.Table) -> ir.IntegerValue:
    return ibis.cases(
        (purposes.team_id.notnull(), 2), (purposes.occurrence_id.notnull(), 1), else_=0
    )


def _first_codes(contacts: ir.Table, *, purposes: ir.Table, staff: ir.Table) -> ir.Table:
    """The smallest code of each contact that anything explains."""
    seen = contacts.select(
        "contact_id", "staff_id", "human_id", "occurrence_id", "at", "kind", "on_duty"
    )
    teams = staff.select("staff_id", "team_id").distinct(on="staff_id")
    covering = seen.filter(ibis.coalesce(seen.on_duty, True)).join(teams, "staff_id")
    citing = seen.filter(seen.occurrence_id.notnull())
    hits = [
        _hits(rows, purposes, by=by)
        for rows, by in zip((seen, citing, covering), _WAYS, strict=True)
    ]
    every = ibis.union(*hits)
    return every.group_by("contact_id").agg(code=every.code.min())


def _coded(purposes: ir.Table, *, reasons: ir.Table) -> ir.Table:
    joined = purposes.join(
        reasons,
        [
            purposes.explanation == reasons.explained_by,
            purposes.source_table == reasons.explained_table,
            purposes.source_file == reasons.explained_file,
        ],
    )
    return joined.select(
        "staff_id",
        "team_id",
        "human_id",
        "occurrence_id",
        "starts_at",
        "ends_at",
        "for_talk",
        "for_lookups",
        "for_visits",
        code=_code(joined.reason_no, row=joined.source_row),
    )


def _hits(contacts: ir.Table, purposes: ir.Table, *, by: tuple[str, str]) -> ir.Table:
    """Each contact with each purpose that holds at its moment and for its kind."""
    own = purposes.filter(*[purposes[key].notnull() for key in by]).select(
        "starts_at",
        "ends_at",
        "for_talk",
        "for_lookups",
        "for_visits",
        "code",
        key_one=by[0],
        key_two=by[1],
    )
    joined = contacts.join(
        own,
        [
            contacts[by[0]] == own.key_one,
            contacts[by[1]] == own.key_two,
            contacts.at >= own.starts_at,
            contacts.at < own.ends_at,
        ],
    )
    holds = ibis.cases(
        (joined.kind == "lookup", joined.for_lookups),
        (joined.kind == "visit", joined.for_visits),
        else_=joined.for_talk,
    )
    return joined.filter(holds).select("contact_id", "code")
