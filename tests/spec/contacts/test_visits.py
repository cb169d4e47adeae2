"""Stops near the address of a person with whom the member has something to do."""

import tempfile
from pathlib import Path

import pytest

from tests.support import drawn
from upstander.engine.contacts.crews import crewed
from upstander.engine.contacts.shape import ADDED_LATER
from upstander.engine.contacts.visits import VisitSettings, garaged, visits
from upstander.engine.sessions import duck_session
from upstander.engine.tables import stages

PAIRS = {
    "staff_id": "string", "human_id": "string",
    "first_at": "timestamp(6)", "last_at": "timestamp(6)",
}  # fmt: skip
STAFF = """
    staff_id | kind    | role
    S1       | officer | Response officer
    S2       | officer | Response officer
"""
S1_ON_V1 = """
    vehicle_id | staff_id | starts_at           | ends_at
    V1         | S1       | 2025-03-01 07:00:00 | 2025-03-01 15:00:00
"""
STOP = """
    stop_id | unit_id | starts_at           | ends_at             | easting | northing
    1       | V1      | 2025-03-01 10:00:00 | 2025-03-01 10:20:00 | 400000  | 300000
"""
HER_HOME = """
    human_id | person_id | easting | northing | starts_at | ends_at
    H1       | P1        | 400030  | 300040   |           |
"""
S1_AND_HER = """
    staff_id | human_id | first_at
    S1       | H1       | 2025-02-01 00:00:00
"""


def seen(*, stops=STOP, crews=S1_ON_V1, homes=HER_HOME, pairs=S1_AND_HER, **settings) -> list[dict]:
    """The visits, in order of stop, member and person."""
    known = drawn.records(staff=STAFF, crews=crews)
    stood = drawn.table(stops, schema=stages.STOPS, source_file="positions.csv", source_row=7)
    with tempfile.TemporaryDirectory() as work, duck_session(work=Path(work)) as session:
        found = visits(
            stops=stood,
            crewed=crewed(stood, known, session),
            homes=drawn.table(homes, schema=stages.HOMES),
            pairs=drawn.table(pairs, schema=PAIRS),
            records=known,
            engine=session,
            settings=VisitSettings(**settings),
        )
        assert list(found.columns) == [n for n in stages.CONTACTS if n not in ADDED_LATER]
        return session.rows(found.order_by(["stop_id", "staff_id", "human_id"]))


def who(rows: list[dict]) -> list[tuple]:
    return [(row["stop_id"], row["staff_id"], row["human_id"]) for row in rows]


def test_a_stop_by_the_home_of_a_person_of_theirs_is_a_visit():
    (visit,) = seen()
    told = {name: value for name, value in visit.items() if value is not None}
    assert f"{told.pop('at'):%H:%M}-{told.pop('ends_at'):%H:%M}" == "10:00-10:20"
    assert told == {
        "staff_id": "S1", "person_id": "P1", "human_id": "H1", "kind": "visit", "stop_id": 1,
        "distance_m": 50.0, "parked": "at", "crew_size": 1, "share": 1.0,
        "source_table": "positions", "source_file": "positions.csv", "source_row": 7,
    }  # fmt: skip


def test_the_neighbour_with_whom_the_member_has_nothing_to_do_is_not_visited():
    homes = (
        HER_HOME
        + """
        H2       | P2        | 400020  | 300030   |           |
    """
    )
    assert who(seen(homes=homes)) == [(1, "S1", "H1")]


def test_a_member_without_a_link_is_not_visiting_whoever_drove():
    crews = S1_ON_V1.replace("S1 ", "S2 ")
    assert seen(crews=crews) == []


def test_a_stop_of_a_vehicle_that_nobody_booked_is_nobody_s_visit():
    assert seen(crews="") == []


@pytest.mark.parametrize(
    ("east", "parked"),
    [(400060, "at"), (400061, "away"), (400400, "away"), (400401, None)],
)
def test_at_the_home_or_round_the_corner(east, parked):
    homes = f"""
        human_id | person_id | easting | northing
        H1       | P1        | {east}  | 300000
    """
    assert [row["parked"] for row in seen(homes=homes)] == ([parked] if parked else [])


@pytest.mark.meets("R155")
def test_a_person_who_moved_is_visited_where_they_lived_then():
    homes = """
        human_id | person_id | easting | northing | starts_at           | ends_at
        H1       | P1        | 400030  | 300040   |                     | 2025-02-15 00:00:00
        H1       | P1        | 405000  | 300000   | 2025-02-15 00:00:00 |
    """
    stops = """
        stop_id | unit_id | starts_at           | ends_at             | easting | northing
        1       | V1      | 2025-02-10 10:00:00 | 2025-02-10 10:20:00 | 400000  | 300000
        2       | V1      | 2025-03-01 10:00:00 | 2025-03-01 10:20:00 | 400000  | 300000
        3       | V1      | 2025-03-01 11:00:00 | 2025-03-01 11:20:00 | 405020  | 300000
    """
    crews = """
        vehicle_id | staff_id | starts_at           | ends_at
        V1         | S1       | 2025-02-10 07:00:00 | 2025-02-10 15:00:00
        V1         | S1       | 2025-03-01 07:00:00 | 2025-03-01 15:00:00
    """
    assert who(seen(stops=stops, homes=homes, crews=crews)) == [(1, "S1", "H1"), (3, "S1", "H1")]


