"""Names: shown to one person, for a reason that stays on record, for a while.

In a compartment a second person has to agree to that very request first.
"""

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from upstander.web.accounts.models import User
from upstander.web.accounts.rights import Right
from upstander.web.audit.log import Act as Done
from upstander.web.audit.log import record
from upstander.web.triage.actions.common import CannotDo, held, require
from upstander.web.triage.models import Lead, Name, Reveal
from upstander.web.triage.policies import REQUEST_STANDS

SHOWN_FOR = timedelta(minutes=30)


@transaction.atomic
def reveal(lead: Lead, *, by: User, reason: str) -> Reveal:
    """Show the names of a lead to this person, or ask a second one to agree to it."""
    require(by, Right.REVEAL_NAMES)
    found = held(lead, by=by)
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
    waiting = Reveal.objects.select_for_update().get(pk=request.pk)
    if waiting.user_id == by.pk:
        raise CannotDo("Somebody else has to agree: you asked for the names yourself.")
    now = timezone.now()
    if waiting.until or waiting.refused_at or waiting.at < now - REQUEST_STANDS:
        raise CannotDo("This request was answered already, or is too old.")
    waiting.second = by
    waiting.until, waiting.refused_at = (now + SHOWN_FOR, None) if shown else (None, now)
    waiting.save()
    act = Done.REVEALED if shown else Done.DENIED
    detail = {"what": "names agreed" if shown else "names refused", "reveal": waiting.pk}
    record(act, by=by, kind="lead", subject=found.reference, detail=detail)


def asked(lead: Lead) -> list[Reveal]:
    """Requests for the names of a lead that wait for a second person."""
    recent = timezone.now() - REQUEST_STANDS
    waiting = lead.reveals.filter(until=None, refused_at=None, at__gte=recent)
    return list(waiting.select_related("user"))


def shown(lead: Lead, *, to: User) -> tuple[Mapping[str, str], Reveal | None]:
    """The names by identifier that this person sees now, and by which reveal."""
    now = timezone.now()
    current = lead.reveals.filter(user=to, until__gt=now).order_by("-until").first()
    if current is None:
        return {}, None
    names = Name.objects.filter(lead=lead).values_list("identifier", "name")
    return dict(names), current
