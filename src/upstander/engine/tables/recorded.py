"""The contract: what policing was recorded. This is what explains a contact."""

from upstander import words
from upstander.engine.tables.columns import grid, held_until, person_id, staff_id
from upstander.engine.tables.declare import Column, Table

SECTION = "What policing was recorded"

OCCURRENCES = Table(
    name="occurrences",
    section=SECTION,
    meaning="Crimes and other investigations.",
    key=("occurrence_id",),
    interval=("opened_at", "closed_at"),
    known_from="opened_at",
    columns=(
        Column(name="occurrence_id", type="identifier", meaning="The occurrence."),
        Column(name="kind", type="text", meaning="The force's own offence or occurrence type."),
        Column(name="domestic", type="boolean", optional=True, meaning="Marked domestic abuse."),
        Column(name="opened_at", type="timestamp", meaning="Opened."),
        Column(
            name="closed_at",
            type="timestamp",
            optional=True,
            known_from="closed_at",
            meaning="Closed; empty: open.",
        ),
        Column(
            name="outcome",
            type="text",
            optional=True,
            known_from="closed_at",
            meaning="The force's own outcome.",
        ),
    ),
)

INVOLVEMENTS = Table(
    name="involvements",
    section=SECTION,
    meaning="Who was involved in an occurrence.",
    columns=(
        Column(name="occurrence_id", type="identifier", meaning="The occurrence."),
        person_id("Who."),
        Column(name="role", type="enum", values=words.INVOLVEMENT_ROLES, meaning="As what."),
    ),
)

ASSIGNMENTS = Table(
    name="assignments",
    section=SECTION,
    meaning="Who worked on an occurrence, from when to when.",
    interval=("starts_at", "ends_at"),
    known_from="starts_at",
    columns=(
        Column(name="occurrence_id", type="identifier", meaning="The occurrence."),
        staff_id("Who."),
        Column(name="role", type="enum", values=words.ASSIGNMENT_ROLES, meaning="As what."),
        Column(name="starts_at", type="timestamp", meaning="Assigned."),
        held_until("Handed over or ended; empty: until the occurrence closes."),
    ),
)

INCIDENTS = Table(
    name="incidents",
    section=SECTION,
    meaning="Command and control logs.",
    key=("incident_id",),
    interval=("opened_at", "closed_at"),
    known_from="opened_at",
    alternatives=(("easting", "northing"), ("latitude", "longitude")),
    columns=(
        Column(name="incident_id", type="identifier", meaning="The log."),
        Column(
            name="occurrence_id",
            type="identifier",
            optional=True,
            meaning="The occurrence that came of it.",
        ),
        Column(name="kind", type="text", optional=True, meaning="The force's own incident type."),
        Column(name="opened_at", type="timestamp", meaning="Opened."),
        Column(
            name="closed_at",
            type="timestamp",
            optional=True,
            known_from="closed_at",
            meaning="Closed; empty: open.",
        ),
        *grid(optional=True),
        Column(
            name="requested_staff_id",
            type="identifier",
            optional=True,
            sensitivity="identifier",
            meaning="Where the caller asked for one officer by name.",
        ),
    ),
)

INCIDENT_PEOPLE = Table(
    name="incident_people",
    section=SECTION,
    meaning="Who a log is about.",
    columns=(
        Column(name="incident_id", type="identifier", meaning="The log."),
        person_id("Who."),
        Column(name="role", type="text", optional=True, meaning="As what."),
    ),
)

ATTENDANCES = Table(
    name="attendances",
    section=SECTION,
    meaning="Who attended an incident, and when.",
    interval=("arrived_at", "left_at"),
    known_from="arrived_at",
    columns=(
        Column(name="incident_id", type="identifier", meaning="The log."),
        staff_id("Who."),
        Column(name="arrived_at", type="timestamp", meaning="On scene."),
        Column(
            name="left_at",
            type="timestamp",
            optional=True,
            known_from="left_at",
            meaning="Clear; empty: not recorded.",
        ),
        Column(name="vehicle_id", type="identifier", optional=True, meaning="In which vehicle."),
    ),
)

