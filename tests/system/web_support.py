"""The workbench in a real browser: a server on the test database, and what every page must pass.

    def test_queue(site):
        page = site.page(user=somebody)      # a new window, signed in
        page.goto("/")
        check_page(page)

Names of what is missing (Chromium, the compiled style sheet) are in the reason of a skipped test.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen
from weakref import WeakKeyDictionary

import pytest
from django.conf import settings
from django.test import Client

# The shell is Chromium without windows: it takes less than half the time of one that has them.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROWEST = 320
STYLES = Path(__file__).parents[2] / "src/upstander/web/design/static/upstander/dist/app.css"
_PATIENCE = 60_000  # milliseconds: a busy machine is no fault
_UNSAFE = "DJANGO_ALLOW_ASYNC_UNSAFE"

_heard: WeakKeyDictionary[Any, list[str]] = WeakKeyDictionary()


@contextmanager
def chromium() -> Iterator[Any]:
    """Debian's Chromium; skips by name where it, or Playwright, is missing.

    Playwright keeps a loop of its own running in this thread, which Django takes for asynchronous
    code and refuses to query in: the setting tells it that one thread at a time asks.
    """
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    before = os.environ.get(_UNSAFE)
    os.environ[_UNSAFE] = "1"
    try:
        with api.sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            yield browser
            browser.close()
    finally:
        os.environ.pop(_UNSAFE)
        if before is not None:
            os.environ[_UNSAFE] = before


@dataclass
class Site:
    """The workbench as it is served, and the windows opened on it."""

    browser: Any
    address: str
    windows: list[Any] = field(default_factory=list)

    def page(
        self, *, user: Any = None, width: int = 1440, scripts: bool = True, **more: Any
    ) -> Any:
        """A new window, signed in as somebody; addresses may be given without the host.

        `more` goes to Playwright's new_context: forced_colors="active" and the like.
        """
        context = self.browser.new_context(
            base_url=self.address,
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            **more,
        )
        self.windows.append(context)
        page = context.new_page()
        page.set_default_timeout(_PATIENCE)
        heard = _heard[page] = []
        page.on("console", lambda said: heard.extend(_complaint(page, said)))
        page.on("pageerror", lambda error: heard.append(f"script: {error}"))
        page.on("request", lambda asked: heard.extend(_elsewhere(self.address, asked.url)))
        if user is not None:
            signed_in(page, user)
        return page

    def warm(self) -> None:
        """Ask for a page, whose first answer imports everything that pages need."""
        with urlopen(f"{self.address}/privacy/", timeout=300) as answer:
            answer.read()

    def close(self) -> None:
        """Close every window."""
        for context in self.windows:
            context.close()


def signed_in(page: Any, user: Any) -> None:
    """Go on as somebody, without the sign-in page."""
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    page.context.add_cookies(
        [
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                "domain": "localhost",
                "path": "/",
                "httpOnly": True,
                "sameSite": "Strict",
            }
        ]
    )


def check_page(page: Any) -> None:
    """What every page must pass, as it stands now.

    No violation of WCAG 2.2 AA; nothing in the console, so nothing that the content security
    policy stopped; nothing asked of another host; no sideways scrolling at 320 pixels.
    """
    found = violations(page)
    assert not found, f"{page.url}: {found}"
    assert too_wide(page) <= 0, f"{page.url} scrolls sideways at {NARROWEST} px"
    assert not heard(page), f"{page.url}: {heard(page)}"


def heard(page: Any) -> list[str]:
    """What the console said of this window so far, and what it asked of another host."""
    return _heard[page]


def _of_the_page_that_stays(page: Any, looked: Callable[[], Any]) -> Any:
    """What is found on the page; where a click still leads away from it, on the one that comes."""
    gone = pytest.importorskip("playwright.sync_api").Error
    for _again in range(3):
        page.wait_for_load_state()
        try:
            return looked()
        except gone:
            page.wait_for_timeout(500)
    return looked()


def violations(page: Any) -> list[str]:
    """What breaks WCAG 2.2 AA: rule and place."""
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe is not installed"
    )
    options = {"runOnly": {"type": "tag", "values": WCAG}}
    results = _of_the_page_that_stays(page, lambda: axe.Axe().run(page, options=options).response)
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in results["violations"]
        for node in rule["nodes"]
    ]


def too_wide(page: Any, *, width: int = NARROWEST) -> int:
    """By how many pixels the page scrolls sideways at a width."""
    before = page.viewport_size
    page.set_viewport_size({"width": width, "height": 800})
    over: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    page.set_viewport_size(before)
    return over


def _complaint(page: Any, said: Any) -> list[str]:
    """An error or a warning, unless it only repeats that the page itself is a 404 or the like."""
    itself = said.text.startswith("Failed to load resource") and (
        said.location.get("url", "") == page.url
    )
    return [] if itself or said.type not in {"error", "warning"} else [f"{said.type}: {said.text}"]


def _elsewhere(address: str, url: str) -> list[str]:
    return [] if url.startswith((address, "data:", "about:", "blob:")) else [f"asked of {url}"]
