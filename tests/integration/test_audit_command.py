"""`upstander audit` on a workbench with a file of its own, while others write."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import ready
from upstander.errors import AuditError, ConfigurationError, OutputError, UsageError

pytestmark = pytest.mark.slow  # each command is a process of its own

Ended = subprocess.CompletedProcess[str]
Run = Callable[..., Ended]

WRITE = """
import sys, threading
import django
django.setup()
from django.db import connection, transaction
from upstander.web.audit import log

def write():
    for number in range(10):
        with transaction.atomic():
            log.record(log.Act.CONSULTED, by=None, kind="lead", subject=f"L-{number:05}")
    connection.close()

writers = [threading.Thread(target=write) for _ in range(3)]
for writer in writers:
    writer.start()
for writer in writers:
    writer.join()
"""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a workbench whose log has 60 entries, written by six at once."""
    home = ready.home(tmp_path_factory.mktemp("home"))
    both = [subprocess.Popen([sys.executable, "-c", WRITE], env=told(home)) for _ in range(2)]
    assert [one.wait() for one in both] == [0, 0]
    return home


@pytest.fixture
def home(prepared: Path, tmp_path: Path) -> Path:
    """That folder again for each test."""
    with (
        sqlite3.connect(prepared / "upstander.sqlite3") as source,
        sqlite3.connect(tmp_path / "upstander.sqlite3") as copy,
    ):
        source.backup(copy)
    return tmp_path


@pytest.fixture
def run(home: Path) -> Run:
    """Run `upstander audit` there."""

    def ran(*words: str) -> Ended:
        command = [sys.executable, "-m", "upstander", "audit", *words]
        return subprocess.run(command, env=told(home), capture_output=True, text=True, check=False)

    return ran


def told(home: Path) -> dict[str, str]:
    rest = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    return rest | {
        "UPSTANDER_DEMO": "1",
        "UPSTANDER_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "upstander.web.config.settings",
    }


def behind_the_triggers(home: Path, statement: str) -> None:
    """Somebody with the file: without triggers nothing refuses."""
    with sqlite3.connect(home / "upstander.sqlite3") as connection:
        found = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for (name,) in connection.execute(found).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement)


def test_threads_and_processes_at_once_make_one_chain(run: Run) -> None:
    ended = run("verify", "--json")
    assert ended.returncode == 0, ended.stderr
    said = json.loads(ended.stdout)
    assert (said["sound"], said["entries"], said["problems"]) == (True, 60, [])


def test_an_entry_that_was_edited_is_named_in_a_sentence(run: Run, home: Path) -> None:
    behind_the_triggers(home, "UPDATE audit_entry SET subject = 'L-9' WHERE number = 31")
    ended = run("verify")
    assert ended.returncode == AuditError.exit_code
    assert "Entry 31 was changed after it was written" in ended.stderr
    assert "Traceback" not in ended.stderr
    said = json.loads(run("verify", "--json").stdout)
    assert (said["first_failing"], said["entries"]) == (31, 30)


def test_a_cut_off_end_is_found_against_a_checkpoint_kept_elsewhere(
    run: Run, home: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "kept" / "monday.json"
    kept.parent.mkdir()
    assert run("checkpoint", "--out", str(kept)).returncode == 0
    behind_the_triggers(home, "DELETE FROM audit_entry WHERE number > 50")
    behind_the_triggers(home, "DELETE FROM audit_checkpoint")
    alone = run("verify")
    assert alone.returncode == 0
    assert "No checkpoint kept elsewhere was given" in alone.stdout
    against = run("verify", "--checkpoint", str(kept))
    assert against.returncode == AuditError.exit_code
    assert "names entry 60" in against.stderr


def test_a_checkpoint_agrees(run: Run, tmp_path: Path) -> None:
    kept = tmp_path / "monday.json"
    run("checkpoint", "--out", str(kept))
    ended = run("verify", "--checkpoint", str(kept))
    assert ended.stdout == (
        "The audit log is whole: each of 60 entries is as it was written. "
        "Checkpoints that agree: 1.\n"
    )
    printed = json.loads(run("checkpoint", "--json").stdout)
    assert printed["number"] == 61  # the verification is an entry
    assert run("checkpoint", "--out", str(kept)).returncode == OutputError.exit_code


def test_what_is_no_checkpoint_is_a_usage_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text("[]")
    ended = run("verify", "--checkpoint", str(tmp_path / "other.json"))
    assert ended.returncode == UsageError.exit_code
    assert "other.json is no checkpoint" in ended.stderr


def test_a_place_without_a_workbench_is_told(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "upstander", "audit", "verify"]
    ended = subprocess.run(
        command, env=told(tmp_path / "empty"), capture_output=True, text=True, check=False
    )
    assert ended.returncode == ConfigurationError.exit_code
    assert "The workbench's database cannot be used." in ended.stderr
