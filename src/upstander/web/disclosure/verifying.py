"""Whether a pack is as it was made: without the workbench, and trusting nothing in the file.

A pack may have gone through many hands. It is read entry by entry and never unpacked; what is
larger than its manifest says is read no further.
"""

import hashlib
import json
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from upstander.errors import (
    PackAddedError,
    PackEditedError,
    PackMissingError,
    PackSignatureError,
    UpstanderError,
    UsageError,
)
from upstander.web.disclosure import signing
from upstander.web.disclosure.layout import FORM, MANIFEST, SIGNATURE

_LARGEST_MANIFEST = 4_000_000
_MOST_FILES = 200
_AT_A_TIME = 1 << 20
_NO_PACK = "no disclosure pack of Upstander"
_DO = {
    PackSignatureError: "Do not rely on it: ask the unit for the pack and its key again.",
    PackEditedError: "Do not rely on it: ask the unit for the pack again, and say what was found.",
    PackMissingError: "Ask the unit for the whole pack.",
    PackAddedError: "Do not open what was added; ask the unit for the pack again.",
}


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Something that is not as it was made, as a sentence; `kind` gives the exit code."""

    kind: type[UpstanderError]
    said: str


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What was found of a pack."""

    pack: str
    lead: str
    made_at: str
    made_by: str
    files: int
    public_key: str  # by which it is signed
    problems: tuple[Problem, ...]

    @property
    def sound(self) -> bool:
        return not self.problems

    def raise_if_not(self) -> None:
        """Raise the worst: where the signature does not fit, nothing here can be relied on."""
        for kind, do in _DO.items():
            if any(problem.kind is kind for problem in self.problems):
                said = " ".join(problem.said for problem in self.problems)
                raise kind(f"The pack is not as it was made. {said}", do=do)


def verify(place: Path, *, public_key: str) -> Verdict:
    """Hold each file of a pack against the manifest, and the manifest against the key.

    UsageError for what is no pack at all.
    """
    try:
        with zipfile.ZipFile(place) as opened:
            return _verify(opened, name=place.name, public_key=public_key)
    # NotImplementedError is zipfile's own word for a way of compressing that it cannot read.
    except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise _no_pack(place.name) from error


def _verify(opened: zipfile.ZipFile, *, name: str, public_key: str) -> Verdict:
    entries = opened.infolist()
    if len(entries) > _MOST_FILES:
        raise _no_pack(name)
    held = {entry.filename: entry for entry in entries}
    manifest = _small(opened, held, MANIFEST)
    signed = _small(opened, held, SIGNATURE)
    said = _read(manifest)
    if manifest is None or said is None or said.get("form") != FORM:
        if signed is None or (_read(signed) or {}).get("form") != signing.FORM:
            raise _no_pack(name)
        return _without_manifest(there=MANIFEST in held)
    signature = _read(signed) or {}
    listed = said.get("files")
    listed = listed if isinstance(listed, dict) else {}
    made = said.get("made")
    made = made if isinstance(made, dict) else {}
    problems = [
        *_of_signature(manifest, signed=signed, said=signature, public_key=public_key),
        *_of_files(opened, held=held, listed=listed),
        *_of_what_was_added(entries, opened=opened, listed=listed),
    ]
    return Verdict(
        pack=str(said.get("pack")),
        lead=str(said.get("lead")),
        made_at=str(made.get("at")),
        made_by=str(made.get("by")),
        files=len(listed),
        public_key=str(signature.get("public_key") or ""),
        problems=tuple(problems),
    )


def _without_manifest(*, there: bool) -> Verdict:
    """A pack whose manifest is gone or cannot be read: nothing else in it can be checked."""
    kind, what = (PackSignatureError, "was edited") if there else (PackMissingError, "is missing")
    problem = Problem(kind=kind, said=f"{MANIFEST} {what}: nothing else can be checked.")
    nothing: dict[str, Any] = dict.fromkeys(("pack", "lead", "made_at", "made_by"), "")
    return Verdict(**nothing, files=0, public_key="", problems=(problem,))


def _of_signature(
    manifest: bytes, *, signed: bytes | None, said: Mapping[str, Any], public_key: str
) -> Iterator[Problem]:
    if signed is None:
        yield Problem(kind=PackSignatureError, said=f"Its signature ({SIGNATURE}) is missing.")
    elif signing.fits(manifest, said=said, public_key=public_key):
        return
    elif signing.fits(manifest, said=said, public_key=str(said.get("public_key"))):
        text = "It is signed by another key than the one given, and so by somebody else."
        yield Problem(kind=PackSignatureError, said=text)
    else:
        text = f"Its signature does not fit: {MANIFEST} or {SIGNATURE} was edited."
        yield Problem(kind=PackSignatureError, said=text)


def _of_files(
    opened: zipfile.ZipFile,
    *,
    held: Mapping[str, zipfile.ZipInfo],
    listed: Mapping[str, Any],
) -> Iterator[Problem]:
    for name, told in listed.items():
        if name not in held:
            yield Problem(kind=PackMissingError, said=f"{name} is missing.")
        elif not _as_told(opened, held[name], told=told if isinstance(told, dict) else {}):
            yield Problem(kind=PackEditedError, said=f"{name} was edited.")


def _as_told(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, *, told: Mapping[str, Any]) -> bool:
    """Whether a file has its size and its hash. What does not unpack was edited, too."""
    size, own = 0, hashlib.sha256()
    wanted = told.get("bytes")
    if not isinstance(wanted, int) or entry.file_size != wanted:
        return False
    try:
        with opened.open(entry) as file:
            while piece := file.read(_AT_A_TIME):
                size += len(piece)
                if size > wanted:
                    return False
                own.update(piece)
    except Exception:  # a compressed stream can be broken in as many ways as there are libraries
        return False
    return size == wanted and own.hexdigest() == told.get("sha256")


def _of_what_was_added(
    entries: list[zipfile.ZipInfo], *, opened: zipfile.ZipFile, listed: Mapping[str, Any]
) -> Iterator[Problem]:
    known = {*listed, MANIFEST, SIGNATURE}
    for name, times in Counter(entry.filename for entry in entries).items():
        if name not in known:
            yield Problem(kind=PackAddedError, said=f"{_shown(name)} was added.")
        elif times > 1:
            yield Problem(kind=PackAddedError, said=f"{name} is there {times} times.")
    if opened.comment or min((entry.header_offset for entry in entries), default=0):
        said = "Something was added before or after the files of the zip."
        yield Problem(kind=PackAddedError, said=said)


def _shown(name: str) -> str:
    """The name of a file that somebody else chose, fit for a sentence."""
    return "".join(one if one.isprintable() else "\ufffd" for one in name)[:80]


def _small(opened: zipfile.ZipFile, held: Mapping[str, zipfile.ZipInfo], name: str) -> bytes | None:
    if name not in held or held[name].file_size > _LARGEST_MANIFEST:
        return None
    try:
        with opened.open(held[name]) as file:
            return file.read(_LARGEST_MANIFEST)
    except Exception:  # as above
        return None


def _read(text: bytes | None) -> dict[str, Any] | None:
    try:
        found = json.loads(text or b"")
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _no_pack(name: str) -> UsageError:
    return UsageError(
        f"{_shown(name)} is {_NO_PACK}.",
        do="Name the .zip that the workbench handed out, whole and as it came.",
    )
