"""A workbench of its own for each test, and scans for the watch list to be audited by."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support import scan_folder
from upstander.web.triage.publishing import publish
from upstander.web.watchlist.auditing import Result, audit

Bring = Callable[..., Result]
LISTED = """
    rank | listed | staff_id | human_id | sentence
    1    | yes    | S9       | H9       | 8 contacts on 6 days.
"""
STAFF = """
    staff_id | name         | role             | role_family
    S1       | Wren Oakdale | Response Officer | response
    S2       | Ash Birch    | Response Officer | response
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Path:
    """The workbench's folder: its key for pseudonyms is made in it."""
    settings.HOME = tmp_path / "home"
    return tmp_path / "home"


@pytest.fixture
def scan(tmp_path: Path, db: None) -> Callable[..., Path]:
    """Draw a scan and publish it; the first as of 1 March 2026, each other a day later."""
    count = 0

    def go(look_ups: str = "", **more: Any) -> Path:
        nonlocal count
        count += 1
        given = {"as_of": f"2026-03-{count:02}T00:00:00", "staff": STAFF} | more
        folder = scan_folder.write(tmp_path / f"scan-{count}", LISTED, look_ups=look_ups, **given)
        publish(folder)
        return folder

    return go


@pytest.fixture
def bring(scan: Callable[..., Path]) -> Bring:
    """Draw a scan, publish it, and make the packages that are due: what `upstander publish` does."""
    return lambda look_ups="", **more: audit(scan(look_ups, **more))
