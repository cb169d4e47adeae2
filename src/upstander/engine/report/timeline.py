"""A pair's contacts over time, lane by lane.

Above a lane's line stand the contacts that no record explains (filled), below it those that one
explains (hollow) and those that could not be checked (grey). Where marks would lie on top of each
other a lane counts instead: bars, each for the same span of days.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup

from upstander.engine.report import svg, wording
from upstander.engine.report.figure import Figure
from upstander.engine.report.model import Event, Interval, Pair

WIDTH, LEFT, RIGHT = 960, 158, 12
TOP, DUTY, LANE = 44, 30, 68
SLOT, STACK, RADIUS = 9.5, 3, 4.0
_LEAST = timedelta(days=14)

Mark = Callable[[float, float, float], str]


@dataclass(frozen=True, kw_only=True)
class Lane:
    """A row of the drawing: the kinds it shows, the shape of its marks, what it stands on."""

    label: str
    kinds: tuple[str, ...]
    mark: Mark
    table: str  # the contract table without which the lane is not seen


LANES = (
    Lane(label="Look-ups", kinds=("lookup",), mark=svg.diamond, table="searches"),
    Lane(label="Calls", kinds=("call",), mark=svg.circle, table="calls"),
    Lane(label="Messages", kinds=("message",), mark=svg.square, table="messages"),
    Lane(label="Visits", kinds=("visit",), mark=svg.triangle, table="positions"),
    Lane(label="Attended", kinds=("attendance", "custody"), mark=svg.square, table="attendances"),
)
OTHER = Lane(label="Other records", kinds=(), mark=svg.diamond, table="")


@dataclass(frozen=True, kw_only=True)
class Scale:
    """Time across the drawing."""

    starts_at: datetime
    ends_at: datetime

    def x(self, at: datetime) -> float:
        within = min(max(at, self.starts_at), self.ends_at) - self.starts_at
        return LEFT + (WIDTH - LEFT - RIGHT) * (within / (self.ends_at - self.starts_at))

    @property
    def slots(self) -> int:
        return int((WIDTH - LEFT - RIGHT) / SLOT)

    def slot(self, at: datetime) -> int:
        return min(self.slots - 1, int((self.x(at) - LEFT) / SLOT))

    @property
    def slot_days(self) -> float:
        return (self.ends_at - self.starts_at) / timedelta(days=1) / self.slots


def shown(pair: Pair) -> tuple[Event, ...]:
    """What the timeline is drawn from: the pair's contacts and other records of the evidence."""
    kept = {(event.table, event.file, event.row): event for event in pair.contacts}
    for evidence in pair.evidence:
        for event in evidence.events:
            kept.setdefault((event.table, event.file, event.row), event)
    return tuple(sorted(kept.values(), key=lambda event: (event.at, event.table, event.row)))


def lane_of(event: Event) -> Lane:
    return next((lane for lane in LANES if event.kind in lane.kinds), OTHER)


def timeline(
    pair: Pair, *, tours: Sequence[Interval], unseen: frozenset[str], name: str
) -> Figure | None:
    """The pair's contacts over time; None where there is nothing to draw.

    `unseen` are contract tables that were not handed over: their lanes say so.
    """
    events = shown(pair)
    if not events:
        return None
    lanes = [*LANES, *([OTHER] if any(lane_of(event) is OTHER for event in events) else [])]
    said = caption(pair, events)
    return Figure(
        svg=_drawing(pair, events, lanes, tours, unseen=unseen, name=name, desc=said),
        caption=said,
        columns=("Month", *(lane.label for lane in lanes)),
        rows=tuple(_months(events, lanes)),
    )


