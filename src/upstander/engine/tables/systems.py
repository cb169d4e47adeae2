"""The contract: what contact the force's own systems saw."""

from upstander import words
from upstander.engine.tables.columns import grid, person_id, staff_id
from upstander.engine.tables.declare import Column, Table

SECTION = "What contact the systems saw"

CALLS = Table(
    name="calls",
    section=SECTION,
    meaning="The force's own itemised billing.",
    known_from="at",
    columns=(
        Column(name="number", type="text", meaning="The force handset.", sensitivity="personal"),
        Column(name="other_number", type="text", meaning="The other end.", sensitivity="personal"),
        Column(name="at", type="timestamp", meaning="When."),
        Column(
            name="direction", type="enum", values=words.DIRECTIONS, meaning="Seen from the handset."
        ),
        Column(name="kind", type="enum", values=words.CALL_KINDS, meaning="What it was."),
        Column(
            name="duration_s",
            type="number",
            unit="s",
            low=0,
            high=172_800,
            optional=True,
            meaning="How long a call lasted.",
        ),
    ),
)

MESSAGES = Table(
    name="messages",
    section=SECTION,
    meaning="Messages on force systems.",
    key=("message_id",),
    known_from="at",
    columns=(
        Column(name="message_id", type="identifier", meaning="The message."),
        staff_id("Whose account."),
        Column(name="channel", type="enum", values=words.CHANNELS, meaning="By what."),
        Column(
            name="account",
            type="enum",
            values=words.ACCOUNTS,
            meaning="A personal account appears only where somebody handed a message in.",
        ),
        Column(
            name="other_party",
            type="text",
            sensitivity="personal",
            meaning="Number, address or handle.",
        ),
        Column(name="at", type="timestamp", meaning="When."),
        Column(
            name="direction",
            type="enum",
            values=words.DIRECTIONS,
            meaning="Seen from the member of staff.",
        ),
        Column(
            name="text",
            type="text",
            optional=True,
            sensitivity="special category",
            meaning="Content: class B, read only where switched on with an authority.",
        ),
    ),
)

POSITIONS = Table(
    name="positions",
    section=SECTION,
    meaning="Where a vehicle or a hand-held radio was.",
    known_from="at",
    alternatives=(("easting", "northing"), ("latitude", "longitude")),
    columns=(
        Column(
            name="unit_id",
            type="identifier",
            meaning="A vehicle_id, or a staff_id for a hand-held.",
        ),
        Column(name="at", type="timestamp", meaning="When."),
        *grid(),
        Column(
            name="speed_mps",
            type="number",
            unit="m/s",
            low=0,
            high=150,
            optional=True,
            meaning="Speed.",
        ),
        Column(name="ignition", type="boolean", optional=True, meaning="Engine running."),
    ),
)

SEARCHES = Table(
    name="searches",
    section=SECTION,
    meaning="Look-ups: the audit log of the force's systems.",
    key=("search_id", "person_id"),
    known_from="at",
    columns=(
        Column(
            name="search_id",
            type="identifier",
            optional=True,
            meaning="The log entry; one that shows several people has a row for each.",
        ),
        staff_id("Who looked."),
        Column(name="system", type="text", meaning="In which system."),
        Column(name="at", type="timestamp", meaning="When."),
        Column(name="action", type="enum", values=words.SEARCH_ACTIONS, meaning="What was done."),
        person_id("Whose record.", optional=True),
        Column(
            name="occurrence_id",
            type="identifier",
            optional=True,
            meaning="Which occurrence was opened or cited.",
        ),
        Column(
            name="field",
            type="enum",
            values=words.SEARCH_FIELDS,
            optional=True,
            meaning="Which part of the record.",
        ),
        Column(name="reason", type="text", optional=True, meaning="Reason as typed."),
    ),
)

DEVICE_APPS = Table(
    name="device_apps",
    section=SECTION,
    meaning="The force's own inventory of apps on its own devices.",
    known_from="first_seen_at",
    columns=(
        staff_id("Whose device."),
        Column(name="app", type="text", meaning="The app."),
        Column(name="first_seen_at", type="timestamp", meaning="First seen."),
        Column(
            name="last_seen_at",
            type="timestamp",
            optional=True,
            known_from="last_seen_at",
            meaning="Last seen; empty: still there.",
        ),
        Column(name="allowed", type="boolean", meaning="On the force's list of allowed apps."),
    ),
)

TABLES = (CALLS, MESSAGES, POSITIONS, SEARCHES, DEVICE_APPS)
