"""Who was with the unit while it stood, from bookings that are sometimes wrong."""

import tempfile
from pathlib import Path

from tests.support import drawn
from upstander.engine.contacts.crews import crewed
from upstander.engine.sessions import duck_session
from upstander.engine.tables import stages

STAFF = """
    staff_id | kind    | role
    S1       | officer | Response officer
    S2       | officer | Response officer
    S3       | pcso    | Neighbourhood PCSO
"""


def crew(stops: str, crews: str) -> list[tuple]:
    """Stop, member, crew size and the part of the stop that the booking covers."""
    known = drawn.records(staff=STAFF, crews=crews)
    table = drawn.table(stops, schema=stages.STOPS, source_file="positions.csv", source_row=1)
    with tempfile.TemporaryDirectory() as work, duck_session(work=Path(work)) as session:
        rows = session.rows(crewed(table, known, session).order_by(["stop_id", "staff_id"]))
    return [
        (
            row["stop_id"], row["staff_id"], row["crew_size"],
            f"{row['starts_at']:%H:%M}-{row['ends_at']:%H:%M}",
        )
        for row in rows
    ]  # fmt: skip


EARLIES_AND_LATES = """
    vehicle_id | staff_id | starts_at           | ends_at
    V1         | S1       | 2025-03-01 07:00:00 | 2025-03-01 15:00:00
    V1         | S2       | 2025-03-01 07:00:00 | 2025-03-01 15:00:00
    V1         | S3       | 2025-03-01 15:00:00 | 2025-03-01 23:00:00
"""


def test_everybody_booked_on_the_vehicle_was_there():
    stops = """
        stop_id | unit_id | starts_at           | ends_at
        1       | V1      | 2025-03-01 10:00:00 | 2025-03-01 10:20:00
        2       | V1      | 2025-03-01 20:00:00 | 2025-03-01 20:20:00
    """
    assert crew(stops, EARLIES_AND_LATES) == [
        (1, "S1", 2, "10:00-10:20"), (1, "S2", 2, "10:00-10:20"), (2, "S3", 1, "20:00-20:20"),
    ]  # fmt: skip


def test_a_relief_is_not_a_crew():
    stops = """
        stop_id | unit_id | starts_at           | ends_at
        1       | V1      | 2025-03-01 14:50:00 | 2025-03-01 15:30:00
    """
    assert crew(stops, EARLIES_AND_LATES) == [
        (1, "S1", 2, "14:50-15:00"), (1, "S2", 2, "14:50-15:00"), (1, "S3", 1, "15:00-15:30"),
    ]  # fmt: skip


def test_a_booking_that_only_touches_the_edge_does_not_count():
    stops = """
        stop_id | unit_id | starts_at           | ends_at
        1       | V1      | 2025-03-01 14:58:30 | 2025-03-01 15:30:00
        2       | V1      | 2025-03-01 14:58:00 | 2025-03-01 15:30:00
    """
    assert [row[:2] for row in crew(stops, EARLIES_AND_LATES)] == [
        (1, "S3"), (2, "S1"), (2, "S2"), (2, "S3"),
    ]  # fmt: skip


def test_a_stop_of_a_vehicle_with_no_booking_belongs_to_nobody():
    stops = """
        stop_id | unit_id | starts_at           | ends_at
        1       | V1      | 2025-03-02 10:00:00 | 2025-03-02 10:20:00
        2       | V9      | 2025-03-01 10:00:00 | 2025-03-01 10:20:00
    """
    assert crew(stops, EARLIES_AND_LATES) == []


def test_a_member_booked_twice_is_one():
    twice = """
        vehicle_id | staff_id | starts_at           | ends_at
        V1         | S1       | 2025-03-01 07:00:00 | 2025-03-01 10:10:00
        V1         | S1       | 2025-03-01 10:10:00 | 2025-03-01 15:00:00
    """
    stops = """
        stop_id | unit_id | starts_at           | ends_at
        1       | V1      | 2025-03-01 10:00:00 | 2025-03-01 10:20:00
    """
    assert crew(stops, twice) == [(1, "S1", 1, "10:00-10:20")]


def test_a_booking_and_a_stop_over_midnight_meet_once():
    nights = """
        vehicle_id | staff_id | starts_at           | ends_at
        V1         | S1       | 2025-03-01 22:00:00 | 2025-03-02 07:00:00
    """
    stops = """
        stop_id | unit_id | starts_at           | ends_at
        1       | V1      | 2025-03-01 21:50:00 | 2025-03-02 00:30:00
        2       | V1      | 2025-03-02 03:00:00 | 2025-03-02 03:30:00
    """
    assert crew(stops, nights) == [(1, "S1", 1, "22:00-00:30"), (2, "S1", 1, "03:00-03:30")]


def test_a_hand_held_was_with_its_holder_and_whoever_rode_with_them():
    stops = """
        stop_id | unit_id | starts_at           | ends_at
        1       | S1      | 2025-03-01 10:00:00 | 2025-03-01 10:20:00
        2       | S1      | 2025-03-01 18:00:00 | 2025-03-01 18:20:00
    """
    assert crew(stops, EARLIES_AND_LATES) == [
        (1, "S1", 2, "10:00-10:20"), (2, "S1", None, "18:00-18:20"),
    ]  # fmt: skip


def test_without_bookings_a_hand_held_still_tells_its_holder():
    stops = """
        stop_id | unit_id | starts_at           | ends_at
        1       | S3      | 2025-03-01 10:00:00 | 2025-03-01 10:20:00
    """
    assert crew(stops, "") == [(1, "S3", None, "10:00-10:20")]
