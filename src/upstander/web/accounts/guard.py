"""What every page says of itself: which right it needs, or why it is open to anybody.

A page without either is never served (`middleware.py`) and fails the test of every address. What
somebody may not see is not there: the answer is the same as for an address that does not exist.
"""

import functools
from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.dispatch import Signal
from django.http import Http404, HttpRequest, HttpResponse

from upstander.web.accounts.rights import Right, may

View = Callable[..., HttpResponse]

denied = Signal()
"""Sent with `request`, `what` (the right, or a short word) and `subject` (a reference or "")."""


def needs(right: Right) -> Callable[[View], View]:
    """A page for those whose role has the right."""

    def guarded(view: View) -> View:
        @functools.wraps(view)
        def page(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not may(request.user, right):
                denied.send(sender=page, request=request, what=right.value, subject="")
                raise Http404
            return view(request, *arguments, **named)

        page.policy = right.value  # type: ignore[attr-defined]
        return page

    return guarded


def signed_in(view: View) -> View:
    """A page for whoever has signed in, whatever their role."""

    @functools.wraps(view)
    def page(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *arguments, **named)

    page.policy = "signed in"  # type: ignore[attr-defined]
    return page


def open_to_all(why: str) -> Callable[[View], View]:
    """A page that holds nothing about anybody; `why` is said in the test of every address."""

    def marked(view: View) -> View:
        @functools.wraps(view)
        def page(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
            return view(request, *arguments, **named)

        page.policy = f"open: {why}"  # type: ignore[attr-defined]
        return page

    return marked
