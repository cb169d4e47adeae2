"""A mapping carried out: a source's rows under the contract's column names."""

from collections.abc import Callable, Mapping

import ibis
import ibis.expr.types as ir

from upstander.engine.extracts.cutting import DETAIL, PROBLEM
from upstander.engine.extracts.formats import iso
from upstander.engine.extracts.mapping import Lookup, Rule, SourceMapping
from upstander.engine.tables.declare import SOURCE_COLUMNS

Opened = Callable[[Lookup], ir.Table]


def translated(mapping: SourceMapping, rows: ir.Table, *, lookup: Opened) -> ir.Table:
    """The mapped columns with the source columns; rows that `where` or `distinct` leave out go."""
    kept = _chosen(mapping, rows)
    started = kept.mutate(
        **{f"to {name}": _start(rule, kept) for name, rule in mapping.columns.items()}
    )
    for name, rule in mapping.columns.items():
        for step in rule.lookups:
            started = _looked_up(started, f"to {name}", lookup(step))
    mapped = started.select(
        **{name: _finish(rule, started[f"to {name}"]) for name, rule in mapping.columns.items()},
        **{name: started[name] for name in _riding(rows)},
    )
    return _first_of_each(mapping, mapped) if mapping.distinct else mapped


def _riding(rows: ir.Table) -> list[str]:
    return [name for name in (*SOURCE_COLUMNS, PROBLEM, DETAIL) if name in rows.columns]


def _chosen(mapping: SourceMapping, rows: ir.Table) -> ir.Table:
    """The rows that meet `where`, and those that cannot be read: nobody knows what they are."""
    for column, wanted in mapping.where.items():
        meets = rows[column].cast("string").strip().isin(wanted).fill_null(False)
        if "" in wanted:
            meets = meets | rows[column].isnull()
        rows = rows.filter(meets | rows[PROBLEM].notnull() if PROBLEM in rows.columns else meets)
    return rows


def _start(rule: Rule, rows: ir.Table) -> ir.Value:
    if rule.constant is not None:
        return ibis.literal(rule.constant)
    if rule.plain:
        return rows[rule.parts[0]]
    first, *others = (rows[part].cast("string") for part in rule.parts)
    joined = first
    for other in others:
        joined = ibis.cases(
            (_blank(other), joined),
            (_blank(joined), other),
            else_=joined + rule.between + other,
        )
    return joined


def _blank(text: ir.StringValue) -> ir.BooleanValue:
    return text.isnull() | (text.strip() == "")


def _looked_up(rows: ir.Table, column: str, other: ir.Table) -> ir.Table:
    """The column's values replaced by what the other file has for them; null where it has none."""
    keyed = rows.mutate(**{column: rows[column].cast("string")})
    joined = keyed.left_join(other, keyed[column] == other.looked_for)
    return joined.select(
        **{name: keyed[name] for name in keyed.columns if name != column},
        **{column: other.looked_up},
    )


def _finish(rule: Rule, value: ir.Value) -> ir.Value:
    if rule.values is not None:
        value = _valued(rule, value)
    if rule.format is not None:
        value = iso(value, rule.format)
    if rule.seconds_since is not None:
        value = _counted_from(rule.seconds_since, value)
    if rule.default is not None:
        text = value.cast("string")
        value = ibis.ifelse(_blank(text), ibis.literal(rule.default), text)
    return value


def _valued(rule: Rule, value: ir.StringValue) -> ir.StringValue:
    values: Mapping[str, str] = rule.values or {}
    said = value.strip()
    other: ir.StringValue = value
    if rule.otherwise is not None:
        other = ibis.ifelse(_blank(value), value, ibis.literal(rule.otherwise))
    return ibis.cases(*[(said == theirs, ours) for theirs, ours in values.items()], else_=other)


def _counted_from(since: str, value: ir.StringValue) -> ir.StringValue:
    """Seconds since a moment in UTC, as ISO 8601; what is no number stays for the check to find."""
    thousandths = (value.strip().try_cast("float64") * 1000).round().cast("int64")
    moment = ibis.timestamp(since) + thousandths.as_interval("ms")
    return ibis.coalesce(moment.cast("string") + "Z", value)


def _first_of_each(mapping: SourceMapping, rows: ir.Table) -> ir.Table:
    place = ibis.row_number().over(
        group_by=list(mapping.columns), order_by=["source_file", "source_row"]
    )
    ranked = rows.mutate(__place=place)
    first = ranked["__place"] == 0
    if PROBLEM in ranked.columns:
        first = first | ranked[PROBLEM].notnull()
    return ranked.filter(first).drop("__place")
