"""Second factors in a real browser: an app, recovery codes, and a security key of Chromium's own."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache

from tests.support import workbench as some
from tests.system.web_support import check_page
from upstander.web.accounts.models import Role, User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "a long password"


@pytest.fixture(autouse=True)
def in_earnest(settings: Any) -> Iterator[None]:
    """Attempts are counted anew, and nobody reads anything without a second factor."""
    cache.clear()
    settings.SECOND_FACTOR = "always"
    yield
    cache.clear()


@pytest.fixture
def ada(site: Any) -> User:
    return some.person(Role.ANALYST, name="ada")


def heading(page: Any) -> str:
    return str(page.get_by_role("heading", level=1).inner_text())


def sign_in(page: Any) -> None:
    page.goto("/sign-in/")
    check_page(page)
    page.get_by_label("Username").fill("ada")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def confirm(page: Any) -> None:
    """Give the password again, where it is asked for."""
    if heading(page) == "Confirm that it is you":
        check_page(page)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Confirm").click()


def sign_out(page: Any) -> None:
    page.goto("/sign-out/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in/**")


def code(secret: str, *, ahead: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead))


def set_up_app(page: Any) -> str:
    """Set up an authenticator app; its key."""
    page.get_by_role("button", name="Set up an app").click()
    confirm(page)
    assert heading(page) == "Set up an authenticator app"
    check_page(page)
    secret = str(page.locator("code.up-key").inner_text())
    page.get_by_label("code").fill("000000")
    page.get_by_role("button", name="Set up").click()
    assert page.get_by_text("That code is not right").first.is_visible()
    check_page(page)
    secret = str(page.locator("code.up-key").inner_text())
    page.get_by_label("code").fill(code(secret))
    page.get_by_role("button", name="Set up").click()
    return secret


@pytest.mark.parametrize("width", [1440, 390])
def test_an_app_is_set_up_and_asked_for_and_a_recovery_code_stands_in(
    site: Any, ada: User, width: int
) -> None:
    page = site.page(width=width)
    sign_in(page)
    assert heading(page) == "Set up a second factor"
    check_page(page)
    page.goto("/")  # nothing is read before
    assert heading(page) == "Set up a second factor"
    secret = set_up_app(page)
    assert heading(page) == "Recovery codes"
    check_page(page)
    spare = page.locator("ul.up-key code").all_inner_texts()
    assert len(spare) == 10
    page.get_by_role("button", name="Go on").click()
    check_page(page)

    sign_out(page)
    sign_in(page)
    assert heading(page) == "Enter a code"
    check_page(page)
    page.get_by_label("code").fill("000000")
    page.get_by_role("button", name="Sign in", exact=True).click()
    assert page.get_by_text("That code is not right").first.is_visible()
    check_page(page)
    page.get_by_label("code").fill(code(secret, ahead=1))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/")
    assert heading(page) == "Leads"

    sign_out(page)
    sign_in(page)
    page.get_by_label("code").fill(spare[0])
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/")
    page.goto("/account/second-factor/codes/")
    confirm(page)
    assert page.get_by_text("9 of 10 are left").first.is_visible()
    page.get_by_role("link", name="Make new ones").click()
    check_page(page)
    page.goto("/account/second-factor/")
    check_page(page)
    page.get_by_role("link", name="Remove it").click()
    confirm(page)
    check_page(page)
    page.get_by_role("button", name="Remove it").click()
    assert not Authenticator.objects.filter(user=ada, type="totp").exists()


def security_key(page: Any) -> None:
    """A key of Chromium's own, whose owner touches it whenever it is asked."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "usb", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_security_key_is_added_used_renamed_and_removed(site: Any, ada: User) -> None:
    page = site.page()
    security_key(page)
    sign_in(page)
    page.get_by_role("button", name="Add a security key").click()
    confirm(page)
    assert heading(page) == "Add a security key"
    check_page(page)
    page.get_by_label("Name").fill("Key at the desk")
    page.get_by_role("button", name="Add it").click()
    page.wait_for_url(lambda url: "/keys/add/" not in url)
    assert Authenticator.objects.filter(user=ada, type="webauthn").count() == 1
    page.goto("/account/second-factor/")
    check_page(page)

    sign_out(page)
    sign_in(page)
    assert heading(page) == "Enter a code"
    check_page(page)
    page.get_by_role("button", name="Use the security key").click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    assert heading(page) == "Leads"

    page.goto("/account/second-factor/keys/")
    confirm(page)
    assert page.get_by_text("Key at the desk").first.is_visible()
    check_page(page)
    page.get_by_role("link", name="Change").click()
    confirm(page)
    check_page(page)
    page.get_by_label("Name").fill("Key in the drawer")
    page.get_by_role("button", name="Save").click()
    assert page.get_by_text("Key in the drawer").first.is_visible()
    page.get_by_role("link", name="Remove").click()
    confirm(page)
    check_page(page)
    page.get_by_role("button", name="Remove it").click()
    page.wait_for_load_state()
    assert not Authenticator.objects.filter(user=ada, type="webauthn").exists()


def test_without_scripts_a_key_says_so_and_an_app_works(site: Any, ada: User) -> None:
    page = site.page(user=ada, scripts=False)  # axe is a script: here nothing is checked by it
    page.goto("/account/second-factor/keys/add/")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    assert page.locator("noscript p").first.is_visible()
    page.goto("/account/second-factor/app/")
    secret = str(page.locator("code.up-key").inner_text())
    page.get_by_label("code").fill(code(secret))
    page.get_by_role("button", name="Set up").click()
    assert heading(page) == "Recovery codes"
