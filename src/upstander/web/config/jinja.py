"""The template engine: the GOV.UK macros, and the few words that templates use themselves."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader

from upstander.web.accounts import rights
from upstander.web.design import forms, words


def environment(**options: Any) -> Environment:
    """Jinja as every page uses it. The GOV.UK macros stand under `govuk_frontend_jinja/`."""
    govuk = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    options["loader"] = ChoiceLoader([options["loader"], govuk])
    made = Environment(**options, trim_blocks=True, lstrip_blocks=True)
    made.globals |= {"static": static, "url": _url, "params_for": forms.params}
    made.globals |= {"error_items": forms.error_items, "may": rights.may}
    made.filters |= words.FILTERS
    return made


def _url(name: str, *positional: Any, **named: Any) -> str:
    return reverse(name, args=positional, kwargs=named)


def site(request: HttpRequest) -> dict[str, Any]:
    """What every page knows."""
    return {"force": settings.FORCE, "demo": settings.DEMO, "user": request.user}
