"""Accounts of the demo: one for each role, and a second where two people decide.

Their password is public, and shown on the demo's sign-in page; a start in earnest refuses a
database that holds them.
"""

from collections.abc import Sequence

from django.conf import settings

from upstander.errors import ConfigurationError
from upstander.web.accounts import people
from upstander.web.accounts.models import Role, User

PASSWORD = "nobody here exists"
ACCOUNTS: dict[str, tuple[Role, str]] = {
    "analyst": (Role.ANALYST, "Analyst (demo)"),
    "analyst2": (Role.ANALYST, "Second analyst (demo)"),
    "investigator": (Role.INVESTIGATOR, "Investigator (demo)"),
    "supervisor": (Role.SUPERVISOR, "Supervisor (demo)"),
    "supervisor2": (Role.SUPERVISOR, "Second supervisor (demo)"),
    "auditor": (Role.AUDITOR, "Auditor (demo)"),
    "administrator": (Role.ADMINISTRATOR, "Administrator (demo)"),
    "administrator2": (Role.ADMINISTRATOR, "Second administrator (demo)"),
}


def make(staff_ids: Sequence[str]) -> list[User]:
    """The demo's accounts, each with a staff ID of the demo's force; made again, they are reset."""
    if not settings.DEMO:
        raise ConfigurationError(
            "The demo's accounts are only made in a demo.", do="Set UPSTANDER_DEMO=1."
        )
    if len(set(staff_ids)) < len(ACCOUNTS):
        raise ConfigurationError(
            f"The demo needs {len(ACCOUNTS)} members of staff to stand for its accounts.",
            do="Simulate a larger force.",
        )
    return [
        _made(username, role=role, name=name, staff_id=staff_id)
        for (username, (role, name)), staff_id in zip(
            ACCOUNTS.items(), dict.fromkeys(staff_ids), strict=False
        )
    ]


def password() -> str:
    """What opens them; nothing outside a demo."""
    return PASSWORD if settings.DEMO else ""


def is_left_over() -> bool:
    """Whether an account of the demo is here that its public password opens."""
    theirs = User.objects.filter(username__in=ACCOUNTS, is_active=True)
    return any(user.check_password(PASSWORD) for user in theirs)


def _made(username: str, *, role: Role, name: str, staff_id: str) -> User:
    user, new = User.objects.get_or_create(username=username)
    user.role, user.first_name, user.staff_id, user.is_active = role, name, staff_id, True
    user.set_password(PASSWORD)
    user.save()
    what = {"what": "added for the demo" if new else "reset for the demo", "role": role.value}
    people.tell(None, user=user, what=what)
    return user
