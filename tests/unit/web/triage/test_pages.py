"""The pages of the room, as a browser asks for them: what they show, and to whom."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.support import workbench as some
from upstander.web.accounts.models import Role, User
from upstander.web.audit.models import Entry
from upstander.web.triage.models import Lead, Note
from upstander.web.triage.words import State

pytestmark = pytest.mark.django_db


def signed_in(role: Role = Role.ANALYST) -> tuple[Client, User]:
    user = some.person(role)
    client = Client()
    client.force_login(user)
    return client, user


def whole_lead(**more: Any) -> Lead:
    lead = some.lead(**more)
    some.pair(lead)
    some.evidence(lead)
    some.named(lead, "Alex Sample")
    return lead


def page(client: Client, path: str, **data: str) -> str:
    answer = client.get(path, data)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def test_the_queue_says_what_it_is_and_what_could_not_be_seen() -> None:
    client, _ = signed_in()
    lead = whole_lead()
    shown = page(client, "/")
    assert lead.headline in shown
    assert "a reason to look, not a finding about anybody" in shown
    assert "Offset parking" in shown
    assert "Alex Sample" not in shown


def test_an_empty_queue_says_why() -> None:
    client, _ = signed_in()
    assert "No scan has been published yet" in page(client, "/")
    some.scan()
    assert "There is no open lead that you may read" in page(client, "/")
    assert "No lead that you may read fits these filters" in page(client, "/", q="L-9")


def without_token(answer: Any) -> str:
    """A page but for the one-time token of its forms."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


@pytest.mark.parametrize("part", ["", "records/", "progress/", "looked/", "decide/", "task/", "names/",
                                  "filter/", "grade/"])  # fmt: skip
def test_every_page_of_a_lead_is_there_for_who_reads_it_and_for_nobody_else(part: str) -> None:
    lead = whole_lead(staff_id="S9")
    client, _ = signed_in()
    shown = page(client, f"/leads/{lead.reference}/{part}")
    assert lead.pseudonym in shown
    assert "Alex Sample" not in shown
    tied, user = signed_in()
    some.conflict(user, "S9")
    refused = tied.get(f"/leads/{lead.reference}/{part}")
    nothing = tied.get(f"/leads/L-99999/{part}")
    assert (refused.status_code, nothing.status_code) == (404, 404)
    assert without_token(refused) == without_token(nothing)
    assert Client().get(f"/leads/{lead.reference}/{part}").status_code == 302


def test_a_refused_look_is_in_the_log() -> None:
    lead = whole_lead(staff_id="S9")
    tied, user = signed_in()
    some.conflict(user, "S9")
    tied.get(f"/leads/{lead.reference}/")
    entry = Entry.objects.get(act="denied")
    assert (entry.username, entry.subject) == (user.username, lead.reference)


def test_names_stand_on_the_page_once_a_reason_is_given() -> None:
    lead = whole_lead()
    client, _ = signed_in()
    path = f"/leads/{lead.reference}/names/"
    assert client.post(path, {"reason": ""}).status_code == 422
    assert client.post(path, {"reason": "To ask the roster office."}).status_code == 302
    assert "Alex Sample" in page(client, f"/leads/{lead.reference}/")
    other, _ = signed_in()
    assert "Alex Sample" not in page(other, f"/leads/{lead.reference}/")


def test_a_decision_from_the_form_to_the_second_person() -> None:
    lead = whole_lead()
    client, _ = signed_in()
    path = f"/leads/{lead.reference}/decide/"
    written = {"version": "1", "outcome": "explained", "reason": "The plan is on file."}
    assert client.post(path, written).status_code == 302
    assert "waits for a second person" in page(client, f"/leads/{lead.reference}/")
    chief, _ = signed_in(Role.SUPERVISOR)
    assert lead.reference in page(chief, "/waiting/")
    number = lead.decisions.get().pk
    assert "The plan is on file." in page(chief, f"{path}{number}/")
    agreed = chief.post(f"{path}{number}/", {"agree": "yes", "reason": "I read it."})
    assert agreed.status_code == 302
    lead.refresh_from_db()
    assert lead.state == State.EXPLAINED
    assert client.get(f"{path}{number}/").status_code == 404  # an analyst agrees to nothing


