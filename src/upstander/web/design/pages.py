"""Pages that hold nothing about anybody: the force's colour, and the two statements."""

import hashlib

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

_YEAR = 31_536_000


def theme_text() -> str:
    """The force's own colour, as the style sheet's variables."""
    return f":root{{--govuk-brand-colour:{settings.FORCE['colour']}}}\n"


def theme_version() -> str:
    """Changes with the text, so that a browser may keep the text for good."""
    return hashlib.sha256(theme_text().encode()).hexdigest()[:12]


def theme_address() -> str:
    """Where a page gets the force's colour."""
    return f"{reverse('theme')}?v={theme_version()}"


@require_safe
def theme(request: HttpRequest) -> HttpResponse:
    """The force's colour as a style sheet: the policy allows no style inside a page."""
    answer = HttpResponse(theme_text(), content_type="text/css; charset=utf-8")
    current = request.GET.get("v") == theme_version()
    answer["Cache-Control"] = f"public, max-age={_YEAR}, immutable" if current else "no-cache"
    return answer


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """How accessible the workbench is, and what is not."""
    return render(request, "design/accessibility.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What the workbench keeps about those who use it, and about those in the records."""
    return render(request, "design/privacy.html")
