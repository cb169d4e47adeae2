"""Questions to the log: which entries, by whom, about what, how many."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils import timezone

from upstander.web.audit.log import Act
from upstander.web.audit.models import Checkpoint, Entry

A_PAGE = 50
NOBODY = "none"  # the value of a filter: nobody who had signed in
CHAIN = "audit chain"  # the kind of an entry that tells of a verification
PERIODS = (7, 30, 90)  # days
COUNTED = {"refusals": Act.DENIED, "reveals": Act.REVEALED, "exports": Act.DISCLOSED,
           "searches": Act.SEARCHED}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some entries in order, and from which number on there are others."""

    entries: tuple[Entry, ...]
    oldest_first: bool
    before: int | None  # entries that come before these on the screen: past this number
    after: int | None  # and after them


@dataclass(frozen=True, kw_only=True)
class Chain:
    """How sure the log is."""

    entries: int
    checkpoint: Checkpoint | None
    verified: Entry | None


def chosen(filters: Mapping[str, Any]) -> QuerySet[Entry]:
    """The entries that fit; a filter that is empty is none."""
    entries = Entry.objects.all()
    if acts := filters.get("act"):
        entries = entries.filter(act__in=acts)
    if person := filters.get("person"):
        entries = entries.filter(user_id=None if person == NOBODY else int(person))
    for name in ("kind", "subject"):
        if value := filters.get(name):
            entries = entries.filter(**{name: value})
    if since := filters.get("since"):
        entries = entries.filter(at__gte=beginning(since))
    if until := filters.get("until"):
        entries = entries.filter(at__lt=beginning(until + timedelta(days=1)))
    return entries


def beginning(day: date) -> datetime:
    """The first moment of a day, as the force's clocks have it."""
    return timezone.make_aware(datetime.combine(day, time()))


def a_page(entries: QuerySet[Entry], *, oldest_first: bool, past: int | None, back: bool) -> Page:
    """The entries that follow a number on the screen or, going back, that stand before it.

    By number and not by counting pages: the log grows while it is read.
    """
    upwards = oldest_first is not back
    if past is not None:
        entries = entries.filter(**{"number__gt" if upwards else "number__lt": past})
    found = list(entries.order_by("number" if upwards else "-number")[: A_PAGE + 1])
    more, found = len(found) > A_PAGE, found[:A_PAGE]
    if back:
        found.reverse()
    there = past is not None and bool(found)
    return Page(
        entries=tuple(found),
        oldest_first=oldest_first,
        before=found[0].number if there and (more or not back) else None,
        after=found[-1].number if found and (more or back) else None,
    )


def people() -> list[tuple[int, str]]:
    """Everybody in the log, by the name that they had last."""
    named = Entry.objects.exclude(user_id=None).order_by().values("user_id")
    rows = [(row["user_id"], row["name"]) for row in named.annotate(name=Max("username"))]
    return sorted(
        ((key, name) for key, name in rows if key is not None), key=lambda row: row[1].casefold()
    )


def kinds() -> list[str]:
    """Every kind of thing in the log."""
    return sorted(Entry.objects.order_by().values_list("kind", flat=True).distinct())


def by_person(entries: QuerySet[Entry]) -> list[dict[str, Any]]:
    """Who is in these entries: how often, and from when to when."""
    grouped = entries.order_by().values("user_id")
    counted = grouped.annotate(
        name=Max("username"), times=Count("number"), first=Min("at"), last=Max("at")
    )
    return [dict(row) for row in counted.order_by("-last")]


def by_act(entries: QuerySet[Entry]) -> list[tuple[str, int]]:
    """What was done in these entries, and how often."""
    grouped = entries.order_by().values("act").annotate(times=Count("number"))
    return list(grouped.order_by("-times", "act").values_list("act", "times"))


def summary(since: date) -> list[dict[str, Any]]:
    """What each person of the unit did of what is counted, since a day; most refusals first."""
    counts: Any = {name: Count("number", filter=Q(act=act)) for name, act in COUNTED.items()}
    entries = chosen({"since": since, "act": [act.value for act in COUNTED.values()]})
    grouped = entries.order_by().values("user_id").annotate(name=Max("username"), **counts)
    return sorted(map(dict, grouped), key=lambda row: (-row["refusals"], row["name"]))


def chain() -> Chain:
    """How many entries there are, the last checkpoint, and the last verification."""
    told = Entry.objects.filter(kind=CHAIN).order_by("-number")
    return Chain(
        entries=Entry.objects.count(),
        checkpoint=Checkpoint.objects.order_by("-pk").first(),
        verified=told.first(),
    )


def first_days(today: date) -> Iterable[tuple[int, date]]:
    """Each period that is counted, and its first day: the last of its days is today."""
    return [(days, today - timedelta(days=days - 1)) for days in PERIODS]
