"""Saying that a package was looked through: by whom, and what they made of it."""

from django.db import transaction

from upstander.web.accounts.models import User
from upstander.web.accounts.rights import Right
from upstander.web.triage.actions.common import CannotDo, require, sent_already
from upstander.web.watchlist.actions.common import held, said
from upstander.web.watchlist.models import Package, Reading


@transaction.atomic
def acknowledge(package: Package, *, by: User, note: str) -> Reading:
    """Looked through, with a note; a later one follows it, and changes nothing."""
    require(by, Right.READ_WATCH_LIST)
    entry = held(package.entry, by=by)
    if not note.strip():
        raise CannotDo("Write what you made of it.")
    if last := sent_already(package.readings.all(), by=by, note=note):
        return last
    made = Reading.objects.create(package=package, by=by, note=note)
    said(entry, by=by, what="package looked through", package=package.pk, reading=made.pk)
    return made
