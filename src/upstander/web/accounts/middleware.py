"""What holds for every page: it says who may see it, a session ends, a second factor is there."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.deprecation import MiddlewareMixin

from upstander.web.accounts import second_factor

BEGAN, SEEN = "upstander-began", "upstander-seen"
_NOTED_EVERY = 60  # seconds: a page need not write its session each time
_log = logging.getLogger(__name__)

Answer = Callable[[HttpRequest], HttpResponse]


class TimeIsUp:
    """Signs out whoever came too long ago, or did nothing for too long; and keeps nothing.

    What a signed-in person sees stays in no cache: the next one at the same desk cannot go back.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, as somebody signed in or no longer."""
        if request.user.is_authenticated:
            _look_at_the_clock(request)
        response = self.get_response(request)
        if not (_is_open(request) and "Cache-Control" in response):
            response["Cache-Control"] = "no-store"
        return response


def _is_open(request: HttpRequest) -> bool:
    """Whether the page is one that holds nothing about anybody."""
    view = getattr(request.resolver_match, "func", None)
    return str(getattr(view, "policy", "")).startswith("open:")


def _look_at_the_clock(request: HttpRequest) -> None:
    now = time.time()
    began = request.session.get(BEGAN, 0)
    seen = request.session.get(SEEN, began)
    idle = now - seen > settings.IDLE_MINUTES * 60
    if idle or now - began > settings.SESSION_COOKIE_AGE:
        logout(request)
        why = "nothing happened for a while" if idle else "the time of a session was over"
        messages.info(request, f"You were signed out because {why}. Sign in to go on.")
    elif now - seen > _NOTED_EVERY:
        request.session[SEEN] = now


class EveryPageHasAPolicy(MiddlewareMixin):
    """Refuses to serve a page that says nothing of who may see it."""

    def process_view(
        self, request: HttpRequest, view: Any, arguments: Any, named: Any
    ) -> HttpResponse | None:
        """Go on where the page has a policy; else it is not there."""
        if getattr(view, "policy", ""):
            return None
        if settings.PAGES_WITHOUT_POLICY_RAISE:
            raise ImproperlyConfigured(f"{view.__module__}.{view.__name__} has no policy")
        _log.error("A page without a policy was asked for.", extra={"request": request})
        raise Http404


class SecondFactor(MiddlewareMixin):
    """Leads whoever signed in with a password alone to setting up a second factor, first."""

    def process_view(
        self, request: HttpRequest, view: Any, arguments: Any, named: Any
    ) -> HttpResponse | None:
        """Go on where there is one, or where the page is needed to set it up."""
        if not request.user.is_authenticated or _is_open(request):
            return None
        if getattr(view, "before_second_factor", False) or not second_factor.is_missing(request):
            return None
        return redirect("mfa_index")
