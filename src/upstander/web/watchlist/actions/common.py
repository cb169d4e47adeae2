"""What every action needs: the entry held for writing, its steps, and its line in the log."""

from typing import Any

from upstander.web.accounts.models import User
from upstander.web.audit.log import Act as Done
from upstander.web.audit.log import record
from upstander.web.triage.actions.common import CannotDo
from upstander.web.watchlist import policies
from upstander.web.watchlist.models import Change, Entry
from upstander.web.watchlist.states import Act, NotFromHere, after
from upstander.web.watchlist.words import State

KIND = "watch list"


def held(entry: Entry, *, by: User) -> Entry:
    """The entry as it now is, locked until the transaction ends.

    Entry.DoesNotExist for whoever may not read it.
    """
    return policies.entries(by).select_for_update(of=("self",)).get(pk=entry.pk)


def step(entry: Entry, act: Act, *, by: User | None, reason: str) -> None:
    """Take the entry on, and keep who did it and why. CannotDo where there is no such step."""
    before = State(entry.state)
    try:
        entry.state = after(before, act)
    except NotFromHere as error:
        raise CannotDo(f"This cannot be done now: the entry is “{before.label}”.") from error
    entry.save(update_fields=["state", "terms"])
    Change.objects.create(entry=entry, what=act, state=entry.state, by=by, reason=reason)


def said(entry: Entry, *, by: User | None, act: Done = Done.ALTERED, **detail: Any) -> None:
    """A line of the log about the entry."""
    record(act, by=by, kind=KIND, subject=entry.reference, detail=detail)
