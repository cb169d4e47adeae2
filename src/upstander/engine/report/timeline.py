"""A pair's contacts over time, lane by lane.

Above a lane's line stand the contacts that no record explains (filled), below it those that one
explains (hollow) and those that could not be checked (grey). Where marks would lie on top of each
other a lane counts instead: bars, each for the same span of days.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from markupsafe import Markup

from upstander.engine.report import marks, svg, wording
from upstander.engine.report.figure import Figure
from upstander.engine.report.model import Event, Interval, Pair
from upstander.engine.report.scale import LEFT, RIGHT, TOP, WIDTH, Scale, axis

LOW, LANE = 30, 68  # a lane without marks is low
_LEAST, _ROOM, _BY_DAY = timedelta(days=14), timedelta(days=90), timedelta(days=62)


@dataclass(frozen=True, kw_only=True)
class Lane:
    """A row of the drawing: the kinds it shows, the shape of its marks, what it stands on."""

    label: str
    kinds: tuple[str, ...]
    mark: marks.Mark
    table: str  # the contract table without which the lane is not seen


LANES = (
    Lane(label="Look-ups", kinds=("lookup",), mark=svg.diamond, table="searches"),
    Lane(label="Calls", kinds=("call",), mark=svg.circle, table="calls"),
    Lane(label="Messages", kinds=("message",), mark=svg.square, table="messages"),
    Lane(label="Visits", kinds=("visit", "stop"), mark=svg.triangle, table="positions"),
    Lane(label="Attended", kinds=("attendance", "custody"), mark=svg.square, table="attendances"),
)
OTHER = Lane(label="Other records", kinds=(), mark=svg.diamond, table="")
_LANE_OF = {kind: lane for lane in LANES for kind in lane.kinds}


def shown(pair: Pair) -> tuple[Event, ...]:
    """What the timeline is drawn from: the pair's contacts and other records of the evidence."""
    kept = {(event.table, event.file, event.row): event for event in pair.contacts}
    for evidence in pair.evidence:
        for event in evidence.events:
            kept.setdefault((event.table, event.file, event.row), event)
    return tuple(sorted(kept.values(), key=lambda event: (event.at, event.table, event.row)))


def lane_of(event: Event) -> Lane:
    return _LANE_OF.get(event.kind, OTHER)


def timeline(
    pair: Pair,
    *,
    tours: Sequence[Interval],
    unseen: frozenset[str],
    name: str,
    within: Interval | None = None,
) -> Figure | None:
    """The pair's contacts over time; None where there is nothing to draw.

    `unseen` are contract tables of which nothing could be seen: their lanes say so. `within` draws
    that stretch and no more; of a week each mark has its hour, and each row of the table is one
    record.
    """
    every = shown(pair)
    if not every:
        return None
    events = tuple(event for event in every if _inside(event.at, within))
    lanes = [*LANES, *([OTHER] if any(lane_of(event) is OTHER for event in every) else [])]
    scale = _scale(pair, events) if within is None else _whole(within)
    said = caption(pair, events) if events else _nothing(within)
    columns, rows = _table(events, lanes, scale if within else None)
    return Figure(
        svg=_drawing(pair, events, lanes, tours, scale=scale, unseen=unseen, name=name, desc=said),
        caption=said,
        columns=columns,
        rows=rows,
    )


def _inside(at: datetime, within: Interval | None) -> bool:
    return within is None or within.starts_at <= at < (within.ends_at or datetime.max)


def _whole(within: Interval) -> Scale:
    return Scale(
        starts_at=within.starts_at, ends_at=within.ends_at or within.starts_at + timedelta(days=7)
    )


def _nothing(within: Interval | None) -> str:
    if within is None or within.ends_at is None:
        return "Nothing is on record."
    days = wording.span(within.starts_at, within.ends_at - timedelta(days=1))
    return f"Nothing is on record from {days}."


def caption(pair: Pair, events: Sequence[Event]) -> str:
    """The finding, in the same figures as the drawing."""
    contacts = [event for event in events if event.status]
    if not contacts:
        return f"{wording.counted(len(events), 'record')} and no contact on this timeline."
    days = wording.span(contacts[0].at, contacts[-1].at)
    days = f"from {days}" if " to " in days else f"on {days}"
    said = f"Of {wording.counted(len(contacts), 'contact')} {days}, "
    bare = [event for event in contacts if event.status == "unexplained"]
    said += f"no record explains {_bare_words(bare)}."
    if bare and pair.link and pair.link.ends_at:
        after = sum(event.at > pair.link.ends_at for event in bare)
        if after:
            which = f"All {after:,}" if after == len(bare) else f"{after:,} of the {len(bare):,}"
            said += f" {which} came after policing work for both ended."
    unsure = sum(event.status == "uncheckable" for event in contacts)
    return f"{said} {unsure:,} could not be checked." if unsure else said


