"""What stands between the list and each subject, on a truth small enough to count by hand."""

import pytest

from tests.support import drawn
from tests.unit.evaluation.test_explained import CONTACTS, EVENTS
from upstander.engine.evaluation.between import between, traces
from upstander.engine.sessions import duck_session

# S1 rings H1 from a desk and looks H1 up: one row is no contact of the scan, one has a purpose.
# The work of S1 with H2, and what S9 does in private, are no misconduct.
TRUTH = """
    source_table | source_row | last_row | staff_id | true_human | nature     | recorded | first
    calls        | 1          |          | S1       | H1         | misconduct | no       | yes
    calls        | 2          |          | S1       | H1         | misconduct | no       | no
    searches     | 3          |          | S1       | H1         | misconduct | no       | no
    calls        | 4          |          | S1       | H2         | work       | yes      | yes
    positions    | 10         | 20       | S2       | H1         | misconduct | no       | yes
    log_handling | 7          |          | S2       | H1         | misconduct | no       | yes
    calls        | 5          |          | S9       | H2         | private    | no       | yes
"""
SCAN = """
    source_table | source_row | staff_id | person_id | status
    calls        | 2          | S1       | P1        | explained
    searches     | 3          | S1       | P1        | unexplained
    calls        | 4          | S1       | P2        | explained
    positions    | 13         | S2       | P1        | unexplained
    calls        | 5          | S9       | P2        | unexplained
"""
# A sign rests on the look-up, and another on a call of another member.
RESTS_ON = """
    source_table | source_row | staff_id
    searches     | 3          | S1
    searches     | 3          | S1
    calls        | 5          | S9
"""


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> dict:
    people = "person_id | true_human\nP1 | H1\nP2 | H2"
    resting = {name: CONTACTS[name] for name in ("source_table", "source_row", "staff_id")}
    with duck_session(work=tmp_path_factory.mktemp("work")) as session:
        return traces(
            drawn.table(TRUTH, schema=EVENTS),
            contacts=drawn.table(SCAN, schema=CONTACTS),
            rests_on=drawn.table(RESTS_ON, schema=resting),
            people=drawn.table(people, schema={"person_id": "string", "true_human": "string"}),
            engine=session,
        )


def test_rows_of_misconduct_and_what_became_of_them(left) -> None:
    assert left["S1"] == {"rows": 3, "seen": 2, "explained": 1, "read": 1}


def test_a_stay_of_a_vehicle_is_one_row_and_the_handling_of_a_log_is_no_contact(left) -> None:
    assert left["S2"] == {"rows": 1, "seen": 1, "explained": 0, "read": 0}


def test_who_only_works_or_has_a_private_life_left_nothing(left) -> None:
    assert set(left) == {"S1", "S2"}


ROWS = {
    "S1": {"rows": 9, "seen": 9, "explained": 0, "read": 4},
    "S2": {"rows": 9, "seen": 9, "explained": 9, "read": 0},
    "S3": {"rows": 9, "seen": 9, "explained": 8, "read": 0},
    "S4": {"rows": 9, "seen": 0, "explained": 0, "read": 0},
    "S5": {"rows": 2, "seen": 2, "explained": 0, "read": 1},
    "S7": {"rows": 9, "seen": 9, "explained": 0, "read": 1},
}
EVENTS_OF = {"S5": 2, "S6": 0}


def told(order: list[str], *, top: int) -> dict[str, dict]:
    members = [f"S{number}" for number in range(1, 8)]
    subjects = [
        {
            "staff_id": member,
            "style": "predatory",
            "events": EVENTS_OF.get(member, 9),
            "observable": EVENTS_OF.get(member, 9) > 2,
        }
        for member in members
    ]
    rows = between(
        subjects,
        left=ROWS,
        bits={},
        order=order,
        natures={"A": {"look_alike:on_call"}, "B": {"look_alike:on_call", "private:friend"}},
        top=top,
    )
    return {row["staff_id"]: row for row in rows}


def test_the_first_thing_that_is_true_of_a_subject_stands_between() -> None:
    rows = told(["S1"], top=50)
    assert {member: row["stands_between"] for member, row in rows.items()} == {
        "S1": "among the first 50",
        "S2": "contacts that a recorded purpose explains",
        "S3": "contacts that no sign rests on",
        "S4": "rows that no contact shows",
        "S5": "fewer rows than anybody could be expected to see",
        "S6": "no trace in the extracts",
        "S7": "outranked",
    }


def test_an_outranked_subject_is_told_by_whom() -> None:
    rows = told(["A", "S1", "B", "C", "S7"], top=2)
    assert rows["S7"]["rank"] == 5
    assert rows["S7"]["before_are"] == (
        "subjects 1, look_alike:on_call 2, private:friend 1, ordinary work 1"
    )
    assert rows["S1"]["before_are"] == ""
