"""Time across a drawing: where a moment stands, and what is written along the edge."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from markupsafe import Markup

from upstander.engine.report import marks, svg

WIDTH, LEFT, RIGHT = 960, 158, 12
TOP = 44
_CLOSE = timedelta(days=8)  # no more than this and days are headings, marks stand where they are


@dataclass(frozen=True, kw_only=True)
class Scale:
    """Time across the drawing."""

    starts_at: datetime
    ends_at: datetime

    def x(self, at: datetime) -> float:
        within = min(max(at, self.starts_at), self.ends_at) - self.starts_at
        return LEFT + (WIDTH - LEFT - RIGHT) * (within / (self.ends_at - self.starts_at))

    @property
    def close(self) -> bool:
        """Whether single moments can be told apart."""
        return self.ends_at - self.starts_at <= _CLOSE

    @property
    def slots(self) -> int:
        return int((WIDTH - LEFT - RIGHT) / marks.SLOT)

    def slot(self, at: datetime) -> int:
        return min(self.slots - 1, int((self.x(at) - LEFT) / marks.SLOT))

    def places(self, moments: Sequence[datetime]) -> list[float]:
        """The slot of each moment, in order of time. Close up, a slot begins at its first moment.

        Slots never overlap, so that marks never do.
        """
        if not self.close:
            return [self.slot(at) for at in moments]
        found: list[float] = []
        for at in moments:
            own = min((self.x(at) - LEFT) / marks.SLOT - 0.5, self.slots - 1.0)
            found.append(found[-1] if found and own < found[-1] + 1 else own)
        return found

    @property
    def slot_words(self) -> str:
        """How long a slot is."""
        hours = (self.ends_at - self.starts_at) / timedelta(hours=1) / self.slots
        if hours < 12:
            return f"about {max(1, round(hours))} hours" if hours > 1.5 else "about an hour"
        days = max(1, round(hours / 24))
        return "a day" if days == 1 else f"about {days} days"


def axis(scale: Scale, bottom: float) -> list[Markup]:
    """Lines through every lane, and what they stand for."""
    if scale.close:
        return list(_days(scale, bottom))
    drawn = []
    for at, label in _ticks(scale):
        x = scale.x(at)
        drawn.append(svg.line(x, TOP, x, bottom, svg.GRID))
        if x < WIDTH - 24:
            drawn.append(svg.text(x + 3, bottom + 17, label, size=13, fill=svg.MUTED))
    return drawn


def _days(scale: Scale, bottom: float) -> Iterable[Markup]:
    """Each day with its name above, midnight and noon below."""
    at = datetime.combine(scale.starts_at, time())
    while at <= scale.ends_at:
        noon, x = scale.x(at + timedelta(hours=12)), scale.x(at)
        if scale.starts_at <= at:
            yield svg.line(x, TOP - 22, x, bottom, svg.RULE)
            yield _hour(x, bottom, "00")
        if scale.starts_at <= at + timedelta(hours=12) < scale.ends_at:
            yield svg.line(noon, TOP, noon, bottom, svg.GRID, stroke_dasharray="2 4")
            yield _hour(noon, bottom, "12")
            said = f"{at:%a} {at.day} {at:%b}"
            yield svg.text(noon, TOP - 9, said, size=14, text_anchor="middle", font_weight="bold")
        at += timedelta(days=1)


def _hour(x: float, bottom: float, said: str) -> Markup:
    return svg.text(x, bottom + 17, said, size=13, fill=svg.MUTED, text_anchor="middle")


def _ticks(scale: Scale) -> Iterable[tuple[datetime, str]]:
    days = (scale.ends_at - scale.starts_at).days
    if days <= 62:
        step = 2 if days <= 20 else 7
        at = datetime.combine(scale.starts_at, time())
        at += timedelta(days=at < scale.starts_at)
        while at < scale.ends_at:
            yield at, f"{at.day} {at:%b}"
            at += timedelta(days=step)
        return
    months = next(size for size in (1, 2, 3, 6, 12, 24, 60, 600) if days / 30.4 / size <= 14)
    year, month, first = scale.starts_at.year, 1, True
    while (at := datetime(year, month, 1)) < scale.ends_at:
        if at >= scale.starts_at:
            yield (
                at,
                f"{at:%b %Y}"
                if first or (month == 1 and months < 12)
                else (f"{at:%b}" if months < 12 else f"{at.year}"),
            )
            first = False
        month += months
        year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
