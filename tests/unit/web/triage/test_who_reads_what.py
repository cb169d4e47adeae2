"""Whose leads somebody sees, works on, and learns the names of."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.support import workbench as some
from upstander.web.accounts.models import Conflict, Role, User
from upstander.web.audit.models import Entry
from upstander.web.triage import policies, queue
from upstander.web.triage.actions import revealing, work
from upstander.web.triage.actions.common import CannotDo
from upstander.web.triage.models import Lead, Reveal

pytestmark = pytest.mark.django_db
SUBJECT = "S7"


def reader(kind: str) -> User:
    """Somebody who stands to the member SUBJECT as the table below says."""
    user = some.person(staff_id=SUBJECT if kind == "the member" else "")
    if kind in set(Conflict.Why):
        some.conflict(user, SUBJECT, Conflict.Why(kind))
    if kind == "without a staff id":
        User.objects.filter(pk=user.pk).update(staff_id="")
        user.refresh_from_db()
    if kind == "no longer active":
        User.objects.filter(pk=user.pk).update(is_active=False)
        user.refresh_from_db()
    if kind == "tied to somebody else":
        some.conflict(user, "S8")
    return user


SEES = [
    ("an analyst", True),
    ("tied to somebody else", True),
    ("the member", False),
    ("line", False),
    ("declared", False),
    ("named", False),
    ("recused", False),
    ("without a staff id", False),
    ("no longer active", False),
]


@pytest.mark.parametrize(("kind", "sees"), SEES)
def test_who_sees_a_lead(kind: str, sees: bool) -> None:
    lead = some.lead(SUBJECT)
    user = reader(kind)
    assert policies.leads(user).filter(pk=lead.pk).exists() is sees
    assert queue.overview(user).counts.new == int(sees)
    assert queue.chosen(user, filters={"q": lead.reference}).exists() is sees


ROLES = [
    (Role.ANALYST, True),
    (Role.INVESTIGATOR, True),
    (Role.SUPERVISOR, True),
    (Role.AUDITOR, False),
    (Role.ADMINISTRATOR, False),
]


@pytest.mark.parametrize(("role", "sees"), ROLES)
def test_which_roles_read_leads(role: Role, sees: bool) -> None:
    some.lead()
    assert policies.leads(some.person(role)).exists() is sees


def test_a_compartment_is_for_those_named() -> None:
    inside, outside = some.person(), some.person()
    lead = some.lead(compartment=some.compartment(inside))
    assert policies.leads(inside).filter(pk=lead.pk).exists()
    assert not policies.leads(outside).exists()
    assert list(policies.workers(lead)) == [inside]


def test_a_lead_is_not_given_to_somebody_who_may_not_read_it() -> None:
    lead, chief = some.lead(SUBJECT), some.person(Role.SUPERVISOR)
    tied, free = some.person(), some.person()
    some.conflict(tied, SUBJECT)
    assert tied not in policies.workers(lead)
    with pytest.raises(CannotDo, match="cannot be given to that person"):
        work.assign(lead, by=chief, to=tied, version=lead.version)
    work.assign(lead, by=chief, to=free, version=lead.version)
    lead.refresh_from_db()
    assert (lead.owner, lead.state) == (free, "in_triage")


def test_an_analyst_takes_a_lead_but_gives_it_to_nobody_else() -> None:
    lead, one, other = some.lead(), some.person(), some.person()
    with pytest.raises(CannotDo, match="Your role"):
        work.assign(lead, by=one, to=other, version=lead.version)
    work.assign(lead, by=one, to=one, version=lead.version)
    lead.refresh_from_db()
    assert lead.owner == one
    with pytest.raises(CannotDo, match="Your role"):
        work.assign(lead, by=other, to=None, version=lead.version)


def test_who_steps_away_sees_it_no_more_and_the_others_do() -> None:
    lead, one, other = some.lead(), some.person(), some.person()
    work.assign(lead, by=one, to=one, version=lead.version)
    work.step_away(lead, by=one)
    assert not policies.leads(one).exists()
    assert policies.leads(other).get().owner is None


def test_names_are_shown_to_who_gave_a_reason_for_half_an_hour() -> None:
    lead, one, other = some.lead(), some.person(), some.person()
    some.named(lead, "Alex Sample")
    assert revealing.shown(lead, to=one) == ({}, None)
    made = revealing.reveal(lead, by=one, reason="To ask the roster office.")
    assert revealing.shown(lead, to=one)[0] == {lead.staff_id: "Alex Sample"}
    assert revealing.shown(lead, to=other)[0] == {}
    Reveal.objects.filter(pk=made.pk).update(until=timezone.now() - timedelta(seconds=1))
    assert revealing.shown(lead, to=one)[0] == {}
    entry = Entry.objects.get(act="revealed")
    assert (entry.username, entry.subject) == (one.username, lead.reference)
    assert "Alex" not in entry.detail


def test_in_a_compartment_a_second_person_agrees_first() -> None:
    one, chief = some.person(), some.person(Role.SUPERVISOR)
    lead: Lead = some.lead(compartment=some.compartment(one, chief))
    some.named(lead)
    asked = revealing.reveal(lead, by=one, reason="To identify the person.")
    assert revealing.shown(lead, to=one)[0] == {}
    assert list(policies.asked(chief)) == [asked]
    revealing.agree(asked, by=chief, shown=True)
    assert revealing.shown(lead, to=one)[0] == {lead.staff_id: "Alex Sample"}
    with pytest.raises(CannotDo, match="answered already"):
        revealing.agree(asked, by=chief, shown=True)


def test_nobody_agrees_to_their_own_request_for_names() -> None:
    chief = some.person(Role.SUPERVISOR)
    lead = some.lead(compartment=some.compartment(chief))
    asked = revealing.reveal(lead, by=chief, reason="To identify the person.")
    assert list(policies.asked(chief)) == []
    with pytest.raises(CannotDo, match="you asked for the names yourself"):
        revealing.agree(asked, by=chief, shown=True)
