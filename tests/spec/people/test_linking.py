"""Which records are one human being, which are not, and which are left to a person to judge."""

from datetime import date, timedelta

import pytest

from tests.spec.people.joining import HOME, PHONE, both, joined
from tests.support import drawn
from upstander.engine.people import linking
from upstander.engine.people.blocking import blocked
from upstander.engine.people.compared import compared
from upstander.engine.people.linking import LinkSettings
from upstander.engine.sessions import DuckSession


@pytest.mark.parametrize(
    ("people", "more"),
    [
        pytest.param(
            """
            person_id | given_names | family_name | birth_date
            P1        | Jonathan    | O'Harrow    | 1984-03-09
            P2        | Jonathon    | Oharrow     | 1984-03-09
            """,
            {},
            id="spelling variant",
        ),
        pytest.param(
            """
            person_id | given_names | family_name | birth_date
            P1        | Zoë Anne    | Brandt      | 1984-03-09
            P2        | ZOE         | BRANDT      | 1984-03-09
            """,
            {},
            id="marks, capitals and a middle name",
        ),
        pytest.param(
            """
            person_id | given_names | family_name | birth_date
            P1        | Marlow      | Penrith     | 1984-03-09
            P2        | Penrith     | Marlow      | 1984-03-09
            """,
            {},
            id="swapped names",
        ),
        pytest.param(
            """
            person_id | given_names | family_name | birth_date
            P1        | Imogen      | Thackwell   | 1984-03-09
            P2        | Imogen      | Thackwell   | 1984-09-03
            """,
            {},
            id="day and month swapped",
        ),
        pytest.param(
            """
            person_id | given_names | family_name | birth_date
            P1        | Imogen      | Thackwell   | 1984-03-12
            P2        | Imogen      | Thackwell   | 1984-03-21
            """,
            {"person_addresses": HOME},
            id="digits of the birth date transposed",
        ),
        pytest.param(
            """
            person_id | given_names | family_name | birth_date
            P1        | Imogen      | Thackwell   | 1984-03-31
            P2        | Imogen      | Thackwell   | 1984-04-01
            """,
            {"person_addresses": HOME},
            id="a birth date that another time zone moved by a day",
        ),
        pytest.param(
            """
            person_id | given_names  | family_name  | birth_date
            P1        | Marlow James | Penrith      | 1984-03-09
            P2        | Penrith      | Marlow James | 1984-03-09
            """,
            {},
            id="swapped names, of which one is two",
        ),
        pytest.param(
            """
            person_id | given_names | family_name | birth_date
            P1        | Imogen Rose | Thackwell   |
            P2        | Imogen Rose | Thackwell   | 1984-03-12
            """,
            {"person_addresses": HOME},
            id="two given names at one home stand in for a birth date",
        ),
        pytest.param(
            """
            person_id | given_names | family_name | birth_date
            P1        | Imogen      | Thackwell   | 1984-03-12
            P2        | Imogen      | Ravenby     | 1984-03-12
            """,
            {"person_phones": PHONE, "person_addresses": HOME},
            id="married name, same home and number",
        ),
    ],
)
def test_records_of_one_human_being_are_joined(
    session: DuckSession, people: str, more: dict[str, str]
) -> None:
    groups, _ = joined(session, people=people, **more)
    assert groups == both("P1", "P2")


@pytest.mark.parametrize(
    "people",
    [
        pytest.param(
            """
            person_id | given_names | family_name | birth_date
            P1        | Imogen      | Thackwell   | 1984-03-12
            P2        | Rosalind    | Thackwell   | 1984-03-12
            """,
            id="twins",
        ),
        pytest.param(
            """
            person_id | given_names | family_name | birth_date
            P1        | Gareth      | Thackwell   | 1958-11-30
            P2        | Gareth      | Thackwell   | 1984-03-12
            """,
            id="father and son of one name",
        ),
        pytest.param(
            """
            person_id | given_names | family_name | birth_date
            P1        | Imogen      | Thackwell   | 1984-03-12
            P2        | Rosalind    | Thackwell   | 1986-07-25
            """,
            id="sisters",
        ),
        pytest.param(
            """
            person_id | given_names | family_name | birth_date
            P1        | Imogen      | Thackwell   | 1984-03-12
            P2        | Gareth      | Thackwell   |
            """,
            id="a couple",
        ),
    ],
)
def test_relatives_who_share_home_and_number_are_not_joined(
    session: DuckSession, people: str
) -> None:
    groups, _ = joined(session, people=people, person_phones=PHONE, person_addresses=HOME)
    assert groups == set()


def test_what_cannot_be_told_is_left_to_a_person(session: DuckSession) -> None:
    groups, possible = joined(
        session,
        people="""
        person_id | given_names | family_name | birth_date
        P1        | Gareth      | Thackwell   |
        P2        | Gareth      | Thackwell   | 1984-03-12
        """,
        person_addresses=HOME,
    )
    assert (groups, possible) == (set(), both("P1", "P2"))


