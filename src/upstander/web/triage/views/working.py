"""Forms of a lead: each does one thing, and shows itself again with what was wrong."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from upstander.web.accounts.guard import needs
from upstander.web.accounts.rights import Right, may
from upstander.web.triage import policies
from upstander.web.triage.actions import deciding, judging, revealing, work
from upstander.web.triage.forms import (
    AnswerForm,
    AssignForm,
    DecideForm,
    DueForm,
    FilterForm,
    GradeForm,
    NoteForm,
    ReasonForm,
    RevealForm,
    TaskForm,
)
from upstander.web.triage.models import Lead
from upstander.web.triage.states import needs_second
from upstander.web.triage.views.asking import Form, asked, done, form_page, simply, tried
from upstander.web.triage.views.found import reader, the_lead
from upstander.web.triage.views.lead import work_page
from upstander.web.triage.words import Answer, Outcome, State


def _again(request: HttpRequest, lead: Lead, **refused: Form) -> HttpResponse:
    lead.refresh_from_db()  # somebody may have changed it since it was found
    return render(request, "triage/work.html", work_page(request, lead, **refused), status=422)


@require_POST
@needs(Right.WORK_LEADS)
def add_note(request: HttpRequest, reference: str) -> HttpResponse:
    """Write a note."""
    lead = the_lead(request, reference)
    form = NoteForm(request.POST, auto_id="note_%s")
    if tried(form, lambda: work.add_note(lead, by=reader(request), text=form.cleaned_data["text"])):
        return done(request, lead, "The note is on the lead.")
    return _again(request, lead, note_form=form)


@require_POST
@needs(Right.WORK_LEADS)
def assign(request: HttpRequest, reference: str) -> HttpResponse:
    """Give the lead to somebody, or put it back."""
    lead, user = the_lead(request, reference), reader(request)
    people = policies.workers(lead)
    mine = list(people if may(user, Right.ASSIGN) else people.filter(pk=user.pk))
    form = AssignForm(request.POST, people=mine)
    if tried(
        form,
        lambda: work.assign(lead, by=user, to=form.chosen, version=form.cleaned_data["version"]),
    ):
        return done(request, lead, "The owner is changed.")
    return _again(request, lead, assign_form=form)


@require_POST
@needs(Right.WORK_LEADS)
def set_due(request: HttpRequest, reference: str) -> HttpResponse:
    """Until when the lead should be decided."""
    lead = the_lead(request, reference)
    form = DueForm(request.POST, auto_id="due_%s")
    if tried(form, lambda: work.set_due(lead, by=reader(request), **form.cleaned_data)):
        return done(request, lead, "The date is changed.")
    return _again(request, lead, due_form=form)


@form_page
@needs(Right.WORK_LEADS)
def add_task(request: HttpRequest, reference: str) -> HttpResponse:
    """Give a task, or ask for another record of the force."""
    lead, user = the_lead(request, reference), reader(request)
    people = list(policies.workers(lead))
    form = TaskForm(request.POST or None, people=people, initial={"whom": str(user.pk)})

    def given() -> None:
        data = form.cleaned_data
        work.add_task(
            lead,
            by=user,
            kind=data["kind"],
            text=data["text"],
            reason=data["reason"],
            whom=form.people[data["whom"]],
            due_on=data["due_on"],
        )

    if tried(form, given):
        return done(request, lead, "The task is given.")
    return asked(request, lead, "triage/task.html", form)


@form_page
@needs(Right.WORK_LEADS)
def finish_task(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Say what came of a task."""
    lead = the_lead(request, reference)
    task = get_object_or_404(lead.tasks, pk=number)
    form = ReasonForm(request.POST or None)
    form.fields["reason"].label = "What came of it"
    if tried(
        form,
        lambda: work.finish_task(task, by=reader(request), outcome=form.cleaned_data["reason"]),
    ):
        return done(request, lead, "The task is done.")
    return asked(request, lead, "triage/task_done.html", form, task=task)


@form_page
@needs(Right.WORK_LEADS)
def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """Decide, or propose what a second person answers."""
    lead = the_lead(request, reference)
    form = DecideForm(request.POST or None, initial={"version": lead.version})

    def decided() -> None:
        data = form.cleaned_data
        deciding.decide(lead, by=reader(request), **data | {"outcome": Outcome(data["outcome"])})

    if tried(form, decided):
        waits = needs_second(Outcome(form.cleaned_data["outcome"]))
        said = "The decision waits for a second person." if waits else "The decision stands."
        return done(request, lead, said)
    return asked(request, lead, "triage/decide.html", form, state=State(lead.state))


