"""Working on a lead: who has it, until when, notes, tasks, and stepping away from it."""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from upstander.web.accounts import conflicts
from upstander.web.accounts.models import User
from upstander.web.accounts.rights import Right
from upstander.web.audit.log import Act as Done
from upstander.web.audit.log import record
from upstander.web.triage import policies
from upstander.web.triage.actions.common import (
    CannotDo,
    decided_alone,
    held,
    moved_on,
    require,
    sent_already,
)
from upstander.web.triage.models import Lead, Note, Task
from upstander.web.triage.states import Act, after, can
from upstander.web.triage.words import State


def may_own(lead: Lead, *, whom: User) -> bool:
    """Whether somebody could work on the lead: they read it, and their role works on leads."""
    return policies.leads(whom).filter(pk=lead.pk).exists()


@transaction.atomic
def assign(lead: Lead, *, by: User, to: User | None, version: int) -> None:
    """Give the lead to somebody, take it on oneself, or put it back; a new one is then in triage.

    Giving to others is for those who may assign. Somebody who may not read the lead cannot get it,
    and whoever assigns learns no more than that.
    """
    require(by, Right.WORK_LEADS)
    if to not in (by, None):
        require(by, Right.ASSIGN)
    found = held(lead, by=by, version=version)
    decided_alone(found)
    if to is None and found.owner not in (by, None):
        require(by, Right.ASSIGN)
    if to is not None and not may_own(found, whom=to):
        raise CannotDo("This lead cannot be given to that person.")
    before, found.owner = found.owner_id, to
    if to is not None and can(_state(found), Act.TAKE):
        found.state = after(_state(found), Act.TAKE)
    moved_on(found, "owner", "state")
    detail = {"what": "owner", "from": before, "to": to.pk if to else None}
    record(Done.ALTERED, by=by, kind="lead", subject=found.reference, detail=detail)


@transaction.atomic
def set_due(lead: Lead, *, by: User, due_on: date | None, version: int) -> None:
    """Until when the lead should be decided."""
    require(by, Right.WORK_LEADS)
    found = held(lead, by=by, version=version)
    decided_alone(found)
    before, found.due_on = found.due_on, due_on
    moved_on(found, "due_on")
    detail = {"what": "due date", "from": str(before or ""), "to": str(due_on or "")}
    record(Done.ALTERED, by=by, kind="lead", subject=found.reference, detail=detail)


@transaction.atomic
def add_note(lead: Lead, *, by: User, text: str) -> Note:
    """Write a note: it is never changed, only followed by another."""
    require(by, Right.WORK_LEADS)
    found = held(lead, by=by)
    if last := sent_already(found.notes.all(), author=by, text=text):
        return last
    note = Note.objects.create(lead=found, author=by, text=text)
    detail = {"what": "note", "note": note.pk}
    record(Done.ALTERED, by=by, kind="lead", subject=found.reference, detail=detail)
    return note


@transaction.atomic
def add_task(
    lead: Lead, *, by: User, kind: str, text: str, reason: str, whom: User, due_on: date
) -> Task:
    """Give somebody a task, or ask for another record of the force, with the reason for it."""
    require(by, Right.WORK_LEADS)
    found = held(lead, by=by)
    if not may_own(found, whom=whom):
        raise CannotDo("This task cannot be given to that person.")
    given = {"kind": kind, "text": text, "reason": reason, "whom": whom, "due_on": due_on, "by": by}
    if last := sent_already(found.tasks.all(), **given):
        return last
    task = Task.objects.create(lead=found, **given)
    detail = {"what": kind, "task": task.pk, "whom": whom.pk}
    record(Done.ALTERED, by=by, kind="lead", subject=found.reference, detail=detail)
    return task


@transaction.atomic
def finish_task(task: Task, *, by: User, outcome: str) -> None:
    """Say what came of a task."""
    require(by, Right.WORK_LEADS)
    found = held(task.lead, by=by)
    waiting = Task.objects.select_for_update().filter(pk=task.pk, done_at=None)
    if not waiting.update(done_at=timezone.now(), outcome=outcome):
        raise CannotDo("This task is done already.")
    detail = {"what": "task done", "task": task.pk}
    record(Done.ALTERED, by=by, kind="lead", subject=found.reference, detail=detail)


@transaction.atomic
def step_away(lead: Lead, *, by: User) -> None:
    """Recuse oneself: the lead, and whatever else is about this member, is gone for them.

    So is what is worked on as one with any of it.
    """
    found = held(lead, by=by)
    about = Lead.objects.filter(staff_id=found.staff_id)
    enquiries = Q(pk__in=about) | Q(merged__in=about) | Q(merged_into__in=about)
    for theirs in Lead.objects.filter(enquiries, owner=by).distinct():
        theirs.owner = None
        moved_on(theirs, "owner")
    conflicts.recuse(user=by, subject_staff_id=found.staff_id)
    detail = {"what": "recused"}
    record(Done.ALTERED, by=by, kind="lead", subject=found.reference, detail=detail)


def _state(lead: Lead) -> State:
    return State(lead.state)
