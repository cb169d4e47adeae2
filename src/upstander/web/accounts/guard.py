"""What every page says of itself: which right it needs, or why it is open to anybody.

A page without either is never served (`middleware.py`) and fails the test of every address. What
somebody may not see is not there: the answer is the same as for an address that does not exist.
"""

import functools
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.dispatch import Signal
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from upstander.web.accounts.homes import home
from upstander.web.accounts.rights import Right, may

View = Callable[..., HttpResponseBase]

denied = Signal()
"""Sent with `request`, `what` (the right, or a short word) and `subject` (a reference or "")."""


_FRONT_DOOR = "queue"  # the first page of the site, which leads everybody to their own


def to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """To the sign-in page, and from there back to where they were.

    A form that was sent after its session had ended leads back to the page that it stood on; what
    was typed is still there, since the browser kept it.
    """
    if request.method in {"GET", "HEAD"}:
        return redirect_to_login(request.get_full_path())
    parts = urlsplit(request.headers.get("Referer", ""))
    ours = parts.netloc == request.get_host() and parts.path.startswith("/")
    back = parts.path + (f"?{parts.query}" if parts.query else "") if ours else ""
    return redirect_to_login(back or reverse(_FRONT_DOOR))


def needs(right: Right) -> Callable[[View], View]:
    """A page for those whose role has the right."""

    def guarded(view: View) -> View:
        @functools.wraps(view)
        def page(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return to_sign_in(request)
            if not may(request.user, right):
                if request.path == reverse(_FRONT_DOOR):
                    return redirect(home(request.user))
                denied.send(sender=page, request=request, what=right.value, subject="")
                raise Http404
            return view(request, *arguments, **named)

        page.policy = right.value  # type: ignore[attr-defined]
        return page

    return guarded


def signed_in(view: View) -> View:
    """A page for whoever has signed in, whatever their role."""

    @functools.wraps(view)
    def page(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        return view(request, *arguments, **named)

    page.policy = "signed in"  # type: ignore[attr-defined]
    return page


def open_to_all(why: str) -> Callable[[View], View]:
    """A page that holds nothing about anybody; `why` is said in the test of every address."""

    def marked(view: View) -> View:
        @functools.wraps(view)
        def page(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
            return view(request, *arguments, **named)

        page.policy = f"open: {why}"  # type: ignore[attr-defined]
        return page

    return marked
