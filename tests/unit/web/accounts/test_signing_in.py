"""Getting in, staying in, and being led back: what a session allows and when it ends."""

import re
import time
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.support import workbench as some
from upstander.web.accounts.middleware import BEGAN, SEEN
from upstander.web.accounts.models import Role, User

pytestmark = pytest.mark.django_db
WRONG, RIGHT = "not the password", "a long password"
MINUTE = 60


@pytest.fixture(autouse=True)
def no_attempts_yet():
    cache.clear()


def sign_in(client: Client, user: User, password: str = RIGHT, **more: Any) -> Any:
    return client.post(
        reverse("account_login"), {"login": user.username, "password": password} | more
    )


def is_in(client: Client) -> bool:
    return client.get(reverse("account")).status_code == 200


@pytest.mark.parametrize(
    ("role", "first_page"),
    [
        (Role.ANALYST, "queue"),
        (Role.SUPERVISOR, "queue"),
        (Role.AUDITOR, "audit"),
        (Role.ADMINISTRATOR, "people"),
    ],
)
def test_each_role_begins_on_its_own_page(role: Role, first_page: str):
    client, user = Client(), some.person(role)
    assert sign_in(client, user).headers["Location"] == reverse(first_page)
    if first_page != "queue":
        assert client.get("/").headers["Location"] == reverse(first_page)


def test_a_wrong_password_and_an_unknown_name_are_told_the_same():
    known = sign_in(Client(), some.person(), WRONG)
    unknown = sign_in(Client(), User(username="nobody"), WRONG)
    said = "That username and password do not go together."
    assert said in known.content.decode() and said in unknown.content.decode()


def test_an_account_that_was_closed_does_not_get_in():
    user = some.person()
    User.objects.filter(pk=user.pk).update(is_active=False)
    client = Client()
    sign_in(client, user)
    assert not is_in(client)


def test_five_wrong_passwords_lock_out_even_with_the_right_one():
    user, other, client = some.person(), some.person(), Client()
    for _ in range(5):
        sign_in(client, user, WRONG)
    refused = sign_in(client, user)
    assert "Wait ten minutes" in refused.content.decode()
    assert not is_in(client)
    sign_in(client, other)  # somebody else at the same desk is not locked out
    assert is_in(client)


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/leads/L-00001/", "/leads/L-00001/"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/\\elsewhere.example/", "/"),
    ],
)
def test_after_signing_in_one_is_led_to_pages_of_ours_only(wanted: str, led_to: str):
    found = sign_in(Client(), some.person(), next=wanted)
    assert found.headers["Location"] == led_to


# seconds since signing in, seconds since the last page, and whether one is still in
CLOCK = [
    (29 * MINUTE, 29 * MINUTE, True),
    (31 * MINUTE, 31 * MINUTE, False),
    (479 * MINUTE, 1 * MINUTE, True),
    (481 * MINUTE, 1 * MINUTE, False),
]


def turn_back(client: Client, *, began: int, seen: int) -> None:
    session = client.session
    session[BEGAN], session[SEEN] = time.time() - began, time.time() - seen
    session.save()


@pytest.mark.parametrize(("began", "seen", "still_in"), CLOCK)
def test_a_session_ends_after_a_tour_or_half_an_hour_of_nothing(
    began: int, seen: int, still_in: bool
):
    client = Client()
    client.force_login(some.person())
    turn_back(client, began=began, seen=seen)
    assert is_in(client) is still_in


def test_a_page_seen_now_counts_as_doing_something():
    client = Client()
    client.force_login(some.person())
    turn_back(client, began=60 * MINUTE, seen=20 * MINUTE)
    assert is_in(client)
    assert time.time() - client.session[SEEN] < MINUTE


def test_a_form_sent_after_the_end_leads_back_to_its_own_page():
    client, user = Client(), some.person()
    client.force_login(user)
    turn_back(client, began=31 * MINUTE, seen=31 * MINUTE)
    page = "http://testserver/leads/L-00001/progress/?page=2"
    led = client.post("/leads/L-00001/note/", {"text": "long words"}, headers={"Referer": page})
    wanted = "/leads/L-00001/progress/%3Fpage%3D2"
    assert led.headers["Location"] == f"{reverse('account_login')}?next={wanted}"
    sign_in_page = client.get(led.headers["Location"])
    assert "nothing happened for a while" in sign_in_page.content.decode()
    back = client.post(led.headers["Location"], {"login": user.username, "password": RIGHT})
    assert back.headers["Location"] == "/leads/L-00001/progress/?page=2"


def test_a_form_from_elsewhere_leads_back_to_no_page_of_theirs():
    page = "https://elsewhere.example/leads/"
    led = Client().post("/leads/L-00001/note/", {}, headers={"Referer": page})
    assert led.headers["Location"] == f"{reverse('account_login')}?next=/"


def test_a_forged_form_is_refused():
    client = Client(enforce_csrf_checks=True)
    client.force_login(some.person())
    answer = client.post(reverse("account_change_password"), {"oldpassword": RIGHT})
    assert answer.status_code == 403
    assert "form" in answer.content.decode()


def test_a_form_that_was_kept_from_before_signing_in_again_is_refused():
    client, user = Client(enforce_csrf_checks=True), some.person()
    page = client.get(reverse("account_login")).content.decode()
    proof = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[0]
    given = {"csrfmiddlewaretoken": proof}
    assert sign_in(client, user, **given).status_code == 302
    assert client.post(reverse("account_logout"), given).status_code == 403


def test_a_made_up_host_is_refused():
    answer = Client().get(reverse("account_login"), headers={"Host": "elsewhere.example"})
    assert answer.status_code == 400


def test_what_somebody_signed_in_sees_stays_in_no_cache():
    client = Client()
    client.force_login(some.person())
    assert client.get(reverse("account")).headers["Cache-Control"] == "no-store"


def test_signing_out_elsewhere_leaves_this_session_alone():
    here, there, user = Client(), Client(), some.person()
    sign_in(here, user)
    sign_in(there, user)
    assert here.get(reverse("usersessions_list")).content.decode().count("<tr") == 3
    here.post(reverse("usersessions_list"))
    assert is_in(here) and not is_in(there)


@pytest.mark.parametrize("path", ["signup/", "password/reset/", "email/", "account/signup/"])
def test_nobody_signs_up_and_nothing_is_reset_by_mail(path: str):
    assert Client().get(f"/{path}").status_code == 404
