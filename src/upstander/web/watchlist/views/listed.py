"""The watch list, and the packages made of it."""

from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from upstander.web.accounts.guard import needs
from upstander.web.accounts.models import User
from upstander.web.accounts.rights import Right, may
from upstander.web.audit.log import Act, record
from upstander.web.triage.presenters import with_changed
from upstander.web.watchlist import policies, presenters
from upstander.web.watchlist.actions.answering import lapse_old
from upstander.web.watchlist.actions.common import KIND
from upstander.web.watchlist.forms import ListForm
from upstander.web.watchlist.models import Entry
from upstander.web.watchlist.states import OPEN
from upstander.web.watchlist.views.found import counted, reader
from upstander.web.watchlist.words import State

A_PAGE = 25


@require_GET
@needs(Right.READ_WATCH_LIST)
def show_list(request: HttpRequest) -> HttpResponse:
    """Every entry that this person may read, the newest first."""
    lapse_old()
    user = reader(request)
    form = ListForm(request.GET or None)
    filters = form.cleaned_data if form.is_valid() else {}
    entries = policies.entries(user)
    page = Paginator(counted(_chosen(entries, filters)), A_PAGE).get_page(request.GET.get("page"))
    act = Act.SEARCHED if filters.get("q") else Act.CONSULTED
    record(act, by=user, kind=KIND, subject="", detail={"found": page.paginator.count})
    shown: dict[str, Any] = {
        "nav": "watch_list",
        "form": form,
        "page": page,
        "rows": presenters.rows(page.object_list),
        "counts": _counts(user, entries),
        "to_answer": _to_answer(user),
        "asked": policies.asked(user).select_related("entry", "user")
        if may(user, Right.APPROVE)
        else [],
        "query": with_changed(request.GET, page=""),
        "filtered": any(filters.values()),
    }
    return render(request, "watchlist/list.html", shown)


def _chosen(entries: QuerySet[Entry], filters: dict[str, Any]) -> QuerySet[Entry]:
    """The entries that the filters leave. Without a status or a word, those that are open."""
    if text := filters.get("q"):
        entries = entries.filter(Q(reference__icontains=text) | Q(pseudonym__icontains=text))
    if states := filters.get("state"):
        return entries.filter(state__in=states)
    return entries if filters.get("q") else entries.filter(state__in=OPEN)


def _counts(user: User, entries: QuerySet[Entry]) -> dict[str, int]:
    soon = timezone.localdate() + timedelta(days=presenters.SOON)
    active = entries.filter(state=State.ACTIVE)
    return {
        "active": active.count(),
        "proposed": entries.filter(state=State.PROPOSED).count(),
        "soon": active.filter(terms__review_on__lte=soon).count(),
        "unread": policies.unread(user).count(),
    }


def _to_answer(user: User) -> list[Any]:
    if not may(user, Right.AUTHORISE_WATCH):
        return []
    return list(policies.to_answer(user).select_related("entry", "proposer"))


@require_GET
@needs(Right.READ_WATCH_LIST)
def show_packages(request: HttpRequest) -> HttpResponse:
    """Every package that this person may read: those that nobody has looked through come first."""
    user = reader(request)
    packages = policies.packages(user).select_related("entry").prefetch_related("readings__by")
    unread = request.GET.get("read") == "no"
    found = packages.filter(readings=None) if unread else packages
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    record(
        Act.CONSULTED, by=user, kind=KIND, subject="",
        detail={"page": "packages", "found": page.paginator.count},
    )  # fmt: skip
    shown = {
        "nav": "watch_list",
        "page": page,
        "packages": [
            (one, presenters.finding(one), presenters.period_words(one), list(one.readings.all()))
            for one in page.object_list
        ],
        "unread": unread,
        "query": with_changed(request.GET, page=""),
    }
    return render(request, "watchlist/packages.html", shown)
