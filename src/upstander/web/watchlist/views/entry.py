"""An entry: what is audited and why, what was done with it, and its packages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from upstander.web.accounts.guard import needs
from upstander.web.accounts.rights import Right, may
from upstander.web.audit import on_file
from upstander.web.audit.log import Act
from upstander.web.triage import policies as triage
from upstander.web.triage.words import Answer
from upstander.web.watchlist import presenters
from upstander.web.watchlist.actions import revealing
from upstander.web.watchlist.actions.answering import lapse_old
from upstander.web.watchlist.actions.common import KIND, said
from upstander.web.watchlist.states import RENEWABLE, can
from upstander.web.watchlist.states import Act as Step
from upstander.web.watchlist.views.found import reader, the_entry
from upstander.web.watchlist.words import State


@require_GET
@needs(Right.READ_WATCH_LIST)
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """The whole entry on one page."""
    lapse_old()
    entry, user = the_entry(request, reference), reader(request)
    state = State(entry.state)
    proposals = list(entry.proposals.select_related("proposer", "second"))
    waiting = next((one for one in proposals if one.answer == Answer.WAITING), None)
    reveal = revealing.current(entry, to=user)
    terms = entry.terms or proposals[-1]
    shown = {
        "nav": "watch_list",
        "entry": entry,
        "state": state,
        "colour": presenters.COLOURS.get(state, "grey"),
        "review": presenters.review_words(state, entry.terms)[1],
        "terms": presenters.terms_rows(terms),
        "waiting": waiting,
        "waiting_terms": presenters.terms_rows(waiting) if waiting and waiting.renewal else [],
        "proposals": [(one, presenters.answered(one)) for one in proposals],
        "changes": list(entry.changes.select_related("by")),
        "packages": [
            (one, presenters.finding(one), list(one.readings.all()))
            for one in entry.packages.prefetch_related("readings__by")[:20]
        ],
        "lead": triage.leads(user).filter(staff_id=entry.staff_id).first(),
        "names": revealing.names(entry) if reveal else None,
        "reveal": reveal,
        "asked": revealing.asked(entry),
        "others": on_file.others(kind=KIND, subject=entry.reference, but=user),
        "can_renew": may(user, Right.PROPOSE_WATCH) and state in RENEWABLE and not waiting,
        "can_end": may(user, Right.AUTHORISE_WATCH) and can(state, Step.END),
    }
    said(entry, by=user, act=Act.CONSULTED, page="entry")
    return render(request, "watchlist/entry.html", shown)
