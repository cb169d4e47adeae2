"""Deciding: a person proposes, and where it matters a second one agrees to exactly that.

What is agreed to is bound to a hash of the proposal and of everything that the scan said of the
lead at that moment. If either is another, or too much time has passed, the proposal lapses and the
lead goes back to where it was: nobody agrees to what they did not read.
"""

import hashlib
import json
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from upstander.web.accounts.models import User
from upstander.web.accounts.rights import Right
from upstander.web.audit.log import Act as Done
from upstander.web.audit.log import record
from upstander.web.triage.actions.common import CannotDo, decided_alone, held, moved_on, require
from upstander.web.triage.models import Decision, Lead
from upstander.web.triage.states import AGREED, AT_ONCE, Act, NotFromHere, after
from upstander.web.triage.words import Answer, Outcome, State

PROPOSAL_STANDS = timedelta(days=7)


@transaction.atomic
def decide(
    lead: Lead,
    *,
    by: User,
    outcome: Outcome,
    reason: str,
    review_on: date | None,
    version: int,
) -> Decision:
    """Decide, or propose what a second person then answers.

    CannotDo from a state in which nothing can be decided; ChangedMeanwhile if somebody was first.
    """
    require(by, Right.WORK_LEADS)
    found = held(lead, by=by, version=version)
    decided_alone(found)
    before = State(found.state)
    act = AT_ONCE.get(outcome, Act.PROPOSE)
    try:
        found.state = after(before, act)
    except NotFromHere as error:
        raise CannotDo(f"Nothing can be decided now: the lead is “{before.label}”.") from error
    now = timezone.now()
    at_once = outcome in AT_ONCE
    made = Decision.objects.create(
        lead=found,
        outcome=outcome,
        reason=reason,
        review_on=review_on,
        proposer=by,
        state_before=before,
        digest=_digest(found, outcome=outcome, reason=reason, review_on=review_on),
        expires_at=None if at_once else now + PROPOSAL_STANDS,
        answer=Answer.STANDS if at_once else Answer.WAITING,
        answered_at=now if at_once else None,
    )
    found.due_on = review_on if review_on else found.due_on
    moved_on(found, "state", "due_on")
    said = {"what": "decided" if at_once else "proposed", "decision": made.pk, "outcome": outcome}
    record(Done.ALTERED, by=by, kind="lead", subject=found.reference, detail=said)
    return made


@transaction.atomic
def answer(decision: Decision, *, by: User, agree: bool, reason: str) -> Decision:
    """The second person's answer. A proposal that no longer fits lapses instead (see above)."""
    require(by, Right.APPROVE)
    found = held(decision.lead, by=by)
    waiting = _waiting(decision)
    if waiting.proposer_id == by.pk:
        raise CannotDo("Somebody else has to agree: you proposed this yourself.")
    if lapsed := _why_lapsed(waiting, lead=found):
        _end(waiting, lead=found, by=by, how=Answer.LAPSED, reason=lapsed)
        return waiting
    how = Answer.STANDS if agree else Answer.REFUSED
    _end(waiting, lead=found, by=by, how=how, reason=reason)
    return waiting


@transaction.atomic
def withdraw(decision: Decision, *, by: User) -> None:
    """Take one's own proposal back while it waits."""
    found = held(decision.lead, by=by)
    waiting = _waiting(decision)
    if waiting.proposer_id != by.pk:
        raise CannotDo("Only who proposed it can withdraw it.")
    _end(waiting, lead=found, by=by, how=Answer.WITHDRAWN, reason="")


@transaction.atomic
def reopen(lead: Lead, *, by: User, reason: str, version: int) -> Decision:
    """Open a closed lead again: what was decided stays on record."""
    require(by, Right.WORK_LEADS)
    found = held(lead, by=by, version=version)
    decided_alone(found)
    before = State(found.state)
    try:
        found.state = after(before, Act.REOPEN)
    except NotFromHere as error:
        raise CannotDo("This lead is open already.") from error
    made = Decision.objects.create(
        lead=found,
        outcome=Outcome.DEVELOP,
        reason=reason,
        proposer=by,
        state_before=before,
        digest=_digest(found, outcome=Outcome.DEVELOP, reason=reason, review_on=None),
        answer=Answer.STANDS,
        answered_at=timezone.now(),
    )
    moved_on(found, "state")
    detail = {"what": "opened again", "decision": made.pk}
    record(Done.ALTERED, by=by, kind="lead", subject=found.reference, detail=detail)
    return made


def lapse_old() -> int:
    """Let proposals lapse that nobody answered in time; how many."""
    waiting = Decision.objects.filter(answer=Answer.WAITING, expires_at__lt=timezone.now())
    old = list(waiting)
    for decision in old:
        with transaction.atomic():
            lead = Lead.objects.select_for_update().get(pk=decision.lead_id)
            _end(decision, lead=lead, by=None, how=Answer.LAPSED, reason="Nobody answered in time.")
    return len(old)


def _waiting(decision: Decision) -> Decision:
    found = Decision.objects.select_for_update().get(pk=decision.pk)
    if found.answer != Answer.WAITING:
        raise CannotDo("This proposal was answered already.")
    return found


def _why_lapsed(decision: Decision, *, lead: Lead) -> str:
    if decision.expires_at and decision.expires_at < timezone.now():
        return "It was not answered in time."
    now = _digest(
        lead,
        outcome=Outcome(decision.outcome),
        reason=decision.reason,
        review_on=decision.review_on,
    )
    if now != decision.digest:
        return "A newer scan changed what is known of the lead."
    return ""


def _end(decision: Decision, *, lead: Lead, by: User | None, how: Answer, reason: str) -> None:
    decision.answer, decision.answer_reason = how, reason
    decision.second, decision.answered_at = by, timezone.now()
    decision.save()
    act = AGREED[Outcome(decision.outcome)] if how is Answer.STANDS else Act.SEND_BACK
    before = State(decision.state_before)
    # A lead that was new when somebody proposed is no longer new to anybody.
    back = State.IN_TRIAGE if before is State.NEW else before
    lead.state = after(State(lead.state), act, before=back)
    moved_on(lead, "state")
    detail = {"what": "answered", "decision": decision.pk, "answer": how}
    record(Done.ALTERED, by=by, kind="lead", subject=lead.reference, detail=detail)


def _digest(lead: Lead, *, outcome: Outcome, reason: str, review_on: date | None) -> str:
    merged = lead.merged.order_by("pk").values_list("reference", "content_digest")
    known = [lead.reference, lead.content_digest, *(list(one) for one in merged)]
    held_to = [known, outcome, reason, str(review_on or "")]
    return hashlib.sha256(json.dumps(held_to).encode()).hexdigest()
