"""The simulator knows nothing of what is looked for: behaviour, not patterns."""

import ast
from pathlib import Path

import pytest

import upstander.simulator

ROOM = Path(upstander.simulator.__file__).parent
KNOWN = ("upstander.simulator", "upstander.engine.tables", "upstander.words", "upstander.errors")


def imported(path: Path) -> set[str]:
    """Every module of Upstander that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return {name for name in found if name.split(".")[0] == "upstander"}


@pytest.mark.parametrize("path", sorted(ROOM.rglob("*.py")), ids=lambda path: path.stem)
def test_it_imports_the_contract_the_words_and_the_errors_alone(path: Path) -> None:
    assert {name for name in imported(path) if not name.startswith(KNOWN)} == set()


@pytest.mark.parametrize("path", sorted(ROOM.rglob("*.py")), ids=lambda path: path.stem)
def test_it_names_no_sign(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "IND-" not in text
    assert "indicator" not in text.lower()