def caption(pair: Pair, events: Sequence[Event]) -> str:
    """The finding, in the same figures as the drawing."""
    contacts = [event for event in events if event.status]
    bare = [event for event in contacts if event.status == "unexplained"]
    if not contacts:
        return f"{wording.counted(len(events), 'record')} and no contact on this timeline."
    days = wording.listed([wording.day(contacts[0].at), wording.day(contacts[-1].at)], last="to")
    kinds = Counter(event.kind for event in bare)
    parts = [
        f"{kinds[k]:,} {wording.of_kind(k, count=kinds[k])}" for k in wording.KINDS if kinds[k]
    ]
    said = f"Of {wording.counted(len(contacts), 'contact')} from {days}, no record explains "
    said += f"{len(bare):,}: {wording.listed(parts)}." if bare else "none."
    unsure = sum(event.status == "uncheckable" for event in contacts)
    if unsure:
        said += f" {unsure:,} could not be checked."
    if pair.link and pair.link.ends_at:
        after = sum(event.at > pair.link.ends_at for event in bare)
        if after:
            said += f" {after:,} of the {len(bare):,} came after policing work for both ended."
    return said


def _months(events: Sequence[Event], lanes: Sequence[Lane]) -> Iterable[tuple[str, ...]]:
    every: Counter[tuple[tuple[int, int], str]] = Counter()
    bare: Counter[tuple[tuple[int, int], str]] = Counter()
    for event in events:
        key = ((event.at.year, event.at.month), lane_of(event).label)
        every[key] += 1
        bare[key] += event.status == "unexplained"
    for month in sorted({key[0] for key in every}):
        cells = []
        for lane in lanes:
            total, without = every[month, lane.label], bare[month, lane.label]
            if lane is OTHER:
                cells.append(f"{total:,}")
            else:
                cells.append(f"{without:,} of {total:,}" if total else "0")
        yield (f"{datetime(*month, 1):%b %Y}", *cells)


def _drawing(
    pair: Pair,
    events: Sequence[Event],
    lanes: Sequence[Lane],
    tours: Sequence[Interval],
    *,
    unseen: frozenset[str],
    name: str,
    desc: str,
) -> Markup:
    scale = _scale(pair, events)
    bottom = TOP + DUTY + LANE * len(lanes)
    drawn = [*_work(pair, scale, bottom), *_axis(scale, bottom)]
    drawn += _duty(tours, scale, unseen="duties" in unseen)
    for place, lane in enumerate(lanes):
        top = TOP + DUTY + LANE * place
        own = [event for event in events if lane_of(event) is lane]
        drawn += _label(lane, own, top, unseen=lane.table in unseen)
        drawn += _marks(lane, own, scale, top + LANE / 2)
    drawn.append(svg.line(0, bottom, WIDTH, bottom, svg.RULE))
    drawn += _legend(bottom + 32, scale)
    return svg.picture(
        name,
        *drawn,
        width=WIDTH,
        height=bottom + 64,
        title="Contacts over time",
        desc=desc,
        css="chart chart--wide",
    )


def _scale(pair: Pair, events: Sequence[Event]) -> Scale:
    starts, ends = events[0].at, events[-1].at
    if pair.link:
        starts = min(starts, pair.link.starts_at)
        ends = max(ends, pair.link.ends_at or ends)
    spare = max(_LEAST - (ends - starts), (ends - starts) / 25) / 2
    return Scale(starts_at=starts - spare, ends_at=ends + spare)


def _work(pair: Pair, scale: Scale, bottom: float) -> list[Markup]:
    """Policing work that names both, as bands behind every lane."""
    if not pair.link:
        return [svg.text(LEFT, 18, "No policing link on record", size=14, fill=svg.MUTED)]
    left, right = scale.x(pair.link.starts_at), scale.x(pair.link.ends_at or scale.ends_at)
    right = max(right, left + 3)
    drawn = [svg.rect(left, TOP, right - left, bottom - TOP, fill="#f1f4f7")]
    for part in pair.work:
        a, b = scale.x(part.starts_at), scale.x(part.ends_at or scale.ends_at)
        drawn.append(svg.rect(a, TOP, max(2.0, b - a), bottom - TOP, fill="#e1e8ef"))
    drawn.append(svg.rect(left, TOP - 8, right - left, 8, fill="#5b6b7a"))
    until = f"{pair.link.ends_at:%b %Y}" if pair.link.ends_at else "still open"
    said = f"Policing work for both: {pair.link.starts_at:%b %Y} to {until}"
    fits = left + 7.2 * len(said) < WIDTH
    drawn.append(
        svg.text(
            left if fits else WIDTH - 2, 26, said, size=14, text_anchor=None if fits else "end"
        )
    )
    return drawn


