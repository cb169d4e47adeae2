"""The register says nothing it may not, and a claim that no test proves fails the check."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tools import register
from tools.register import Requirement

ROOT = Path(__file__).resolve().parents[3]
ROW = Requirement(
    id="R001", requirement="Do it.", strand="Prevention", status="not yet", reason="later", where=""
)


def test_the_register_has_its_form() -> None:
    rows = register.read()
    assert register.mistakes(rows) == []
    requirements = [f"R{number:03d}" for number in range(1, 410)]
    assert [row.id for row in rows] == requirements + [
        f"SYN-{number:02d}" for number in range(1, 13)
    ]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (replace(ROW, id="47"), "is no id"),
        (replace(ROW, id="SYN-01"), "is no id"),
        (replace(ROW, strand="Scenario"), "is no id"),
        (replace(ROW, status="done"), "is no status"),
        (replace(ROW, strand="Other"), "is no strand"),
        (replace(ROW, requirement=""), "is empty"),
        (replace(ROW, reason=""), "needs its reason"),
        (replace(ROW, status="met"), "needs to say where"),
        (replace(ROW, status="partly", where="src/nowhere.py"), "there is no src/nowhere.py"),
    ],
)
def test_a_row_that_says_what_it_may_not_is_named(row: Requirement, says: str) -> None:
    (sentence,) = register.mistakes([row])
    assert says in sentence


def test_an_id_twice_is_named() -> None:
    assert "2 times" in register.mistakes([ROW, ROW])[0]


def test_only_what_passing_tests_carry_is_proved() -> None:
    rows = [replace(ROW, id="R001", status="met"), replace(ROW, id="R002", status="partly")]
    assert register.unproved(rows, {"R001"}) == []
    assert register.unproved(rows, {"R002"}) == ["R001"]
    assert register.unknown(rows, {"R001", "R999"}) == ["R999"]


CARRIES = """
import pytest
@pytest.mark.meets("R001")
def test_one(): {body}
"""


@pytest.mark.parametrize("workers", [(), ("-n", "2")])
@pytest.mark.parametrize(
    ("body", "code"),
    [("pass", 0), ("pytest.skip('no browser here')", 1), ("assert False", 1)],
)
def test_a_met_without_a_passing_test_fails_the_whole_run(
    tmp_path: Path, workers: tuple[str, ...], body: str, code: int
) -> None:
    for name in ("tests", "docs", "tools"):
        (tmp_path / name).mkdir()
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path / "tests")
    shutil.copy(ROOT / "tools" / "register.py", tmp_path / "tools")
    (tmp_path / "pytest.ini").write_text("[pytest]\npythonpath = .\nmarkers = meets(*ids): proof\n")
    (tmp_path / "docs" / "requirements.csv").write_text(
        ",".join(register.COLUMNS) + "\nR001,Do it.,Prevention,met,,tests\n", encoding="utf-8"
    )
    (tmp_path / "tests" / "test_it.py").write_text(CARRIES.format(body=body), encoding="utf-8")
    asked = {"UPSTANDER_WHOLE_SUITE": "1", "UPSTANDER_REGISTER": "1"}
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "tests", *workers],
        cwd=tmp_path,
        # A path to this house's own tools would show that house's register.
        env={
            name: held
            for name, held in os.environ.items()
            if "PYTEST" not in name and name not in ("PYTHONPATH", "DJANGO_SETTINGS_MODULE")
        }
        | asked,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == code, ended.stdout + ended.stderr
    assert ("R001: called met" in ended.stdout) is (code != 0)
    closing = ended.stdout.strip().splitlines()[-1]
    assert any(word in closing for word in ("passed", "failed", "skipped"))
