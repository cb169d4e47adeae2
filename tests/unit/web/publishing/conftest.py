"""A workbench of its own for each test, and lists to publish."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.support import scan_folder
from upstander.web.triage.publishing import Result, publish

Publish = Callable[..., Result]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Path:
    """The workbench's folder: its key for pseudonyms is made in it."""
    settings.HOME = tmp_path / "home"
    return tmp_path / "home"


@pytest.fixture
def bring(tmp_path: Path, db: None) -> Publish:
    """Draw a scan and publish it; the first as of 1 March 2026, each other a day later."""
    count = 0

    def go(drawn: str, *, first: int = 0, members: Sequence[str] = (), **more: Any) -> Result:
        nonlocal count
        count += 1
        given = {"as_of": f"2026-03-{count:02}T00:00:00"} | more
        folder = scan_folder.write(tmp_path / f"scan-{count}", drawn, **given)
        return publish(folder, first=first, members=members)

    return go
