"""By what members and the people of their leads are found, and how many others share it; drawn."""

from types import SimpleNamespace
from typing import Any, cast

from tests.support import drawn
from tests.support.duck import connect
from upstander.engine.reached import reached
from upstander.engine.tables.stages import HUMANS, NUMBER_HOLDERS, STAFF_NUMBERS

# P1 and P9 are one human being; P2 lives in the same house; P3 is in no lead.
HUMANS_ARE = """
    person_id | human_id
    P1        | H1
    P9        | H1
    P2        | H2
    P3        | H3
"""
LIVED = """
    person_id | uprn | house | postcode | easting | northing
    P1        | 0071 | 14    | ZZ1 1AA  | 1       | 1
    P9        |      | 14    | zz11aa   | 1       | 1
    P2        | 71   | 14    | ZZ1 1AA  | 1       | 1
    P3        | 72   | 15    | ZZ1 1AA  | 1       | 1
"""
HELD = """
    number        | human_id | person_id
    +447700900101 | H1       | P1
    +447700900101 | H3       | P3
    +447700900102 | H3       | P3
"""
STAFF_HELD = """
    number        | staff_id | ownership
    +447700900201 | S1       | force
    +447700900202 | S2       | force
"""
CREWS = """
    vehicle_id | staff_id | starts_at           | ends_at
    V-1        | S1       | 2025-03-01 10:00:00 | 2025-03-01 18:00:00
    V-1        | S1       | 2025-03-02 10:00:00 | 2025-03-02 18:00:00
    V-1        | S2       | 2025-03-02 20:00:00 | 2025-03-03 04:00:00
"""


def test_who_is_found_by_what_and_how_many_share_it() -> None:
    records = drawn.records(person_addresses=LIVED, crews=CREWS)
    scanned = SimpleNamespace(
        extracts=SimpleNamespace(records=records),
        identified=SimpleNamespace(
            people=SimpleNamespace(humans=drawn.table(HUMANS_ARE, schema=HUMANS)),
            staff_numbers=drawn.table(STAFF_HELD, schema=STAFF_NUMBERS),
            number_holders=drawn.table(HELD, schema=NUMBER_HOLDERS),
        ),
    )
    members = drawn.table("staff_id\nS1", schema={"staff_id": "string"})
    humans = drawn.table("human_id\nH1\nH2", schema={"human_id": "string"})
    found = reached(cast(Any, scanned), members=members, humans=humans)
    rows = connect().to_pyarrow(found).to_pylist()
    assert sorted(" ".join(str(value) for value in row.values()) for row in rows) == [
        "address person H1 14 ZZ11AA 2",
        "address person H2 14 ZZ11AA 2",
        "number person H1 +447700900101 2",
        "number staff S1 +447700900201 1",
        "postcode person H1 ZZ11AA 3",
        "postcode person H2 ZZ11AA 3",
        "uprn person H1 71 2",
        "uprn person H2 71 2",
        "vehicle staff S1 V1 2",
    ]
