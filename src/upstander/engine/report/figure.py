"""A drawing with the sentence it proves and the figures it is drawn from."""

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, kw_only=True)
class Figure:
    """`caption` states the finding; `rows` are the same figures under `columns`."""

    svg: Markup
    caption: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