def test_an_e_mail_address_tells_what_a_missing_birth_date_does_not(session: DuckSession) -> None:
    groups, _ = joined(
        session,
        people="""
        person_id | given_names | family_name | birth_date
        P1        | Gareth      | Thackwell   |
        P2        | Gareth      | Thackwell   | 1984-03-12
        """,
        person_accounts="""
        person_id | service | handle
        P1        | email   | GARETH@example.org
        P2        | email   | gareth@example.org
        """,
    )
    assert groups == both("P1", "P2")


def test_so_does_a_mobile_number_but_not_the_landline_of_a_home(session: DuckSession) -> None:
    people = """
        person_id | given_names | family_name | birth_date
        P1        | Gareth      | Thackwell   |
        P2        | Gareth      | Thackwell   | 1984-03-12
        """
    landline = PHONE.replace("7700 900001", "1632 960001").replace("07700 900001", "01632 960001")
    assert joined(session, people=people, person_phones=PHONE)[0] == both("P1", "P2")
    assert joined(session, people=people, person_phones=landline)[0] == set()


def test_the_telephone_of_a_hostel_joins_nobody(session: DuckSession) -> None:
    names = ("Anders", "Anders", "Bertil", "Carin", "Doris", "Edvin")
    people = "person_id | given_names | family_name | birth_date\n"
    phones = "person_id | number\n"
    for number, name in enumerate(names, start=1):
        people += f"P{number} | {name} | Family{'abcdef'[number - 1] * 4} |\n"
        phones += f"P{number} | 01632 960001\n"
    groups, possible = joined(session, people=people, person_phones=phones)
    assert (groups, possible) == (set(), set())


def test_what_is_typed_for_want_of_a_name_joins_nobody(session: DuckSession) -> None:
    groups, possible = joined(
        session,
        people="""
        person_id | given_names | family_name | birth_date
        P1        | UNKNOWN     | Unknown     | 1900-01-01
        P2        | unknown     | UNKNOWN     | 1900-01-01
        P3        | -           | N/K         | 1900-01-01
        """,
        person_addresses=HOME,
    )
    assert (groups, possible) == (set(), set())


@pytest.mark.parametrize("column", ["given_names", "family_name", "birth_date"])
def test_many_records_with_little_in_them_are_no_error(session: DuckSession, column: str) -> None:
    day = date(1950, 1, 1)
    values = {
        "given_names": lambda number: f"Given{'abcdefghij'[number % 10] * (number // 10 + 1)}",
        "family_name": lambda number: f"Family{'abcdefghij'[number % 10] * (number // 10 + 1)}",
        "birth_date": lambda number: (day + timedelta(days=number)).isoformat(),
    }
    drawn_people = f"person_id | {column}\n" + "".join(
        f"P{number} | {values[column](number)}\n" for number in range(60)
    )
    groups, _ = joined(session, people=drawn_people, settings=LinkSettings(learn_from=50))
    assert groups == set()


def test_every_link_is_explained_in_parts_that_add_up(session: DuckSession) -> None:
    people = linking.humans(
        drawn.records(
            people="""
            person_id | given_names | family_name | birth_date
            P1        | Imogen      | Thackwell   | 1984-03-12
            P2        | Imogen      | Thackwell   | 1984-03-12
            """,
            person_addresses=HOME,
        ),
        session,
    )
    (link,) = session.rows(people.links)
    parts = ("given_bits", "family_bits", "birth_bits", "phones_bits", "homes_bits", "emails_bits")
    before = link["match_weight"] - sum(link[part] for part in parts)
    assert before < 0
    assert link["explanation"] == (
        f"given names +{link['given_bits']:.1f}; family name +{link['family_bits']:.1f}; "
        f"birth date +{link['birth_bits']:.1f}; address +{link['homes_bits']:.1f}; "
        f"before looking {before:.1f} bits"
    )


def test_people_seen_only_in_passing_are_humans_too(session: DuckSession) -> None:
    people = linking.humans(
        drawn.records(
            searches="""
            staff_id | system | at                  | action | person_id
            S1       | crime  | 2025-03-01 10:00:00 | view   | P7
            S1       | crime  | 2025-03-01 10:00:00 | view   |
            """,
            involvements="""
            occurrence_id | person_id | role
            O1            | P8        | victim
            """,
        ),
        session,
    )
    found = sorted(session.rows(people.humans), key=lambda row: row["person_id"])
    assert found == [
        {"person_id": name, "human_id": name, "match_weight": None, "decided_by": "same record"}
        for name in ("P7", "P8")
    ]


