"""Pairs weighed by the model, with each part's bits and the whole in a sentence."""

import ibis
import ibis.expr.types as ir

from upstander.engine.people.model import Fitted, LinkingEngine, arrow

# Each part of a weight: its name in the tables, and what a reader is told it is.
PARTS = {
    "given": "given names",
    "family": "family name",
    "birth": "birth date",
    "phones": "number",
    "homes": "address",
    "emails": "e-mail or handle",
}
LINKED = (
    {"person_id_l": "string", "person_id_r": "string", "match_weight": "float64"}
    | {f"{part}_bits": "float64" for part in PARTS}
    | {"explanation": "string"}
)
# Levels of a comparison, as Splink numbers them from below.
_NOT_RECORDED, _DIFFERENT, _TWO_DIGITS, _ANY_NUMBER, _ALL_THE_SAME = -1, 0, 1, 1, 7


def weighed(
    fitted: Fitted, engine: LinkingEngine, *, pairs: ir.Table, least: float | None, name: str
) -> ir.Table:
    """The pairs of at least `least` bits, kept as `name`: LINKED, with `agrees` and `differs`.

    `pairs` are of numbers of records, as blocking.py makes them.

    `differs`: given names or birth dates plainly differ, which no other agreement outweighs.
    `agrees`: they do not, and a birth date at most one slip apart, or an e-mail address or a
    mobile number in common, tells a father from a son of the same name at the same address.
    """
    registered = fitted.door.register(pairs.get_name())
    fitted.linker.table_management.register_blocked_pairs_for_predict(registered)
    predicted = fitted.linker.inference.predict(threshold_match_weight=least, warning_mode="never")
    numbered = engine.load(
        f"{name}_raw", arrow(predicted, "match_weight", "record_", "mw_", "gamma_")
    )
    predicted.drop_table_from_database_and_remove_from_cache()
    raw = _with_ids(numbered, fitted.rows)
    bits = {f"{part}_bits": _bits(raw, part) for part in PARTS}
    parted = raw.mutate(**bits)
    differs = (raw.gamma_given == _DIFFERENT) | (raw.gamma_birth == _DIFFERENT)
    own = (raw.gamma_emails > _DIFFERENT) | (raw.gamma_phones > _ANY_NUMBER)
    namesakes = (raw.gamma_given == _ALL_THE_SAME) & (raw.gamma_homes > _DIFFERENT)
    known = raw.gamma_birth != _NOT_RECORDED
    told_apart = (raw.gamma_birth > _TWO_DIGITS) | own | (namesakes & ~known)
    table = parted.mutate(
        explanation=_explanation(parted), differs=differs, agrees=~differs & told_apart
    )
    return engine.keep(name, table.select(*LINKED, "differs", "agrees"))


def _with_ids(numbered: ir.Table, rows: ir.Table) -> ir.Table:
    """The `person_id`s of the numbered records on either side."""
    left = rows.select(record_l=rows.record, person_id_l=rows.person_id)
    right = rows.select(record_r=rows.record, person_id_r=rows.person_id)
    return numbered.join(left, "record_l").join(right, "record_r")


def _bits(raw: ir.Table, part: str) -> ir.FloatingValue:
    """A comparison's bits, with what the rarity of a shared name adds or takes."""
    adjusted = f"mw_tf_adj_{part}"
    own = raw[f"mw_{part}"].cast("float64")
    return own + raw[adjusted].cast("float64") if adjusted in raw.columns else own


def _explanation(parted: ir.Table) -> ir.StringValue:
    """What each part was worth, in bits, in words."""
    text = ibis.literal("")
    for part, called in PARTS.items():
        bits = parted[f"{part}_bits"]
        sign = ibis.ifelse(bits < 0, "", "+")
        said = ibis.literal(f"{called} ").concat(sign, bits.round(1).cast("string"), "; ")
        text = text.concat(ibis.ifelse(bits.abs() < 0.05, "", said))
    start = parted.match_weight
    for part in PARTS:
        start = start - parted[f"{part}_bits"]
    return text.concat("before looking ", start.round(1).cast("string"), " bits")
