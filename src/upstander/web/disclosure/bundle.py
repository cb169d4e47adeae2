"""The machine-readable bundle: a zip of rows, the PDF, and a signed manifest of their hashes.

The same content gives the same bytes but for who made it and when.
"""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from nacl.signing import SigningKey

from upstander import __version__
from upstander.web.audit.presenters import harmless
from upstander.web.disclosure import signing
from upstander.web.disclosure.content import Content, Row
from upstander.web.disclosure.layout import FORM, MANIFEST, PDF, README, SIGNATURE, Sheet
from upstander.web.triage.figures.material import zone

STATEMENT = (
    "This pack is not a conclusion about any person. A lead is a reason to look: contact that no "
    "record explains, and signs of it. The weights behind its score are not validated, and what "
    "could not be seen says nothing."
)
SIMULATED = "Simulated: nobody in this pack exists."
_DAY = (1980, 1, 1, 0, 0, 0)  # of every file in the zip: when it was made stands in the manifest


@dataclass(frozen=True, kw_only=True)
class Maker:
    """Who makes a pack, when, and by which key."""

    by: str
    at: datetime
    second: str  # who agreed; empty where nobody had to
    key: SigningKey

    @property
    def when(self) -> str:
        """By the force's clocks."""
        return f"{self.at.astimezone(zone()):%d %B %Y, %H:%M}".lstrip("0")


@dataclass(frozen=True, kw_only=True)
class Written:
    """What a bundle came to."""

    digest: str  # of the content
    counts: Mapping[str, int]  # rows by sheet


def mark(content: Content, *, maker: Maker) -> str:
    """What stands on every page and in every file: which pack, for whom, by whom, when."""
    pack = content.pack
    whom = f"{pack.recipient}, {pack.organisation}"
    return f"{pack.reference} for {whom}. Made by {maker.by}, {maker.when}."


def digest(content: Content) -> str:
    """What a second person agrees to: the selection, and every row of it."""
    hashes = {sheet.name: _Lines(content, sheet).hashed() for sheet in content.sheets}
    return _digest(content, hashes)


