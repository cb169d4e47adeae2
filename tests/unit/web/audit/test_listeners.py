"""Signing in and out, what was refused, and changes of somebody's access are entries."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.signals import authentication_failed
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse

from upstander.web.accounts.guard import denied
from upstander.web.accounts.models import Role, User
from upstander.web.accounts.signals import person_changed
from upstander.web.audit import log
from upstander.web.audit.models import Entry

pytestmark = pytest.mark.django_db
Someone = Callable[..., User]


def told() -> list[tuple[str, str, str, str]]:
    return [(one.act, one.username, one.kind, one.subject) for one in Entry.objects.all()]


def test_signing_in_and_out(client: Client, someone: Someone) -> None:
    client.force_login(someone(Role.ANALYST, "dc.lewis"))
    client.logout()
    assert told() == [
        ("signed in", "dc.lewis", "session", ""),
        ("signed out", "dc.lewis", "session", ""),
    ]


def test_signing_out_when_nobody_was_in_is_nothing(client: Client) -> None:
    client.logout()
    assert told() == []


def test_a_failed_sign_in_leaves_nothing_of_what_was_typed(rf: RequestFactory) -> None:
    """People type a password into the box of the name."""
    typed = "correct horse battery staple"
    assert authenticate(rf.post("/"), username=typed, password="another secret") is None
    entry = Entry.objects.get()
    assert (entry.act, entry.user_id, entry.kind) == ("denied", None, "sign-in")
    assert entry.told == {"typed": log.hashed(typed)}
    assert "secret" not in str(Entry.objects.values())


def test_the_same_name_typed_twice_gives_the_same_figure(rf: RequestFactory) -> None:
    for name in ("dc.lewis", "dc.marsh", "dc.lewis"):
        authenticate(rf.post("/"), username=name, password="wrong")
    first, other, again = [entry.told["typed"] for entry in Entry.objects.all()]
    assert first == again != other


def test_a_second_factor_that_is_wrong(rf: RequestFactory, someone: Someone) -> None:
    lewis = someone(Role.ANALYST, "dc.lewis")
    authentication_failed.send(sender=object, request=rf.post("/"), user=lewis, reauthentication=0)
    assert told() == [("denied", "dc.lewis", "sign-in", "")]


def test_a_refusal_says_which_page_and_never_what_else_the_address_held(
    client: Client, someone: Someone
) -> None:
    client.force_login(someone(Role.ANALYST, "dc.lewis"))
    client.get(reverse("audit_subject", args=["Ann Example"]), {"subject": "Ann Example"})
    entry = Entry.objects.latest("number")
    assert entry.told == {"what": "read the audit log", "page": "audit_subject"}
    assert "Example" not in str(Entry.objects.values())


@pytest.mark.parametrize(
    ("subject", "kept"), [("L-00042", "L-00042"), ("", ""), ("Ann Example", None)]
)
def test_the_subject_of_a_refusal_is_a_reference_or_hashed(
    rf: RequestFactory, someone: Someone, subject: str, kept: str | None
) -> None:
    request: Any = rf.get("/")
    request.user = someone(Role.ANALYST, "dc.lewis")
    denied.send(sender=object, request=request, what="lead", subject=subject)
    entry = Entry.objects.get()
    assert entry.subject == (log.hashed(subject) if kept is None else kept)
    assert (entry.username, entry.told) == ("dc.lewis", {"what": "lead", "page": ""})


@pytest.mark.parametrize("by_hand", [True, False])
def test_a_change_of_somebodys_access(rf: RequestFactory, someone: Someone, by_hand: bool) -> None:
    """On the command line there is no request, and nobody who signed in."""
    lewis = someone(Role.ANALYST, "dc.lewis")
    request: HttpRequest | None = None
    if not by_hand:
        request = rf.post("/")
        request.user = someone(Role.ADMINISTRATOR, "it.admin")
    person_changed.send(sender=object, request=request, user=lewis, what={"role": Role.AUDITOR})
    entry = Entry.objects.get()
    assert (entry.act, entry.kind, entry.subject) == ("altered", "person", str(lewis.pk))
    assert entry.username == ("" if by_hand else "it.admin")
    assert entry.told == {"role": "auditor"}
