"""Look-ups that are work on record: the member's own say, and what it weighs."""

import dataclasses

from tests.support import drawn, duck
from upstander.engine.leads.matrix import read_matrix
from upstander.engine.leads.own_record import with_own_record, with_record_weight

MATRIX = dataclasses.replace(read_matrix(), own_record=0.5, own_record_from=0.2)
PAIR = {"staff_id": "string", "human_id": "string"}
# S1 works on a matter of H1 that nobody entered as S1's. S2 opens H1's record out of interest; so
# does S3, and gives the number of a matter of H2. S4 changed one record of many.
LOOK_UPS = """
    staff_id | human_id | action | occurrence_id
    S1       | H1       | view   | O1
    S1       | H1       | edit   |
    S1       | H1       | view   |
    S2       | H1       | view   |
    S2       | H1       | search |
    S3       | H1       | view   | O2
    S4       | H1       | edit   |
    S4       | H1       | view   |
    S4       | H1       | view   |
    S4       | H1       | view   |
    S4       | H1       | view   |
    S4       | H1       | print  |
"""
MATTERS = """
    human_id | occurrence_id
    H1       | O1
    H1       | O1
    H2       | O2
"""
PAIRS = """
    staff_id | human_id
    S1       | H1
    S2       | H1
    S3       | H1
    S4       | H1
    S5       | H1
"""


def told() -> dict[str, tuple[int, int, float]]:
    facts = with_own_record(
        drawn.table(PAIRS, schema=PAIR),
        look_ups=drawn.table(
            LOOK_UPS, schema=PAIR | {"action": "string", "occurrence_id": "string"}
        ),
        matters=drawn.table(MATTERS, schema={"human_id": "string", "occurrence_id": "string"}),
    )
    rows = duck.connect().to_pyarrow(with_record_weight(facts, matrix=MATRIX)).to_pylist()
    return {
        row["staff_id"]: (row["open_look_ups"], row["work_look_ups"], row["record_weight"])
        for row in rows
    }


def test_citing_a_matter_of_the_person_or_changing_the_record_is_work_on_record():
    assert told()["S1"] == (3, 2, 0.5)


def test_only_looking_is_none():
    assert told()["S2"] == (2, 0, 1.0)


def test_citing_somebody_elses_matter_is_none():
    assert told()["S3"] == (1, 0, 1.0)


def test_one_change_among_many_look_ups_does_not_cover_them():
    assert told()["S4"] == (6, 1, 1.0)


def test_a_pair_without_look_ups_keeps_its_weight():
    assert told()["S5"] == (0, 0, 1.0)
