"""The house tool: what it installs, what it says, and what it passes on."""

import importlib.machinery
import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


@pytest.fixture(scope="module")
def dev() -> Any:
    """The script as a module."""
    loader = importlib.machinery.SourceFileLoader("house_dev", str(ROOT / "dev"))
    spec = importlib.util.spec_from_loader("house_dev", loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def pins(lock: Path) -> list[str]:
    return re.findall(r"^[a-z0-9].*?(?=\n[a-z0-9#]|\Z)", lock.read_text("utf-8"), re.M | re.S)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_every_pin_has_its_hash_and_no_lock_names_an_address(lock: Path) -> None:
    assert pins(lock)
    assert all("==" in pin and "--hash=sha256:" in pin for pin in pins(lock))
    text = lock.read_text(encoding="utf-8")
    assert not re.search(r"://|index-url|find-links|@ ?file|/home/|/root/|/tmp/", text)


def test_each_lock_holds_those_before_it_at_the_same_versions(dev: Any) -> None:
    names = {
        name: {pin.partition(" \\")[0] for pin in pins(ROOT / "requirements" / f"{name}.txt")}
        for name in dev.LOCKS
    }
    assert names["base"] <= names["dev"] <= names["bench"]
    assert names["dev"] <= names["spark"]


def test_everything_that_the_package_asks_for_is_locked() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    wanted = {re.split(r"[\[<>=]", line)[0] for line in asked}
    locked = {pin.partition("==")[0] for pin in pins(ROOT / "requirements" / "base.txt")}
    assert wanted <= locked


def test_the_script_stands_on_the_standard_library_alone() -> None:
    text = (ROOT / "dev").read_text(encoding="utf-8")
    names = set(re.findall(r"^\s*(?:import|from) (\w+)", text, re.M))
    assert names <= set(sys.stdlib_module_names)


def test_addresses_are_masked_in_what_pip_says(dev: Any) -> None:
    said = "ERROR: could not reach https://user:word@index.example/simple for file:///opt/x y"
    assert dev.without_addresses(said) == "ERROR: could not reach (address) for (address) y"


@pytest.mark.parametrize(("asked", "code"), [("raise SystemExit(7)", 7), ("", 0)])
def test_exit_codes_are_passed_on(dev: Any, asked: str, code: int) -> None:
    assert dev.run([sys.executable, "-c", asked]) == code


def test_a_signal_is_passed_on_as_the_shell_would(dev: Any) -> None:
    assert dev.run([sys.executable, "-c", "import os; os.kill(os.getpid(), 15)"]) == 143


@pytest.mark.parametrize("home", ["", "/nowhere/at/all"])
def test_a_home_that_cannot_be_used_is_replaced(
    dev: Any, home: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", home)
    monkeypatch.setenv("PIP_TARGET", "/somewhere/else")
    made = dev.environment()
    assert Path(made["HOME"]) == dev.VENV
    assert "PIP_TARGET" not in made


def test_a_stamp_that_cannot_be_read_means_nothing_is_installed(
    dev: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "STAMP", tmp_path / "installed.json")
    assert dev.read_stamp() == {}
    dev.write_stamp({"base": "1"})
    assert dev.read_stamp() == {"base": "1"}
    dev.STAMP.write_text("[half", encoding="utf-8")
    assert dev.read_stamp() == {}


@pytest.mark.parametrize(("arguments", "code"), [((), 0), (("--help",), 0), (("fly",), 1)])
def test_help_and_an_unknown_command(arguments: tuple[str, ...], code: int) -> None:
    ended = subprocess.run(
        [sys.executable, str(ROOT / "dev"), *arguments], capture_output=True, text=True, check=False
    )
    assert ended.returncode == code
    assert ("./dev demo" in ended.stdout) is (code == 0)
    assert "Traceback" not in ended.stderr


def test_without_any_pip_it_says_what_to_install(dev: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "quiet", lambda command: 1)
    with pytest.raises(dev.Stop, match="No pip was found"):
        dev.find_pip()


def test_continuous_integration_ends_with_the_check() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").strip().splitlines()
    assert lines[-1] == "exec ./dev check"
    subprocess.run(["bash", "-n", str(ROOT / ".ci" / "run")], check=True)
