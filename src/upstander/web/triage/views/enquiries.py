"""Two leads worked on as one, people of a lead in a lead of their own, and back again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from upstander.web.accounts.guard import denied, needs
from upstander.web.accounts.rights import Right
from upstander.web.triage import policies
from upstander.web.triage.actions import merging, splitting
from upstander.web.triage.actions.common import CannotDo
from upstander.web.triage.forms import AnswerForm, MergeForm, ReasonForm, SplitForm
from upstander.web.triage.models import Lead
from upstander.web.triage.views.asking import asked, done, form_page, simply, tried
from upstander.web.triage.views.found import reader, the_lead
from upstander.web.triage.words import Answer


@form_page
@needs(Right.WORK_LEADS)
def merge(request: HttpRequest, reference: str) -> HttpResponse:
    """Propose to work on the lead as one with another."""
    lead, user = the_lead(request, reference), reader(request)
    form = MergeForm(request.POST or None, initial={"version": lead.version})

    def proposed() -> None:
        data = form.cleaned_data
        into = _other(request, data["into"])
        merging.propose(lead, into=into, by=user, reason=data["reason"], version=data["version"])

    if tried(form, proposed):
        return done(request, lead, "The merge waits for a second person.")
    return asked(request, lead, "triage/merge.html", form)


def _other(request: HttpRequest, reference: str) -> Lead:
    """The lead that was typed: one that may not be read is answered as one that is not there."""
    found = policies.leads(reader(request)).filter(reference=reference).first()
    if found is None:
        denied.send(sender=_other, request=request, what="lead", subject=reference)
        raise CannotDo(f"There is no lead {reference}.")
    return found


@form_page
@needs(Right.APPROVE)
def merge_answer(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """A second person agrees that two leads are worked on as one, or does not."""
    lead, user = the_lead(request, reference), reader(request)
    theirs = policies.merges(user).select_related("into", "proposer")
    proposed = get_object_or_404(theirs, lead=lead, pk=number)
    form = AnswerForm(request.POST or None)
    ended: list[Answer] = []

    def answered() -> None:
        data = form.cleaned_data
        agree = data["agree"] == "yes"
        found = merging.answer(proposed, by=user, agree=agree, reason=data["reason"])
        ended.append(Answer(found.answer))

    if tried(form, answered):
        said = {
            Answer.STANDS: f"The two are worked on as one: {proposed.into.reference} decides.",
            Answer.REFUSED: "They stay two leads.",
            Answer.LAPSED: "The proposal had lapsed: they stay two leads.",
        }
        return done(request, lead, said[ended[0]])
    return asked(request, lead, "triage/merge_answer.html", form, merge=proposed)


@require_POST
@needs(Right.WORK_LEADS)
def merge_withdraw(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Take one's own proposal back."""
    lead, user = the_lead(request, reference), reader(request)
    proposed = get_object_or_404(policies.merges(user), lead=lead, pk=number)
    return simply(
        request, lead, lambda: merging.withdraw(proposed, by=user), said="The merge is withdrawn."
    )


@form_page
@needs(Right.WORK_LEADS)
def separate(request: HttpRequest, reference: str) -> HttpResponse:
    """Work on a merged lead by itself again."""
    lead, user = the_lead(request, reference), reader(request)
    form = ReasonForm(request.POST or None)
    if tried(form, lambda: merging.separate(lead, by=user, reason=form.cleaned_data["reason"])):
        return done(request, lead, "This lead is worked on by itself again.")
    return asked(request, lead, "triage/separate.html", form)


@form_page
@needs(Right.WORK_LEADS)
def split(request: HttpRequest, reference: str) -> HttpResponse:
    """Give people of the lead a lead of their own."""
    lead, user = the_lead(request, reference), reader(request)
    pairs = list(lead.pairs.exclude(human_id=""))
    form = SplitForm(request.POST or None, pairs=pairs, initial={"version": lead.version})
    made: list[Lead] = []

    def parted() -> None:
        data = form.cleaned_data
        chosen = [form.pairs[key] for key in data["people"]]
        made.append(
            splitting.split(
                lead, pairs=chosen, by=user, reason=data["reason"], version=data["version"]
            )
        )

    if tried(form, parted):
        return done(request, made[0], f"They are in this lead now, split off from {reference}.")
    return asked(request, lead, "triage/split.html", form)


@form_page
@needs(Right.WORK_LEADS)
def bring_back(request: HttpRequest, reference: str) -> HttpResponse:
    """Put people that were split off back."""
    lead, user = the_lead(request, reference), reader(request)
    form = ReasonForm(request.POST or None)
    of: list[Lead] = []

    def back() -> None:
        of.append(splitting.bring_back(lead, by=user, reason=form.cleaned_data["reason"]))

    if tried(form, back):
        messages.success(request, f"The people of {reference} are back in this lead.")
        return redirect("lead_work", of[0].reference)
    return asked(request, lead, "triage/bring_back.html", form)
