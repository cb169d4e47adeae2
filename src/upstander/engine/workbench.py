"""What a scan writes for the workbench besides: duty, names, places, prompts, who is tied, and by
what somebody is found.

Of members who have evidence, and of the people of their leads, but for three things that are of all
staff. A file stays in the workbench when its member has no evidence any more, so the ties are; and
a member whose look-ups are audited may have no evidence at all, so their look-ups
(`look_up_files.py`) and everybody's tours of duty, which peers are measured by, are too.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis import _

from upstander.engine import look_up_files, pipeline
from upstander.engine.people.numbers import ordinary
from upstander.engine.reached import reached
from upstander.engine.sessions import Session
from upstander.engine.staff_as_people import full_name, plain, staff_as_people

# The layout of a scan's folder: it rises when a file or a column of it changes.
LAYOUT = 2
PLACE_M = 10  # a place is told no finer than this
_TIE = ("reader_staff_id", "subject_staff_id")
_NOBODY = {"staff_id": "string", "sentence": "string"}


@dataclass(frozen=True, kw_only=True)
class InLeads:
    """Whom the leads name."""

    members: ir.Table  # staff_id
    pairs: ir.Table  # staff_id, human_id
    people: ir.Table  # person_id, human_id


def for_look_ups(scanned: pipeline.Scanned, *, named: InLeads, session: Session) -> ir.Table:
    """By what members with evidence and the people of their leads are found."""
    return session.keep("reached", reached(scanned, members=named.members, humans=named.people))


def how_many(found_by: ir.Table, *, session: Session) -> dict[str, int]:
    """By how many things of each kind somebody is found: none says that none were handed over."""
    counts = found_by.group_by("kind").agg(count=found_by.count())
    return {row["kind"]: row["count"] for row in session.rows(counts.order_by("kind"))}


def write_for_workbench(
    scanned: pipeline.Scanned,
    *,
    named: InLeads,
    found_by: ir.Table,
    session: Session,
    folder: Path,
) -> None:
    """Write the files beside leads, evidence and contacts that the workbench reads."""
    first, _last = scanned.seen.period
    tours = scanned.seen.tours
    tables = {
        "tours": tours.filter(tours.ends_at >= first).order_by("staff_id", "starts_at"),
        "who": who(scanned, named=named).order_by("kind", "identifier"),
        "stands": stands(scanned, pairs=named.pairs).order_by("staff_id", "at", "human_id"),
        "prompts": _prompts(scanned, named=named, session=session).order_by("staff_id", "sentence"),
        "conflicts": conflicts(scanned).order_by(*_TIE, "why"),
        **look_up_files.tables(scanned, session=session),
    }
    tables["reached"] = found_by.order_by("kind", "owner", "identifier", "value")
    for name, table in tables.items():
        session.write_parquet(table, folder / f"{name}.parquet")


def in_leads(leads: list[dict[str, Any]], *, session: Session) -> InLeads:
    """Whom the ranked rows name."""
    columns = ("staff_id", "human_id", "person_id")
    rows = session.load(
        "in_leads",
        pa.table(
            {name: pa.array([row.get(name) for row in leads], pa.string()) for name in columns}
        ),
    )
    pairs = rows.filter(rows.human_id.notnull())
    return InLeads(
        members=rows.select("staff_id").distinct(),
        pairs=pairs.select("staff_id", "human_id").distinct(),
        people=pairs.select("person_id", "human_id").distinct(),
    )


def who(scanned: pipeline.Scanned, *, named: InLeads) -> ir.Table:
    """Members with evidence and the people of their leads: names, and the work of the members."""
    records = scanned.extracts.records
    people = records["people"].join(named.people, "person_id")
    nothing = ibis.null("string")
    staff = scanned.staff.semi_join(named.members, "staff_id").select(
        kind=ibis.literal("staff"),
        identifier=_.staff_id,
        human_id=nothing,
        name=_.name,
        role=_.role,
        role_family=_.role_family,
        team=_.team_id,
        manager=_.line_manager_id,
    )
    public = people.select(
        kind=ibis.literal("person"),
        identifier=people.person_id,
        human_id=people.human_id,
        name=full_name(people),
        role=nothing,
        role_family=nothing,
        team=nothing,
        manager=nothing,
    )
    return staff.union(public)


def stands(scanned: pipeline.Scanned, *, pairs: ir.Table) -> ir.Table:
    """Where vehicles and hand-helds stood near the homes of a lead's people, to ten metres."""
    stops = scanned.seen.stood.stops.select("stop_id", "easting", "northing")
    contacts = scanned.explained.contacts
    visits = contacts.filter(contacts.kind == "visit").semi_join(pairs, ["staff_id", "human_id"])
    placed = visits.join(stops, "stop_id")
    return placed.select(
        "staff_id", "human_id", "at", "ends_at",
        easting=_rounded(placed.easting),
        northing=_rounded(placed.northing),
        distance_m=placed.distance_m,
        parked=placed.parked,
        status=placed.status,
    )  # fmt: skip


