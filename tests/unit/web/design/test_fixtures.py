"""govuk-frontend's own fixtures: what its style sheet expects is what the Jinja macros write."""

import json
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Comment, NavigableString, PageElement, Tag
from django.template import engines

COMPONENTS = (
    Path(__file__).parents[4] / "frontend/node_modules/govuk-frontend/dist/govuk/components"
)
EXPECTED = 657

pytestmark = pytest.mark.skipif(
    not COMPONENTS.is_dir(), reason="frontend/node_modules is not there: run ./dev test"
)


def told(html: str) -> list[Any]:
    """A page's elements, attributes and words, whatever its spaces."""
    said: list[Any] = []

    def walk(node: PageElement) -> None:
        if isinstance(node, Comment):
            return
        if isinstance(node, NavigableString):
            said.extend([" ".join(node.split())] if node.split() else [])
            return
        assert isinstance(node, Tag)
        attributes = {
            name: " ".join(value if isinstance(value, list) else str(value).split())
            for name, value in node.attrs.items()
        }
        said.append((node.name, sorted(attributes.items())))
        for child in node.children:
            walk(child)
        said.append(f"/{node.name}")

    walk(BeautifulSoup(html, "html.parser"))
    return said


def rendered(component: str, options: dict[str, Any]) -> str:
    """A component as the workbench's own engine draws it."""
    macro = "govuk" + "".join(word.capitalize() for word in component.split("-"))
    text = (
        f"{{% from 'govuk_frontend_jinja/components/{component}/macro.html' import {macro} %}}"
        f"{{{{ {macro}(params) }}}}"
    )
    return str(engines.all()[0].from_string(text).render({"params": options}))


def test_every_component_renders_as_published() -> None:
    seen, different = 0, []
    for file in sorted(COMPONENTS.glob("*/fixtures.json")):
        component = file.parent.name
        for fixture in json.loads(file.read_text(encoding="utf-8"))["fixtures"]:
            seen += 1
            if told(rendered(component, fixture["options"])) != told(fixture["html"]):
                different.append(f"{component}: {fixture['name']}")

    assert different == []
    assert seen == EXPECTED
