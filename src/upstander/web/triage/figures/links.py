"""Whom the member has records with: the member in the middle, the people in columns beside.

The layout is the same for the same lead, and no two labels can lie on each other: each person has
a row of their own, and the count on each line stands at the person's end of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from upstander.engine.api import drawings
from upstander.web.triage.figures.material import Material, by_kind, unexplained

svg, wording = drawings.svg, drawings.wording
WIDTH, ROW, TOP, NODE = 960, 58, 12, 13
MOST = 24  # people that are drawn; the table has all
_ONE_SIDE = 3  # so few stand on one side
_LETTERS, _KINDS_LETTERS = 24, 40  # what is longer is cut, and whole in the table
_CHAR = 8.6  # width of a letter of a label, rather too much
_SMALL = 6.4
_ORDER = ("lookup", "call", "message", "visit", "attendance", "custody")


@dataclass(frozen=True, kw_only=True)
class Node:
    """A person: where they stand, what is written beside them, and how much there is."""

    human_id: str
    label: str
    kinds: str
    x: float
    y: float
    right: bool  # written to the right of the mark
    count: int
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class Box:
    """What a label covers."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


@dataclass(frozen=True, kw_only=True)
class Layout:
    """The member, the people, and how high the drawing is."""

    member: str
    x: float
    y: float
    height: float
    nodes: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True)
class Known:
    """A person with the records that they share with the member."""

    human_id: str
    label: str
    kinds: tuple[tuple[str, int], ...]
    bare: int  # records that nothing explains
    chosen: bool

    @property
    def count(self) -> int:
        return sum(count for _, count in self.kinds)


def links(material: Material, *, name: str) -> drawings.Figure | None:
    """The drawing; None where the lead is about the member alone."""
    people = known(material)
    if not people:
        return None
    said = caption(people, member=material.labels.member)
    plan = layout(people, member=material.labels.member)
    kinds = [kind for kind in _ORDER if any(dict(one.kinds).get(kind) for one in people)]
    return drawings.Figure(
        svg=_drawing(plan, name=name, desc=said),
        caption=said,
        columns=(
            "Person",
            *(wording.capital(wording.of_kind(kind)) for kind in kinds),
            "No record explains",
        ),
        rows=tuple(
            (
                one.label,
                *(f"{dict(one.kinds).get(kind, 0):,}" for kind in kinds),
                f"{one.bare:,} of {one.count:,}",
            )
            for one in people
        ),
    )


def known(material: Material) -> tuple[Known, ...]:
    """The lead's people in the order of their scores."""
    chosen = material.pair.human_id if material.pair else ""
    people = []
    for pair in material.pairs:
        if not pair.human_id:
            continue
        counts = by_kind(material.records, pair.human_id)
        order = [*(k for k in _ORDER if counts[k]), *sorted(set(counts) - set(_ORDER))]
        people.append(
            Known(
                human_id=pair.human_id,
                label=material.labels.person(pair.human_id),
                kinds=tuple((kind, counts[kind]) for kind in order),
                bare=unexplained(material.records, [pair.human_id]),
                chosen=pair.human_id == chosen,
            )
        )
    return tuple(people)


def caption(people: Sequence[Known], *, member: str) -> str:
    """The finding: how many people, and with whom most."""
    every = sum(one.count for one in people)
    most = max(people, key=lambda one: one.count)
    if len(people) == 1:
        return (
            f"{member} has {wording.counted(every, 'contact')} on record with {most.label}; "
            f"no record explains {most.bare or 'none'} of them."
        )
    said = f"{member} has {wording.counted(every, 'contact')} on record with {len(people)} people, "
    said += f"{most.count:,} of them with {most.label}."
    rest = len(people) - MOST
    return f"{said} The {MOST} of most bits are drawn." if rest > 0 else said


def layout(people: Sequence[Known], *, member: str) -> Layout:
    """Where everything stands: few people on one side, more on both in turn."""
    drawn = people[:MOST]
    both = len(drawn) > _ONE_SIDE
    x = WIDTH / 2 if both else WIDTH * 0.24
    rows = (len(drawn) + 1) // 2 if both else len(drawn)
    height = TOP * 2 + ROW * max(rows, 2) + 22
    nodes = []
    for place, one in enumerate(drawn):
        right = not both or place % 2 == 0
        row = place // 2 if both else place
        own = (len(drawn) + (1 if right else 0)) // 2 if both else len(drawn)
        space = (height - 2 * TOP) / own  # a shorter column is spread as wide as the longer
        at = WIDTH * 0.71 if both and right else WIDTH * 0.29 if both else WIDTH * 0.62
        nodes.append(
            Node(
                human_id=one.human_id,
                label=_cut(one.label),
                kinds=_cut(_kinds(one), most=_KINDS_LETTERS),
                x=at,
                y=TOP + space * (row + 0.5),
                right=right,
                count=one.count,
                chosen=one.chosen,
            )
        )
    return Layout(member=_cut(member), x=x, y=height / 2, height=height, nodes=tuple(nodes))


