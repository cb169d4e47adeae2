"""An analyst's day in a real browser: from the queue to a decision that a second person agrees to."""

import time
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from tests.support import workbench as some
from tests.system.web_support import check_page
from upstander.web.accounts.models import Role
from upstander.web.triage.models import Event, Lead
from upstander.web.triage.words import State

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


LONG_NAME = "Look-up around a relationship declaration or a first personal contact"


def whole_lead() -> Lead:
    lead = some.lead("S1", of=some.scan(signs={"IND-05": {"name": LONG_NAME}}))
    pair = some.pair(lead)
    some.evidence(lead, human_id=pair.human_id)
    Event.objects.create(
        lead=lead, human_id=pair.human_id, indicator="IND-05", at=some.AT, kind="look_up",
        source_table="searches", source_file="searches.csv", source_row=7,
    )  # fmt: skip
    some.named(lead, "Alex Sample")
    return lead


def test_from_the_queue_to_a_decision_that_stands(site: Any) -> None:
    lead = whole_lead()
    analyst, chief = some.person(name="ada"), some.person(Role.SUPERVISOR, name="max")
    page = site.page(user=analyst)
    page.goto("/")
    check_page(page)
    page.get_by_role("link", name=lead.reference).click()
    check_page(page)
    assert "Alex Sample" not in page.content()

    page.get_by_role("button", name="Show names").click()
    page.get_by_role("button", name="Show names").click()  # without a reason
    assert page.get_by_text("Say why you need the names").first.is_visible()
    check_page(page)
    page.get_by_label("Why do you need the names?").fill("To ask the roster office.")
    page.get_by_role("button", name="Show names").click()
    assert page.get_by_text("Alex Sample").first.is_visible()
    check_page(page)

    page.get_by_role("button", name="Decide").click()
    check_page(page)
    page.get_by_label("Hand to investigation").check()
    page.get_by_label("Why").fill("No purpose is on record, and the roster office knows of none.")
    page.get_by_role("button", name="Decide").click()
    assert page.get_by_text("waits for a second person").first.is_visible()
    check_page(page)

    second = site.page(user=chief)
    second.goto("/waiting/")
    check_page(second)
    second.get_by_role("link", name=lead.reference).click()
    check_page(second)
    second.get_by_label("Yes").check()
    second.get_by_label("Why").fill("I read the records behind it and agree.")
    second.get_by_role("button", name="Answer").click()
    assert second.get_by_text("The decision stands.").first.is_visible()
    lead.refresh_from_db()
    assert lead.state == State.WITH_INVESTIGATION

    auditor = site.page(user=some.person(Role.AUDITOR))
    auditor.goto("/audit/")
    content = auditor.content()
    assert lead.reference in content
    assert "revealed" in content.lower()
    assert "Alex Sample" not in content


def test_a_lead_is_worked_on_without_scripts(site: Any) -> None:
    lead = whole_lead()
    page = site.page(user=some.person(name="ada"), scripts=False)
    page.goto(f"/leads/{lead.reference}/progress/")
    page.get_by_label("Who works on this lead").select_option("ada")
    page.get_by_role("button", name="Change the owner").click()
    assert page.get_by_text("The owner is changed.").first.is_visible()
    page.get_by_label("Note", exact=True).fill("Asked the roster office.")
    page.get_by_role("button", name="Add the note").click()
    assert page.get_by_text("Asked the roster office.").first.is_visible()
    page.get_by_role("link", name="Grade it as intelligence").click()
    page.get_by_label("The intelligence").fill("Contact that no record explains.")
    page.get_by_label("2 Untested").check()
    page.get_by_label("D Not known").check()
    page.get_by_label("P Lawful sharing permitted", exact=True).check()
    page.get_by_label("National category").select_option("Sexual misconduct")
    page.get_by_role("button", name="Grade it").click()
    assert page.get_by_text("2DP, Sexual misconduct").first.is_visible()


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize(
    "path",
    [
        "",
        "records/",
        "progress/",
        "looked/",
        "decide/",
        "task/",
        "names/",
        "filter/",
        "grade/",
        "merge/",
        "split/",
    ],
)
def test_every_page_of_a_lead_passes(site: Any, path: str, width: int) -> None:
    lead = whole_lead()
    page = site.page(user=some.person(), width=width)
    page.goto(f"/leads/{lead.reference}/{path}")
    check_page(page)


def test_looking_for_a_name(site: Any) -> None:
    whole_lead()
    page = site.page(user=some.person())
    page.goto("/look-up/")
    page.get_by_label("What do you look for?").fill("sample")
    page.get_by_label("Why do you look?").fill("A complaint names them.")
    page.get_by_role("button", name="Look").click()
    assert page.get_by_text("1 lead").first.is_visible()
    check_page(page)


