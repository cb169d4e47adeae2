"""Made-up messages of police staff to members of the public: innocuous, and across a boundary.

A grammar: an opening, one to three bodies and a closing, with slots in square brackets. The bank
`seen` was looked at while the lexicon was written. `apart` and `look_alikes` were not: nothing in
the lexicon was changed for a text of theirs, and their figures are the ones that count: everyday
messages, and messages each of which was written to look like a phrase of the lexicon. A bank that
has been looked at is added to `seen`, and a new one written. All have the same author, which
flatters the figures: a force should measure its own texts before it believes any of them.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

import yaml

BANKS: Mapping[str, Any] = yaml.safe_load(
    Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
)
SLOTS: Mapping[str, Sequence[str]] = BANKS["slots"]

_SLOT = re.compile(r"\[(\w+)\]")
# How people write on a phone: each with the share of texts it is done to.
_SPELLINGS = (
    (r"\byou\b", "u"), (r"\byour\b", "ur"), (r"\byou're\b", "ur"), (r"\bare\b", "r"),
    (r"\btonight\b", "tonite"), (r"\blater\b", "l8r"), (r"\bgorgeous\b", "gorgous"),
    (r"\bbeautiful\b", "beautifull"), (r"\blove\b", "luv"), (r"\bmessage\b", "msg"),
    (r"\btext\b", "txt"), (r"\bso\b", "sooo"), (r"\bwhat\b", "wot"), (r"\banyone\b", "any1"),
    (r"\bthinking\b", "thinkin"), (r"\bphone\b", "fone"), (r"'", ""), (r"\bto\b", "2"),
)  # fmt: skip


def innocuous(random: Random, *, bank: str, number: int) -> list[str]:
    """Messages as work brings them: of the bank seen, apart or look_alikes."""
    return [_text(random, BANKS["innocuous"][bank]) for _ in range(number)]


def _bank(apart: bool) -> str:
    return "apart" if apart else "seen"


def _text(random: Random, bank: Mapping[str, Sequence[str]]) -> str:
    middle = " ".join(random.sample(bank["bodies"], random.choice((1, 1, 1, 2, 2, 3))))
    parts = [random.choice(bank["openings"]), middle, random.choice(bank["closings"])]
    text = random.choice((" ", " ", "\n")).join(part.strip() for part in parts if part.strip())
    text = _SLOT.sub(lambda hit: random.choice(SLOTS[hit[1]]), text)
    return random.choice((text, text, text, text.lower(), text.replace("'", "’")))


def crossing(random: Random, *, apart: bool, number: int) -> list[tuple[str, str]]:
    """Messages across a boundary, each with its class: spelt as on a phone, some amid work."""
    bank = BANKS["crossing"][_bank(apart)]
    phrases = [(name, phrase) for name, texts in bank.items() for phrase in texts]
    made = []
    for place in range(number):
        name, phrase = phrases[place % len(phrases)]
        made.append((name, _amid(random, _spelt(random, phrase), apart=apart)))
    return made


def _spelt(random: Random, text: str) -> str:
    for pattern, written in _SPELLINGS:
        if random.random() < 0.35:
            text = re.sub(pattern, written, text, flags=re.IGNORECASE)
    return random.choice((text, text.lower(), text.lower(), text.capitalize()))


def _amid(random: Random, text: str, *, apart: bool) -> str:
    if random.random() < 0.6:
        return text
    work = _SLOT.sub(
        lambda hit: random.choice(SLOTS[hit[1]]),
        random.choice(BANKS["innocuous"][_bank(apart)]["bodies"]),
    )
    return random.choice((f"{work} {text}", f"{text}. {work}", f"{work}\n{text}"))
