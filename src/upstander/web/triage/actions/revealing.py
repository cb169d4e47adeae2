"""Names: shown to one person, for a reason that stays on record, for a while.

In a compartment a second person has to agree to that very request first.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from upstander.web.accounts.models import User
from upstander.web.accounts.rights import Right
from upstander.web.audit.log import Act as Done
from upstander.web.audit.log import record
from upstander.web.triage.actions.common import CannotDo, held, require, sent_already
from upstander.web.triage.models import Lead, Name, NamesShown, Reveal
from upstander.web.triage.policies import REQUEST_STANDS, R, still_asked

SHOWN_FOR = timedelta(minutes=30)


@transaction.atomic
def reveal(lead: Lead, *, by: User, reason: str) -> Reveal:
    """Show the names of a lead to this person, or ask a second one to agree to it."""
    require(by, Right.REVEAL_NAMES)
    found = held(lead, by=by)
    if last := sent_already(found.reveals.all(), user=by, reason=reason, refused_at=None):
        return last
    at_once = found.compartment_id is None
    until = timezone.now() + SHOWN_FOR if at_once else None
    made = Reveal.objects.create(lead=found, user=by, reason=reason, until=until)
    act = Done.REVEALED if at_once else Done.ALTERED
    detail = {"what": "names shown" if at_once else "names asked for", "reveal": made.pk}
    record(act, by=by, kind="lead", subject=found.reference, detail=detail)
    return made


@transaction.atomic
def agree(request: Reveal, *, by: User, shown: bool) -> None:
    """A second person's answer to a request for the names in a compartment."""
    require(by, Right.APPROVE)
    found = held(request.lead, by=by)
    act, detail = answered(
        Reveal.objects.select_for_update().get(pk=request.pk), by=by, shown=shown
    )
    record(act, by=by, kind="lead", subject=found.reference, detail=detail)


def answered(waiting: NamesShown, *, by: User, shown: bool) -> tuple[Done, dict[str, Any]]:
    """Write the second person's answer to a request that is held; what the log says of it.

    CannotDo for whoever asked, and where it was answered or is too old.
    """
    if waiting.user_id == by.pk:
        raise CannotDo("Somebody else has to agree: you asked for the names yourself.")
    now = timezone.now()
    if waiting.until or waiting.refused_at or waiting.at < now - REQUEST_STANDS:
        raise CannotDo("This request was answered already, or is too old.")
    waiting.second = by
    waiting.until, waiting.refused_at = (now + SHOWN_FOR, None) if shown else (None, now)
    waiting.save()
    what = "names agreed" if shown else "names refused"
    return Done.REVEALED if shown else Done.DENIED, {"what": what, "reveal": waiting.pk}


def asked(lead: Lead) -> list[Reveal]:
    """Requests for the names of a lead that wait for a second person."""
    return list(still_asked(lead.reveals.all()).select_related("user"))


def shown(lead: Lead, *, to: User) -> tuple[Mapping[str, str], Reveal | None]:
    """The names by identifier that this person sees now, and by which reveal."""
    current = in_force(lead.reveals.all(), to=to)
    if current is None:
        return {}, None
    names = Name.objects.filter(lead=lead).values_list("identifier", "name")
    return dict(names), current


def in_force(reveals: QuerySet[R], *, to: User) -> R | None:
    """That by which this person sees the names now."""
    return reveals.filter(user=to, until__gt=timezone.now()).order_by("-until").first()
