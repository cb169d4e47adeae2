"""Pages of packs: the way from asking to having, and what each person finds there."""

import zipfile
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings as of_django
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.support import workbench as some
from tests.unit.web.disclosure.conftest import Begin
from upstander.web.accounts.models import Role, User
from upstander.web.audit.models import Entry
from upstander.web.disclosure import actions, store
from upstander.web.disclosure.models import Pack
from upstander.web.disclosure.words import Stage
from upstander.web.triage.models import Lead

pytestmark = pytest.mark.django_db
FORM = {
    "purpose": "Charging advice.", "recipient": "Jo Officer", "recipient_role": "Prosecutor",
    "organisation": "Prosecution Service", "marking": "OFFICIAL-SENSITIVE",
    "names": "pseudonyms", "parts": ["seen", "score", "contacts"],
}  # fmt: skip


def client(user: User) -> Client:
    made = Client()
    made.force_login(user, backend=of_django.AUTHENTICATION_BACKENDS[0])
    return made


def at(name: str, pack: Pack) -> str:
    return reverse(name, args=[pack.lead.reference, pack.pk])


def said(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_what_is_left_out_is_asked_for_its_ground_before_the_pack_is_made(
    lead: Lead, investigator: User
) -> None:
    page = client(investigator)
    answer = page.post(reverse("pack_new", args=[lead.reference]), FORM)
    pack = Pack.objects.get()
    assert answer.headers["Location"] == at("pack_withhold", pack)
    assert "Give the grounds" in said(page.get(at("pack", pack)))

    refused = page.post(at("pack_withhold", pack), {"item": "A log"})
    assert refused.status_code == 422
    assert "Notes: choose a ground" in said(refused)
    assert "Choose a ground for what else is withheld" in said(refused)

    grounds = {f"ground_{part}": "data" for part in pack.left_out}
    reasons = {f"reason_{part}": "More than it needs." for part in pack.left_out}
    page.post(at("pack_withhold", pack), grounds | reasons)
    page.post(at("pack_make", pack))
    pack.refresh_from_db()
    assert pack.stage == Stage.MADE


def test_a_form_that_lacks_something_keeps_what_was_written(lead: Lead, investigator: User) -> None:
    answer = client(investigator).post(
        reverse("pack_new", args=[lead.reference]), FORM | {"recipient": ""}
    )
    assert answer.status_code == 422
    assert "Write the name of who receives it" in said(answer)
    assert "Charging advice." in said(answer)
    assert not Pack.objects.exists()


def test_the_bundle_comes_as_a_file_that_no_cache_keeps(begin: Begin, investigator: User) -> None:
    pack = actions.make(begin(), by=investigator)
    answer = client(investigator).get(at("pack_bundle", pack))
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert "manifest.json" in zipfile.ZipFile(BytesIO(body)).namelist()
    assert answer.headers["Cache-Control"] == "no-store"
    name = f"{pack.lead.reference}-{pack.reference}.zip"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    last = Entry.objects.order_by("-number").first()
    assert last is not None
    assert (last.act, last.told["file"]) == ("disclosed", "bundle")


@pytest.mark.usefixtures("paper")
def test_the_pdf_comes_out_of_the_same_pack(begin: Begin, investigator: User) -> None:
    pack = actions.make(begin(), by=investigator)
    answer = client(investigator).get(at("pack_pdf", pack))
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")  # type: ignore[attr-defined]
    assert answer.headers["Content-Type"] == "application/pdf"


def test_a_pack_without_a_pdf_says_so(begin: Begin, investigator: User) -> None:
    pack = actions.make(begin(), by=investigator)
    page = client(investigator)
    assert "Download the PDF" not in said(page.get(at("pack", pack)))
    assert "has no PDF" in said(page.get(at("pack_pdf", pack), follow=True))
    assert "No PDF in this test." in said(page.get(reverse("packs", args=[pack.lead.reference])))


def test_an_expired_pack_says_that_it_is_no_longer_kept(begin: Begin, investigator: User) -> None:
    pack = actions.make(begin(), by=investigator)
    Pack.objects.update(keep_until=timezone.now() - timedelta(minutes=1))
    page = client(investigator)
    gone = page.get(at("pack_bundle", pack))
    assert (gone.status_code, "no longer kept" in said(gone)) == (410, True)
    assert not store.path(pack.file).exists()
    shown = said(page.get(at("pack", pack)))
    assert "is removed" in shown and "Download" not in shown


def test_a_reader_with_a_conflict_finds_no_pack(begin: Begin, investigator: User) -> None:
    pack = actions.make(begin(), by=investigator)
    page = client(investigator)
    assert page.get(at("pack", pack)).status_code == 200
    some.conflict(investigator, pack.lead.staff_id)
    for name in ("pack", "pack_bundle", "pack_pdf", "pack_withhold"):
        assert page.get(at(name, pack)).status_code == 404
    assert page.get(reverse("packs", args=[pack.lead.reference])).status_code == 404
    assert page.post(at("pack_make", pack)).status_code == 404


def test_a_pack_is_found_under_its_own_lead_alone(begin: Begin, investigator: User) -> None:
    pack, other = begin(), some.lead("S2")
    answer = client(investigator).get(reverse("pack", args=[other.reference, pack.pk]))
    assert answer.status_code == 404


def test_an_analyst_sees_that_there_is_a_pack_and_takes_none_away(
    begin: Begin, investigator: User
) -> None:
    pack = actions.make(begin(), by=investigator)
    page = client(some.person(Role.ANALYST))
    assert "Download" not in said(page.get(at("pack", pack)))
    assert page.get(at("pack_bundle", pack)).status_code == 404


def test_a_second_person_finds_what_waits_and_agrees_to_it(
    begin: Begin, investigator: User, chief: User
) -> None:
    pack = actions.make(begin(named=True), by=investigator)
    page = client(chief)
    assert pack.reference in said(page.get(reverse("packs_waiting")))
    answer = page.post(at("pack_answer", pack), {"agree": "yes", "reason": "Needed."}, follow=True)
    assert f"Pack {pack.reference} is made." in said(answer)
    another = client(some.person(Role.INVESTIGATOR))
    assert "only who asked for it and who agreed" in said(another.get(at("pack", pack)))
    assert "who agreed to it alone" in said(another.get(at("pack_bundle", pack), follow=True))


def test_who_asked_is_told_on_the_page_that_somebody_else_has_to_agree(
    begin: Begin, chief: User
) -> None:
    pack = actions.make(begin(by=chief, named=True), by=chief)
    answer = client(chief).post(at("pack_answer", pack), {"agree": "yes", "reason": "Mine."})
    assert (answer.status_code, "Somebody else has to agree" in said(answer)) == (422, True)


def test_the_kept_file_is_verified_on_its_page_and_a_changed_one_is_found(
    begin: Begin, investigator: User
) -> None:
    pack = actions.make(begin(), by=investigator)
    page = client(investigator)
    assert "is as it was made, and signed" in said(page.post(at("pack_check", pack), follow=True))
    with store.path(pack.file).open("ab") as file:
        file.write(b"more")
    found = said(page.post(at("pack_check", pack), follow=True))
    assert "not as it was made" in found
    assert "Verified: not as it was made" in found and "Verified: as it was made" in found


def test_progress_and_who_looked_tell_of_packs(begin: Begin, investigator: User) -> None:
    pack = actions.make(begin(), by=investigator)
    page, reference = client(investigator), pack.lead.reference
    page.get(at("pack_bundle", pack))
    for name in ("lead_work", "lead_looked"):
        shown = said(page.get(reverse(name, args=[reference])))
        assert f"Disclosed: pack {pack.reference} made" in shown
        assert f"Disclosed: pack {pack.reference} downloaded" in shown


def test_the_auditor_sees_for_whom_and_who_agreed_and_nothing_of_what_is_in_it(
    begin: Begin, investigator: User, chief: User
) -> None:
    pack = actions.make(begin(named=True), by=investigator)
    actions.answer(pack, by=chief, agree=True, reason="Needed.")
    page = client(some.person(Role.AUDITOR))
    shown = said(page.get(reverse("audit_packs")))
    for telling in (pack.reference, "Jo Officer, Disclosure officer, Prosecution Service",
                    "Charging advice.", str(investigator), str(chief)):  # fmt: skip
        assert telling in shown
    assert "Alex" not in shown and "4F2A" not in shown and "off duty" not in shown
    assert f"pack {pack.reference} made" in said(page.get(reverse("audit")))
    assert page.get(at("pack", pack)).status_code == 404


@pytest.mark.parametrize("name", ["packs", "pack"])
def test_a_page_asks_the_database_thirty_times_at_most(
    begin: Begin, investigator: User, name: str
) -> None:
    pack = actions.make(begin(), by=investigator)
    for _ in range(3):
        begin()
    page = client(investigator)
    address = at("pack", pack) if name == "pack" else reverse(name, args=[pack.lead.reference])
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page.get(address)
    assert len(asked) <= 30
