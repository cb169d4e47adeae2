"""The product's own words are neutral, and no rule knows anybody's sex, age or ethnicity."""

import ast
import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[3] / "src" / "upstander"
RULES = ("indicators", "purposes", "leads", "contacts")
JUDGING = re.compile(r"\b(guilty|offend\w+|perpetrators?|suspicious\w*|culprit)\b", re.I)
# A force's own job title, which a mapping has to know.
TITLES = {"offender manag"}
GENDERED = re.compile(r"\b(he|she|him|her|his|hers)\b", re.I)
PROTECTED = re.compile(r"\b(sex|ethnicity|birth_year|birth_date)\b")


def code(path: Path) -> ast.Module:
    """A module without its docstrings: they may tell what happened in a case."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            body[:] = [
                line
                for line in body
                if not (isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant))
            ] or [ast.Pass()]
    return tree


def told(path: Path) -> list[str]:
    """The texts of a module: what a reader or an engine is given."""
    constants = [node.value for node in ast.walk(code(path)) if isinstance(node, ast.Constant)]
    return [text for text in constants if isinstance(text, str) and text not in TITLES]


def modules(*rooms: str) -> list[Path]:
    return sorted(path for room in rooms for path in (SOURCE / room).rglob("*.py"))


@pytest.mark.parametrize("path", modules("engine", "cli"), ids=lambda path: path.stem)
def test_no_word_of_judgement_is_told(path: Path) -> None:
    assert [text for text in told(path) if JUDGING.search(text)] == []


@pytest.mark.meets("R201")
@pytest.mark.parametrize(
    "path", modules(*(f"engine/{room}" for room in RULES)), ids=lambda path: path.stem
)
def test_no_rule_knows_anybodys_sex_age_or_ethnicity(path: Path) -> None:
    assert PROTECTED.findall(ast.unparse(code(path))) == []
    assert [text for text in told(path) if GENDERED.search(text)] == []
