"""What is worked out once for a page holds as long as the page, and says the same."""

from collections.abc import Iterator

import pytest
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from tests.support import workbench as some
from upstander.web.accounts import once, policies
from upstander.web.accounts.models import Conflict, User
from upstander.web.triage import policies as triage
from upstander.web.triage.models import Lead

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[False, True], ids=["by name", "more than a list holds"])
def queries(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Either way in which a query says whom it leaves out."""
    if request.param:
        monkeypatch.setattr(once, "A_LIST", 0)
        monkeypatch.setattr(policies, "A_LIST", 0)
    yield


def read(user: User) -> str:
    return " ".join(triage.leads(user).order_by("staff_id").values_list("staff_id", flat=True))


def blocked_both_ways() -> User:
    """The reader S9: their own file in other letters, and a tie of each kind from either end."""
    user = some.person(staff_id="S9")
    for number, why in enumerate(Conflict.Why):
        some.conflict(user, f"TO{number}", why)
        Conflict.objects.create(reader_staff_id=f"BY{number}", subject_staff_id="s9", why=why)
    return user


@pytest.mark.usefixtures("queries")
def test_named_or_as_a_query_the_same_are_left_out() -> None:
    user = blocked_both_ways()
    inside = some.compartment(user)
    for member in ("s9", "S1", *(f"{end}{n}" for end in ("TO", "BY") for n in range(4))):
        some.lead(member)
    some.lead("IN", compartment=inside)
    some.lead("OUT", compartment=some.compartment())
    one, other, part = some.lead("E1"), some.lead("E2"), some.lead("E3")
    Lead.objects.filter(pk=part.pk).update(merged_into=one)
    Lead.objects.filter(pk=Lead.objects.get(staff_id="TO0").pk).update(merged_into=other)
    # Named and recused (BY2, BY3) hold one way; E2 is worked on with a lead that is closed to S9.
    assert read(user) == "BY2 BY3 E1 E3 IN S1"
    with once.a_page():
        assert read(user) == read(user) == "BY2 BY3 E1 E3 IN S1"
        assert read(some.person()) == "BY0 BY1 BY2 BY3 E1 E2 E3 S1 TO0 TO1 TO2 TO3 s9"


def test_within_a_page_it_is_asked_once_and_outside_each_time() -> None:
    user, lead = some.person(), some.lead("S1")
    with once.a_page():
        assert read(user) == "S1"
        some.conflict(user, lead.staff_id)
        assert read(user) == "S1"
    assert read(user) == ""


def test_a_page_within_a_page_has_a_memory_of_its_own() -> None:
    with once.a_page():
        assert once.once("who", lambda: "outside") == "outside"
        with once.a_page():
            assert once.once("who", lambda: "inside") == "inside"
        assert once.once("who", lambda: "anew") == "outside"
    assert once.once("who", lambda: "anew") == "anew"


def test_a_conflict_holds_from_the_next_request_on(client: Client) -> None:
    user, lead = some.person(), some.lead("S1")
    client.force_login(user)
    address = reverse("lead", args=[lead.reference])
    assert client.get(address).status_code == 200
    some.conflict(user, lead.staff_id)
    assert client.get(address).status_code == 404
    assert lead.reference not in client.get(reverse("queue")).content.decode()


def test_what_changes_something_has_no_memory() -> None:
    seen: list[str] = []

    def answer(request: object) -> None:
        seen.append(once.once("what", lambda: "first") + once.once("what", lambda: "second"))

    for method in ("GET", "HEAD", "POST"):
        request = type("Request", (), {"method": method})()
        once.OncePerPage(answer)(request)  # type: ignore[arg-type]
    assert seen == ["firstfirst", "firstfirst", "firstsecond"]


def test_few_values_are_a_list_and_many_a_query(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        some.lead(f"S{number}")
    values = Lead.objects.order_by("staff_id").values_list("staff_id", flat=True)
    assert once.few(values) == ("S0", "S1", "S2")
    monkeypatch.setattr(once, "A_LIST", 2)
    assert isinstance(once.few(values), QuerySet)
