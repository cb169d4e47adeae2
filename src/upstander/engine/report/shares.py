"""How much of each kind of contact a recorded purpose explains, as bars of one length."""

from collections.abc import Iterable, Sequence
from typing import Any

from markupsafe import Markup

from upstander.engine.report import svg, wording
from upstander.engine.report.figure import Figure
from upstander.engine.report.model import Share

WIDTH, ROW = 400, 46
_ORDER = tuple(wording.KINDS)


def added(shares: Iterable[Share], *, by: str) -> tuple[Share, ...]:
    """The counts summed `by` "kind" or "role_family"; the other field is empty."""
    sums: dict[str, list[int]] = {}
    for share in shares:
        counts = sums.setdefault(getattr(share, by), [0] * 6)
        for place, count in enumerate(_counts(share)):
            counts[place] += count
    order = sorted(sums, key=lambda key: (_ORDER.index(key) if key in _ORDER else 99, key))
    return tuple(
        _share(kind=key if by == "kind" else "", role_family=key if by != "kind" else "", of=of)
        for key, of in ((key, sums[key]) for key in order)
    )


def total(shares: Iterable[Share]) -> Share:
    """All of them as one."""
    counts = [0] * 6
    for share in shares:
        counts = [a + b for a, b in zip(counts, _counts(share), strict=True)]
    return _share(kind="", role_family="", of=counts)


def _counts(share: Share) -> tuple[int, ...]:
    return (
        share.contacts,
        share.explained,
        share.unexplained,
        share.uncheckable,
        share.first_contacts,
        share.first_explained,
    )


def _share(*, kind: str, role_family: str, of: Sequence[int]) -> Share:
    return Share(
        kind=kind,
        role_family=role_family,
        contacts=of[0],
        explained=of[1],
        unexplained=of[2],
        uncheckable=of[3],
        first_contacts=of[4],
        first_explained=of[5],
    )


def caption(whole: Share) -> str:
    """The finding: shares of all contacts, then of first contacts."""
    said = (
        f"Of {wording.counted(whole.contacts, 'contact')}, a recorded purpose explains "
        f"{wording.percent(whole.explained, whole.contacts)}"
    )
    bare = wording.percent(whole.unexplained, whole.contacts)
    if whole.uncheckable:
        unsure = wording.percent(whole.uncheckable, whole.contacts)
        said += f", no record explains {bare}, and {unsure} could not be checked."
    else:
        said += f" and no record explains {bare}; all could be checked."
    if whole.first_contacts:
        said += (
            f" Of {whole.first_contacts:,} first contacts, "
            f"{wording.percent(whole.first_explained, whole.first_contacts)} are explained."
        )
    return said


def explained(shares: Sequence[Share], *, name: str) -> Figure:
    """The share explained, by kind of contact."""
    kinds, whole = added(shares, by="kind"), total(shares)
    return Figure(svg=_drawing(kinds, name=name, desc=caption(whole)), caption=caption(whole))


def _drawing(kinds: Sequence[Share], *, name: str, desc: str) -> Markup:
    drawn: list[Markup] = []
    for place, share in enumerate(kinds):
        drawn += _row(place * ROW, share)
    foot = len(kinds) * ROW + 8
    x = 1.0
    for label, look in (
        ("explained", _HOLLOW),
        ("no record explains it", _FILLED),
        ("could not be checked", _GREY),
    ):
        drawn.append(svg.rect(x, foot + 3, 12, 12, **look))
        drawn.append(svg.text(x + 17, foot + 13.5, label, size=13))
        x += 26 + 6.6 * len(label)
    return svg.picture(
        name,
        *drawn,
        width=WIDTH,
        height=foot + 24,
        title="Share explained by kind of contact",
        desc=desc,
        css="chart chart--narrow",
    )


_HOLLOW: dict[str, Any] = {"fill": svg.PALE, "stroke": svg.RULE, "stroke_width": 1}
_FILLED: dict[str, Any] = {"fill": svg.BLUE, "stroke": svg.BLUE, "stroke_width": 1}
_GREY: dict[str, Any] = {"fill": svg.GREY, "stroke": svg.RULE, "stroke_width": 1}


def _row(top: float, share: Share) -> list[Markup]:
    said = f"{wording.percent(share.explained, share.contacts)} of {share.contacts:,} explained"
    drawn = [
        svg.text(1, top + 17, wording.capital(wording.of_kind(share.kind))),
        svg.text(WIDTH - 1, top + 17, said, text_anchor="end", fill=svg.MUTED, size=14),
    ]
    x, plot = 1.0, WIDTH - 2
    for count, look in (
        (share.explained, _HOLLOW),
        (share.unexplained, _FILLED),
        (share.uncheckable, _GREY),
    ):
        width = plot * count / share.contacts if share.contacts else 0
        if count:
            drawn.append(svg.rect(x, top + 24, max(1.5, width), 14, **look))
        x += width
    return drawn
