"""What every action needs: the lead held for writing, and the sentences of what went wrong."""

from datetime import timedelta
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.utils import timezone

from upstander.web.accounts.models import User
from upstander.web.accounts.rights import Right, may
from upstander.web.triage import policies
from upstander.web.triage.models import Lead

M = TypeVar("M", bound=Model)
SENT_AGAIN = timedelta(minutes=2)


class CannotDo(Exception):
    """Why an action was not taken, as a sentence for the page."""


class ChangedMeanwhile(CannotDo):
    """Somebody else changed the lead since the page was shown."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody else changed this lead while you had it open. Read what changed, then "
            "send again: what you wrote is still here."
        )


def held(lead: Lead, *, by: User, version: int | None = None) -> Lead:
    """The lead as it now is, locked until the transaction ends.

    Lead.DoesNotExist for whoever may not read it; ChangedMeanwhile if it is no longer what they
    saw.
    """
    found = policies.leads(by).select_for_update(of=("self",)).get(pk=lead.pk)
    if version is not None and found.version != version:
        raise ChangedMeanwhile
    return found


def decided_alone(lead: Lead) -> None:
    """CannotDo for a lead that is worked on with another, which is given, dated and decided."""
    if lead.merged_into is not None:
        raise CannotDo(
            f"This lead is worked on as one with {lead.merged_into.reference}: do it there."
        )
    if lead.brought_back:
        raise CannotDo("The people of this lead are back in the one that they were split off from.")


def require(user: User, right: Right) -> None:
    """CannotDo for somebody whose role lacks the right: the page did not offer it."""
    if not may(user, right):
        raise CannotDo("Your role does not allow this.")


def moved_on(lead: Lead, *fields: str) -> None:
    """Save those columns, and mark that the lead changed."""
    lead.version += 1
    lead.save(update_fields=[*fields, "version"])


def sent_already(rows: QuerySet[M], **values: Any) -> M | None:
    """What the same form made a moment ago, where it is sent twice or replayed.

    Only if it is the newest of `rows`: what is said again after something else is said again.
    """
    last = rows.filter(at__gte=timezone.now() - SENT_AGAIN).order_by("-pk").first()
    same = last is not None and all(getattr(last, name) == value for name, value in values.items())
    return last if same else None
