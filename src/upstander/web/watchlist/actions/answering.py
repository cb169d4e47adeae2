"""Answering a proposal: by a second person, who authorises exactly what was proposed or refuses it.

The answer is bound to a hash of the proposal. If it is another by then, or too much time has
passed, or the day of review is there already, the proposal lapses: nobody authorises what they did
not read, nor what is over.
"""

from django.db import transaction
from django.utils import timezone

from upstander.web.accounts.models import User
from upstander.web.accounts.rights import Right
from upstander.web.triage.actions.common import CannotDo, require
from upstander.web.triage.words import Answer
from upstander.web.watchlist.actions.common import held, said, step
from upstander.web.watchlist.actions.proposing import digest
from upstander.web.watchlist.models import Entry, Proposal
from upstander.web.watchlist.states import RENEWABLE, Act
from upstander.web.watchlist.words import State

_FIRST = {  # what an answer does to an entry that nobody has authorised yet
    Answer.STANDS: Act.AUTHORISE,
    Answer.REFUSED: Act.REFUSE,
    Answer.WITHDRAWN: Act.WITHDRAW,
    Answer.LAPSED: Act.UNANSWERED,
}


@transaction.atomic
def answer(proposal: Proposal, *, by: User, agree: bool, reason: str) -> Proposal:
    """The second person's answer, with its reason. What no longer fits lapses instead (above)."""
    require(by, Right.AUTHORISE_WATCH)
    entry = held(proposal.entry, by=by)
    waiting = _waiting(proposal, entry=entry)
    if waiting.proposer_id == by.pk:
        raise CannotDo("Somebody else has to authorise it: you proposed this yourself.")
    if not reason.strip():
        raise CannotDo("Give the reason for your answer.")
    if lapsed := _why_lapsed(waiting):
        _close(waiting, by=by, how=Answer.LAPSED, reason=lapsed)
    else:
        _close(waiting, by=by, how=Answer.STANDS if agree else Answer.REFUSED, reason=reason)
    return waiting


@transaction.atomic
def withdraw(proposal: Proposal, *, by: User) -> None:
    """Take one's own proposal back while it waits."""
    entry = held(proposal.entry, by=by)
    waiting = _waiting(proposal, entry=entry)
    if waiting.proposer_id != by.pk:
        raise CannotDo("Only who proposed it can withdraw it.")
    _close(waiting, by=by, how=Answer.WITHDRAWN, reason="")


@transaction.atomic
def end(entry: Entry, *, by: User, reason: str) -> None:
    """End an entry before its day of review: nothing is audited from now on."""
    require(by, Right.AUTHORISE_WATCH)
    found = held(entry, by=by)
    if not reason.strip():
        raise CannotDo("Say why it ends.")
    step(found, Act.END, by=by, reason=reason)
    waiting = found.proposals.filter(answer=Answer.WAITING)
    waiting.update(
        answer=Answer.LAPSED, answered_at=timezone.now(), answer_reason="The entry was ended."
    )
    said(found, by=by, what="ended early")


def lapse_old() -> int:
    """Let entries lapse whose day of review has come, and proposals that nobody answered in time.

    How many. Nothing waits for it: what has lapsed by the clock is audited no more, whenever this
    is done.
    """
    old = list(Proposal.objects.filter(answer=Answer.WAITING, expires_at__lt=timezone.now()))
    for proposal in old:
        with transaction.atomic():
            entry = Entry.objects.select_for_update().get(pk=proposal.entry_id)
            if (still := Proposal.objects.filter(pk=proposal.pk, answer=Answer.WAITING)).exists():
                waiting = still.get()
                waiting.entry = entry
                _close(waiting, by=None, how=Answer.LAPSED, reason="Nobody answered in time.")
    over = Entry.objects.filter(state=State.ACTIVE, terms__review_on__lte=timezone.localdate())
    keys = list(over.values_list("pk", flat=True))
    for key in keys:
        with transaction.atomic():
            entry = Entry.objects.select_for_update().get(pk=key)
            if entry.state == State.ACTIVE:
                step(entry, Act.LAPSE, by=None, reason="")
                said(entry, by=None, what="lapsed")
    return len(old) + len(keys)


def _waiting(proposal: Proposal, *, entry: Entry) -> Proposal:
    found = Proposal.objects.select_for_update().get(pk=proposal.pk, entry=entry)
    if found.answer != Answer.WAITING:
        raise CannotDo("This proposal was answered already.")
    found.entry = entry
    return found


def _why_lapsed(proposal: Proposal) -> str:
    if proposal.expires_at < timezone.now():
        return "It was not answered in time."
    if proposal.review_on <= timezone.localdate():
        return "Its day of review has come."
    if digest(proposal) != proposal.digest:
        return "It is no longer what was proposed."
    return ""


def _close(proposal: Proposal, *, by: User | None, how: Answer, reason: str) -> None:
    """Write the answer, and take the entry on where the answer does."""
    entry = proposal.entry
    proposal.answer, proposal.answer_reason = how, reason
    proposal.second, proposal.answered_at = by, timezone.now()
    proposal.save()
    if how is Answer.STANDS:
        entry.terms = proposal
    if not proposal.renewal:
        step(entry, _FIRST[how], by=by, reason=reason)
    elif how is Answer.STANDS and entry.state in RENEWABLE:
        step(entry, Act.RENEW, by=by, reason=reason)
    said(entry, by=by, what="answered", proposal=proposal.pk, answer=how)
