"""The queue as a query: filters, order, counts. Every row of it comes from the policy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from upstander.web.accounts.models import User
from upstander.web.triage import policies
from upstander.web.triage.models import Evidence, Lead
from upstander.web.triage.states import CLOSED
from upstander.web.triage.words import Standing, State

# What the queue is sorted by, and the column; the first is the order it opens in.
ORDERS: Mapping[str, tuple[str, str]] = {
    "rank": ("Lead", "rank"),
    "score": ("Evidence", "score"),
    "newest": ("Newest event", "last_at"),
    "due": ("Decision due", "due_on"),
}


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What waits, of everything that this person reads."""

    new: int
    late: int
    unassigned: int
    changed: int


def counts(user: User) -> Counts:
    """New, late, unassigned and changed leads: one query."""
    still_open = ~Q(state__in=CLOSED)
    found = policies.on_their_own(user).aggregate(
        new=Count("pk", filter=Q(state=State.NEW)),
        late=Count("pk", filter=still_open & Q(due_on__lt=timezone.localdate())),
        unassigned=Count("pk", filter=still_open & Q(owner=None)),
        changed=Count("pk", filter=_standing([Standing.CHANGED])),
    )
    return Counts(**found)


def chosen(user: User, *, filters: Mapping[str, Any]) -> QuerySet[Lead]:
    """The leads that the filters leave. Without a status, those that are not closed.

    A lead that is worked on as one with another is found by its own row only where somebody looks
    for it; otherwise the other's row stands for both, and has the signs of both.
    """
    leads = policies.leads(user) if filters.get("q") else policies.on_their_own(user)
    for part in _parts(filters, user=user):
        leads = leads.filter(part)
    return leads


def _parts(filters: Mapping[str, Any], *, user: User) -> list[Q]:
    parts = [_status(filters)]
    if text := filters.get("q"):
        parts.append(Q(reference__icontains=text) | Q(pseudonym__icontains=text))
    if bands := filters.get("band"):
        parts.append(Q(band__in=bands))
    if standings := filters.get("standing"):
        parts.append(_standing(standings))
    if sign := filters.get("sign"):
        of_both = Q(lead=OuterRef("pk")) | Q(lead__merged_into=OuterRef("pk"))
        parts.append(Q(Exists(Evidence.objects.filter(of_both, indicator=sign))))
    owner = filters.get("owner")
    if owner == "mine":
        parts.append(Q(owner=user))
    elif owner == "none":
        parts.append(Q(owner=None))
    elif owner:
        parts.append(Q(owner=int(owner)))
    return parts + _due(filters.get("due"))


def _status(filters: Mapping[str, Any]) -> Q:
    if states := filters.get("state"):
        return Q(state__in=states)
    # Somebody who looks for one lead finds it wherever it stands, and what changed shows as well.
    if filters.get("q"):
        return Q()
    return ~Q(state__in=CLOSED) | _standing([Standing.CHANGED])


def _standing(standings: Sequence[str]) -> Q:
    """What the last scan did to the lead, or to one that it is decided for as well."""
    merged = Lead.objects.filter(merged_into=OuterRef("pk"), standing__in=standings)
    return Q(standing__in=standings) | Q(Exists(merged))


def _due(when: str | None) -> list[Q]:
    today = timezone.localdate()
    match when:
        case "late":
            return [Q(due_on__lt=today)]
        case "week":
            return [Q(due_on__gte=today, due_on__lte=today + timedelta(days=7))]
        case "undated":
            return [Q(due_on=None)]
    return []


def ordered(leads: QuerySet[Lead], *, by: str, down: bool) -> QuerySet[Lead]:
    """The same leads in order; those without a value come last either way."""
    _, column = ORDERS.get(by, ORDERS["rank"])
    field = F(column)
    first = field.desc(nulls_last=True) if down else field.asc(nulls_last=True)
    return leads.order_by(first, "rank", "pk")