TASKS = Table(
    name="tasks",
    section=SECTION,
    meaning="Appointments, reassurance and safeguarding visits, call-backs.",
    key=("task_id",),
    interval=("starts_at", "ends_at"),
    columns=(
        Column(name="task_id", type="identifier", meaning="The task."),
        staff_id("For whom."),
        person_id("With whom."),
        Column(name="kind", type="text", meaning="The force's own task type."),
        Column(name="starts_at", type="timestamp", meaning="From."),
        Column(name="ends_at", type="timestamp", meaning="Until."),
        Column(
            name="occurrence_id",
            type="identifier",
            optional=True,
            meaning="The occurrence it belongs to.",
        ),
    ),
)

CUSTODY = Table(
    name="custody",
    section=SECTION,
    meaning="Detentions.",
    key=("custody_id",),
    interval=("starts_at", "ends_at"),
    known_from="starts_at",
    columns=(
        Column(name="custody_id", type="identifier", meaning="The custody record."),
        person_id("Who was detained."),
        Column(name="suite", type="identifier", meaning="Where."),
        Column(name="starts_at", type="timestamp", meaning="From."),
        held_until(),
    ),
)

CUSTODY_DUTIES = Table(
    name="custody_duties",
    section=SECTION,
    meaning="Who was on duty in a suite.",
    interval=("starts_at", "ends_at"),
    columns=(
        staff_id("Who."),
        Column(name="suite", type="identifier", meaning="Where."),
        Column(name="starts_at", type="timestamp", meaning="From."),
        Column(name="ends_at", type="timestamp", meaning="Until."),
    ),
)

CUSTODY_STEPS = Table(
    name="custody_steps",
    section=SECTION,
    meaning="One-to-one steps of a detention.",
    interval=("starts_at", "ends_at"),
    known_from="starts_at",
    columns=(
        Column(name="custody_id", type="identifier", meaning="The custody record."),
        staff_id("By whom."),
        Column(name="step", type="enum", values=words.CUSTODY_STEPS, meaning="What was done."),
        Column(name="starts_at", type="timestamp", meaning="From."),
        Column(name="ends_at", type="timestamp", meaning="Until."),
    ),
)

LOG_HANDLING = Table(
    name="log_handling",
    section=SECTION,
    meaning="Who owned a control log, and when it was put off.",
    known_from="at",
    columns=(
        Column(name="incident_id", type="identifier", meaning="The log."),
        staff_id("By whom."),
        Column(name="at", type="timestamp", meaning="When."),
        Column(name="action", type="enum", values=words.LOG_ACTIONS, meaning="What was done."),
        Column(name="held_until", type="timestamp", optional=True, meaning="Put off until."),
        Column(name="reason", type="text", optional=True, meaning="Why, as recorded."),
    ),
)

PLACES = Table(
    name="places",
    section=SECTION,
    meaning="What explains an innocent stop, or what makes a stop worth a look.",
    key=("place_id",),
    alternatives=(("easting", "northing"), ("latitude", "longitude")),
    columns=(
        Column(name="place_id", type="identifier", meaning="The place."),
        Column(name="kind", type="enum", values=words.PLACE_KINDS, meaning="What it is."),
        *grid(),
        Column(
            name="radius_m",
            type="number",
            unit="m",
            low=0,
            high=5_000,
            meaning="How far it reaches.",
        ),
    ),
)

NOTICES = Table(
    name="notices",
    section=SECTION,
    meaning="Notices of investigation and instructions not to contact.",
    known_from="served_at",
    columns=(
        staff_id("Who."),
        person_id("Whom not to contact.", optional=True),
        Column(name="served_at", type="timestamp", meaning="When."),
        Column(name="kind", type="enum", values=words.NOTICE_KINDS, meaning="What was served."),
    ),
)

TABLES = (
    OCCURRENCES, INVOLVEMENTS, ASSIGNMENTS, INCIDENTS, INCIDENT_PEOPLE, ATTENDANCES, TASKS,
    CUSTODY, CUSTODY_DUTIES, CUSTODY_STEPS, LOG_HANDLING, PLACES, NOTICES,
)  # fmt: skip
