"""Proposals: what each has to say, who makes one, about whom, and who answers it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.support import watch_list
from tests.support import workbench as some
from upstander.web.accounts.models import Conflict, Role
from upstander.web.audit.models import Entry as LogEntry
from upstander.web.triage.actions.common import CannotDo
from upstander.web.triage.words import Answer
from upstander.web.watchlist.actions import answering, proposing
from upstander.web.watchlist.models import Entry, Proposal
from upstander.web.watchlist.words import State

pytestmark = pytest.mark.django_db


def day(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("no grounds", {"grounds": ""}),
    ("grounds of blanks", {"grounds": " \n"}),
    ("nothing proportionate", {"proportionate": ""}),
    ("nothing else considered", {"considered": " "}),
    ("no day of review", {"review_on": None}),
    ("reviewed today", {"review_on": 0}),
    ("reviewed after the longest time", {"review_on": 91}),
    ("from a day to come", {"since": date(2999, 1, 1)}),
]


@pytest.mark.meets("R045")
@pytest.mark.parametrize(("what", "lacks"), REFUSED, ids=[what for what, _ in REFUSED])
def test_a_proposal_that_does_not_say_why_or_until_when_is_refused(
    what: str, lacks: dict[str, Any], settings: Any
) -> None:
    settings.WATCH_LIST_DAYS = 90
    if isinstance(lacks.get("review_on"), int):
        lacks = lacks | {"review_on": day(lacks["review_on"])}
    with pytest.raises(CannotDo):
        watch_list.proposed(**lacks)
    assert not Entry.objects.exists()


def test_the_longest_time_is_the_forces_own(settings: Any) -> None:
    settings.WATCH_LIST_DAYS = 28
    assert watch_list.proposed("S1", review_on=day(28)).state == State.PROPOSED
    with pytest.raises(CannotDo, match="28 days"):
        watch_list.proposed("S2", review_on=day(29))


def test_the_database_itself_holds_no_entry_without_grounds() -> None:
    proposal = watch_list.proposed().proposals.get()
    proposal.grounds = ""
    with pytest.raises(IntegrityError), transaction.atomic():
        proposal.save()


NOT_THERE = ["unknown", "own file", "other letters", *Conflict.Why.values, "compartment"]


@pytest.mark.parametrize("why", NOT_THERE)
def test_whom_somebody_may_not_read_is_answered_as_somebody_who_is_not_there(why: str) -> None:
    own = {"own file": "S7", "other letters": "s7"}
    user = some.person(staff_id=own.get(why, ""))
    watch_list.known("S1", "S7")
    whom = "S99" if why == "unknown" else "S7"
    if why in Conflict.Why.values:
        some.conflict(user, "S7", Conflict.Why(why))
    if why == "compartment":
        some.lead("S7", compartment=some.compartment())
    with pytest.raises(CannotDo) as refused:
        proposing.propose(whom, by=user, terms=watch_list.terms())
    assert str(refused.value) == (
        "The newest scan knows no member of staff with this ID about whom you can propose anything."
    )


def test_a_staff_id_in_other_letters_is_the_members_own() -> None:
    watch_list.known("PC100")
    made = proposing.propose("pc100", by=some.person(), terms=watch_list.terms())
    assert made.staff_id == "PC100"


def test_an_entry_takes_the_compartment_and_the_label_of_the_lead() -> None:
    user = some.person()
    lead = some.lead("S1", compartment=some.compartment(user))
    entry = watch_list.proposed("S1", by=user)
    assert (entry.compartment, entry.pseudonym) == (lead.compartment, lead.pseudonym)


def test_a_member_without_a_lead_has_a_label_that_no_lead_can_have() -> None:
    label = watch_list.proposed("S1").pseudonym
    assert label.startswith("Member ") and len(label) == len("Member ") + 8


def test_somebody_is_on_the_list_once() -> None:
    entry = watch_list.proposed("S1")
    with pytest.raises(CannotDo, match=entry.reference):
        watch_list.proposed("S1")


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.AUDITOR, Role.ADMINISTRATOR])
def test_only_an_analyst_or_an_investigator_proposes(role: Role) -> None:
    with pytest.raises(CannotDo, match="role"):
        watch_list.proposed(by=some.person(role))


# --- the second person


def test_it_is_active_once_a_supervisor_authorised_it() -> None:
    entry = watch_list.proposed()
    chief = some.person(Role.SUPERVISOR)
    answered = watch_list.authorised(entry.proposals.get(), by=chief)
    entry.refresh_from_db()
    assert (entry.state, entry.terms, answered.second) == (State.ACTIVE, answered, chief)
    told = [(line.subject, line.told.get("what")) for line in LogEntry.objects.order_by("number")]
    assert told == [(entry.reference, "proposed"), (entry.reference, "answered")]


def test_nobody_authorises_what_they_proposed_themselves() -> None:
    user = some.person()
    entry = watch_list.proposed(by=user)
    user.role = Role.SUPERVISOR  # promoted meanwhile
    user.save()
    with pytest.raises(CannotDo, match="you proposed this yourself"):
        watch_list.authorised(entry.proposals.get(), by=user)
    assert not Entry.objects.filter(state=State.ACTIVE).exists()


def test_an_analyst_authorises_nothing() -> None:
    entry = watch_list.proposed()
    with pytest.raises(CannotDo, match="role"):
        watch_list.authorised(entry.proposals.get(), by=some.person())


def test_it_is_refused_with_a_reason() -> None:
    proposal = watch_list.proposed().proposals.get()
    chief = some.person(Role.SUPERVISOR)
    with pytest.raises(CannotDo, match="reason"):
        answering.answer(proposal, by=chief, agree=False, reason=" ")
    answering.answer(proposal, by=chief, agree=False, reason="One rumour is not enough.")
    entry = Entry.objects.get()
    assert (entry.state, entry.terms) == (State.REFUSED, None)
    assert entry.changes.get().reason == "One rumour is not enough."
    with pytest.raises(CannotDo, match="answered already"):
        watch_list.authorised(proposal)


CHANGED = [
    ("another day of review", {"review_on": date(2999, 1, 1)}),
    ("other grounds", {"grounds": "Something else."}),
    ("more systems", {"systems": ["Custody"]}),
    ("another grading", {"source": "1"}),
]


@pytest.mark.parametrize(("what", "columns"), CHANGED, ids=[what for what, _ in CHANGED])
def test_nobody_authorises_what_was_not_proposed(what: str, columns: dict[str, Any]) -> None:
    entry = watch_list.proposed(systems=("Records",))
    Proposal.objects.update(**columns)
    answered = watch_list.authorised(entry.proposals.get())
    entry.refresh_from_db()
    assert (answered.answer, entry.state) == (Answer.LAPSED, State.LAPSED)
    assert entry.terms is None


def test_a_proposal_that_nobody_answers_lapses() -> None:
    entry = watch_list.proposed()
    Proposal.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert answering.lapse_old() == 1
    entry.refresh_from_db()
    assert entry.state == State.LAPSED
    assert answering.lapse_old() == 0


def test_who_proposed_it_can_withdraw_it() -> None:
    user = some.person()
    entry = watch_list.proposed(by=user)
    with pytest.raises(CannotDo, match="Only who proposed it"):
        answering.withdraw(entry.proposals.get(), by=some.person())
    answering.withdraw(entry.proposals.get(), by=user)
    entry.refresh_from_db()
    assert entry.state == State.ENDED
