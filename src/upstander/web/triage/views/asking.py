"""Pages with one form about a lead: sent, taken, or shown again with what was wrong."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from upstander.web.triage.actions.common import CannotDo
from upstander.web.triage.models import Lead

Form = forms.Form
form_page = require_http_methods(["GET", "HEAD", "POST"])


def done(request: HttpRequest, lead: Lead, said: str, *, page: str = "lead_work") -> HttpResponse:
    """Say above the next page what was done."""
    messages.success(request, said)
    return redirect(page, lead.reference)


def tried(form: Form, action: Callable[[], Any]) -> bool:
    """Whether a form was right and its action taken; what was wrong stands on the form."""
    if not form.is_valid():
        return False
    try:
        action()
    except CannotDo as reason:
        form.add_error(None, str(reason))
        return False
    except Lead.DoesNotExist as gone:
        raise Http404 from gone
    return True


def asked(request: HttpRequest, lead: Lead, template: str, form: Form, **more: Any) -> HttpResponse:
    """A page with one form; a refused one keeps what was written, and takes the new version."""
    if form.is_bound and "version" in form.fields:
        lead.refresh_from_db(fields=["version"])  # somebody may have changed it since it was found
        form.data = form.data.copy()  # type: ignore[attr-defined]
        form.data["version"] = str(lead.version)  # type: ignore[index]
    shown = {"nav": "queue", "lead": lead, "form": form, **more}
    return render(request, template, shown, status=422 if form.is_bound else 200)


def simply(
    request: HttpRequest, lead: Lead, action: Callable[[], Any], *, said: str
) -> HttpResponse:
    """An action of a single button: what stands against it is said above the page."""
    try:
        action()
    except CannotDo as reason:
        messages.error(request, str(reason))
        return redirect("lead_work", lead.reference)
    return done(request, lead, said)
