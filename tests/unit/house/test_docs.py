"""The generated pages are made from what the product reads, and drift is named."""

from pathlib import Path

import ibis
import pytest

from tools import docs
from upstander.engine.indicators import INDICATORS
from upstander.engine.purposes import EXPLANATIONS
from upstander.engine.tables import CONTRACT


def test_the_contract_page_has_every_table_and_column() -> None:
    page = docs.contract(CONTRACT.values())
    for table in CONTRACT.values():
        assert f"### `{table.name}`" in page
        for column in table.columns:
            assert f"| `{column.name}`" in page
            assert all(f"`{value}`" in page for value in column.values)


def test_every_sign_and_every_explanation_has_its_page() -> None:
    made = docs.pages()
    for slug, sign in INDICATORS.items():
        page = made[f"indicators/{slug}.md"]
        assert page.startswith(f"# {sign.name}\n")
        assert "## Innocent explanations" in page
        assert all(f"`{name}`" in page for name in sign.settings)
    for one in EXPLANATIONS.values():
        assert f"## {one.title}" in made["reference/explanations.md"]


def test_the_command_page_is_the_real_help() -> None:
    page = docs.command_line()
    single = ("demo", "check", "scan", "explain", "indicators", "simulate", "evaluate", "cases")
    for name in (*single, "audit", "audit checkpoint", "audit verify"):
        assert f"Usage: upstander {name}" in page


def test_the_matrix_page_holds_the_file_as_it_is() -> None:
    text = docs.MATRIX.read_text(encoding="utf-8")
    assert text.rstrip() in docs.matrix(text)
    assert "not validated" in docs.matrix(text)


@pytest.mark.parametrize(
    ("found", "says"),
    [
        ({"a/one.md": "1"}, []),
        ({}, ["docs/a/one.md is missing"]),
        ({"a/one.md": "2"}, ["docs/a/one.md has drifted"]),
        ({"a/one.md": "1", "a/old.md": ""}, ["docs/a/old.md belongs to nothing"]),
    ],
)
def test_drift_is_named(found: dict[str, str], says: list[str]) -> None:
    lines = docs.drift({"a/one.md": "1"}, found)
    assert [line.partition(":")[0] for line in lines] == says


def test_writing_leaves_exactly_what_was_made(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "old.md").touch()
    (tmp_path / "by_hand.md").write_text("kept", encoding="utf-8")
    made = {"a/one.md": "1", "b/two.md": "2"}
    docs.write(made, tmp_path)
    assert docs.drift(made, docs.kept(tmp_path, folders={"a", "b"})) == []
    assert (tmp_path / "by_hand.md").exists()


def test_a_docstring_becomes_a_page() -> None:
    text = "What it is.\n\nWhy it matters\n    Because\n    so.\n\n    - a\n    - b"
    assert docs.as_markdown(text, level="##") == (
        "What it is.\n\n## Why it matters\n\nBecause\nso.\n\n- a\n- b"
    )


def test_a_cell_cannot_break_its_table() -> None:
    assert docs.grid(("a",), [("x|y\nz",)])[-1] == "| x\\|y z |"


def test_the_page_of_an_empty_table_says_its_meaning() -> None:
    table = CONTRACT["staff"]
    assert ibis.schema(table.schema).names[0] == "staff_id"
    assert table.meaning in docs.contract([table])
