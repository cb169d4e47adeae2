"""Chains of links are cut where their ends plainly differ, and what a person judged holds."""

from tests.spec.people.joining import both, joined
from tests.support import drawn
from upstander.engine.people import linking
from upstander.engine.people.linking import JUDGED
from upstander.engine.sessions import DuckSession

THREE = """
    person_id | given_names | family_name | birth_date
    P1        | Imogen      | Thackwell   | 1984-03-12
    P2        |             | Thackwell   | 1984-03-12
    P3        | Rosalind    | Thackwell   | 1984-03-12
"""
THREE_AT_HOME = """
    person_id | uprn | easting | northing
    P1        | 9001 | 400000  | 300000
    P2        | 9001 | 400000  | 300000
    P3        | 9001 | 400000  | 300000
"""
THREE_MAILS = """
    person_id | service | handle
    P1        | email   | thackwell@example.org
    P2        | email   | thackwell@example.org
"""


def test_a_chain_is_cut_at_its_weakest_link_where_its_ends_plainly_differ(
    session: DuckSession,
) -> None:
    groups, possible = joined(
        session, people=THREE, person_addresses=THREE_AT_HOME, person_accounts=THREE_MAILS
    )
    assert groups == both("P1", "P2")
    assert frozenset(("P2", "P3")) in possible


def test_what_a_person_judged_different_is_never_joined(session: DuckSession) -> None:
    groups, possible = joined(
        session,
        people="""
        person_id | given_names | family_name | birth_date
        P1        | Imogen      | Thackwell   | 1984-03-12
        P2        | Imogen      | Thackwell   | 1984-03-12
        P3        | Imogen      | Thackwell   | 1984-03-12
        """,
        judged="""
        person_id_l | person_id_r | same | by | on         | reason
        P3          | P1          | no   | A1 | 2025-01-02 | cousins
        """,
    )
    assert len(groups) == 1
    assert not next(iter(groups)) >= {"P1", "P3"}
    assert frozenset(("P1", "P3")) not in possible


def test_what_a_person_judged_the_same_is_joined_and_says_so(session: DuckSession) -> None:
    people = linking.humans(
        drawn.records(
            people="""
            person_id | given_names | family_name | birth_date
            P1        | Imogen      | Thackwell   | 1984-03-12
            P2        | Jo          | Ravenby     | 1991-01-01
            P3        | Rosalind    | Garth       | 1970-05-06
            """
        ),
        session,
        judged=drawn.table(
            """
            person_id_l | person_id_r | same | by | on         | reason
            P1          | P2          | no   | A1 | 2025-01-02 | no sign of it
            P2          | P1          | yes  | A1 | 2025-02-02 | changed name by deed poll
            """,
            schema=JUDGED,
        ),
    )
    found = {row["person_id"]: row for row in session.rows(people.humans)}
    assert found["P1"]["human_id"] == found["P2"]["human_id"] == "P1"
    assert found["P2"]["decided_by"] == "judged by a person"
    assert found["P3"]["human_id"] == "P3"
    assert [row["explanation"] for row in session.rows(people.links)] == ["judged by a person"]


def test_a_link_beside_a_chain_is_settled_with_it(session: DuckSession) -> None:
    pair = """
    Q1        | Gareth      | Ravenby     | 1958-11-30
    Q2        | Gareth      | Ravenby     | 1958-11-30
    """
    groups, _ = joined(
        session,
        people=THREE.rstrip() + pair,
        person_addresses=THREE_AT_HOME,
        person_accounts=THREE_MAILS,
    )
    assert groups == both("P1", "P2") | both("Q1", "Q2")
