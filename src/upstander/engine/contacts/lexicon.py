"""The lexicon: classes of phrases, what makes them innocent, and how a text is held against them.

Everything is patterns that RE2 and Java read alike, in Ibis expressions. A text is first put in
one spelling. Where it holds a phrase of any class, what is innocent is taken out of it (quoted
words, work sign-offs, x in place of a number), and what is left is asked again.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import yaml

FILE = Path(__file__).with_name("lexicon.yaml")
# Quotation marks and blanks in one spelling; apostrophes, which few write, are left out.
_SPELT, _AS = "“”«»\t\r\u00a0’‘'`´", '""""   '
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
    return text.lower().translate(_SPELT, _AS).re_replace(" {2,}", " ")


def marked(messages: ir.Table, *, using: Lexicon) -> ir.Table:
    """`messages` (with `text`) with one boolean column a class; the text itself is left behind."""
    spelt = messages.mutate(spelt=in_one_spelling(messages.text)).drop("text")
    raw = spelt.mutate(
        **{f"raw_{slug}": _holds(spelt.spelt, of.pattern) for slug, of in using.classes.items()}
    )
    # What is innocent is taken out only where there is something that it could make innocent.
    plain = _without(raw.spelt, using.innocent, where=_any(raw, using, lambda of: True))
    bare = raw.mutate(plain=plain)
    soft = _without(bare.plain, using.work, where=_any(bare, using, lambda of: of.soft))
    private = _without(bare.plain, using.protective, where=_any(bare, using, lambda of: of.private))
    asked = bare.mutate(soft=soft, private=private)
    return asked.mutate(
        **{
            slug: asked[f"raw_{slug}"]
            & _holds(
                asked.soft if of.soft else asked.private if of.private else asked.plain, of.pattern
            )
            for slug, of in using.classes.items()
        }
    ).select(*[name for name in messages.columns if name != "text"], *using.classes)


def _holds(text: ir.StringValue, pattern: str) -> ir.BooleanValue:
    return text.re_search(pattern).fill_null(False)


def _without(text: ir.StringValue, pattern: str, *, where: ir.BooleanValue) -> ir.StringValue:
    return ibis.ifelse(where, text.re_replace(pattern, " "), "")


def _any(table: ir.Table, using: Lexicon, chosen: Any) -> ir.BooleanValue:
    found: ir.BooleanValue = ibis.literal(False)
    for slug, of in using.classes.items():
        if chosen(of):
            found = found | table[f"raw_{slug}"]
    return found
