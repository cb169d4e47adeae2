"""Addresses and vehicles: however they are written, they are found by how they are typed."""

import pytest

from tests.support import drawn
from tests.support.duck import connect
from upstander.engine.people import spelled

WRITTEN = """
    house  | postcode | uprn         | vehicle
    14     | ZZ1 1AA  | 000100023336 | V-12
    Flat 2 | zz99 9zz | 100023336    | v12
    14a    | ZZ1A 1AA | 1            | V 0012
           | ZZ1 1AA  |              |
    14     | Unknown  | 0            | -
"""
READ = [
    # address           postcode   uprn          vehicle
    ("14 ZZ11AA",       "ZZ11AA",  "100023336",  "V12"),
    ("FLAT2 ZZ999ZZ",   "ZZ999ZZ", "100023336",  "V12"),
    ("14A ZZ1A1AA",     "ZZ1A1AA", "1",          "V0012"),
    (None,              "ZZ11AA",  None,         None),
    (None,              None,      None,         None),
]  # fmt: skip

TYPED = [
    # typed                            kind        what it is looked for as
    ("07700 900123",                   "number",   "+447700900123"),
    ("+44 (0)7700 900-123",            "number",   "+447700900123"),
    ("0044 7700 900123",               "number",   "+447700900123"),
    ("zz1 1aa",                        "postcode", "ZZ11AA"),
    ("14, ZZ1 1AA",                    "address",  "14 ZZ11AA"),
    ("14a high street, ZZ11AA",        "address",  "14A ZZ11AA"),
    ("Flat 2, 14 High Street ZZ1 1AA", "address",  "FLAT2 ZZ11AA"),
    ("000100023336",                   "uprn",     "100023336"),
    ("v 12",                           "vehicle",  "V12"),
]  # fmt: skip
NEITHER = [
    # typed             is no
    ("Alex Sample",     "number"),
    ("07700",           "number"),   # too short to be dialled
    ("ZZ1 1AA flat",    "postcode"),  # something follows it
    ("14 High Street",  "address"),  # no postcode
    ("1234567890123",   "uprn"),  # thirteen digits
    ("---",             "vehicle"),
    ("14 ZZ1 1AA",      "postcode"),  # one house is meant, not the street
]  # fmt: skip


def test_records_are_brought_to_one_spelling() -> None:
    schema = dict.fromkeys(("house", "postcode", "uprn", "vehicle"), "string")
    table = drawn.table(WRITTEN, schema=schema)
    read = table.select(
        address=spelled.address(table.house, table.postcode),
        code=spelled.postcode(table.postcode),
        reference=spelled.uprn(table.uprn),
        car=spelled.plain(table.vehicle),
    )
    rows = connect().to_pyarrow(read).to_pylist()
    assert [(r["address"], r["code"], r["reference"], r["car"]) for r in rows] == READ


@pytest.mark.parametrize(("typed", "kind", "value"), TYPED)
def test_what_is_typed_comes_to_the_same_spelling(typed: str, kind: str, value: str) -> None:
    assert (kind, value) in spelled.could_be(typed)


@pytest.mark.parametrize(("typed", "kind"), NEITHER)
def test_what_it_is_not(typed: str, kind: str) -> None:
    assert kind not in dict(spelled.could_be(typed))
