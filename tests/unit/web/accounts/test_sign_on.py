"""The force's own sign-on: it lets in whom an administrator made an account for, no others.

The sign-on is a small server in this process, so that every step is the real one.
"""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client
from django.urls import clear_url_caches, reverse, set_urlconf

from tests.support import workbench as some
from upstander.web.accounts import urls as room
from upstander.web.accounts.models import User
from upstander.web.config import urls as site
from upstander.web.config.environment import SignOn

pytestmark = pytest.mark.django_db


class Force(BaseHTTPRequestHandler):
    """Answers as a sign-on does, about whoever `person` says."""

    person: dict[str, Any] = {}  # noqa: RUF012 - one for each test

    def do_GET(self) -> None:
        start = f"http://{self.headers['Host']}"
        names = {"authorization": "to", "token": "token", "userinfo": "me"}
        known = {f"{name}_endpoint": f"{start}/{path}" for name, path in names.items()}
        self._say(
            self.person if self.path == "/me" else known | {"issuer": start, "jwks_uri": start}
        )

    def do_POST(self) -> None:
        self._say({"access_token": "t", "token_type": "Bearer"})

    def log_message(self, *said: Any) -> None:
        """Say nothing."""

    def _say(self, what: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(what).encode())


@pytest.fixture
def force(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Force]]:
    server = HTTPServer(("127.0.0.1", 0), Force)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    made = SignOn(
        issuer=address,
        client_id="us",
        secret="shared",
        name="Force",
        claim="email",
        pages=(address,),
    )
    settings.SIGN_ON = made
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [made.app()]}}
    monkeypatch.setattr(site, "urlpatterns", [*room.sign_on_addresses(), *site.urlpatterns])
    clear_url_caches()
    set_urlconf(None)
    cache.clear()
    yield Force
    monkeypatch.undo()
    clear_url_caches()
    server.shutdown()
    server.server_close()


def come(client: Client) -> str:
    """Through the sign-on and back; where one ends up."""
    there = client.post(reverse("openid_connect_login", args=["force"])).headers["Location"]
    asked = parse_qs(urlsplit(there).query)
    assert asked["code_challenge_method"] == ["S256"]
    back = reverse("openid_connect_callback", args=["force"])
    told = {"code": "c", "state": asked["state"][0]}
    first = Client().get(back, told)  # a browser that comes from there leaves strict cookies behind
    assert first.status_code == 200 and "refresh" in first.content.decode()
    return str(client.get(back, told | {"_redir": ""}).headers["Location"])


def is_in(client: Client) -> bool:
    return client.get(reverse("account")).status_code == 200


def somebody(**more: Any) -> User:
    user = some.person(name=more.pop("name", ""))
    User.objects.filter(pk=user.pk).update(email="one@force.example", **more)
    return user


WHO = [
    ("made for them", {"email": "One@force.example", "email_verified": True}, True),
    ("not verified", {"email": "one@force.example", "email_verified": False}, False),
    ("nothing said of it", {"email": "one@force.example"}, False),
    ("somebody else", {"email": "two@force.example", "email_verified": True}, False),
    ("no address", {}, False),
]


@pytest.mark.parametrize(("who", "person", "let_in"), WHO)
def test_whom_it_lets_in(force: type[Force], who: str, person: dict[str, Any], let_in: bool):
    somebody()
    force.person = {"sub": "1", "name": "Somebody Said"} | person
    client = Client()
    led_to = come(client)
    assert (is_in(client), User.objects.count()) == (let_in, 1)
    assert led_to == ("/" if let_in else reverse("sign_on_unknown"))
    assert "Somebody" not in str(list(SocialAccount.objects.values()))


def test_a_closed_account_is_not_opened_by_it(force: type[Force]):
    somebody()
    force.person = {"sub": "1", "email": "one@force.example", "email_verified": True}
    come(Client())
    User.objects.update(is_active=False)
    client = Client()
    assert come(client) == reverse("account_inactive")
    assert not is_in(client)


def test_a_claim_can_name_the_account(force: type[Force], settings: Any):
    somebody(name="k.ames")
    settings.SIGN_ON = SignOn(**vars(settings.SIGN_ON) | {"claim": "staff_login"})
    for said, let_in in (("k.ames", True), ("o.reid", False)):
        force.person = {"sub": said, "staff_login": said}
        client = Client()
        come(client)
        assert is_in(client) is let_in


def test_somebody_signed_in_ties_no_other_account_to_theirs(force: type[Force]):
    user = somebody()
    force.person = {"sub": "9", "email": "one@force.example", "email_verified": True}
    client = Client()
    client.force_login(user)
    assert come(client) == reverse("sign_on_failed")
    assert not SocialAccount.objects.exists()


def test_broken_off_over_there_it_says_so(force: type[Force]):
    client = Client()
    there = client.post(reverse("openid_connect_login", args=["force"])).headers["Location"]
    state = parse_qs(urlsplit(there).query)["state"][0]
    back = reverse("openid_connect_callback", args=["force"])
    told = {"error": "access_denied", "state": state, "_redir": ""}
    assert client.get(back, told).headers["Location"] == reverse("sign_on_failed")
    assert "did not work" in client.get(reverse("sign_on_failed")).content.decode()


def test_the_sign_in_page_offers_it(force: type[Force]):
    assert "Sign in with Force" in Client().get(reverse("account_login")).content.decode()
