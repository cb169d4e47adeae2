"""The share of legitimate events explained, on a truth small enough to count by hand."""

import pytest

from tests.support import drawn
from upstander.engine.evaluation.explained import explained
from upstander.engine.sessions import duck_session

EVENTS = {
    "source_table": "string",
    "source_row": "int64",
    "last_row": "int64",
    "staff_id": "string",
    "true_human": "string",
    "nature": "string",
    "recorded": "boolean",
    "first": "boolean",
}
CONTACTS = {
    "source_table": "string",
    "source_row": "int64",
    "staff_id": "string",
    "person_id": "string",
    "status": "string",
}

TRUTH = """
    source_table | source_row | last_row | staff_id | true_human | nature                | recorded | first
    calls        | 1          |          | S1       | H1         | work                  | yes      | yes
    calls        | 2          |          | S1       | H1         | work                  | yes      | no
    calls        | 3          |          | S1       | H2         | look_alike:odd_hours  | no       | yes
    calls        | 4          |          | S1       | H3         | misconduct            | no       | yes
    calls        | 5          |          | S1       | H3         | private               | no       | yes
    positions    | 10         | 20       | S1       | H1         | work                  | yes      | no
    positions    | 30         | 40       | S1       | H1         | work                  | yes      | no
    positions    | 50         | 60       | S1       | H1         | work                  | yes      | no
    log_handling | 7          |          | S1       | H1         | work                  | yes      | no
"""
# H1 has two records. The stop of rows 10 to 20 is told from row 13 on, that of 30 to 40 as
# somebody else's visit, and that of 50 to 60 not at all.
SCAN = """
    source_table | source_row | staff_id | person_id | status
    calls        | 1          | S1       | P1        | explained
    calls        | 2          | S1       | P1b       | unexplained
    calls        | 3          | S1       | P2        | unexplained
    calls        | 4          | S1       | P3        | unexplained
    calls        | 5          | S1       | P3        | unexplained
    positions    | 13         | S1       | P1        | explained
    positions    | 33         | S1       | P2        | explained
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict, dict]:
    people = drawn.table(
        """
        person_id | true_human
        P1        | H1
        P1b       | H1
        P2        | H2
        P3        | H3
        """,
        schema={"person_id": "string", "true_human": "string"},
    )
    with duck_session(work=tmp_path_factory.mktemp("work")) as session:
        in_all, by_table = explained(
            drawn.table(TRUTH, schema=EVENTS),
            contacts=drawn.table(SCAN, schema=CONTACTS),
            people=people,
            engine=session,
        )
    return {row["of"]: row for row in in_all}, {row["source_table"]: row for row in by_table}


def counts(row: dict) -> tuple[int, int, int]:
    return row["events"], row["seen"], row["explained"]


def test_misconduct_private_life_and_what_is_no_contact_do_not_count(told) -> None:
    assert counts(told[0]["all legitimate"]) == (6, 4, 2)


def test_what_nobody_recorded_is_told_apart(told) -> None:
    assert counts(told[0]["purpose recorded"]) == (5, 3, 2)
    assert told[0]["purpose recorded"]["share"] == pytest.approx(2 / 3)


def test_first_contacts_are_told_apart(told) -> None:
    assert counts(told[0]["first contacts, purpose recorded"]) == (1, 1, 1)
    assert counts(told[0]["first contacts, all legitimate"]) == (2, 2, 1)


def test_a_stay_is_met_by_any_of_its_rows_and_only_for_its_own_human(told) -> None:
    assert counts(told[1]["positions"]) == (3, 1, 1)
    assert set(told[1]) == {"calls", "positions"}
