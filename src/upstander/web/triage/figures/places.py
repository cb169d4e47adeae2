"""Where vehicles stood near the home of the people of a lead: distances, and no address.

The scan tells where a stop was to ten metres and how far from the home. Where three stops or more
fix the home, the drawing is a map with the home in its middle; otherwise it shows distances alone
and says so. No coordinate is ever written.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from upstander.engine.api import drawings
from upstander.web.triage.figures.material import Material, local
from upstander.web.triage.models import Stand

svg, wording = drawings.svg, drawings.wording
SIZE, MARGIN, FOOT = 440, 34, 46
RADIUS = 12.0  # of a mark; stops that are drawn nearer than two of them share one
_FIT = 25.0  # metres: how far a distance may miss the home that was worked out
_SPREAD = 30.0  # metres: stops nearer to one line than this do not fix a home
_LEAST = 60.0  # metres from the home to the edge, at least
_LADDER = (10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 50_000)


@dataclass(frozen=True, kw_only=True)
class Stop:
    """A stop east and north of the home, in metres."""

    at: datetime
    minutes: int | None
    metres: float
    east: float
    north: float
    parked: str
    status: str


@dataclass(frozen=True, kw_only=True)
class Map:
    """The stops around one home. `turned`: only distances are known, directions are not."""

    stops: tuple[Stop, ...]
    turned: bool


def places(material: Material, *, name: str) -> drawings.Figure | None:
    """The drawing for the pair; None where no stop is known, or people have several homes."""
    stands = [stand for stand in material.stands if stand.distance_m is not None]
    if material.pair is None or not material.pair.human_id or not stands:
        return None
    home = material.labels.person(material.pair.human_id)
    drawn = map_of(stands)
    marks = clusters(drawn)
    said = caption(drawn, whose=home)
    numbers = {stop.at: str(number) for number, mark in enumerate(marks, 1) for stop in mark}
    return drawings.Figure(
        svg=_drawing(drawn, marks, name=name, desc=said),
        caption=said,
        columns=("Mark", "When", "Minutes", "From the home", "Parked", "Status"),
        rows=tuple(
            (
                numbers[stop.at],
                wording.clock(stop.at),
                "not known" if stop.minutes is None else f"{stop.minutes:,}",
                f"{stop.metres:,.0f} m",
                stop.parked or "–",
                wording.capital(wording.STATUS_WORDS.get(stop.status, stop.status)),
            )
            for stop in drawn.stops
        ),
    )


def map_of(stands: Sequence[Stand]) -> Map:
    """The stops around the home, which three distances fix where they do not lie on a line."""
    home = home_of([(float(s.easting), float(s.northing), s.distance_m or 0.0) for s in stands])
    stops = []
    for place, stand in enumerate(stands):
        metres = stand.distance_m or 0.0
        if home is None:  # evenly turned, so that no direction is claimed
            angle = 2 * math.pi * place / len(stands)
            east, north = metres * math.sin(angle), metres * math.cos(angle)
        else:
            east, north = stand.easting - home[0], stand.northing - home[1]
        minutes = (stand.ends_at - stand.at).total_seconds() / 60 if stand.ends_at else None
        stops.append(
            Stop(
                at=local(stand.at),
                minutes=None if minutes is None else round(minutes),
                metres=metres,
                east=east,
                north=north,
                parked=stand.parked,
                status=stand.status,
            )
        )
    return Map(stops=tuple(stops), turned=home is None)


def home_of(circles: Sequence[tuple[float, float, float]]) -> tuple[float, float] | None:
    """The point that lies at each distance from its stop; None where the stops do not fix one.

    Least squares on the differences of the circles, which are straight lines.
    """
    if len(circles) < 3:
        return None
    x0, y0 = (sum(circle[axis] for circle in circles) / len(circles) for axis in (0, 1))
    own = [(x - x0, y - y0, d) for x, y, d in circles]
    xx, yy = sum(x * x for x, _, _ in own), sum(y * y for _, y, _ in own)
    xy = sum(x * y for x, y, _ in own)
    # The lesser eigenvalue says how far the stops are from lying on one line.
    least = (xx + yy) / 2 - math.hypot((xx - yy) / 2, xy)
    if math.sqrt(max(0.0, least / len(own))) < _SPREAD:
        return None
    # Measured from the middle of the stops, what is the same for all of them falls out.
    bx = sum(x * (x * x + y * y - d * d) / 2 for x, y, d in own)
    by = sum(y * (x * x + y * y - d * d) / 2 for x, y, d in own)
    over = xx * yy - xy * xy
    east, north = (yy * bx - xy * by) / over, (xx * by - xy * bx) / over
    misses = [abs(math.hypot(x - east, y - north) - d) for x, y, d in own]
    return (x0 + east, y0 + north) if max(misses) <= _FIT else None


def caption(drawn: Map, *, whose: str) -> str:
    """The finding: how many stops, how near, how long."""
    stops = drawn.stops
    near = [stop.metres for stop in stops]
    said = f"{wording.counted(len(stops), 'stop')} within {max(near):,.0f} m of the home of {whose}"
    bare = sum(stop.status == "unexplained" for stop in stops)
    said += f"; no record explains {bare:,}." if bare else "; a record explains each."
    if any(stop.status == "uncheckable" for stop in stops) and not bare:
        said = said.replace("a record explains each", "none of them is unexplained")
    timed = [stop.minutes for stop in stops if stop.minutes is not None]
    if timed:
        said += f" The longest took {wording.counted(max(timed), 'minute')}."
    return f"{said} Only distances are known, not directions." if drawn.turned else said


def clusters(drawn: Map) -> tuple[tuple[Stop, ...], ...]:
    """Stops that would be drawn on top of each other, together; in order of the first."""
    scale = _scale(drawn)
    found: list[list[Stop]] = []
    for stop in drawn.stops:
        x, y = stop.east * scale, stop.north * scale
        near = (
            mark
            for mark in found
            if math.hypot(mark[0].east * scale - x, mark[0].north * scale - y) < 2 * RADIUS + 2
        )
        own = next(near, None)
        if own is None:
            found.append([stop])
        else:
            own.append(stop)
    return tuple(tuple(mark) for mark in found)


def _scale(drawn: Map) -> float:
    """Pixels a metre."""
    reach = max([_LEAST, *(math.hypot(stop.east, stop.north) for stop in drawn.stops)])
    return (SIZE / 2 - MARGIN) / reach


# --- the drawing


def _drawing(drawn: Map, marks: Sequence[Sequence[Stop]], *, name: str, desc: str) -> Markup:
    scale, middle = _scale(drawn), SIZE / 2
    inside = [
        svg.rect(0.5, 0.5, SIZE - 1, SIZE - 1, fill="#f4f6f8", stroke=svg.RULE),
        *_rings(scale, middle),
        *_home(middle),
    ]
    for number, mark in enumerate(marks, 1):
        x, y = middle + mark[0].east * scale, middle - mark[0].north * scale
        inside += _mark(x, y, number=number, stops=mark)
    if not drawn.turned:
        inside += _north()
    inside += _bar(scale)
    return svg.picture(
        name,
        *inside,
        width=SIZE,
        height=SIZE + FOOT,
        title="Stops near the home",
        desc=desc,
        css="chart chart--narrow",
    )


def _rings(scale: float, middle: float) -> Iterable[Markup]:
    """Distances from the home, at most three rings."""
    step = next((s for s in _LADDER if (SIZE / 2) / (s * scale) < 4), _LADDER[-1])
    for number in (1, 2, 3):
        radius = number * step * scale
        if radius < SIZE / 2 - 4:
            yield svg.path(
                [svg.circle(middle, middle, round(radius, 1))],
                fill="none", stroke=svg.GREY, stroke_dasharray="3 4",
            )  # fmt: skip
            said = f"{number * step:,} m"
            yield svg.text(
                middle, middle + radius + 4, said, size=12, fill=svg.MUTED,
                text_anchor="middle", **svg.HALO,
            )  # fmt: skip


def _home(middle: float) -> Iterable[Markup]:
    yield svg.path([svg.square(middle, middle, 8)], fill=svg.INK)
    yield svg.text(
        middle, middle - 13, "home", size=13, text_anchor="middle", font_weight="bold", **svg.HALO
    )


def _mark(x: float, y: float, *, number: int, stops: Sequence[Stop]) -> Iterable[Markup]:
    bare = any(stop.status == "unexplained" for stop in stops)
    fill, ink = (svg.BLUE, svg.PALE) if bare else (svg.PALE, svg.INK)
    yield svg.path(
        [svg.circle(x, y, RADIUS)], fill=fill, stroke=svg.INK if not bare else svg.PALE,
        stroke_width=1.5, class_="up-mark",
    )  # fmt: skip
    yield svg.text(
        x, y + 4.5, str(number), size=13, fill=ink, text_anchor="middle", class_="up-mark-figure"
    )
    if len(stops) > 1:
        yield svg.text(x + RADIUS + 2, y - 6, f"×{len(stops)}", size=12, **svg.HALO)


def _north() -> Iterable[Markup]:
    x, y = SIZE - 22, 44
    yield svg.path([f"M{x} {y - 14}l6 16l-6 -4l-6 4z"], fill=svg.INK)
    yield svg.text(x, y - 19, "N", size=13, text_anchor="middle", font_weight="bold")


def _bar(scale: float) -> Iterable[Markup]:
    """The scale bar, and what the marks mean."""
    metres = max((s for s in _LADDER if s * scale <= SIZE / 4), default=_LADDER[0])
    y, width = SIZE + 14, metres * scale
    yield svg.path([f"M2 {y}v8h{width:.1f}v-8"], fill="none", stroke=svg.INK, stroke_width=2)
    yield svg.text(width + 10, y + 8, f"{metres:,} m", size=13)
    yield svg.path([svg.circle(SIZE - 210, y + 4, 6)], fill=svg.BLUE)
    yield svg.text(SIZE - 200, y + 8.5, "unexplained", size=13)
    yield svg.path([svg.circle(SIZE - 106, y + 4, 6)], fill=svg.PALE, stroke=svg.INK)
    yield svg.text(SIZE - 96, y + 8.5, "other", size=13)
    yield svg.text(2, y + 28, "Number: place in the table", size=12, fill=svg.MUTED)
