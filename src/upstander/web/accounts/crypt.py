"""Secrets of second factors, encrypted before they reach the database.

Whoever copies the database cannot make anybody's codes from it: the key comes from the
workbench's own secret, which is kept elsewhere.
"""

import hashlib

from django.conf import settings
from nacl.encoding import URLSafeBase64Encoder
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox


def encrypt(text: str) -> str:
    """The text, for the database."""
    sealed = _box().encrypt(text.encode(), encoder=URLSafeBase64Encoder)
    return bytes(sealed).decode("ascii")


def decrypt(sealed: str) -> str:
    """What was encrypted. Nothing that any code fits, where the workbench's secret is another."""
    try:
        return _box().decrypt(sealed.encode("ascii"), encoder=URLSafeBase64Encoder).decode()
    except (CryptoError, ValueError):
        return ""


def _box() -> SecretBox:
    key = hashlib.sha256(b"upstander second factors " + settings.SECRET_KEY.encode()).digest()
    return SecretBox(key)
