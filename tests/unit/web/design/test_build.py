"""What is compiled, and what it may not hold."""

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.contrib.staticfiles import finders

ROOT = Path(__file__).parents[4]
LOCK = ROOT / "frontend" / "package-lock.json"
DIST = "upstander/dist"


def compiled(name: str) -> str:
    """A compiled file, by the way that pages find it; skips where nothing was compiled."""
    found = finders.find(f"{DIST}/{name}")
    if not found:
        pytest.skip("the style sheet is not compiled: run ./dev test")
    return Path(found).read_text(encoding="utf-8")


def test_the_lock_names_no_host() -> None:
    """npm is told so in frontend/.npmrc; addresses of donations are taken out by hand."""
    assert "://" not in LOCK.read_text(encoding="utf-8")


def test_everything_is_pinned_by_hash() -> None:
    packages = json.loads(LOCK.read_text(encoding="utf-8"))["packages"]

    assert packages.pop("")["dependencies"]["govuk-frontend"] == "6.3.0"
    assert [name for name, pin in packages.items() if not pin.get("integrity")] == []


@pytest.mark.parametrize("kept_for_others", ["GDS Transport", "crest", "crown", "url("])
def test_the_style_sheet_holds_nothing_that_only_others_may_show(kept_for_others: str) -> None:
    assert kept_for_others not in compiled("app.css")


def test_the_licences_of_what_is_inside_go_with_it() -> None:
    notice = compiled("THIRD-PARTY.txt")

    assert "govuk-frontend 6.3.0" in notice
    assert "@ministryofjustice/frontend 11.1.0" in notice
    assert "Permission is hereby granted" in notice


def test_the_script_asks_nobody_anything() -> None:
    script = compiled("app.js")

    assert not [
        word for word in ("fetch(", "XMLHttpRequest", "sendBeacon", "eval(") if word in script
    ]


# --- the build hook


class Aborted(Exception):
    pass


@pytest.fixture
def hook() -> ModuleType:
    pytest.importorskip("hatchling", reason="hatchling is not installed")
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["hatch_build"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The sources, and nothing that was fetched or compiled."""
    ignored = shutil.ignore_patterns("node_modules")
    shutil.copytree(ROOT / "frontend", tmp_path / "frontend", ignore=ignored)
    return tmp_path


def built(hook: ModuleType, root: Path) -> None:
    class App:
        def abort(self, text: str) -> None:
            raise Aborted(text)

    made: Any = hook.CustomBuildHook.__new__(hook.CustomBuildHook)
    made._BuildHookInterface__root = str(root)
    made._BuildHookInterface__app = App()
    made.initialize("standard", {})


def test_nothing_is_done_twice_for_the_same_sources(
    hook: ModuleType, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []

    def run(node: Path, *words: str | Path, inside: Path) -> int:
        ran.append(str(words[0]).rpartition("/")[2])
        return 0

    monkeypatch.setattr(hook, "run", run)
    built(hook, root)
    built(hook, root)
    assert ran == ["npm-cli.js", "build.mjs"]

    (root / "frontend" / "scss" / "app.scss").write_text("", encoding="utf-8")
    built(hook, root)
    assert ran == ["npm-cli.js", "build.mjs"] * 2


@pytest.mark.parametrize(
    ("fails", "sentence"),
    [("npm-cli.js", "npm could not fetch"), ("build.mjs", "could not be compiled")],
)
def test_a_build_that_fails_says_what_to_do_and_leaves_no_stamp(
    hook: ModuleType, root: Path, monkeypatch: pytest.MonkeyPatch, fails: str, sentence: str
) -> None:
    def run(node: Path, *words: str | Path, inside: Path) -> int:
        return int(str(words[0]).endswith(fails))

    monkeypatch.setattr(hook, "run", run)

    with pytest.raises(Aborted, match=sentence) as stopped:
        built(hook, root)

    assert "\n" not in str(stopped.value)
    assert not (root / hook.OUT / hook.STAMP).exists()


def test_node_is_run_without_anything_to_read(hook: ModuleType, tmp_path: Path) -> None:
    seen = tmp_path / "said.py"
    seen.write_text("import sys; sys.exit(len(sys.stdin.read()))", encoding="utf-8")

    assert hook.run(Path(sys.executable), seen, inside=tmp_path) == 0


def test_the_repository_ignores_what_is_fetched_and_compiled() -> None:
    places = ["frontend/node_modules/x", f"src/upstander/web/design/static/{DIST}/app.css"]
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("this is no repository")
    asked = subprocess.run(
        ["git", "check-ignore", *places], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert asked.stdout.split() == places
