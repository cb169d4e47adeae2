"""Rows of a lead's people, moved to another lead of the same member and back."""

from collections.abc import Sequence
from typing import Any

from upstander.web.triage.models import (
    Contact,
    Event,
    Evidence,
    Lead,
    Name,
    Pair,
    Reach,
    Stand,
    Tour,
)

# Managers of a base class without a table of its own are not typed.
_BULK: tuple[Any, ...] = (Contact, Event, Stand)
_SMALL: tuple[Any, ...] = (Pair, Evidence)
_OWNED: tuple[tuple[Any, str], ...] = ((Name, "kind"), (Reach, "owner"))  # staff or person


def move(humans: Sequence[str], *, out_of: Lead, into: Lead, in_bulk: bool = False) -> None:
    """Move what is about these people; the member's tours and own name are in both leads.

    With `in_bulk`, only what a scan writes in bulk for the member: the rest is there already.
    """
    for model in _BULK if in_bulk else (*_BULK, *_SMALL):
        model.objects.filter(lead=out_of, human_id__in=humans).update(lead=into)
    _copied(Tour, out_of=out_of, into=into)
    if in_bulk:
        return
    pairs = Pair.objects.filter(lead=into, human_id__in=humans)
    theirs = [*humans, *pairs.values_list("person_id", flat=True)]
    for model, owner in _OWNED:
        of_people = model.objects.filter(lead=out_of, identifier__in=theirs, **{owner: "person"})
        of_people.update(lead=into)
        _copied(model, out_of=out_of, into=into, **{owner: "staff"})


def _copied(model: Any, *, out_of: Lead, into: Lead, **which: str) -> None:
    """Rows about the member, in the place of those that the other lead had."""
    rows = list(model.objects.filter(lead=out_of, **which))
    model.objects.filter(lead=into, **which).delete()
    for row in rows:
        row.pk, row.lead = None, into
    model.objects.bulk_create(rows)