def _digest(content: Content, hashes: Mapping[str, str]) -> str:
    pack = content.pack
    selection = [
        pack.reference, content.lead.reference, pack.purpose, pack.recipient, pack.recipient_role,
        pack.organisation, pack.marking, list(pack.included), pack.named,
        [[one.part, one.item, one.ground, one.reason] for one in pack.withheld.all()],
        handling(content),
    ]  # fmt: skip
    told = json.dumps([FORM, selection, dict(hashes)], ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(told.encode("ascii")).hexdigest()


def handling(content: Content) -> str:
    """How the whole may be handled, by its newest grading; empty where nobody graded it."""
    grading = content.grading
    if grading is None:
        return ""
    said = f"Graded {grading.grade}: {grading.get_handling_display()[2:].lower()}."
    return f"{said} {content.mask(grading.conditions)}".strip()


class _Lines:
    """The rows of a sheet as JSON Lines, hashed and counted as they pass."""

    def __init__(self, content: Content, sheet: Sheet) -> None:
        self.content, self.sheet = content, sheet
        self.count, self._hash = 0, hashlib.sha256()

    def __iter__(self) -> Iterator[bytes]:
        for row in self.content.rows(self.sheet):
            line = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            self._hash.update(line)
            self.count += 1
            yield line

    def hashed(self) -> str:
        """The hash of all rows: by reading them, where they have not been written."""
        if not self.count:
            for _ in self:
                pass
        return self._hash.hexdigest()


def write(content: Content, *, to: Path, maker: Maker, pdf: bytes | None, no_pdf: str) -> Written:
    """Write the bundle to a new file. `no_pdf` says why there is none, where there is none."""
    said = mark(content, maker=maker)
    with zipfile.ZipFile(to, "x", zipfile.ZIP_DEFLATED) as opened:
        out = _Zip(opened)
        lines = {}
        for sheet in content.sheets:
            lines[sheet.name] = own = _Lines(content, sheet)
            head = {"pack": content.pack.reference, "mark": said, "sheet": sheet.name}
            out.add(sheet.files[0], _chain(_line(head), own))
            out.rows[sheet.files[0]] = own.count
            if sheet.csv:
                out.add(sheet.files[1], _csv(content, sheet))
                out.rows[sheet.files[1]] = own.count
        if pdf is not None:
            out.add(PDF, [pdf])
        out.add(README, [_readme(content, said=said, maker=maker, no_pdf=no_pdf)])
        hashes = {name: own.hashed() for name, own in lines.items()}
        whole = _digest(content, hashes)
        manifest = signing.as_json(
            _manifest(content, maker=maker, said=said, digest=whole, files=out.told())
        )
        out.add(MANIFEST, [manifest])
        out.add(SIGNATURE, [signing.signature(manifest, key=maker.key)])
    return Written(digest=whole, counts={name: own.count for name, own in lines.items()})


class _Zip:
    """Files going into the zip, one after the other, with what the manifest says of each."""

    def __init__(self, opened: zipfile.ZipFile) -> None:
        self._opened = opened
        self._said: dict[str, dict[str, Any]] = {}
        self.rows: dict[str, int] = {}

    def add(self, name: str, pieces: Iterable[bytes]) -> None:
        about = zipfile.ZipInfo(name, date_time=_DAY)
        about.compress_type = zipfile.ZIP_DEFLATED
        about.create_system, about.external_attr = 3, 0o600 << 16
        own, size = hashlib.sha256(), 0
        with self._opened.open(about, "w") as file:
            for piece in pieces:
                file.write(piece)
                own.update(piece)
                size += len(piece)
        self._said[name] = {"sha256": own.hexdigest(), "bytes": size}

    def told(self) -> dict[str, dict[str, Any]]:
        """Each file so far."""
        return {
            name: said | ({"rows": self.rows[name]} if name in self.rows else {})
            for name, said in self._said.items()
        }


def _chain(first: bytes, rest: Iterable[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _line(row: Mapping[str, Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _csv(content: Content, sheet: Sheet) -> Iterator[bytes]:
    """The same rows for a spreadsheet, each with the pack's number; no cell is a formula."""
    names, number = [name for name, _ in sheet.columns], content.pack.reference
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow(["pack", *names])
    for row in content.rows(sheet):
        writer.writerow([number, *(_cell(row, name) for name in names)])
        if buffer.tell() > 100_000:
            yield _emptied(buffer)
    yield _emptied(buffer)


def _cell(row: Row, name: str) -> str:
    value = row[name]
    return "" if value is None else harmless(str(value))


def _emptied(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode("utf-8")


def _manifest(
    content: Content,
    *,
    maker: Maker,
    said: str,
    digest: str,
    files: Mapping[str, Mapping[str, Any]],
) -> dict[str, Any]:
    pack, lead, scan = content.pack, content.lead, content.lead.scan
    coverage = scan.coverage
    fired = sorted({row.indicator for row in lead.evidences.all()})
    return {
        "form": FORM,
        "pack": pack.reference,
        "lead": lead.reference,
        "mark": said,
        "statement": STATEMENT,
        "marking": pack.marking,
        "handling": handling(content),
        "simulated": scan.simulated,
        "purpose": content.mask(pack.purpose),
        "recipient": {
            "name": pack.recipient,
            "role": pack.recipient_role,
            "organisation": pack.organisation,
        },
        "made": {
            "by": maker.by,
            "at": maker.at.astimezone(zone()).isoformat(timespec="seconds"),
            "agreed_by": maker.second or None,
            "program": __version__,
        },
        "names": pack.named,
        "parts": list(pack.included),
        "content_digest": digest,
        "scan": {
            "digest": scan.digest,
            "as_of": scan.as_of.astimezone(zone()).isoformat(),
            "made_at": scan.made_at.astimezone(zone()).isoformat(),
            "matrix": str(coverage.get("matrix_version") or ""),
            "contract": str(coverage.get("contract_version") or ""),
            "policy": str(coverage.get("policy_version") or ""),
        },
        "signs": {sign: content.sign(sign, "version") for sign in fired},
        "files": dict(files),
    }


def _readme(content: Content, *, said: str, maker: Maker, no_pdf: str) -> bytes:
    pack = content.pack
    lines = [
        f"Disclosure pack {pack.reference} on lead {content.lead.reference}. {pack.marking}.",
        said,
        *([SIMULATED] if content.lead.scan.simulated else []),
        "",
        STATEMENT,
        *([handling(content)] if content.grading else []),
        "With names." if pack.named else "With pseudonyms: no name of anybody the lead is about.",
        "",
        "Files",
        *([f"  {PDF}: everything below to be read and printed"] if not no_pdf else []),
        *(f"  {' and '.join(sheet.files)}: {sheet.title}" for sheet in content.sheets),
        f"  {MANIFEST}: versions, counts, and the SHA-256 of each file above",
        f"  {SIGNATURE}: signs {MANIFEST}",
        *(["", f"There is no PDF: {no_pdf}"] if no_pdf else []),
        "",
        "Each .jsonl file begins with a line that says which pack it belongs to; each line after "
        "it is one row. In the .csv files each row begins with the number of the pack, and an "
        "apostrophe stands before what a spreadsheet would take for a formula.",
        "",
        "Whether anything was changed, added or taken away:",
        f"  upstander disclosure verify FILE.zip --key {bytes(maker.key.verify_key).hex()}",
        "Have the key confirmed by the unit itself: whoever can write this file can write another "
        "key into it.",
        "",
        "Columns",
    ]
    for sheet in content.sheets:
        lines += ["", f"  {sheet.name}", *(f"    {name}: {told}" for name, told in sheet.columns)]
    return ("\n".join(lines) + "\n").encode("utf-8")
