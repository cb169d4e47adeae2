"""The contract: the workforce. "Staff" is everyone in policing, as the Code of Ethics says."""

from upstander import words
from upstander.engine.tables.declare import Column, Table

SECTION = "The workforce"

STAFF = Table(
    name="staff",
    section=SECTION,
    meaning="Everyone in policing whose contacts a scan examines. The one table that must be there.",
    key=("staff_id",),
    columns=(
        Column(
            name="staff_id",
            type="identifier",
            meaning="The force's own identifier.",
            sensitivity="identifier",
        ),
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
        Column(name="staff_id", type="identifier", meaning="The holder.", sensitivity="identifier"),
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
        Column(
            name="starts_at", type="timestamp", optional=True, meaning="Held from; empty: always."
        ),
        Column(
            name="ends_at",
            type="timestamp",
            optional=True,
            known_from="ends_at",
            meaning="Held until; empty: still.",
        ),
    ),
)

STAFF_ADDRESSES = Table(
    name="staff_addresses",
    section=SECTION,
    meaning="Where staff live: only ever used to explain an innocent stop near home.",
    interval=("starts_at", "ends_at"),
    alternatives=(("easting", "northing"), ("latitude", "longitude")),
    columns=(
        Column(
            name="staff_id", type="identifier", meaning="Who lives there.", sensitivity="identifier"
        ),
        Column(
            name="easting",
            type="number",
            unit="m",
            low=0,
            high=700_000,
            sensitivity="personal",
            meaning="British National Grid.",
        ),
        Column(
            name="northing",
            type="number",
            unit="m",
            low=0,
            high=1_300_000,
            sensitivity="personal",
            meaning="British National Grid.",
        ),
        Column(name="starts_at", type="timestamp", optional=True, meaning="From; empty: always."),
        Column(
            name="ends_at",
            type="timestamp",
            optional=True,
            known_from="ends_at",
            meaning="Until; empty: still.",
        ),
    ),
)

DUTIES = Table(
    name="duties",
    section=SECTION,
    meaning="The duty roster as worked.",
    interval=("starts_at", "ends_at"),
    columns=(
        Column(name="staff_id", type="identifier", meaning="Whose duty.", sensitivity="identifier"),
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
        Column(
            name="staff_id",
            type="identifier",
            meaning="Who was booked on.",
            sensitivity="identifier",
        ),
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
        Column(
            name="staff_id", type="identifier", meaning="Who declared.", sensitivity="identifier"
        ),
        Column(name="kind", type="enum", values=words.DECLARATION_KINDS, meaning="What about."),
        Column(name="declared_on", type="date", meaning="When."),
        Column(
            name="person_id",
            type="identifier",
            optional=True,
            sensitivity="identifier",
            meaning="The person it is about, where the register knows the record.",
        ),
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
        Column(name="staff_id", type="identifier", meaning="Who.", sensitivity="identifier"),
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
        Column(name="staff_id", type="identifier", meaning="Who.", sensitivity="identifier"),
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
        Column(name="staff_id", type="identifier", meaning="Who.", sensitivity="identifier"),
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
        Column(
            name="ends_at",
            type="timestamp",
            optional=True,
            known_from="ends_at",
            meaning="Until; empty: still.",
        ),
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
        Column(name="staff_id", type="identifier", meaning="Who.", sensitivity="identifier"),
        Column(name="starts_at", type="timestamp", meaning="From."),
        Column(
            name="ends_at",
            type="timestamp",
            optional=True,
            known_from="ends_at",
            meaning="Until; empty: still.",
        ),
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
