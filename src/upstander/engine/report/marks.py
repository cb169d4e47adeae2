"""The marks of one lane of a timeline, one by one or counted, and the key to them."""
_LOOKS = {
    "unexplained": {"fill": svg.BLUE, "stroke": svg.PALE, "stroke_width": 1},
    "explained": {"fill": svg.PALE, "stroke": "#43525f", "stroke_width": 1.4},
    "uncheckable": {"fill": svg.GREY, "stroke": "#43525f", "stroke_width": 1},
}


def _marks(lane: Lane, events: Sequence[Event], scale: Scale, middle: float) -> list[Markup]:
    slots: Counter[tuple[int, str]] = Counter()
    for event in events:
        slots[scale.slot(event.at), event.status or "uncheckable"] += 1
    below = Counter[int]()
    for (slot, status), count in slots.items():
        below[slot] += count if status != "unexplained" else 0
    most = max([0, *slots.values(), *below.values()])
    parts: dict[str, list[str]] = {status: [] for status in _LOOKS}
    under: Counter[int] = Counter()
    for status in _LOOKS:  # explained before uncheckable, so that they pile in one order
        for slot, count in sorted((s, n) for (s, key), n in slots.items() if key == status):
            up = status == "unexplained"
            base = 0 if up else under[slot]
            parts[status] += (
                _pile(lane.mark, slot, count, base, middle, up=up)
                if most <= STACK
                else [_column(slot, count, base, most, middle, up=up)]
            )
            under[slot] += 0 if up else count
    drawn = [svg.path(parts[status], **look) for status, look in _LOOKS.items()]
    if most > STACK:
        drawn += _peak(slots, most, middle)
    return drawn


def _pile(mark: Mark, slot: int, count: int, base: int, middle: float, *, up: bool) -> list[str]:
    x = LEFT + (slot + 0.5) * SLOT
    way = -1 if up else 1
    return [mark(x, middle + way * (6 + SLOT * (base + place)), RADIUS) for place in range(count)]


def _column(slot: int, count: int, base: int, most: int, middle: float, *, up: bool) -> str:
    unit = (LANE / 2 - 7) / most
    height = max(2.0, unit * count)
    top = middle - height if up else middle + unit * base
    return svg.block(LEFT + slot * SLOT + 0.8, top, SLOT - 1.6, height)


def _peak(slots: Counter[tuple[int, str]], most: int, middle: float) -> list[Markup]:
    """The tallest bar's count beside it, so that a lane of bars has a scale."""
    (slot, status), count = max(slots.items(), key=lambda item: (item[1], -item[0][0]))
    if count < most:
        return []
    right = slot < 70
    x = LEFT + (slot + (1.25 if right else -0.25)) * SLOT
    y = middle - LANE / 2 + 18 if status == "unexplained" else middle + LANE / 2 - 8
    return [
        svg.text(
            x,
            y,
            f"{count:,}",
            size=13,
            text_anchor="start" if right else "end",
            stroke=svg.PALE,
            stroke_width=3,
            paint_order="stroke",
        )
    ]


def _legend(top: float, scale: Scale) -> list[Markup]:
    drawn, x = [], 2.0
    for status, said in (
        ("unexplained", "above the line: no record explains it"),
        ("explained", "below: explained"),
        ("uncheckable", "below: could not be checked"),
    ):
        drawn.append(svg.path([svg.square(x + 6, top + 13, 6)], **_LOOKS[status]))
        drawn.append(svg.text(x + 17, top + 18, said, size=13))
        x += 34 + 6.5 * len(said)
    days = max(1, round(scale.slot_days))
    said = f"bars: contacts in {'a day' if days == 1 else f'about {days} days'}"
    drawn.append(svg.text(WIDTH - RIGHT, top + 18, said, size=13, text_anchor="end"))
    return drawn
