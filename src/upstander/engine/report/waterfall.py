"""The score as a sum that a reader can follow: one bar a family of signs, from nothing to all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from upstander.engine.report import svg, wording
from upstander.engine.report.figure import Figure
from upstander.engine.report.model import Evidence, Lead

WIDTH, ROW, TOP, SIDE = 400, 46, 4, 4
_UNNAMED = 0.05  # bits: a difference that rounding makes


@dataclass(frozen=True, kw_only=True)
class Step:
    """One bar: where it starts and ends on the scale, in bits."""

    label: str
    starts: float
    ends: float
    full: float = 0.0  # its bits if nothing lessened them; 0: not drawn

    @property
    def bits(self) -> float:
        return self.ends - self.starts


def counted(lead: Lead) -> tuple[Evidence, ...]:
    """The signs that count: those of the strongest person and those of the member alone."""
    return tuple(
        evidence
        for pair in (lead.strongest, lead.alone)
        if pair is not None
        for evidence in pair.evidence
    )


def rest(lead: Lead) -> tuple[str, float]:
    """What the signs that count leave over, and its name: the share of further people."""
    over = lead.score - sum(evidence.bits for evidence in counted(lead))
    name = "share of further people" if lead.people > 1 else "adjustment by the ranking"
    return name, over if abs(over) > _UNNAMED else 0.0


def steps(lead: Lead) -> tuple[Step, ...]:
    """The families from the most bits to the fewest; the share of further people comes last."""
    families: dict[str, float] = {}
    for evidence in counted(lead):
        families[evidence.family] = families.get(evidence.family, 0.0) + evidence.bits
    order = sorted(families, key=lambda name: (-families[name], wording.family_order(name)))
    reached, found = 0.0, []
    for family in order:
        found.append(Step(label=family, starts=reached, ends=reached + families[family]))
        reached += families[family]
    name, over = rest(lead)
    if over:
        found.append(Step(label=name, starts=reached, ends=lead.score))
    return tuple(found)


def waterfall(lead: Lead, *, name: str) -> Figure:
    """The score of a lead, family by family."""
    bars = steps(lead)
    return Figure(
        svg=_drawing(bars, lead.score, name=name, desc=_caption(bars, lead.score)),
        caption=_caption(bars, lead.score),
        columns=("Family of signs", "Bits", "Sum so far"),
        rows=tuple(
            (wording.capital(bar.label), f"{bar.bits:+.1f}", wording.bits(bar.ends)) for bar in bars
        ),
    )


def of_signs(evidence: Sequence[Evidence], *, name: str) -> Figure:
    """The bits of one pair, sign by sign: what each counts, and what lessens it."""
    order = sorted(evidence, key=lambda sign: (-sign.bits, sign.indicator))
    reached, bars = 0.0, []
    for sign in order:
        ends = reached + sign.bits
        bars.append(Step(label=sign.name, starts=reached, ends=ends, full=sign.rarity_bits))
        reached = ends
    said = _signs_caption(order, reached)
    return Figure(
        svg=_drawing(bars, reached, name=name, desc=said, title="Score, sign by sign"),
        caption=said,
        columns=("Sign", "Bits by itself", "Bits that count", "What lessens them"),
        rows=tuple(
            (
                sign.name,
                wording.bits(sign.rarity_bits),
                f"{sign.bits:+.1f}",
                wording.capital(sign.weight_reason) or "Nothing: it counts in full",
            )
            for sign in order
        ),
    )


def _signs_caption(signs: Sequence[Evidence], score: float) -> str:
    if not signs:
        return "No sign adds to this score."
    total, most = wording.bits(score), signs[0]
    if len(signs) == 1:
        return f"All {total} bits come from one sign: {most.name}."
    less = sum(sign.rarity_bits for sign in signs) - score
    said = f"{most.name} adds most: {wording.bits(most.bits)} of {total} bits, from {len(signs)} "
    said += "signs."
    return f"{said} {wording.bits(less)} further bits do not count." if less > _UNNAMED else said


def _caption(bars: Sequence[Step], score: float) -> str:
    if not bars:
        return "No sign adds to this score."
    total = wording.bits(score)
    if len(bars) == 1:
        return f"All {total} bits come from one family of signs: {bars[0].label}."
    most = max(bars, key=lambda bar: bar.bits)
    return (
        f"{wording.capital(most.label)} adds most: {wording.bits(most.bits)} of {total} bits, "
        f"a sum of {len(bars)} parts."
    )


def _drawing(
    bars: Sequence[Step],
    score: float,
    *,
    name: str,
    desc: str,
    title: str = "Score, family by family",
) -> Markup:
    most = max([1.0, score, *(max(bar.ends, bar.starts + bar.full) for bar in bars)])
    plot = WIDTH - 2 * SIDE

    def across(value: float) -> float:
        return SIDE + plot * max(0.0, value) / most

    drawn = list(_grid(across, most, bottom=TOP + ROW * (len(bars) + 1)))
    for place, bar in enumerate(bars):
        top, ends = TOP + place * ROW, across(bar.ends)
        drawn.append(svg.line(ends, top + 39, ends, top + ROW + 24, svg.MUTED))
        if bar.starts + bar.full > bar.ends + _UNNAMED:
            drawn += _lessened(top, ends, across(bar.starts + bar.full))
        drawn += _bar(top, across(bar.starts), ends, fill=svg.BLUE)
    for place, bar in enumerate(bars):
        drawn += _row(TOP + place * ROW, wording.capital(bar.label), f"{bar.bits:+.1f}")
    foot = TOP + len(bars) * ROW
    drawn += _row(foot, "Score", f"{wording.bits(score)} bits", font_weight="bold")
    drawn += _bar(foot, across(0), across(score), fill=svg.INK)
    return svg.picture(
        name,
        *drawn,
        width=WIDTH,
        height=foot + ROW + 24,
        title=title,
        desc=desc,
        css="chart chart--narrow",
    )


def _row(top: float, label: str, figure: str, **more: Any) -> list[Markup]:
    return [
        svg.text(SIDE, top + 18, label, **svg.HALO, **more),
        svg.text(WIDTH - SIDE, top + 18, figure, text_anchor="end", **svg.HALO, **more),
    ]


def _bar(top: float, left: float, right: float, *, fill: str) -> list[Markup]:
    left, right = min(left, right), max(left, right)
    return [svg.rect(left, top + 24, max(1.5, right - left), 15, fill=fill)]


def _lessened(top: float, left: float, right: float) -> list[Markup]:
    """The bits of a sign that do not count."""
    return [
        svg.rect(
            left,
            top + 24.5,
            right - left,
            14,
            fill=svg.PALE,
            stroke=svg.MUTED,
            stroke_dasharray="3 2",
        )
    ]


def _grid(across: Callable[[float], float], most: float, *, bottom: float) -> list[Markup]:
    step = next(size for size in (1, 2, 5, 10, 20, 50, 100, 1000) if most / size <= 6)
    drawn = []
    for value in range(0, int(most) + 1, step):
        x = across(value)
        drawn.append(svg.line(x, TOP + 22, x, bottom, svg.GRID))
        anchor = "start" if value == 0 else "end" if x > WIDTH - 16 else "middle"
        drawn.append(
            svg.text(x, bottom + 18, str(value), size=13, fill=svg.MUTED, text_anchor=anchor)
        )
    return drawn
