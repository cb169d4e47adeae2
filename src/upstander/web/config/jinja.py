"""The template engine: the GOV.UK macros, and the few words that templates use themselves."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader, Template
from jinja2.runtime import Context

from upstander.web.accounts import demo, rights
from upstander.web.accounts.rights import Right
from upstander.web.design import forms, pages, words
from upstander.web.watchlist import policies

# The parts of the workbench: the key a page names itself by, its words, its address, its right.
SECTIONS = (
    ("queue", "Leads", "queue", Right.READ_LEADS),
    ("watch_list", "Watch list", "watch_list", Right.READ_WATCH_LIST),
    ("audit", "Audit log", "audit", Right.READ_AUDIT),
    ("people", "People", "people", Right.MANAGE_PEOPLE),
    ("access", "Access", "changes", Right.AGREE_ACCESS),
)


class _Page(Template):
    """A template whose macros are made once.

    Jinja asks at each import of a macro, a hundred times a page, whether the page was given names
    that the environment does not have. Ours are given by `environment` alone.
    """

    def _get_default_module(self, ctx: Context | None = None) -> Any:
        return super()._get_default_module()


def environment(**options: Any) -> Environment:
    """Jinja as every page uses it. The GOV.UK macros stand under `govuk_frontend_jinja/`."""
    govuk = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    options["loader"] = ChoiceLoader([options["loader"], govuk])
    made = Environment(**options, trim_blocks=True, lstrip_blocks=True)
    made.template_class = _Page
    made.globals |= {"static": static, "url": _url, "link_if": link_if, "sections": sections}
    made.globals |= {"params_for": forms.params, "macro_for": forms.macro}
    made.globals |= {
        "error_items": forms.error_items,
        "narrowed": forms.narrowed,
        "may": rights.may,
    }
    made.globals |= {"theme_address": pages.theme_address, "this_moment": timezone.now}
    made.globals |= {"demo_password": demo.password}
    made.globals |= {"demo_accounts": lambda: list(demo.ACCOUNTS)}
    made.filters |= words.FILTERS
    return made


def _url(name: str, *positional: Any, **named: Any) -> str:
    return reverse(name, args=positional, kwargs=named)


def link_if(*names: str) -> str:
    """The address of the first of these pages that there is; empty where there is none."""
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""


def sections(user: Any, here: str = "") -> list[dict[str, Any]]:
    """The parts of the workbench that somebody's role opens, as links."""
    return [
        {"text": words + _unread(user, key), "href": address, "active": key == here}
        for key, words, name, right in SECTIONS
        if rights.may(user, right) and (address := link_if(name))
    ]


def _unread(user: Any, key: str) -> str:
    """How many packages of the watch list nobody has looked through, of those that they read."""
    count = policies.unread(user).count() if key == "watch_list" else 0
    return f" ({count:,} unread)" if count else ""


def site(request: HttpRequest) -> dict[str, Any]:
    """What every page knows. A request that was refused early has nobody yet."""
    return {
        "force": settings.FORCE,
        "demo": settings.DEMO,
        "sign_on": settings.SIGN_ON,
        "user": getattr(request, "user", None),
    }