@form_page
@needs(Right.APPROVE)
def answer(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """A second person agrees to a decision, or sends it back."""
    lead, user = the_lead(request, reference), reader(request)
    decision = get_object_or_404(lead.decisions.select_related("proposer"), pk=number)
    form = AnswerForm(request.POST or None)
    ended: list[Answer] = []

    def answered() -> None:
        data = form.cleaned_data
        agree = data["agree"] == "yes"
        found = deciding.answer(decision, by=user, agree=agree, reason=data["reason"])
        ended.append(Answer(found.answer))

    if tried(form, answered):
        said = {
            Answer.STANDS: "The decision stands.",
            Answer.REFUSED: "The decision was sent back.",
            Answer.LAPSED: "The proposal had lapsed: the lead goes back to where it was.",
        }
        return done(request, lead, said[ended[0]])
    words = Outcome(decision.outcome).label
    return asked(request, lead, "triage/answer.html", form, decision=decision, outcome=words)


@require_POST
@needs(Right.WORK_LEADS)
def withdraw(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Take one's own proposal back."""
    lead = the_lead(request, reference)
    decision = get_object_or_404(lead.decisions, pk=number)
    return simply(
        request, lead, lambda: deciding.withdraw(decision, by=reader(request)),
        said="The proposal is withdrawn.",
    )  # fmt: skip


@form_page
@needs(Right.WORK_LEADS)
def reopen(request: HttpRequest, reference: str) -> HttpResponse:
    """Open a closed lead again."""
    lead = the_lead(request, reference)
    form = ReasonForm(request.POST or None)

    def reopened() -> None:
        reason = form.cleaned_data["reason"]
        deciding.reopen(lead, by=reader(request), reason=reason, version=lead.version)

    if tried(form, reopened):
        return done(request, lead, "The lead is open again.")
    return asked(request, lead, "triage/reopen.html", form, state=State(lead.state))


@form_page
@needs(Right.WORK_LEADS)
def set_filter(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that contact of a pair has its reason elsewhere."""
    lead = the_lead(request, reference)
    pairs = list(lead.pairs.exclude(human_id=""))
    form = FilterForm(request.POST or None, pairs=pairs)

    def filtered() -> None:
        data = form.cleaned_data
        pair = form.pairs[data.pop("pair")]
        judging.set_filter(lead, by=reader(request), pair=pair, **data)

    if tried(form, filtered):
        return done(request, lead, "The next scan explains that contact by your filter.")
    return asked(request, lead, "triage/filter.html", form)


@require_POST
@needs(Right.WORK_LEADS)
def end_filter(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """End a filter before it expires."""
    lead = the_lead(request, reference)
    filtered = get_object_or_404(lead.filters, pk=number)
    return simply(
        request, lead, lambda: judging.end_filter(filtered, by=reader(request)),
        said="The filter is ended.",
    )  # fmt: skip


@form_page
@needs(Right.WORK_LEADS)
def grade(request: HttpRequest, reference: str) -> HttpResponse:
    """Make intelligence of a lead: written, graded and categorised by a person."""
    lead = the_lead(request, reference)
    form = GradeForm(request.POST or None)
    if tried(form, lambda: judging.grade(lead, by=reader(request), **form.cleaned_data)):
        return done(request, lead, "The intelligence is graded.")
    return asked(request, lead, "triage/grade.html", form)


@form_page
@needs(Right.REVEAL_NAMES)
def reveal(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for the names, with a reason."""
    lead = the_lead(request, reference)
    form = RevealForm(request.POST or None)
    if tried(
        form,
        lambda: revealing.reveal(lead, by=reader(request), reason=form.cleaned_data["reason"]),
    ):
        at_once = lead.compartment is None
        said = "Names are shown to you for 30 minutes." if at_once else "A second person is asked."
        return done(request, lead, said, page="lead")
    return asked(request, lead, "triage/reveal.html", form)


@require_POST
@needs(Right.APPROVE)
def reveal_answer(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """A second person's answer to a request for names."""
    lead = the_lead(request, reference)
    asked = get_object_or_404(lead.reveals, pk=number)
    shown = request.POST.get("agree") == "yes"
    return simply(
        request, lead, lambda: revealing.agree(asked, by=reader(request), shown=shown),
        said="The request is agreed." if shown else "The request is refused.",
    )  # fmt: skip


@require_POST
@needs(Right.READ_LEADS)
def recuse(request: HttpRequest, reference: str) -> HttpResponse:
    """Step away from everything about this member."""
    work.step_away(the_lead(request, reference), by=reader(request))
    messages.success(request, "You will not see this lead again, nor anything else about them.")
    return redirect("queue")
