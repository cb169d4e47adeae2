"""Errors leave the command line as one sentence and an exit code of their own."""

import json
import subprocess
import sys
from typing import Any

import pytest

from upstander import __version__, errors
from upstander.cli.main import app, exit_codes

SECRET = "07700 900123"


@pytest.mark.parametrize("kind", errors.UpstanderError.__subclasses__())
def test_each_cause_has_its_exit_code_and_its_sentence(door: Any, run: Any, kind: Any) -> None:
    door.answers["scan"] = kind("There is no staff table.", do="Add staff.csv to the folder.")
    ended = run("scan", "extracts")
    assert ended.exit_code == kind.exit_code
    assert ended.stderr.splitlines()[-1] == "There is no staff table. Add staff.csv to the folder."
    assert "Traceback" not in ended.output


def test_no_two_causes_share_an_exit_code() -> None:
    codes = [kind.exit_code for kind in errors.UpstanderError.__subclasses__()]
    assert len(set(codes)) == len(codes)
    assert set(codes) < set(exit_codes())


def test_something_unexpected_is_told_without_the_values_it_holds(door: Any, run: Any) -> None:
    door.answers["scan"] = ValueError(f"could not convert {SECRET}")
    ended = run("scan", "extracts")
    assert ended.exit_code == 1
    assert "ValueError" in ended.stderr
    assert SECRET not in ended.output
    assert "Traceback" not in ended.output


def test_debug_shows_where_an_error_came_from(door: Any, run: Any) -> None:
    door.answers["scan"] = ValueError("no such thing")
    ended = run("--debug", "scan", "extracts")
    assert ended.exit_code == 1
    assert "Traceback" in ended.stderr


def test_a_full_disk_is_told_as_what_it_is(door: Any, run: Any) -> None:
    door.answers["scan"] = OSError(28, "No space left", "/secret/place")
    ended = run("scan", "extracts")
    assert ended.exit_code == errors.OutputError.exit_code
    assert "no space left on device" in ended.stderr
    assert "secret" not in ended.output


def test_stopping_by_hand_ends_with_130(door: Any, run: Any) -> None:
    door.answers["scan"] = KeyboardInterrupt()
    ended = run("scan", "extracts")
    assert ended.exit_code == 130
    assert ended.stderr.splitlines()[-1] == "Stopped: nothing was changed."


def test_version(run: Any) -> None:
    assert run("--version").stdout == f"upstander {__version__}\n"


def test_an_unknown_command_is_a_usage_error(run: Any) -> None:
    assert run("accuse").exit_code == 2


@pytest.mark.parametrize("command", ["", *(one.name for one in app.registered_commands)])
def test_help_teaches(run: Any, command: str) -> None:
    ended = run(*([command] if command else []), "--help")
    assert ended.exit_code == 0
    assert f"upstander {command}".strip() in ended.stdout
    assert ("Examples:" if command else "Start here:") in ended.stdout


def test_the_help_is_quick_because_the_engine_is_not_loaded_for_it() -> None:
    script = (
        "import sys; from upstander.cli.main import app\n"
        "try: app(['--help'])\n"
        "except SystemExit: pass\n"
        "import json; print(json.dumps([m for m in ('ibis','duckdb','splink') if m in sys.modules]))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert json.loads(ended.stdout.splitlines()[-1]) == []
