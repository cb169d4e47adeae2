"""The life of an entry: audited while it is active by the clock, and not a moment longer."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests.support import watch_list
from tests.support import workbench as some
from upstander.web.accounts.models import Role
from upstander.web.audit.models import Entry as LogEntry
from upstander.web.triage.actions.common import CannotDo
from upstander.web.watchlist.actions import answering, proposing
from upstander.web.watchlist.auditing import Result, audit
from upstander.web.watchlist.models import Entry, Package
from upstander.web.watchlist.words import State

pytestmark = pytest.mark.django_db
Bring = Callable[..., Result]


def later(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """The clock, so many days on."""
    now, today = timezone.now() + timedelta(days=days), timezone.localdate() + timedelta(days=days)
    monkeypatch.setattr(timezone, "now", lambda: now)
    monkeypatch.setattr(timezone, "localdate", lambda *_: today)


CLOCK = [
    # days on   packages
    (0,         1),
    (29,        1),
    (30,        0),  # the day of review
    (300,       0),
]  # fmt: skip


@pytest.mark.meets("R045")
@pytest.mark.parametrize(("days", "packages"), CLOCK)
def test_what_has_lapsed_is_audited_no_more(
    scan: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, days: int, packages: int
) -> None:
    folder = scan()
    entry = watch_list.active()
    later(monkeypatch, days)
    assert audit(folder).made == packages
    entry.refresh_from_db()
    assert entry.state == (State.ACTIVE if packages else State.LAPSED)


def test_nothing_waits_for_the_lapse_to_be_written_down(
    scan: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = scan()
    watch_list.active()
    later(monkeypatch, 30)
    monkeypatch.setattr("upstander.web.watchlist.auditing.due.lapse_old", lambda: 0)
    assert audit(folder).made == 0


def test_that_it_lapsed_is_on_record_and_by_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = watch_list.active()
    later(monkeypatch, 30)
    assert answering.lapse_old() == 1
    change = entry.changes.first()
    assert change is not None
    assert (change.what, change.by) == ("the review date has come", None)
    last = LogEntry.objects.order_by("-number")[0]
    assert (last.subject, last.user_id, last.told) == (entry.reference, None, {"what": "lapsed"})


@pytest.mark.meets("R045")
def test_what_was_ended_is_audited_no_more(scan: Callable[..., Path]) -> None:
    folder = scan()
    entry = watch_list.active()
    chief = some.person(Role.SUPERVISOR)
    with pytest.raises(CannotDo, match="Say why"):
        answering.end(entry, by=chief, reason="")
    with pytest.raises(CannotDo, match="role"):
        answering.end(entry, by=some.person(), reason="I would rather not.")
    answering.end(entry, by=chief, reason="The complaint was withdrawn.")
    assert audit(folder).made == 0
    assert entry.changes.first().reason == "The complaint was withdrawn."  # type: ignore[union-attr]
    with pytest.raises(CannotDo, match="active or lapsed"):
        proposing.renew(entry, by=some.person(), terms=watch_list.terms(grounds="Again."))


def renewed(entry: Entry, **more: Any) -> Any:
    return proposing.renew(
        entry, by=some.person(), terms=watch_list.terms(grounds="A second complaint.", **more)
    )


def test_a_renewal_takes_a_fresh_reason() -> None:
    entry = watch_list.active()
    with pytest.raises(CannotDo, match="should go on now"):
        proposing.renew(entry, by=some.person(), terms=watch_list.terms())


def test_a_renewal_changes_nothing_until_it_is_authorised(
    scan: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = scan()
    entry = watch_list.active()
    first = entry.terms
    proposal = renewed(entry, review_on=timezone.localdate() + timedelta(days=60))
    entry.refresh_from_db()
    assert (entry.state, entry.terms) == (State.ACTIVE, first)
    later(monkeypatch, 5)
    watch_list.authorised(proposal)
    later(monkeypatch, 26)  # past the first day of review
    assert audit(folder).made == 1
    entry.refresh_from_db()
    assert (entry.state, entry.terms) == (State.ACTIVE, proposal)
    assert entry.proposals.count() == 2  # the history stays


def test_what_has_lapsed_is_active_again_once_it_is_renewed(
    scan: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = scan()
    entry = watch_list.active()
    later(monkeypatch, 31)
    assert audit(folder).made == 0
    entry.refresh_from_db()
    proposal = renewed(entry)
    assert audit(folder).made == 0
    watch_list.authorised(proposal)
    assert audit(folder).made == 1
    assert Package.objects.get().terms == proposal


def test_a_refused_renewal_leaves_what_is_in_force() -> None:
    entry = watch_list.active()
    chief = some.person(Role.SUPERVISOR)
    answering.answer(renewed(entry), by=chief, agree=False, reason="Once is enough.")
    entry.refresh_from_db()
    assert entry.state == State.ACTIVE


def test_a_renewal_that_waits_goes_with_an_entry_that_is_ended() -> None:
    entry = watch_list.active()
    proposal = renewed(entry)
    answering.end(entry, by=some.person(Role.SUPERVISOR), reason="It is settled.")
    with pytest.raises(CannotDo, match="answered already"):
        watch_list.authorised(proposal)
