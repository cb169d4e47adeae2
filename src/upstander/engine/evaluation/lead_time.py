"""How long before its end the evidence of a misconduct could have been noticed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from statistics import median
from typing import Any

Row = Mapping[str, Any]


def lead_days(
    evidence: Iterable[Row],
    *,
    ends: Mapping[str, datetime],
    observable: Collection[str],
    noticeable_bits: float,
) -> dict[str, Any]:
    """Days from when a lead became noticeable to the last event of the misconduct.

    `evidence` is the scan's, `ends` the last event of each subject. Noticed is a member whose
    strongest person, with the signs about the member alone, reached `noticeable_bits`; one whose
    evidence came together after the last event has a lead of less than nothing.
    """
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in evidence:
        if row["staff_id"] in observable and row["at"] is not None:
            rows[row["staff_id"]].append(row)
    days = []
    for member, found in rows.items():
        at = _noticeable(found, bits=noticeable_bits)
        if at is not None and member in ends:
            days.append((ends[member] - at).days)
    return {
        "observable": len(observable),
        "noticed": len(days),
        "before_the_end": sum(day > 0 for day in days),
        "median_days": median(days) if days else None,
        "shortest": min(days, default=None),
        "longest": max(days, default=None),
        "days": sorted(days),
    }


def _noticeable(evidence: Iterable[Row], *, bits: float) -> datetime | None:
    """The first moment at which the strongest person and the member alone reach `bits`."""
    people: dict[str | None, float] = defaultdict(float)
    for row in sorted(evidence, key=lambda row: row["at"]):
        people[row["human_id"]] += row["rarity_bits"] * row["weight"]
        strongest = max((held for human, held in people.items() if human is not None), default=0.0)
        if strongest + people[None] >= bits:
            at: datetime = row["at"]
            return at
    return None
