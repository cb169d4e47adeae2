"""What other rooms may show of the log to those who work there: who was at the same file."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, QuerySet
from django.utils import timezone

from upstander.web.accounts.models import User
from upstander.web.audit.log import Act
from upstander.web.audit.models import Entry

RECENT = timedelta(days=30)
# What entries about a file hold; a refused look at it is for the auditor alone.
_SHOWN = tuple(act for act in Act if act is not Act.DENIED)


@dataclass(frozen=True, kw_only=True)
class Line:
    """An entry in words."""

    at: datetime
    who: str
    what: str


@dataclass(frozen=True, kw_only=True)
class Other:
    """Somebody else who was at a file lately."""

    who: str
    times: int
    last: datetime


def of_subject(*, kind: str, subject: str) -> QuerySet[Entry]:
    """What was done with a file, newest first."""
    found = Entry.objects.filter(kind=kind, subject=subject, act__in=_SHOWN)
    return found.order_by("-number")


def told(entry: Entry) -> Line:
    """An entry in words: what was done, and with which part."""
    detail = entry.told
    part = detail.get("what") or detail.get("page") or ""
    what = f"{entry.act}: {part}" if part else entry.act
    return Line(
        at=entry.at, who=entry.username or "Upstander itself", what=what[:1].upper() + what[1:]
    )


def others(*, kind: str, subject: str, but: User) -> list[Other]:
    """Who else was at a file within the last 30 days, the latest first."""
    found = (
        Entry.objects.filter(
            kind=kind, subject=subject, act__in=_SHOWN, at__gte=timezone.now() - RECENT
        )
        .exclude(user_id=None)
        .exclude(user_id=but.pk)
        .values("username")
        .annotate(times=Count("number"), last=Max("at"))
        .order_by("-last")
    )
    return [Other(who=row["username"], times=row["times"], last=row["last"]) for row in found]