def _rounded(metres: ir.NumericValue) -> ir.NumericValue:
    return (metres / PLACE_M).round().cast("int64") * PLACE_M


def _prompts(scanned: pipeline.Scanned, *, named: InLeads, session: Session) -> ir.Table:
    found = [prompts.select(*_NOBODY) for prompts in scanned.looked.prompts]
    if not found:
        columns = {name: pa.array([], pa.string()) for name in _NOBODY}
        return session.load("no_prompts", pa.table(columns))
    both = ibis.union(found[0], *found[1:]) if found[1:] else found[0]
    return both.semi_join(named.members, "staff_id").distinct()


# --- who never sees whose file


def conflicts(scanned: pipeline.Scanned) -> ir.Table:
    """Pairs of staff of whom the one (reader) never sees the other's (subject's) file, and why.

    line: line management, in either direction. declared: what one of them declared names the
    other. named: the reader is the member of the public in what was said about the subject.
    """
    parts = [
        _line(scanned).mutate(why=ibis.literal("line")),
        _both_ways(_declared(scanned)).mutate(why=ibis.literal("declared")),
        _named(scanned).mutate(why=ibis.literal("named")),
    ]
    ties = ibis.union(*parts).select(*_TIE, "why")
    return ties.filter(
        ties.reader_staff_id.notnull(), ties.reader_staff_id != ties.subject_staff_id
    ).distinct()


def _line(scanned: pipeline.Scanned) -> ir.Table:
    """Line managers of record, and with whom integrity checks are held."""
    checks = scanned.extracts.records["integrity_checks"]
    managed = scanned.staff.select(
        reader_staff_id=_.line_manager_id, subject_staff_id=_.staff_id
    ).union(checks.select(reader_staff_id=_.supervisor_id, subject_staff_id=_.staff_id))
    return _both_ways(managed.filter(managed.reader_staff_id.notnull()))


def _both_ways(ties: ir.Table) -> ir.Table:
    turned = ties.select(reader_staff_id=_.subject_staff_id, subject_staff_id=_.reader_staff_id)
    return ties.select(*_TIE).union(turned)


def _declared(scanned: pipeline.Scanned) -> ir.Table:
    """Declarations that name another member of staff: by record, by number, or by name.

    A name alone is enough where no year of birth contradicts it: too many ties keep a file from
    somebody who might have read it, too few show it to its subject's partner.
    """
    declared = scanned.extracts.records["declarations"]
    by_record = declared.join(scanned.identified.people.humans, "person_id").select(
        "staff_id", "human_id"
    )
    same = staff_as_people(scanned)
    recorded = by_record.join(same, "human_id").select(
        reader_staff_id=same.member, subject_staff_id=by_record.staff_id
    )
    numbered = declared.select("staff_id", e164=ordinary(declared.number))
    phones = scanned.identified.staff_numbers.select(number=_.number, member=_.staff_id).distinct()
    rung = numbered.join(phones, numbered.e164 == phones.number).select(
        reader_staff_id=phones.member, subject_staff_id=numbered.staff_id
    )
    named = declared.select(
        "staff_id", called=plain(declared.name), year=declared.birth_date.year()
    )
    staff = scanned.staff.select(
        member=_.staff_id, known_as=plain(_.name), born=_.birth_year.cast("int32")
    )
    alike = named.join(staff, named.called == staff.known_as)
    called = alike.filter(
        alike.year.isnull() | alike.born.isnull() | (alike.year == alike.born)
    ).select(reader_staff_id=_.member, subject_staff_id=_.staff_id)
    return ibis.union(recorded, rung, called)


def _named(scanned: pipeline.Scanned) -> ir.Table:
    """Members of staff who are, as people on record, in what was said about another."""
    records = scanned.extracts.records
    said = ibis.union(
        *[
            records[name].select("staff_id", "person_id")
            for name in ("complaints", "intelligence", "conduct", "surveys")
        ]
    )
    humans = said.filter(said.staff_id.notnull(), said.person_id.notnull()).join(
        scanned.identified.people.humans, "person_id"
    )
    told = humans.select(subject=humans.staff_id, human_id=humans.human_id)
    same = staff_as_people(scanned)
    return told.join(same, "human_id").select(
        reader_staff_id=same.member, subject_staff_id=told.subject
    )
