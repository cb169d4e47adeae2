"""Every sign is whole: its page, its metadata, its three fixtures."""

import ast
import inspect
import re
from pathlib import Path

import pytest

from upstander import words
from upstander.engine import indicators
from upstander.engine.indicators import INDICATORS
from upstander.engine.tables import CONTRACT

HEADINGS = (
    "Why it matters",
    "Innocent explanations",
    "What it needs",
    "What it cannot see",
    "How it is measured",
)
SPECS = Path(__file__).parents[2] / "spec" / "indicators"
SIGNS = pytest.mark.parametrize(("slug", "sign"), INDICATORS.items(), ids=list(INDICATORS))


def test_signs_are_in_the_order_of_their_ids_and_no_id_is_used_twice():
    ids = [sign.id for sign in INDICATORS.values()]
    assert ids == sorted(set(ids))
    assert len({sign.name for sign in INDICATORS.values()}) == len(ids)


@SIGNS
def test_metadata_is_complete(slug, sign):
    assert re.fullmatch(r"IND-\d\d", sign.id)
    assert sign.family in words.FAMILIES
    assert sign.cls in words.INDICATOR_CLASSES
    assert sign.level in words.INDICATOR_LEVELS
    assert sign.status in words.INDICATOR_STATUSES
    assert sign.version >= 1
    assert sign.references, "names no source"
    assert not re.search(r"IND", sign.name), "names are in words"
    for setting in sign.settings.values():
        assert setting.unit and setting.meaning and setting.reason


@SIGNS
def test_needs_name_tables_and_columns_of_the_contract(slug, sign):
    assert sign.needs
    for need in sign.needs:
        table, _, column = need.partition(".")
        assert table in CONTRACT
        assert not column or column in CONTRACT[table].schema


@SIGNS
def test_page_has_the_headings_in_their_order(slug, sign):
    lines = indicators.page(slug).splitlines()
    assert lines[0].endswith("."), "the first line says what the sign finds"
    assert [line for line in lines if line in HEADINGS] == list(HEADINGS)
    innocent = lines[lines.index(HEADINGS[1]) : lines.index(HEADINGS[2])]
    assert sum(line.lstrip().startswith("- ") for line in innocent) >= 2


@SIGNS
def test_page_judges_nobody(slug, sign):
    assert not re.search(r"\b(guilty|offender|suspicious)\b", indicators.page(slug), re.IGNORECASE)


@SIGNS
def test_imports_no_other_sign(slug, sign):
    tree = ast.parse(inspect.getsource(inspect.getmodule(sign.find)))
    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not {f"upstander.engine.indicators.{other}" for other in INDICATORS} & modules


@SIGNS
@pytest.mark.parametrize("fixture", ["fires", "innocent", "cannot_be"])
def test_has_its_three_fixtures(slug, sign, fixture):
    """One that fires, an innocent look-alike that does not, one where it cannot be checked."""
    spec = SPECS / f"test_{slug}.py"
    assert spec.exists(), f"no {spec.name}"
    assert re.search(
        rf"^def test_\w*{fixture}\w*\(", spec.read_text(encoding="utf-8"), re.MULTILINE
    )