def _cut(label: str, *, most: int = _LETTERS) -> str:
    return label if len(label) <= most else f"{label[: most - 1]}…"


def _kinds(one: Known) -> str:
    """The two kinds with most records, in words."""
    most = sorted(one.kinds, key=lambda item: -item[1])[:2]
    said = [f"{count:,} {wording.of_kind(kind, count=count)}" for kind, count in most]
    more = sum(count for _, count in one.kinds) - sum(count for _, count in most)
    if more:
        return f"{said[0]}, {one.count - most[0][1]:,} others"
    return ", ".join(said) or "no contact"


def boxes(plan: Layout) -> tuple[Box, ...]:
    """What is written or marked, as rectangles: none may meet another."""
    found = [_member_box(plan)]
    for node in plan.nodes:
        width = max(_CHAR * len(node.label), _SMALL * len(node.kinds))
        left = node.x + NODE + 7 if node.right else node.x - NODE - 7 - width
        found.append(Box(left=left, top=node.y - 17, right=left + width, bottom=node.y + 22))
        found.append(
            Box(left=node.x - NODE, top=node.y - NODE, right=node.x + NODE, bottom=node.y + NODE)
        )
        x, y, half = _count_at(node)
        found.append(Box(left=x - half, top=y - 10, right=x + half, bottom=y + 10))
    return tuple(found)


def _member_box(plan: Layout) -> Box:
    half = max(16.0, _CHAR * len(plan.member) / 2)
    return Box(left=plan.x - half, top=plan.y - 16, right=plan.x + half, bottom=plan.y + 38)


def _count_at(node: Node) -> tuple[float, float, float]:
    """The middle of the count on a person's line, and half its width."""
    half = 9 + 4 * len(f"{node.count:,}")
    away = NODE + 10 + half
    return node.x - away if node.right else node.x + away, node.y, half


# --- the drawing


def _drawing(plan: Layout, *, name: str, desc: str) -> Markup:
    most = max(node.count for node in plan.nodes) or 1
    drawn = [_line(plan, node, most=most) for node in plan.nodes]
    for node in plan.nodes:
        drawn += _person(node)
    drawn.append(svg.path([svg.circle(plan.x, plan.y, 15)], fill=svg.INK))
    drawn.append(
        svg.text(
            plan.x, plan.y + 33, plan.member, text_anchor="middle", font_weight="bold", **svg.HALO
        )
    )
    return svg.picture(
        name,
        *drawn,
        width=WIDTH,
        height=plan.height,
        title="Records between the member and the people of this lead",
        desc=desc,
        css="chart chart--wide chart--links",
    )


def _line(plan: Layout, node: Node, *, most: int) -> Markup:
    """From the member outwards, then straight into the person's row."""
    bend = (plan.x + 2 * node.x) / 3
    return svg.path(
        [f"M{plan.x:.0f} {plan.y:.1f}C{bend:.0f} {plan.y:.1f} {bend:.0f} {node.y:.1f} "
         f"{_count_at(node)[0]:.0f} {node.y:.1f}L{node.x:.0f} {node.y:.1f}"],
        fill="none", stroke=svg.BLUE if node.chosen else svg.RULE,
        stroke_width=round(1.5 + 5 * node.count / most, 1),
    )  # fmt: skip


def _person(node: Node) -> Iterable[Markup]:
    x, y, half = _count_at(node)
    anchor = "start" if node.right else "end"
    beside = node.x + NODE + 7 if node.right else node.x - NODE - 7
    yield svg.rect(x - half, y - 10, 2 * half, 20, rx=3, fill=svg.PALE, stroke=svg.RULE)
    yield svg.text(x, y + 5, f"{node.count:,}", size=13, text_anchor="middle")
    yield svg.path(
        [svg.square(node.x, node.y, NODE)],
        fill=svg.BLUE if node.chosen else svg.PALE, stroke=svg.BLUE, stroke_width=2,
    )  # fmt: skip
    weight = "bold" if node.chosen else None
    yield svg.text(beside, node.y - 2, node.label, text_anchor=anchor, font_weight=weight)
    yield svg.text(beside, node.y + 16, node.kinds, size=13, fill=svg.MUTED, text_anchor=anchor)
