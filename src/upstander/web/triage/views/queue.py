"""The queue."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from upstander.web.accounts.guard import needs
from upstander.web.accounts.models import User
from upstander.web.accounts.rights import Right, may
from upstander.web.audit.log import Act, record
from upstander.web.triage import policies, presenters, queue
from upstander.web.triage.actions import deciding, seeking
from upstander.web.triage.forms import QueueForm, SeekForm, ViewForm
from upstander.web.triage.models import Scan, View
from upstander.web.triage.views.found import reader
from upstander.web.triage.words import Outcome

A_PAGE = 25


@require_GET
@needs(Right.READ_LEADS)
def show_queue(request: HttpRequest) -> HttpResponse:
    """The ranked leads: filtered, sorted, a page at a time."""
    user = reader(request)
    scan = Scan.objects.first()
    overview = queue.overview(user)
    form = _filters(request, overview=overview, scan=scan)
    filters = form.cleaned_data if form.is_valid() else {}
    by = request.GET.get("sort", "rank")
    by = by if by in queue.ORDERS else "rank"
    down = request.GET.get("order") == "down"
    leads = queue.ordered(queue.chosen(user, filters=filters), by=by, down=down)
    page = Paginator(leads.select_related("owner", "split_from"), A_PAGE).get_page(
        request.GET.get("page")
    )
    if filters.get("q"):
        record(
            Act.SEARCHED, by=user, kind="queue", subject="", detail={"found": page.paginator.count}
        )
    shown: dict[str, Any] = {
        "nav": "queue",
        "form": form,
        "page": page,
        "rows": presenters.rows(page.object_list, signs=scan.signs if scan else {}),
        "heads": presenters.heads(request.GET, by=by, down=down),
        "counts": overview.counts,
        "scan": scan,
        "unseen": presenters.unseen(scan),
        "views": View.objects.filter(user=user),
        "query": presenters.with_changed(request.GET, page=""),
        "filtered": any(filters.values()),
        "view_form": ViewForm(auto_id="view_%s"),
        "to_answer": _to_answer(user) if may(user, Right.APPROVE) else 0,
    }
    return render(request, "triage/queue.html", shown)


def _to_answer(user: User) -> int:
    return policies.to_answer(user).count() + policies.merges_to_answer(user).count()


def _filters(request: HttpRequest, *, overview: queue.Overview, scan: Scan | None) -> QueueForm:
    signs = scan.signs if scan else {}
    return QueueForm(
        request.GET or None,
        bands=overview.bands,
        signs=sorted(
            ((key, str(sign["name"])) for key, sign in signs.items()), key=lambda it: it[1]
        ),
        owners=list(User.objects.filter(pk__in=overview.owners).order_by("username")),
    )


@require_POST
@needs(Right.READ_LEADS)
def keep_view(request: HttpRequest) -> HttpResponse:
    """Keep the filters on the page under a name; the same name again replaces them."""
    form = ViewForm(request.POST)
    query = request.POST.get("query", "")[:1000]
    if form.is_valid():
        View.objects.update_or_create(
            user=reader(request), name=form.cleaned_data["name"], defaults={"query": query}
        )
    return redirect(f"{reverse('queue')}?{query}")


@require_POST
@needs(Right.READ_LEADS)
def drop_view(request: HttpRequest, number: int) -> HttpResponse:
    """Forget a kept way of looking: one's own only."""
    View.objects.filter(user=reader(request), pk=number).delete()
    return redirect("queue")


@require_GET
@needs(Right.APPROVE)
def waiting(request: HttpRequest) -> HttpResponse:
    """Proposals and requests for names that wait for a second person."""
    user = reader(request)
    deciding.lapse_old()
    proposals = policies.to_answer(user).select_related("lead", "proposer")
    shown = {
        "nav": "queue",
        "proposals": [(each, Outcome(each.outcome).label) for each in proposals],
        "merging": policies.merges_to_answer(user).select_related("lead", "into", "proposer"),
        "asked": policies.asked(user).select_related("lead", "user"),
    }
    return render(request, "triage/waiting.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.READ_LEADS)
def seek(request: HttpRequest) -> HttpResponse:
    """Look for somebody, with the purpose; the page's address holds neither."""
    form = SeekForm(request.POST or None)
    scan = Scan.objects.first()
    missing = presenters.not_looked_through(scan)
    shown: dict[str, Any] = {"nav": "queue", "form": form, "missing": missing}
    if form.is_valid():
        data = form.cleaned_data
        found = seeking.seek(data["term"], by=reader(request), purpose=data["purpose"])
        rows = presenters.found(found.hits, signs=scan.signs if scan else {})
        shown |= {"found": rows, "more": found.more}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "triage/seek.html", shown, status=status)
