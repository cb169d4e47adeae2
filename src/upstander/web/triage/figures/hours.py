"""Contacts by hour of the week, by the force's own clocks, against duty."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from markupsafe import Markup

from upstander.engine.api import drawings

svg, wording = drawings.svg, drawings.wording
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LEFT, TOP, CELL, ROW = 54, 26, 37, 30
WIDTH, BOTTOM = LEFT + 24 * CELL + 4, TOP + 7 * ROW
_SHADES = ("#e4edf5", "#b5cde2", "#6f9fc8", "#2f6ea5", "#12436d")
_LIGHT_FROM = 3  # the shade from which figures are white
_MOSTLY = 0.5  # of the weeks: from here an hour counts as one of duty
Hour = tuple[int, int]  # day of the week from Monday, hour


@dataclass(frozen=True, kw_only=True)
class Week:
    """Contacts and duty by hour of the week."""

    contacts: Counter[Hour]
    outside: Counter[Hour]  # of them, those outside duty
    duty: frozenset[Hour]  # on duty in at least half of the weeks that are drawn
    known: int  # contacts of which it is known whether they fall within duty
    weeks: int
    kinds: frozenset[str]


def week_of(contacts: Sequence[drawings.Event], tours: Iterable[drawings.Interval]) -> Week:
    """The contacts by hour. `at` of each is local, so that an hour is that of the clock."""
    hours = Counter((event.at.weekday(), event.at.hour) for event in contacts)
    outside = Counter(
        (event.at.weekday(), event.at.hour) for event in contacts if event.on_duty is False
    )
    first, last = contacts[0].at, contacts[-1].at
    monday = datetime.combine(first.date() - timedelta(days=first.weekday()), time())
    weeks = (last - monday) // timedelta(days=7) + 1
    ends = monday + timedelta(days=7 * weeks)
    worked = Counter(hour for tour in tours for hour in _hours_of(tour, since=monday, until=ends))
    return Week(
        contacts=hours,
        outside=outside,
        duty=frozenset(hour for hour, count in worked.items() if count >= weeks * _MOSTLY),
        known=sum(event.on_duty is not None for event in contacts),
        weeks=weeks,
        kinds=frozenset(event.kind for event in contacts),
    )


def _hours_of(tour: drawings.Interval, *, since: datetime, until: datetime) -> Iterable[Hour]:
    """The hours of which a tour takes at least half."""
    half = timedelta(minutes=30)
    at = max(tour.starts_at, since)
    at = datetime.combine(at.date(), time(at.hour)) + timedelta(hours=at.minute > 30)
    ends = min(tour.ends_at or until, until)
    while at + half <= ends:
        yield at.weekday(), at.hour
        at += timedelta(hours=1)


def hours(
    contacts: Sequence[drawings.Event], tours: Sequence[drawings.Interval], *, name: str
) -> drawings.Figure | None:
    """The drawing; None where there is no contact."""
    if not contacts:
        return None
    week = week_of(contacts, tours)
    said = caption(week)
    return drawings.Figure(
        svg=_drawing(week, name=name, desc=said),
        caption=said,
        columns=("Hour", *DAYS),
        rows=tuple(_rows(week)),
    )


def caption(week: Week) -> str:
    """The finding: how many fall outside duty, and on which day of the week most."""
    every, outside = sum(week.contacts.values()), sum(week.outside.values())
    kind = next(iter(week.kinds)) if len(week.kinds) == 1 else ""
    many = wording.of_kind(kind) if kind else "contacts"
    one = wording.of_kind(kind, count=1) if kind else "contact"
    if not week.known:
        return f"Whether the {wording.counted(every, one, many)} fell within duty is not known."
    falls = "falls" if outside == 1 else "fall"
    said = f"{outside:,} of {wording.counted(week.known, one, many)} {falls} outside rostered duty"
    if not outside:
        said = f"None of {wording.counted(week.known, one, many)} falls outside rostered duty"
    days = Counter({day: 0 for day in range(7)})
    for (day, _), count in week.outside.items():
        days[day] += count
    (first, most), (_, second) = days.most_common(2)
    if most > max(second, 2):
        said += f", most often on {DAYS[first]}s"
    rest = every - week.known
    return f"{said}." if not rest else f"{said}. Of {rest:,} more it is not known."


def _rows(week: Week) -> Iterable[tuple[str, ...]]:
    for hour in range(24):
        cells = [_cell(week, (day, hour)) for day in range(7)]
        if any(cell != "0" for cell in cells):
            yield (f"{hour:02}:00", *cells)


def _cell(week: Week, hour: Hour) -> str:
    count, outside = week.contacts[hour], week.outside[hour]
    return f"{count:,} ({outside:,} outside)" if outside else f"{count:,}"


# --- the drawing


def _drawing(week: Week, *, name: str, desc: str) -> Markup:
    top = max(len(_SHADES), *week.contacts.values())
    drawn = [
        svg.text(LEFT + hour * CELL + CELL / 2, 17, f"{hour:02}", size=13, text_anchor="middle")
        for hour in range(24)
    ]
    free = [(day, hour) for day in range(7) for hour in range(24) if not week.contacts[day, hour]]
    squares = [svg.block(*_at(hour), CELL - 2, ROW - 2) for hour in free]
    drawn.append(svg.path(squares, fill="#f4f6f8"))
    for day in range(7):
        y = TOP + day * ROW
        drawn.append(svg.text(2, y + 20, DAYS[day][:3], font_weight="bold"))
    for level in range(len(_SHADES)):
        drawn += _shaded(week, level=level, top=top)
    drawn.append(_outline(week.duty))
    drawn += _legend(week, top=top)
    return svg.picture(
        name,
        *drawn,
        width=WIDTH,
        height=BOTTOM + 44,
        title="Contacts by hour of the week",
        desc=desc,
        css="chart chart--wide",
    )


def shade(count: int, *, top: int) -> int:
    """Which of the shades a count has: the most has the last."""
    return min(len(_SHADES) - 1, (count * len(_SHADES) - 1) // top)


def _shaded(week: Week, *, level: int, top: int) -> Iterable[Markup]:
    """The hours of one shade with their figures; a corner where some fall outside duty."""
    hours = [hour for hour, n in sorted(week.contacts.items()) if shade(n, top=top) == level]
    if not hours:
        return
    ink = svg.PALE if level >= _LIGHT_FROM else svg.INK
    yield svg.path(
        [svg.block(*_at(hour), CELL - 2, ROW - 2) for hour in hours], fill=_SHADES[level]
    )
    figures = []
    for hour in hours:
        x, y = _at(hour)
        figures.append(
            svg.element("text", f"{week.contacts[hour]:,}", x=x + CELL / 2 - 1, y=y + 19)
        )
    size = 14 if top < 1000 else 11
    yield svg.element("g", *figures, fill=ink, font_size=size, text_anchor="middle")
    yield svg.path([_corner(*_at(hour)) for hour in hours if week.outside[hour]], fill=ink)


def _at(hour: Hour) -> tuple[float, float]:
    """The upper left corner of an hour's square."""
    return LEFT + hour[1] * CELL + 1.0, TOP + hour[0] * ROW + 1.0


