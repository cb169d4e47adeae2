"""Two leads worked on as one enquiry, and apart again.

Who may not read each of them reads neither any more: that could keep a lead from those who work on
it, so a second person agrees, bound to what both leads said when it was proposed. The lead that is
merged keeps its state, its decisions and its notes; the other one is decided for both.
"""

import hashlib
import json
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from upstander.web.accounts.models import User
from upstander.web.accounts.rights import Right
from upstander.web.audit.log import Act as Done
from upstander.web.audit.log import record
from upstander.web.triage import policies
from upstander.web.triage.actions.common import CannotDo, held, moved_on, require
from upstander.web.triage.models import Lead, Merge
from upstander.web.triage.states import OPEN
from upstander.web.triage.words import Answer, State

PROPOSAL_STANDS = timedelta(days=7)


@transaction.atomic
def propose(lead: Lead, *, into: Lead, by: User, reason: str, version: int) -> Merge:
    """Ask that a lead is worked on as one with another, which then is decided for both."""
    require(by, Right.WORK_LEADS)
    found, other = held(lead, by=by, version=version), held(into, by=by)
    _can_be_one(found, other)
    if Merge.objects.filter(lead=found, answer=Answer.WAITING).exists():
        raise CannotDo("It is proposed already to merge this lead: answer or withdraw that first.")
    made = Merge.objects.create(
        lead=found,
        into=other,
        reason=reason,
        proposer=by,
        digest=_digest(found, into=other, reason=reason),
        expires_at=timezone.now() + PROPOSAL_STANDS,
    )
    _tell(made, by=by, what="merge proposed")
    return made


@transaction.atomic
def answer(merge: Merge, *, by: User, agree: bool, reason: str) -> Merge:
    """The second person's answer. A proposal that no longer fits lapses instead."""
    require(by, Right.APPROVE)
    found, other = held(merge.lead, by=by), held(merge.into, by=by)
    waiting = _waiting(merge)
    if waiting.proposer_id == by.pk:
        raise CannotDo("Somebody else has to agree: you proposed this yourself.")
    if lapsed := _why_lapsed(waiting, lead=found, into=other):
        _end(waiting, by=by, how=Answer.LAPSED, reason=lapsed)
        return waiting
    if agree:
        _can_be_one(found, other)
        found.merged_into = other
        moved_on(found, "merged_into")
        moved_on(other)
    _end(waiting, by=by, how=Answer.STANDS if agree else Answer.REFUSED, reason=reason)
    return waiting


@transaction.atomic
def withdraw(merge: Merge, *, by: User) -> None:
    """Take one's own proposal back while it waits."""
    held(merge.lead, by=by), held(merge.into, by=by)
    waiting = _waiting(merge)
    if waiting.proposer_id != by.pk:
        raise CannotDo("Only who proposed it can withdraw it.")
    _end(waiting, by=by, how=Answer.WITHDRAWN, reason="")


@transaction.atomic
def separate(lead: Lead, *, by: User, reason: str) -> Merge:
    """Work on a merged lead by itself again: it stands where it stood before."""
    require(by, Right.WORK_LEADS)
    found = held(lead, by=by)
    standing = Merge.objects.select_for_update().filter(
        lead=found, into=found.merged_into, answer=Answer.STANDS, ended_at=None
    )
    merge = standing.first()
    if found.merged_into is None or merge is None:
        raise CannotDo("This lead is worked on by itself already.")
    head, found.merged_into = found.merged_into, None
    moved_on(found, "merged_into")
    moved_on(head)
    merge.ended_by, merge.ended_at, merge.end_reason = by, timezone.now(), reason
    merge.save(update_fields=["ended_by", "ended_at", "end_reason"])
    _tell(merge, by=by, what="separated")
    return merge


def _can_be_one(lead: Lead, into: Lead) -> None:
    """CannotDo with the reason, for two leads that cannot be worked on as one as they stand."""
    if lead.staff_id == into.staff_id:
        raise CannotDo("Both are about the same member: bring the people that were split off back.")
    for each in (lead, into):
        if not each.on_its_own:
            raise CannotDo(f"{each.reference} is worked on with another lead already.")
        if State(each.state) not in OPEN:
            state = State(each.state).label
            raise CannotDo(f"{each.reference} is “{state}”: only open leads are merged.")
    if lead.merged.exists():
        raise CannotDo(
            f"Others are worked on as one with {lead.reference}: separate those first, or merge "
            "the other way round."
        )
    owner = into.owner
    if owner is not None and not policies.leads(owner).filter(pk=lead.pk).exists():
        raise CannotDo(f"Whoever works on {into.reference} cannot take on both: give it on first.")


def _waiting(merge: Merge) -> Merge:
    found = Merge.objects.select_for_update().get(pk=merge.pk)
    if found.answer != Answer.WAITING:
        raise CannotDo("This proposal was answered already.")
    return found


def _why_lapsed(merge: Merge, *, lead: Lead, into: Lead) -> str:
    if merge.expires_at < timezone.now():
        return "It was not answered in time."
    if _digest(lead, into=into, reason=merge.reason) != merge.digest:
        return "A newer scan changed what is known of the leads."
    return ""


def _end(merge: Merge, *, by: User, how: Answer, reason: str) -> None:
    merge.answer, merge.answer_reason = how, reason
    merge.second, merge.answered_at = by, timezone.now()
    merge.save()
    _tell(merge, by=by, what=f"merge: {how.label.lower()}")


def _digest(lead: Lead, *, into: Lead, reason: str) -> str:
    known = [lead.reference, lead.content_digest, into.reference, into.content_digest, reason]
    return hashlib.sha256(json.dumps(known).encode()).hexdigest()


def _tell(merge: Merge, *, by: User, what: str) -> None:
    """An entry for each of the two: not among those that readers of one lead alone are shown."""
    act = Done.COMBINED if merge.answer == Answer.STANDS else Done.ALTERED
    for each, other in ((merge.lead, merge.into), (merge.into, merge.lead)):
        detail = {"what": what, "merge": merge.pk, "with": other.reference}
        record(act, by=by, kind="merge", subject=each.reference, detail=detail)