def test_in_a_block_of_flats_the_visit_is_shared():
    homes = """
        human_id | person_id | easting | northing
        H1       | P1        | 400030  | 300040
        H2       | P2        | 400030  | 300040
        H3       | P3        | 400035  | 300045
        H4       | P4        | 400200  | 300000
    """
    pairs = """
        staff_id | human_id | first_at
        S1       | H1       | 2025-02-01 00:00:00
        S1       | H2       | 2025-02-01 00:00:00
        S1       | H3       | 2025-02-01 00:00:00
        S1       | H4       | 2025-02-01 00:00:00
    """
    shares = {row["human_id"]: round(row["share"], 2) for row in seen(homes=homes, pairs=pairs)}
    assert shares == {"H1": 0.33, "H2": 0.33, "H3": 0.33, "H4": 0.25}


def test_several_records_of_one_person_are_one_visit_at_the_nearest_address():
    homes = """
        human_id | person_id | easting | northing
        H1       | P1        | 400030  | 300040
        H1       | P1b       | 400030  | 300040
        H1       | P1c       | 400200  | 300000
    """
    (visit,) = seen(homes=homes)
    assert (visit["person_id"], visit["distance_m"], visit["share"]) == ("P1", 50.0, 1.0)


@pytest.mark.parametrize(
    ("first_at", "visited"),
    [("2025-03-31 10:00:00", True), ("2025-03-31 10:00:01", False), ("", True)],
)
def test_a_trace_that_comes_much_later_says_nothing_about_the_stop(first_at, visited):
    pairs = f"""
        staff_id | human_id | first_at
        S1       | H1       | {first_at}
    """
    assert bool(seen(pairs=pairs)) is visited


def test_a_vehicle_in_its_garage_visits_nobody():
    stops = """
        stop_id | unit_id | starts_at           | ends_at             | easting | northing
        1       | V1      | 2025-03-01 14:00:00 | 2025-03-02 06:00:01 | 400000  | 300000
        2       | V1      | 2025-03-01 14:00:00 | 2025-03-02 06:00:00 | 400000  | 300000
    """
    assert who(seen(stops=stops)) == [(2, "S1", "H1")]
    with tempfile.TemporaryDirectory() as work, duck_session(work=Path(work)) as session:
        drawn_stops = drawn.table(stops, schema=stages.STOPS)
        assert session.rows(drawn_stops.agg(garaged=garaged(drawn_stops))) == [{"garaged": 1}]


def test_the_visit_is_clipped_to_the_member_s_booking():
    stops = """
        stop_id | unit_id | starts_at           | ends_at             | easting | northing
        1       | V1      | 2025-03-01 14:40:00 | 2025-03-01 16:00:00 | 400000  | 300000
    """
    (visit,) = seen(stops=stops)
    assert f"{visit['at']:%H:%M}-{visit['ends_at']:%H:%M}" == "14:40-15:00"


def test_both_of_a_crew_are_there_and_each_visit_says_so():
    crews = (
        S1_ON_V1
        + """
        V1         | S2       | 2025-03-01 07:00:00 | 2025-03-01 15:00:00
    """
    )
    pairs = (
        S1_AND_HER
        + """
        S2       | H1       | 2025-02-01 00:00:00
    """
    )
    assert [(row["staff_id"], row["crew_size"]) for row in seen(crews=crews, pairs=pairs)] == [
        ("S1", 2), ("S2", 2),
    ]  # fmt: skip


def test_a_hand_held_parks_nowhere_and_does_not_repeat_the_vehicle_s_stop():
    stops = (
        STOP
        + """
        2       | S1      | 2025-03-01 10:02:00 | 2025-03-01 10:18:00 | 400030  | 300040
        3       | S1      | 2025-03-01 13:00:00 | 2025-03-01 13:20:00 | 400030  | 300140
    """
    )
    rows = seen(stops=stops)
    assert [(row["stop_id"], row["distance_m"], row["parked"]) for row in rows] == [
        (1, 50.0, "at"), (3, 100.0, None),
    ]  # fmt: skip


def test_homes_across_the_edge_of_a_grid_cell_are_found():
    stops = """
        stop_id | unit_id | starts_at           | ends_at             | easting | northing
        1       | V1      | 2025-03-01 10:00:00 | 2025-03-01 10:20:00 | 399999  | 300001
    """
    homes = """
        human_id | person_id | easting | northing
        H1       | P1        | 400001  | 299999
    """
    assert len(seen(stops=stops, homes=homes)) == 1


def test_refuelling_far_from_anybody_is_no_visit():
    stops = """
        stop_id | unit_id | starts_at           | ends_at             | easting | northing
        1       | V1      | 2025-03-01 10:00:00 | 2025-03-01 10:08:00 | 401500  | 300000
    """
    assert seen(stops=stops) == []
