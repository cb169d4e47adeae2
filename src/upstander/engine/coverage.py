"""What a scan saw and what it could not see, counted."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol

import ibis
import ibis.expr.types as ir

from upstander.engine.extracts.result import Extracts
from upstander.engine.people.linking import People
from upstander.engine.purposes import filtered, nobody_assigned
from upstander.engine.purposes.filters import Filter
from upstander.engine.tables.records import Engine, Records

ENOUGH_TO_SHOW_A_CUT = 200
_OF_CONTACTS = ("calls", "messages", "searches", "positions", "attendances", "custody_steps")


def period_of(extracts: Extracts, *, as_of: datetime | None) -> tuple[datetime, datetime]:
    """First and last moment of any contact; where there is none, of anything that was read."""
    names = [name for name in _OF_CONTACTS if name in extracts.begins] or list(extracts.begins)
    if not names:
        moment = as_of or datetime.now(UTC).replace(tzinfo=None)
        return moment, moment + timedelta(seconds=1)
    first = min(extracts.begins[name] for name in names)
    return first, max(extracts.ends[name] for name in names) + timedelta(seconds=1)


def records_begin(records: Records, *, engine: Engine) -> datetime | None:
    """Before this the assignments of the extract say nothing: a contact cannot be checked.

    A handful of assignments begin when the work began; hundreds begin where the extract was cut.
    """
    assignments = records["assignments"]
    row = engine.rows(
        assignments.agg(first=assignments.starts_at.min(), number=assignments.count())
    )[0]
    if row["number"] < ENOUGH_TO_SHOW_A_CUT:
        return None
    first: datetime = row["first"]
    return first


class Authority(Protocol):
    """Under which content was read."""

    @property
    def authority(self) -> str: ...
    @property
    def staff_told(self) -> date: ...
    @property
    def channels(self) -> tuple[str, ...]: ...


def content_read(
    *, authority: Authority | None, lexicon_version: str, messages: int
) -> dict[str, Any]:
    """Whether the content of messages was read, and under which authority; `said` in a sentence."""
    if authority is None:
        return {
            "read": False,
            "said": "The content of messages was not read: it is not switched on.",
        }
    told, channels = authority.staff_told.isoformat(), list(authority.channels)
    return {
        "read": True,
        "authority": authority.authority,
        "staff_told": told,
        "channels": channels,
        "lexicon_version": lexicon_version,
        "messages": messages,
        "said": f"The content of {messages:,} messages sent from force accounts was read, on "
        f"{', '.join(channels)} and from {told} on, when staff had been told. "
        f"Authority: {authority.authority.rstrip('.')}.",
    }


def explained_shares(
    contacts: ir.Table, *, staff: ir.Table, engine: Engine
) -> list[dict[str, Any]]:
    """Contacts by kind and role family: explained, unexplained, uncheckable; first ones apart."""
    placed = contacts.select("staff_id", "human_id", "at", "kind", "status").join(
        staff.select("staff_id", "role_family"), "staff_id"
    )
    counts = placed.group_by("kind", "role_family").agg(
        contacts=placed.count(),
        explained=(placed.status == "explained").sum(),
        unexplained=(placed.status == "unexplained").sum(),
        uncheckable=(placed.status == "uncheckable").sum(),
    )
    pair = ["staff_id", "human_id"]
    earliest = placed.group_by(*pair).agg(first_at=placed.at.min())
    begun = placed.join(earliest, pair).filter(ibis._.at == ibis._.first_at)
    # An attendance and a look-up may begin together: which is told as the first is settled by
    # name, so that two scans of the same extracts say the same.
    firsts = begun.group_by(*pair, "role_family").agg(kind=begun.kind.min())
    told = begun.semi_join(firsts, [*pair, "kind"]).group_by(*pair, "role_family", "kind")
    firsts = told.agg(status=ibis._.status.min())
    first = firsts.group_by("kind", "role_family").agg(
        first_contacts=firsts.count(), first_explained=(firsts.status == "explained").sum()
    )
    joined = counts.left_join(first, ["kind", "role_family"])
    rows = joined.select(
        *counts.columns,
        first_contacts=joined.first_contacts.fill_null(0),
        first_explained=joined.first_explained.fill_null(0),
    ).order_by("kind", "role_family")
    return engine.rows(rows)


def filter_uses(
    filters: Sequence[Filter],
    *,
    contacts: ir.Table,
    as_of: datetime,
    looking_back: bool,
    engine: Engine,
) -> list[dict[str, Any]]:
    """Each filter of the force's file, what becomes of it in this scan, and what it explains.

    Whom it is about stays in the file: this says which of its lines.
    """
    if not filters:
        return []
    explained = contacts.filter(contacts.explained_by == filtered.EXPLANATION.slug)
    counts = engine.rows(explained.group_by("explained_row").agg(contacts=explained.count()))
    uses = {row["explained_row"]: row["contacts"] for row in counts}
    return [
        {
            "file": each.file,
            "row": each.number,
            "owner": each.owner,
            "reason": each.reason,
            "kinds": list(each.kinds),
            "from": each.holds_from.isoformat(),
            "to": each.holds_to.isoformat() if each.holds_to else None,
            "made_on": each.made_on.isoformat(),
            "expires_on": each.expires_on.isoformat(),
            "state": each.state(as_of=as_of, looking_back=looking_back),
            "contacts": uses.get(each.number, 0),
        }
        for each in filters
    ]


def untied(
    *,
    records: Records,
    spellings: ir.Table,
    staff_numbers: ir.Table,
    number_holders: ir.Table,
    stops: ir.Table,
    crewed: ir.Table,
    contacts: ir.Table,
    engine: Engine,
) -> dict[str, int]:
    """What no record ties to anybody: numbers, handsets, stops, and matters with no assignment."""
    held = number_holders.select(e164="number").distinct()
    force = staff_numbers.filter(staff_numbers.ownership == "force").select(e164="number")
    known = spellings.semi_join(held, "e164").select(written="number")
    allocated = spellings.semi_join(force, "e164").select(handset="number")
    calls = records["calls"]
    counts = calls.left_join(known, calls.other_number == known.written)
    by_number = calls.group_by("number").agg(calls=calls.count())
    handsets = by_number.left_join(allocated, by_number.number == allocated.handset)
    row = engine.rows(counts.agg(calls=counts.count(), nobody=counts.written.isnull().sum()))[0]
    handset_row = engine.rows(
        handsets.agg(handsets=handsets.count(), nobody=handsets.handset.isnull().sum())
    )[0]
    booked = crewed.select("stop_id").distinct()
    stops_row = engine.rows(stops.agg(stops=stops.count()))[0]
    booked_row = engine.rows(stops.semi_join(booked, "stop_id").agg(n=ibis._.stop_id.count()))[0]
    return {
        "calls": row["calls"],
        "calls_with_nobody_on_record": row["nobody"] or 0,
        "handsets": handset_row["handsets"],
        "handsets_with_no_member": handset_row["nobody"] or 0,
        "stops": stops_row["stops"],
        "stops_with_nobody_booked": stops_row["stops"] - booked_row["n"],
    } | _unassigned(records, contacts=contacts, engine=engine)


def _unassigned(records: Records, *, contacts: ir.Table, engine: Engine) -> dict[str, int]:
    """Matters to which nobody is assigned, and the contacts that such a matter alone explains."""
    if records.missing(("occurrences", "assignments")):
        return {}
    occurrences = records["occurrences"].select("occurrence_id").distinct()
    without = occurrences.anti_join(records["assignments"], "occurrence_id")
    own = contacts.filter(contacts.explained_by == nobody_assigned.EXPLANATION.slug)
    return {
        "matters": engine.rows(occurrences.agg(n=occurrences.count()))[0]["n"],
        "matters_with_nobody_assigned": engine.rows(without.agg(n=without.count()))[0]["n"],
        "contacts_they_explain": engine.rows(own.agg(n=own.count()))[0]["n"],
    }


def worst_rate(listed: list[dict[str, Any]]) -> float | None:
    """The highest false-discovery rate of the list; None where one of them is not known."""
    rates = [row["false_discovery_rate"] for row in listed]
    return None if not rates or None in rates else max(rates)


def text_notes(twice: int) -> list[str]:
    """Texts that two systems handed over, in a sentence."""
    if not twice:
        return []
    return [
        f"{twice:,} text messages stood on the bill and in the archive of messages, within a "
        "minute of each other: each counts once, as the archive has it."
    ]


def linking_notes(people: People) -> list[str]:
    """What was left out when records of one human were looked for, in sentences."""
    notes = []
    if people.pairs_left_out:
        notes.append(
            f"{people.pairs_left_out:,} pairs of person records were not compared: they share only "
            f"a key with too many others ({people.blocks_left_out} keys)."
        )
    return notes
