"""A lead: what was seen, its records, the work on it, and who else looked."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from upstander.web.accounts.guard import needs
from upstander.web.accounts.models import User
from upstander.web.accounts.rights import Right, may
from upstander.web.audit import on_file
from upstander.web.audit.log import Act, record
from upstander.web.audit.models import Entry
from upstander.web.triage import figures, policies, presenters
from upstander.web.triage.actions import revealing
from upstander.web.triage.forms import AssignForm, DueForm, NoteForm
from upstander.web.triage.models import Decision, Lead, Merge, Pair, Split
from upstander.web.triage.states import CLOSED, WAITING, can
from upstander.web.triage.states import Act as Step
from upstander.web.triage.views.found import reader, the_lead
from upstander.web.triage.words import Answer, Outcome, State

A_PAGE = 50
HANDED_OUT = 10  # told on the page of the work; who looked has all


@require_GET
@needs(Right.READ_LEADS)
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """What was seen and why it is here, for the member or one of the people."""
    lead = the_lead(request, reference)
    pair = _pair(request, lead)
    shown = frame(request, lead, tab="evidence")
    period = figures.Period.read(request.GET)
    shown |= {
        "pair": pair,
        "pairs": list(lead.pairs.all()),
        "figures": figures.lead_figures(lead, pair=pair, period=period, shown=shown["names"]),
        "query": presenters.with_changed(request.GET),
    }
    _looked(request, lead, at="evidence")
    return render(request, "triage/lead.html", shown)


@require_GET
@needs(Right.READ_LEADS)
def events(request: HttpRequest, reference: str) -> HttpResponse:
    """Every record behind the lead, with its source row and what explains it."""
    lead = the_lead(request, reference)
    pair = _pair(request, lead)
    shown = frame(request, lead, tab="events")
    table = figures.events(
        lead,
        pair=pair,
        kind=request.GET.get("kind", ""),
        status=request.GET.get("status", ""),
        sign=request.GET.get("sign", ""),
        shown=shown["names"],
    )
    pages = Paginator(table.found, A_PAGE)
    pages.count = table.count  # which is known: to count a union is to put it together
    page = pages.get_page(request.GET.get("page"))
    shown |= {
        "pair": pair,
        "pairs": list(lead.pairs.all()),
        "table": table,
        "page": page,
        "rows": table.rows(page.object_list),
        "query": presenters.with_changed(request.GET, page=""),
    }
    _looked(request, lead, at="events")
    return render(request, "triage/events.html", shown)


@require_GET
@needs(Right.READ_LEADS)
def work(request: HttpRequest, reference: str) -> HttpResponse:
    """Notes, tasks and decisions."""
    lead = the_lead(request, reference)
    return render(request, "triage/work.html", work_page(request, lead))


def work_page(request: HttpRequest, lead: Lead, **forms: Any) -> dict[str, Any]:
    """What the page of the work shows; a form that was refused stands in for the empty one."""
    shown = frame(request, lead, tab="work")
    user = reader(request)
    people = policies.workers(lead)
    others = may(user, Right.ASSIGN)
    owners = list(people if others else people.filter(pk=user.pk))
    start = {"version": lead.version}
    owner = AssignForm(
        initial=start | {"owner": str(lead.owner_id or "")},
        people=owners,
        nobody=others or lead.owner in (None, user),
    )
    due = f"{lead.due_on:%d/%m/%Y}" if lead.due_on else ""
    return shown | {
        "notes": list(lead.notes.select_related("author")),
        "tasks": list(lead.tasks.select_related("whom", "by")),
        "decisions": [
            (decision, presenters.outcome_words(decision), Answer(decision.answer).label)
            for decision in lead.decisions.select_related("proposer", "second")
        ],
        "gradings": list(lead.gradings.select_related("by")),
        "merges": list(_merges(lead, user).exclude(answer=Answer.WAITING)),
        "splits": list(
            Split.objects.filter(Q(lead=lead) | Q(lead__split_from=lead)).select_related(
                "lead", "by", "ended_by"
            )
        ),
        "sought": list(lead.sought.select_related("by")[:20]),
        "filters": list(lead.filters.select_related("owner")),
        "packs": [on_file.told(entry) for entry in _handed_out(lead)],
        "note_form": NoteForm(auto_id="note_%s"),
        "assign_form": owner,
        "due_form": DueForm(initial=start | {"due_on": due}, auto_id="due_%s"),
        **forms,
    }


def _handed_out(lead: Lead) -> list[Entry]:
    """What left the workbench about the lead, newest first, as the log has it."""
    entries = on_file.of_subject(kind="lead", subject=lead.reference)
    return list(entries.filter(act=Act.DISCLOSED)[:HANDED_OUT])


@require_GET
@needs(Right.READ_LEADS)
def looked(request: HttpRequest, reference: str) -> HttpResponse:
    """Who looked at this lead, and what they did with it."""
    lead = the_lead(request, reference)
    shown = frame(request, lead, tab="looked")
    entries = on_file.of_subject(kind="lead", subject=lead.reference)
    page = Paginator(entries, A_PAGE).get_page(request.GET.get("page"))
    shown |= {"page": page, "entries": [on_file.told(entry) for entry in page.object_list]}
    _looked(request, lead, at="who looked")
    return render(request, "triage/looked.html", shown)


def _merges(lead: Lead, user: User) -> QuerySet[Merge]:
    """What was proposed with this lead and others, of those that this person reads."""
    of_lead = policies.merges_with(lead, user)
    return of_lead.select_related("lead", "into", "proposer", "second", "ended_by")


def _pair(request: HttpRequest, lead: Lead) -> Pair | None:
    number = request.GET.get("pair", "")
    prefetch_related_objects([lead], "pairs")  # once, for the page and for what it draws
    return next((pair for pair in lead.pairs.all() if str(pair.pk) == number), None)


def frame(request: HttpRequest, lead: Lead, *, tab: str) -> dict[str, Any]:
    """What every page of a lead shows above its own part."""
    user = reader(request)
    names, reveal = revealing.shown(lead, to=user)
    state = State(lead.state)
    late, due = presenters.due_words(lead)
    works = may(user, Right.WORK_LEADS) and lead.on_its_own
    waiting = _proposal(lead) if state in WAITING else None
    return {
        "nav": "queue",
        "tab": tab,
        "lead": lead,
        "names": names,
        "reveal": reveal,
        "asked": revealing.asked(lead),
        "headline": presenters.headline(lead),
        "standing": presenters.standing_words(lead),
        "state": state,
        "due": due,
        "late": late,
        "strongest": [presenters.sign_name(s, signs=lead.scan.signs) for s in lead.strongest],
        "merged": policies.merged_with(lead),
        "split_off": list(lead.split_off.order_by("pk")),
        "merging": list(_merges(lead, user).filter(answer=Answer.WAITING)),
        "can_decide": works and can(state, Step.KEEP),
        "can_reopen": works and state in CLOSED,
        "waiting": waiting,
        "waiting_for": Outcome(waiting.outcome).label if waiting else "",
        "others": on_file.others(kind="lead", subject=lead.reference, but=user),
    }


def _proposal(lead: Lead) -> Decision | None:
    return lead.decisions.filter(answer=Answer.WAITING).select_related("proposer").first()


def _looked(request: HttpRequest, lead: Lead, *, at: str) -> None:
    record(
        Act.CONSULTED, by=reader(request), kind="lead", subject=lead.reference, detail={"page": at}
    )
