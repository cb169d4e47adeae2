"""A package: who was looked up and what is left, every look-up, and who looked it through."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from upstander.web.accounts.guard import needs
from upstander.web.accounts.rights import Right
from upstander.web.audit.log import Act
from upstander.web.triage.actions.common import CannotDo
from upstander.web.triage.presenters import with_changed
from upstander.web.watchlist import presenters
from upstander.web.watchlist.actions import reading, revealing
from upstander.web.watchlist.actions.common import said
from upstander.web.watchlist.forms import LookUpForm, ReadForm
from upstander.web.watchlist.models import Entry, LookUp, Package
from upstander.web.watchlist.views.found import reader, the_package

FIRST = 20  # look-ups with no recorded purpose that stand on the first page
A_PAGE = 50
PEOPLE = 25


@require_GET
@needs(Right.READ_WATCH_LIST)
def show(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """What the package comes to."""
    package = the_package(request, reference, number)
    said(package.entry, by=reader(request), act=Act.CONSULTED, page="package", package=package.pk)
    return render(request, "watchlist/package.html", _shown(request, package, form=ReadForm()))


def _shown(request: HttpRequest, package: Package, *, form: ReadForm) -> dict[str, Any]:
    shown = _frame(request, package)
    people = package.opened.all()
    page = Paginator(people, PEOPLE).get_page(request.GET.get("page"))
    left = package.look_ups.filter(status="unexplained").select_related("person")
    return shown | {
        "form": form,
        "finding": presenters.finding(package),
        "people": presenters.opened(page.object_list, names=shown["names"]),
        "page": page,
        "left": _rows(left[:FIRST], package=package, names=shown["names"]),
        "left_all": package.unexplained,
        "beside": presenters.beside(package),
        "readings": list(package.readings.select_related("by")),
    }


@require_GET
@needs(Right.READ_WATCH_LIST)
def look_ups(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Every look-up of the package, with what explains it and where both stand."""
    package = the_package(request, reference, number)
    shown = _frame(request, package)
    form = LookUpForm(request.GET or None, people=list(package.opened.order_by("pseudonym")))
    filters = form.cleaned_data if form.is_valid() else {}
    found = _chosen(package, filters).select_related("person")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    shown |= {
        "form": form,
        "page": page,
        "rows": _rows(page.object_list, package=package, names=shown["names"]),
        "query": with_changed(request.GET, page=""),
    }
    said(package.entry, by=reader(request), act=Act.CONSULTED, page="look-ups", package=package.pk)
    return render(request, "watchlist/look_ups.html", shown)


@require_POST
@needs(Right.READ_WATCH_LIST)
def acknowledge(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Say that it was looked through, with a note."""
    package = the_package(request, reference, number)
    form = ReadForm(request.POST)
    if form.is_valid():
        try:
            reading.acknowledge(package, by=reader(request), note=form.cleaned_data["note"])
        except CannotDo as reason:
            form.add_error(None, str(reason))
        except Entry.DoesNotExist as gone:
            raise Http404 from gone
        else:
            messages.success(request, "That you looked it through is on record.")
            return redirect("watch_package", reference, number)
    shown = _shown(request, package, form=form)
    return render(request, "watchlist/package.html", shown, status=422)


def _frame(request: HttpRequest, package: Package) -> dict[str, Any]:
    """What every page of a package shows."""
    reveal = revealing.current(package.entry, to=reader(request))
    return {
        "nav": "watch_list",
        "entry": package.entry,
        "package": package,
        "period": presenters.period_words(package),
        "reveal": reveal,
        "names": revealing.names(package.entry) if reveal else None,
    }


def _rows(found: Any, *, package: Package, names: Any) -> tuple[presenters.LookRow, ...]:
    mask = presenters.mask_of(package) if names is None else None
    return presenters.looks(found, names=names, mask=mask, package=package)


def _chosen(package: Package, filters: dict[str, Any]) -> Any:
    found = LookUp.objects.filter(package=package)
    if status := filters.get("status"):
        found = found.filter(is_new=True) if status == "new" else found.filter(status=status)
    if person := filters.get("person"):
        by = {"person": None} if person == "none" else {"person__place": int(person)}
        found = found.filter(**by)
    return found
