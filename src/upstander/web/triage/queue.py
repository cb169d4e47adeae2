"""The queue as a query: filters, order, counts. Every row of it comes from the policy."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet
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


@dataclass(frozen=True, kw_only=True)
class Overview:
    """What waits, and what there is to filter by, of everything that this person reads."""

    counts: Counts
    bands: tuple[str, ...]
    owners: tuple[int, ...]  # numbers of the people who have a lead


def overview(user: User) -> Overview:
    """New, late, unassigned and changed leads, their bands and owners: one pass over them.

    And one over those that are worked on with others.
    """
    today = timezone.localdate()
    columns = ("state", "standing", "band", "owner", "due_on")  # as an index has them
    counted = policies.on_their_own(user).order_by().values(*columns).annotate(leads=Count("pk"))
    groups: list[dict[str, Any]] = [dict(group) for group in counted]
    still_open = [group for group in groups if group["state"] not in CLOSED]
    dated = [group for group in still_open if group["due_on"] is not None]
    return Overview(
        counts=Counts(
            new=_leads(group for group in groups if group["state"] == State.NEW),
            late=_leads(group for group in dated if group["due_on"] < today),
            unassigned=_leads(group for group in still_open if group["owner"] is None),
            changed=_leads(group for group in groups if group["standing"] == Standing.CHANGED)
            + _changed_beside(user),
        ),
        bands=tuple(sorted({group["band"] for group in groups})),
        owners=tuple(sorted({group["owner"] for group in groups} - {None})),
    )


def _changed_beside(user: User) -> int:
    """Leads that did not change while one did that is worked on with them."""
    if not policies.any_merged():
        return 0
    changed = Lead.objects.filter(standing=Standing.CHANGED)
    same = policies.on_their_own(user).exclude(standing=Standing.CHANGED).order_by()
    return same.filter(pk__in=policies.heads(changed)).count()


def _leads(groups: Iterable[Mapping[str, Any]]) -> int:
    return sum(group["leads"] for group in groups)


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
        parts.append(_of_either(Q(standing__in=standings)))
    if sign := filters.get("sign"):
        having = Evidence.objects.filter(indicator=sign).values("lead")
        parts.append(_of_either(Q(pk__in=having)))
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
    return ~Q(state__in=CLOSED) | _of_either(Q(standing=Standing.CHANGED))


def _of_either(said: Q) -> Q:
    """What is so of the lead, or of one that it is decided for as well.

    As a list of numbers that is put together once: asked lead by lead it took half a minute.
    """
    if not policies.any_merged():
        return said
    return said | Q(pk__in=policies.heads(Lead.objects.filter(said)))


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
    first: Any = F(column)
    if Lead._meta.get_field(column).null:
        first = first.desc(nulls_last=True) if down else first.asc(nulls_last=True)
    else:  # said of a column that is never empty, it would keep the index of ranks out of use
        first = first.desc() if down else first.asc()
    return leads.order_by(first, *(["rank"] if column != "rank" else []), "pk")
