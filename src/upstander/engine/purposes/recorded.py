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

# Room for the source row below the place of the reason, in one integer.
_ONE_REASON = 1 << 40

# What names the member explains before what the look-up cites, and that before the team.
_WAYS = (
    ("staff_id", "human_id"),
    ("staff_id", "occurrence_id"),
    ("team_id", "human_id"),
)


@dataclass(frozen=True, kw_only=True)
class AtWork:
    """What recorded work explains, kept narrow: contacts are many and wide."""

    codes: ir.Table  # contact_id, code: the contacts that it explains
    reasons: ir.Table  # reason_no, explained_by, strength, explained_table, explained_file

    def named(self, contacts: ir.Table) -> ir.Table:
        """All contacts with explained_by, strength and the row that explains each, or nulls."""
        coded = contacts.left_join(self.codes, "contact_id").select(*contacts.columns, "code")
        numbered = coded.mutate(reason_no=coded.code // _ONE_REASON)
        named = numbered.left_join(self.reasons, "reason_no")
        return named.select(
            *contacts.columns,
            "explained_by",
            "strength",
            "explained_table",
            "explained_file",
            explained_row=named.code % _ONE_REASON,
        )


def recorded_work(
    contacts: ir.Table, *, ground: Ground, purposes: ir.Table, engine: Engine
) -> AtWork:
    """Which recorded work explains which contact."""
    reasons = engine.keep("reasons", _reasons(purposes))
    coded = _coded(purposes, reasons=reasons)
    codes = _first_codes(contacts, purposes=coded, staff=ground.records["staff"])
    return AtWork(codes=engine.keep("codes_at_work", codes), reasons=reasons)


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
        code=joined.reason_no * _ONE_REASON + joined.source_row,
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
