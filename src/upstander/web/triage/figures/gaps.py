"""What could not be seen: the first thing to know before anybody reads meaning into silence."""

from collections.abc import Iterable
from dataclasses import dataclass

from upstander.engine.api import drawings
from upstander.web.triage.figures.material import Material


@dataclass(frozen=True, kw_only=True)
class Gaps:
    """Signs that could not be checked, by what they lack, and tables of which nothing was seen."""

    signs: tuple[tuple[str, tuple[str, ...]], ...]  # what is lacking, the signs that need it
    tables: tuple[tuple[str, tuple[str, ...]], ...]  # why nothing of them was seen, and which
    content: str  # whether the content of messages was read, as a sentence
    caption: str


def gaps(material: Material) -> Gaps:
    """The gaps of the scan that bear on a lead: of signs about the force nothing is said."""
    coverage, wording = material.coverage, drawings.wording
    levels = {id: about.get("level") for id, about in material.scan.signs.items()}
    bearing = [sign for sign in coverage.signs if levels.get(sign.id) != "force"]
    unseen = [sign for sign in drawings.unseen(coverage) if levels.get(sign.id) != "force"]
    content = material.scan.coverage.get("content") or {}
    return Gaps(
        signs=tuple((lacks, tuple(names)) for lacks, names in _by_lack(unseen).items()),
        tables=tuple(
            (why, tuple(wording.plain(name) for name in names))
            for why, names in (
                ("not handed over", coverage.not_handed_over),
                ("every row broke the data contract", coverage.rejected),
            )
            if names
        ),
        content=str(content.get("said") or ""),
        caption=_caption(len(unseen), of=len(bearing), tables=len(coverage.unseen)),
    )


def _by_lack(unseen: Iterable[drawings.SignRun]) -> dict[str, list[str]]:
    """Names of signs by what they lack, so that one missing table is read once."""
    found: dict[str, list[str]] = {}
    for sign in unseen:
        lacks = drawings.wording.listed([_plain(name) for name in sign.missing])
        found.setdefault(lacks or "something that is not stated", []).append(sign.name)
    return found


def _plain(name: str) -> str:
    """ "calls.duration_s" as "duration s of calls"."""
    table, _, column = name.partition(".")
    plain = drawings.wording.plain
    return f"{plain(column)} of {plain(table)}" if column else plain(table)


def _caption(unseen: int, *, of: int, tables: int) -> str:
    said = (
        f"{unseen} of {of} signs could not be checked; silence of those says nothing."
        if unseen
        else f"Each of the {of} signs could be checked."
        if of
        else "Which signs could be checked is not on record."
    )
    if tables:
        said += f" {drawings.wording.counted(tables, 'table')} "
        said += "could not be seen."
    return said
