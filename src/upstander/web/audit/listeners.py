"""What other rooms and Django say has happened, written down: signing in and out, and refusals."""

from typing import Any

from allauth.mfa.signals import authentication_failed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from upstander.web.accounts.guard import denied
from upstander.web.accounts.models import User
from upstander.web.accounts.signals import person_changed
from upstander.web.audit.log import Act, hashed, record, reference

_NAMES = ("username", "login", "email")  # what somebody signs in with


def connect() -> None:
    """Listen from now on; once, however often it is called."""
    denied.connect(note_denial, dispatch_uid="audit")
    user_logged_in.connect(note_sign_in, dispatch_uid="audit")
    user_logged_out.connect(note_sign_out, dispatch_uid="audit")
    user_login_failed.connect(note_failed_sign_in, dispatch_uid="audit")
    authentication_failed.connect(note_failed_second_factor, dispatch_uid="audit")
    person_changed.connect(note_change_of_person, dispatch_uid="audit")


def note_denial(*, request: HttpRequest, what: str, subject: str, **_: Any) -> None:
    """Somebody asked for what is not theirs; of the address only the page's name is kept."""
    found = request.resolver_match
    record(
        Act.DENIED,
        by=_who(request),
        kind="page",
        subject=reference(subject),
        detail={"what": what, "page": found.view_name if found else ""},
    )


def note_sign_in(*, user: User, **_: Any) -> None:
    """Somebody signed in, second factor and all."""
    record(Act.SIGNED_IN, by=user, kind="session", subject="")


def note_sign_out(*, user: User | None, **_: Any) -> None:
    """Somebody signed out, or was."""
    if user is not None:
        record(Act.SIGNED_OUT, by=user, kind="session", subject="")


def note_failed_sign_in(*, credentials: dict[str, Any], **_: Any) -> None:
    """Somebody could not sign in. People type passwords into the wrong box: only a hash stays."""
    typed = next((str(credentials[name]) for name in _NAMES if credentials.get(name)), "")
    record(Act.DENIED, by=None, kind="sign-in", subject="", detail={"typed": hashed(typed)})


def note_failed_second_factor(*, user: User, **_: Any) -> None:
    """The password was right, and the second factor was not."""
    record(Act.DENIED, by=user, kind="sign-in", subject="", detail={"what": "second factor"})


def note_change_of_person(
    *, request: HttpRequest | None, user: User | None, what: dict[str, Any], **_: Any
) -> None:
    """Somebody's access was changed; on the command line by nobody who signed in."""
    by = _who(request) if request is not None else None
    record(Act.ALTERED, by=by, kind="person", subject=str(user.pk) if user else "", detail=what)


def _who(request: HttpRequest) -> User | None:
    user = getattr(request, "user", None)
    return user if isinstance(user, User) else None
