"""A new process makes itself ready before it answers its first page."""

from typing import Any

import pytest
from django.template import engines

from upstander.web.config import warming


def quiet(environ: Any, start_response: Any) -> list[bytes]:
    """A server that answers nothing."""
    return [b""]


def test_it_asks_for_a_page_that_holds_nothing_as_a_browser_would() -> None:
    asked: list[tuple[str, str]] = []

    def hears(environ: Any, start_response: Any) -> list[bytes]:
        asked.append((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
        start_response("200 OK", [])
        return [b"page"]

    warming.warm_up(hears)
    assert asked == [("GET", "/sign-in/")]


def test_every_template_is_compiled_once() -> None:
    environment = engines["jinja2"].env
    environment.cache.clear()
    warming.warm_up(quiet)
    kept = {name for _loader, name in environment.cache}
    assert {"triage/queue.html", "triage/lead.html", "account/login.html"} <= kept
    assert any(name.startswith("govuk_frontend_jinja/components/button") for name in kept)


@pytest.mark.parametrize("fault", [OSError("the database is away"), RuntimeError("a fault")])
def test_what_goes_wrong_stops_nobody(fault: Exception) -> None:
    def breaks(environ: Any, start_response: Any) -> list[bytes]:
        raise fault

    warming.warm_up(breaks)
