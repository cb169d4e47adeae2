"""Telephone numbers that nobody has.

The first thousand mobiles are Ofcom's numbers for drama, 07700 900000 to 900999, and the first
thousand landlines are 01632 960000 to 960999. A force needs more. The rest are *invented*: they
begin 066 (mobiles) and 067 (landlines). The National Telephone Numbering Plan gives no service to
numbers that begin 06, so none of them can be rung; they have the length of a British number and
become E.164 (+4466...) like one.
"""

from collections.abc import Iterator

import numpy as np
from numpy.random import Generator

from upstander.simulator.basics import Array

DRAMA_MOBILE, DRAMA_LANDLINE = "07700900", "01632960"
INVENTED_MOBILE, INVENTED_LANDLINE = "066", "067"
DRAMA_SIZE, INVENTED_SIZE = 1_000, 10**8
# Coprime to the size of each range: stepping by it visits every number once, in no visible order.
DRAMA_STEP, INVENTED_STEP = 387, 61_803_399

NOTE = (
    "Telephone numbers. 07700 900000-900999 and 01632 960000-960999 are Ofcom's numbers for\n"
    "drama. Numbers that begin 066 and 067 are invented: the United Kingdom's numbering plan\n"
    "gives no service to numbers that begin 06. None of them belongs to anybody.\n"
)


class PhoneBook:
    """Every number of the simulated force, known by its place in the book."""

    def __init__(self, rng: Generator) -> None:
        self.written: list[str] = []
        self._start = int(rng.integers(INVENTED_SIZE))
        self._mobiles = self._sequence(DRAMA_MOBILE, INVENTED_MOBILE)
        self._landlines = self._sequence(DRAMA_LANDLINE, INVENTED_LANDLINE)

    def _sequence(self, drama: str, invented: str) -> Iterator[str]:
        for place in range(DRAMA_SIZE):
            yield f"{drama}{(self._start + place * DRAMA_STEP) % DRAMA_SIZE:03d}"
        for place in range(INVENTED_SIZE):
            yield f"{invented}{(self._start + place * INVENTED_STEP) % INVENTED_SIZE:08d}"

    def take(self, count: int, *, landline: bool = False) -> Array:
        """So many numbers that were never given out."""
        source = self._landlines if landline else self._mobiles
        first = len(self.written)
        self.written.extend(next(source) for _ in range(count))
        return np.arange(first, first + count, dtype=np.int64)

    def spelled(self, rng: Generator, number: int, *, mistyped: bool = False) -> str:
        """A number as somebody typed it into a record."""
        digits = self.written[number]
        if mistyped:
            place = int(rng.integers(5, len(digits)))
            digit = (int(digits[place]) + int(rng.integers(1, 10))) % 10
            digits = f"{digits[:place]}{digit}{digits[place + 1 :]}"
        style = int(rng.integers(6))
        if style <= 1:
            return digits
        if style == 2:
            return f"+44{digits[1:]}"
        if style == 3:
            return f"{digits[:5]} {digits[5:]}"
        if style == 4:
            return f"{digits[:5]} {digits[5:8]} {digits[8:]}"
        return f"0044 {digits[1:5]} {digits[5:]}"
