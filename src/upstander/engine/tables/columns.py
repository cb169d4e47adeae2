"""Columns that several tables of the contract share."""

from upstander.engine.tables.declare import Column, Sensitivity

# The National Grid's extent, in metres.
EAST, NORTH = 700_000, 1_300_000


def staff_id(meaning: str) -> Column:
    """The member of staff that a row is about."""
    return Column(name="staff_id", type="identifier", meaning=meaning, sensitivity="identifier")


def person_id(meaning: str, *, optional: bool = False) -> Column:
    """The person record that a row is about."""
    return Column(
        name="person_id",
        type="identifier",
        meaning=meaning,
        optional=optional,
        sensitivity="identifier",
    )


def grid(*, optional: bool = False, sensitivity: Sensitivity = "operational") -> tuple[Column, ...]:
    """Easting and northing in metres of the British National Grid (EPSG:27700)."""
    return tuple(
        Column(
            name=name,
            type="number",
            unit="m",
            low=0,
            high=high,
            optional=optional,
            sensitivity=sensitivity,
            meaning="British National Grid.",
        )
        for name, high in (("easting", EAST), ("northing", NORTH))
    )


def held_from(meaning: str = "From; empty: always.") -> Column:
    """When something began to hold, where that may not be known."""
    return Column(name="starts_at", type="timestamp", optional=True, meaning=meaning)


def held_until(meaning: str = "Until; empty: still.") -> Column:
    """When something ceased to hold; not known before it did."""
    return Column(
        name="ends_at", type="timestamp", optional=True, known_from="ends_at", meaning=meaning
    )
