"""An analyst's day in a real browser: from the queue to a decision that a second person agrees to."""

from typing import Any

import pytest

from tests.support import workbench as some
from tests.system.web_support import check_page
from upstander.web.accounts.models import Role
from upstander.web.triage.models import Lead
from upstander.web.triage.words import State

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def whole_lead() -> Lead:
    lead = some.lead("S1")
    pair = some.pair(lead)
    some.evidence(lead, human_id=pair.human_id)
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
    ["", "records/", "progress/", "looked/", "decide/", "task/", "names/", "filter/", "grade/"],
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
    page.get_by_label("Name, record number or reference").fill("sample")
    page.get_by_label("Why do you look?").fill("A complaint names them.")
    page.get_by_role("button", name="Look").click()
    assert page.get_by_text("1 lead").first.is_visible()
    check_page(page)
