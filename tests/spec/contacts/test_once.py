"""A text that stands on the bill and in an archive of messages is one contact, as archived."""

import tempfile
from pathlib import Path

import pytest

from tests.support import drawn
from upstander.engine.contacts.once import counted_once
from upstander.engine.sessions import duck_session
from upstander.engine.tables.stages import CONTACTS

ARCHIVED = """
    at                  | kind    | channel | account  | source_table
    2025-03-01 10:00:30 | message | text    | force    | messages
"""


def left(billed: str, archived: str = ARCHIVED) -> tuple[list[int], int]:
    """Minutes of March's first hour from ten on that stay on the bill; how many did not."""
    given = {"staff_id": "S1", "human_id": "H1", "direction": "out", "source_file": "calls.csv"}
    with tempfile.TemporaryDirectory() as work, duck_session(work=Path(work)) as session:
        rows, twice = counted_once(
            drawn.table(billed, schema=CONTACTS, **given),
            drawn.table(archived, schema=CONTACTS, **given),
            engine=session,
        )
        found = session.rows(rows.order_by("at", "source_row"))
    return [row["source_row"] for row in found], twice


CASES = {
    "the same text, some seconds apart": (
        """
        at                  | kind    | channel | source_row
        2025-03-01 10:00:05 | message | text    | 1
        """,
        [],
    ),
    "a call at that moment is another contact": (
        """
        at                  | kind | channel | source_row
        2025-03-01 10:00:30 | call | voice   | 1
        """,
        [1],
    ),
    "a text of another hour is another text": (
        """
        at                  | kind    | channel | source_row
        2025-03-01 11:00:30 | message | text    | 1
        """,
        [1],
    ),
    "one archived text stands for one text, not for all of a minute": (
        """
        at                  | kind    | channel | source_row
        2025-03-01 10:00:10 | message | text    | 1
        2025-03-01 10:00:40 | message | text    | 2
        """,
        [2],
    ),
    "an answer is no copy of what it answers": (
        """
        at                  | kind    | channel | direction | source_row
        2025-03-01 10:00:30 | message | text    | in        | 1
        """,
        [1],
    ),
    "nor is a text to somebody else": (
        """
        at                  | kind    | channel | human_id | source_row
        2025-03-01 10:00:30 | message | text    | H2       | 1
        """,
        [1],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_stays_on_the_bill(name: str) -> None:
    billed, stays = CASES[name]
    assert left(billed)[0] == stays


def test_how_many_stood_twice_is_told() -> None:
    assert left(CASES["the same text, some seconds apart"][0])[1] == 1
    assert left(CASES["a call at that moment is another contact"][0])[1] == 0


PERSONAL = ARCHIVED.replace("force   ", "personal")
BY_OTHER_MEANS = ARCHIVED.replace("text   ", "whatsapp")


@pytest.mark.parametrize("archived", [PERSONAL, BY_OTHER_MEANS], ids=["personal", "whatsapp"])
def test_what_did_not_go_by_the_handset_leaves_the_bill_alone(archived: str) -> None:
    billed, _stays = CASES["the same text, some seconds apart"]
    assert left(billed, archived) == ([1], 0)


def test_a_burst_that_both_have_is_counted_once_each() -> None:
    seconds = (0, 10, 20, 30, 55, 80, 110)
    clock = [f"2025-03-01 10:0{s // 60}:{s % 60:02}" for s in seconds]
    bill = "\n".join(
        ["at | kind | channel | source_row"]
        + [f"{at} | message | text | {number}" for number, at in enumerate(clock, start=1)]
    )
    kept = "\n".join(
        ["at | kind | channel | account"] + [f"{at} | message | text | force" for at in clock]
    )
    assert left(bill, kept) == ([], len(seconds))
