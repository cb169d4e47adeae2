"""Calls, messages, look-ups, attendances and custody steps become contacts."""

import tempfile
from pathlib import Path

from tests.support import drawn, duck
from upstander.engine.contacts import calls, lookups
from upstander.engine.sessions import duck_session
from upstander.engine.tables import stages

HANDSET, HER, SHARED = "07700 900001", "07700 900100", "07700 900200"
SPELLINGS = """
    number       | e164
    07700 900001 | +447700900001
    07700900100  | +447700900100
    07700 900200 | +447700900200
"""
STAFF_NUMBERS = """
    number        | staff_id | ownership | starts_at           | ends_at
    +447700900001 | S1       | force     |                     | 2025-03-10 00:00:00
    +447700900001 | S2       | force     | 2025-03-10 00:00:00 |
"""
HOLDERS = """
    number        | human_id | person_id | starts_at | ends_at             | share
    +447700900100 | H1       | P1        |           | 2025-04-01 00:00:00 | 1.0
    +447700900100 | H1       | P1b       |           | 2025-04-01 00:00:00 | 1.0
    +447700900200 | H2       | P2        |           |                     | 0.5
    +447700900200 | H3       | P3        |           |                     | 0.5
"""


def rows(table):
    return duck.connect().to_pyarrow(table).to_pylist()


def found_calls(text: str):
    with tempfile.TemporaryDirectory() as work, duck_session(work=Path(work)) as session:
        table = calls.calls(
            records=drawn.records(calls=text),
            spellings=drawn.table(SPELLINGS, schema={"number": "string", "e164": "string"}),
            staff_numbers=drawn.table(STAFF_NUMBERS, schema=stages.STAFF_NUMBERS),
            number_holders=drawn.table(HOLDERS, schema=stages.NUMBER_HOLDERS),
            engine=session,
        )
        return session.rows(table.order_by("source_row", "human_id"))


def test_a_call_belongs_to_whoever_held_the_handset_and_the_number_at_the_time():
    found = found_calls(
        """
        number       | other_number | at                  | direction | kind  | duration_s
        07700 900001 | 07700900100  | 2025-03-01 10:00:00 | out       | voice | 3
        07700 900001 | 07700900100  | 2025-03-20 10:00:00 | in        | text  |
        07700 900001 | 07700900100  | 2025-04-20 10:00:00 | out       | voice | 3
        """
    )
    assert [(r["staff_id"], r["human_id"], r["kind"], r["direction"]) for r in found] == [
        ("S1", "H1", "call", "out"),
        ("S2", "H1", "message", "in"),
    ]
    assert found[0]["duration_s"] == 3


def test_two_records_of_one_human_make_one_contact():
    found = found_calls(
        """
        number       | other_number | at                  | direction | kind
        07700 900001 | 07700900100  | 2025-03-01 10:00:00 | out       | voice
        """
    )
    assert len(found) == 1


def test_a_shared_number_stays_shared_with_its_share_shown():
    found = found_calls(
        """
        number       | other_number | at                  | direction | kind
        07700 900001 | 07700 900200 | 2025-03-01 10:00:00 | out       | voice
        """
    )
    assert [(r["human_id"], r["share"], r["source_row"]) for r in found] == [
        ("H2", 0.5, 1),
        ("H3", 0.5, 1),
    ]


def test_a_call_to_nobody_on_record_is_no_contact():
    assert (
        found_calls(
            """
        number       | other_number | at                  | direction | kind
        07700 900001 | 01632960001  | 2025-03-01 10:00:00 | out       | voice
        """
        )
        == []
    )


def test_messages_reach_people_by_number_address_and_handle():
    table = calls.messages(
        records=drawn.records(
            messages="""
            message_id | staff_id | channel | account | other_party     | at                  | direction
            M1         | S1       | text    | force   | 07700900100     | 2025-03-01 10:00:00 | out
            M2         | S1       | email   | force   | A@Example.invalid | 2025-03-01 10:00:00 | out
            M3         | S1       | email   | force   | b@example.invalid | 2025-03-01 10:00:00 | in
        """
        ),
        spellings=drawn.table(SPELLINGS, schema={"number": "string", "e164": "string"}),
        number_holders=drawn.table(HOLDERS, schema=stages.NUMBER_HOLDERS),
        handle_holders=drawn.table(
            """
            handle            | human_id | person_id | share
            a@example.invalid | H5       | P5        | 1.0
            """,
            schema=stages.HANDLE_HOLDERS,
        ),
    )
    assert [(r["human_id"], r["channel"]) for r in rows(table.order_by("source_row"))] == [
        ("H1", "text"),
        ("H5", "email"),
    ]


HUMANS = """
    person_id | human_id
    P1        | H1
    P2        | H2
"""
INVOLVED = """
    occurrence_id | person_id | role
    O1            | P1        | victim
    O1            | P2        | suspect
"""


def test_opening_an_occurrence_is_a_look_up_of_its_victim_and_not_of_its_suspect():
    table = lookups.lookups(
        records=drawn.records(
            searches="""
            staff_id | system | at                  | action | person_id | occurrence_id | field
            S1       | RMS    | 2025-03-01 10:00:00 | view   | P2        | O1            | contact
            S1       | RMS    | 2025-03-01 11:00:00 | view   |           | O1            |
            S1       | RMS    | 2025-03-01 12:00:00 | search |           |               |
            """,
            involvements=INVOLVED,
        ),
        humans=drawn.table(HUMANS, schema=stages.HUMANS),
    )
    found = rows(table.order_by("source_row"))
    assert [(r["human_id"], r["source_row"], r["field"]) for r in found] == [
        ("H2", 1, "contact"),
        ("H1", 2, None),
    ]


def test_an_attendance_is_a_contact_with_each_person_and_knows_its_crew():
    records = drawn.records(
        incidents="""
        incident_id | opened_at           | occurrence_id
        I1          | 2025-03-01 20:00:00 | O1
        """,
        involvements=INVOLVED,
        attendances="""
        incident_id | staff_id | arrived_at          | left_at
        I1          | S1       | 2025-03-01 20:30:00 | 2025-03-01 21:30:00
        I1          | S2       | 2025-03-01 20:31:00 | 2025-03-01 21:30:00
        I1          | S1       | 2025-03-02 20:30:00 |
        """,
    )
    about = lookups.incident_humans(
        records=records, humans=drawn.table(HUMANS, schema=stages.HUMANS)
    )
    found = rows(
        lookups.attendances(records=records, incident_humans=about).order_by(
            "source_row", "human_id"
        )
    )
    assert [(r["staff_id"], r["human_id"], r["crew_size"]) for r in found] == [
        ("S1", "H1", 2),
        ("S1", "H2", 2),
        ("S2", "H1", 2),
        ("S2", "H2", 2),
        ("S1", "H1", 1),
        ("S1", "H2", 1),
    ]
