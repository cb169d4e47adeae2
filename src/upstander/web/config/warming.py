"""Making a new process ready for its first page, before it answers any.

Without it whoever comes first waits for every import and every template of the pages, and so does
everybody who asks meanwhile: Python does one thing at a time. What goes wrong here goes wrong for
the first page too, which says so.
"""

import io
import logging
from contextlib import suppress
from wsgiref.types import WSGIApplication
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.db import connections
from django.template import engines
from django.urls import get_resolver, reverse
from jinja2 import Environment

_log = logging.getLogger(__name__)


def warm_up(application: WSGIApplication) -> None:
    """Import the pages, compile their templates, and ask for one that holds nothing."""
    try:
        _import_pages()
        _ask(application, reverse("account_login"))
        _compile_templates()
    except Exception:  # the first page meets the same fault
        _log.debug("The process could not be warmed up.", exc_info=True)
    finally:
        connections.close_all()  # the threads that answer have their own


def _import_pages() -> None:
    waiting = list(get_resolver().url_patterns)
    while waiting:
        waiting += getattr(waiting.pop(), "url_patterns", [])


def _compile_templates() -> None:
    """Each template of ours and of the design system, once: they are kept in memory."""
    environment: Environment = engines["jinja2"].env  # type: ignore[attr-defined]
    for name in environment.list_templates(extensions=["html"]):
        with suppress(UnicodeDecodeError):
            environment.get_template(name)


def _ask(application: WSGIApplication, path: str) -> None:
    """Ask for a page as a browser would: through every middleware, and to the database."""
    asked: dict[str, object] = {
        "PATH_INFO": path,
        "HTTP_HOST": settings.ALLOWED_HOSTS[0],
        "HTTP_X_FORWARDED_PROTO": "https",
        "wsgi.input": io.BytesIO(),
    }
    setup_testing_defaults(asked)
    for _part in application(asked, lambda status, headers, fault=None: lambda data: None):
        pass
