"""Bringing a scan in: who is brought, in what order things are written, and what is refused."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DataError, InterfaceError, OperationalError, connection, transaction

from upstander.engine import api
from upstander.engine.api import Published
from upstander.errors import PublishError
from upstander.web.audit.log import Act, record
from upstander.web.triage import keys
from upstander.web.triage.models import Lead, Pair, Scan
from upstander.web.triage.publishing import copying, details, leads, splits, ties
from upstander.web.triage.publishing.labels import Labels, mask_of
from upstander.web.triage.publishing.told import by_member, told
from upstander.web.triage.words import Standing


@dataclass(frozen=True, kw_only=True)
class Result:
    """What became of a scan."""

    scan: int  # its number in the workbench
    unchanged: bool  # it was there already: nothing was written
    leads: int  # in the workbench now
    standings: Mapping[str, int]  # how many of them are new, changed, the same, gone
    rows: Mapping[str, int]  # written, by kind
    left: int  # members with evidence who stay in the scan's folder alone


def publish(folder: Path, *, first: int = 0, members: Collection[str] = ()) -> Result:
    """Bring a scan in: its listed members, those already here, the `first` by rank, and `members`.

    ScanError where the folder is not whole. PublishError where the scan is older than what is
    here, or something else writes for too long. All of it is written, or nothing.
    """
    scan = api.published(folder)
    key = keys.key(settings.HOME)
    with _one_at_a_time():
        return _bring_in(scan, key=key, first=first, asked_for=members)


def _bring_in(scan: Published, *, key: bytes, first: int, asked_for: Collection[str]) -> Result:
    newest = Scan.objects.order_by("-as_of", "-pk").first()
    again = Scan.objects.filter(digest=scan.digest).first()
    held = Lead.objects.select_for_update(of=("self",)).select_related("split_from")
    files = {(lead.staff_id, lead.reference if lead.split_from_id else ""): lead for lead in held}
    here = {member: lead for (member, part), lead in files.items() if not part}
    ranked = by_member(scan.leads)
    chosen = {member for member, rows in ranked.items() if rows[0]["rank"] <= first}
    chosen |= _found(asked_for, ranked=ranked)
    wanted = [
        member
        for member, rows in ranked.items()
        if rows[0]["listed"] or member in chosen or member in here
    ]
    if again is not None:
        _refuse_what_was_followed(again, newest=newest)
        wanted = [member for member in wanted if member not in here]
        if not wanted:
            return _result(again, unchanged=True, rows={}, left=len(ranked) - len(here))
    elif newest is not None and scan.as_of < newest.as_of:
        raise PublishError(
            f"The scan knows nothing after {scan.as_of:%d %B %Y}, and the workbench has one as of "
            f"{newest.as_of:%d %B %Y}.",
            do="Publish the newest scan; an older one would take back what people have seen.",
        )
    row = again or _new_scan(scan)
    said = told(scan, members=wanted, apart=splits.apart())
    members, people = _labels(here, key=key)
    masks = {one.key: mask_of(one, member=members.of(one.staff_id), people=people) for one in said}
    changed = leads.write(said, here=files, scan=row, chosen=chosen, members=members, masks=masks)
    if again is None:
        changed += leads.mark_gone(files, still={one.key for one in said})
    ids = splits.lead_ids(wanted)
    rows = details.replace(scan, told=said, lead_ids=ids, people=people, masks=masks, key=key)
    splits.take_apart()
    rows["conflicts"] = ties.replace(scan)
    copying.take_stock(Lead, *details.WRITTEN)
    result = _result(
        row, unchanged=False, rows=rows, left=len(set(ranked) - set(wanted) - set(here))
    )
    # The log's entry comes last: from it to the end every other writer waits.
    record(
        Act.COLLECTED,
        by=None,
        kind="scan",
        subject=str(row.pk),
        detail={
            "digest": scan.digest,
            "as_of": scan.as_of.isoformat(),
            "leads": dict(Counter(changed)),
            "rows": rows,
            "left": result.left,
        },
    )
    return result


def _found(members: Collection[str], *, ranked: Collection[str]) -> set[str]:
    """Those who are asked for by staff ID, in any letters. PublishError where one has no lead."""
    by_id = {member.casefold(): member for member in ranked}
    missing = sum(member.casefold() not in by_id for member in members)
    if missing:
        raise PublishError(
            f"Of {missing} of the members asked for the scan has no evidence: nothing was changed.",
            do="Look whether the staff IDs are right. No evidence is not the same as nothing: "
            "coverage.json says what the scan could not see.",
        )
    return {by_id[member.casefold()] for member in members}


def _labels(here: Mapping[str, Lead], *, key: bytes) -> tuple[Labels, Labels]:
    """The labels of members and of people, with those that were given before."""
    members = {member: lead.pseudonym for member, lead in here.items()}
    pairs = Pair.objects.exclude(human_id="").order_by("pk")
    people = dict(pairs.values_list("human_id", "pseudonym"))
    return Labels("Member", key=key, given=members), Labels("Person", key=key, given=people)


def _refuse_what_was_followed(again: Scan, *, newest: Scan | None) -> None:
    if newest is not None and newest.pk != again.pk:
        raise PublishError(
            "This scan was published before, and another one after it.",
            do="Publish the newest scan.",
        )


def _new_scan(scan: Published) -> Scan:
    return Scan.objects.create(
        digest=scan.digest,
        as_of=scan.as_of,
        made_at=scan.made_at,
        coverage=scan.coverage,
        signs=dict(scan.signs),
        explanations=dict(scan.explanations),
        simulated=scan.simulated,
    )


def _result(scan: Scan, *, unchanged: bool, rows: Mapping[str, int], left: int) -> Result:
    standings = Counter(Lead.objects.order_by().values_list("standing", flat=True))
    return Result(
        scan=scan.pk,
        unchanged=unchanged,
        leads=standings.total(),
        standings={str(one): standings[one] for one in Standing.values},
        rows=dict(rows),
        left=left,
    )


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """One transaction that no second publish enters; on SQLite nobody writes meanwhile.

    The second waits. PublishError where that takes too long.
    """
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                if connection.vendor == "postgresql":
                    cursor.execute("LOCK TABLE triage_scan IN SHARE ROW EXCLUSIVE MODE")
                else:  # indexes of a million rows, put in as they come, are kept at hand
                    cursor.execute("PRAGMA cache_size = -262144")
            yield
    except (OperationalError, InterfaceError) as error:
        raise PublishError(
            "The workbench's database was busy for too long, or went away: nothing was changed.",
            do="If another scan is being published, wait until it is done; then publish again.",
        ) from error
    except DataError as error:
        raise PublishError(
            "The scan holds a text that is too long for the workbench: nothing was changed.",
            do="Look for very long identifiers in the extracts, and scan again.",
        ) from error
