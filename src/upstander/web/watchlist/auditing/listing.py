"""The watch list for whoever runs the workbench: how it stands, and about nobody."""

from typing import Any

from django.db.models import Count, Q

from upstander.web.audit.log import Act, record
from upstander.web.watchlist.actions.answering import lapse_old
from upstander.web.watchlist.actions.common import KIND
from upstander.web.watchlist.models import Entry
from upstander.web.watchlist.words import Rhythm, State


def listed() -> list[dict[str, Any]]:
    """Each entry by its reference: state, rhythm, day of review and packages."""
    lapse_old()
    entries = Entry.objects.select_related("terms").annotate(
        made=Count("packages", distinct=True),
        unread=Count("packages", filter=Q(packages__readings=None), distinct=True),
    )
    found = [
        {
            "entry": entry.reference,
            "state": State(entry.state).label,
            "audited": Rhythm(entry.terms.rhythm).label.lower() if entry.terms else "",
            "review_on": str(entry.terms.review_on) if entry.terms else "",
            "packages": entry.made,
            "unread": entry.unread,
        }
        for entry in entries.order_by("pk")
    ]
    record(Act.CONSULTED, by=None, kind=KIND, subject="", detail={"listed": len(found)})
    return found
