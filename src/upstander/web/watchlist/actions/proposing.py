"""Proposing that somebody's look-ups be audited, and that it go on.

Every proposal says why, how sound that is, what is proportionate about it and what else was
considered; from when, on which systems, how often, and until when. None is taken without.
"""

import hashlib
import json
import secrets
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from upstander.web.accounts.models import Compartment, User
from upstander.web.accounts.rights import Right
from upstander.web.triage import keys
from upstander.web.triage.actions.common import CannotDo, require
from upstander.web.triage.models import Lead
from upstander.web.triage.publishing import labels
from upstander.web.triage.words import Answer
from upstander.web.watchlist import policies
from upstander.web.watchlist.actions.common import held, said
from upstander.web.watchlist.models import Entry, Member, Proposal
from upstander.web.watchlist.states import OPEN, RENEWABLE

PROPOSAL_STANDS = timedelta(days=7)
PLACES = 8  # of a pseudonym: more than a lead's, so that the two are never taken for each other


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What is proposed."""

    grounds: str
    source: str
    information: str
    handling: str
    conditions: str
    proportionate: str
    considered: str
    systems: tuple[str, ...]
    since: date
    rhythm: str
    review_on: date | None


@transaction.atomic
def propose(
    staff_id: str, *, by: User, terms: Terms, compartment: Compartment | None = None
) -> Entry:
    """Propose an entry about a member of staff, whom the newest scan knows.

    CannotDo for whoever is not there, or is not there for this person: the sentence is the same.
    """
    require(by, Right.PROPOSE_WATCH)
    _refuse_half(terms)
    there = policies.members(by).filter(staff_id__iexact=staff_id)
    member = there.select_for_update(of=("self",)).first()  # two at once: the second is told
    if member is None:
        raise CannotDo(
            "The newest scan knows no member of staff with this ID about whom you can propose "
            "anything."
        )
    lead = Lead.objects.filter(staff_id=member.staff_id).first()
    if open_entry := policies.entries(by).filter(staff_id=member.staff_id, state__in=OPEN).first():
        raise CannotDo(f"They are on the watch list already: {open_entry.reference}.")
    entry = Entry.objects.create(
        reference=f"new {secrets.token_hex(8)}",
        staff_id=member.staff_id,
        pseudonym=lead.pseudonym if lead else _pseudonym(member),
        compartment=lead.compartment if lead and lead.compartment else _own(compartment, by=by),
    )
    entry.reference = f"W-{entry.pk:05}"
    entry.save(update_fields=["reference"])
    made = _made(entry, by=by, terms=terms, renewal=False)
    said(entry, by=by, what="proposed", proposal=made.pk, review_on=str(made.review_on))
    return entry


@transaction.atomic
def renew(entry: Entry, *, by: User, terms: Terms) -> Proposal:
    """Propose that it go on, with a fresh reason; until that is authorised nothing changes."""
    require(by, Right.PROPOSE_WATCH)
    _refuse_half(terms)
    found = held(entry, by=by)
    if found.state not in RENEWABLE:
        raise CannotDo(f"Only what is active or lapsed is renewed: {found.reference} is neither.")
    if found.proposals.filter(answer=Answer.WAITING).exists():
        raise CannotDo("A proposal to renew it waits for an answer already.")
    earlier = found.proposals.values_list("grounds", flat=True)
    if terms.grounds.split() in [text.split() for text in earlier]:
        raise CannotDo("Say why it should go on now: these are the grounds of an earlier proposal.")
    made = _made(found, by=by, terms=terms, renewal=True)
    said(found, by=by, what="renewal proposed", proposal=made.pk, review_on=str(made.review_on))
    return made


def last_day(today: date) -> date:
    """The latest day of review that may be proposed."""
    return today + timedelta(days=settings.WATCH_LIST_DAYS)


def digest(proposal: Proposal) -> str:
    """What an answer is bound to: whom it is about, and every word of what was proposed."""
    entry = proposal.entry
    held_to = [
        entry.reference, entry.staff_id, entry.compartment_id, proposal.renewal, proposal.grounds,
        proposal.grade, proposal.conditions, proposal.proportionate, proposal.considered,
        list(proposal.systems), str(proposal.since), proposal.rhythm, str(proposal.review_on),
        proposal.proposer_id,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(held_to).encode()).hexdigest()


def _made(entry: Entry, *, by: User, terms: Terms, renewal: bool) -> Proposal:
    values = asdict(terms) | {"systems": list(terms.systems)}
    made = Proposal(
        entry=entry,
        renewal=renewal,
        proposer=by,
        expires_at=timezone.now() + PROPOSAL_STANDS,
        **values,
    )
    made.digest = digest(made)
    made.save()
    return made


def _refuse_half(terms: Terms) -> None:
    today = timezone.localdate()
    if not all(text.strip() for text in (terms.grounds, terms.proportionate, terms.considered)):
        raise CannotDo("Give the grounds, what is proportionate about it and what was considered.")
    if terms.review_on is None or not today < terms.review_on <= last_day(today):
        raise CannotDo(
            f"Give a day of review: after today, and within {settings.WATCH_LIST_DAYS} days."
        )
    if terms.since > today:
        raise CannotDo("The first day of what is audited must not be after today.")


def _own(compartment: Compartment | None, *, by: User) -> Compartment | None:
    if compartment is not None and not by.compartments.filter(pk=compartment.pk).exists():
        raise CannotDo("Choose a compartment that you are in.")
    return compartment


def _pseudonym(member: Member) -> str:
    given = dict(Entry.objects.values_list("staff_id", "pseudonym"))
    made = labels.Labels("Member", key=keys.key(settings.HOME), given=given, places=PLACES)
    return made.of(member.staff_id)
