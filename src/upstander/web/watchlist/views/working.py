"""Forms of the watch list: each does one thing, and shows itself again with what was wrong."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from upstander.web.accounts.guard import needs
from upstander.web.accounts.rights import Right
from upstander.web.triage import policies as triage
from upstander.web.triage.actions.common import CannotDo
from upstander.web.triage.forms import ReasonForm, RevealForm
from upstander.web.triage.words import Answer
from upstander.web.watchlist import presenters
from upstander.web.watchlist.actions import answering, proposing, revealing
from upstander.web.watchlist.forms import AnswerForm, ProposeForm, TermsForm
from upstander.web.watchlist.models import Entry, System
from upstander.web.watchlist.states import Act, can
from upstander.web.watchlist.views.found import reader, the_entry
from upstander.web.watchlist.words import State

form_page = require_http_methods(["GET", "HEAD", "POST"])


def _tried(form: forms.Form, action: Callable[[], Any]) -> bool:
    """Whether a form was right and its action taken; what was wrong stands on the form."""
    if not form.is_valid():
        return False
    try:
        action()
    except CannotDo as reason:
        form.add_error(None, str(reason))
        return False
    except Entry.DoesNotExist as gone:
        raise Http404 from gone
    return True


def _done(request: HttpRequest, entry: Entry, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("watch_entry", entry.reference)


def _asked(request: HttpRequest, template: str, form: forms.Form, **more: Any) -> HttpResponse:
    shown = {"nav": "watch_list", "form": form, **more}
    return render(request, template, shown, status=422 if form.is_bound else 200)


def _systems() -> list[str]:
    return list(System.objects.values_list("name", flat=True))


@form_page
@needs(Right.PROPOSE_WATCH)
def propose(request: HttpRequest) -> HttpResponse:
    """Propose an entry: by staff ID, or about the member of a lead that this person reads."""
    user = reader(request)
    lead = triage.leads(user).filter(reference=request.GET.get("lead", "")).first()
    form = ProposeForm(
        request.POST or None,
        systems=_systems(),
        compartments=list(user.compartments.all()),
    )
    if lead:  # the page names them by their pseudonym, and holds no staff ID
        del form.fields["staff_id"]
    made: list[Entry] = []

    def proposed() -> None:
        whom = lead.staff_id if lead else form.cleaned_data["staff_id"].strip()
        made.append(proposing.propose(whom, by=user, terms=form.terms, compartment=form.chosen))

    if _tried(form, proposed):
        return _done(request, made[0], "The entry waits for a second person to authorise it.")
    return _asked(request, "watchlist/propose.html", form, lead=lead)


@form_page
@needs(Right.PROPOSE_WATCH)
def renew(request: HttpRequest, reference: str) -> HttpResponse:
    """Propose that it go on, with a fresh reason."""
    entry = the_entry(request, reference)
    terms = entry.terms
    before = {
        "systems": terms.systems,
        "since": f"{terms.since:%d/%m/%Y}",
        "rhythm": terms.rhythm,
    } if terms else {}  # fmt: skip
    form = TermsForm(request.POST or None, initial=before, systems=_systems())
    form.fields["grounds"].label = "Why it should go on"
    form.fields[
        "grounds"
    ].help_text = "What the packages showed, and what is known now that was not before."
    if _tried(form, lambda: proposing.renew(entry, by=reader(request), terms=form.terms)):
        return _done(request, entry, "The renewal waits for a second person to authorise it.")
    rows = presenters.terms_rows(terms) if terms else []
    return _asked(request, "watchlist/renew.html", form, entry=entry, terms=rows)


@form_page
@needs(Right.AUTHORISE_WATCH)
def answer(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """A second person authorises what was proposed, or refuses it."""
    entry = the_entry(request, reference)
    proposal = get_object_or_404(entry.proposals.select_related("proposer"), pk=number)
    form = AnswerForm(request.POST or None)
    ended: list[Answer] = []

    def answered() -> None:
        data = form.cleaned_data
        found = answering.answer(
            proposal, by=reader(request), agree=data["agree"] == "yes", reason=data["reason"]
        )
        ended.append(Answer(found.answer))

    if _tried(form, answered):
        said = {
            Answer.STANDS: "The entry is active: packages are made from the next scan on.",
            Answer.REFUSED: "The proposal was refused.",
            Answer.LAPSED: "The proposal had lapsed: nothing was authorised.",
        }
        return _done(request, entry, said[ended[0]])
    rows = presenters.terms_rows(proposal)
    return _asked(
        request, "watchlist/answer.html", form, entry=entry, proposal=proposal, terms=rows
    )


@require_POST
@needs(Right.PROPOSE_WATCH)
def withdraw(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Take one's own proposal back."""
    entry = the_entry(request, reference)
    proposal = get_object_or_404(entry.proposals, pk=number)
    return _simply(
        request, entry, lambda: answering.withdraw(proposal, by=reader(request)),
        said="The proposal is withdrawn.",
    )  # fmt: skip


@form_page
@needs(Right.AUTHORISE_WATCH)
def end(request: HttpRequest, reference: str) -> HttpResponse:
    """End an entry before its day of review."""
    entry = the_entry(request, reference)
    form = ReasonForm(request.POST or None)

    def ended() -> None:
        answering.end(entry, by=reader(request), reason=form.cleaned_data["reason"])

    if _tried(form, ended):
        return _done(request, entry, "The entry is ended: nothing more is audited.")
    active = can(State(entry.state), Act.END)
    return _asked(request, "watchlist/end.html", form, entry=entry, active=active)


@form_page
@needs(Right.REVEAL_NAMES)
def reveal(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for the names, with a reason."""
    entry = the_entry(request, reference)
    form = RevealForm(request.POST or None)

    def revealed() -> None:
        revealing.reveal(entry, by=reader(request), reason=form.cleaned_data["reason"])

    if _tried(form, revealed):
        at_once = entry.compartment is None
        said = "Names are shown to you for 30 minutes." if at_once else "A second person is asked."
        return _done(request, entry, said)
    return _asked(request, "watchlist/reveal.html", form, entry=entry)


@require_POST
@needs(Right.APPROVE)
def reveal_answer(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """A second person's answer to a request for names."""
    entry = the_entry(request, reference)
    asked = get_object_or_404(entry.reveals, pk=number)
    shown = request.POST.get("agree") == "yes"
    return _simply(
        request, entry, lambda: revealing.agree(asked, by=reader(request), shown=shown),
        said="The request is agreed." if shown else "The request is refused.",
    )  # fmt: skip


def _simply(
    request: HttpRequest, entry: Entry, action: Callable[[], Any], *, said: str
) -> HttpResponse:
    """An action of a single button: what stands against it is said above the page."""
    try:
        action()
    except CannotDo as reason:
        messages.error(request, str(reason))
        return redirect("watch_entry", entry.reference)
    except Entry.DoesNotExist as gone:
        raise Http404 from gone
    return _done(request, entry, said)
