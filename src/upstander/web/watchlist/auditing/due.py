"""Which entries are due a package, and in what order things are written.

The scan has to be the newest that was published. The same scan makes the same package once: the
database itself holds that an entry has one package a period and one a scan.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from upstander.engine import api
from upstander.engine.api import Published
from upstander.errors import PublishError
from upstander.web.audit.log import Act
from upstander.web.triage.models import Scan
from upstander.web.watchlist import policies
from upstander.web.watchlist.actions.answering import lapse_old
from upstander.web.watchlist.actions.common import said
from upstander.web.watchlist.auditing import packages
from upstander.web.watchlist.models import Entry, Member, Package, System
from upstander.web.watchlist.words import Rhythm


@dataclass(frozen=True, kw_only=True)
class Result:
    """What became of the watch list with a scan."""

    active: int  # entries
    made: int  # packages, now
    unread: int  # packages that nobody has looked through


def audit(folder: Path) -> Result:
    """Make the packages that are due by the newest published scan, whose folder this is.

    ScanError where the folder is not whole, PublishError where it is not the newest one published.
    All of them are written, or none.
    """
    scan = api.published(folder)
    lapse_old()
    with transaction.atomic():
        row = _newest(scan)
        _know(scan)
        watched = policies.monitored(timezone.localdate()).select_related("terms")
        due = list(watched.select_for_update(of=("self",)).order_by("pk"))
        made = [
            packages.make(entry, scan=scan, row=row, period=period)
            for entry in due
            if (period := due_period(entry, scan=row))
        ]
        # The log's entries come last: from them to the end every other writer waits.
        for package in made:
            said(
                package.entry, by=None, act=Act.COLLECTED, what="audit package",
                package=package.pk, scan=row.pk, look_ups=package.looks,
            )  # fmt: skip
    unread = Package.objects.filter(readings=None).count()
    return Result(active=len(due), made=len(made), unread=unread)


def due_period(entry: Entry, *, scan: Scan) -> str:
    """The period for which the entry is due a package by this scan; none where it has one."""
    assert entry.terms is not None
    period = period_of(Rhythm(entry.terms.rhythm), scan=scan)
    there = entry.packages.filter(period=period) | entry.packages.filter(scan=scan)
    return "" if there.exists() else period


def period_of(rhythm: Rhythm, *, scan: Scan) -> str:
    """The scan, or the calendar week or month in which the scan's records end."""
    day: date = timezone.localtime(scan.as_of).date()
    if rhythm is Rhythm.WEEKLY:
        year, week, _weekday = day.isocalendar()
        return f"{year}-W{week:02}"
    return f"{day:%Y-%m}" if rhythm is Rhythm.MONTHLY else f"scan {scan.pk}"


def _newest(scan: Published) -> Scan:
    newest = Scan.objects.order_by("-as_of", "-pk").first()
    if newest is None or newest.digest != scan.digest:
        raise PublishError(
            "This is not the newest scan of the workbench.",
            do="Publish it first with `upstander publish`, or name the folder of the newest one.",
        )
    return newest


def _know(scan: Published) -> None:
    """Take over whom the scan knows, and which systems: what a proposal can name."""
    there = set(api.members(scan))
    here = set(Member.objects.values_list("staff_id", flat=True))
    if gone := here - there:
        Member.objects.filter(staff_id__in=gone).delete()
    new = [Member(staff_id=one) for one in sorted(there - here)]
    Member.objects.bulk_create(new, batch_size=5_000)
    names = api.audited_systems(scan)
    System.objects.exclude(name__in=names).delete()
    System.objects.bulk_create([System(name=one) for one in names], ignore_conflicts=True)
