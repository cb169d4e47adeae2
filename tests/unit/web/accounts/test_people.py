"""What an administrator does, and the one-time link: told each time, and never to oneself."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.support import workbench as some
from upstander.errors import ConfigurationError, UsageError
from upstander.web.accounts import by_hand, conflicts, demo, links, people
from upstander.web.accounts.models import Change, Compartment, Conflict, Role, SignInLink, User
from upstander.web.accounts.signals import person_changed
from upstander.web.audit.models import Entry

pytestmark = pytest.mark.django_db
NEW = {"new_password1": "three odd words here", "new_password2": "three odd words here"}


@pytest.fixture(autouse=True)
def no_attempts_yet():
    cache.clear()


@pytest.fixture
def told() -> Any:
    """What was told of people's access, as it was told."""
    heard: list[dict[str, Any]] = []

    def listen(*, user: User | None, what: dict[str, Any], **_: Any) -> None:
        heard.append(what | {"about": user.username if user else ""})

    person_changed.connect(listen)
    yield heard
    person_changed.disconnect(listen)


@pytest.fixture
def desk() -> Client:
    """An administrator at work, who has just confirmed that it is them."""
    some.person(Role.ADMINISTRATOR, name="admin")
    client = Client()
    client.post(reverse("account_login"), {"login": "admin", "password": "a long password"})
    client.post(reverse("account_reauthenticate"), {"password": "a long password"})
    return client


def asked(user: User, **changed: Any) -> dict[str, Any]:
    """The form of an account as it stands, with what is changed."""
    names = ("username", "first_name", "role", "staff_id")
    return {name: getattr(user, name) or "Somebody" for name in names} | changed


def seconded(role: Role, *, agree: str = "yes") -> User:
    """Somebody of that role answers whatever waits."""
    second = some.person(role)
    client = Client()
    client.post(reverse("account_login"), {"login": second.username, "password": "a long password"})
    client.post(reverse("account_reauthenticate"), {"password": "a long password"})
    for change in Change.objects.filter(answer="waiting"):
        client.post(reverse("change_answer", args=[change.pk]), {"agree": agree})
    return second


def test_somebody_is_added_once_a_second_person_agrees(desk: Client, told: list[dict[str, Any]]):
    fields = {"username": "new", "first_name": "N", "role": "analyst", "staff_id": " S1 "}
    page = desk.post(reverse("person_new"), fields, follow=True).content.decode()
    assert "It waits until a supervisor of the unit agrees" in page
    assert not User.objects.filter(username="new").exists()
    seconded(Role.SUPERVISOR)
    made = User.objects.get(username="new")
    assert (made.staff_id, made.role, made.has_usable_password()) == ("S1", "analyst", False)
    page = desk.get(reverse("person", args=[made.pk])).text
    assert "Make the sign-in link" in page and "This is you" not in page
    page = desk.post(reverse("person_link", args=[made.pk])).content.decode()
    assert "/sign-in/link/" in page
    again = desk.post(reverse("person_link", args=[made.pk]), follow=True).content.decode()
    assert "/sign-in/link/" not in again and "It waits" in again  # an agreement is for one link
    assert [(one["what"], one["about"]) for one in told] == [
        ("a new account: asked", ""),
        ("added", "new"),
        ("a new account: agreed", "new"),
        ("sign-in link issued", "new"),
        ("a sign-in link: asked", "new"),
    ]


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"role": "analyst", "staff_id": ""}, "without it this role reads nothing"),
        ({"role": "auditor", "staff_id": ""}, "without it this role reads nothing"),
        ({"role": "administrator", "staff_id": ""}, ""),
        ({"role": "analyst", "staff_id": "taken"}, "One person has one account"),
        ({"role": "analyst", "staff_id": "S2", "username": "admin"}, "this username already"),
        ({"role": "chief", "staff_id": "S2"}, "Select a valid choice"),
    ],
)
def test_what_an_account_needs(desk: Client, fields: dict[str, str], error: str):
    some.person(staff_id="TAKEN")
    page = desk.post(reverse("person_new"), {"username": "new", "first_name": "N"} | fields)
    assert Change.objects.filter(kind="add").exists() is (error == "")
    assert error in page.content.decode()


