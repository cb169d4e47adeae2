"""Names of an entry and its packages: as a lead's, for a reason that stays on record, for a while.

In a compartment a second person has to agree to that very request first.
"""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from upstander.web.accounts.models import User
from upstander.web.accounts.rights import Right
from upstander.web.audit.log import Act as Done
from upstander.web.triage.actions.common import require, sent_already
from upstander.web.triage.actions.revealing import SHOWN_FOR, answered, in_force
from upstander.web.triage.models import Name as LeadName
from upstander.web.triage.policies import still_asked
from upstander.web.watchlist.actions.common import held, said
from upstander.web.watchlist.models import Entry, Name, Reveal


@transaction.atomic
def reveal(entry: Entry, *, by: User, reason: str) -> Reveal:
    """Show the names to this person, or ask a second one to agree to it."""
    require(by, Right.REVEAL_NAMES)
    found = held(entry, by=by)
    if last := sent_already(found.reveals.all(), user=by, reason=reason, refused_at=None):
        return last
    at_once = found.compartment_id is None
    until = timezone.now() + SHOWN_FOR if at_once else None
    made = Reveal.objects.create(entry=found, user=by, reason=reason, until=until)
    what = "names shown" if at_once else "names asked for"
    said(found, by=by, act=Done.REVEALED if at_once else Done.ALTERED, what=what, reveal=made.pk)
    return made


@transaction.atomic
def agree(request: Reveal, *, by: User, shown: bool) -> None:
    """A second person's answer to a request for the names in a compartment."""
    require(by, Right.APPROVE)
    found = held(request.entry, by=by)
    act, detail = answered(
        Reveal.objects.select_for_update().get(pk=request.pk), by=by, shown=shown
    )
    said(found, by=by, act=act, **detail)


def asked(entry: Entry) -> list[Reveal]:
    """Requests for the names of an entry that wait for a second person."""
    return list(still_asked(entry.reveals.all()).select_related("user"))


def current(entry: Entry, *, to: User) -> Reveal | None:
    """The reveal by which this person sees the names now."""
    return in_force(entry.reveals.all(), to=to)


def names(entry: Entry) -> Mapping[str, str]:
    """Every name of the entry by identifier; only for whoever has a reveal."""
    theirs = LeadName.objects.filter(kind="staff", identifier=entry.staff_id)
    found = dict(theirs.values_list("identifier", "name"))
    packaged = Name.objects.filter(package__entry=entry).order_by("pk")
    return found | dict(packaged.values_list("identifier", "name"))
