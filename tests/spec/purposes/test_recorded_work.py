"""Recorded work that names both the member of staff and the person."""

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
    "assignments": """
        occurrence_id | staff_id | role          | starts_at           | ends_at
        O1            | S1       | investigating | 2025-03-01 12:00:00 |
    """,
}


def test_assigned_from_shortly_before_until_the_outcome_has_been_told():
    assert reasons(
        contacts="""
            staff_id | person_id | at                  | kind
            S1       | P1        | 2025-02-25 10:00:00 | call
            S1       | P1        | 2025-02-27 10:00:00 | call
            S1       | P1        | 2025-03-15 10:00:00 | visit
            S1       | P1        | 2025-04-10 10:00:00 | call
            S1       | P1        | 2025-04-16 10:00:00 | call
            S2       | P1        | 2025-03-15 10:00:00 | call
            S1       | P2        | 2025-03-15 10:00:00 | lookup
        """,
        **CASE,
    ) == [
        "unexplained",
        "assigned",
        "assigned",
        "assigned",
        "unexplained",
        "unexplained",
        "unexplained",
    ]


def test_every_explained_contact_names_the_row_that_explains_it():
    (row,) = outcomes(
        contacts="""
            staff_id | person_id | at                  | kind
            S1       | P1        | 2025-03-15 10:00:00 | call
        """,
        **CASE,
    )
    assert (row["explained_table"], row["explained_file"], row["explained_row"]) == (
        "assignments",
        "assignments.csv",
        1,
    )
    assert row["strength"] == "names both"


def test_of_several_rows_that_explain_a_contact_the_first_by_priority_is_named_then_by_row():
    case = CASE | {
        "assignments": """
            occurrence_id | staff_id | role          | starts_at
            O1            | S2       | supervising   | 2025-03-01 12:00:00
            O1            | S1       | supervising   | 2025-03-02 12:00:00
            O1            | S1       | investigating | 2025-03-01 12:00:00
        """,
        "tasks": """
            task_id | staff_id | person_id | kind  | starts_at           | ends_at
            K1      | S1       | P1        | visit | 2025-03-15 10:00:00 | 2025-03-15 11:00:00
        """,
    }
    (row,) = outcomes(
        contacts="""
            staff_id | person_id | at                  | kind
            S1       | P1        | 2025-03-15 10:00:00 | call
        """,
        **case,
    )
    assert (row["explained_by"], row["explained_row"]) == ("assigned", 2)


def test_a_hand_over_ends_the_work_sooner_than_a_closure():
    handed_over = CASE | {
        "assignments": """
            occurrence_id | staff_id | role          | starts_at           | ends_at
            O1            | S1       | investigating | 2025-03-01 12:00:00 | 2025-03-10 12:00:00
        """
    }
    assert reasons(
        contacts="""
            staff_id | person_id | at                  | kind
            S1       | P1        | 2025-03-16 10:00:00 | call
            S1       | P1        | 2025-03-19 10:00:00 | call
        """,
        **handed_over,
    ) == ["assigned", "unexplained"]


def test_attending_explains_calls_for_days_and_a_visit_only_within_the_tour():
    assert reasons(
        contacts="""
            staff_id | person_id | at                  | kind       | stop_id
            S1       | P1        | 2025-03-01 20:30:00 | attendance |
            S1       | P1        | 2025-03-01 18:00:00 | lookup     |
            S1       | P1        | 2025-03-03 18:00:00 | call       |
            S1       | P1        | 2025-03-02 06:00:00 | visit      | 1
            S1       | P1        | 2025-03-03 18:00:00 | visit      | 2
            S1       | P1        | 2025-03-08 18:00:00 | call       |
        """,
        incidents="""
            incident_id | opened_at
            I1          | 2025-03-01 20:00:00
        """,
        incident_people="""
            incident_id | person_id
            I1          | P1
        """,
        attendances="""
            incident_id | staff_id | arrived_at          | left_at
            I1          | S1       | 2025-03-01 20:30:00 | 2025-03-01 21:30:00
        """,
    ) == ["attended", "attended", "attended", "attended", "unexplained", "unexplained"]


