"""A second factor before anything is read, and its secret encrypted where it is kept."""

import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.support import workbench as some
from upstander.web.accounts import crypt

pytestmark = pytest.mark.django_db
PASSWORD = {"password": "a long password"}


@pytest.fixture(autouse=True)
def in_earnest(settings: Any):
    cache.clear()
    settings.SECOND_FACTOR = "always"


def code(secret: str, *, ahead: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead))


def signed_in(user: Any) -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": user.username} | PASSWORD)
    return client


def set_up(client: Client) -> str:
    """Go through it as a person does; the key that the page shows."""
    client.post(reverse("account_reauthenticate"), PASSWORD)
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.findall(r'<code class="up-key">(\w+)</code>', page)[0]
    answer = client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    assert answer.headers["Location"] == reverse("mfa_view_recovery_codes")
    return str(secret)


@pytest.mark.parametrize(
    ("name", "served"),
    [
        ("queue", False),
        ("account", False),
        ("usersessions_list", False),
        ("account_change_password", False),
        ("mfa_index", True),
        ("privacy", True),
    ],
)
def test_with_a_password_alone_only_setting_one_up_is_served(name: str, served: bool):
    answer = signed_in(some.person()).get(reverse(name))
    assert (answer.status_code == 200) is served
    assert served or answer.headers["Location"] == reverse("mfa_index")


def test_with_one_set_up_the_pages_are_there_and_the_next_sign_in_asks_for_it():
    user = some.person()
    client = signed_in(user)
    secret = set_up(client)
    assert client.get(reverse("account")).status_code == 200
    again = signed_in(user)
    assert again.get(reverse("account")).headers["Location"].startswith(reverse("account_login"))
    again.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert again.get(reverse("account")).status_code == 302
    again.post(reverse("mfa_authenticate"), {"code": code(secret, ahead=1)})
    assert again.get(reverse("account")).status_code == 200


def test_a_code_works_once():
    user = some.person()
    secret = set_up(signed_in(user))
    used = code(secret, ahead=1)
    for client, status in ((signed_in(user), 200), (signed_in(user), 302)):
        client.post(reverse("mfa_authenticate"), {"code": used})
        assert client.get(reverse("account")).status_code == status


def test_recovery_codes_are_a_spare_not_a_factor():
    user = some.person()
    Authenticator.objects.create(
        user=user, type="recovery_codes", data={"seed": crypt.encrypt("AB"), "used_mask": 0}
    )
    assert signed_in(user).get(reverse("account")).headers["Location"] == reverse("mfa_index")


def test_after_the_forces_own_sign_on_none_is_asked_where_the_force_says_so(settings: Any):
    client = signed_in(some.person())
    settings.SECOND_FACTOR = "not after sign-on"
    assert client.get(reverse("account")).status_code == 302  # this one came by password
    session = client.session
    session["account_authentication_methods"] = [{"method": "socialaccount", "at": 0}]
    session.save()
    assert client.get(reverse("account")).status_code == 200


def test_in_the_demo_none_is_asked(settings: Any):
    settings.SECOND_FACTOR = "never"
    assert signed_in(some.person()).get(reverse("account")).status_code == 200


def test_the_secret_is_encrypted_where_it_is_kept(settings: Any):
    user = some.person()
    secret = set_up(signed_in(user))
    kept = str(Authenticator.objects.filter(user=user).values_list("data", flat=True))
    assert secret not in kept
    settings.SECRET_KEY = "another key, of another workbench, of forty letters"
    client = signed_in(user)
    client.post(reverse("mfa_authenticate"), {"code": code(secret, ahead=1)})
    assert client.get(reverse("account")).status_code == 302  # and no fault: it just does not fit


@pytest.mark.parametrize("name", ["mfa_index", "mfa_add_webauthn", "mfa_list_webauthn",
                                  "mfa_deactivate_totp", "mfa_view_recovery_codes",
                                  "mfa_generate_recovery_codes", "mfa_download_recovery_codes",
                                  "mfa_reauthenticate", "account_change_password"])  # fmt: skip
def test_each_page_of_ones_own_account_is_there(name: str):
    client = signed_in(some.person())
    set_up(client)
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert b"{{" not in answer.content and b"None</" not in answer.content
