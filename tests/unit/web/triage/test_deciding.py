"""Decisions: proposed by one person, agreed to by another, on exactly what was read."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.support import workbench as some
from upstander.web.accounts.models import Role, User
from upstander.web.audit.models import Entry
from upstander.web.triage.actions import deciding
from upstander.web.triage.actions.common import CannotDo, ChangedMeanwhile
from upstander.web.triage.models import Decision, Lead
from upstander.web.triage.words import Answer, Outcome, State

pytestmark = pytest.mark.django_db


def proposed(lead: Lead, by: User, outcome: Outcome = Outcome.INVESTIGATE) -> Decision:
    return deciding.decide(
        lead, by=by, outcome=outcome, reason="Read and checked.", review_on=None,
        version=lead.version,
    )  # fmt: skip


AT_ONCE = [
    (Outcome.UNDER_REVIEW, date(2027, 1, 5), State.UNDER_REVIEW),
    (Outcome.DEVELOP, None, State.DEVELOPING),
]
WAITS = [
    (Outcome.EXPLAINED, State.EXPLAINED),
    (Outcome.INVESTIGATE, State.WITH_INVESTIGATION),
    (Outcome.NO_FURTHER_ACTION, State.NO_FURTHER_ACTION),
]


@pytest.mark.parametrize(("outcome", "review_on", "state"), AT_ONCE)
def test_what_keeps_a_lead_open_stands_at_once(
    outcome: Outcome, review_on: date | None, state: State
) -> None:
    lead, analyst = some.lead(), some.person()
    made = deciding.decide(
        lead, by=analyst, outcome=outcome, reason="Not enough yet.", review_on=review_on,
        version=lead.version,
    )  # fmt: skip
    lead.refresh_from_db()
    assert (made.answer, lead.state, lead.due_on) == (Answer.STANDS, state, review_on)


@pytest.mark.parametrize(("outcome", "state"), WAITS)
def test_what_closes_a_lead_waits_and_stands_once_agreed(outcome: Outcome, state: State) -> None:
    lead, analyst, second = some.lead(), some.person(), some.person(Role.SUPERVISOR)
    made = proposed(lead, analyst, outcome)
    lead.refresh_from_db()
    assert (made.answer, lead.state) == (Answer.WAITING, State.AWAITING_APPROVAL)
    deciding.answer(made, by=second, agree=True, reason="I read it and agree.")
    lead.refresh_from_db()
    made.refresh_from_db()
    assert (made.answer, made.second, lead.state) == (Answer.STANDS, second, state)


def test_what_is_not_agreed_goes_back_to_where_it_was() -> None:
    lead, analyst, second = some.lead(), some.person(), some.person(Role.SUPERVISOR)
    deciding.decide(
        lead, by=analyst, outcome=Outcome.DEVELOP, reason="More.", review_on=None, version=1
    )
    lead.refresh_from_db()
    made = proposed(lead, analyst)
    deciding.answer(made, by=second, agree=False, reason="The roster was not looked at.")
    lead.refresh_from_db()
    made.refresh_from_db()
    assert (made.answer, lead.state) == (Answer.REFUSED, State.DEVELOPING)
    assert made.answer_reason == "The roster was not looked at."


def test_nobody_agrees_to_their_own_proposal() -> None:
    lead, one, other = some.lead(), some.person(Role.SUPERVISOR), some.person(Role.SUPERVISOR)
    made = proposed(lead, one)
    with pytest.raises(CannotDo, match="Somebody else has to agree"):
        deciding.answer(made, by=one, agree=True, reason="Yes.")
    assert deciding.answer(made, by=other, agree=True, reason="Yes.").answer == Answer.STANDS


def test_an_analyst_agrees_to_nothing() -> None:
    lead, one, other = some.lead(), some.person(), some.person()
    made = proposed(lead, one)
    with pytest.raises(CannotDo, match="Your role"):
        deciding.answer(made, by=other, agree=True, reason="Yes.")


def test_a_supervisor_with_a_conflict_cannot_be_the_second_person() -> None:
    lead, analyst = some.lead(), some.person()
    tied, free = some.person(Role.SUPERVISOR), some.person(Role.SUPERVISOR)
    some.conflict(tied, lead.staff_id)
    made = proposed(lead, analyst)
    with pytest.raises(Lead.DoesNotExist):
        deciding.answer(made, by=tied, agree=True, reason="Yes.")
    assert deciding.answer(made, by=free, agree=True, reason="Yes.").answer == Answer.STANDS


LAPSES = [
    ("nothing changed", Answer.STANDS, State.WITH_INVESTIGATION),
    ("a newer scan says otherwise", Answer.LAPSED, State.IN_TRIAGE),
    ("another reason was put in", Answer.LAPSED, State.IN_TRIAGE),
    ("nobody answered in time", Answer.LAPSED, State.IN_TRIAGE),
]


@pytest.mark.parametrize(("what", "answer", "state"), LAPSES)
def test_an_approval_is_bound_to_exactly_what_was_proposed(
    what: str, answer: Answer, state: State
) -> None:
    lead, analyst, second = some.lead(), some.person(), some.person(Role.SUPERVISOR)
    made = proposed(lead, analyst)
    if what == "a newer scan says otherwise":
        Lead.objects.filter(pk=lead.pk).update(content_digest="f" * 64)
    if what == "another reason was put in":
        Decision.objects.filter(pk=made.pk).update(reason="Something else.")
    if what == "nobody answered in time":
        Decision.objects.filter(pk=made.pk).update(expires_at=timezone.now() - timedelta(hours=1))
    found = deciding.answer(made, by=second, agree=True, reason="Agreed.")
    lead.refresh_from_db()
    assert (found.answer, lead.state) == (answer, state)


def test_old_proposals_lapse_by_themselves() -> None:
    old, new, analyst = some.lead("S1"), some.lead("S2"), some.person()
    proposed(new, analyst)
    made = proposed(old, analyst)
    Decision.objects.filter(pk=made.pk).update(expires_at=timezone.now() - timedelta(hours=1))
    assert deciding.lapse_old() == 1
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.state, new.state) == (State.IN_TRIAGE, State.AWAITING_APPROVAL)


def test_the_second_of_two_who_decide_at_once_is_told() -> None:
    lead, one, other = some.lead(), some.person(), some.person()
    seen = lead.version
    proposed(lead, one)
    with pytest.raises(ChangedMeanwhile, match="Somebody else changed this lead"):
        deciding.decide(
            lead, by=other, outcome=Outcome.DEVELOP, reason="Mine.", review_on=None, version=seen
        )
    assert lead.decisions.count() == 1


def test_only_who_proposed_withdraws() -> None:
    lead, one, other = some.lead(), some.person(), some.person()
    made = proposed(lead, one)
    with pytest.raises(CannotDo, match="Only who proposed it"):
        deciding.withdraw(made, by=other)
    deciding.withdraw(made, by=one)
    lead.refresh_from_db()
    assert lead.state == State.IN_TRIAGE
    with pytest.raises(CannotDo, match="answered already"):
        deciding.withdraw(made, by=one)


def test_a_closed_lead_opens_again_and_keeps_its_decision() -> None:
    lead, analyst, second = some.lead(), some.person(), some.person(Role.SUPERVISOR)
    deciding.answer(proposed(lead, analyst), by=second, agree=True, reason="Agreed.")
    lead.refresh_from_db()
    deciding.reopen(lead, by=analyst, reason="A complaint came in.", version=lead.version)
    lead.refresh_from_db()
    assert lead.state == State.IN_TRIAGE
    assert lead.decisions.count() == 2
    with pytest.raises(CannotDo, match="open already"):
        deciding.reopen(lead, by=analyst, reason="Again.", version=lead.version)


def test_the_log_has_every_step_and_none_of_the_reasons() -> None:
    lead, analyst, second = some.lead(), some.person(), some.person(Role.SUPERVISOR)
    deciding.answer(proposed(lead, analyst), by=second, agree=True, reason="Agreed, I read it.")
    said = list(Entry.objects.filter(subject=lead.reference).order_by("number"))
    assert [entry.told["what"] for entry in said] == ["proposed", "answered"]
    assert not [entry for entry in said if "checked" in entry.detail or "read it" in entry.detail]
