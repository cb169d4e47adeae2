"""An open matter that a member works on and to which nobody is assigned."""

from tests.support.purposes import outcomes, reasons

CASE = {
    "occurrences": """
        occurrence_id | kind     | opened_at           | closed_at
        O1            | burglary | 2025-03-01 09:00:00 | 2025-04-01 09:00:00
    """,
    "involvements": """
        occurrence_id | person_id | role
        O1            | P1        | victim
    """,
    "searches": """
        search_id | staff_id | system  | at                  | person_id | occurrence_id
        Q1        | S1       | records | 2025-03-05 09:00:00 | P1        | O1
        Q2        | S1       | records | 2025-03-08 09:00:00 | P1        | O1
        Q3        | S2       | records | 2025-03-08 09:00:00 | P1        | O1
        Q4        | S2       | records | 2025-03-08 15:00:00 | P1        | O1
    """,
}
CONTACTS = """
    staff_id | person_id | at                  | kind
    S1       | P1        | 2025-03-01 10:00:00 | call
    S1       | P1        | 2025-03-03 10:00:00 | call
    S1       | P1        | 2025-03-20 10:00:00 | lookup
    S1       | P1        | 2025-03-20 10:00:00 | visit
    S1       | P1        | 2025-04-05 10:00:00 | call
    S1       | P1        | 2025-04-09 10:00:00 | call
    S1       | P2        | 2025-03-20 10:00:00 | call
    S2       | P1        | 2025-03-20 10:00:00 | call
"""


def test_who_cites_it_on_two_days_works_on_it_until_it_is_closed():
    assert reasons(contacts=CONTACTS, **CASE) == [
        "unexplained",  # more than three days before the first look-up
        "nobody_assigned",
        "nobody_assigned",
        "unexplained",  # a visit wants more than the member's own word
        "nobody_assigned",
        "unexplained",  # the outcome has long been told
        "unexplained",  # not part of the matter
        "unexplained",  # one day's look-ups are a glance
    ]


def test_it_names_the_first_look_up_that_cites_the_matter():
    row = outcomes(contacts=CONTACTS, **CASE)[2]
    assert (row["explained_table"], row["explained_row"]) == ("searches", 1)
    assert row["strength"] == "the member's own"


def test_once_anybody_was_assigned_a_cited_matter_explains_nothing():
    assigned = CASE | {
        "assignments": """
            occurrence_id | staff_id | role          | starts_at           | ends_at
            O1            | S9       | investigating | 2025-03-02 12:00:00 | 2025-03-03 12:00:00
        """
    }
    assert set(reasons(contacts=CONTACTS, **assigned)) == {"unexplained"}


def test_a_matter_that_is_not_on_record_explains_nothing():
    cited = CASE | {"occurrences": "occurrence_id"}
    assert set(reasons(contacts=CONTACTS, **cited)) == {"unexplained"}


def test_while_a_matter_is_open_there_is_no_end():
    still_open = CASE | {
        "occurrences": """
            occurrence_id | kind     | opened_at           | closed_at
            O1            | burglary | 2025-03-01 09:00:00 |
        """
    }
    assert reasons(contacts=CONTACTS, **still_open)[5] == "nobody_assigned"
