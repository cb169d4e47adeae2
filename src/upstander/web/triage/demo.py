"""Some days of work on a demo's list, done by its accounts through the actions of the pages.

Each step is one function of a lead; whoever opens another room adds a step.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from upstander.web.accounts.models import User
from upstander.web.triage import policies
from upstander.web.triage.actions import deciding, judging, revealing
from upstander.web.triage.actions import work as working
from upstander.web.triage.models import Decision, Lead, Task, View
from upstander.web.triage.words import Outcome, State

People = Mapping[str, User]
Step = Callable[[Lead, People], None]


@transaction.atomic
def work() -> None:
    """Work on a list that nobody has touched; its strongest lead is left for whoever tries it."""
    if not Lead.objects.exists() or Lead.objects.exclude(state=State.NEW).exists():
        return
    people = {user.username: user for user in User.objects.all()}
    open_to_all = list(policies.leads(people["analyst"]).order_by("rank"))
    if len(open_to_all) <= max(STEPS):
        return
    for place, step in STEPS.items():
        step(open_to_all[place], people)
    View.objects.create(user=people["analyst"], name="Mine", query="owner=mine")


def _hand_on(lead: Lead, people: People) -> None:
    """Names shown, graded, and a proposal that waits for a second person."""
    analyst = people["analyst"]
    _take(lead, by=analyst)
    revealing.reveal(lead, by=analyst, reason="To ask the force's duty planning for the roster.")
    working.add_note(
        lead,
        by=analyst,
        text="The roster agrees with the records of duty. Nothing in the diary of the team names "
        "these people.",
    )
    judging.grade(
        lead,
        by=analyst,
        text="Records of the force show contact for which no policing purpose was found.",
        source="2",
        information="C",
        handling="P",
        conditions="",
        category="sexual_misconduct",
    )
    _decide(
        lead,
        by=analyst,
        outcome=Outcome.INVESTIGATE,
        reason="The records do not explain the contact, and what remains can only be asked.",
    )


def _develop(lead: Lead, people: People) -> None:
    """Given to an investigator, who develops it and waits for another record."""
    supervisor, investigator = people["supervisor"], people["investigator"]
    working.assign(lead, by=supervisor, to=investigator, version=_version(lead))
    _decide(
        lead, by=investigator, outcome=Outcome.DEVELOP, reason="Other records are to be asked for."
    )
    working.add_task(
        lead,
        by=investigator,
        kind=Task.Kind.RECORD,
        text="The diary of the team for these weeks.",
        reason="Visits may be in it that nobody entered.",
        whom=people["analyst2"],
        due_on=_in(days=7),
    )
    working.set_due(lead, by=investigator, due_on=_in(days=14), version=_version(lead))


def _keep(lead: Lead, people: People) -> None:
    """Kept under review until a day."""
    analyst = people["analyst2"]
    _take(lead, by=analyst)
    _decide(
        lead,
        by=analyst,
        outcome=Outcome.UNDER_REVIEW,
        reason="Few records so far: look again when another month is in.",
        review_on=_in(days=30),
    )


def _late(lead: Lead, people: People) -> None:
    """Past its date."""
    analyst = people["analyst"]
    _take(lead, by=analyst)
    working.set_due(lead, by=analyst, due_on=_in(days=-3), version=_version(lead))


def _close(lead: Lead, people: People) -> None:
    """Closed: a second person agreed that a purpose on paper explains it."""
    analyst, supervisor = people["analyst2"], people["supervisor"]
    _take(lead, by=analyst)
    proposed = _decide(
        lead,
        by=analyst,
        outcome=Outcome.EXPLAINED,
        reason="The sergeant's task sheet, on paper only, names these visits and who asked for "
        "them. A copy is with the unit.",
    )
    deciding.answer(proposed, by=supervisor, agree=True, reason="I have read the task sheet.")


# The place in the list, and what is done with the lead that stands there.
STEPS: Mapping[int, Step] = {1: _hand_on, 2: _develop, 4: _keep, 6: _late, 9: _close}


def _take(lead: Lead, *, by: User) -> None:
    working.assign(lead, by=by, to=by, version=_version(lead))


def _decide(
    lead: Lead, *, by: User, outcome: Outcome, reason: str, review_on: date | None = None
) -> Decision:
    return deciding.decide(
        lead,
        by=by,
        outcome=outcome,
        reason=reason,
        review_on=review_on,
        version=_version(lead),
    )


def _version(lead: Lead) -> int:
    return Lead.objects.values_list("version", flat=True).get(pk=lead.pk)


def _in(*, days: int) -> date:
    return timezone.localdate() + timedelta(days=days)
