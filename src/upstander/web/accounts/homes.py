"""Where somebody begins, which depends on what their role is for."""

from typing import Any

from upstander.web.accounts.rights import Right, may

# Names of pages of other rooms: the first that a role may see is its own.
_FIRST = {Right.READ_LEADS: "queue", Right.READ_AUDIT: "audit", Right.MANAGE_PEOPLE: "people"}


def home(user: Any) -> str:
    """The name of the page that somebody begins on."""
    return next((name for right, name in _FIRST.items() if may(user, right)), "account")