def _corner(x: float, y: float) -> str:
    """The corner of the square that begins at x and y."""
    return f"M{x + CELL - 3:.0f} {y + 1:.0f}h-8l8 8z"


def _outline(duty: frozenset[Hour]) -> Markup:
    """The edge around the hours of duty: each side that has no hour of duty beyond it."""
    parts = []
    for day, hour in sorted(duty):
        x, y = LEFT + hour * CELL, TOP + day * ROW
        if (day - 1, hour) not in duty:
            parts.append(f"M{x} {y}h{CELL}")
        if (day + 1, hour) not in duty:
            parts.append(f"M{x} {y + ROW}h{CELL}")
        if (day, hour - 1) not in duty:
            parts.append(f"M{x} {y}v{ROW}")
        if (day, hour + 1) not in duty:
            parts.append(f"M{x + CELL} {y}v{ROW}")
    return svg.path(parts, stroke=svg.INK, stroke_width=2.5, stroke_linecap="square", fill="none")


def _legend(week: Week, *, top: int) -> Iterable[Markup]:
    y = BOTTOM + 16
    if week.duty:
        yield svg.rect(LEFT + 1, y + 1, 28, 16, fill="none", stroke=svg.INK, stroke_width=2.5)
        often = "on duty" if week.weeks == 1 else "on duty in half of the weeks or more"
        yield svg.text(LEFT + 38, y + 14, often, size=13)
    else:
        yield svg.text(LEFT, y + 14, "No hour is duty in half of the weeks", size=13)
    if week.outside:
        yield svg.path([_corner(LEFT + 284, y + 4)], fill=svg.INK)
        yield svg.text(LEFT + 326, y + 14, "some outside duty", size=13)
    yield svg.text(WIDTH - 262, y + 14, "Contacts in the hour: 1", size=13, text_anchor="end")
    for level, fill in enumerate(_SHADES):
        yield svg.rect(WIDTH - 254 + level * 40, y + 1, 36, 16, fill=fill)
    yield svg.text(WIDTH - 52, y + 14, f"{top:,}", size=13)
