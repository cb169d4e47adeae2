"""People, from the command line: the first administrator has nobody to make their account."""

from django.conf import settings
from django.urls import reverse

from upstander.errors import UsageError
from upstander.web.accounts import forms, people, second_factor
from upstander.web.accounts.models import Role, User


def add(*, username: str, role: str, staff_id: str, name: str, email: str) -> str:
    """Make an account, by the same rules as the page; the address of the link to get in by."""
    given = {"username": username, "role": role, "staff_id": staff_id, "first_name": name}
    form = forms.Person(given | {"email": email})
    if not form.is_valid():
        said = " ".join(str(error) for errors in form.errors.values() for error in errors)
        roles = ", ".join(Role.values)
        raise UsageError(f"No account was made: {said}", do=f"Roles are {roles}.")
    return _address(people.issue_link(people.add(**form.kept()), request=None))


def link(username: str) -> str:
    """The address of a new link for somebody."""
    found = User.objects.filter(username=username, is_active=True).first()
    if found is None:
        raise UsageError(
            "No account of this username is in use.", do="See them all: upstander people list."
        )
    return _address(people.issue_link(found, request=None))


def everybody() -> list[dict[str, str]]:
    """Each account as a row: no name, since a terminal keeps what it showed."""
    found = second_factor.with_factor(User.objects.order_by("username"))
    return [
        {
            "username": user.username,
            "role": Role(user.role).label if user.role else "",
            "staff ID": user.staff_id,
            "second factor": "yes" if user.has_factor else "no",
            "in use": "yes" if user.is_active else "no",
        }
        for user in found
    ]


def _address(token: str) -> str:
    """Where the link leads, as far as the settings say where the workbench stands."""
    start = "http://127.0.0.1:8000" if settings.DEMO else f"https://{settings.ALLOWED_HOSTS[0]}"
    return start + reverse("sign_in_link", args=[token])
