"""Who never sees whose file: ties of record between members of staff, drawn."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.support import drawn
from tests.support.duck import connect
from upstander.engine.tables.stages import HUMANS, NUMBER_HOLDERS, STAFF_NUMBERS
from upstander.engine.workbench import conflicts

STAFF = """
    staff_id | name          | birth_year | line_manager_id
    S1       | Ash Alder     | 1980       | M1
    S2       | Blair  Birch  | 1985       |
    S3       | Casey Cedar   | 1990       |
    M1       | Drew Dogwood  |            |
"""
# P2 is the member S2 by name and year; P3 is S3 by S3's own number; P4 only shares S2's name.
PEOPLE = """
    person_id | given_names | family_name | birth_date
    P2        | blair       | Birch       | 1985-05-05
    P3        | K           | Elm         | 1990-01-01
    P4        | Blair       | Birch       | 1961-01-01
"""
HUMANS_ARE = """
    person_id | human_id
    P2        | P2
    P3        | P3
    P4        | P4
"""
NUMBERS = """
    number        | staff_id | ownership
    +447700900103 | S3       | personal
    +447700900101 | S1       | force
"""
HELD = """
    number        | human_id | person_id
    +447700900103 | P3       | P3
    +447700900101 | P4       | P4
"""
LINE = {"M1 S1 line", "S1 M1 line"}


def ties(**tables: str) -> set[str]:
    records = drawn.records(staff=STAFF, people=PEOPLE, **tables)
    scanned = SimpleNamespace(
        staff=records["staff"],
        extracts=SimpleNamespace(records=records),
        identified=SimpleNamespace(
            people=SimpleNamespace(humans=drawn.table(HUMANS_ARE, schema=HUMANS)),
            staff_numbers=drawn.table(NUMBERS, schema=STAFF_NUMBERS),
            number_holders=drawn.table(HELD, schema=NUMBER_HOLDERS),
        ),
    )
    found = connect().to_pyarrow(conflicts(cast(Any, scanned))).to_pylist()
    rows = [" ".join((r["reader_staff_id"], r["subject_staff_id"], r["why"])) for r in found]
    assert len(rows) == len(set(rows))
    return set(rows)


def declares(**cells: str) -> str:
    names = ("person_id", "name", "birth_date", "number")
    row = " | ".join(cells.get(name, "") for name in names)
    return f"""
        declaration_id | staff_id | kind    | declared_on | {" | ".join(names)}
        D1             | S1       | partner | 2025-01-01  | {row}
    """


def test_line_managers_and_those_they_manage_never_see_each_others_files() -> None:
    assert ties() == LINE


def test_with_whom_an_integrity_check_is_held_is_in_the_line() -> None:
    found = ties(
        integrity_checks="""
            staff_id | supervisor_id | opened_at
            S2       | S3            | 2025-01-01 10:00:00
        """
    )
    assert found == LINE | {"S3 S2 line", "S2 S3 line"}


@pytest.mark.parametrize(
    ("cells", "other"),
    [
        ({"name": "BLAIR BIRCH"}, "S2"),
        ({"name": "Blair Birch", "birth_date": "1985-02-03"}, "S2"),
        ({"name": "Blair Birch", "birth_date": "1961-02-03"}, ""),  # another of that name
        ({"name": "Somebody Else"}, ""),
        ({"number": "07700 900103"}, "S3"),
        ({"number": "07700 900199"}, ""),
        ({"person_id": "P2"}, "S2"),
        ({"person_id": "P3"}, "S3"),
        ({"person_id": "P4"}, ""),  # S1's force phone is on the record of somebody they met
        ({"name": "Ash Alder"}, ""),  # nobody is tied to themselves
    ],
)
def test_a_declaration_that_names_another_member_keeps_both_apart(
    cells: dict[str, str], other: str
) -> None:
    tied = {f"{other} S1 declared", f"S1 {other} declared"} if other else set()
    assert ties(declarations=declares(**cells)) == LINE | tied


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ("complaints", "complaint_id | staff_id | received_on | category | person_id"),
        ("conduct", "matter_id | staff_id | opened_on | category | person_id"),
    ],
)
@pytest.mark.parametrize(("person", "reader"), [("P2", "S2"), ("P3", "S3"), ("P4", ""), ("", "")])
def test_who_is_named_in_what_was_said_never_sees_the_file_it_was_said_about(
    table: str, text: str, person: str, reader: str
) -> None:
    drawing = f"""
        {text}
        X1 | M1 | 2025-01-01 | other | {person}
    """
    named = {f"{reader} M1 named"} if reader else set()
    assert ties(**{table: drawing}) == LINE | named
