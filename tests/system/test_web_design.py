"""Every part of the design room in a browser, and texts that outlive a fault."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session

from tests.system.web_support import check_page, heard, signed_in, too_wide, violations
from upstander.web.accounts.models import Role, User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SEND = "main form[method=post] > button[type=submit]"
LONG = "Rang the desk at 10:40. They know of no task that names both."


@pytest.fixture(autouse=True)
def addresses(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.support.sample_pages"


def person(name: str) -> User:
    return User.objects.create(username=name, role=Role.SUPERVISOR, staff_id=name)


@pytest.fixture
def page(site: Any) -> Any:
    return site.page(user=person("sam"))


# --- what is drawn


def test_every_part_is_accessible(page: Any) -> None:
    page.goto("/sample/?told=1")
    check_page(page)
    page.get_by_label("Keep under review until a date").check()
    assert page.get_by_text("It comes back on that day.").is_visible()
    check_page(page)


def test_a_form_sent_with_errors_is_accessible_and_the_summary_has_the_focus(page: Any) -> None:
    page.goto("/sample/")
    page.click(SEND)

    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    page.get_by_role("link", name="This field is required.").nth(1).click()
    assert page.evaluate("document.activeElement.id") == "id_outcome"
    check_page(page)


@pytest.mark.parametrize("more", [{"forced_colors": "active"}, {"reduced_motion": "reduce"}])
def test_it_holds_where_people_change_their_browser(site: Any, more: dict[str, str]) -> None:
    page = site.page(user=person("sam"), **more)
    page.goto("/sample/")
    assert violations(page) == []


def test_a_phone_shows_everything_with_and_without_scripts(site: Any) -> None:
    sam = person("sam")
    phone = site.page(user=sam, width=390)
    phone.goto("/sample/")
    assert not phone.get_by_label("Reference").first.is_visible()  # the filters are folded
    phone.get_by_role("button", name="Menu").click()
    assert phone.get_by_role("button", name="Sign out").is_visible()
    check_page(phone)

    plain = site.page(user=sam, width=390, scripts=False)
    plain.goto("/sample/")
    assert plain.get_by_label("Reference").first.is_visible()
    assert plain.get_by_role("link", name="Leads").first.is_visible()
    assert not plain.get_by_text("It comes back on that day.").is_visible()


@pytest.mark.parametrize(
    "address", ["nowhere/", "broken/fault/", "broken/away/", "privacy/", "accessibility/"]
)
def test_errors_and_statements_are_accessible(site: Any, address: str) -> None:
    page = site.page()
    page.goto(f"/{address}")
    check_page(page)


def test_paper_has_what_the_page_says_and_nothing_to_press(page: Any) -> None:
    page.goto("/sample/")
    page.emulate_media(media="print")

    assert page.get_by_text("Calls by day").is_visible()  # folded away on the screen
    assert page.locator("button:visible").count() == 0
    assert not page.get_by_role("link", name="Next").is_visible()
    assert page.get_by_text("Northmoor Police").first.is_visible()


# --- what somebody is typing


def typed(page: Any) -> str:
    return str(page.get_by_label("Note").input_value())


def kept(page: Any) -> int:
    return int(page.evaluate("sessionStorage.length"))


def test_a_text_is_put_back_when_the_page_is_opened_again(page: Any) -> None:
    page.goto("/note/")
    page.get_by_label("Note").fill(LONG)
    page.goto("/privacy/")
    page.goto("/note/")

    assert typed(page) == LONG
    assert "has been put back" in page.get_by_role("status").inner_text()
    check_page(page)


def test_a_text_that_was_taken_is_forgotten(page: Any) -> None:
    page.goto("/note/")
    page.get_by_label("Note").fill(LONG)
    page.click(SEND)
    page.wait_for_url("**/taken/")

    assert kept(page) == 0
    page.goto("/note/")
    assert typed(page) == ""


def test_a_text_outlives_a_session_that_ended_while_it_was_typed(page: Any) -> None:
    sam = User.objects.get(username="sam")
    page.goto("/note/")
    page.get_by_label("Note").fill(LONG)
    Session.objects.all().delete()
    page.context.clear_cookies()
    page.click(SEND)
    assert page.get_by_role("heading", level=1).inner_text() == "The form was open for too long"
    assert violations(page) == [] and too_wide(page) <= 0

    signed_in(page, sam)
    page.get_by_role("link", name="Open the form again").click()
    assert typed(page) == LONG
    page.click(SEND)
    page.wait_for_url("**/taken/")
    assert kept(page) == 0


def test_a_text_outlives_a_fault_of_ours(page: Any) -> None:
    page.goto("/note/")
    page.get_by_label("Note").fill(f"fault: {LONG}")
    page.click(SEND)
    assert page.get_by_role("heading", level=1).inner_text() == "Something went wrong"

    page.goto("/note/")
    assert typed(page) == f"fault: {LONG}"
    assert not [line for line in heard(page) if "Content Security Policy" in line]


def test_a_text_is_never_shown_to_the_next_who_signs_in(page: Any) -> None:
    page.goto("/note/")
    page.get_by_label("Note").fill(LONG)
    page.context.clear_cookies()
    signed_in(page, person("alex"))
    page.goto("/note/")

    assert typed(page) == ""
    assert kept(page) == 0


def test_signing_out_forgets_what_was_typed(page: Any) -> None:
    page.goto("/note/")
    page.get_by_label("Note").fill(LONG)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_load_state()

    assert kept(page) == 0