def _bare_words(bare: Sequence[Event]) -> str:
    """How many, and of which kinds."""
    kinds = Counter(event.kind for event in bare)
    if not kinds:
        return "none"
    if len(kinds) == 1 and len(bare) > 1:
        return f"{len(bare):,}, all of them {wording.of_kind(bare[0].kind)}"
    order = sorted(kinds, key=lambda kind: (-kinds[kind], kind))
    parts = [f"{kinds[kind]:,} {wording.of_kind(kind, count=kinds[kind])}" for kind in order]
    return parts[0] if len(bare) == 1 else f"{len(bare):,}: {wording.listed(parts)}"


def _table(
    events: Sequence[Event], lanes: Sequence[Lane], window: Scale | None
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The columns and rows under the drawing: by month, by day, or record by record."""
    if window and window.close:
        return ("When", "Record", "Status", "Explained by", "Source"), tuple(map(_record, events))
    labels = tuple(lane.label for lane in lanes)
    by_day = window is not None and window.ends_at - window.starts_at <= _BY_DAY
    unit = "Day" if by_day else "Month"
    return (unit, *labels), tuple(_counted(events, lanes, by_day=by_day))


def _record(event: Event) -> tuple[str, ...]:
    what = f" ({event.what})" if event.what else ""
    why = f"{event.explained_by} ({event.explained_row})" if event.explained_row else None
    return (
        f"{event.at:%a} {wording.clock(event.at)}",
        f"{wording.capital(wording.of_kind(event.kind, count=1))}{what}",
        wording.capital(wording.STATUS_WORDS.get(event.status, event.status)),
        why or event.explained_by or "–",
        f"{event.file}, row {event.row}",
    )


def _counted(
    events: Sequence[Event], lanes: Sequence[Lane], *, by_day: bool
) -> Iterable[tuple[str, ...]]:
    every: Counter[tuple[date, str]] = Counter()
    bare: Counter[tuple[date, str]] = Counter()
    for event in events:
        key = event.at.date() if by_day else event.at.date().replace(day=1), lane_of(event).label
        every[key] += 1
        bare[key] += event.status == "unexplained"
    for start in sorted({key[0] for key in every}):
        cells = []
        for lane in lanes:
            total, without = every[start, lane.label], bare[start, lane.label]
            if lane is OTHER:
                cells.append(f"{total:,}")
            else:
                cells.append(f"{without:,} of {total:,}" if total else "0")
        yield (f"{start:%a} {start.day} {start:%b %Y}" if by_day else f"{start:%b %Y}", *cells)


def _drawing(
    pair: Pair,
    events: Sequence[Event],
    lanes: Sequence[Lane],
    tours: Sequence[Interval],
    *,
    scale: Scale,
    unseen: frozenset[str],
    name: str,
    desc: str,
) -> Markup:
    by_lane: dict[str, list[Event]] = {lane.label: [] for lane in lanes}
    for event in events:
        by_lane[lane_of(event).label].append(event)
    own = [by_lane[lane.label] for lane in lanes]
    bottom = TOP + LOW + sum(LANE if found else LOW for found in own)
    work = _work(pair, scale, bottom)
    drawn = [*work, *axis(scale, bottom)]
    drawn += _duty(tours, scale, unseen="duties" in unseen)
    top, counted = TOP + LOW, False
    for lane, found in zip(lanes, own, strict=True):
        slots = scale.places([event.at for event in found])
        placed = [(at, event.status) for at, event in zip(slots, found, strict=True)]
        piles, middle = marks.Piles.of(placed), top + LANE / 2
        drawn += _label(lane, found, top, unseen=lane.table in unseen)
        drawn += marks.drawn(piles, mark=lane.mark, left=LEFT, middle=middle)
        if scale.close and not piles.counted:
            timed = [(*place, event.at) for place, event in zip(placed, found, strict=True)]
            drawn += marks.hours(timed, left=LEFT, middle=middle, right=WIDTH - RIGHT)
        top += LANE if found else LOW
        counted = counted or piles.counted
    drawn.append(svg.line(0, bottom, WIDTH, bottom, svg.RULE))
    drawn += _legend(bottom + 32, scale, counted=counted)
    return svg.picture(
        name,
        *drawn,
        width=WIDTH,
        height=bottom + 64,
        top=0 if work else TOP - 26 if scale.close else TOP - 6,
        title="Contacts over time",
        desc=desc,
        css="chart chart--wide",
    )


def _scale(pair: Pair, events: Sequence[Event]) -> Scale:
    starts, ends = events[0].at, events[-1].at
    if pair.link:  # drawn whole, unless that would press the contacts together
        room, until = max(ends - starts, _ROOM), pair.link.ends_at or ends
        if until > starts - room:
            starts = min(starts, max(pair.link.starts_at, starts - room))
        if pair.link.starts_at < ends + room:
            ends = max(ends, min(until, ends + room))
    spare = max(_LEAST - (ends - starts), (ends - starts) / 25) / 2
    return Scale(starts_at=starts - spare, ends_at=ends + spare)


def _work(pair: Pair, scale: Scale, bottom: float) -> list[Markup]:
    """Policing work that names both, as bands behind every lane."""
    if not pair.link:
        said = "No policing link on record" if pair.link_told else ""
        if pair.person is None:
            said = "With everybody that this evidence rests on"
        if scale.close or not said:  # the names of the days stand there
            return []
        return [svg.text(LEFT, 26, said, size=14, fill=svg.MUTED)]
    left, right = scale.x(pair.link.starts_at), scale.x(pair.link.ends_at or scale.ends_at)
    right = max(right, left + 3)
    drawn = [svg.rect(left, TOP, right - left, bottom - TOP, fill="#f1f4f7")]
    parts = [svg.block(a, TOP, max(2.0, b - a), bottom - TOP) for a, b in _joined(pair.work, scale)]
    drawn.append(svg.path(parts, fill="#e1e8ef"))
    drawn.append(svg.rect(left, TOP - 8, right - left, 8, fill="#5b6b7a"))
    if scale.close:
        return drawn
    said = _link_words(pair.link, scale)
    fits = left + 7.2 * len(said) < WIDTH
    drawn.append(
        svg.text(
            left if fits else WIDTH - 2, 26, said, size=14, text_anchor=None if fits else "end"
        )
    )
    return drawn


def _link_words(link: Interval, scale: Scale) -> str:
    first = f"{link.starts_at:%b %Y}"
    until = f"{link.ends_at:%b %Y}" if link.ends_at else "still open"
    said = f"Policing work for both: {first if first == until else f'{first} to {until}'}"
    gone = link.ends_at is not None and link.ends_at < scale.starts_at
    return f"{said}, before this drawing begins" if gone else said


def _joined(work: Sequence[Interval], scale: Scale) -> list[tuple[float, float]]:
    """The stretches of the drawing that any of the intervals covers."""
    found: list[tuple[float, float]] = []
    for part in sorted(work, key=lambda part: part.starts_at):
        a, b = scale.x(part.starts_at), scale.x(part.ends_at or scale.ends_at)
        if found and a <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], b))
        else:
            found.append((a, b))
    return found


def _duty(tours: Sequence[Interval], scale: Scale, *, unseen: bool) -> list[Markup]:
    middle = TOP + LOW / 2
    drawn = [
        svg.line(0, TOP, WIDTH, TOP, svg.RULE),
        svg.text(2, middle + 5, "On duty", font_weight="bold"),
    ]
    if unseen or not tours:
        said = "could not be seen" if unseen else "no roster for this member"
        return [*drawn, _note(middle + 5, said)]
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
    drawn = [svg.line(0, top, WIDTH, top, svg.RULE)]
    if not events:
        said = "could not be seen" if unseen else "none on record"
        return [
            *drawn,
            svg.text(2, top + 20, lane.label, font_weight="bold"),
            _note(top + 20, said),
        ]
    middle = top + LANE / 2
    drawn.append(svg.text(2, top + 18, lane.label, font_weight="bold"))
    drawn.append(svg.line(LEFT, middle, WIDTH - RIGHT, middle, svg.GREY))
    for place, said in enumerate(_counts(lane, events)):
        drawn.append(svg.text(2, top + 33 + 14.5 * place, said, size=13, fill=svg.MUTED))
    return drawn


def _note(y: float, said: str) -> Markup:
    """Words on a lane."""
    return svg.text(LEFT + 4, y, said, size=14, fill=svg.MUTED, **svg.HALO)


def _counts(lane: Lane, events: Sequence[Event]) -> list[str]:
    if lane is OTHER:
        return [wording.counted(len(events), "record")]
    counts = Counter(event.status for event in events)
    words = {
        "unexplained": "unexplained",
        "explained": "explained",
        "uncheckable": "not checkable",
    }
    said = [f"{counts[key]:,} {told}" for key, told in words.items() if counts[key]]
    others = len(events) - sum(counts[key] for key in words)
    return [*said, *([f"{others:,} on record"] if others else [])]


def _legend(top: float, scale: Scale, *, counted: bool) -> list[Markup]:
    drawn, x = [], 2.0
    for status, said in (
        ("unexplained", "above the line: no record explains it"),
        ("explained", "below: explained"),
        ("uncheckable", "below: could not be checked"),
    ):
        drawn.append(svg.path([svg.square(x + 6, top + 13, 6)], **marks.LOOKS[status]))
        drawn.append(svg.text(x + 17, top + 18, said, size=13))
        x += 34 + 6.2 * len(said)
    said = "One mark is one contact"
    if counted:
        said = f"Bars: contacts in {scale.slot_words}"
    drawn.append(svg.text(WIDTH - RIGHT, top + 18, said, size=13, text_anchor="end"))
    return drawn
