"""Packs as pages show them: words and tags, no decisions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from upstander.web.audit.models import Entry
from upstander.web.disclosure.layout import SHEETS
from upstander.web.disclosure.models import Pack
from upstander.web.disclosure.words import Stage
from upstander.web.triage.models import Lead

_COLOURS = {Stage.MADE: "green", Stage.WAITING: "blue"}
_UNITS = ((1_000_000, "MB"), (1_000, "kB"))


@dataclass(frozen=True, kw_only=True)
class Line:
    """Something that happened to a pack."""

    at: datetime
    who: str
    what: str


def tag(pack: Pack) -> tuple[str, str]:
    """Where a pack stands, with the colour of its tag."""
    stage = Stage(pack.stage)
    if stage is Stage.MADE and not pack.on_file:
        return "File removed", "grey"
    return str(stage.label), _COLOURS.get(stage, "grey")


def rows(packs: Iterable[Pack]) -> list[dict[str, Any]]:
    """Packs in a table."""
    return [
        {"pack": pack, "tag": tag(pack), "called": "Names" if pack.named else "Pseudonyms"}
        for pack in packs
    ]


def counts(pack: Pack) -> list[tuple[str, int]]:
    """How many rows of each sheet a made pack holds."""
    return [
        (sheet.title, int(pack.counts[sheet.name])) for sheet in SHEETS if sheet.name in pack.counts
    ]


def size(pack: Pack) -> str:
    """1.2 MB."""
    number = pack.size or 0
    for least, unit in _UNITS:
        if number >= least:
            return f"{number / least:.1f} {unit}"
    return f"{number} bytes"


def history(lead: Lead, pack: Pack) -> list[Line]:
    """What the log says of a pack, newest first."""
    number = f'"pack":"{pack.reference}"'
    found = Entry.objects.filter(kind="lead", subject=lead.reference, detail__contains=number)
    return [
        Line(at=entry.at, who=entry.username or "Upstander itself", what=_what(entry))
        for entry in found.order_by("-number")
    ]


def _what(entry: Entry) -> str:
    """ "pack D-00001 made" without the pack, which the page is about."""
    detail = entry.told
    said = str(detail.get("what") or entry.act).partition(" D-")[2].partition(" ")[2]
    more = {"downloaded": detail.get("file"), "verified": _found(detail)}.get(said)
    what = f"{said or 'looked at'}{f': {more}' if more else ''}"
    return what[:1].upper() + what[1:]


def _found(detail: dict[str, Any]) -> str:
    return "as it was made" if detail.get("sound") else "not as it was made"


def register(packs: Iterable[Pack]) -> list[dict[str, Any]]:
    """Every pack for the auditor: for whom, why, who agreed; nothing of what it says of anybody."""
    return [
        {
            "pack": pack,
            "tag": tag(pack),
            "href": reverse("audit_subject", args=[pack.lead.reference]),
            "called": "Names" if pack.named else "Pseudonyms",
        }
        for pack in packs
    ]
