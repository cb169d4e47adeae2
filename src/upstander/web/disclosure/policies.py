"""Which packs somebody sees, which they may take away, and which wait for them.

Whoever does not read a lead sees none of its packs, those they made themselves among them.
"""

from django.db.models import Q, QuerySet

from upstander.web.accounts.models import User
from upstander.web.accounts.rights import Right, may
from upstander.web.disclosure.models import Pack
from upstander.web.disclosure.words import Stage
from upstander.web.triage import policies as triage


def packs(user: User) -> QuerySet[Pack]:
    """The packs of the leads that this person may read; the others are not there."""
    return Pack.objects.filter(lead__in=triage.leads(user))


def takeable(user: User) -> QuerySet[Pack]:
    """Packs whose file this person may take away: with names, who asked and who agreed alone."""
    if not may(user, Right.DISCLOSE):
        return Pack.objects.none()
    theirs = Q(named=False) | Q(by=user) | Q(second=user)
    return packs(user).filter(theirs, stage=Stage.MADE)


def to_answer(user: User) -> QuerySet[Pack]:
    """Packs that wait for an answer which this person may give."""
    if not may(user, Right.APPROVE):
        return Pack.objects.none()
    return packs(user).filter(stage=Stage.WAITING).exclude(by=user)


def needs_second(pack: Pack) -> bool:
    """Whether a second person has to agree: to names, and to anything out of a compartment."""
    return pack.named or pack.lead.compartment_id is not None
