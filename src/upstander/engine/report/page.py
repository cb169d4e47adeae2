"""One self-contained page: no script, no network, no font but the system's own."""

import base64
import hashlib
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from upstander.engine.report import wording
from upstander.engine.report.gaps import gaps, key_figures, unseen
from upstander.engine.report.model import Report
from upstander.engine.report.shares import added, explained
from upstander.engine.report.views import lead_views

_TEMPLATES = Path(__file__).parent / "templates"


def render(report: Report) -> str:
    """The report as one HTML file, to be written as UTF-8.

    Everything that comes from a record is escaped. The page's own policy
    (`Content-Security-Policy`) lets it load nothing and run nothing, so that even a hole in the
    escaping could not send anything anywhere.
    """
    css, coverage = _css(), report.coverage
    return (
        _templates()
        .get_template("report.html.j2")
        .render(
            report=report,
            coverage=coverage,
            css=css,
            css_hash=base64.b64encode(hashlib.sha256(css.encode()).digest()).decode(),
            key_figures=key_figures(coverage),
            unseen_signs=unseen(coverage),
            gaps=gaps(coverage),
            shares=explained(coverage.explained, name="shares"),
            kinds=added(coverage.explained, by="kind"),
            families=added(coverage.explained, by="role_family"),
            leads=lead_views(report),
        )
    )


@lru_cache(maxsize=1)
def _css() -> str:
    return (_TEMPLATES / "report.css").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _templates() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    for word in ("plain", "capital", "number", "bits", "day", "clock", "percent", "rarity", "span"):
        templates.filters[word] = getattr(wording, word)
    templates.filters |= {"of_kind": wording.of_kind, "counted": wording.counted}
    templates.filters |= {
        "chance_of_list": wording.chance_of_list,
        "chance_to_here": wording.chance_to_here,
        "work_on_record": wording.work_on_record,
    }
    templates.globals |= {
        "status_words": wording.STATUS_WORDS,
        "origin_words": wording.ORIGIN_WORDS,
        "band_words": wording.BAND_WORDS,
        "style_words": wording.STYLE_WORDS,
    }
    return templates
