"""What a scan writes of look-ups: of all staff, each entry of the log, with what was made of it."""

from types import SimpleNamespace
from typing import Any, cast

from tests.support import drawn
from tests.support.duck import connect
from upstander.engine import look_up_files
from upstander.engine.tables.stages import (
    EXPLAINED_CONTACTS,
    HUMANS,
    NUMBER_HOLDERS,
    STAFF_NUMBERS,
)

STAFF = """
    staff_id | name        | birth_year
    S1       | Ash Alder   | 1980
    S2       | Blair Birch | 1985
"""
# P2 is the member S2 by name and year; H1 has two records; P5 was looked up by nobody.
PEOPLE = """
    person_id | given_names | family_name | birth_date
    P1        | Kit         | Elm         | 1990-01-01
    P1B       | Christopher | Elm         | 1990-01-01
    P2        | Blair       | Birch       | 1985-05-05
    P5        | Robin       | Rowan       | 1961-01-01
"""
HUMANS_ARE = """
    person_id | human_id
    P1        | H1
    P1B       | H1
    P2        | H2
    P5        | H5
"""
MARKERS = """
    person_id | marker        | recorded_at
    P1B       | mental_health | 2025-01-01 00:00:00
    P5        | young_person  | 2025-01-01 00:00:00
"""
LOG = """
    staff_id | person_id | occurrence_id | system  | action | at                  | reason | source_row
    S1       | P1        |               | Records | view   | 2025-02-01 09:00:00 | check  | 1
    S1       |           | O1            | Records | view   | 2025-02-02 09:00:00 |        | 2
    S1       |           |               | Duties  | search | 2025-02-03 09:00:00 |        | 3
    S2       | P99       |               | Records | view   | 2025-02-04 09:00:00 |        | 4
"""
# The second entry showed two people; a call in the same row of another file is no look-up.
TOLD = """
    staff_id | human_id | person_id | kind   | status      | at                  | source_row | source_table
    S1       | H1       | P1        | lookup | unexplained | 2025-02-01 09:00:00 | 1          | searches
    S1       | H1       | P1        | lookup | explained   | 2025-02-02 09:00:00 | 2          | searches
    S1       | H2       | P2        | lookup | explained   | 2025-02-02 09:00:00 | 2          | searches
    S1       | H5       | P5        | call   | unexplained | 2025-02-03 09:00:00 | 3          | calls
"""


def told() -> dict[str, list[dict[str, Any]]]:
    """Each file's rows."""
    records = drawn.records(staff=STAFF, people=PEOPLE, vulnerabilities=MARKERS, searches=LOG)
    contacts = drawn.table(TOLD, schema=dict(EXPLAINED_CONTACTS), source_file="searches.csv")
    engine = connect()
    scanned = SimpleNamespace(
        staff=records["staff"],
        extracts=SimpleNamespace(records=records),
        explained=SimpleNamespace(contacts=contacts),
        identified=SimpleNamespace(
            people=SimpleNamespace(humans=drawn.table(HUMANS_ARE, schema=HUMANS)),
            staff_numbers=drawn.table(
                "number | staff_id | ownership\n+447700900103 | S1 | personal",
                schema=STAFF_NUMBERS,
            ),
            number_holders=drawn.table(
                "number | human_id | person_id\n+447700900103 | H1 | P1", schema=NUMBER_HOLDERS
            ),
        ),
    )
    session = SimpleNamespace(keep=lambda _name, expression: expression)
    tables = look_up_files.tables(cast(Any, scanned), session=cast(Any, session))
    return {name: engine.to_pyarrow(table).to_pylist() for name, table in tables.items()}


def test_each_entry_of_the_log_is_told_once_for_each_person_whose_record_it_opened() -> None:
    found = [
        (row["source_row"], row["human_id"], row["person_id"], row["status"], row["reason"])
        for row in told()["look_ups"]
    ]
    assert sorted(found, key=lambda row: (row[0], row[1] or "")) == [
        (1, "H1", "P1", "unexplained", "check"),
        (2, "H1", "P1", "explained", None),
        (2, "H2", "P2", "explained", None),
        (3, None, None, None, None),  # which names nobody
        (4, None, "P99", None, None),  # and a record that the extracts do not hold
    ]


def test_the_records_of_those_looked_up_say_whose_they_may_be() -> None:
    found = {(row["person_id"], row["name"], row["member"]) for row in told()["looked_up"]}
    assert found == {
        ("P1", "Kit Elm", "S1"),  # by the member's own number
        ("P1B", "Christopher Elm", "S1"),
        ("P2", "Blair Birch", "S2"),  # by name and year of birth
    }


def test_markers_are_of_the_human_being_and_of_those_looked_up_alone() -> None:
    assert [(row["human_id"], row["marker"]) for row in told()["markers"]] == [
        ("H1", "mental_health")
    ]


def test_all_staff_are_told_with_their_role() -> None:
    assert [row["staff_id"] for row in told()["staff"]] == ["S1", "S2"]
