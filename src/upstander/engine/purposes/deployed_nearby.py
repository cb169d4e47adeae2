"""A stop while deployed to another incident within reach.

The member was attending an incident close by: the vehicle stood there for that.
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from upstander.engine.purposes.explanation import Explanation, Leftover, Window, first_row, hours
from upstander.engine.purposes.known_place import STOOD, each_visit, stood


def find_contacts(leftover: Leftover, windows: Mapping[str, float]) -> ir.Table:
    """Visits whose stop falls in time and place with an attendance of the same member."""
    stops = stood(leftover)
    records = leftover.ground.records
    incidents = records["incidents"].select("incident_id", "easting", "northing")
    attended = records["attendances"].join(incidents, "incident_id")
    attended = attended.filter(attended.easting.notnull(), attended.northing.notnull())
    slack = hours(windows["slack"])
    attended = attended.select(
        "staff_id",
        "easting",
        "northing",
        here_from=attended.arrived_at - slack,
        here_until=ibis.coalesce(attended.left_at, attended.arrived_at + hours(1)) + slack,
        explained_table=ibis.literal("attendances"),
        explained_file="source_file",
        explained_row="source_row",
    )
    joined = stops.join(
        attended,
        [
            stops.staff_id == attended.staff_id,
            stops.at >= attended.here_from,
            stops.at < attended.here_until,
        ],
    )
    far = (joined.x - joined.easting) ** 2 + (joined.y - joined.northing) ** 2
    hits = joined.filter(far <= windows["reach_m"] ** 2)
    return each_visit(leftover, first_row(hits, by=STOOD))


EXPLANATION = Explanation(
    slug="deployed_nearby",
    title="A stop while deployed to another incident within reach",
    strength="the place",
    priority=72,
    needs=("attendances", "incidents", "incidents.easting"),
    find_contacts=find_contacts,
    windows={
        "slack": Window(
            value=0.5, meaning="Around the attendance.", reason="Clocks, and times keyed late."
        ),
        "reach_m": Window(
            value=400,
            unit="m",
            meaning="How near the incident is.",
            reason="The reach at which a stop is held to be near an address at all.",
        ),
    },
)
