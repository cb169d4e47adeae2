"""The key that signs checkpoints: made once, readable by the workbench's own account alone."""

import os
import secrets
from pathlib import Path

from django.conf import settings
from nacl.signing import SigningKey

from upstander.errors import ConfigurationError

_PLACE = Path("keys") / "audit.key"


def signing_key() -> SigningKey:
    """The key of this workbench: UPSTANDER_AUDIT_KEY (or its _FILE), else one of its own folder.

    Keep a copy of it elsewhere: under another key the checkpoints so far prove nothing any more.
    """
    return _read(settings.AUDIT_KEY or _made_once(settings.HOME / _PLACE))


def public_key() -> str:
    """What tells that a checkpoint was signed here; it is no secret."""
    return bytes(signing_key().verify_key).hex()


def _read(text: str) -> SigningKey:
    try:
        return SigningKey(bytes.fromhex(text.strip()))
    except ValueError as error:
        raise ConfigurationError(
            "The key that signs checkpoints of the audit log is none.",
            do="Give 64 hexadecimal digits in UPSTANDER_AUDIT_KEY_FILE, or the key from its copy.",
        ) from error


def _made_once(place: Path) -> str:
    """The key in this file, which appears whole: two starts at once end with the same one."""
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        begun = place.with_name(f"{place.name}.{secrets.token_hex(8)}")
        begun.touch(mode=0o600, exist_ok=False)
        try:
            begun.write_text(bytes(SigningKey.generate()).hex() + "\n", encoding="ascii")
            os.link(begun, place)
        except FileExistsError:
            pass  # another start was first
        finally:
            begun.unlink()
    if place.stat().st_mode & 0o077:
        raise ConfigurationError(
            "Others on this machine may read the key that signs checkpoints of the audit log.",
            do="Set it to be read by the workbench's account alone (chmod 600), or replace it.",
        )
    return place.read_text(encoding="ascii")
