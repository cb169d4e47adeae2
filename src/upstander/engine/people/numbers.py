"""Phone numbers in one spelling: E.164, with Great Britain where no country is said.

The ordinary British spellings are read by a portable expression; what is left (numbers from
abroad, extensions, short codes) goes to the `phonenumbers` library once for each spelling. Both
give the same answer, which a property test holds them to.

Source for the rules: ITU-T E.164 and Ofcom's National Telephone Numbering Plan, as kept in
`phonenumbers`.
"""

import ibis
import ibis.expr.types as ir
import phonenumbers
import pyarrow as pa

from upstander.engine.tables.records import Engine

REGION = "GB"
_SEPARATORS = r"[ .()-]"
# Ten digits after +44, 0044, 44 or 0, with or without the bracketed trunk zero. What begins with
# 0 or 4 is no British number, and nine digits are rare: both are left to the library.
_ORDINARY = r"^(?:\+44|0044|44)?0?([1-35-9][0-9]{9})$"
# "Withheld", "Anonymous", a text sender's name: no digits, so no number in any country.
_WORDS = r"^[A-Za-z &_.'-]*$"


def ordinary(number: ir.StringValue) -> ir.StringValue:
    """The E.164 form of an ordinary British spelling; null for anything else."""
    bare = number.strip().re_replace(_SEPARATORS, "")
    usual = bare.re_search(_ORDINARY)
    return ibis.ifelse(usual, ibis.literal("+44").concat(bare.right(10)), ibis.null("string"))


def parsed(number: str) -> str | None:
    """The E.164 form as the library reads it; None where it is no number that could be dialled."""
    try:
        number_read = phonenumbers.parse(number, REGION)
    except phonenumbers.NumberParseException:
        return None
    reason = phonenumbers.is_possible_number_with_reason(number_read)
    if reason != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    return phonenumbers.format_number(number_read, phonenumbers.PhoneNumberFormat.E164)


def normalised(numbers: ir.Table, engine: Engine, *, name: str = "numbers") -> ir.Table:
    """Each spelling once, with its E.164 form.

    `numbers` has a column `number`; what comes back is kept as `name` and has `number` and
    `e164` (null for what is no number: withheld, short codes, names of text senders).
    """
    distinct = numbers.select("number").filter(lambda t: t.number.notnull()).distinct()
    quick = engine.keep(f"{name}_quick", distinct.mutate(e164=ordinary(distinct.number)))
    left = quick.filter(quick.e164.isnull() & ~quick.number.re_search(_WORDS))
    spellings = engine.arrow(left.select("number")).column("number").to_pylist()
    if not spellings:
        return engine.keep(name, quick)
    read = pa.table(
        {
            "number": pa.array(spellings, pa.string()),
            "e164": pa.array([parsed(spelling) for spelling in spellings], pa.string()),
        }
    )
    slow = engine.load(f"{name}_rest", read)
    rest = slow.select(number=slow.number, rest=slow.e164)
    joined = quick.left_join(rest, quick.number == rest.number)
    return engine.keep(
        name, joined.select(number=quick.number, e164=ibis.coalesce(quick.e164, rest.rest))
    )
