"""A pack in a real browser: asked for with names, agreed to, downloaded, audited, verified."""

import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests.support import workbench as some
from tests.system.web_support import check_page
from tests.unit.web.figures import told
from upstander.errors import PackEditedError
from upstander.web.accounts.models import Role
from upstander.web.audit import keys
from upstander.web.disclosure import verifying
from upstander.web.disclosure.models import Pack
from upstander.web.triage.models import Lead

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CONTACTS = """
at               | kind   | status      | duty
2026-01-05 08:00 | call   | explained   | on
2026-01-06 21:00 | call   | unexplained | off
2026-01-07 22:30 | lookup | unexplained | off
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> None:
    """A folder of packs of this test's own."""
    settings.HOME = tmp_path


def a_lead() -> Lead:
    lead = told.lead()
    told.pair(lead)
    told.contacts(lead, "P20113", CONTACTS)
    some.evidence(lead, human_id="P20113")
    told.rests_on(lead, "IND-05", "P20113")
    some.named(lead, "Alex Sample")
    return lead


def filled(page: Any, lead: Lead, *, names: bool) -> None:
    """The form of a new pack, sent."""
    page.goto(f"/leads/{lead.reference}/packs/new/")
    page.get_by_label("What is the pack for?").fill("Charging advice.")
    page.get_by_label("Who receives it").fill("Jo Officer")
    page.get_by_label("Their role").fill("Disclosure officer")
    page.get_by_label("Their organisation").fill("Prosecution Service")
    if names:
        page.get_by_label("By their names").check()
    page.get_by_role("button", name="Go on").click()


def grounds_given(page: Any) -> None:
    """A ground for each part that is left out at first."""
    for name in ("Intelligence and its grading", "Notes"):
        part = page.get_by_role("group", name=name, exact=True)
        part.get_by_label("Ground").select_option(label="National security")
        part.get_by_label("Why").fill("It is not ours to give.")
    page.get_by_role("button", name="Go on").click()


@pytest.mark.meets("R277")
def test_from_asking_for_names_to_a_pack_that_the_auditor_finds(site: Any, tmp_path: Path) -> None:
    lead = a_lead()
    ines, max_ = (
        some.person(Role.INVESTIGATOR, name="ines"),
        some.person(Role.SUPERVISOR, name="max"),
    )
    page = site.page(user=ines)
    page.goto(f"/leads/{lead.reference}/")
    page.get_by_role("link", name="Packs", exact=True).click()
    check_page(page)
    page.get_by_role("button", name="Make a pack").click()
    page.get_by_role("button", name="Go on").click()  # nothing is filled in
    assert page.get_by_text("Say what the pack is for").first.is_visible()
    check_page(page)
    filled(page, lead, names=True)
    check_page(page)
    page.get_by_role("button", name="Go on").click()
    assert page.get_by_text("Notes: choose a ground").first.is_visible()
    check_page(page)
    grounds_given(page)
    check_page(page)
    page.get_by_role("button", name="Ask a second person to agree").click()
    assert page.get_by_text("A second person is asked to agree.").first.is_visible()
    check_page(page)
    pack = Pack.objects.get()

    second = site.page(user=max_)
    second.goto("/packs/waiting/")
    check_page(second)
    second.get_by_role("link", name=pack.reference).click()
    check_page(second)
    second.get_by_label("Yes, make it").check()
    second.get_by_label("Why").fill("The prosecutor needs the names.")
    second.get_by_role("button", name="Answer").click()
    assert second.get_by_text(f"Pack {pack.reference} is made.").first.is_visible()
    check_page(second)

    page.reload()
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Download the bundle").click()
    taken = tmp_path / "taken.zip"
    downloading.value.save_as(taken)
    page.get_by_role("button", name="Verify the file").click()
    assert page.get_by_text("as it was made, and signed").first.is_visible()
    check_page(page)
    assert verifying.verify(taken, public_key=keys.public_key()).sound
    with zipfile.ZipFile(taken) as opened:
        assert b"Alex Sample" in opened.read("people.jsonl")
        changed = {name: opened.read(name) for name in opened.namelist()}
    with zipfile.ZipFile(taken, "w") as opened:
        for name, body in changed.items():
            opened.writestr(name, body.replace(b"unexplained", b"explained"))
    with pytest.raises(PackEditedError, match=r"contacts\.csv was edited"):
        verifying.verify(taken, public_key=keys.public_key()).raise_if_not()

    auditor = site.page(user=some.person(Role.AUDITOR))
    auditor.goto("/audit/")
    auditor.get_by_role("link", name="Disclosure packs").click()
    check_page(auditor)
    assert auditor.get_by_text("Jo Officer, Disclosure officer, Prosecution Service").is_visible()
    auditor.get_by_role("link", name=lead.reference).click()
    content = auditor.content()
    for did in ("begun", "asked for", "made", "downloaded", "verified"):
        assert f"pack {pack.reference} {did}" in content
    assert "Alex Sample" not in content

    Pack.objects.update(keep_until=timezone.now() - timedelta(minutes=1))
    page.goto(f"/leads/{lead.reference}/packs/{pack.pk}/bundle/")
    assert page.get_by_text("This pack is no longer kept").first.is_visible()
    page.goto(f"/leads/{lead.reference}/packs/{pack.pk}/")
    check_page(page)
    some.conflict(ines, lead.staff_id)
    assert page.reload().status == 404


def test_who_asked_cannot_agree(site: Any) -> None:
    lead, chief = a_lead(), some.person(Role.SUPERVISOR)
    page = site.page(user=chief, scripts=False)
    filled(page, lead, names=True)
    grounds_given(page)
    page.get_by_role("button", name="Ask a second person to agree").click()
    assert page.get_by_role("button", name="Answer", exact=True).count() == 0
    page.goto(f"{page.url}answer/")
    page.get_by_label("Yes, make it").check()
    page.get_by_label("Why").fill("It is mine.")
    page.get_by_role("button", name="Answer").click()
    assert page.get_by_text("Somebody else has to agree").first.is_visible()


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("path", ["", "new/", "{pack}/", "{pack}/withheld/"])
def test_every_page_of_packs_passes(site: Any, path: str, width: int) -> None:
    lead, ines = a_lead(), some.person(Role.INVESTIGATOR)
    pack = some.pack(lead, by=ines, parts=["innocent", "limits", "seen"])
    page = site.page(user=ines, width=width)
    page.goto(f"/leads/{lead.reference}/packs/{path.format(pack=pack.pk)}")
    check_page(page)
