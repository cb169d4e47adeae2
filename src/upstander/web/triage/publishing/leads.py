"""The leads themselves: new ones get a reference, those that are here get the scan's figures.

What people made of a lead (state, owner, due day, compartment) is in none of these columns.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import F
from django.utils import timezone

from upstander.web.triage.content import NOTHING
from upstander.web.triage.models import Lead, Scan
from upstander.web.triage.publishing.labels import Labels, Mask
from upstander.web.triage.publishing.standing import standing
from upstander.web.triage.publishing.told import Key, Told, aware, strongest
from upstander.web.triage.words import Standing

_FIELDS = (
    "scan", "standing", "listed", "rank", "score", "likelihood", "harm", "band", "style",
    "style_reasons", "harm_reasons", "false_discovery_rate", "people", "headline", "strongest",
    "first_at", "last_at", "role", "role_family", "content_digest", "found", "whole",
    "support", "version",
)  # fmt: skip
_BATCH = 500


def write(
    said: Sequence[Told],
    *,
    here: Mapping[Key, Lead],
    scan: Scan,
    chosen: set[str],
    members: Labels,
    masks: Mapping[Key, Mask],
) -> list[Standing]:
    """Write what the scan says of these members; what it did to each."""
    number = max((int(lead.reference.partition("-")[2]) for lead in here.values()), default=0)
    now = timezone.now()
    new, old = [], []
    for one in said:
        lead = here.get(one.key)
        if lead is None:
            number += 1
            lead = Lead(
                reference=f"L-{number:05}",
                staff_id=one.staff_id,
                pseudonym=members.of(one.staff_id),
                first_published_at=now,
            )
            new.append(lead)
        else:
            old.append(lead)
        _tell(lead, one=one, mask=masks[one.key], chosen=one.staff_id in chosen)
        lead.scan = scan
    Lead.objects.bulk_create(new, batch_size=_BATCH)
    _update(old)
    _tell_heads([lead for lead in old if lead.standing != Standing.SAME])
    return [Standing(lead.standing) for lead in (*new, *old)]


def mark_gone(here: Mapping[Key, Lead], *, still: set[Key]) -> list[Standing]:
    """Leads of members without any evidence now: what was last known of them stays readable."""
    gone = [lead for key, lead in here.items() if key not in still and not lead.brought_back]
    newly = [lead for lead in gone if lead.standing != Standing.GONE]
    for lead in newly:
        lead.version += 1
    for lead in gone:
        lead.standing, lead.listed, lead.content_digest = Standing.GONE, False, NOTHING
        lead.found = {}
    _update(gone)
    _tell_heads(newly)
    return [Standing.GONE for _lead in gone]


def _tell_heads(changed: Sequence[Lead]) -> None:
    """Whoever has open what decides for a lead that changed is told of it too."""
    heads = {lead.merged_into_id for lead in changed if lead.merged_into_id is not None}
    Lead.objects.filter(pk__in=heads).update(version=F("version") + 1)


def _tell(lead: Lead, *, one: Told, mask: Mask, chosen: bool) -> None:
    first = one.first
    before = Standing(lead.standing) if lead.standing else None
    lead.standing = standing(
        before=before,
        was_listed=bool(lead.listed),
        listed=first["listed"],
        same=lead.content_digest == one.digest,
        chosen=chosen,
    )
    if before is not None and (lead.content_digest != one.digest or lead.standing != before):
        lead.version += 1  # whoever has it open is told that it is no longer what they read
    for name, value in _columns(one, mask=mask).items():
        setattr(lead, name, value)


def _columns(one: Told, *, mask: Mask) -> dict[str, Any]:
    first = one.first
    return {
        "listed": first["listed"],
        "rank": first["rank"],
        "score": one.score,
        "likelihood": first["likelihood"],
        "harm": first["harm"],
        "band": first["band"],
        "style": first["style"] or "",
        "style_reasons": first["style_reasons"] or "",
        "harm_reasons": first["harm_reasons"] or "",
        "false_discovery_rate": first["false_discovery_rate"],
        "people": one.counted,
        "headline": mask(first["headline"]),
        "strongest": strongest(one.evidence),
        "first_at": aware(min(_known(one.rows, "first_at"), default=None)),
        "last_at": aware(max(_known(one.rows, "last_at"), default=None)),
        "role": (one.staff.get("role") or "")[:200],
        "role_family": one.staff.get("role_family") or "",
        "content_digest": one.digest,
        "found": dict(one.found),
        "whole": {"score": first["lead_score"], "people": first["people"]},
        "support": mask(one.support),
    }


def _known(rows: Iterable[Mapping[str, Any]], name: str) -> list[Any]:
    return [row[name] for row in rows if row[name] is not None]


def _update(leads: Sequence[Lead]) -> None:
    """The scan's columns of leads that are here: one prepared statement for all of them."""
    if not leads:
        return
    fields = [field for field in Lead._meta.concrete_fields if field.name in _FIELDS]
    quote = connection.ops.quote_name
    named = ", ".join(f"{quote(str(field.column))} = %s" for field in fields)
    rows = [
        [field.get_db_prep_save(getattr(lead, field.attname), connection) for field in fields]
        + [lead.pk]
        for lead in leads
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {quote(Lead._meta.db_table)} SET {named} WHERE id = %s", rows)
