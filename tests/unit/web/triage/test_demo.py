"""The demo's list has work on it, done as people do it: in no room is there nothing to see."""

import pytest
from django.test import Client

from tests.support import workbench as some
from upstander.web.accounts import demo as accounts
from upstander.web.audit.models import Entry
from upstander.web.triage import demo
from upstander.web.triage.models import Decision, Lead, Note
from upstander.web.triage.words import Answer, State

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(settings: object) -> list[Lead]:
    settings.DEMO = True  # type: ignore[attr-defined]
    accounts.make([f"U{number}" for number in range(len(accounts.ACCOUNTS))])
    scan = some.scan()
    return [some.lead(f"S{place}", of=scan, rank=place) for place in range(1, 11)]


def test_leads_stand_somewhere_else_and_the_strongest_is_nobodys_yet(made: list[Lead]) -> None:
    demo.work()
    assert [lead.state for lead in Lead.objects.order_by("rank")] == [
        State.NEW,
        State.AWAITING_APPROVAL,
        State.DEVELOPING,
        State.NEW,
        State.UNDER_REVIEW,
        State.NEW,
        State.IN_TRIAGE,
        State.NEW,
        State.NEW,
        State.EXPLAINED,
    ]
    assert Note.objects.exists()


def test_what_waits_waits_for_somebody_else(made: list[Lead], client: Client) -> None:
    demo.work()
    waiting = Decision.objects.get(answer=Answer.WAITING)
    assert waiting.proposer.username == "analyst"
    client.force_login(accounts.User.objects.get(username="supervisor"))
    assert waiting.lead.reference in client.get("/waiting/").content.decode()


def test_the_log_tells_of_each_step(made: list[Lead]) -> None:
    demo.work()
    assert {"altered", "revealed"} <= set(Entry.objects.values_list("act", flat=True))


def test_a_list_that_somebody_works_on_is_left_alone(made: list[Lead]) -> None:
    Lead.objects.filter(pk=made[0].pk).update(state=State.IN_TRIAGE)
    demo.work()
    assert not Decision.objects.exists()


def test_a_list_too_short_for_a_story_has_none(made: list[Lead]) -> None:
    Lead.objects.exclude(pk=made[0].pk).delete()
    demo.work()
    assert not Decision.objects.exists()
