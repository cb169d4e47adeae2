"""The entry or package that is asked for: the same for every page."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest

from upstander.web.accounts.guard import denied
from upstander.web.accounts.models import User
from upstander.web.triage.words import Answer
from upstander.web.watchlist import policies
from upstander.web.watchlist.models import Entry, Package, Proposal


def reader(request: HttpRequest) -> User:
    """Whoever is signed in: the guard has seen to it."""
    assert isinstance(request.user, User)
    return request.user


def the_entry(request: HttpRequest, reference: str) -> Entry:
    """An entry that this person may read; otherwise there is none, and the log says who asked."""
    entries = policies.entries(reader(request)).select_related("terms", "compartment")
    found = entries.filter(reference=reference).first()
    if found is None:
        denied.send(sender=the_entry, request=request, what="watch list", subject=reference)
        raise Http404
    return found


def the_package(request: HttpRequest, reference: str, number: int) -> Package:
    """A package of an entry that this person may read."""
    entry = the_entry(request, reference)
    found = entry.packages.select_related("scan", "terms").filter(pk=number).first()
    if found is None:
        raise Http404
    found.entry = entry
    return found


def counted(entries: QuerySet[Entry]) -> QuerySet[Any]:
    """The same entries with how many packages each has, how many unread, and whether one waits."""
    waiting = Proposal.objects.filter(entry=OuterRef("pk"), answer=Answer.WAITING)
    return (
        entries.order_by("-pk")
        .select_related("terms")
        .annotate(
            made=Count("packages", distinct=True),
            unread_packages=Count("packages", filter=Q(packages__readings=None), distinct=True),
            waits=Exists(waiting),
        )
    )
