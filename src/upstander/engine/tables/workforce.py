"""The contract: the workforce. "Staff" is everyone in policing, as the Code of Ethics says."""

from upstander import words
from upstander.engine.tables.columns import grid, held_from, held_until, person_id, staff_id
from upstander.engine.tables.declare import Column, Table

SECTION = "The workforce"

STAFF = Table(
    name="staff",
    section=SECTION,
    meaning="Everyone in policing whose contacts a scan examines. The one table that must be there.",
    key=("staff_id",),
    columns=(
        staff_id("The force's own identifier."),
        Column(name="kind", type="enum", values=words.STAFF_KINDS, meaning="Kind of employment."),
        Column(
            name="name",
            type="text",
            optional=True,
            sensitivity="personal",
            meaning="Shown only with --names.",
        ),
        Column(name="rank", type="text", optional=True, meaning="Rank or grade."),
        Column(
            name="role",
            type="text",
            meaning="The force's own job title; a mapping turns it into a role family.",
        ),
        Column(
            name="role_family",
            type="enum",
            values=words.ROLE_FAMILIES,
            optional=True,
            meaning="The peer group. Read from the job title where it is not given.",
        ),
        Column(
            name="team_id",
            type="identifier",
            optional=True,
            meaning="The team that covers for the member.",
        ),
        Column(
            name="line_manager_id",
            type="identifier",
            optional=True,
            sensitivity="identifier",
            meaning="staff_id of the line manager.",
        ),
        Column(name="joined_on", type="date", optional=True, meaning="First day in this force."),
        Column(
            name="left_on",
            type="date",
            optional=True,
            known_from="left_on",
            meaning="Last day in this force.",
        ),
        Column(name="previous_force", type="text", optional=True, meaning="For transferees."),
        Column(
            name="sex",
            type="text",
            optional=True,
            sensitivity="personal",
            meaning="For the fairness report only, never for a score.",
        ),
        Column(
            name="birth_year",
            type="integer",
            low=1900,
            high=2100,
            optional=True,
            sensitivity="personal",
            meaning="For the fairness report only, never for a score.",
        ),
        Column(
            name="ethnicity",
            type="text",
            optional=True,
            sensitivity="special category",
            meaning="For the fairness report only, never for a score.",
        ),
    ),
)

STAFF_PHONES = Table(
    name="staff_phones",
    section=SECTION,
    meaning="Which number a member of staff used, and when.",
    interval=("starts_at", "ends_at"),
    columns=(
        staff_id("The holder."),
        Column(
            name="number",
            type="text",
            meaning="Any spelling; region GB by default.",
            sensitivity="personal",
        ),
        Column(
            name="ownership",
            type="enum",
            values=words.PHONE_OWNERSHIPS,
            meaning="Whose phone it is. A personal number only ever serves to recognise it.",
        ),
        held_from("Held from; empty: always."),
        held_until("Held until; empty: still."),
    ),
)

STAFF_ADDRESSES = Table(
    name="staff_addresses",
    section=SECTION,
    meaning="Where staff live: only ever used to explain an innocent stop near home.",
    interval=("starts_at", "ends_at"),
    alternatives=(("easting", "northing"), ("latitude", "longitude")),
    columns=(
        staff_id("Who lives there."),
        *grid(sensitivity="personal"),
        held_from(),
        held_until(),
    ),
)

DUTIES = Table(
    name="duties",
    section=SECTION,
    meaning="The duty roster as worked.",
    interval=("starts_at", "ends_at"),
    columns=(
        staff_id("Whose duty."),
        Column(name="starts_at", type="timestamp", meaning="Start."),
        Column(name="ends_at", type="timestamp", meaning="End."),
        Column(
            name="kind",
            type="enum",
            values=words.DUTY_KINDS,
            meaning="`duty`, `overtime`, `court` and `training` are working time.",
        ),
    ),
)

CREWS = Table(
    name="crews",
    section=SECTION,
    meaning="Who was booked on to which vehicle.",
    interval=("starts_at", "ends_at"),
    known_from="starts_at",
    columns=(
        Column(name="vehicle_id", type="identifier", meaning="The vehicle."),
        staff_id("Who was booked on."),
        Column(name="starts_at", type="timestamp", meaning="Booked on."),
        Column(name="ends_at", type="timestamp", meaning="Booked off."),
    ),
)

