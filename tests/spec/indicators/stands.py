"""Stops of units and their crews, drawn as one table."""

from tests.support import drawn

HEAD = "stop_id | unit_id | staff_id | at | ends_at | easting | northing | crew_size\n"


def stands(text: str) -> dict[str, str]:
    """The tables `stops` and `crewed` of a scene, from one line a member and stop."""
    stops = "stop_id | unit_id | starts_at | ends_at | easting | northing | source_row\n"
    crewed = "stop_id | staff_id | starts_at | ends_at | crew_size\n"
    drawn_stops = set()
    for row in drawn.rows(HEAD + text):
        cells = {name: cell or "" for name, cell in row.items()}
        if cells["stop_id"] not in drawn_stops:
            where = "{easting} | {northing} | {stop_id}\n"
            stops += ("{stop_id} | {unit_id} | {at} | {ends_at} | " + where).format(**cells)
            drawn_stops.add(cells["stop_id"])
        crewed += "{stop_id} | {staff_id} | {at} | {ends_at} | {crew_size}\n".format(**cells)
    return {"stops": stops, "crewed": crewed}


def stand(
    number: int,
    at: str,
    *,
    staff: str = "S1",
    unit: str = "V1",
    place: str,
    until: str,
    crew: str = "1",
) -> str:
    """One line for `stands`: stop so and so of a unit, on the day and from the time `at`."""
    east, north = place.split(",")
    day = at.split(" ", maxsplit=1)[0]
    return f"{number} | {unit} | {staff} | {at}:00 | {day} {until}:00 | {east} | {north} | {crew}\n"
