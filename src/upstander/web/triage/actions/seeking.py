"""Looking for somebody among all leads, for a purpose that goes on record: by a name, a record
number, a phone number, an address or a vehicle.

The answer holds the leads that this person may read, and nothing of the others: neither that there
are any, nor how many. Those who work on one of the others are told that somebody looked, and why.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from upstander.engine.api import could_be
from upstander.web.accounts.models import User
from upstander.web.accounts.rights import Right
from upstander.web.audit.log import Act as Done
from upstander.web.audit.log import hashed, record
from upstander.web.triage import keys, policies
from upstander.web.triage.actions.common import require
from upstander.web.triage.models import Lead, Name, Pair, Reach, Sought

MOST = 50  # leads that an answer holds
SHORTEST = 3  # letters: fewer would find half the force
NAME, NUMBER = "name", "record number or label"


@dataclass(frozen=True, kw_only=True, order=True)
class Way:
    """By what a lead was found; `identifier` is whose it is, `holders` how many have the same."""

    kind: str  # NAME, NUMBER or one of FoundBy
    identifier: str = ""
    holders: int = 0


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A lead that was found, and by what."""

    lead: Lead
    ways: tuple[Way, ...]


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a look-up found; `more` says that there are others which it does not hold."""

    hits: tuple[Hit, ...]
    more: bool

    @property
    def leads(self) -> tuple[Lead, ...]:
        """The leads alone."""
        return tuple(hit.lead for hit in self.hits)


@transaction.atomic
def seek(term: str, *, by: User, purpose: str) -> Found:
    """The leads that name somebody or hold a number or an address, of those that `by` reads.

    Whether others hold it changes neither the answer nor the statements that it takes.
    """
    require(by, Right.READ_LEADS)
    reached = _reached(term)
    matching = Lead.objects.filter(_holds(term, reached=reached))
    readable = policies.leads(by)
    found = list(matching.filter(pk__in=readable.values("pk")).order_by("rank")[: MOST + 1])
    others = matching.exclude(pk__in=readable.values("pk")).exclude(staff_id__iexact=by.staff_id)
    _tell(others, reached=reached, by=by, purpose=purpose)
    hits = _hits(found[:MOST], term=term, reached=reached)
    detail = {"term": hashed(term.casefold()), "found": len(found)}
    record(Done.SEARCHED, by=by, kind="look-up", subject="", detail=detail)
    return Found(hits=hits, more=len(found) > MOST)


def _reached(term: str) -> QuerySet[Reach]:
    """What the term is, as a number, an address or a vehicle."""
    key = keys.key(settings.HOME)
    digests = [keys.found_by(kind, value, key=key) for kind, value in could_be(term)]
    return Reach.objects.filter(digest__in=digests)


def _holds(term: str, *, reached: QuerySet[Reach]) -> Q:
    """Names hold it anywhere; record numbers, references, pseudonyms and what reaches are it."""
    return (
        _labelled(term)
        | Q(Exists(_names(term).filter(lead=OuterRef("pk"))))
        | Q(Exists(_pairs(term).filter(lead=OuterRef("pk"))))
        | Q(Exists(reached.filter(lead=OuterRef("pk"))))
    )


def _labelled(term: str) -> Q:
    return Q(reference__iexact=term) | Q(pseudonym__iexact=term) | Q(staff_id__iexact=term)


def _names(term: str) -> QuerySet[Name]:
    return Name.objects.filter(Q(name__icontains=term) | Q(identifier__iexact=term))


def _pairs(term: str) -> QuerySet[Pair]:
    is_it = Q(pseudonym__iexact=term) | Q(person_id__iexact=term) | Q(human_id__iexact=term)
    return Pair.objects.filter(is_it)


def _tell(others: QuerySet[Lead], *, reached: QuerySet[Reach], by: User, purpose: str) -> None:
    """Note it on those leads, in one statement whether there are any or not."""
    kinds = reached.filter(lead=OuterRef("pk")).order_by("kind").values("kind")[:1]
    nothing = Value("", output_field=CharField())
    told = others.order_by().values_list("pk", Coalesce(Subquery(kinds), nothing))
    sql, chosen = told.query.sql_with_params()
    at = Sought._meta.get_field("at").get_db_prep_save(timezone.now(), connection)
    table = connection.ops.quote_name(Sought._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (by_id, purpose, at, lead_id, found_by) "
            f"SELECT %s, %s, %s, told.* FROM ({sql}) AS told",
            [by.pk, purpose, at, *chosen],
        )


def _hits(leads: Sequence[Lead], *, term: str, reached: QuerySet[Reach]) -> tuple[Hit, ...]:
    ways: dict[int, set[Way]] = defaultdict(set)
    named = Name.objects.filter(lead__in=leads, name__icontains=term)
    for lead, whose in named.values_list("lead", "identifier"):
        ways[lead].add(Way(kind=NAME, identifier=whose))
    numbered = (
        *_pairs(term).filter(lead__in=leads).values_list("lead", flat=True),
        *Name.objects.filter(lead__in=leads, identifier__iexact=term).values_list(
            "lead", flat=True
        ),
        *Lead.objects.filter(_labelled(term), pk__in=[one.pk for one in leads]).values_list(
            "pk", flat=True
        ),
    )
    for lead in numbered:
        ways[lead].add(Way(kind=NUMBER))
    told = reached.filter(lead__in=leads).values_list("lead", "kind", "identifier", "holders")
    for lead, kind, whose, holders in told:
        ways[lead].add(Way(kind=kind, identifier=whose, holders=holders))
    return tuple(Hit(lead=lead, ways=tuple(sorted(ways[lead.pk]))) for lead in leads)