def test_a_task_explains_contact_around_its_time():
    assert reasons(
        contacts="""
            staff_id | person_id | at                  | kind
            S1       | P1        | 2025-03-01 10:00:00 | call
            S1       | P1        | 2025-03-02 10:00:00 | visit
            S1       | P1        | 2025-03-06 10:00:00 | visit
        """,
        tasks="""
            task_id | staff_id | person_id | kind        | starts_at           | ends_at
            T1      | S1       | P1        | reassurance | 2025-03-02 09:00:00 | 2025-03-02 11:00:00
        """,
    ) == ["tasked", "tasked", "unexplained"]


def test_custody_duty_explains_while_the_person_is_in_the_suite_and_not_a_month_later():
    assert reasons(
        contacts="""
            staff_id | person_id | at                  | kind
            S1       | P1        | 2025-03-01 14:00:00 | custody
            S1       | P1        | 2025-03-01 15:00:00 | lookup
            S1       | P1        | 2025-04-01 15:00:00 | lookup
            S2       | P1        | 2025-03-01 15:00:00 | lookup
        """,
        custody="""
            custody_id | person_id | suite | starts_at           | ends_at
            C1         | P1        | North | 2025-03-01 12:00:00 | 2025-03-02 02:00:00
        """,
        custody_duties="""
            staff_id | suite | starts_at           | ends_at
            S1       | North | 2025-03-01 13:00:00 | 2025-03-01 22:00:00
            S2       | South | 2025-03-01 13:00:00 | 2025-03-01 22:00:00
        """,
    ) == ["on_custody_duty", "on_custody_duty", "unexplained", "unexplained"]


def test_owning_a_log_explains_call_backs_until_it_is_passed_on():
    assert reasons(
        contacts="""
            staff_id | person_id | at                  | kind
            S1       | P1        | 2025-03-01 14:00:00 | call
            S1       | P1        | 2025-03-03 14:00:00 | call
            S2       | P1        | 2025-03-01 18:00:00 | call
        """,
        incident_people="""
            incident_id | person_id
            I1          | P1
        """,
        log_handling="""
            incident_id | staff_id | at                  | action
            I1          | S1       | 2025-03-01 13:00:00 | taken
            I1          | S2       | 2025-03-01 17:00:00 | taken
            I1          | S2       | 2025-03-01 19:00:00 | closed
        """,
    ) == ["owned_the_log", "unexplained", "owned_the_log"]


def test_a_look_up_that_cites_an_occurrence_is_explained_only_for_those_who_work_on_it():
    assert reasons(
        contacts="""
            staff_id | person_id | at                  | kind   | occurrence_id
            S1       | P9        | 2025-03-15 10:00:00 | lookup | O1
            S2       | P9        | 2025-03-15 10:00:00 | lookup | O1
            S1       | P9        | 2025-03-15 10:00:00 | call   | O1
        """,
        searches="""
            staff_id | system | at                  | action | occurrence_id
            S1       | RMS    | 2025-03-15 10:00:00 | view   | O1
        """,
        **CASE,
    ) == ["cites_occurrence", "unexplained", "unexplained"]


def test_a_line_manager_may_read_and_ring_but_not_call_at_the_door():
    assert reasons(
        contacts="""
            staff_id | person_id | at                  | kind
            M1       | P1        | 2025-03-15 10:00:00 | lookup
            M1       | P1        | 2025-03-15 11:00:00 | call
            M1       | P1        | 2025-03-15 12:00:00 | visit
        """,
        staff="""
            staff_id | kind    | role     | line_manager_id
            S1       | officer | response | M1
            M1       | officer | response |
        """,
        **CASE,
    ) == ["supervising", "supervising", "unexplained"]


