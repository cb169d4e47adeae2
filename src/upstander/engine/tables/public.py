"""The contract: the public, as the force's own records know them."""

from upstander import words
from upstander.engine.tables.columns import grid, held_from, held_until, person_id
from upstander.engine.tables.declare import Column, Table

SECTION = "The public"

PEOPLE = Table(
    name="people",
    section=SECTION,
    meaning="Person records. Several records may stand for one human being.",
    key=("person_id",),
    columns=(
        person_id("The record."),
        Column(
            name="family_name",
            type="text",
            optional=True,
            sensitivity="personal",
            meaning="Family name.",
        ),
        Column(
            name="given_names",
            type="text",
            optional=True,
            sensitivity="personal",
            meaning="Given names.",
        ),
        Column(
            name="birth_date",
            type="date",
            optional=True,
            sensitivity="personal",
            meaning="Date of birth.",
        ),
        Column(
            name="sex",
            type="text",
            optional=True,
            sensitivity="personal",
            meaning="As recorded. Never moves a score.",
        ),
    ),
)

PERSON_PHONES = Table(
    name="person_phones",
    section=SECTION,
    meaning="Numbers on a person's record.",
    interval=("starts_at", "ends_at"),
    columns=(
        person_id("Whose."),
        Column(
            name="number",
            type="text",
            sensitivity="personal",
            meaning="Any spelling; region GB by default.",
        ),
        held_from("Held from; empty: always."),
        held_until("Held until; empty: still."),
    ),
)

PERSON_ACCOUNTS = Table(
    name="person_accounts",
    section=SECTION,
    meaning="E-mail addresses and handles on a person's record. Nothing is read from the services.",
    columns=(
        person_id("Whose."),
        Column(name="service", type="enum", values=words.SERVICES, meaning="Which service."),
        Column(name="handle", type="text", sensitivity="personal", meaning="Address or handle."),
    ),
)

PERSON_ADDRESSES = Table(
    name="person_addresses",
    section=SECTION,
    meaning="Where a person lived, and when.",
    interval=("starts_at", "ends_at"),
    alternatives=(("easting", "northing"), ("latitude", "longitude")),
    columns=(
        person_id("Who."),
        Column(
            name="uprn",
            type="identifier",
            optional=True,
            sensitivity="personal",
            meaning="Unique property reference number.",
        ),
        Column(
            name="house",
            type="text",
            optional=True,
            sensitivity="personal",
            meaning="Number or name of the house, with that of the flat. Only looked up by.",
        ),
        Column(
            name="postcode",
            type="text",
            optional=True,
            sensitivity="personal",
            meaning="Any spelling. Only looked up by: where a home is, its position says.",
        ),
        *grid(sensitivity="personal"),
        held_from(),
        held_until(),
    ),
)

VULNERABILITIES = Table(
    name="vulnerabilities",
    section=SECTION,
    meaning="Vulnerability markers. Being vulnerable weighs as harm; only choosing the vulnerable is a sign.",
    interval=("recorded_at", "ended_at"),
    known_from="recorded_at",
    columns=(
        person_id("Who."),
        Column(
            name="marker",
            type="enum",
            values=words.VULNERABILITY_MARKERS,
            sensitivity="special category",
            meaning="What was recorded.",
        ),
        Column(name="recorded_at", type="timestamp", meaning="When it was recorded."),
        Column(
            name="ended_at",
            type="timestamp",
            optional=True,
            known_from="ended_at",
            meaning="When it was taken off; empty: in force.",
        ),
    ),
)

TABLES = (PEOPLE, PERSON_PHONES, PERSON_ACCOUNTS, PERSON_ADDRESSES, VULNERABILITIES)
