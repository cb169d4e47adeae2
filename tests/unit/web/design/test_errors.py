"""Pages for what went wrong: they say what to do, and nothing of anybody."""

from pathlib import Path

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client, RequestFactory

from upstander.web.design import errors
from upstander.web.design.errors import form_expired

pytestmark = pytest.mark.urls("tests.support.sample_pages")


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False, headers={"host": "localhost"})


@pytest.mark.parametrize(
    ("address", "status", "heading"),
    [
        ("/nowhere/", 404, "Page not found"),
        ("/broken/hidden/", 403, "Page not found"),
        ("/broken/fault/", 500, "Something went wrong"),
        ("/broken/away/", 503, "The database does not answer"),
    ],
)
def test_each_fault_has_a_page_of_ours(
    client: Client, address: str, status: int, heading: str
) -> None:
    """Without a database: none of these pages asks it for anything."""
    answer = client.get(address)

    text = answer.content.decode()
    assert answer.status_code == (404 if status == 403 else status)
    assert f'<h1 class="govuk-heading-l">{heading}</h1>' in text
    assert "private words" not in text
    assert 'data-drafts="keep"' in text


def test_what_may_not_be_seen_looks_like_what_is_not_there(client: Client) -> None:
    hidden, missing = client.get("/broken/hidden/"), client.get("/nowhere/")

    assert hidden.content == missing.content
    assert hidden.status_code == missing.status_code == 404


def test_a_database_that_is_away_says_when_to_come_back(client: Client) -> None:
    assert client.get("/broken/away/")["Retry-After"] == "30"


@pytest.mark.parametrize("kind", [OperationalError, InterfaceError])
def test_a_page_that_cannot_even_look_up_the_reader_says_that_the_database_is_away(
    monkeypatch: pytest.MonkeyPatch, kind: type[Exception]
) -> None:
    def away(*_: object, **__: object) -> None:
        raise kind

    monkeypatch.setattr(errors, "render", away)

    assert errors.not_found(RequestFactory().get("/nowhere/")).status_code == 503


def test_a_form_that_expired_says_where_the_text_is_and_how_to_send_it() -> None:
    client = Client(enforce_csrf_checks=True, headers={"host": "localhost"})

    answer = client.post(
        "/note/", {"text": "long"}, headers={"referer": "http://localhost/note/?a=1"}
    )

    text = answer.content.decode()
    assert answer.status_code == 403
    assert "What you typed is not lost" in text
    assert 'href="/note/?a=1"' in text


@pytest.mark.parametrize(
    "referer", ["", "http://elsewhere.example/note/", "javascript:alert(1)", "http://localhost"]
)
def test_an_expired_form_leads_nowhere_but_here(referer: str) -> None:
    asked = RequestFactory().post("/note/", headers={"host": "localhost", "referer": referer})

    assert "Open the form again</a>" not in form_expired(asked).content.decode()


def test_what_is_too_large_is_said_to_be_so(client: Client, settings: object) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000  # type: ignore[attr-defined]

    answer = client.post("/note/", {"text": "x" * 2_000})

    assert answer.status_code == 413
    assert "That is too much for one form" in answer.content.decode()


def test_a_strange_host_is_refused_on_a_page_of_ours() -> None:
    answer = Client(raise_request_exception=False, headers={"host": "elsewhere.example"}).get("/")

    assert answer.status_code == 400
    assert "The request could not be read" in answer.content.decode()


def test_the_limits_on_the_page_are_those_of_the_settings(settings: object) -> None:
    page = Path(errors.__file__).with_name("jinja2") / "design/too_large.html"

    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE == 2_000_000  # type: ignore[attr-defined]
    assert settings.DATA_UPLOAD_MAX_NUMBER_FIELDS == 500  # type: ignore[attr-defined]
    assert "2 megabytes of text and 500 fields" in page.read_text(encoding="utf-8")
