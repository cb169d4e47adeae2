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
_ROW = ("source_file", "source_row")


def tables(scanned: pipeline.Scanned, *, session: Session) -> dict[str, ir.Table]:
    """The files by name: look-ups, whose records were opened, their markers, and the staff."""
    contacts = scanned.explained.contacts
    looked = contacts.filter(contacts.kind == "lookup", contacts.human_id.notnull())
    opened = session.keep("opened", looked.select("human_id").distinct())
    return {
        "look_ups": look_ups(scanned),
        "looked_up": looked_up(scanned, opened=opened).order_by("human_id", "person_id", "member"),
        "markers": markers(scanned, opened=opened).order_by("human_id", "recorded_at", "marker"),
        "staff": scanned.staff.select("staff_id", "name", "role", "role_family").order_by(
            "staff_id"
        ),
    }


def look_ups(scanned: pipeline.Scanned) -> ir.Table:
    """Each entry of the log, once for each person whose record it opened, in no order.

    One that names nobody, or a record that the extracts do not hold, has no human and no status.
    Most entries of a log open nobody's record: those are not looked for among the contacts.
    """
    log = scanned.extracts.records["searches"].rename(written_person="person_id")
    contacts = scanned.explained.contacts
    told = contacts.filter(contacts.kind == "lookup").select(*_TOLD)
    opens = log.written_person.notnull() | log.occurrence_id.notnull()
    opening = log.filter(opens).left_join(told, _ROW)
    others = log.filter(~opens).mutate(
        **{name: ibis.null(kind) for name, kind in told.schema().items() if name not in _ROW}
    )
    return _rows(opening).union(_rows(others))


def _rows(both: ir.Table) -> ir.Table:
    """Entries with what is told of them, as they are written."""
    person = ibis.coalesce(both.person_id, both.written_person)
    return both.select(
        "staff_id", "human_id", person.name("person_id"), "at", "local_at", "system", "action",
        "field", "occurrence_id", "reason", "on_duty", "status", "explained_by", "strength",
        "explained_table", "explained_file", "explained_row", "source_file", "source_row",
    )  # fmt: skip


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
