"""Whose entries somebody sees: not in the list, a count, a page, a package, or a search."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.support import watch_list
from tests.support import workbench as some
from upstander.web.accounts.models import Conflict, Role, User
from upstander.web.audit.models import Entry as LogEntry
from upstander.web.triage.actions.common import CannotDo
from upstander.web.triage.models import Lead
from upstander.web.watchlist import policies
from upstander.web.watchlist.actions import reading, revealing
from upstander.web.watchlist.models import Entry, Package, Reveal

pytestmark = pytest.mark.django_db
SUBJECT = "S7"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=configured.AUTHENTICATION_BACKENDS[0])
    return client


def said(answer: Any) -> str:
    """A page without the proof of origin in its forms, which is another each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


def reader(kind: str) -> User:
    """Somebody who stands to SUBJECT, and to what is kept about them, as the table says."""
    roles = {"a supervisor": Role.SUPERVISOR, "an auditor": Role.AUDITOR,
             "an administrator": Role.ADMINISTRATOR}  # fmt: skip
    own = {"the member": SUBJECT, "the member in other letters": SUBJECT.lower()}
    user = some.person(roles.get(kind, Role.ANALYST), staff_id=own.get(kind, ""))
    if kind in Conflict.Why.values:
        some.conflict(user, SUBJECT, Conflict.Why(kind))
    if kind == "tied by the other end":
        Conflict.objects.create(
            reader_staff_id=SUBJECT, subject_staff_id=user.staff_id, why=Conflict.Why.LINE
        )
    if kind == "outside the entry's compartment":
        Entry.objects.update(compartment=some.compartment())
    if kind == "inside the entry's compartment":
        Entry.objects.update(compartment=some.compartment(user))
    if kind == "outside the lead's compartment":
        some.lead(SUBJECT, compartment=some.compartment())
    if kind == "inside the lead's compartment":
        some.lead(SUBJECT, compartment=some.compartment(user))
    return user


SEES = [
    ("an analyst", True),
    ("a supervisor", True),
    ("inside the entry's compartment", True),
    ("inside the lead's compartment", True),
    ("the member", False),
    ("the member in other letters", False),
    *((why, False) for why in Conflict.Why.values),
    ("tied by the other end", False),
    ("outside the entry's compartment", False),
    ("outside the lead's compartment", False),  # which it was put in later
    ("an auditor", False),
    ("an administrator", False),
]


@pytest.mark.parametrize(("kind", "sees"), SEES)
def test_who_sees_an_entry_and_all_that_hangs_on_it(kind: str, sees: bool) -> None:
    entry = watch_list.active(SUBJECT)
    package = watch_list.package(entry)
    user = reader(kind)
    there = [
        policies.entries(user).exists(),
        policies.packages(user).exists(),
        policies.unread(user).exists(),
    ]
    assert there == [sees] * 3
    client = signed_in(user)
    pages = {
        name: client.get(reverse(name, args=arguments)).status_code
        for name, arguments in {
            "watch_entry": [entry.reference],
            "watch_package": [entry.reference, package.pk],
            "watch_look_ups": [entry.reference, package.pk],
        }.items()
    }
    assert set(pages.values()) == {200 if sees else 404}
    for query in ("", "?state=active", f"?q={entry.reference}", f"?q={entry.pseudonym[-4:]}"):
        listed = client.get(reverse("watch_list") + query)
        assert (entry.pseudonym in listed.content.decode()) is sees
    for name in ("watch_list", "watch_packages", "queue"):
        answer = client.get(reverse(name))
        assert ("(1 unread)" in answer.content.decode()) is sees


def test_what_is_kept_from_somebody_is_answered_as_what_does_not_exist() -> None:
    entry = watch_list.active(SUBJECT)
    client = signed_in(some.person(staff_id=SUBJECT))
    there = client.get(reverse("watch_entry", args=[entry.reference]))
    nowhere = client.get(reverse("watch_entry", args=["W-99999"]))
    assert there.status_code == nowhere.status_code == 404
    assert said(there) == said(nowhere) != ""
    denied = LogEntry.objects.filter(act="denied").order_by("number")
    assert [line.subject for line in denied] == [entry.reference, "W-99999"]


def test_the_package_of_another_entry_is_not_there() -> None:
    one, other = watch_list.active("S1"), watch_list.active("S2")
    package = watch_list.package(other)
    answer = signed_in(some.person()).get(
        reverse("watch_package", args=[one.reference, package.pk])
    )
    assert answer.status_code == 404


def test_stepping_away_from_the_lead_takes_the_entry_away_too() -> None:
    user = some.person()
    lead = some.lead(SUBJECT)
    watch_list.active(SUBJECT)
    assert policies.entries(user).exists()
    signed_in(user).post(reverse("lead_recuse", args=[lead.reference]))
    assert not policies.entries(user).exists()


