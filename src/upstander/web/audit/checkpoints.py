"""Checkpoints: what the last entry was, signed, to be kept where the log is not.

Whoever holds the database can write the whole log again, with hashes that fit, and can cut off its
end. Neither gets past a checkpoint that lies elsewhere.
"""

import json
import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from upstander.errors import AuditError, OutputError, UsageError
from upstander.web.audit import canonical, keys
from upstander.web.audit.models import Checkpoint, Entry

_FORM = "upstander audit checkpoint 1"
_SHAPE = {
    "form": re.escape(_FORM),
    "number": "[1-9][0-9]{0,17}",
    "hash": "[0-9a-f]{64}",
    "at": r"[0-9T:.+-]{32}",
    "public_key": "[0-9a-f]{64}",
    "signature": "[0-9a-f]{128}",
}
_LARGEST = 4096  # bytes; one is a few hundred


@dataclass(frozen=True, kw_only=True)
class Signed:
    """A checkpoint, from wherever it was kept."""

    number: int
    hash: str
    at: datetime
    public_key: str
    signature: str

    @property
    def day(self) -> str:
        """When it was made, for a sentence."""
        return f"{self.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"

    def message(self) -> bytes:
        """What is signed."""
        said = [_FORM, self.number, self.hash, canonical.moment(self.at)]
        return canonical.text(said).encode("ascii")

    def is_whole(self) -> bool:
        """Whether the signature is that of its own key over what it says."""
        try:
            VerifyKey(bytes.fromhex(self.public_key)).verify(
                self.message(), bytes.fromhex(self.signature)
            )
        except (BadSignatureError, ValueError):
            return False
        return True

    def as_json(self) -> str:
        """The file, or what --json prints."""
        said = {"form": _FORM, **asdict(self), "at": canonical.moment(self.at)}
        return json.dumps(said, indent=2)


@transaction.atomic
def make(*, out: Path | None = None) -> Signed:
    """Sign what the last entry is now: kept beside the log, and in a file where one is named.

    UsageError for an empty log; OutputError where the file is there already. Then neither is kept.
    """
    last = Entry.objects.order_by("-number").values_list("number", "hash").first()
    if last is None:
        raise UsageError(
            "The audit log is empty: there is nothing to sign.",
            do="Make a checkpoint once the workbench has been used.",
        )
    key = keys.signing_key()
    said: dict[str, Any] = {"number": last[0], "hash": last[1], "at": timezone.now()}
    public = bytes(key.verify_key).hex()
    message = Signed(**said, public_key=public, signature="").message()
    signed = Signed(**said, public_key=public, signature=key.sign(message).signature.hex())
    Checkpoint.objects.create(**asdict(signed))
    if out is not None:
        _write(signed, out=out)
    return signed


def _write(signed: Signed, *, out: Path) -> None:
    try:
        with out.open("x", encoding="ascii") as file:
            file.write(signed.as_json() + "\n")
    except FileExistsError:
        raise OutputError(
            "The --out file is there already: a checkpoint is never overwritten.",
            do="Name a new file.",
        ) from None


def read(place: Path) -> Signed:
    """A checkpoint from its file. UsageError for anything else."""
    try:
        with place.open("rb") as file:
            said = json.loads(file.read(_LARGEST))
        shaped = isinstance(said, dict) and said.keys() == _SHAPE.keys()
        if not shaped or isinstance(said["number"], (bool, float)):
            raise ValueError
        if not all(re.fullmatch(shape, str(said[name])) for name, shape in _SHAPE.items()):
            raise ValueError
        del said["form"]
        return Signed(**{**said, "number": int(said["number"]), "at": _moment(said["at"])})
    except (OSError, ValueError, RecursionError):
        raise UsageError(
            f"{place.name} is no checkpoint of an audit log.",
            do="Name a file that `upstander audit checkpoint --out` made.",
        ) from None


def kept() -> list[Signed]:
    """The checkpoints that lie beside the log, oldest first. AuditError where one is none."""
    fields = ("number", "hash", "at", "public_key", "signature")
    try:
        found = [Signed(**row) for row in Checkpoint.objects.order_by("pk").values(*fields)]
        for one in found:
            one.message()
        return found
    except (AttributeError, TypeError, ValueError):  # SQLite takes anything into any column
        raise AuditError(
            "A checkpoint that lies beside the audit log was changed and cannot be read.",
            do="Find out who can change the database, and restore it from a copy.",
        ) from None


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if canonical.moment(found) != text:
        raise ValueError
    return found
