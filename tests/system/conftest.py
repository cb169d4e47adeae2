"""What the tests in a browser share: see web_support.py."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.system import web_support


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One Chromium for the tests of a file."""
    with web_support.chromium() as found:
        yield found


@pytest.fixture
def site(browser: Any, live_server: Any) -> Iterator[web_support.Site]:
    """The workbench, served from the test database, for `site.page(user=somebody)`."""
    if not web_support.STYLES.exists():
        pytest.skip("the style sheet is not compiled: run ./dev test")
    opened = web_support.Site(browser=browser, address=live_server.url)
    opened.warm()
    yield opened
    opened.close()
