"""What people write to each other: put together by chance from phrases in small_talk.yaml.

Ordinary mail is as warm as people are: colleagues put a kiss under a birthday wish, victims write
"lovely", officers say well done and tell somebody whom not to trust. What a reader would stumble
over is therefore common in ordinary mail, and rare even where somebody oversteps.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.random import Generator

from upstander.simulator.basics import NONE, Array, chance
from upstander.simulator.ledger import Texts

PHRASES: Mapping[str, Any] = yaml.safe_load(
    Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
)
# How many messages an extract carries the text of.
CARRIED = 0.4
# Stands for a text until it is known what was written (`correspondence`).
WRITTEN = "(something was written)"
# So many different texts of a bank are made at most: people repeat themselves.
MOST = 4_000

_SLOT = re.compile(r"\[(\w+)\]")
_SHORTER = (
    ("you're", "ur"), ("your", "ur"), ("you", "u"), ("are", "r"), ("and", "n"), ("to", "2"),
    ("for", "4"), ("tomorrow", "tmrw"), ("because", "cos"), ("definitely", "defo"),
    ("tonight", "2nite"), ("thanks", "thx"), ("please", "pls"), ("about", "abt"),
    ("with", "wiv"), ("what", "wat"), ("going to", "gonna"),
)  # fmt: skip


def carried(rng: Generator, texts: Texts, *, size: int) -> Array:
    """For each of `size` messages whether the extract has its text: a code, or none.

    The numbers drawn first are thrown away. Texts were once chosen here, and a seed should go on
    making the same force, whatever is written in its messages.
    """
    for bound in (0, 7, 13, 0, 5):
        _ = rng.integers(bound, size=size) if bound else rng.random(size)
    there = chance(rng, CARRIED, size)
    return np.where(there, texts.code(WRITTEN), NONE).astype(np.int32)


def some(
    rng: Generator, texts: Texts, *, bank: str, size: int, kisses: Array | None = None
) -> Array:
    """The codes of `size` ordinary messages of a bank; a kiss below those that are marked."""
    number = min(size, MOST)
    plain = texts.codes(ordinary(rng, bank=bank) for _ in range(number))
    picked = plain[rng.integers(max(number, 1), size=size)] if size else plain
    if kisses is not None and kisses.any():
        ends = PHRASES[bank]["kisses"]
        fond = texts.codes(
            ordinary(rng, bank=bank) + str(rng.choice(ends)) for _ in range(int(kisses.sum()))
        )
        picked[kisses] = fond
    return picked


def ordinary(rng: Generator, *, bank: str) -> str:
    """One message as work and life bring them."""
    parts = PHRASES[bank]
    bodies = rng.permutation(parts["bodies"])[: int(rng.choice((1, 1, 1, 2, 2, 3)))]
    said = [pick(rng, parts["openings"]), *map(str, bodies), pick(rng, parts["closings"])]
    return typed(rng, filled(rng, " ".join(part for part in said if part)), haste=rng.random() ** 2)


def pick(rng: Generator, phrases: Sequence[str]) -> str:
    """One of several phrases."""
    return phrases[int(rng.integers(len(phrases)))]


def filled(rng: Generator, text: str) -> str:
    """A phrase with something in every slot. A number is one of Ofcom's for drama."""

    def value(hit: re.Match[str]) -> str:
        if hit[1] == "fakenumber":
            digits = f"07700900{int(rng.integers(1_000)):03d}"
            return digits if rng.random() < 0.5 else f"{digits[:5]} {digits[5:]}"
        return str(pick(rng, PHRASES["slots"][hit[1]]))

    return _SLOT.sub(value, text)


def typed(rng: Generator, text: str, *, haste: float) -> str:
    """As somebody types it: in haste with fewer capitals, fewer letters, and letters mixed up."""
    for word, short in _SHORTER:
        if rng.random() < haste * 0.4:
            text = re.sub(rf"\b{word}\b", short, text, flags=re.IGNORECASE)
    if rng.random() < haste:
        text = text.lower()
    if rng.random() < haste * 0.7:
        text = text.replace("'", "")
    if rng.random() < haste * 0.5:
        text = re.sub(r"[.,](?= |$)", "", text)
    slips = rng.poisson(haste * len(text) / 90)
    for _ in range(int(slips)):
        text = _slip(rng, text)
    if rng.random() < haste * 0.15:
        text = re.sub(r"(?<=\w)([aeo])(?=\W|$)", r"\1\1\1", text, count=1)
    return text


def _slip(rng: Generator, text: str) -> str:
    """One slip of the finger: two letters swapped, one left out, or one twice."""
    places = [hit.start() for hit in re.finditer(r"(?<=[a-z])[a-z](?=[a-z])", text)]
    if not places:
        return text
    place = places[int(rng.integers(len(places)))]
    before, letter, after = text[:place], text[place], text[place + 1 :]
    style = int(rng.integers(3))
    if style == 0:
        return before + after[:1] + letter + after[1:]
    return before + after if style == 1 else before + letter * 2 + after
