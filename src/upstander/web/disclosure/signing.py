"""What is signed of a pack, and whether a signature is that of a key. No framework, no database."""

import json
from collections.abc import Mapping
from typing import Any

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

FORM = "upstander disclosure signature 1"
_BEFORE = f"{FORM}\n".encode("ascii")  # so that it signs nothing but the manifest of a pack


def as_json(said: Mapping[str, Any]) -> bytes:
    """A manifest or a signature as it stands in its file: the same for the same values."""
    text = json.dumps(said, ensure_ascii=False, indent=2, sort_keys=True)
    return text.encode("utf-8") + b"\n"


def signature(manifest: bytes, *, key: SigningKey) -> bytes:
    """The file that signs the manifest."""
    return as_json(
        {
            "form": FORM,
            "algorithm": "Ed25519",
            "public_key": bytes(key.verify_key).hex(),
            "signature": key.sign(_BEFORE + manifest).signature.hex(),
        }
    )


def fits(manifest: bytes, *, said: Mapping[str, Any], public_key: str) -> bool:
    """Whether the signature is that of this key over this manifest."""
    try:
        signed = bytes.fromhex(str(said.get("signature")))
        VerifyKey(bytes.fromhex(public_key)).verify(_BEFORE + manifest, signed)
    except (BadSignatureError, ValueError, TypeError):
        return False
    return said.get("form") == FORM
