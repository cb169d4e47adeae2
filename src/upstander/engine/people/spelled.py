"""Addresses and vehicles in one spelling, so that what somebody types finds what a record says.

Each is here twice: as an expression over a table, and for a single text. A test holds the two to
the same answers.
"""

import re

import ibis
import ibis.expr.types as ir

from upstander.engine.people.numbers import parsed

_NO_MARK = r"[^A-Z0-9]"
# Royal Mail's form: one or two letters, a digit, perhaps one more; then a digit and two letters.
_POSTCODE = r"^[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}$"
_AT_THE_END = re.compile(r"(?:^|[\s,])([A-Z]{1,2}[0-9][A-Z0-9]?\s*[0-9][A-Z]{2})\s*$")
_UPRN = re.compile(r"0*([1-9][0-9]{0,11})")
_DIALLED = re.compile(r"[0-9+()\[\]./\s-]{5,}")


def plain(text: ir.StringValue) -> ir.StringValue:
    """Capital letters and digits alone; null where nothing is left."""
    return text.upper().re_replace(_NO_MARK, "").nullif("")


def postcode(text: ir.StringValue) -> ir.StringValue:
    """A postcode without blanks; null where the text is none."""
    bare = plain(text)
    return ibis.ifelse(bare.re_search(_POSTCODE), bare, ibis.null("string"))


def address(house: ir.StringValue, code: ir.StringValue) -> ir.StringValue:
    """House and postcode; null where either is missing."""
    return plain(house).concat(" ", postcode(code))


def uprn(text: ir.StringValue) -> ir.StringValue:
    """A property reference without the noughts that pad it."""
    return text.strip().re_replace("^0+", "").nullif("")


def could_be(typed: str) -> tuple[tuple[str, str], ...]:
    """What a text could be: kinds of `reached.parquet`, each with the text in its spelling."""
    text = typed.strip().upper()
    bare = re.sub(_NO_MARK, "", text)
    found = [("vehicle", bare)] if bare else []
    if (number := parsed(text) if _DIALLED.fullmatch(text) else None) is not None:
        found.append(("number", number))
    if reference := _UPRN.fullmatch(text):
        found.append(("uprn", reference[1]))
    if code := _AT_THE_END.search(text):
        found += _addresses(text[: code.start(1)], code=re.sub(r"\s", "", code[1]))
    return tuple(found)


def _addresses(before: str, *, code: str) -> list[tuple[str, str]]:
    """A postcode alone is a place of many homes; before it stands the house, then the street."""
    words = [bare for word in before.split() if (bare := re.sub(_NO_MARK, "", word))]
    houses = ["".join(words[:count]) for count in range(1, len(words) + 1)]
    return [("address", f"{house} {code}") for house in houses] or [("postcode", code)]
