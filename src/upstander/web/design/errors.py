"""Pages for what went wrong: what happened, and what to do.

Django's own have inline styles, which the content security policy forbids. Where the fault may
lie in the database or in the request itself, a page is drawn without asking either.
"""

import sys
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

_AWAY = (OperationalError, InterfaceError)
_TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
_TRY_AGAIN = 30  # seconds


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Nothing is here, or nothing that this person may see: the same words for both."""
    try:
        return render(request, "design/not_found.html", {"unsure": True}, status=404)
    except _AWAY:
        return _away()


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose proof of origin does not fit: mostly one that lay open over a sign-out."""
    shown = {"unsure": True, "back": _came_from(request)}
    return render(request, "design/form_expired.html", shown, status=403)


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request that cannot be read, or is too large."""
    if isinstance(exception, _TOO_LARGE):
        return _plain("design/too_large.html", status=413)
    return _plain("design/refused.html", status=400)


def fault(request: HttpRequest) -> HttpResponse:
    """A fault of ours; where the database did not answer, that is said."""
    if isinstance(sys.exception(), _AWAY):
        return _away()
    return _plain("design/fault.html", status=500)


def _away() -> HttpResponse:
    answer = _plain("design/away.html", status=503)
    answer["Retry-After"] = str(_TRY_AGAIN)
    return answer


def _plain(template: str, *, status: int) -> HttpResponse:
    """A page without a request: nobody is looked up for it, and nothing is read from it."""
    shown: dict[str, Any] = {"force": settings.FORCE, "demo": settings.DEMO, "unsure": True}
    return HttpResponse(render_to_string(template, shown), status=status)


def _came_from(request: HttpRequest) -> str:
    """The page of ours from which a form was sent; nothing where the browser does not say."""
    parts = urlsplit(request.headers.get("Referer", ""))
    if parts.netloc != request.get_host() or not parts.path.startswith("/"):
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")
