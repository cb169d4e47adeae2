"""What each role may do: one table, asked by views, templates and actions alike.

A right says what somebody may do at all; whose file they may do it with is `policies.py`.
"""

from enum import StrEnum
from typing import Any

from upstander.web.accounts.models import Role


class Right(StrEnum):
    """One thing that somebody may do."""

    READ_LEADS = "read leads"
    WORK_LEADS = "work on leads"  # note, task, assign to oneself, propose a decision
    ASSIGN = "assign to others"
    REVEAL_NAMES = "reveal names"
    DISCLOSE = "make disclosure packs"
    APPROVE = "approve what another proposed"
    READ_WATCH_LIST = "read the watch list"
    PROPOSE_WATCH = "propose for the watch list"
    AUTHORISE_WATCH = "authorise for the watch list"  # refuse, and end early
    READ_AUDIT = "read the audit log"
    MANAGE_PEOPLE = "manage people's access"
    AGREE_ACCESS = "agree to changes of access"  # to which: agreements.may_answer


RIGHTS: dict[Role, frozenset[Right]] = {
    Role.ANALYST: frozenset(
        {Right.READ_LEADS, Right.WORK_LEADS, Right.REVEAL_NAMES, Right.READ_WATCH_LIST,
         Right.PROPOSE_WATCH}
    ),
    Role.INVESTIGATOR: frozenset(
        {Right.READ_LEADS, Right.WORK_LEADS, Right.REVEAL_NAMES, Right.DISCLOSE,
         Right.READ_WATCH_LIST, Right.PROPOSE_WATCH}
    ),
    Role.SUPERVISOR: frozenset(
        {Right.READ_LEADS, Right.WORK_LEADS, Right.REVEAL_NAMES, Right.ASSIGN, Right.DISCLOSE,
         Right.APPROVE, Right.READ_WATCH_LIST, Right.AUTHORISE_WATCH, Right.AGREE_ACCESS}
    ),
    Role.AUDITOR: frozenset({Right.READ_AUDIT}),
    Role.ADMINISTRATOR: frozenset({Right.MANAGE_PEOPLE, Right.AGREE_ACCESS}),
}  # fmt: skip


def may(user: Any, right: Right | str) -> bool:
    """Whether somebody's role gives them the right; nobody who is not signed in has any."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return False
    return Right(right) in RIGHTS.get(user.role, frozenset())
