"""How contact between two began: before work, after it, or before the records begin."""

from datetime import datetime

from tests.support import drawn, duck
from upstander.engine.leads.matrix import read_matrix
from upstander.engine.leads.origin import with_origin

MATRIX = read_matrix()
RUNNING = "already running when the records begin"
FACTS = {
    "staff_id": "string",
    "human_id": "string",
    "first_talk_at": "timestamp(6)",
    "first_lookup_at": "timestamp(6)",
    "link_first_at": "timestamp(6)",
    "days_both_ways": "int64",
    "last_talk_at": "timestamp(6)",
    "talk_days": "int64",
}


def rows(table):
    return duck.connect().to_pyarrow(table).to_pylist()


def origins(facts: str) -> list[tuple[str, float]]:
    table = drawn.table(facts, schema=FACTS)
    told = rows(
        with_origin(table, begins=datetime(2024, 12, 20), matrix=MATRIX).order_by("staff_id")
    )
    return [(row["origin"], row["origin_weight"]) for row in told]


def test_contact_as_old_as_its_own_spacing_allows_tells_no_beginning():
    """The records begin on 20 December; a look-up stands before each first call."""
    assert origins(
        """
        staff_id | human_id | first_talk_at       | last_talk_at        | talk_days | first_lookup_at     | days_both_ways
        S1       | P1       | 2025-02-10 10:00:00 | 2025-12-10 10:00:00 | 11        | 2025-01-20 10:00:00 | 2
        S2       | P2       | 2025-05-25 10:00:00 | 2025-12-10 10:00:00 | 20        | 2025-05-20 10:00:00 | 2
        S3       | P3       | 2025-02-10 10:00:00 | 2025-12-10 10:00:00 | 11        | 2025-01-20 10:00:00 | 0
        S4       | P4       | 2025-02-10 10:00:00 | 2025-02-10 18:00:00 | 1         | 2025-01-20 10:00:00 | 1
        S5       | P5       | 2025-05-25 10:00:00 | 2025-12-10 10:00:00 | 20        | 2025-03-20 10:00:00 | 2
        """
    ) == [
        # Monthly, and first seen after less than two months: it may be older than the records.
        (RUNNING, MATRIX.origin[RUNNING]),
        # Twice a month, and nothing in the first five.
        ("after a look-up", 1.0),
        # Never answered: whom a member rings without an answer is no old friend.
        ("after a look-up", 1.0),
        # One day has no spacing.
        ("after a look-up", 1.0),
        # Two months after the look-up: it is not what the contact began with.
        ("no link seen", MATRIX.origin["no link seen"]),
    ]


def test_a_link_within_the_first_spacings_of_the_records_tells_no_beginning_either():
    """A log of 10 January that a friend is on, the first call on the 14th, a call a fortnight."""
    assert origins(
        """
        staff_id | human_id | first_talk_at       | last_talk_at        | talk_days | link_first_at       | days_both_ways
        S1       | P1       | 2025-01-14 10:00:00 | 2025-12-10 10:00:00 | 23        | 2025-01-10 10:00:00 | 5
        S2       | P2       | 2025-06-14 10:00:00 | 2025-12-10 10:00:00 | 12        | 2025-06-10 10:00:00 | 5
        S3       | P3       | 2025-01-14 10:00:00 | 2025-12-10 10:00:00 | 23        | 2025-01-10 10:00:00 | 0
        """
    ) == [
        (RUNNING, MATRIX.origin[RUNNING]),
        ("after a policing link", 1.0),
        ("after a policing link", 1.0),
    ]


def test_origin_tells_a_private_life_from_contact_that_began_after_a_policing_link():
    assert origins(
        """
        staff_id | human_id | first_talk_at       | first_lookup_at     | link_first_at       | days_both_ways
        S1       | P1       | 2025-01-01 10:00:00 |                     | 2025-06-01 10:00:00 | 40
        S2       | P2       | 2025-06-03 10:00:00 |                     | 2025-06-01 10:00:00 | 0
        S3       | P3       | 2025-05-25 10:00:00 |                     | 2025-06-01 10:00:00 | 3
        S4       | P4       | 2025-05-25 10:00:00 | 2025-05-20 10:00:00 |                     | 3
        S5       | P5       | 2025-01-05 10:00:00 |                     |                     | 30
        S6       | P6       | 2025-01-05 10:00:00 |                     |                     | 0
        S7       | P7       | 2024-12-21 10:00:00 |                     | 2023-06-01 10:00:00 | 30
        S8       | P8       | 2025-06-21 10:00:00 |                     | 2023-06-01 10:00:00 | 30
        """
    ) == [
        ("before any policing link", MATRIX.origin["before any policing link"]),
        ("after a policing link", 1.0),
        ("after a policing link", 1.0),
        ("after a look-up", 1.0),
        ("no link seen", MATRIX.origin["no link seen"]),
        ("no link seen", MATRIX.origin["no link seen"]),
        (
            "already running when the records begin",
            MATRIX.origin["already running when the records begin"],
        ),
        ("after a policing link", 1.0),
    ]