def test_a_change_is_told_by_field_and_role(desk: Client, told: list[dict[str, Any]]):
    user, room = some.person(), Compartment.objects.create(name="Heron")
    changed = asked(user, role="supervisor", compartments=[room.pk])
    desk.post(reverse("person", args=[user.pk]), changed)
    user.refresh_from_db()
    assert (user.role, list(user.compartments.all())) == ("analyst", [])
    seconded(Role.SUPERVISOR)
    user.refresh_from_db()
    assert (user.role, list(user.compartments.all())) == ("supervisor", [room])
    assert told[1:2] == [
        {
            "what": "changed", "fields": ["first_name", "role"], "from": "analyst",
            "to": "supervisor", "let into": [room.pk], "taken out of": [], "about": user.username,
        }
    ]  # fmt: skip
    assert "Somebody" not in str(list(Entry.objects.values_list("detail", flat=True)))


def test_nobody_changes_what_they_may_do_themselves(desk: Client):
    admin = User.objects.get(username="admin")
    for name in ("person", "person_link", "person_access", "person_factors"):
        answer = desk.post(reverse(name, args=[admin.pk]), asked(admin, role="supervisor"))
        assert answer.status_code == 404
    admin.refresh_from_db()
    assert admin.role == "administrator" and admin.is_active
    assert "This is you" in desk.get(reverse("person", args=[admin.pk])).content.decode()


def test_after_ten_minutes_it_is_asked_again_who_is_there(desk: Client, settings: Any):
    user = some.person()
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1
    answer = desk.post(reverse("person_link", args=[user.pk]))
    assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))
    assert not Change.objects.exists()


def test_a_closed_account_ends_its_sessions_at_once(desk: Client):
    user, theirs = some.person(), Client()
    theirs.force_login(user)
    link = links.issue(user, by=None)
    desk.post(reverse("person_access", args=[user.pk]), {"active": "no"})
    assert theirs.get(reverse("account")).status_code == 302
    assert links.holder(link) is None
    desk.post(reverse("person_access", args=[user.pk]), {"active": "yes"})
    user.refresh_from_db()
    assert not user.is_active
    seconded(Role.SUPERVISOR)
    user.refresh_from_db()
    assert user.is_active


def test_whoever_lost_their_second_factor_starts_again(desk: Client, told: list[dict[str, Any]]):
    from allauth.mfa.models import Authenticator

    user = some.person()
    Authenticator.objects.create(user=user, type="totp", data={"secret": ""})
    desk.post(reverse("person_factors", args=[user.pk]))
    assert Authenticator.objects.exists()
    seconded(Role.SUPERVISOR)
    assert not Authenticator.objects.exists()
    assert {"what": "second factors removed", "count": 1, "about": user.username} in told


def test_the_list_says_who_has_a_second_factor_and_which_compartments_there_are(desk: Client):
    desk.post(reverse("compartment_new"), {"name": "Heron"})
    page = desk.get(reverse("people")).content.decode()
    assert "Heron" in page and "admin" in page


# --- the link


def test_a_link_sets_a_password_once():
    user, link = some.person(), ""
    link = reverse("sign_in_link", args=[links.issue(user, by=None)])
    assert Client().get(link).status_code == 200  # looking does not use it up
    assert Client().post(link, NEW).headers["Location"] == reverse("account_login")
    user.refresh_from_db()
    assert user.check_password(NEW["new_password1"])
    assert Client().get(link).status_code == Client().post(link, NEW).status_code == 404


def test_setting_a_password_ends_every_session_begun_with_the_old_one():
    user, theirs = some.person(), Client()
    theirs.force_login(user)
    links.use(links.issue(user, by=None), password="three odd words here")
    assert theirs.get(reverse("account")).status_code == 302


