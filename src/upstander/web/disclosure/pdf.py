"""The pack on paper, where the machine has what draws it.

WeasyPrint needs Pango, a library of the machine's own and no Python package. Where it is missing,
the workbench starts and makes bundles all the same, and says what to install.
"""

import functools
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from markupsafe import escape

from upstander.web.disclosure import bundle
from upstander.web.disclosure.bundle import Maker
from upstander.web.disclosure.content import Content, Row
from upstander.web.disclosure.layout import BY_NAME

ROWS = 200  # of a table on paper; the bundle has all of them
VARIANT = "pdf/ua-1"  # tagged, with its language and title: what a screen reader needs
DEBIAN = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
MISSING = (
    "The PDF cannot be made on this machine: WeasyPrint does not find the library Pango. "
    f"Install it (Debian: apt-get install {DEBIAN}) and start the workbench again."
)
_STYLES = Path(__file__).parent / "print" / "pack.css"
_HALO = ' stroke="#ffffff" stroke-width="5" paint-order="stroke"'
_SCHEME = "pack:"  # addresses of what belongs to this pack; nothing else is ever fetched


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A PDF."""

    content: bytes
    pages: int


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows of a sheet as far as they stand on paper."""

    rows: tuple[Row, ...]
    every: int  # how many there are

    @property
    def more(self) -> int:
        """Rows that stand in the bundle alone."""
        return self.every - len(self.rows)


@functools.cache
def missing() -> str:
    """What keeps the PDF from being made, with what to do; empty where nothing does."""
    try:
        import weasyprint  # noqa: F401 - whether it can be loaded is the question
    except (ImportError, OSError):
        return MISSING
    return ""


def draw(content: Content, *, maker: Maker, digest: str) -> Paper:
    """The pack as a tagged PDF: its bytes are the same for the same content, maker and time."""
    import weasyprint

    shown = page(content, maker=maker, digest=digest)
    document = weasyprint.HTML(
        string=render_to_string("disclosure/paper.html", shown),
        base_url=_SCHEME,
        url_fetcher=_fetcher({"watermark.svg": _watermark(shown["mark"])}),
    ).render(
        stylesheets=[weasyprint.CSS(string=_STYLES.read_text(encoding="utf-8"))],
        pdf_variant=VARIANT,
    )
    identifier = hashlib.sha256(f"{digest}{shown['mark']}".encode()).digest()[:16]
    made = document.write_pdf(pdf_identifier=identifier, pdf_variant=VARIANT)
    return Paper(content=made, pages=len(document.pages))


def page(content: Content, *, maker: Maker, digest: str) -> dict[str, Any]:
    """What the template is given."""
    return {
        "pack": content.pack,
        "lead": content.lead,
        "scan": content.lead.scan,
        "content": content,
        "figures": content.figures,
        "parts": [str(part) for part in content.pack.included],
        "purpose": content.mask(content.pack.purpose),
        "headline": content.headline,
        "tables": {sheet.name: table(content, sheet.name) for sheet in content.sheets},
        "meanings": list({sign.sign: sign for sign in content.figures.sentences}.values()),
        "drawable": drawable,
        "maker": maker,
        "made_at": maker.at,
        "mark": bundle.mark(content, maker=maker),
        "statement": bundle.STATEMENT,
        "simulated": bundle.SIMULATED if content.lead.scan.simulated else "",
        "handling": bundle.handling(content),
        "digest": digest,
        "key": bytes(maker.key.verify_key).hex(),
        "force": settings.FORCE,
        "paperday": paperday,
        "papertime": papertime,
    }


def paperday(at: str | None) -> str:
    """24 Nov 2026: on paper the year always stands."""
    if not at:
        return ""
    day = datetime.fromisoformat(at)
    return f"{day.day} {day:%b %Y}"


def papertime(at: str | None) -> str:
    """24 Nov 2026, 18:05."""
    return f"{paperday(at)}, {datetime.fromisoformat(at):%H:%M}" if at else ""


def table(content: Content, name: str) -> Table:
    """The first rows of a sheet; the rest is counted as it passes, and kept nowhere."""
    rows = content.rows(BY_NAME[name])
    if name == "records":
        rows = _one_a_record(rows)
    first = tuple(islice(rows, ROWS))
    return Table(rows=first, every=len(first) + sum(1 for _ in rows))


def _one_a_record(rows: Iterator[Row]) -> Iterator[Row]:
    """A record under several signs is one row on paper, with all of their names."""

    def record(row: Row) -> tuple[Any, ...]:
        return tuple(row[name] for name in ("at", "source_table", "source_file", "source_row"))

    for _, same in groupby(rows, key=record):
        found = list(same)
        names = dict.fromkeys(row["name"] or row["sign"] for row in found)
        whom = dict.fromkeys(row["with"] for row in found if row["with"])
        yield found[0] | {"name": ", ".join(names), "with": ", ".join(whom)}


def drawable(svg: str) -> str:
    """A drawing as WeasyPrint can draw it: it paints the halo of a word over the word itself."""
    return svg.replace(_HALO, "")


def _watermark(mark: str) -> str:
    """The mark across a page, pale, behind what stands there."""
    number, _, rest = mark.partition(" for ")
    small = min(17.0, 1_700 / max(1, len(rest)))  # the longest still fits the page's diagonal
    lines = [
        f'<text x="0" y="{y}" font-size="{size}" text-anchor="middle">{escape(words)}</text>'
        for y, size, words in ((0, 64, number), (34, small, rest))
    ]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 595 842" width="595" height="842">'
        '<g transform="translate(297 430) rotate(-52)" fill="#f1f2f3" '
        f'font-family="Liberation Sans, DejaVu Sans, sans-serif">{"".join(lines)}</g></svg>'
    )


def _fetcher(assets: dict[str, str]) -> Any:
    """Gives the pack's own drawings, and refuses every other address: no file, no network."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnAlone(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            name = url.removeprefix(_SCHEME)
            if not url.startswith(_SCHEME) or name not in assets:
                raise ValueError("a pack is drawn from what it holds, and from nothing else")
            return URLFetcherResponse(url, assets[name], {"Content-Type": "image/svg+xml"})

    return OwnAlone(fail_on_errors=True)
