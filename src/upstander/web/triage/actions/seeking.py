"""Looking for a name or a record number among all leads, for a purpose that goes on record.

The answer holds the leads that this person may read, and nothing of the others: neither that there
are any, nor how many. Those who work on one of the others are told that somebody looked, and why.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from upstander.web.accounts.models import User
from upstander.web.accounts.rights import Right
from upstander.web.audit.log import Act as Done
from upstander.web.audit.log import hashed, record
from upstander.web.triage import policies
from upstander.web.triage.actions.common import require
from upstander.web.triage.models import Lead, Name, Pair, Sought

MOST = 50  # leads that an answer holds
SHORTEST = 3  # letters: fewer would find half the force


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a look-up found; `more` says that there are others which it does not hold."""

    leads: tuple[Lead, ...]
    more: bool


@transaction.atomic
def seek(term: str, *, by: User, purpose: str) -> Found:
    """The leads that name somebody, or hold a record number, of those that this person reads."""
    require(by, Right.READ_LEADS)
    matching = Lead.objects.filter(_holds(term))
    readable = policies.leads(by)
    found = list(matching.filter(pk__in=readable.values("pk")).order_by("rank")[: MOST + 1])
    others = matching.exclude(pk__in=readable.values("pk")).exclude(staff_id=by.staff_id)
    Sought.objects.bulk_create(
        Sought(lead_id=key, by=by, purpose=purpose) for key in others.values_list("pk", flat=True)
    )
    detail = {"term": hashed(term.casefold()), "found": len(found)}
    record(Done.SEARCHED, by=by, kind="look-up", subject="", detail=detail)
    return Found(leads=tuple(found[:MOST]), more=len(found) > MOST)


def _holds(term: str) -> Q:
    """Names hold it anywhere; record numbers, references and pseudonyms are it."""
    names = Name.objects.filter(lead=OuterRef("pk"))
    pairs = Pair.objects.filter(lead=OuterRef("pk"))
    return (
        Q(reference__iexact=term)
        | Q(pseudonym__iexact=term)
        | Q(staff_id__iexact=term)
        | Exists(names.filter(Q(name__icontains=term) | Q(identifier__iexact=term)))
        | Exists(
            pairs.filter(
                Q(pseudonym__iexact=term) | Q(person_id__iexact=term) | Q(human_id__iexact=term)
            )
        )
    )