DECLARATIONS = Table(
    name="declarations",
    section=SECTION,
    meaning="What staff declared about themselves.",
    key=("declaration_id",),
    known_from="declared_on",
    columns=(
        Column(name="declaration_id", type="identifier", meaning="The register's number."),
        staff_id("Who declared."),
        Column(name="kind", type="enum", values=words.DECLARATION_KINDS, meaning="What about."),
        Column(name="declared_on", type="date", meaning="When."),
        person_id("The person it is about, where the register knows the record.", optional=True),
        Column(
            name="name",
            type="text",
            optional=True,
            sensitivity="personal",
            meaning="The person's name as declared.",
        ),
        Column(
            name="birth_date",
            type="date",
            optional=True,
            sensitivity="personal",
            meaning="The person's date of birth as declared.",
        ),
        Column(
            name="number",
            type="text",
            optional=True,
            sensitivity="personal",
            meaning="The person's number as declared.",
        ),
        Column(
            name="detail",
            type="text",
            optional=True,
            sensitivity="personal",
            meaning="Free text; not read by any sign.",
        ),
    ),
)

VETTING = Table(
    name="vetting",
    section=SECTION,
    meaning="Vetting clearances.",
    known_from="granted_on",
    columns=(
        staff_id("Who."),
        Column(name="level", type="text", meaning="The force's own level name."),
        Column(name="granted_on", type="date", meaning="Granted."),
        Column(name="expires_on", type="date", meaning="Expires."),
    ),
)

TRAINING = Table(
    name="training",
    section=SECTION,
    meaning="Training completed.",
    known_from="completed_at",
    columns=(
        staff_id("Who."),
        Column(name="course", type="text", meaning="The force's own course name."),
        Column(name="completed_at", type="timestamp", meaning="When."),
        Column(name="expires_on", type="date", optional=True, meaning="Until when it counts."),
        Column(
            name="seconds_spent",
            type="number",
            unit="s",
            low=0,
            optional=True,
            meaning="Time on the page.",
        ),
        Column(name="score", type="number", optional=True, meaning="Assessment result."),
    ),
)

INTEGRITY_CHECKS = Table(
    name="integrity_checks",
    section=SECTION,
    meaning="Annual integrity health checks.",
    known_from="opened_at",
    columns=(
        staff_id("Who."),
        Column(
            name="supervisor_id", type="identifier", meaning="With whom.", sensitivity="identifier"
        ),
        Column(name="opened_at", type="timestamp", meaning="Opened."),
        Column(
            name="submitted_at",
            type="timestamp",
            optional=True,
            known_from="submitted_at",
            meaning="Sent in.",
        ),
        Column(
            name="discussed_at",
            type="timestamp",
            optional=True,
            known_from="discussed_at",
            meaning="Discussed with the supervisor.",
        ),
        Column(
            name="seconds_spent",
            type="number",
            unit="s",
            low=0,
            optional=True,
            known_from="submitted_at",
            meaning="Time on the form.",
        ),
    ),
)

SCHEMES = Table(
    name="schemes",
    section=SECTION,
    meaning="Schemes in which staff work with young people.",
    key=("scheme_id",),
    interval=("starts_at", "ends_at"),
    known_from="starts_at",
    columns=(
        Column(name="scheme_id", type="identifier", meaning="The scheme."),
        Column(name="name", type="text", meaning="What it is called."),
        Column(name="kind", type="enum", values=words.SCHEME_KINDS, meaning="What it is."),
        Column(
            name="registered_with_vpc",
            type="boolean",
            meaning="Registered with the Volunteer Police Cadets.",
        ),
        Column(name="starts_at", type="timestamp", meaning="From."),
        held_until(),
    ),
)

SCHEME_LEADERS = Table(
    name="scheme_leaders",
    section=SECTION,
    meaning="Who leads a scheme.",
    interval=("starts_at", "ends_at"),
    known_from="starts_at",
    columns=(
        Column(name="scheme_id", type="identifier", meaning="The scheme."),
        staff_id("Who."),
        Column(name="starts_at", type="timestamp", meaning="From."),
        held_until(),
        Column(
            name="safeguarding_trained_on",
            type="date",
            optional=True,
            known_from="safeguarding_trained_on",
            meaning="Safeguarding training.",
        ),
    ),
)

TABLES = (
    STAFF, STAFF_PHONES, STAFF_ADDRESSES, DUTIES, CREWS, DECLARATIONS, VETTING, TRAINING,
    INTEGRITY_CHECKS, SCHEMES, SCHEME_LEADERS,
)  # fmt: skip
