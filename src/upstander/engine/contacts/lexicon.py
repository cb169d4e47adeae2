"""The lexicon: classes of phrases, what makes them innocent, and how a text is held against them.

Everything is patterns that RE2 and Java read alike, in Ibis expressions. A text is first put in
one spelling. Where it holds a phrase of any class, what is innocent is taken out of it (quoted
words, work sign-offs, x in place of a number), and what is left is asked again.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import yaml

FILE = Path(__file__).with_name("lexicon.yaml")
# Quotation marks and blanks in one spelling; apostrophes, which few write, are left out.
_SPELT = {
    **dict.fromkeys("“”", '"'),
    **dict.fromkeys("\t\r\u00a0", " "),
    **dict.fromkeys("’‘'`", ""),
    "    ": " ",
    "  ": " ",
}
_FRAGMENT = re.compile(r"\{([a-z]+)\}")


@dataclass(frozen=True, kw_only=True)
class Phrases:
    """One class of phrases."""

    name: str
    source: str
    pattern: str
    soft: bool  # ordinary words: sentences that speak of work do not count
    private: bool  # sentences that protect somebody do not count


@dataclass(frozen=True, kw_only=True)
class Lexicon:
    """The phrases looked for, by class, and what is taken out of a text before."""

    version: str
    classes: Mapping[str, Phrases]
    innocent: str
    work: str
    protective: str
    left_out: tuple[str, ...]  # ends of addresses whose messages are never read


@cache
def lexicon() -> Lexicon:
    """Upstander's own lexicon."""
    raw = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    fragments: Mapping[str, str] = raw["fragments"]

    def taken_out(part: str) -> str:
        return _either([entry["pattern"] for entry in raw[part]], fragments)

    return Lexicon(
        version=str(raw["version"]),
        classes={
            slug: _phrases(given, fragments=fragments) for slug, given in raw["classes"].items()
        },
        innocent=taken_out("innocent"),
        work=taken_out("work"),
        protective=taken_out("protective"),
        left_out=tuple(end for entry in raw["left_out"] for end in entry["addresses"]),
    )


def _phrases(given: Mapping[str, Any], *, fragments: Mapping[str, str]) -> Phrases:
    return Phrases(
        name=given["name"],
        source=given["source"],
        pattern=_either(given["patterns"], fragments),
        soft=bool(given.get("soft")),
        private=bool(given.get("private")),
    )


def _either(patterns: Sequence[str], fragments: Mapping[str, str]) -> str:
    """One pattern for several; ^ and $ are the ends of a line, in every engine."""
    return "(?m)(?:" + "|".join(_filled(pattern, fragments) for pattern in patterns) + ")"


def _filled(pattern: str, fragments: Mapping[str, str]) -> str:
    while _FRAGMENT.search(pattern):
        pattern = _FRAGMENT.sub(lambda hit: fragments[hit[1]], pattern)
    return pattern


def in_one_spelling(text: ir.StringValue) -> ir.StringValue:
    """Lower case, plain quotation marks, single blanks, no apostrophes."""
    spelt = text.lower()
    for written, plain in _SPELT.items():  # many times faster than one translation
        spelt = spelt.replace(written, plain)
    return spelt


def marked(messages: ir.Table, *, using: Lexicon) -> ir.Table:
    """`messages` (with `text`) with one boolean column a class; the text itself is left behind.

    Class by class: one pattern of all would have more states than RE2 keeps, and be a hundred
    times slower.
    """
    spelt = messages.mutate(spelt=in_one_spelling(messages.text)).drop("text")
    raw = spelt.mutate(
        **{f"raw_{slug}": _holds(spelt.spelt, of.pattern) for slug, of in using.classes.items()}
    )
    some = reduce(or_, [raw[f"raw_{slug}"] for slug in using.classes])
    # What is innocent is taken out only where there is something that it could make innocent.
    plain = raw.mutate(plain=ibis.ifelse(some, raw.spelt.re_replace(using.innocent, " "), ""))
    bare = plain.mutate(
        soft=ibis.ifelse(plain.plain != "", plain.plain.re_replace(using.work, " "), ""),
        private=ibis.ifelse(plain.plain != "", plain.plain.re_replace(using.protective, " "), ""),
    )
    found = {slug: _still_holds(bare, slug, of) for slug, of in using.classes.items()}
    kept = [name for name in messages.columns if name != "text"]
    return bare.mutate(**found).select(*kept, *using.classes)


def _still_holds(bare: ir.Table, slug: str, of: Phrases) -> ir.BooleanValue:
    left = bare.soft if of.soft else bare.private if of.private else bare.plain
    return ibis.ifelse(bare[f"raw_{slug}"], _holds(left, of.pattern), False)


def _holds(text: ir.StringValue, pattern: str) -> ir.BooleanValue:
    return text.re_search(pattern).fill_null(False)
