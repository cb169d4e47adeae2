"""One package: what the scan tells of the member's look-ups, as rows of the workbench."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time
from typing import Any

from django.conf import settings
from django.utils import timezone

from upstander.engine import api
from upstander.engine.api import LookUpAudit, Published
from upstander.web.triage import keys
from upstander.web.triage.models import Pair, Scan
from upstander.web.triage.publishing import labels
from upstander.web.watchlist.actions.proposing import PLACES
from upstander.web.watchlist.models import Entry, LookUp, Name, Package, Person

_BATCH = 1_000
_ROW = tuple[str, int]  # of the log: file and row


def make(entry: Entry, *, scan: Published, row: Scan, period: str) -> Package:
    """Write the package of an entry for a period, under the terms in force."""
    terms = entry.terms
    assert terms is not None
    began = timezone.make_aware(datetime.combine(terms.since, time()))
    found = api.audit_of(
        scan,
        api.AskedAudit(
            staff_id=entry.staff_id,
            since=began.astimezone(UTC).replace(tzinfo=None),
            systems=tuple(terms.systems),
        ),
    )
    before = _known(entry)
    package = Package.objects.create(
        entry=entry,
        terms=terms,
        scan=row,
        period=period,
        since=terms.since,
        until=row.as_of,
        role=found.role[:200],
        role_family=found.role_family,
        looks=len(found.looks),
        unexplained=sum(one["status"] == "unexplained" for one in found.looks),
        uncheckable=sum(one["status"] == "uncheckable" for one in found.looks),
        people=len(found.people),
        of_nobody=sum(not one["human_id"] for one in found.looks),
        new=sum(_line(one) not in before for one in found.looks),
        tours=found.tours,
        beside=_beside(found),
        not_seen=list(found.not_seen),
    )
    people = _people(package, found)
    LookUp.objects.bulk_create(_looks(package, found, people=people, before=before), _BATCH)
    _names(package, found)
    return package


def _known(entry: Entry) -> set[tuple[_ROW, str]]:
    """The look-ups that earlier packages of the entry hold, by row and person."""
    held = LookUp.objects.filter(package__entry=entry).order_by()
    rows = held.values_list("source_file", "source_row", "person__human_id").distinct()
    return {((file, number), human or "") for file, number, human in rows}


def _line(look: Mapping[str, Any]) -> tuple[_ROW, str]:
    return (look["source_file"], look["source_row"]), look["human_id"] or ""


def _beside(found: LookUpAudit) -> list[dict[str, Any]]:
    return [
        {
            "figure": one.figure,
            "value": one.value,
            "median": one.median,
            "below": one.below,
            "peers": len(one.peers),
            "enough": one.enough,
        }
        for one in found.beside
    ]


def _people(package: Package, found: LookUpAudit) -> dict[str, Person]:
    known = dict(Pair.objects.exclude(human_id="").values_list("human_id", "pseudonym"))
    given = Person.objects.filter(package__entry=package.entry).values_list("human_id", "pseudonym")
    key = keys.key(settings.HOME)
    label = labels.Labels("Person", key=key, given=known | dict(given), places=PLACES)
    made = [
        Person(
            package=package,
            place=place,
            human_id=one.human_id,
            person_id=one.person_id,
            pseudonym=label.of(one.human_id),
            looks=one.looks,
            unexplained=one.unexplained,
            uncheckable=one.uncheckable,
            days=one.unexplained_days,
            markers=list(one.markers),
            whose=one.whose,
        )
        for place, one in enumerate(found.people, start=1)
    ]
    return {one.human_id: one for one in Person.objects.bulk_create(made, _BATCH)}


def _looks(
    package: Package,
    found: LookUpAudit,
    *,
    people: Mapping[str, Person],
    before: set[tuple[_ROW, str]],
) -> Iterable[LookUp]:
    texts = (
        "system", "action", "field", "occurrence_id", "reason", "status", "explained_by",
        "explained_table", "explained_file", "source_file",
    )  # fmt: skip
    return [
        LookUp(
            package=package,
            person=people.get(look["human_id"] or ""),
            at=look["at"].replace(tzinfo=UTC),
            on_duty=look["on_duty"],
            explained_row=look["explained_row"],
            source_row=look["source_row"],
            is_new=_line(look) not in before,
            **{name: (look[name] or "").replace("\x00", "") for name in texts},
        )
        for look in found.looks
    ]


def _names(package: Package, found: LookUpAudit) -> None:
    rows = [("staff", package.entry.staff_id, found.name)]
    rows += [("person", one.human_id, one.name) for one in found.people]
    Name.objects.bulk_create(
        [
            Name(package=package, kind=kind, identifier=identifier, name=name)
            for kind, identifier, name in rows
            if name
        ],
        _BATCH,
    )
