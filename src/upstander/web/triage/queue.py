"""The queue as a query: filters, order, counts. Every row of it comes from the policy."""

from collections.abc import Mapping
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
    found = policies.leads(user).aggregate(
        new=Count("pk", filter=Q(state=State.NEW)),
        late=Count("pk", filter=still_open & Q(due_on__lt=timezone.localdate())),
        unassigned=Count("pk", filter=still_open & Q(owner=None)),
        changed=Count("pk", filter=Q(standing=Standing.CHANGED)),
    )
    return Counts(**found)


def chosen(user: User, *, filters: Mapping[str, Any]) -> QuerySet[Lead]:
    """The leads that the filters leave. Without a status, those that are not closed."""
    leads = policies.leads(user)
    for part in _parts(filters, user=user):
        leads = leads.filter(part)
    return leads


def _parts(filters: Mapping[str, Any], *, user: User) -> list[Q]:
    parts = [_status(filters)]
    if text := filters.get("q"):
        parts.append(Q(reference__icontains=text) | Q(pseudonym__icontains=text))
    for name in ("standing", "band"):
        if values := filters.get(name):
            parts.append(Q(**{f"{name}__in": values}))
    if sign := filters.get("sign"):
        of_sign = Evidence.objects.filter(lead=OuterRef("pk"), indicator=sign)
        parts.append(Q(Exists(of_sign)))
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
    return ~Q(state__in=CLOSED) | Q(standing=Standing.CHANGED)


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