# --- names


def page(user: User, package: Package, name: str = "watch_package") -> str:
    answer = signed_in(user).get(reverse(name, args=[package.entry.reference, package.pk]))
    return answer.content.decode()


@pytest.mark.parametrize("name", ["watch_package", "watch_look_ups"])
def test_names_are_hidden_until_somebody_says_why_and_from_nobody_else_then(name: str) -> None:
    package = watch_list.package(watch_list.active(SUBJECT), name="Alex Sample")
    user, other = some.person(), some.person()
    hidden = page(user, package, name)
    assert "Person 19C7AAAA" in hidden
    assert not [one for one in ("Alex", "Sample", "P1<", SUBJECT) if one in hidden]
    revealing.reveal(package.entry, by=user, reason="To ask the record's owner.")
    assert "Alex Sample" in page(user, package, name)
    assert "rang about Alex Sample" in page(user, package, name)
    assert "Sample" not in page(other, package, name)
    told = LogEntry.objects.get(act="revealed")
    assert (told.subject, "reason" in told.told) == (package.entry.reference, False)


def test_names_are_shown_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    package = watch_list.package(watch_list.active(SUBJECT))
    user = some.person()
    revealing.reveal(package.entry, by=user, reason="To ask.")
    Reveal.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert "Alex" not in page(user, package)


def test_in_a_compartment_a_second_person_agrees_to_names_first() -> None:
    user, chief = some.person(), some.person(Role.SUPERVISOR)
    some.lead(SUBJECT, compartment=some.compartment(user, chief))
    watch_list.known(SUBJECT)
    entry = watch_list.proposed(SUBJECT, by=user)
    package = watch_list.package(entry)
    asked = revealing.reveal(entry, by=user, reason="To ask.")
    assert "Alex" not in page(user, package)
    with pytest.raises(CannotDo, match="role"):
        revealing.agree(asked, by=user, shown=True)
    revealing.agree(asked, by=chief, shown=True)
    assert "Alex Sample" in page(user, package)


def test_who_looked_a_package_through_is_on_it() -> None:
    package = watch_list.package(watch_list.active(SUBJECT))
    user = some.person()
    with pytest.raises(CannotDo, match="Write what"):
        reading.acknowledge(package, by=user, note=" ")
    assert policies.unread(user).exists()
    reading.acknowledge(package, by=user, note="Two of them are of a case that I know.")
    assert not policies.unread(user).exists()
    content = page(some.person(), package)
    assert f"Looked through by {user}" in content
    assert "Two of them are of a case that I know." in content
    with pytest.raises(Entry.DoesNotExist):
        reading.acknowledge(package, by=some.person(staff_id=SUBJECT), note="Nothing.")


# --- pages


def test_no_page_asks_more_than_thirty_queries(django_assert_max_num_queries: Any) -> None:
    some.lead(SUBJECT)
    entry = watch_list.active(SUBJECT)
    package = watch_list.package(entry)
    for number in range(30):
        watch_list.package(watch_list.active(f"A{number}"))
    client = signed_in(some.person(Role.SUPERVISOR))
    addresses = [
        reverse("watch_list"), reverse("watch_packages"),
        reverse("watch_entry", args=[entry.reference]),
        reverse("watch_package", args=[entry.reference, package.pk]),
        reverse("watch_look_ups", args=[entry.reference, package.pk]),
    ]  # fmt: skip
    for address in addresses:
        with django_assert_max_num_queries(30):
            assert client.get(address).status_code == 200


def test_a_lead_leads_to_a_proposal_about_its_member_without_their_staff_id() -> None:
    user = some.person()
    lead: Lead = some.lead("S1234")
    watch_list.known("S1234")
    client = signed_in(user)
    shown = client.get(reverse("lead", args=[lead.reference])).content.decode()
    address = f"{reverse('watch_propose')}?lead={lead.reference}"
    assert address in shown
    form = client.get(address).content.decode()
    assert lead.pseudonym in form
    assert "S1234" not in form
    terms = watch_list.terms()
    sent = {
        name: getattr(terms, name)
        for name in ("grounds", "source", "information", "handling", "proportionate", "considered")
    } | {"since": "1/1/2026", "rhythm": "scan", "review_on": f"{terms.review_on:%d/%m/%Y}"}
    assert client.post(address, sent).status_code == 302
    assert Entry.objects.get().staff_id == "S1234"


def test_a_form_keeps_what_was_written_when_it_is_refused() -> None:
    client = signed_in(some.person())
    answer = client.post(reverse("watch_propose"), {"staff_id": "S99", "grounds": "What I know."})
    assert answer.status_code == 422
    content = answer.content.decode()
    assert "What I know." in content
    for missing in ("Say what makes it proportionate", "Enter the day of review"):
        assert missing in content
