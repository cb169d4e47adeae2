"""A session of its own for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from upstander.engine.sessions import DuckSession, duck_session


@pytest.fixture
def session(tmp_path: Path) -> Iterator[DuckSession]:
    with duck_session(work=tmp_path / "work") as session:
        yield session