def test_who_is_second_keeps_what_they_wrote() -> None:
    lead = whole_lead()
    client, _ = signed_in()
    path = f"/leads/{lead.reference}/decide/"
    Lead.objects.filter(pk=lead.pk).update(version=5)
    written = {"version": "1", "outcome": "develop", "reason": "A long text that is not lost."}
    refused = client.post(path, written)
    shown = refused.content.decode()
    assert refused.status_code == 422
    assert "Somebody else changed this lead" in shown
    assert "A long text that is not lost." in shown
    assert client.post(path, written | {"version": "5"}).status_code == 302


def test_notes_are_text_and_nothing_else() -> None:
    lead = whole_lead()
    client, _ = signed_in()
    client.post(f"/leads/{lead.reference}/note/", {"text": "<script>alert(1)</script> & so on"})
    shown = page(client, f"/leads/{lead.reference}/progress/")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; so on" in shown
    assert "<script>alert" not in shown


def test_an_empty_note_is_refused_in_words() -> None:
    lead = whole_lead()
    client, _ = signed_in()
    refused = client.post(f"/leads/{lead.reference}/note/", {"text": "   "})
    assert refused.status_code == 422
    assert "Write the note" in refused.content.decode()
    assert not Note.objects.exists()


def test_stepping_away_takes_the_lead_out_of_sight() -> None:
    lead = whole_lead()
    client, _ = signed_in()
    assert client.post(f"/leads/{lead.reference}/step-away/").status_code == 302
    assert client.get(f"/leads/{lead.reference}/").status_code == 404


def test_saved_filters_are_ones_own() -> None:
    some.scan()
    client, _ = signed_in()
    client.post("/views/", {"name": "Late ones", "query": "due=late"})
    assert "Late ones" in page(client, "/")
    other, _ = signed_in()
    assert "Late ones" not in page(other, "/")


def test_who_else_looked_is_said() -> None:
    lead = whole_lead()
    first, user = signed_in()
    page(first, f"/leads/{lead.reference}/")
    second, _ = signed_in()
    assert user.username in page(second, f"/leads/{lead.reference}/")
    assert "Consulted: evidence" in page(second, f"/leads/{lead.reference}/looked/")


def test_no_page_asks_the_database_more_than_thirty_times(
    django_assert_max_num_queries: Any,
) -> None:
    scan = some.scan()
    leads = [some.lead(f"S{number}", of=scan) for number in range(40)]
    for number in range(10):
        some.pair(leads[0], person_id=f"P{number}")
        some.evidence(leads[0], indicator=f"IND-{number:02}")
    Lead.objects.filter(pk=leads[1].pk).update(due_on=timezone.localdate() - timedelta(days=1))
    client, _ = signed_in(Role.SUPERVISOR)
    for path in ("/", "/waiting/", "/look-up/", *(f"/leads/{leads[0].reference}/{part}"
                                     for part in ("", "records/", "progress/", "looked/"))):  # fmt: skip
        with django_assert_max_num_queries(30):
            page(client, path)


def test_a_headline_has_its_days_in_words() -> None:
    client, _ = signed_in()
    lead = whole_lead(headline="27 contacts after recorded work ended on 2025-08-23.")
    for path in ("/", f"/leads/{lead.reference}/", f"/leads/{lead.reference}/progress/"):
        assert "ended on 23 August 2025." in page(client, path)


@pytest.mark.parametrize(
    ("listed", "says"), [(True, "New on the list"), (False, "New, below the list")]
)
def test_what_stands_below_the_list_is_not_called_new_on_it(listed: bool, says: str) -> None:
    client, _ = signed_in()
    lead = whole_lead(listed=listed)
    for path in ("/", f"/leads/{lead.reference}/"):
        shown = re.findall(
            r"New(?: on|, below) the list",
            re.sub("<fieldset.*?</fieldset>", "", page(client, path), flags=re.DOTALL),
        )
        assert shown == [says]


@pytest.mark.parametrize(("role", "offered"), [(Role.ANALYST, False), (Role.SUPERVISOR, True)])
def test_nobody_is_offered_to_put_back_a_lead_that_only_others_may(
    role: Role, offered: bool
) -> None:
    client, user = signed_in(role)
    lead = whole_lead(owner=some.person())
    path = f"/leads/{lead.reference}/progress/"
    assert ('<option value=""' in page(client, path)) == offered
    Lead.objects.update(owner=user)
    assert '<option value=""' in page(client, path)
