"""What every page stands in: headers, no style or script inside, only what a role opens."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from upstander.web.accounts.models import Role
from upstander.web.config import jinja

pytestmark = pytest.mark.urls("tests.support.sample_pages")
WEB = Path(jinja.__file__).parents[1]
# Data for a script is not run, so it may stand in a page.
INSIDE = re.compile(
    r"""<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\s(?:src=|type="application/json"))"""
)
SHOWN = ("/sample/", "/accessibility/", "/privacy/", "/nowhere/", "/broken/fault/")


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False, headers={"host": "localhost"})


@pytest.mark.parametrize("address", SHOWN)
def test_no_page_has_a_style_or_a_script_inside(client: Client, address: str) -> None:
    page = BeautifulSoup(client.get(address).content, "html.parser")

    assert page.find("style") is None
    assert page.find("script", src=False, type=lambda kind: kind != "application/json") is None
    for element in page.find_all(True):
        assert "style" not in element.attrs, element
        assert not [name for name in element.attrs if name.startswith("on")], element


@pytest.mark.parametrize("address", SHOWN)
def test_every_answer_tells_the_browser_to_load_from_here_only(
    client: Client, address: str
) -> None:
    answer = client.get(address)

    policy = dict(
        part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert {policy[name] for name in ("script-src", "style-src", "img-src", "form-action")} == {
        "'self'"
    }
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("address", SHOWN)
def test_ids_are_used_once_and_what_is_pointed_at_is_there(client: Client, address: str) -> None:
    page = BeautifulSoup(client.get(address).content, "html.parser")

    ids = [element["id"] for element in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    for element in page.find_all(attrs={"aria-describedby": True}):
        assert set(element["aria-describedby"].split()) <= set(ids)
    for link in page.select("a[href^='#']"):
        assert link["href"] == "#" or link["href"][1:] in ids


def test_no_template_of_any_room_has_a_style_or_a_script_inside() -> None:
    templates = list(WEB.rglob("*.html"))

    assert templates
    for template in templates:
        text = template.read_text(encoding="utf-8")
        assert not INSIDE.search(text), template


def somebody(role: Role | None) -> Any:
    """Somebody with a role, or nobody."""
    return SimpleNamespace(is_authenticated=role is not None, is_active=True, role=role)


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.ANALYST, ["Leads", "Watch list"]),
        (Role.SUPERVISOR, ["Leads", "Watch list", "Access"]),
        (Role.AUDITOR, ["Audit log"]),
        (Role.ADMINISTRATOR, ["People", "Access"]),
        (None, []),
    ],
)
def test_the_navigation_shows_what_a_role_opens(
    monkeypatch: pytest.MonkeyPatch, role: Role | None, expected: list[str]
) -> None:
    monkeypatch.setattr(jinja, "link_if", lambda name: f"/{name}/")
    monkeypatch.setattr(jinja, "_unread", lambda user, key: "")

    assert [item["text"] for item in jinja.sections(somebody(role))] == expected


def test_the_section_that_is_open_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jinja, "link_if", lambda name: f"/{name}/")
    monkeypatch.setattr(jinja, "_unread", lambda user, key: "")

    for here, marked in (
        ("queue", [True, False]),
        ("watch_list", [False, True]),
        ("", [False] * 2),
    ):
        found = jinja.sections(somebody(Role.ANALYST), here)
        assert [item["active"] for item in found] == marked


def test_a_room_that_is_not_there_is_not_linked() -> None:
    assert jinja.link_if("no_such_page") == ""
    assert jinja.link_if("no_such_page", "privacy") == "/privacy/"


@pytest.mark.parametrize("demo", [True, False])
def test_a_demonstration_says_that_nobody_exists(client: Client, settings: Any, demo: bool) -> None:
    settings.DEMO = demo

    assert ("Nobody here exists" in client.get("/privacy/").content.decode()) is demo


@pytest.mark.django_db
def test_messages_are_told_once_and_a_success_is_announced(client: Client) -> None:
    told = BeautifulSoup(client.get("/sample/?told=1").content, "html.parser")

    banner = told.select_one(".govuk-notification-banner--success")
    assert banner is not None and banner["role"] == "alert"
    assert "The note is on file." in banner.get_text()
    assert "The note is on file." not in client.get("/sample/").content.decode()
