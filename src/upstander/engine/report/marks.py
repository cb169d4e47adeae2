"""The marks of one lane of a timeline: one by one, or counted where they would overlap."""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import pairwise

from markupsafe import Markup

from upstander.engine.report import svg

SLOT, STACK, RADIUS, REACH = 9.5, 3, 4.2, 28.0  # REACH: from a lane's line to its edge
_DIGIT = 6.8  # the width of a figure of the size in which hours are written
Mark = Callable[[float, float, float], str]
LOOKS: dict[str, dict[str, svg.Value]] = {
    "unexplained": {"fill": svg.BLUE},
    "explained": {"fill": svg.PALE, "stroke": "#43525f", "stroke_width": 1.4},
    "uncheckable": {"fill": svg.GREY, "stroke": "#43525f", "stroke_width": 1},
}


@dataclass(frozen=True, kw_only=True)
class Piles:
    """How many marks stand where in a lane: (slot, status) to count."""

    counts: Counter[tuple[float, str]]

    @classmethod
    def of(cls, marks: Sequence[tuple[float, str]]) -> "Piles":
        """From one (slot, status) a record. What has no status is drawn as not checkable."""
        return cls(counts=Counter((slot, status or "uncheckable") for slot, status in marks))

    @cached_property
    def highest(self) -> int:
        """The most marks on one side of the line in one slot."""
        sides: Counter[tuple[float, bool]] = Counter()
        for (slot, status), count in self.counts.items():
            sides[slot, status == "unexplained"] += count
        return max(sides.values(), default=0)

    @property
    def counted(self) -> bool:
        """Whether the lane counts in bars, because single marks would overlap."""
        return self.highest > STACK

    def slots(self, status: str) -> list[tuple[float, int]]:
        return sorted((slot, n) for (slot, key), n in self.counts.items() if key == status)


def drawn(piles: Piles, *, mark: Mark, left: float, middle: float) -> list[Markup]:
    """A lane's marks: unexplained above the line at `middle`, the others below it."""
    under: Counter[float] = Counter()
    found = []
    for status, look in LOOKS.items():
        up, parts = status == "unexplained", []
        for slot, count in piles.slots(status):
            base = 0 if up else under[slot]
            under[slot] += 0 if up else count
            x = left + slot * SLOT
            if piles.counted:
                parts.append(_bar(x, count, base, piles.highest, middle, up=up))
            else:
                parts += _stack(mark, x + SLOT / 2, count, base, middle, up=up)
        found.append(svg.path(parts, **look))
    return [*found, *(_peak(piles, left, middle) if piles.counted else [])]


def _stack(mark: Mark, x: float, count: int, base: int, middle: float, *, up: bool) -> list[str]:
    way = -1 if up else 1
    return [mark(x, middle + way * (6.5 + SLOT * (base + n)), RADIUS) for n in range(count)]


def _bar(x: float, count: int, base: int, highest: int, middle: float, *, up: bool) -> str:
    unit = REACH / highest
    height = max(2.0, unit * count)
    return svg.block(x + 0.8, middle - height if up else middle + unit * base, SLOT - 1.6, height)


def _peak(piles: Piles, left: float, middle: float) -> list[Markup]:
    """The count of the tallest bar beside it, so that a lane of bars has a scale."""
    (slot, status), count = max(piles.counts.items(), key=lambda item: (item[1], -item[0][0]))
    room = slot < 70
    up = status == "unexplained"
    reach = REACH * count / piles.highest
    return [
        svg.text(
            left + (slot + (1.25 if room else -0.25)) * SLOT,
            middle - reach + 9 if up else middle + reach,
            f"{count:,}",
            size=13,
            text_anchor="start" if room else "end",
            **svg.HALO,
        )
    ]


def hours(
    marks: Sequence[tuple[float, str, datetime]], *, left: float, middle: float, right: float
) -> list[Markup]:
    """The hour of each pile of a lane beside it, where there is room up to the next one."""
    drawn = []
    for up in (True, False):
        piles: dict[float, list[datetime]] = {}
        for slot, status, at in marks:
            if (status == "unexplained") == up:
                piles.setdefault(slot, []).append(at)
        starts = sorted(piles)
        for slot, after in pairwise([*starts, math.inf]):
            said = f"{min(piles[slot]):%H:%M}"
            if len(piles[slot]) > 1:
                said += f" ×{len(piles[slot])}"
            x = left + (slot + 1) * SLOT + 2
            if x + _DIGIT * len(said) < min(left + after * SLOT, right):
                y = middle - 2.5 if up else middle + 10.5
                drawn.append(svg.text(x, y, said, size=12, **svg.HALO))
    return drawn
