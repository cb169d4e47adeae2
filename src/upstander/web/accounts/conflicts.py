"""Keeping a file from somebody who is tied to whom it is about."""

from upstander.web.accounts.models import Conflict, User


def recuse(*, user: User, subject_staff_id: str) -> None:
    """Step away from every file about a member of staff: from now on there is none."""
    Conflict.objects.get_or_create(
        reader_staff_id=user.staff_id,
        subject_staff_id=subject_staff_id,
        why=Conflict.Why.RECUSED,
    )
