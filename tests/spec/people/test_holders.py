"""Who held a number, a handle or a home, and how many shared it at the time."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import ibis
import pytest

from tests.support import drawn
from upstander.engine.people import holders, spells
from upstander.engine.sessions import DuckSession, duck_session
from upstander.engine.tables.stages import HANDLE_HOLDERS, HOMES, HUMANS, NUMBER_HOLDERS

JANUARY, JUNE = datetime(2025, 1, 1), datetime(2025, 6, 1)
SMITH = "+447700900001"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[DuckSession]:
    with duck_session(work=tmp_path / "work") as session:
        yield session


def humans(text: str) -> ibis.Table:
    return drawn.table(text, schema=HUMANS)


ALONE = "person_id | human_id\nP1 | H1\nP2 | H2\nP3 | H3"
ONE_HUMAN = "person_id | human_id\nP1 | H1\nP2 | H1\nP3 | H3"


def numbers(session: DuckSession, phones: str, *, who: str = ALONE) -> list[tuple[object, ...]]:
    table = holders.number_holders(drawn.records(person_phones=phones), humans(who), session)
    assert table.schema() == ibis.schema(NUMBER_HOLDERS)
    rows = session.rows(table.order_by("number", "human_id", "starts_at"))
    return [
        (row["human_id"], row["person_id"], row["starts_at"], row["ends_at"], row["share"])
        for row in rows
    ]


def test_a_number_in_any_spelling_is_one_number_shared_by_those_who_held_it_together(
    session: DuckSession,
) -> None:
    found = numbers(
        session,
        """
        person_id | number            | starts_at           | ends_at
        P1        | 07700 900001      |                     |
        P2        | +44 (0)7700900001 | 2025-01-01 00:00:00 | 2025-06-01 00:00:00
        """,
    )
    assert found == [("H1", "P1", None, None, 0.5), ("H2", "P2", JANUARY, JUNE, 0.5)]


def test_a_number_that_changed_hands_is_each_holders_own(session: DuckSession) -> None:
    found = numbers(
        session,
        """
        person_id | number       | starts_at           | ends_at
        P1        | 07700 900001 |                     | 2025-06-01 00:00:00
        P2        | 07700 900001 | 2025-06-01 00:00:00 |
        """,
    )
    assert found == [("H1", "P1", None, JUNE, 1.0), ("H2", "P2", JUNE, None, 1.0)]


def test_two_records_of_one_human_hold_a_number_once(session: DuckSession) -> None:
    found = numbers(
        session,
        """
        person_id | number       | starts_at           | ends_at
        P2        | 07700 900001 | 2025-01-01 00:00:00 | 2025-06-01 00:00:00
        P1        | 07700900001  |                     | 2025-03-01 00:00:00
        P1        | 07700900001  |                     | 2025-03-01 00:00:00
        """,
        who=ONE_HUMAN,
    )
    assert found == [("H1", "P1", None, JUNE, 1.0)]


def test_a_number_held_again_after_a_gap_is_two_spells(session: DuckSession) -> None:
    found = numbers(
        session,
        """
        person_id | number       | starts_at           | ends_at
        P1        | 07700 900001 |                     | 2025-01-01 00:00:00
        P1        | 07700 900001 | 2025-06-01 00:00:00 |
        """,
    )
    assert sorted(found, key=lambda row: row[2] is not None) == [
        ("H1", "P1", None, JANUARY, 1.0),
        ("H1", "P1", JUNE, None, 1.0),
    ]


def test_a_number_that_is_none_is_held_by_nobody(session: DuckSession) -> None:
    assert numbers(session, "person_id | number\nP1 | withheld\nP2 | 60070") == []


def test_a_crowd_counts_everyone_who_was_ever_there(
    session: DuckSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spells, "CROWD", 2)
    found = numbers(
        session,
        "person_id | number\n" + "".join(f"P{number} | 07700 900001\n" for number in (1, 2, 3)),
    )
    assert [row[-1] for row in found] == [pytest.approx(1 / 3)] * 3


def test_staff_numbers_are_one_row_a_holder_and_time(session: DuckSession) -> None:
    table = holders.staff_numbers(
        drawn.records(
            staff_phones="""
            staff_id | number        | ownership | starts_at           | ends_at
            S1       | 07700 900500  | force     |                     | 2025-01-01 00:00:00
            S1       | +447700900500 | force     | 2025-01-01 00:00:00 | 2025-06-01 00:00:00
            S2       | 07700 900500  | force     | 2025-06-01 00:00:00 |
            S1       | 07700 900501  | personal  |                     |
            """
        ),
        session,
    )
    found = [tuple(row.values()) for row in session.rows(table.order_by("number", "staff_id"))]
    assert found == [
        ("+447700900500", "S1", "force", None, JUNE),
        ("+447700900500", "S2", "force", JUNE, None),
        ("+447700900501", "S1", "personal", None, None),
    ]


def test_handles_are_compared_without_case_or_sign_and_stay_shared(session: DuckSession) -> None:
    table = holders.handle_holders(
        drawn.records(
            person_accounts="""
            person_id | service  | handle
            P1        | email    | Home@Example.org
            P2        | email    | home@example.org
            P3        | snapchat | @marlow
            """
        ),
        humans(ALONE),
        session,
    )
    assert table.schema() == ibis.schema(HANDLE_HOLDERS)
    found = [tuple(row.values()) for row in session.rows(table.order_by("handle", "human_id"))]
    assert found == [
        ("home@example.org", "H1", "P1", 0.5),
        ("home@example.org", "H2", "P2", 0.5),
        ("marlow", "H3", "P3", 1.0),
    ]


@pytest.mark.parametrize(
    ("addresses", "who", "residents"),
    [
        pytest.param(
            """
            person_id | uprn | easting  | northing
            P1        |      | 400001.0 | 300002.0
            P2        |      | 400003.0 | 300004.0
            P3        |      | 400050.0 | 300000.0
            """,
            ALONE,
            {"H1": 2, "H2": 2, "H3": 1},
            id="the same ten metres",
        ),
        pytest.param(
            """
            person_id | uprn | easting  | northing
            P1        | 9001 | 400000.0 | 300000.0
            P2        | 9001 | 400030.0 | 300000.0
            P3        | 9002 | 400030.0 | 300000.0
            """,
            ALONE,
            {"H1": 2, "H2": 3, "H3": 2},
            id="the same property reference, and the same place",
        ),
        pytest.param(
            """
            person_id | uprn | easting  | northing
            P1        |      | 400000.0 | 300000.0
            P2        |      | 400000.0 | 300000.0
            P3        |      | 400000.0 | 300000.0
            """,
            ONE_HUMAN,
            {"H1": 2, "H3": 2},
            id="two records of one human are one resident",
        ),
    ],
)
def test_residents_are_humans_on_record_at_the_place(
    session: DuckSession, addresses: str, who: str, residents: dict[str, int]
) -> None:
    table = holders.homes(drawn.records(person_addresses=addresses), humans(who), session)
    assert table.schema() == ibis.schema(HOMES)
    assert {row["human_id"]: row["residents"] for row in session.rows(table)} == residents


def test_who_had_moved_out_is_no_resident(session: DuckSession) -> None:
    table = holders.homes(
        drawn.records(
            person_addresses="""
            person_id | easting  | northing | starts_at           | ends_at
            P1        | 400000.0 | 300000.0 |                     | 2025-06-01 00:00:00
            P2        | 400000.0 | 300000.0 | 2025-06-01 00:00:00 |
            """
        ),
        humans(ALONE),
        session,
    )
    assert [row["residents"] for row in session.rows(table)] == [1, 1]


@pytest.mark.parametrize("build", [holders.number_holders, holders.handle_holders, holders.homes])
def test_nothing_handed_over_is_nobody(
    session: DuckSession, build: Callable[..., ibis.Table]
) -> None:
    assert session.rows(build(drawn.records(), humans("person_id"), session)) == []
