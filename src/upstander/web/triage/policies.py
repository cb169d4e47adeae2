"""Which leads somebody reads, and who could work on one.

Every page, list, count, search and export asks here.
"""

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from upstander.web.accounts.models import Conflict, User
from upstander.web.accounts.policies import readable
from upstander.web.accounts.rights import RIGHTS, Right
from upstander.web.triage.models import Decision, Lead, Reveal
from upstander.web.triage.words import Answer

REQUEST_STANDS = timedelta(days=1)  # for names in a compartment


def leads(user: User) -> QuerySet[Lead]:
    """The leads that this person may read; the others are not there."""
    return readable(Lead.objects.all(), user=user, subject="staff_id", compartment="compartment")


def decisions(user: User) -> QuerySet[Decision]:
    """Decisions on leads that this person may read."""
    return Decision.objects.filter(lead__in=leads(user))


def to_answer(user: User) -> QuerySet[Decision]:
    """Proposals that wait for an answer which this person may give."""
    return decisions(user).filter(answer=Answer.WAITING).exclude(proposer=user)


def asked(user: User) -> QuerySet[Reveal]:
    """Requests for names that wait for a second person, whom this person could be."""
    recent = timezone.now() - REQUEST_STANDS
    waiting = Reveal.objects.filter(until=None, refused_at=None, at__gte=recent)
    return waiting.filter(lead__in=leads(user)).exclude(user=user)


def workers(lead: Lead) -> QuerySet[User]:
    """People who read the lead and whose role works on leads.

    Shown to whoever assigns: somebody who is blocked is simply not among them.
    """
    roles = [role for role, rights in RIGHTS.items() if Right.WORK_LEADS in rights]
    blocked = Conflict.objects.filter(subject_staff_id=lead.staff_id)
    found = User.objects.filter(is_active=True, role__in=roles).exclude(
        Q(staff_id="") | Q(staff_id=lead.staff_id)
    )
    found = found.exclude(staff_id__in=blocked.values("reader_staff_id"))
    if lead.compartment_id is not None:
        found = found.filter(compartments=lead.compartment_id)
    return found.order_by("first_name", "last_name", "username")
