"""Two people who send at the same moment: two threads, each with a connection of its own.

Whoever is first is held in the middle of the transaction until the other has come as far as the
action: so the two overlap each time. On SQLite they share a file, as they do in earnest, and not
the tests' own memory.
"""

import re
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.db.utils import load_backend
from django.test import Client
from django.urls import reverse

from tests.support import workbench as some
from upstander.web.accounts.models import Role, User
from upstander.web.audit.models import Entry
from upstander.web.config.environment import sqlite
from upstander.web.triage.actions import deciding
from upstander.web.triage.models import Decision
from upstander.web.triage.words import Answer, Outcome, State

pytestmark = pytest.mark.django_db(transaction=True)

Sent = tuple[User, dict[str, str]]
PATIENCE = 20  # seconds


@contextmanager
def shared(file: Path) -> Iterator[Callable[[], Any]]:
    """How a thread connects to the database as it now is; within, this thread does so too."""
    before = connections["default"]
    if connection.vendor == "sqlite":
        with sqlite3.connect(file) as copy:
            before.connection.backup(copy)
        copy.close()
        values = before.settings_dict | sqlite(file)
        made = load_backend(values["ENGINE"]).DatabaseWrapper

        def connect() -> Any:
            return made(values, "default")

        connections["default"] = connect()
    else:

        def connect() -> Any:
            return connections["default"]

    try:
        yield connect
    finally:
        connections["default"].close()
        connections["default"] = before


@pytest.fixture
def went(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """In which order things go: the first of two holds the lead until the second one asks."""
    told: list[str] = []
    second_asks, nobody_yet = threading.Event(), threading.Lock()

    def asking(action: Callable[..., Decision]) -> Callable[..., Decision]:
        def through(*given: Any, **more: Any) -> Decision:
            told.append("asks")
            if told.count("asks") == 2:
                second_asks.set()
            return action(*given, **more)

        return through

    def slowly(*given: Any, **more: Any) -> Any:
        found = held(*given, **more)
        first = nobody_yet.acquire(blocking=False)
        told.append("holds")
        if first:
            assert second_asks.wait(PATIENCE)
            time.sleep(0.2)  # in which the second comes as far as it can
            told.append("goes on")
        return found

    held = deciding.held
    monkeypatch.setattr(deciding, "held", slowly)
    monkeypatch.setattr(deciding, "decide", asking(deciding.decide))
    monkeypatch.setattr(deciding, "answer", asking(deciding.answer))
    return told


def send(address: str, *both: Sent, connect: Callable[[], Any]) -> list[Any]:
    """Each of two people sends a form to the address, at once; the one who was taken first."""
    clients = [(Client(), form) for _user, form in both]
    for (client, _form), (user, _) in zip(clients, both, strict=True):
        client.force_login(user)

    def one(client: Client, form: dict[str, str]) -> Any:
        connections["default"] = connect()
        try:
            return client.post(address, form)
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(2) as threads:
        answers = [threads.submit(one, *sent) for sent in clients]
        return sorted((found.result() for found in answers), key=lambda found: found.status_code)


def test_of_two_who_decide_at_once_the_second_is_told_and_keeps_the_text(
    tmp_path: Path, went: list[str]
) -> None:
    lead, reasons = some.lead(), ["The roster office knows.", "Ask for the phone bill."]
    address = reverse("lead_decide", args=[lead.reference])
    forms = [{"outcome": "develop", "reason": reason, "version": "1"} for reason in reasons]
    people = [some.person(), some.person()]
    with shared(tmp_path / "upstander.sqlite3") as connect:
        taken, told = send(address, *zip(people, forms, strict=True), connect=connect)
        assert went.index("goes on") == 3  # both had asked, and one held the lead
        assert (taken.status_code, told.status_code) == (302, 422)
        decision = Decision.objects.get()
        assert "Somebody else changed this lead" in told.text
        (lost,) = {*reasons} - {decision.reason}
        assert lost in told.text and decision.reason not in told.text
        assert Entry.objects.filter(act="altered").count() == 1

        version = re.findall(r'name="version" value="(\d+)"', told.text)
        again = {"outcome": "develop", "reason": lost, "version": version[0]}
        client = told.client
        assert client.post(address, again).status_code == 302  # read, and sent again
        assert Decision.objects.count() == 2


@pytest.fixture
def waiting() -> Decision:
    """What somebody proposed, and a second person has to answer."""
    return deciding.decide(
        some.lead(), by=some.person(), outcome=Outcome.INVESTIGATE, reason="Read.",
        review_on=None, version=1,
    )  # fmt: skip


def test_of_two_who_answer_at_once_one_answers(
    tmp_path: Path, waiting: Decision, went: list[str]
) -> None:
    lead = waiting.lead
    address = reverse("lead_answer", args=[lead.reference, waiting.pk])
    one, other = some.person(Role.SUPERVISOR), some.person(Role.SUPERVISOR)
    yes = {"agree": "yes", "reason": "I read the records and agree."}
    no = {"agree": "no", "reason": "The roster office was never asked."}
    with shared(tmp_path / "upstander.sqlite3") as connect:
        taken, told = send(address, (one, yes), (other, no), connect=connect)
        assert went.index("goes on") == 3
        assert (taken.status_code, told.status_code) == (302, 422)
        waiting.refresh_from_db()
        lead.refresh_from_db()
        agreed = waiting.answer == Answer.STANDS
        assert waiting.answer_reason == (yes if agreed else no)["reason"]
        assert waiting.second == (one if agreed else other)
        assert lead.state == (State.WITH_INVESTIGATION if agreed else State.IN_TRIAGE)
        assert "answered already" in told.text
        assert (no if agreed else yes)["reason"] in told.text
