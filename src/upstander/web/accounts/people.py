"""Who works here, as what, and how they get in: what an administrator asked for, done and told."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from upstander.web.accounts import links, second_factor
from upstander.web.accounts.models import Compartment, User
from upstander.web.accounts.signals import person_changed

FIELDS = ("username", "first_name", "email", "role", "staff_id")


class NotOneself(Exception):
    """Nobody changes what they themselves may do."""


@transaction.atomic
def add(*, request: HttpRequest | None = None, **fields: Any) -> User:
    """A new account, without a password: it takes a link, or the force's own sign-on, to get in."""
    compartments = fields.pop("compartments", ())
    user = User(**fields)
    user.set_unusable_password()
    user.save()
    user.compartments.set(compartments)
    tell(request, user=user, what={"what": "added", "role": user.role})
    return user


@transaction.atomic
def change(
    user: User,
    *,
    request: HttpRequest,
    fields: Mapping[str, Any],
    compartments: Iterable[Compartment],
) -> None:
    """Change an account; what changed is told by name of the field, the role by its value."""
    held = _held(user, request=request)
    changed = [name for name in FIELDS if name in fields and getattr(held, name) != fields[name]]
    what: dict[str, Any] = {"what": "changed", "fields": changed}
    if "role" in changed:
        what |= {"from": held.role, "to": fields["role"]}
    for name in changed:
        setattr(held, name, fields[name])
    held.save(update_fields=changed)
    before = set(held.compartments.values_list("pk", flat=True))
    after = {one.pk for one in compartments}
    held.compartments.set(after)
    what |= {"let into": sorted(after - before), "taken out of": sorted(before - after)}
    if changed or before != after:
        tell(request, user=held, what=what)


@transaction.atomic
def let_in(user: User, *, request: HttpRequest, active: bool) -> None:
    """Deactivate an account, which ends its sessions, or bring it back."""
    held = _held(user, request=request)
    held.is_active = active
    held.save(update_fields=["is_active"])
    if not active:
        held.links.filter(used_at=None).delete()
    tell(request, user=held, what={"what": "brought back" if active else "deactivated"})


@transaction.atomic
def issue_link(user: User, *, request: HttpRequest | None) -> str:
    """A one-time link for somebody else; its token is shown once."""
    held = _held(user, request=request)
    token = links.issue(held, by=_by(request))
    tell(request, user=held, what={"what": "sign-in link issued"})
    return token


@transaction.atomic
def take_factors_away(user: User, *, request: HttpRequest) -> None:
    """Remove the second factors of somebody who lost them."""
    held = _held(user, request=request)
    tell(
        request,
        user=held,
        what={"what": "second factors removed", "count": second_factor.take_away(held)},
    )


@transaction.atomic
def add_compartment(*, request: HttpRequest, name: str) -> Compartment:
    """A new compartment, which nobody reads yet."""
    made = Compartment.objects.create(name=name)
    tell(request, user=_by(request), what={"what": "compartment added", "compartment": made.pk})
    return made


def not_oneself(user: User, *, by: User | None) -> None:
    """NotOneself where somebody would change their own access."""
    if by is not None and by.pk == user.pk:
        raise NotOneself


def _held(user: User, *, request: HttpRequest | None) -> User:
    not_oneself(user, by=_by(request))
    return User.objects.select_for_update().get(pk=user.pk)


def _by(request: HttpRequest | None) -> User | None:
    return request.user if request is not None and request.user.is_authenticated else None


def tell(request: HttpRequest | None, *, user: User | None, what: dict[str, Any]) -> None:
    """Say what happened to somebody's access; of an account that is only asked for, of nobody."""
    person_changed.send(sender=User, request=request, user=user, what=what)
