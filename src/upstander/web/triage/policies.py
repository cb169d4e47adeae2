"""Which leads somebody reads, and who could work on one.

Every page, list, count, search and export asks here.
"""

from datetime import timedelta
from typing import Any, TypeVar

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from upstander.web.accounts.models import Conflict, User
from upstander.web.accounts.once import few, once
from upstander.web.accounts.policies import readable
from upstander.web.accounts.rights import RIGHTS, Right
from upstander.web.triage.models import Decision, Lead, Merge, NamesShown, Reveal
from upstander.web.triage.words import Answer

R = TypeVar("R", bound=NamesShown)
REQUEST_STANDS = timedelta(days=1)  # for names in a compartment
_ENQUIRY = Coalesce("merged_into", "pk")  # the lead that decides for those worked on as one


def leads(user: User) -> QuerySet[Lead]:
    """The leads that this person may read; the others are not there.

    Leads that are worked on as one are read by those who may read each of them, or not at all.
    """
    each = readable(Lead.objects.all(), user=user, subject="staff_id", compartment="compartment")
    closed = once(("closed enquiries", user.pk), lambda: _closed_enquiries(each))
    return each.alias(enquiry=_ENQUIRY).exclude(enquiry__in=closed) if closed else each


def _closed_enquiries(each: QuerySet[Lead]) -> Any:
    """The enquiries of several leads of which somebody may not read each: a list, or a query."""
    if not any_merged():
        return ()
    merged = Q(merged_into__isnull=False)
    of_enquiries = Lead.objects.filter(merged | Q(pk__in=heads(Lead.objects.all())))
    closed = of_enquiries.exclude(pk__in=each.values("pk")).order_by().distinct()
    return few(closed.values_list(_ENQUIRY, flat=True))


def any_merged() -> bool:
    """Whether any leads at all are worked on as one: mostly none, and nobody need ask further."""
    return once("any merged", Lead.objects.exclude(merged_into=None).exists)


def heads(leads: QuerySet[Lead]) -> QuerySet[Lead, Any]:
    """The leads that decide for those of these which are worked on with another."""
    return leads.exclude(merged_into=None).order_by().values("merged_into")


def merged_with(*leads: Lead) -> list[Lead]:
    """The leads that these are decided for as well, in the order of the list."""
    if not any_merged():
        return []
    # By number: in order of rank SQLite would read every lead there is.
    found = Lead.objects.filter(merged_into__in=[lead.pk for lead in leads]).order_by("pk")
    return sorted(found, key=lambda lead: (lead.rank, lead.pk))


def on_their_own(user: User) -> QuerySet[Lead]:
    """Of those, the leads that are decided for themselves: a row of the queue each."""
    return leads(user).filter(merged_into=None, brought_back=False)


def decisions(user: User) -> QuerySet[Decision]:
    """Decisions on leads that this person may read."""
    return Decision.objects.filter(lead__in=leads(user))


def to_answer(user: User) -> QuerySet[Decision]:
    """Proposals that wait for an answer which this person may give."""
    return decisions(user).filter(answer=Answer.WAITING).exclude(proposer=user)


def asked(user: User) -> QuerySet[Reveal]:
    """Requests for names that wait for a second person, whom this person could be."""
    return still_asked(Reveal.objects.filter(lead__in=leads(user))).exclude(user=user)


def still_asked(requests: QuerySet[R]) -> QuerySet[R]:
    """Of requests for names, those that nobody has answered and that are not too old."""
    recent = timezone.now() - REQUEST_STANDS
    return requests.filter(until=None, refused_at=None, at__gte=recent)


def merges(user: User) -> QuerySet[Merge]:
    """Merges of leads both of which this person may read."""
    theirs = leads(user)
    return Merge.objects.filter(lead__in=theirs, into__in=theirs)


def merges_with(lead: Lead, user: User) -> QuerySet[Merge]:
    """What was ever proposed with this lead and another, of leads that this person reads."""
    of_lead = Merge.objects.filter(Q(lead=lead) | Q(into=lead))
    if not of_lead.exists():  # as with nearly every lead
        return of_lead.none()
    return merges(user).filter(Q(lead=lead) | Q(into=lead))


def merges_to_answer(user: User) -> QuerySet[Merge]:
    """Proposals to work on two leads as one that wait for an answer which this person may give."""
    return merges(user).filter(answer=Answer.WAITING).exclude(proposer=user)


def enquiry(lead: Lead) -> list[Lead]:
    """The lead and those that are worked on as one with it."""
    head = lead.merged_into_id or lead.pk
    return list(Lead.objects.filter(Q(pk=head) | Q(merged_into=head)))


def workers(lead: Lead) -> QuerySet[User]:
    """People who read the lead, and all that is worked on with it, and whose role works on leads.

    Shown to whoever assigns: somebody who is blocked is simply not among them.
    """
    roles = [role for role, rights in RIGHTS.items() if Right.WORK_LEADS in rights]
    found = User.objects.filter(is_active=True, role__in=roles).exclude(staff_id="")
    for each in enquiry(lead):
        blocked = Conflict.objects.filter(subject_staff_id=each.staff_id)
        found = found.exclude(staff_id__iexact=each.staff_id)
        found = found.exclude(staff_id__in=blocked.values("reader_staff_id"))
        if each.compartment_id is not None:
            found = found.filter(compartments=each.compartment_id)
    return found.order_by("first_name", "last_name", "username")
