"""Look-ups, attendances and custody steps as contacts."""

import ibis
import ibis.expr.types as ir

from upstander.engine.contacts.shape import contact_rows
from upstander.engine.tables.records import Records

# Opening an occurrence shows the records of those it is for; suspects are looked up by name.
SHOWN_WITH_OCCURRENCE = ("victim", "reporting")
# How long an attendance without a recorded end is taken to have lasted.
UNENDED_ATTENDANCE_MINUTES = 60


def lookups(*, records: Records, humans: ir.Table) -> ir.Table:
    """Look-ups of a person's record, and of an occurrence's victim or caller through it."""
    searches = records["searches"]
    of_person = searches.filter(searches.person_id.notnull())
    direct = of_person.join(humans, "person_id").select(*searches.columns, "human_id")
    involved = records["involvements"]
    involved = involved.filter(involved.role.isin(SHOWN_WITH_OCCURRENCE))
    of_occurrence = searches.filter(
        searches.person_id.isnull(), searches.occurrence_id.notnull()
    ).drop("person_id")
    people = (
        involved.join(humans, "person_id")
        .group_by("occurrence_id", "human_id")
        .agg(person_id=ibis._.person_id.min())
    )
    through = of_occurrence.join(people, "occurrence_id").select(*searches.columns, "human_id")
    both = direct.union(through)
    return contact_rows(
        both,
        table_name="searches",
        kind=ibis.literal("lookup"),
        channel=both.system,
        action=both.action,
        field=both.field,
        occurrence_id=both.occurrence_id,
    )


def incident_humans(*, records: Records, humans: ir.Table) -> ir.Table:
    """Who each incident is about: named on the log, or involved in what came of it.

    Columns: incident_id, human_id, person_id.
    """
    named = records["incident_people"].select("incident_id", "person_id")
    incidents = records["incidents"].filter(ibis._.occurrence_id.notnull())
    involved = records["involvements"]
    through = incidents.join(involved, incidents.occurrence_id == involved.occurrence_id).select(
        "incident_id", "person_id"
    )
    everyone = named.union(through)
    return (
        everyone.join(humans, "person_id")
        .group_by("incident_id", "human_id")
        .agg(person_id=ibis._.person_id.min())
    )


def attendances(*, records: Records, incident_humans: ir.Table) -> ir.Table:
    """Attendances at an incident, one contact for each person the incident is about."""
    attended = records["attendances"].mutate(
        until=ibis.coalesce(
            ibis._.left_at, ibis._.arrived_at + ibis.interval(minutes=UNENDED_ATTENDANCE_MINUTES)
        )
    )
    other = attended.view()
    together = attended.join(
        other,
        [
            attended.incident_id == other.incident_id,
            attended.arrived_at <= other.until,
            other.arrived_at <= attended.until,
        ],
    ).select(
        source_file=attended.source_file,
        source_row=attended.source_row,
        colleague=other.staff_id,
    )
    crews = together.group_by("source_file", "source_row").agg(
        crew_size=together.colleague.nunique()
    )
    people = attended.join(incident_humans, "incident_id").join(
        crews, ["source_file", "source_row"]
    )
    rows = people.mutate(at=people.arrived_at)
    return contact_rows(
        rows,
        table_name="attendances",
        kind=ibis.literal("attendance"),
        ends_at=rows.left_at,
        incident_id=rows.incident_id,
        crew_size=rows.crew_size,
    )


def custody(*, records: Records, humans: ir.Table) -> ir.Table:
    """One-to-one steps of a detention as contacts."""
    steps = records["custody_steps"]
    detained = records["custody"].select("custody_id", "person_id")
    rows = steps.join(detained, "custody_id").join(humans, "person_id")
    rows = rows.mutate(at=rows.starts_at)
    return contact_rows(
        rows,
        table_name="custody_steps",
        kind=ibis.literal("custody"),
        ends_at=rows.ends_at,
        action=rows.step,
    )
