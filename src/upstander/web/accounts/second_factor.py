"""Whether somebody has a second factor, and whether they have to."""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from upstander.web.accounts.models import User

COUNTS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # recovery codes are a spare


def is_missing(request: HttpRequest) -> bool:
    """Whether this session may read nothing yet, for want of a second factor."""
    asked = str(settings.SECOND_FACTOR)  # config/environment.py
    if asked == "never" or (asked == "not after sign-on" and _came_by_sign_on(request)):
        return False
    return not Authenticator.objects.filter(user=request.user, type__in=COUNTS).exists()


def with_factor(people: QuerySet[User]) -> QuerySet[Any]:
    """People, each with `has_factor`."""
    theirs = Authenticator.objects.filter(user=OuterRef("pk"), type__in=COUNTS)
    return people.annotate(has_factor=Exists(theirs))


def how_many(user: User) -> int:
    """How many second factors somebody has."""
    return int(Authenticator.objects.filter(user=user, type__in=COUNTS).count())


def take_away(user: User) -> int:
    """Remove somebody's factors, recovery codes too: they set up new ones when they next come."""
    return int(Authenticator.objects.filter(user=user).delete()[0])


def _came_by_sign_on(request: HttpRequest) -> bool:
    methods = get_authentication_records(request, request.user)
    return any(one.get("method") == "socialaccount" for one in methods)
