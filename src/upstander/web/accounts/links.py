"""One-time links, by which somebody sets a password: instead of a reset by e-mail.

A link is random, signed, and only its hash is kept: a copy of the database opens no account, and
a made-up link never reaches it. A new one takes the place of those before it.
"""

import hashlib
import secrets

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils import timezone

from upstander.web.accounts.models import SignInLink, User

_SIGNER = signing.TimestampSigner(salt="upstander sign-in link")


@transaction.atomic
def issue(user: User, *, by: User | None) -> str:
    """A new link's token; earlier ones no longer work."""
    user.links.filter(used_at=None).delete()
    token = secrets.token_urlsafe(32)
    SignInLink.objects.create(user=user, digest=_digest(token), by=by)
    return _SIGNER.sign(token)


def holder(signed: str) -> User | None:
    """Whose password the link sets; nobody's if it is forged, used, too old or taken back."""
    found = _waiting(signed)
    return found.user if found else None


@transaction.atomic
def use(signed: str, *, password: str) -> User | None:
    """Set the password, once: of two who use the same link at once, one is told it does not work.

    Every session of this person ends, since it was begun with another password.
    """
    found = _waiting(signed)
    if found is None:
        return None
    now = timezone.now()
    if not SignInLink.objects.filter(pk=found.pk, used_at=None).update(used_at=now):
        return None
    found.user.set_password(password)
    found.user.save(update_fields=["password"])
    return found.user


def _waiting(signed: str) -> SignInLink | None:
    try:
        token = _SIGNER.unsign(signed, max_age=settings.SIGN_IN_LINK_STANDS)
    except signing.BadSignature:  # and what is too old
        return None
    usable = SignInLink.objects.select_related("user").filter(used_at=None, user__is_active=True)
    return usable.filter(digest=_digest(token)).first()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
