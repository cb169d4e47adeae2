"""Which entries and packages somebody reads, and whom they may propose.

Every page, list, count and search asks here.
"""

from datetime import date

from django.db.models import QuerySet

from upstander.web.accounts.models import User
from upstander.web.accounts.policies import compartments, readable, untied
from upstander.web.accounts.rights import Right, may
from upstander.web.triage.models import Lead
from upstander.web.triage.policies import still_asked
from upstander.web.triage.words import Answer
from upstander.web.watchlist.models import Entry, Member, Package, Proposal, Reveal
from upstander.web.watchlist.words import State


def entries(user: User) -> QuerySet[Entry]:
    """The entries that this person may read; the others are not there.

    What is about a member whose lead stands in a compartment is read within it alone, whoever
    proposed it and when.
    """
    if not may(user, Right.READ_WATCH_LIST):
        return Entry.objects.none()
    found = readable(Entry.objects.all(), user=user, subject="staff_id", compartment="compartment")
    return found.exclude(staff_id__in=_kept_from(user))


def _kept_from(user: User) -> QuerySet[Lead, str]:
    closed = Lead.objects.exclude(compartment=None)
    return closed.exclude(compartment__in=compartments(user)).values_list("staff_id", flat=True)


def members(user: User) -> QuerySet[Member]:
    """Members of staff about whom this person may propose something."""
    found = untied(Member.objects.all(), user=user, subject="staff_id")
    return found.exclude(staff_id__in=_kept_from(user))


def packages(user: User) -> QuerySet[Package]:
    """Packages of entries that this person may read."""
    return Package.objects.filter(entry__in=entries(user))


def unread(user: User) -> QuerySet[Package]:
    """Those of them that nobody has looked through."""
    return packages(user).filter(readings=None)


def to_answer(user: User) -> QuerySet[Proposal]:
    """Proposals that wait for an answer which this person may give."""
    waiting = Proposal.objects.filter(answer=Answer.WAITING, entry__in=entries(user))
    return waiting.exclude(proposer=user)


def asked(user: User) -> QuerySet[Reveal]:
    """Requests for names that wait for a second person, whom this person could be."""
    return still_asked(Reveal.objects.filter(entry__in=entries(user))).exclude(user=user)


def monitored(today: date) -> QuerySet[Entry]:
    """Entries whose look-ups are audited on a day, by the clock: nobody has to end one first."""
    return Entry.objects.filter(state=State.ACTIVE, terms__review_on__gt=today)
