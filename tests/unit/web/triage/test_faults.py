"""Forms that are forged, replayed or sent to a lead that is not there for whoever sends them."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.support import watch_list
from tests.support import workbench as some
from upstander.web.accounts.models import Role
from upstander.web.audit.models import Entry
from upstander.web.disclosure.models import Pack
from upstander.web.triage.models import (
    Decision,
    Filter,
    Grading,
    Lead,
    Merge,
    Note,
    Reveal,
    Split,
    Task,
)
from upstander.web.watchlist.models import Reading
from upstander.web.watchlist.models import Reveal as WatchReveal

pytestmark = pytest.mark.django_db
WRITTEN = (Note, Task, Decision, Reveal, Merge, Split, Filter, Grading, Pack, Reading, WatchReveal)
DECIDED = {"outcome": "develop", "reason": "Ask the roster office.", "version": "1"}
FORMS = {
    "lead_note": {"text": "A note."},
    "lead_assign": {"owner": "", "version": "1"},
    "lead_due": {"due_on": "", "version": "1"},
    "lead_task": {"kind": "task", "text": "To do.", "due_on": "1/3/2030"},
    "lead_decide": DECIDED,
    "lead_merge": {"into": "L-99999", "reason": "Why.", "version": "1"},
    "lead_separate": {"reason": "Why."},
    "lead_split": {"people": "1", "reason": "Why.", "version": "1"},
    "lead_bring_back": {"reason": "Why."},
    "lead_reopen": {"reason": "Why."},
    "lead_filter": {"reason": "Why."},
    "lead_grade": {"text": "What."},
    "lead_reveal": {"reason": "Why."},
    "lead_recuse": {},
}


def written() -> dict[str, Any]:
    """Everything that a form could have changed."""
    made: dict[str, Any] = {model.__name__: model.objects.count() for model in WRITTEN}
    return made | {"leads": list(Lead.objects.order_by("pk").values())}


@pytest.mark.parametrize("page", FORMS)
def test_a_form_sent_to_a_blocked_lead_is_answered_as_to_none(page: str) -> None:
    lead, tied = some.lead("S1"), some.person(Role.SUPERVISOR)
    some.pair(lead)
    some.conflict(tied, "S1")
    before, client = written(), Client()
    client.force_login(tied)
    blocked = client.post(reverse(page, args=[lead.reference]), FORMS[page])
    nobodys = client.post(reverse(page, args=["L-99999"]), FORMS[page])
    assert blocked.status_code == nobodys.status_code == 404
    proof = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
    assert proof.sub("", blocked.text) == proof.sub("", nobodys.text)
    assert written() == before
    assert Entry.objects.filter(act="denied", subject=lead.reference).count() == 1


@pytest.mark.parametrize("page", FORMS)
def test_a_forged_form_changes_nothing(page: str) -> None:
    lead = some.lead("S1")
    some.pair(lead)
    before, client = written(), Client(enforce_csrf_checks=True)
    client.force_login(some.person(Role.SUPERVISOR))
    for proof in ({}, {"csrfmiddlewaretoken": "x" * 64}):
        answer = client.post(reverse(page, args=[lead.reference]), FORMS[page] | proof)
        assert answer.status_code == 403
        assert "The form was open for too long" in answer.text
    assert written() == before


def test_a_decision_that_is_sent_twice_is_one() -> None:
    lead, client = some.lead("S1"), Client()
    client.force_login(some.person())
    address = reverse("lead_decide", args=[lead.reference])
    assert client.post(address, DECIDED).status_code == 302
    again = client.post(address, DECIDED)
    assert again.status_code == 422
    assert "Somebody else changed this lead" in again.text and DECIDED["reason"] in again.text
    assert Decision.objects.count() == 1


def test_a_note_that_is_sent_twice_is_one_and_said_again_later_it_is_two() -> None:
    lead, one, other = some.lead("S1"), some.person(), some.person()
    for who, text in ((one, "Asked."), (one, "Asked."), (other, "Asked."), (one, "Asked.")):
        client = Client()
        client.force_login(who)
        client.post(reverse("lead_note", args=[lead.reference]), {"text": text})
    assert [note.author for note in lead.notes.order_by("pk")] == [one, other, one]


@pytest.mark.parametrize(
    ("page", "sent", "model"),
    [
        ("lead_task", {"kind": "task", "text": "Ask.", "whom": "me", "due_on": "1/3/2040"}, Task),
        ("lead_filter", {"pair": "pair", "holds_from": "1/2/2026", "expires_on": "soon",
                         "reason": "They are married."}, Filter),
        ("lead_grade", {"text": "What.", "source": "2", "information": "D", "handling": "P",
                        "category": "sexual_misconduct"}, Grading),
        ("lead_reveal", {"reason": "To ask the roster office."}, Reveal),
        ("pack_new", {"purpose": "Advice.", "recipient": "Jo", "recipient_role": "Prosecutor",
                      "organisation": "Prosecution Service", "marking": "OFFICIAL-SENSITIVE",
                      "names": "pseudonyms"}, Pack),
        ("watch_read", {"note": "Read."}, Reading),
        ("watch_reveal", {"reason": "To ask the roster office."}, WatchReveal),
    ],
)  # fmt: skip
def test_a_form_that_is_replayed_is_answered_again_and_done_once(
    page: str, sent: dict[str, str], model: Any
) -> None:
    lead, chief, client = some.lead("S1"), some.person(Role.SUPERVISOR), Client()
    entry = watch_list.proposed("S1")
    stand_ins = {"me": chief.pk, "pair": some.pair(lead).pk, "soon": f"{soon():%d/%m/%Y}"}
    of = [lead.reference] if page.startswith(("lead", "pack")) else [entry.reference]
    if page == "watch_read":
        of.append(str(watch_list.package(entry).pk))
    client.force_login(chief)
    form = {name: str(stand_ins.get(value, value)) for name, value in sent.items()}
    first, again = (client.post(reverse(page, args=of), form) for _time in range(2))
    assert (first.status_code, again.status_code) == (302, 302), first.text
    assert first.headers["Location"] == again.headers["Location"]
    assert model.objects.count() == 1
    assert Entry.objects.filter(act__in=["altered", "revealed"], user_id=chief.pk).count() == 1


def soon() -> date:
    """A day on which a filter may expire."""
    return timezone.localdate() + timedelta(days=30)
