"""Changes of access that a second person agrees to: whose agreement, to what, and when it lapses."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.support import workbench as some
from upstander.web.accounts import agreements, links
from upstander.web.accounts.models import Change, Compartment, Role, User
from upstander.web.audit.models import Entry

pytestmark = pytest.mark.django_db
Kind, Answer = Change.Kind, Change.Answer


def asking(rf: Any, who: User) -> Any:
    """A request of somebody's."""
    request = rf.post("/")
    request.user = who
    return request


def form(user: User, **changed: Any) -> dict[str, Any]:
    names = ("username", "first_name", "role", "staff_id")
    return {name: getattr(user, name) or "Somebody" for name in names} | changed


WHO = [
    # the account is    and becomes        a supervisor   another administrator   an auditor
    ("",                "analyst",         True,          False,                  False),
    ("",                "investigator",    True,          False,                  False),
    ("",                "supervisor",      True,          False,                  False),
    ("",                "auditor",         False,         True,                   False),
    ("",                "administrator",   False,         True,                   False),
    ("analyst",         "supervisor",      True,          False,                  False),
    ("administrator",   "analyst",         True,          False,                  False),
    ("analyst",         "administrator",   True,          False,                  False),
    ("auditor",         "administrator",   False,         True,                   False),
]  # fmt: skip


@pytest.mark.parametrize(("now", "then", "supervisor", "administrator", "auditor"), WHO)
def test_whose_agreement_it_takes(
    rf: Any, now: str, then: str, supervisor: bool, administrator: bool, auditor: bool
):
    admin = some.person(Role.ADMINISTRATOR)
    user = some.person(now) if now else None
    fields = {"username": "new", "first_name": "N", "role": then, "staff_id": "S77"}
    kind = Kind.CHANGE if user else Kind.ADD
    change = agreements.ask(kind, request=asking(rf, admin), user=user, fields=fields)
    could = {
        role: agreements.may_answer(change, user=some.person(role))
        for role in (Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR)
    }
    assert could == {
        Role.SUPERVISOR: supervisor,
        Role.ADMINISTRATOR: administrator,
        Role.AUDITOR: auditor,
    }
    assert not agreements.may_answer(change, user=admin)  # who asked


@pytest.mark.parametrize("kind", [Kind.LINK, Kind.FACTORS, Kind.OPEN])
def test_nobody_agrees_to_what_is_about_themselves(rf: Any, kind: Change.Kind):
    chief, other = some.person(Role.SUPERVISOR), some.person(Role.SUPERVISOR)
    admin = some.person(Role.ADMINISTRATOR)
    change = agreements.ask(kind, request=asking(rf, admin), user=chief)
    assert agreements.may_answer(change, user=other)
    with pytest.raises(agreements.CannotDo, match="Somebody else"):
        agreements.answer(change, request=asking(rf, chief), agree=True)


AT_ONCE = [
    # what is changed                       at once
    ({"first_name": "Another name"},        True),
    ({},                                    True),
    ({"compartments": []},                  True),   # out of one
    ({"role": "supervisor"},                False),
    ({"staff_id": "S99"},                   False),  # conflicts hang on it
    ({"username": "another"},               False),  # a sign-on may hang on it
    ({"compartments": ["Heron", "Egret"]},  False),  # into one
]  # fmt: skip


@pytest.mark.parametrize(("changed", "at_once"), AT_ONCE)
def test_what_takes_effect_at_once(changed: dict[str, Any], at_once: bool):
    user = some.person(name="somebody")
    user.first_name = "Somebody"
    user.save()
    rooms = {name: Compartment.objects.create(name=name) for name in ("Heron", "Egret")}
    user.compartments.add(rooms["Heron"])
    chosen = [rooms[name] for name in changed.get("compartments", ["Heron"])]
    fields = {k: v for k, v in form(user, **changed).items() if k != "compartments"}
    assert agreements.only_takes_away(user, fields=fields, compartments=chosen) is at_once


LAPSES = [
    "a week went by",
    "the role was changed",
    "the staff id was changed",
    "the account was closed",
    "a second factor was set up",
    "somebody took the staff id",
]


@pytest.mark.parametrize("why", LAPSES)
def test_what_was_asked_lapses_when_the_account_is_another(rf: Any, why: str):
    admin, chief, user = (
        some.person(Role.ADMINISTRATOR),
        some.person(Role.SUPERVISOR),
        some.person(),
    )
    change = agreements.ask(
        Kind.CHANGE, request=asking(rf, admin), user=user,
        fields=form(user, role="investigator", staff_id="S55"),
    )  # fmt: skip
    match why:
        case "a week went by":
            Change.objects.update(at=timezone.now() - timedelta(days=7, minutes=1))
        case "the role was changed":
            User.objects.filter(pk=user.pk).update(role=Role.SUPERVISOR)
        case "the staff id was changed":
            User.objects.filter(pk=user.pk).update(staff_id="S56")
        case "the account was closed":
            User.objects.filter(pk=user.pk).update(is_active=False)
        case "a second factor was set up":
            Authenticator.objects.create(user=user, type="totp", data={"secret": ""})
        case "somebody took the staff id":
            some.person(staff_id="s55")
    found = agreements.answer(change, request=asking(rf, chief), agree=True)
    assert found.answer == Answer.LAPSED
    user.refresh_from_db()
    assert user.role != "investigator"


