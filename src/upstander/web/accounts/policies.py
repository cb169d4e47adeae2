"""Whose files somebody reads: the one answer that every list, page, count and search asks.

A blocked file does not exist for whoever is blocked: it is filtered out, never refused.
"""

from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from upstander.web.accounts.models import Conflict, User
from upstander.web.accounts.rights import Right, may

M = TypeVar("M", bound=Model)


def readable(rows: QuerySet[M], *, user: User, subject: str, compartment: str) -> QuerySet[M]:
    """Of files about a member of staff, those that this person may read.

    `subject` and `compartment` name the columns (or the way to them) with the subject's staff id
    and the compartment. Nobody reads their own file, nor that of somebody they are tied to.
    """
    if not may(user, Right.READ_LEADS) or not user.staff_id:
        return rows.none()
    blocked = Conflict.objects.filter(
        reader_staff_id=user.staff_id, subject_staff_id=OuterRef(subject)
    )
    open_to_all = Q(**{f"{compartment}__isnull": True})
    theirs = Q(**{f"{compartment}__in": user.compartments.values("pk")})
    return rows.exclude(**{subject: user.staff_id}).filter(~Exists(blocked), open_to_all | theirs)
