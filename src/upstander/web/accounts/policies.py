"""Whose files somebody reads: the one answer that every list, page, count and search asks.

A blocked file does not exist for whoever is blocked: it is filtered out, never refused. Whom that
is about is mostly a handful of ids: a page looks them up once (`once.py`), and its queries name
them, which costs a tenth of the same sub-queries in each of them.
"""

from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from upstander.web.accounts.models import Compartment, Conflict, User
from upstander.web.accounts.once import A_LIST, few, once
from upstander.web.accounts.rights import Right, may

M = TypeVar("M", bound=Model)
# Line management and declared ties hold both ways, whichever end the force's records name first.
BOTH_WAYS = (Conflict.Why.LINE, Conflict.Why.DECLARED)


def untied(rows: QuerySet[M], *, user: User, subject: str) -> QuerySet[M]:
    """Of rows about a member of staff, those whom this person is not, and is not tied to.

    `subject` names the column (or the way to it) with the subject's staff id. An id that was typed
    in other letters (pc100 for PC100) is the same one.
    """
    if not may(user, Right.READ_LEADS) or not user.staff_id:
        return rows.none()
    blocked = Q(**{f"{subject}__iexact": user.staff_id})
    for ids in once(("ties", user.staff_id), lambda: _ties(user.staff_id)):
        blocked |= Q(**{f"{subject}__in": ids})
    return rows.filter(~blocked)


def _ties(own: str) -> tuple[Any, ...]:
    """Ids of the members that somebody is tied to: lists, or queries where they are many.

    A list has both ends of each tie. One of them is the reader's own, whose file is closed anyway.
    """
    tied_to = Conflict.objects.filter(reader_staff_id__iexact=own)
    tied_by = Conflict.objects.filter(subject_staff_id__iexact=own, why__in=BOTH_WAYS)
    ties = (tied_to | tied_by).values_list("reader_staff_id", "subject_staff_id")
    found = list(ties[: A_LIST + 1])
    if len(found) > A_LIST:
        return tied_to.values("subject_staff_id"), tied_by.values("reader_staff_id")
    return (sorted({end for tie in found for end in tie}),) if found else ()


def readable(rows: QuerySet[M], *, user: User, subject: str, compartment: str) -> QuerySet[M]:
    """Of files about a member of staff, those that this person may read.

    `subject` and `compartment` name the columns (or the way to them) with the subject's staff id
    and the compartment. Nobody reads their own file, nor that of somebody they are tied to.
    """
    open_to_all = Q(**{f"{compartment}__isnull": True})
    theirs = Q(**{f"{compartment}__in": compartments(user)})
    return untied(rows, user=user, subject=subject).filter(open_to_all | theirs)


def compartments(user: User) -> Any:
    """The numbers of the compartments that somebody is in: a list, or a query."""
    named = Compartment.members.through.objects.filter(user=user)
    return once(("compartments", user.pk), lambda: few(named.values_list("compartment", flat=True)))
