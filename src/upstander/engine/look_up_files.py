"""Every look-up of all staff, for the audit of one of them: what was opened, and what explains it.

An audit may be of a member who has no evidence, and is read beside the member's peers: so these are
of everybody. What the log says of a look-up (system, action, reason as typed) is not needed to
find signs, and stands in no other file.
"""

import ibis
import ibis.expr.types as ir

from upstander.engine import pipeline
from upstander.engine.sessions import Session
from upstander.engine.staff_as_people import full_name, staff_as_people

_TOLD = (
    "person_id", "human_id", "local_at", "on_duty", "status", "explained_by", "strength",
    "explained_table", "explained_file", "explained_row", "source_file", "source_row",
)  # fmt: skip


def tables(scanned: pipeline.Scanned, *, session: Session) -> dict[str, ir.Table]:
    """The files by name: look-ups, whose records were opened, their markers, and the staff."""
    looked = session.keep("look_ups_told", look_ups(scanned))
    opened = looked.filter(looked.human_id.notnull()).select("human_id").distinct()
    return {
        "look_ups": looked.order_by("staff_id", "at", "source_row", "human_id"),
        "looked_up": looked_up(scanned, opened=opened).order_by("human_id", "person_id", "member"),
        "markers": markers(scanned, opened=opened).order_by("human_id", "recorded_at", "marker"),
        "staff": scanned.staff.select("staff_id", "name", "role", "role_family").order_by(
            "staff_id"
        ),
    }


def look_ups(scanned: pipeline.Scanned) -> ir.Table:
    """Each entry of the log, once for each person whose record it opened.

    One that names nobody, or a record that the extracts do not hold, has no human and no status.
    """
    log = scanned.extracts.records["searches"].rename(written_person="person_id")
    contacts = scanned.explained.contacts
    told = contacts.filter(contacts.kind == "lookup").select(*_TOLD)
    both = log.left_join(told, ["source_file", "source_row"])
    return both.select(
        "staff_id",
        human_id=both.human_id,
        person_id=ibis.coalesce(both.person_id, both.written_person),
        at=both.at,
        local_at=both.local_at,
        system=both.system,
        action=both.action,
        field=both.field,
        occurrence_id=both.occurrence_id,
        reason=both.reason,
        on_duty=both.on_duty,
        status=both.status,
        explained_by=both.explained_by,
        strength=both.strength,
        explained_table=both.explained_table,
        explained_file=both.explained_file,
        explained_row=both.explained_row,
        source_file=both.source_file,
        source_row=both.source_row,
    )


def looked_up(scanned: pipeline.Scanned, *, opened: ir.Table) -> ir.Table:
    """The person records of those who were looked up; `member` where one is of a member of staff.

    A record of several members (a telephone that two share) has a row for each.
    """
    people = scanned.extracts.records["people"].join(scanned.identified.people.humans, "person_id")
    theirs = people.semi_join(opened, "human_id")
    theirs = theirs.select("human_id", "person_id", name=full_name(theirs))
    named = theirs.left_join(staff_as_people(scanned), "human_id")
    return named.select(*theirs.columns, "member").distinct()


def markers(scanned: pipeline.Scanned, *, opened: ir.Table) -> ir.Table:
    """Vulnerability markers of those who were looked up, with the time for which each holds."""
    marked = scanned.extracts.records["vulnerabilities"].join(
        scanned.identified.people.humans, "person_id"
    )
    told = marked.select("human_id", "marker", "recorded_at", "ended_at").distinct()
    return told.semi_join(opened, "human_id")
