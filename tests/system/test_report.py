"""The report in a real browser: accessible, self-contained, and readable at every width."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import report_scene
from upstander.engine.report.page import render

axe_api = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="axe is not installed"
)

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
WIDTHS = {"desktop": 1280, "phone": 375, "narrow": 320}

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A report with leads, one with fewer rows, and one without leads."""
    folder = tmp_path_factory.mktemp("report")
    made = {
        "leads": report_scene.report(),
        "short": report_scene.short(),
        "no lead": report_scene.nothing(),
    }
    for name, report in made.items():
        (folder / f"{name}.html").write_text(render(report), encoding="utf-8")
    return {name: folder / f"{name}.html" for name in made}


@pytest.fixture
def opened(browser: Any, files: dict[str, Path]) -> Iterator[Callable[[str, int], Any]]:
    """Opens a report from disk at a width; fails on a console message or a request."""
    pages, heard = [], []

    def open_it(name: str, width: int) -> Any:
        page = browser.new_page(viewport={"width": width, "height": 900})
        pages.append(page)
        page.on("console", lambda message: heard.append(message.text))
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.on("request", lambda request: heard.append(request.url))
        page.goto(files[name].as_uri())
        # The file itself; "data:," is the empty icon, which asks nobody for anything.
        assert set(heard) <= {files[name].as_uri(), "data:,"}
        heard.clear()
        return page

    yield open_it
    for page in pages:
        page.close()
    assert heard == []


@pytest.mark.parametrize(
    ("name", "width", "details"),
    [
        ("leads", WIDTHS["desktop"], "closed"),
        ("short", WIDTHS["desktop"], "open"),
        ("short", WIDTHS["phone"], "open"),
        ("no lead", WIDTHS["desktop"], "closed"),
        ("no lead", WIDTHS["phone"], "open"),
    ],
)
def test_axe_finds_nothing(opened: Any, name: str, width: int, details: str) -> None:
    page = opened(name, width)
    if details == "open":
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    results = axe_api.Axe().run(page, options=WCAG)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("name", ["leads", "no lead"])
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_page_never_scrolls_sideways(opened: Any, name: str, width: int) -> None:
    page = opened(name, width)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_keyboard_reaches_the_main_part_first(opened: Any) -> None:
    page = opened("leads", 1280)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_claim_opens_its_source_rows(opened: Any) -> None:
    page = opened("leads", 1280)
    rows = page.locator("#lead-1-sign-1-rows table")
    assert not rows.is_visible()
    page.locator("a[href='#lead-1-sign-1-rows']").first.click()
    rows.wait_for(state="visible")
    assert rows.locator("tbody tr").count() == 38


def test_focus_can_be_seen(opened: Any) -> None:
    page = opened("leads", 1280)
    page.locator(".contents a").first.focus()
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_print_opens_what_is_folded(opened: Any) -> None:
    page = opened("leads", 1280)
    page.emulate_media(media="print")
    for rows in page.locator(".lead details table").all():
        assert rows.is_visible()
    assert not page.locator(".skip").is_visible()
    assert not page.locator(".contents").is_visible()
    assert page.pdf(prefer_css_page_size=True)[:5] == b"%PDF-"


def test_without_script_nothing_is_missing(browser: Any, files: dict[str, Path]) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(files["leads"].as_uri())
    assert page.locator("article.lead").count() == 3
    page.locator("summary", has_text="38 source rows").first.click()
    assert page.locator("#lead-1-sign-1-rows table").is_visible()
    context.close()
