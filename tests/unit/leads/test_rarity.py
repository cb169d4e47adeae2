"""Rarity among peers in bits: n bits is one in 2 to the n."""

import math

import ibis
import pytest

from tests.support import drawn, duck
from upstander.engine.leads.matrix import read_matrix
from upstander.engine.leads.rarity import with_bits
from upstander.engine.tables.stages import FINDINGS

MATRIX = read_matrix()
SCHEMA = {"indicator": "string", "family": "string", "private": "boolean"} | FINDINGS


def bits(
    findings: str, *, response: int, custody: int = 0, busy: int = 20
) -> dict[tuple[str, str, str], float]:
    """Everybody deals with twenty people; S1 with `busy`."""
    staff = [{"staff_id": f"S{n}", "role_family": "response"} for n in range(1, response + 1)]
    staff += [{"staff_id": f"C{n}", "role_family": "custody"} for n in range(1, custody + 1)]
    table = with_bits(
        drawn.table(findings, schema=SCHEMA, private=False),
        staff=ibis.memtable(
            [row | {"people": busy if row["staff_id"] == "S1" else 20} for row in staff],
            schema={"staff_id": "string", "role_family": "string", "people": "int64"},
        ),
        matrix=MATRIX,
    )
    rows = duck.connect().to_pyarrow(table).to_pylist()
    return {(r["indicator"], r["staff_id"], r["human_id"]): r["rarity_bits"] for r in rows}


def test_the_strongest_of_256_peers_is_one_in_256():
    found = bits(
        """
        indicator | staff_id | human_id | value
        IND-01    | S1       | P1       | 38
        IND-01    | S2       | P2       | 10
        """,
        response=256,
    )
    assert found["IND-01", "S1", "P1"] == pytest.approx(8)
    assert found["IND-01", "S2", "P2"] == pytest.approx(7)


def test_a_busy_member_with_many_pairs_counts_once():
    found = bits(
        """
        indicator | staff_id | human_id | value
        IND-01    | S1       | P1       | 10
        IND-01    | S1       | P2       | 10
        IND-01    | S1       | P3       | 10
        IND-01    | S2       | P4       | 10
        """,
        response=256,
    )
    assert list(found.values()) == pytest.approx([7] * 4)


ONE = """
    indicator | staff_id | human_id | value
    IND-01    | S1       | P1       | 38
    IND-03    | S1       |          | 38
"""


@pytest.mark.parametrize(
    ("busy", "taken"),
    [
        (20, 0.0),
        (60, 0.0),  # thrice as many as the others: not more than rarity can tell
        (10_000, math.log2(10_000 / (MATRIX.many_people * (10_000 + 255 * 20) / 256))),
    ],
)
def test_whoever_deals_with_many_has_many_chances_of_a_strong_pair(busy, taken):
    found = bits(ONE, response=256, busy=busy)
    assert found["IND-01", "S1", "P1"] == pytest.approx(8 - taken)
    # What is told of the member alone is no matter of chances among people.
    assert found["IND-03", "S1", None] == pytest.approx(8)


def test_ties_count_against_rarity():
    drawn_rows = "\n".join(f"IND-01 | S{n} | P{n} | 5" for n in range(1, 65))
    found = bits("indicator | staff_id | human_id | value\n" + drawn_rows, response=128)
    assert list(found.values()) == pytest.approx([1] * 64)


def test_a_tie_does_not_depend_on_where_sums_end():
    found = bits(
        """
        indicator | staff_id | human_id | value
        IND-11    | S1       | P1       | 2.540641408155279
        IND-11    | S2       | P2       | 2.5406414081552797
        IND-11    | S3       | P3       | 2.540642
        """,
        response=256,
    )
    assert found["IND-11", "S1", "P1"] == found["IND-11", "S2", "P2"]
    assert found["IND-11", "S3", "P3"] == pytest.approx(8)


def test_what_everybody_in_the_role_does_is_not_rare_there():
    custody = "\n".join(f"IND-22 | C{n} | P{n} | 4" for n in range(1, 201))
    found = bits(
        "indicator | staff_id | human_id | value\nIND-22 | S1 | P0 | 4\n" + custody,
        response=200,
        custody=200,
    )
    assert found["IND-22", "C1", "P1"] < 0.2
    assert found["IND-22", "S1", "P0"] > 3


def test_no_sign_counts_for_more_than_the_matrix_allows():
    found = bits(
        """
        indicator | staff_id | human_id | value
        IND-01    | S1       | P1       | 38
        """,
        response=5000,
    )
    assert found["IND-01", "S1", "P1"] == MATRIX.most_bits_a_sign


def test_a_private_life_does_not_hide_the_same_thing_between_people_who_met_through_work():
    private = "\n".join(f"IND-05 | S{n} | P{n} | 20 | yes" for n in range(2, 66))
    found = bits(
        "indicator | staff_id | human_id | value | private\nIND-05 | S1 | P1 | 5 | no\n" + private,
        response=256,
    )
    assert found["IND-05", "S1", "P1"] == pytest.approx(8)
    assert found["IND-05", "S2", "P2"] == pytest.approx(2)