def test_a_long_note_outlives_a_session_that_ended_while_it_was_written(site: Any) -> None:
    lead = whole_lead()
    ada = some.person(name="ada")
    page = site.page(user=ada)
    page.goto(f"/leads/{lead.reference}/progress/")
    text = "What the roster office said, at length. " * 40
    page.get_by_label("Note", exact=True).fill(text)
    for session in Session.objects.all():  # nothing happened for an hour
        held = SessionStore(session.session_key)
        held["upstander-began"] = held["upstander-seen"] = time.time() - 3600
        held.save()
    page.get_by_role("button", name="Add the note").click()
    page.wait_for_url("**/sign-in/**")
    assert not lead.notes.exists()
    assert text.strip() not in page.content()
    check_page(page)

    page.get_by_label("Username").fill("ada")
    page.get_by_label("Password", exact=True).fill("a long password")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**/leads/{lead.reference}/progress/")
    assert page.get_by_label("Note", exact=True).input_value() == text
    page.get_by_role("button", name="Add the note").click()
    assert page.get_by_text("The note is on the lead.").first.is_visible()
    assert lead.notes.get().text == text.strip()


def test_two_leads_become_one_enquiry_and_people_get_a_lead_of_their_own(site: Any) -> None:
    lead = whole_lead()
    some.pair(lead, person_id="P2", score=4.0)
    other = some.lead("S2")
    analyst, chief = some.person(name="ada"), some.person(Role.SUPERVISOR, name="max")
    page = site.page(user=analyst)
    page.goto(f"/leads/{lead.reference}/progress/")
    page.get_by_role("link", name="Work on it as one with another lead").click()
    page.get_by_label("With which lead?").fill(other.reference)
    page.get_by_label("Why they belong together").fill("One human being has both staff IDs.")
    page.get_by_role("button", name="Propose it").click()
    assert page.get_by_text("The merge waits for a second person.").first.is_visible()
    check_page(page)

    second = site.page(user=chief)
    second.goto("/waiting/")
    check_page(second)
    second.get_by_role("link", name=f"{lead.reference} as one with {other.reference}").click()
    check_page(second)
    second.get_by_label("Yes").check()
    second.get_by_label("Why").fill("I read both.")
    second.get_by_role("button", name="Answer").click()
    check_page(second)
    second.goto("/")
    assert second.get_by_text(f"Worked on as one with {lead.reference}").first.is_visible()
    check_page(second)

    page.goto(f"/leads/{lead.reference}/")
    page.get_by_role("link", name="Work on it by itself again").click()
    check_page(page)
    page.get_by_label("Reason").fill("They are two people after all.")
    page.get_by_role("button", name="Separate them").click()
    page.get_by_role("link", name="Split people off").click()
    check_page(page)
    page.get_by_label("Person P2").check()
    page.get_by_label("Why").fill("Another matter.")
    page.get_by_role("button", name="Split them off").click()
    assert page.get_by_text(f"split off from {lead.reference}").first.is_visible()
    check_page(page)
    page.get_by_role("link", name="Bring its people back").click()
    check_page(page)
    page.get_by_label("Reason").fill("One matter after all.")
    page.get_by_role("button", name="Bring them back").click()
    assert page.get_by_text("are back in this lead").first.is_visible()
    check_page(page)


@pytest.mark.parametrize("width", [1440, 390])
def test_access_is_asked_for_and_agreed_to(site: Any, width: int) -> None:
    admin, chief = some.person(Role.ADMINISTRATOR), some.person(Role.SUPERVISOR)
    asks = site.page(user=admin, width=width)
    asks.goto("/people/new/")
    if "again" in asks.url:
        asks.get_by_label("Password", exact=True).fill("a long password")
        asks.get_by_role("button", name="Confirm").click()
    check_page(asks)
    asks.get_by_label("Username").fill("q.new")
    asks.get_by_label("Name", exact=True).fill("Quinn New")
    asks.get_by_label("Analyst", exact=True).check()
    asks.get_by_label("Staff ID").fill("4471")
    asks.get_by_role("button", name="Ask for the account").click()
    assert asks.get_by_text("It waits until a supervisor of the unit agrees.").first.is_visible()
    check_page(asks)

    agrees = site.page(user=chief, width=width)
    agrees.goto("/access/")
    check_page(agrees)
    agrees.get_by_role("button", name="Agree").click()
    if "again" in agrees.url:
        agrees.get_by_label("Password", exact=True).fill("a long password")
        agrees.get_by_role("button", name="Confirm").click()  # and what was sent goes on
    assert agrees.get_by_text("Agreed, and done").first.is_visible()
    check_page(agrees)

    asks.goto("/people/")
    check_page(asks)
    asks.get_by_role("link", name="Quinn New").click()
    check_page(asks)
    asks.get_by_role("button", name="Make the sign-in link").click()
    assert asks.get_by_text("/sign-in/link/").first.is_visible()
    check_page(asks)
