"""Times in another system's own format, as ISO 8601 text.

Engines differ in how they parse a format and in what they do with a value that does not fit. So a
format is turned into a regular expression; what does not match stays as it was, for the row's
check to find.
"""

import re

import ibis
import ibis.expr.types as ir

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DIGITS = {
    "Y": "([0-9]{4})",
    "y": "([0-9]{2})",
    "f": "([0-9]{1,6})",
    "z": "(Z|[+-][0-9]{2}:?[0-9]{2})",
}
_DIGITS |= dict.fromkeys("mdHIMS", "([0-9]{1,2})")
_DIGITS |= {"b": "([A-Za-z]{3})", "B": "([A-Za-z]{3})[a-z]*", "p": "([AaPp])[Mm]"}
_CENTURY = 69  # as strptime: 69 to 99 are the twentieth century


class FormatError(ValueError):
    """A format that cannot be followed."""


def check_format(text: str) -> str:
    """The format, if it has a whole date and nothing unknown; FormatError says what is wrong."""
    fields = [letter for _, letter in _pieces(text) if letter]
    unknown = [letter for letter in fields if letter not in _DIGITS]
    if unknown:
        raise FormatError(f"has %{unknown[0]}, which is not known here")
    for wanted, name in (("Yy", "year"), ("mbB", "month"), ("d", "day")):
        if sum(letter in wanted for letter in fields) != 1:
            raise FormatError(f"must have one {name}")
    return text


def _pieces(text: str) -> list[tuple[str, str]]:
    """What stands before each field, and the field's letter; the last one has none."""
    return re.findall(r"([^%]*)(?:%(.))?", text)


def iso(text: ir.StringValue, pattern: str) -> ir.StringValue:
    """The text in ISO 8601 where it matches the pattern, as it was where it does not."""
    expression, fields = "", []
    for before, letter in _pieces(pattern):
        expression += re.escape(before).replace(r"\ ", " ")
        if letter:
            expression += _DIGITS[letter]
            fields.append(letter)
    expression = rf"^\s*{expression}\s*$"
    found = {
        letter: text.re_extract(expression, place) for place, letter in enumerate(fields, start=1)
    }
    moment = _year(found) + "-" + _month(found) + "-" + _two(found["d"])
    if "H" in found or "I" in found:
        moment = moment + "T" + _clock(found)
    if "z" in found:
        moment = moment + found["z"]
    return ibis.ifelse(text.re_search(expression), moment, text)


def _two(digits: ir.StringValue) -> ir.StringValue:
    return digits.lpad(2, "0")


def _year(found: dict[str, ir.StringValue]) -> ir.StringValue:
    if "Y" in found:
        return found["Y"]
    late = found["y"].try_cast("int64") >= _CENTURY
    return ibis.ifelse(late, ibis.literal("19"), ibis.literal("20")) + found["y"]


def _month(found: dict[str, ir.StringValue]) -> ir.StringValue:
    if "m" in found:
        return _two(found["m"])
    name = (found["b"] if "b" in found else found["B"]).lower()
    return ibis.cases(
        *[(name == month, f"{number:02}") for number, month in enumerate(_MONTHS, start=1)],
        else_="00",
    )


def _clock(found: dict[str, ir.StringValue]) -> ir.StringValue:
    hour = _two(found["H"] if "H" in found else found["I"])
    if "I" in found and "p" in found:
        number = hour.try_cast("int64") % 12
        number = number + ibis.ifelse(found["p"].lower() == "p", 12, 0)
        hour = _two(number.cast("string"))
    clock = hour + ":" + (_two(found["M"]) if "M" in found else "00")
    if "S" in found:
        clock = clock + ":" + _two(found["S"])
    if "S" in found and "f" in found:
        clock = clock + "." + found["f"]
    return clock