def broken(link: str, *, how: str, user: User, settings: Any) -> str:
    if how == "too old":
        settings.SIGN_IN_LINK_STANDS = -1
    if how == "a newer one was issued":
        links.issue(user, by=None)
    if how == "the account is closed":
        User.objects.filter(pk=user.pk).update(is_active=False)
    return {"forged": "x" + link, "cut": link[:-1], "unsigned": link.split(":", maxsplit=1)[0]}.get(
        how, link
    )


@pytest.mark.parametrize(
    ("how", "works"),
    [
        ("as it is", True),
        ("too old", False),
        ("a newer one was issued", False),
        ("the account is closed", False),
        ("forged", False),
        ("cut", False),
        ("unsigned", False),
    ],
)
def test_which_links_work(how: str, works: bool, settings: Any):
    user = some.person()
    link = broken(links.issue(user, by=None), how=how, user=user, settings=settings)
    assert (links.holder(link) == user) is works
    assert (links.use(link, password="three odd words here") == user) is works


def test_a_password_that_is_too_plain_uses_no_link_up():
    link = reverse("sign_in_link", args=[links.issue(some.person(), by=None)])
    answer = Client().post(link, {"new_password1": "short", "new_password2": "short"})
    assert answer.status_code == 200
    assert not SignInLink.objects.filter(used_at__isnull=False).exists()


def test_only_a_hash_of_a_link_is_kept():
    token = links.issue(some.person(), by=None)
    kept = SignInLink.objects.get()
    assert kept.digest not in token and token.split(":")[0] not in kept.digest
    assert kept.at > timezone.now() - timedelta(minutes=1)


# --- the command line, the demo, stepping away


def test_the_first_administrator_is_made_by_hand():
    address = by_hand.add(username="first", role="administrator", staff_id="", name="F", email="")
    assert links.holder(address.rstrip("/").rsplit("/", maxsplit=1)[-1]) == User.objects.get()
    assert [row["role"] for row in by_hand.everybody()] == ["Administrator"]
    assert by_hand.link("first").startswith("http")
    assert Entry.objects.filter(kind="person").count() == 3


@pytest.mark.parametrize(("role", "staff_id"), [("analyst", ""), ("chief", "S1")])
def test_by_hand_the_same_rules_hold(role: str, staff_id: str):
    with pytest.raises(UsageError, match="No account was made"):
        by_hand.add(username="x", role=role, staff_id=staff_id, name="X", email="")
    with pytest.raises(UsageError, match="No account of this username"):
        by_hand.link("x")


def test_the_demo_has_two_where_two_decide_and_is_not_served_in_earnest(settings: Any):
    made = demo.make([f"S{n}" for n in range(9)])
    roles = [user.role for user in made]
    assert roles.count("analyst") == roles.count("supervisor") == 2
    assert (
        len({user.staff_id for user in made})
        == len(made)
        == len(demo.make([f"S{n}" for n in range(9)]))
    )
    assert demo.is_left_over()
    assert Entry.objects.filter(kind="person", detail__contains="added for the demo").count() == 8
    settings.DEMO = False
    assert demo.password() == ""
    with pytest.raises(ConfigurationError, match="only made in a demo"):
        demo.make([f"S{n}" for n in range(9)])
    User.objects.update(password="")
    assert not demo.is_left_over()


def test_a_demo_of_too_small_a_force_says_so():
    with pytest.raises(ConfigurationError, match="larger force"):
        demo.make(["S1", "S1", "S2"])


def test_stepping_away_twice_is_once():
    user = some.person()
    for _ in range(2):
        conflicts.recuse(user=user, subject_staff_id="S1")
    assert Conflict.objects.get().why == "recused"


def test_nobody_issues_themselves_a_link(rf: Any):
    user = some.person(Role.ADMINISTRATOR)
    request = rf.get("/")
    request.user = user
    with pytest.raises(people.NotOneself):
        people.issue_link(user, request=request)
