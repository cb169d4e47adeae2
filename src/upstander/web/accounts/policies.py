"""Whose files somebody reads: the one answer that every list, page, count and search asks.

A blocked file does not exist for whoever is blocked: it is filtered out, never refused.
"""

from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from upstander.web.accounts.models import Conflict, User
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
    own = user.staff_id
    tied_to = Conflict.objects.filter(reader_staff_id__iexact=own).values("subject_staff_id")
    tied_by = Conflict.objects.filter(subject_staff_id__iexact=own, why__in=BOTH_WAYS)
    blocked = (
        Q(**{f"{subject}__iexact": own})
        | Q(**{f"{subject}__in": tied_to})
        | Q(**{f"{subject}__in": tied_by.values("reader_staff_id")})
    )
    return rows.filter(~blocked)


def readable(rows: QuerySet[M], *, user: User, subject: str, compartment: str) -> QuerySet[M]:
    """Of files about a member of staff, those that this person may read.

    `subject` and `compartment` name the columns (or the way to them) with the subject's staff id
    and the compartment. Nobody reads their own file, nor that of somebody they are tied to.
    """
    open_to_all = Q(**{f"{compartment}__isnull": True})
    theirs = Q(**{f"{compartment}__in": user.compartments.values("pk")})
    return untied(rows, user=user, subject=subject).filter(open_to_all | theirs)
