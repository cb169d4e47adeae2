"""The workbench's tests once more, on PostgreSQL: what holds on SQLite holds there."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]
SERVER = os.environ.get("UPSTANDER_POSTGRES", "")
# Of the rooms that ask the database; what draws and what reads settings is the same on any.
TESTS = [
    f"tests/unit/web/{name}"
    for name in (
        "accounts", "audit", "disclosure", "publishing", "triage", "watchlist",
        "test_every_address.py",
    )
]  # fmt: skip
# What starts processes of its own chooses its database itself; what is put on paper has none.
REST = ["-m", "not slow and not postgres", "--deselect", "tests/unit/web/disclosure/test_paper.py"]


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.skipif(not SERVER, reason="UPSTANDER_POSTGRES names no PostgreSQL server")
def test_the_workbench_on_postgresql() -> None:
    """In a database that Django makes and drops, named after this run alone."""
    address = urlsplit(SERVER)._replace(path=f"/upstander_{os.getpid()}").geturl()
    # This run's own proofs and workers are its own affair.
    rest = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    rest.pop("UPSTANDER_WHOLE_SUITE", None)
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", *TESTS, *REST],
        cwd=ROOT,
        env=rest | {"DATABASE_URL": address},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout[-8_000:]
