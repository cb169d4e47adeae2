"""`upstander publish` and `upstander watchlist` make the packages that are due, and say so."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from upstander.errors import PublishError
from upstander.web import door as workbench
from upstander.web.triage.publishing import Result
from upstander.web.watchlist.auditing import Result as Audited

BROUGHT = Result(scan=1, unchanged=False, leads=3, standings={"new": 3}, rows={}, left=0)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """The workbench's door, replaced: what was asked of it, in order."""
    made: list[tuple[object, ...]] = []

    def publish(folder: Path, *, first: int = 0, members: Sequence[str] = ()) -> Result:
        made.append(("publish", folder, *members))
        return BROUGHT

    def audit(folder: Path) -> Audited:
        made.append(("audit", folder))
        return Audited(active=2, made=1, unread=3)

    monkeypatch.setattr(workbench, "publish", publish)
    monkeypatch.setattr(workbench, "audit_watch_list", audit)
    return made


def test_publishing_makes_the_packages_afterwards(asked: Any, run: Any) -> None:
    ended = run("publish", "scan")
    assert asked == [("publish", Path("scan")), ("audit", Path("scan"))]
    assert "3 leads in the workbench: 3 new." in ended.stdout
    assert "Watch list: 2 active entries, 1 audit package made; 3 unread." in ended.stdout


def test_members_named_by_hand_are_asked_for(asked: Any, run: Any) -> None:
    run("publish", "scan", "--member", "S000007", "--member", "S000009")
    assert asked[0] == ("publish", Path("scan"), "S000007", "S000009")


def test_publishing_says_it_to_machines_too(asked: Any, run: Any) -> None:
    told = json.loads(run("publish", "scan", "--json", "--quiet").stdout)
    assert (told["leads"], told["watch_list"]) == (3, {"active": 2, "made": 1, "unread": 3})


def test_nothing_is_said_of_a_watch_list_that_is_empty(
    asked: Any, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = Audited(active=0, made=0, unread=0)
    monkeypatch.setattr(workbench, "audit_watch_list", lambda folder: nobody)
    assert "Watch list" not in run("publish", "scan").stdout


def test_an_audit_of_its_own(asked: Any, run: Any) -> None:
    ended = run("watchlist", "audit", "scan")
    assert asked == [("audit", Path("scan"))]
    assert ended.stdout == "Watch list: 2 active entries, 1 audit package made; 3 unread.\n"


def test_an_audit_that_is_refused_is_a_sentence(
    asked: Any, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(folder: Path) -> Audited:
        raise PublishError("This is not the newest scan of the workbench.", do="Publish it first.")

    monkeypatch.setattr(workbench, "audit_watch_list", refuse)
    ended = run("watchlist", "audit", "scan")
    assert ended.exit_code == PublishError.exit_code
    assert "not the newest scan" in ended.stderr


def test_the_list(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbench, "list_watch_list", lambda: [{"entry": "W-00001", "unread": 1}])
    assert "W-00001" in run("watchlist", "list").stdout
    assert json.loads(run("watchlist", "list", "--json").stdout)[0]["unread"] == 1
    monkeypatch.setattr(workbench, "list_watch_list", list)
    assert "The watch list is empty." in run("watchlist", "list").stdout
