"""Changes of access that a second person has to agree to: without one, an administrator could read
leads as somebody who does not exist, or as somebody else.

An administrator asks. To what concerns an account that reads leads, a supervisor of the unit
agrees; to what concerns an auditor or an administrator, another administrator. What only takes
access away is done at once, and so is a name. What was agreed to is what was asked, on an account
that still stands as it stood; otherwise it lapses.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from upstander.web.accounts import forms, people, second_factor
from upstander.web.accounts.models import Change, Compartment, Role, User
from upstander.web.accounts.rights import RIGHTS, Right

STANDS = timedelta(days=7)  # to be answered in
LINK_STANDS = timedelta(days=1)  # from the agreement: a link can be made
HARMLESS = {"first_name"}
_READERS = {role for role, rights in RIGHTS.items() if Right.READ_LEADS in rights}
Kind, Answer = Change.Kind, Change.Answer


class CannotDo(Exception):
    """Why nothing was done, as a sentence for the page."""


def second_role(change: Change) -> Role:
    """Whose agreement it takes: a supervisor's for who reads leads, before or after."""
    roles = {change.before.get("role"), change.fields.get("role")}
    return Role.SUPERVISOR if roles & _READERS else Role.ADMINISTRATOR


def may_answer(change: Change, *, user: User) -> bool:
    """Whether somebody could be the second person: never who asked, or whom it is about."""
    is_it = user.pk not in {change.by_id, change.user_id}
    return is_it and user.role == second_role(change)


def waiting() -> list[Change]:
    """What waits, the oldest first; what is too old no longer does."""
    recent = Change.objects.filter(answer=Answer.WAITING, at__gte=timezone.now() - STANDS)
    return list(recent.select_related("user", "by").order_by("at", "pk"))


def nobody_to_agree(role: Role) -> bool:
    """Whether there is no supervisor, or only one administrator: only the machine helps then."""
    there = User.objects.filter(is_active=True, role=role).count()
    return there < (1 if role is Role.SUPERVISOR else 2)


# --- asking


@transaction.atomic
def ask(
    kind: Change.Kind,
    *,
    request: HttpRequest,
    user: User | None = None,
    fields: Mapping[str, Any] | None = None,
    compartments: Any = (),
) -> Change:
    """Ask for a change; one of the same kind that waits for this account is replaced."""
    by = _by(request)
    if user is not None:
        people.not_oneself(user, by=by)
        Change.objects.filter(user=user, kind=kind, answer=Answer.WAITING).update(
            answer=Answer.LAPSED, answered_at=timezone.now()
        )
    asked = dict(fields or {})
    if kind in (Kind.ADD, Kind.CHANGE):
        asked["compartments"] = sorted(one.pk for one in compartments)
    made = Change.objects.create(
        kind=kind, user=user, fields=asked, before=_standing(user) if user else {}, by=by
    )
    _tell(made, request=request, what="asked")
    return made


def only_takes_away(user: User, *, fields: Mapping[str, Any], compartments: Any) -> bool:
    """Whether a change of an account needs nobody: a name, or compartments that are left."""
    changed = {
        name for name in people.FIELDS if name in fields and getattr(user, name) != fields[name]
    }
    before = set(user.compartments.values_list("pk", flat=True))
    return changed <= HARMLESS and {one.pk for one in compartments} <= before


@transaction.atomic
def withdraw(change: Change, *, request: HttpRequest) -> None:
    """Take back what waits: any administrator may."""
    held = _held(change)
    _end(held, how=Answer.WITHDRAWN, request=request)


# --- answering


@transaction.atomic
def answer(change: Change, *, request: HttpRequest, agree: bool) -> Change:
    """The second person's answer: what was asked for is done, or the request ends."""
    held, by = _held(change), _by(request)
    if not may_answer(held, user=by):
        raise CannotDo("Somebody else has to agree to this.")
    stale = held.at < timezone.now() - STANDS or (
        held.user is not None and _standing(held.user) != held.before
    )
    if stale or (agree and not _do(held, request=request)):
        _end(held, how=Answer.LAPSED, request=request)
    else:
        _end(held, how=Answer.AGREED if agree else Answer.REFUSED, request=request)
    return held


def agreed_link(user: User) -> Change | None:
    """The agreement by which a link for this account can be made now, once."""
    since = timezone.now() - LINK_STANDS
    agreed = user.changes.filter(answer=Answer.AGREED, link_made_at=None, answered_at__gte=since)
    return agreed.filter(kind__in=(Kind.ADD, Kind.LINK)).first()


@transaction.atomic
def make_link(user: User, *, request: HttpRequest) -> str | None:
    """The token of a link that was agreed to; None where none was."""
    found = agreed_link(user)
    if found is None:
        return None
    token = people.issue_link(user, request=request)
    unused = Change.objects.filter(pk=found.pk, link_made_at=None)
    return token if unused.update(link_made_at=timezone.now()) else None


def _do(change: Change, *, request: HttpRequest) -> bool:
    """Do what was asked for; whether it still could be."""
    user = change.user
    match change.kind:
        case Kind.ADD | Kind.CHANGE:
            return _write(change, request=request)
        case Kind.FACTORS if user is not None:
            people.take_factors_away(user, request=request)
        case Kind.OPEN if user is not None:
            people.let_in(user, request=request, active=True)
    return True


def _write(change: Change, *, request: HttpRequest) -> bool:
    """Make or change the account, by the rules of the form as they hold now."""
    found = User.objects.get(pk=change.user.pk) if change.user else None
    form = forms.Person(change.fields, instance=found)
    if not form.is_valid():
        return False
    chosen = Compartment.objects.filter(pk__in=change.fields["compartments"])
    if change.user is None:
        change.user = people.add(request=request, **form.kept(), compartments=chosen)
    else:
        people.change(change.user, request=request, fields=form.kept(), compartments=chosen)
    return True


def _standing(user: User) -> dict[str, Any]:
    """How an account stands: what is agreed to is bound to it."""
    found = User.objects.get(pk=user.pk)
    return {
        **{name: getattr(found, name) for name in people.FIELDS if name not in HARMLESS},
        "compartments": sorted(found.compartments.values_list("pk", flat=True)),
        "is_active": found.is_active,
        "second_factors": second_factor.how_many(found),
    }


def _held(change: Change) -> Change:
    found = Change.objects.select_for_update(of=("self",)).select_related("user").get(pk=change.pk)
    if found.answer != Answer.WAITING:
        raise CannotDo("This was answered already.")
    return found


def _end(change: Change, *, how: Change.Answer, request: HttpRequest) -> None:
    change.answer, change.answered_at, change.second = how, timezone.now(), _by(request)
    change.save()
    _tell(change, request=request, what=str(how.value))


def _by(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the guard has seen to it
    return request.user


def _tell(change: Change, *, request: HttpRequest, what: str) -> None:
    """Told by number and role, never with a name: the account asked for is not there yet."""
    said = {"what": f"{Kind(change.kind).label.lower()}: {what}", "change": change.pk}
    if role := change.fields.get("role"):
        said["role"] = role
    people.tell(request, user=change.user, what=said)