def test_a_refusal_does_nothing_and_an_answer_is_given_once(rf: Any):
    admin, chief, user = (
        some.person(Role.ADMINISTRATOR),
        some.person(Role.SUPERVISOR),
        some.person(),
    )
    change = agreements.ask(Kind.LINK, request=asking(rf, admin), user=user)
    agreements.answer(change, request=asking(rf, chief), agree=False)
    assert agreements.make_link(user, request=asking(rf, admin)) is None
    with pytest.raises(agreements.CannotDo, match="answered already"):
        agreements.answer(change, request=asking(rf, chief), agree=True)
    assert not user.links.exists()


def test_an_agreement_to_a_link_is_for_one_and_for_a_day(rf: Any):
    admin, chief, user = (
        some.person(Role.ADMINISTRATOR),
        some.person(Role.SUPERVISOR),
        some.person(),
    )
    change = agreements.ask(Kind.LINK, request=asking(rf, admin), user=user)
    agreements.answer(change, request=asking(rf, chief), agree=True)
    Change.objects.update(answered_at=timezone.now() - timedelta(days=1, minutes=1))
    assert agreements.make_link(user, request=asking(rf, admin)) is None
    Change.objects.update(answered_at=timezone.now())
    token = agreements.make_link(user, request=asking(rf, admin))
    assert token is not None and links.holder(token) == user
    assert agreements.make_link(user, request=asking(rf, admin)) is None


def test_asking_again_replaces_what_waits(rf: Any):
    admin, user = some.person(Role.ADMINISTRATOR), some.person()
    first = agreements.ask(Kind.LINK, request=asking(rf, admin), user=user)
    second = agreements.ask(Kind.LINK, request=asking(rf, admin), user=user)
    assert agreements.waiting() == [second]
    first.refresh_from_db()
    assert first.answer == Answer.LAPSED


def page_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_supervisor_sees_what_they_could_agree_to_and_nothing_else(rf: Any):
    admin, user, auditor = (
        some.person(Role.ADMINISTRATOR), some.person(name="an.analyst"),
        some.person(Role.AUDITOR, name="an.auditor"),
    )  # fmt: skip
    theirs = agreements.ask(Kind.LINK, request=asking(rf, admin), user=user)
    others = agreements.ask(Kind.LINK, request=asking(rf, admin), user=auditor)
    chief = some.person(Role.SUPERVISOR)
    page = page_of(chief).get(reverse("changes")).text
    assert "an.analyst" in page and "an.auditor" not in page
    assert page_of(chief).post(reverse("change_answer", args=[others.pk])).status_code in {302, 404}
    theirs.refresh_from_db()
    assert theirs.answer == Answer.WAITING
    page = page_of(admin).get(reverse("changes")).text
    assert "an.analyst" in page and "an.auditor" in page
    assert "It waits for: supervisor of the unit" in page
    page_of(admin).post(reverse("change_withdraw", args=[theirs.pk]))
    theirs.refresh_from_db()
    assert theirs.answer == Answer.WITHDRAWN


@pytest.mark.parametrize(
    ("there", "says"),
    [
        ((), ["supervisor of the unit", "administrator"]),
        ((Role.SUPERVISOR,), ["administrator"]),
        ((Role.SUPERVISOR, Role.ADMINISTRATOR), []),
    ],
)
def test_where_nobody_could_agree_the_page_says_how_to_go_on(
    there: tuple[Role, ...], says: list[str]
):
    admin = some.person(Role.ADMINISTRATOR)
    for role in there:
        some.person(role)
    page = page_of(admin).get(reverse("people")).text
    assert ("upstander people add" in page) is bool(says)
    assert all(f"{word}" in page for word in says)


def test_the_log_says_who_asked_and_who_agreed_and_names_nobody(rf: Any):
    admin, chief = some.person(Role.ADMINISTRATOR), some.person(Role.SUPERVISOR)
    fields = {"username": "q.vantreave", "first_name": "Quillon", "role": "analyst",
              "staff_id": "S1"}  # fmt: skip
    change = agreements.ask(Kind.ADD, request=asking(rf, admin), fields=fields)
    agreements.answer(change, request=asking(rf, chief), agree=True)
    entries = Entry.objects.filter(kind="person").order_by("number")
    assert [(one.username, one.told["what"]) for one in entries] == [
        (admin.username, "a new account: asked"),
        (chief.username, "added"),
        (chief.username, "a new account: agreed"),
    ]
    assert not any("uillon" in one.detail for one in entries)