def _axis(scale: Scale, bottom: float) -> list[Markup]:
    drawn = []
    for at, label in _ticks(scale):
        x = scale.x(at)
        drawn.append(svg.line(x, TOP, x, bottom, svg.GRID))
        if x < WIDTH - 24:
            drawn.append(svg.text(x + 3, bottom + 17, label, size=13, fill=svg.MUTED))
    return drawn


def _ticks(scale: Scale) -> Iterable[tuple[datetime, str]]:
    days = (scale.ends_at - scale.starts_at).days
    if days <= 62:
        step = 2 if days <= 20 else 7
        at = scale.starts_at.replace(hour=0, minute=0, second=0, microsecond=0)
        at += timedelta(days=1)
        while at < scale.ends_at:
            yield at, f"{at.day} {at:%b}"
            at += timedelta(days=step)
        return
    months = next(size for size in (1, 2, 3, 6, 12, 24, 60, 600) if days / 30.4 / size <= 14)
    year, month, first = scale.starts_at.year, 1, True
    while (at := datetime(year, month, 1)) < scale.ends_at:
        if at > scale.starts_at:
            yield (
                at,
                f"{at:%b %Y}"
                if first or (month == 1 and months < 12)
                else (f"{at:%b}" if months < 12 else f"{at.year}"),
            )
            first = False
        month += months
        year, month = year + (month - 1) // 12, (month - 1) % 12 + 1


def _duty(tours: Sequence[Interval], scale: Scale, *, unseen: bool) -> list[Markup]:
    middle = TOP + DUTY / 2
    drawn = [
        svg.line(0, TOP, WIDTH, TOP, svg.RULE),
        svg.text(2, middle + 5, "On duty", font_weight="bold"),
    ]
    if unseen or not tours:
        said = "not handed over: not seen" if unseen else "no roster for this member"
        return [*drawn, svg.text(LEFT + 4, middle + 5, said, size=14, fill=svg.MUTED)]
    parts, last = [], -1.0
    for tour in sorted(tours, key=lambda tour: tour.starts_at):
        if (tour.ends_at or scale.ends_at) <= scale.starts_at or tour.starts_at >= scale.ends_at:
            continue
        left, right = scale.x(tour.starts_at), scale.x(tour.ends_at or scale.ends_at)
        left = max(left, last)
        if right - left >= 0.2:
            parts.append(svg.block(left, middle - 6, right - left, 12))
            last = right
    return [*drawn, svg.path(parts, fill="#6f777b")]


def _label(lane: Lane, events: Sequence[Event], top: float, *, unseen: bool) -> list[Markup]:
    middle = top + LANE / 2
    drawn = [
        svg.line(0, top, WIDTH, top, svg.RULE),
        svg.text(2, middle - 8, lane.label, font_weight="bold"),
    ]
    if not events:
        said = "not handed over: not seen" if unseen else "none on record"
        return [*drawn, svg.text(2, middle + 10, said, size=13, fill=svg.MUTED)]
    counts = Counter(event.status for event in events)
    lines = [f"{counts['unexplained']:,} unexplained"] if counts["unexplained"] else []
    if counts["explained"]:
        lines.append(f"{counts['explained']:,} explained")
    if counts["uncheckable"]:
        lines.append(f"{counts['uncheckable']:,} not checkable")
    if lane is OTHER:
        lines = [wording.counted(len(events), "record")]
    drawn.append(svg.line(LEFT, middle, WIDTH - RIGHT, middle, svg.GREY))
    for place, said in enumerate(lines[:3]):
        drawn.append(svg.text(2, middle + 8 + 15 * place, said, size=13, fill=svg.MUTED))
    return drawn
