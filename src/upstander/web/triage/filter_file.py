"""The filters that hold, as the file that the next scan reads."""

import csv
from pathlib import Path

from django.utils import timezone

from upstander.web.audit.log import Act, record
from upstander.web.triage.models import Filter

COLUMNS = (
    "staff_id", "human", "kinds", "from", "to", "owner", "reason", "made_on", "expires_on",
)  # fmt: skip


def write_filters(file: Path) -> int:
    """Write every filter that has neither ended nor expired as CSV; how many.

    `docs/how-to/filters.md` says what each column is. The file is there whole or not at all.
    """
    held = Filter.objects.filter(ended_at=None, expires_on__gte=timezone.localdate())
    rows = [_row(each) for each in held.select_related("lead", "owner").order_by("pk")]
    working = file.with_name(f".{file.name}.new")
    with working.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.writer(opened)
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    working.replace(file)
    record(Act.DISCLOSED, by=None, kind="filters", subject="", detail={"count": len(rows)})
    return len(rows)


def _row(each: Filter) -> list[str]:
    return [
        each.lead.staff_id,
        each.human_id,
        " ".join(each.kinds),
        each.holds_from.isoformat(),
        each.holds_to.isoformat() if each.holds_to else "",
        str(each.owner),
        each.reason,
        each.made_on.isoformat(),
        each.expires_on.isoformat(),
    ]
