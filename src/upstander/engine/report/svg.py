"""SVG drawn on the server: presentation attributes only, so that no script or style is needed."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from markupsafe import Markup, escape

INK, MUTED, RULE, GRID = "#0b0c0c", "#484949", "#8c9296", "#dbdfe3"
BLUE, PALE, BAND, GREY = "#12436d", "#ffffff", "#e9eef3", "#aeb4b9"
Value = str | float | int | None
# Keeps lines behind a word off it.
HALO: dict[str, Any] = {"stroke": PALE, "stroke_width": 5, "paint_order": "stroke"}


def element(tag: str, *inside: str, **attributes: Value) -> Markup:
    """One element. `font_size` is written font-size, `class_` class; None is left out."""
    drawn = "".join(
        [
            f' {_name(key)}="{_written(value)}"'
            for key, value in attributes.items()
            if value is not None
        ]
    )
    body = "".join([escape(part) for part in inside])
    return Markup(f"<{tag}{drawn}>{body}</{tag}>" if body else f"<{tag}{drawn}/>")


@cache
def _name(key: str) -> str:
    return key if key == "viewBox" else key.rstrip("_").replace("_", "-")


def _written(value: Value) -> str:
    """A figure, which needs no escaping, with one decimal at most; or words, escaped."""
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return str(value) if isinstance(value, int) else escape(value)


def text(
    x: float, y: float, words: str, *, size: int = 15, fill: str = INK, **more: Value
) -> Markup:
    return element("text", words, x=float(x), y=float(y), font_size=size, fill=fill, **more)


def line(x1: float, y1: float, x2: float, y2: float, stroke: str = GRID, **more: Value) -> Markup:
    return element(
        "line", x1=float(x1), y1=float(y1), x2=float(x2), y2=float(y2), stroke=stroke, **more
    )


def rect(x: float, y: float, width: float, height: float, **more: Value) -> Markup:
    return element("rect", x=float(x), y=float(y), width=float(width), height=float(height), **more)


def path(parts: Iterable[str], **more: Value) -> Markup:
    """Many marks as one element; nothing where there are none."""
    drawn = "".join(parts)
    return element("path", d=drawn, **more) if drawn else Markup("")


def diamond(x: float, y: float, r: float) -> str:
    r *= 1.2
    return f"M{x:.1f} {y - r:.1f}l{r:.1f} {r:.1f}l{-r:.1f} {r:.1f}l{-r:.1f} {-r:.1f}z"


def circle(x: float, y: float, r: float) -> str:
    d = 2 * r
    return f"M{x - r:.1f} {y:.1f}a{r} {r} 0 1 0 {d:.1f} 0a{r} {r} 0 1 0 {-d:.1f} 0z"


def square(x: float, y: float, r: float) -> str:
    r *= 0.9
    return f"M{x - r:.1f} {y - r:.1f}h{2 * r:.1f}v{2 * r:.1f}h{-2 * r:.1f}z"


def triangle(x: float, y: float, r: float) -> str:
    r *= 1.1
    return f"M{x:.1f} {y - r:.1f}l{r:.1f} {2 * r:.1f}h{-2 * r:.1f}z"


def block(x: float, y: float, width: float, height: float) -> str:
    return f"M{x:.1f} {y:.1f}h{width:.1f}v{height:.1f}h{-width:.1f}z"


def picture(
    name: str,
    *inside: str,
    width: float,
    height: float,
    title: str,
    desc: str,
    css: str,
    top: float = 0,
) -> Markup:
    """A whole drawing with its title and description for those who do not see it.

    What lies above `top` is cut off.
    """
    return element(
        "svg",
        element("title", title, id=f"{name}-t"),
        element("desc", desc, id=f"{name}-d"),
        *inside,
        viewBox=f"0 {top:.0f} {width:.0f} {height - top:.0f}",
        class_=css,
        role="img",
        aria_labelledby=f"{name}-t",
        aria_describedby=f"{name}-d",
        font_family="Arial, Helvetica, sans-serif",
    )
