"""What a person judges of a lead: contact that has its reason elsewhere, and the 3x5x2 grading."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from upstander.web.accounts.models import User
from upstander.web.accounts.rights import Right
from upstander.web.audit.log import Act as Done
from upstander.web.audit.log import record
from upstander.web.triage.actions.common import CannotDo, held, require, sent_already
from upstander.web.triage.models import Filter, Grading, Lead, Pair


@transaction.atomic
def set_filter(
    lead: Lead,
    *,
    by: User,
    pair: Pair,
    kinds: Sequence[str],
    holds_from: date,
    holds_to: date | None,
    reason: str,
    expires_on: date,
) -> Filter:
    """Say that contact of a pair has its reason elsewhere: the next scan explains it by that."""
    require(by, Right.WORK_LEADS)
    found = held(lead, by=by)
    values = {
        "human_id": pair.human_id,
        "kinds": list(kinds),
        "holds_from": holds_from,
        "holds_to": holds_to,
        "reason": reason,
        "owner": by,
        "expires_on": expires_on,
    }
    if running := found.filters.filter(ended_at=None, **values).first():
        return running  # the same form, sent twice or replayed
    made = Filter.objects.create(
        lead=found, pseudonym=pair.pseudonym, made_on=timezone.localdate(), **values
    )
    detail = {"what": "filter", "filter": made.pk, "expires": str(expires_on)}
    record(Done.ALTERED, by=by, kind="lead", subject=found.reference, detail=detail)
    return made


@transaction.atomic
def end_filter(filtered: Filter, *, by: User) -> None:
    """End a filter before it expires: the next scan counts that contact again."""
    require(by, Right.WORK_LEADS)
    found = held(filtered.lead, by=by)
    running = Filter.objects.filter(pk=filtered.pk, ended_at=None)
    if not running.update(ended_at=timezone.now()):
        raise CannotDo("This filter was ended already.")
    detail = {"what": "filter ended", "filter": filtered.pk}
    record(Done.ALTERED, by=by, kind="lead", subject=found.reference, detail=detail)


@transaction.atomic
def grade(
    lead: Lead,
    *,
    by: User,
    text: str,
    source: str,
    information: str,
    handling: str,
    conditions: str,
    category: str,
) -> Grading:
    """Make intelligence of a lead: a person writes it, grades it and gives it its category."""
    require(by, Right.WORK_LEADS)
    found = held(lead, by=by)
    values = {
        "text": text,
        "source": source,
        "information": information,
        "handling": handling,
        "conditions": conditions,
        "category": category,
        "by": by,
    }
    if last := sent_already(found.gradings.all(), **values):
        return last
    made = Grading.objects.create(lead=found, **values)
    detail = {"what": "graded", "grading": made.pk, "grade": made.grade, "category": category}
    record(Done.ALTERED, by=by, kind="lead", subject=found.reference, detail=detail)
    return made