def test_team_cover_holds_on_duty_only_and_is_told_as_weaker():
    rows = outcomes(
        contacts="""
            staff_id | person_id | at                  | kind | on_duty
            S2       | P1        | 2025-03-15 10:00:00 | call | yes
            S2       | P1        | 2025-03-15 23:00:00 | call | no
            S3       | P1        | 2025-03-15 10:00:00 | call | yes
        """,
        staff="""
            staff_id | kind    | role     | team_id
            S1       | officer | response | A
            S2       | officer | response | A
            S3       | officer | response | B
        """,
        **CASE,
    )
    assert [row["explained_by"] for row in rows] == ["team_cover", None, None]
    assert rows[0]["strength"] == "the team"


def test_a_declared_partner_explains_calls_after_it_and_never_a_look_up():
    assert reasons(
        contacts="""
            staff_id | person_id | at                  | kind
            S1       | P1        | 2025-02-01 10:00:00 | call
            S1       | P1        | 2025-03-15 10:00:00 | call
            S1       | P1        | 2025-03-15 10:00:00 | lookup
        """,
        declarations="""
            declaration_id | staff_id | kind    | declared_on | person_id
            D1             | S1       | partner | 2025-03-01  | P1
        """,
    ) == ["unexplained", "declared", "unexplained"]


PARTNER_BY_NUMBER = {
    "contacts": """
        staff_id | person_id | at                  | kind
        S1       | P1        | 2025-02-01 10:00:00 | call
        S1       | P1        | 2025-03-15 10:00:00 | call
        S1       | P2        | 2025-03-15 10:00:00 | call
        S1       | P1        | 2025-03-15 10:00:00 | lookup
    """,
    "declarations": """
        declaration_id | staff_id | kind    | declared_on | number
        D1             | S1       | partner | 2025-03-01  | +44 7700 900123
    """,
}


def test_a_partner_declared_by_number_explains_as_one_declared_by_record():
    assert reasons(
        person_phones="""
            person_id | number       | starts_at           | ends_at
            P1        | 07700 900123 | 2024-06-01 00:00:00 |
            P2        | 07700 900123 | 2020-01-01 00:00:00 | 2024-01-01 00:00:00
            P2        | 07700 900456 |                     |
        """,
        **PARTNER_BY_NUMBER,
    ) == ["unexplained", "declared", "unexplained", "unexplained"]


def test_a_number_that_two_people_hold_declares_neither():
    assert set(
        reasons(
            person_phones="""
                person_id | number
                P1        | 07700900123
                P2        | 07700900123
            """,
            **PARTNER_BY_NUMBER,
        )
    ) == {"unexplained"}


def test_the_first_by_priority_explains_where_several_hold():
    assert reasons(
        contacts="""
            staff_id | person_id | at                  | kind
            S1       | P1        | 2025-03-02 10:00:00 | call
        """,
        tasks="""
            task_id | staff_id | person_id | kind        | starts_at           | ends_at
            T1      | S1       | P1        | reassurance | 2025-03-02 09:00:00 | 2025-03-02 11:00:00
        """,
        **CASE,
    ) == ["assigned"]


def test_what_no_table_could_explain_is_uncheckable_not_unexplained():
    contacts = """
        staff_id | person_id | at                  | kind
        S1       | P1        | 2025-03-02 10:00:00 | call
        S1       | P1        | 2025-03-02 10:00:00 | visit
    """
    assert reasons(contacts=contacts, without=("assignments",)) == ["uncheckable", "uncheckable"]
    assert reasons(contacts=contacts, without=("attendances",)) == ["unexplained", "uncheckable"]


def test_a_force_sets_its_own_windows():
    contacts = """
        staff_id | person_id | at                  | kind
        S1       | P1        | 2025-04-20 10:00:00 | call
    """
    assert reasons(contacts=contacts, **CASE) == ["unexplained"]
    assert reasons(contacts=contacts, windows={"assigned": {"after_closure": 24 * 28}}, **CASE) == [
        "assigned"
    ]
