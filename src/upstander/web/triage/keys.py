"""The key of this workbench: what pseudonyms, and what somebody is found by, are made with.

It lies in a file beside the database, not in it: whoever copies the database alone works out
neither whom a pseudonym stands for, nor a number or a home.
"""

import hashlib
import hmac
import secrets
from pathlib import Path

_FILE = "pseudonyms"


def key(home: Path) -> bytes:
    """The key, made the first time."""
    place = home / "keys" / _FILE
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with place.open("x", encoding="ascii") as file:
            place.chmod(0o600)
            file.write(secrets.token_hex(32))
    except FileExistsError:
        pass  # made by an earlier scan
    return place.read_text(encoding="ascii").strip().encode()


def found_by(kind: str, value: str, *, key: bytes) -> str:
    """What stands in the database for a number, a home or a vehicle: enough to find it by."""
    said = f"found by\x1f{kind}\x1f{value}".encode("utf-8", "surrogatepass")
    return hmac.new(key, said, hashlib.sha256).hexdigest()