def test_a_block_too_large_is_left_out_and_counted(session: DuckSession) -> None:
    drawn_people = "person_id | given_names | family_name | birth_date\n" + "".join(
        f"P{number:02} | Imogen | Thackwell | \n" for number in range(20)
    )
    people = linking.humans(
        drawn.records(people=drawn_people), session, settings=LinkSettings(largest_block=10)
    )
    assert people.blocks_left_out == 1
    assert people.pairs_left_out == 190


def test_the_same_records_give_the_same_humans(session: DuckSession) -> None:
    people = """
    person_id | given_names | family_name | birth_date
    P1        | Imogen      | Thackwell   | 1984-03-12
    P2        |             | Thackwell   | 1984-03-12
    P3        | Rosalind    | Thackwell   | 1984-03-12
    """
    tables = {"people": people, "person_addresses": HOME}
    assert joined(session, **tables) == joined(session, **tables)


def test_names_that_are_numbers_are_told_apart_by_their_number(session):
    people = "person_id | given_names | family_name | birth_date\n" + "\n".join(
        f"P{n} | Person {n} | Family{n} | 1990-01-01" for n in range(60)
    )
    assert joined(session, people=people) == (set(), set())


def test_a_birth_date_that_a_system_filled_in_is_no_evidence(session):
    # One in forty records has the day that the system fills in; two of those share a name.
    filled = "\n".join(
        f"P{n} | {'Ash' if n < 2 else f'Name{n}'} | {'Birch' if n < 2 else f'Family{n}'} | 1970-01-01"
        for n in range(40)
    )
    rest = "\n".join(
        f"Q{n} | Given{n} | Other{n} | {1950 + n % 50}-{n % 12 + 1:02d}-{n % 28 + 1:02d}"
        for n in range(200)
    )
    header = "person_id | given_names | family_name | birth_date\n"
    groups, _ = joined(session, people=f"{header}{filled}\n{rest}")
    assert groups == set()


@pytest.mark.parametrize(("name", "found"), [("Avs", both("P1", "P2")), ("Eva", set())])
def test_a_letter_in_a_short_name_is_a_slip_only_where_hardly_anybody_is_called_that(
    session: DuckSession, name: str, found: set[frozenset[str]]
) -> None:
    people = "person_id | given_names | family_name | birth_date\n" + "".join(
        f"{called}{number} | {called} | Family{chr(97 + number // 26)}{chr(97 + number % 26)} |\n"
        for called in ("Ava", "Eva")
        for number in range(110)
    )
    people += f"P1 | Ava | Thackwell | 1984-03-12\nP2 | {name} | Thackwell | 1984-03-12\n"
    groups, _ = joined(session, people=people, person_addresses=HOME)
    assert groups == found


def test_a_twin_typed_the_wrong_way_round_is_not_joined(session: DuckSession) -> None:
    more = "".join(f"L{number} | Luca | Family{chr(97 + number)} |\n" for number in range(5))
    people = """
        person_id | given_names | family_name | birth_date
        P1        | Luca        | Thackwell   | 1984-03-12
        P2        | Thackwell   | Archie      | 1984-03-12
        """
    assert joined(session, people=people.rstrip() + "\n" + more, person_addresses=HOME)[0] == set()


def test_namesakes_of_a_common_name_meet_where_a_birth_date_is_missing_or_more_is_shared(
    session: DuckSession,
) -> None:
    born = [date(1950 + 4 * place, 1 + place % 12, 3 + place) for place in range(12)]
    lines = [f"P{place:02} | Imogen | Thackwell | {day}" for place, day in enumerate(born)]
    drawn_people = "\n".join(
        ["person_id | given_names | family_name | birth_date", *lines, "P99 | Imogen | Thackwell |"]
    )
    pairs = compared_pairs(session, people=drawn_people, person_phones=PHONE.replace("P", "P0"))
    assert {frozenset(("P01", "P02"))} | {
        frozenset((f"P{place:02}", "P99")) for place in range(12)
    } == pairs


def test_namesakes_of_a_rare_name_always_meet(session: DuckSession) -> None:
    """Some give a false birth date: of two with a rare name a person should hear."""
    drawn_people = """
        person_id | given_names | family_name | birth_date
        P1        | Imogen      | Thackwell   | 1984-03-09
        P2        | Imogen      | Thackwell   | 1971-11-27
        """
    assert compared_pairs(session, people=drawn_people) == both("P1", "P2")


def compared_pairs(session: DuckSession, **tables: str) -> set[frozenset[str]]:
    """Which drawn records are looked at side by side."""
    rows = compared(drawn.records(**tables), session, most_at_number=4, most_at_home=10)
    numbers = {row["record"]: row["person_id"] for row in session.rows(rows)}
    found = session.rows(blocked(rows, session, largest=2_000).pairs)
    return {frozenset((numbers[row["join_key_l"]], numbers[row["join_key_r"]])) for row in found}
