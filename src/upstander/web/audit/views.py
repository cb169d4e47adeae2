"""Pages of the log, for those who may read it: references and figures, never a name of anybody
but of the unit's own people."""

import csv
from collections.abc import Iterator
from typing import Any, cast

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from upstander.errors import AuditError
from upstander.web.accounts.guard import needs
from upstander.web.accounts.models import User
from upstander.web.accounts.rights import Right
from upstander.web.audit import actions, presenters, reading
from upstander.web.audit.forms import LogForm
from upstander.web.audit.models import Entry

AT_ONCE = 200_000  # entries that are verified while somebody waits: some seconds
_AT_A_TIME = 2_000


@require_GET
@needs(Right.READ_AUDIT)
def show_log(request: HttpRequest) -> HttpResponse:
    """The log, filtered, newest first; and how sure it is."""
    form = _form(request)
    entries = reading.chosen(form.chosen)
    chain = reading.chain()
    shown = _listed(request, entries) | {
        "form": form,
        "found": entries.count() if form.chosen else chain.entries,
        "filtered": bool(form.chosen),
        "chain": chain,
        "verified": presenters.verified(chain),
        "query": presenters.filters_alone(request.GET),
    }
    actions.read(by=_reader(request), page="log", filters=form.chosen)
    return render(request, "audit/log.html", shown)


@require_GET
@needs(Right.READ_AUDIT)
def show_subject(request: HttpRequest, subject: str) -> HttpResponse:
    """Who did what with one lead, or whatever else has this reference.

    That an auditor read about it here is in the log, and is not looking at the lead.
    """
    entries = reading.chosen({"subject": subject}).exclude(kind=actions.KIND)
    shown = _listed(request, entries) | {
        "subject": subject,
        "people": [
            row | {"href": presenters.person(row["user_id"])} for row in reading.by_person(entries)
        ],
        "acts": reading.by_act(entries),
    }
    actions.read(by=_reader(request), page="subject", subject=subject, filters={})
    return render(request, "audit/subject.html", shown)


@require_GET
@needs(Right.READ_AUDIT)
def show_person(request: HttpRequest, user_id: int) -> HttpResponse:
    """What one person of the unit did."""
    entries = reading.chosen({"person": str(user_id)})
    rows = reading.by_person(entries)
    if not rows:
        raise Http404
    shown = _listed(request, entries) | {
        "person": rows[0],
        "acts": [
            (act, times, presenters.entries_of(user_id, act=act))
            for act, times in reading.by_act(entries)
        ],
    }
    actions.read(by=_reader(request), page="person", subject=str(user_id), filters={})
    return render(request, "audit/person.html", shown)


@require_GET
@needs(Right.READ_AUDIT)
def show_summary(request: HttpRequest) -> HttpResponse:
    """Refusals, reveals, exports and searches of the last days, by person."""
    periods = reading.first_days(timezone.localdate())
    asked = request.GET.get("days", "")
    days, since = next((one for one in periods if str(one[0]) == asked), next(iter(periods)))
    shown = {
        "nav": "audit",
        "days": days,
        "since": since,
        "periods": [length for length, _ in periods],
        "counted": list(reading.COUNTED),
        "rows": [_counts(row, since=since.isoformat()) for row in reading.summary(since)],
    }
    actions.read(by=_reader(request), page="summary", filters={"days": days})
    return render(request, "audit/summary.html", shown)


@require_GET
@needs(Right.READ_AUDIT)
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The filtered log as CSV, oldest first, as it was before this entry about it."""
    form = _form(request)
    entries = reading.chosen(form.chosen).order_by("number")
    last = entries.last()
    entries = entries.filter(number__lte=last.number if last else 0)
    actions.export(by=_reader(request), entries=entries.count(), filters=form.chosen)
    name = f"audit-log-{timezone.localdate().isoformat()}.csv"
    return StreamingHttpResponse(
        _csv(entries),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_POST
@needs(Right.READ_AUDIT)
def verify(request: HttpRequest) -> HttpResponse:
    """Verify the log now, where that takes seconds; the page then says what was found."""
    if Entry.objects.count() > AT_ONCE:
        messages.error(
            request,
            f"The log has more than {AT_ONCE:,} entries: verify it on the server, with "
            "upstander audit verify.",
        )
        return redirect("audit")
    try:
        actions.verify(by=_reader(request))
    except AuditError as error:
        messages.error(request, str(error))
    return redirect("audit")


def _form(request: HttpRequest) -> LogForm:
    return LogForm(request.GET or None, people=reading.people(), kinds=reading.kinds())


def _listed(request: HttpRequest, entries: QuerySet[Entry]) -> dict[str, Any]:
    """What the table of entries needs."""
    oldest_first = request.GET.get("order") == "oldest"
    past = request.GET.get("past", "")
    page = reading.a_page(
        entries,
        oldest_first=oldest_first,
        past=int(past) if past.isdecimal() and len(past) < 19 else None,
        back=bool(request.GET.get("back")),
    )
    return {
        "nav": "audit",
        "rows": presenters.rows(page),
        "head": presenters.head(request.GET, oldest_first=oldest_first),
        "pagination": presenters.pagination(page, request.GET),
    }


def _counts(row: dict[str, Any], *, since: str) -> dict[str, Any]:
    """One person's row of the summary: each number leads to its entries."""
    key = row["user_id"]
    cells = [
        (name, row[name], presenters.entries_of(key, act=act.value, since=since))
        for name, act in reading.COUNTED.items()
    ]
    name = row["name"] or presenters.NO_ONE
    return {"name": name, "href": presenters.person(key), "cells": cells}


def _csv(entries: QuerySet[Entry]) -> Iterator[str]:
    """The file, a piece at a time."""
    writer = csv.writer(_Passing())
    yield writer.writerow(presenters.COLUMNS)
    for entry in entries.iterator(chunk_size=_AT_A_TIME):
        yield writer.writerow(presenters.cells(entry))


class _Passing:
    """A file for csv that hands each line back."""

    def write(self, line: str) -> str:
        return line


def _reader(request: HttpRequest) -> User:
    return cast(User, request.user)
