"""Explanations that lie in the single contact: a reply, a place, a shared door or number."""

from tests.support.purposes import outcomes, reasons


def test_the_person_rang_first_and_was_rung_back():
    assert reasons(
        contacts="""
            staff_id | person_id | at                  | kind | direction
            S1       | P1        | 2025-03-01 10:00:00 | call | in
            S1       | P1        | 2025-03-01 15:00:00 | call | out
            S1       | P1        | 2025-03-04 15:00:00 | call | out
        """,
        calls="",
    ) == ["answered", "answered", "unexplained"]


def test_a_reply_to_an_unprompted_approach_is_no_contact_that_the_person_began():
    assert (
        reasons(
            contacts="""
            staff_id | person_id | at                  | kind    | direction
            S1       | P1        | 2025-03-01 10:00:00 | message | out
            S1       | P1        | 2025-03-01 10:05:00 | message | in
            S1       | P1        | 2025-03-01 10:06:00 | message | out
            S1       | P1        | 2025-03-02 10:06:00 | message | in
        """,
            calls="",
        )
        == ["unexplained"] * 4
    )


def test_a_call_that_recorded_work_explains_is_rung_back_all_the_same():
    """The person rang within the two days that belong to a visit; the answer came after them."""
    assert reasons(
        contacts="""
            staff_id | person_id | at                  | kind | direction
            S1       | P1        | 2025-03-03 10:30:00 | call | in
            S1       | P1        | 2025-03-03 11:30:00 | call | out
            S1       | P1        | 2025-03-05 10:30:00 | call | in
            S1       | P1        | 2025-03-06 15:00:00 | call | out
        """,
        calls="",
        tasks="""
            task_id | staff_id | person_id | kind    | starts_at           | ends_at
            T1      | S1       | P1        | welfare | 2025-03-01 10:00:00 | 2025-03-01 11:00:00
        """,
    ) == ["tasked", "answered", "answered", "unexplained"]


def test_a_call_that_the_member_made_for_recorded_work_begins_no_answer():
    """After the visit's two days the member rings of his own accord: nobody had rung him."""
    assert reasons(
        contacts="""
            staff_id | person_id | at                  | kind | direction
            S1       | P1        | 2025-03-03 10:30:00 | call | out
            S1       | P1        | 2025-03-03 11:30:00 | call | out
        """,
        calls="",
        tasks="""
            task_id | staff_id | person_id | kind    | starts_at           | ends_at
            T1      | S1       | P1        | welfare | 2025-03-01 10:00:00 | 2025-03-01 11:00:00
        """,
    ) == ["tasked", "unexplained"]


PLACES = """
    place_id | kind    | easting | northing | radius_m
    A        | police  | 400000  | 300000   | 60
    B        | school  | 402000  | 300000   | 60
"""
STOPS = """
    stop_id | unit_id | starts_at           | ends_at             | easting | northing
    1       | V1      | 2025-03-01 10:00:00 | 2025-03-01 10:10:00 | 400030  | 300010
    2       | V1      | 2025-03-01 11:00:00 | 2025-03-01 11:10:00 | 402010  | 300000
    3       | V1      | 2025-03-01 12:00:00 | 2025-03-01 12:10:00 | 405050  | 300000
"""
VISITS = """
    staff_id | person_id | at                  | kind  | stop_id
    S1       | P1        | 2025-03-01 10:00:00 | visit | 1
    S1       | P1        | 2025-03-01 11:00:00 | visit | 2
    S1       | P1        | 2025-03-01 12:00:00 | visit | 3
"""


def test_a_police_place_and_the_members_own_home_explain_a_stop_and_a_school_does_not():
    assert reasons(
        contacts=VISITS,
        stops=STOPS,
        places=PLACES,
        staff_addresses="""
            staff_id | easting | northing
            S1       | 405000  | 300000
        """,
    ) == ["known_place", "unexplained", "known_place"]


def test_a_stop_at_two_places_names_a_row_that_is_there_and_does_so_for_whoever_lives_near():
    rows = outcomes(
        contacts="""
            staff_id | person_id | at                  | kind  | stop_id | source_row
            S1       | P1        | 2025-03-01 10:00:00 | visit | 1       | 1
            S1       | P2        | 2025-03-01 10:00:00 | visit | 1       | 1
        """,
        stops=STOPS,
        places="""
            place_id | kind   | easting | northing | radius_m
            A        | school | 400000  | 300000   | 60
            B        | police | 400000  | 300000   | 60
        """,
        staff_addresses="""
            staff_id | easting | northing
            S1       | 400020  | 300000
        """,
    )
    named = [(row["explained_table"], row["explained_row"]) for row in rows]
    assert named == [("places", 2)] * 2


def test_another_members_home_explains_nothing():
    assert reasons(
        contacts=VISITS,
        stops=STOPS,
        places=PLACES,
        staff_addresses="""
            staff_id | easting | northing
            S2       | 405000  | 300000
        """,
    ) == ["known_place", "unexplained", "unexplained"]


def test_a_stop_while_deployed_to_a_neighbour_is_explained():
    assert reasons(
        contacts=VISITS,
        stops=STOPS,
        incidents="""
            incident_id | opened_at           | easting | northing
            I1          | 2025-03-01 11:00:00 | 402100  | 300050
            I2          | 2025-03-01 11:50:00 | 409000  | 300000
        """,
        attendances="""
            incident_id | staff_id | arrived_at          | left_at
            I1          | S1       | 2025-03-01 11:05:00 | 2025-03-01 11:30:00
            I2          | S1       | 2025-03-01 12:00:00 | 2025-03-01 12:30:00
        """,
    ) == ["unexplained", "deployed_nearby", "unexplained"]


def test_whoever_shares_the_door_or_the_number_shares_the_explanation():
    case = {
        "occurrences": """
            occurrence_id | kind     | opened_at
            O1            | burglary | 2025-02-01 09:00:00
        """,
        "involvements": """
            occurrence_id | person_id | role
            O1            | P1        | victim
        """,
        "assignments": """
            occurrence_id | staff_id | role          | starts_at
            O1            | S1       | investigating | 2025-02-01 12:00:00
        """,
    }
    assert reasons(
        contacts="""
            staff_id | person_id | at                  | kind | source_row
            S1       | P1        | 2025-03-01 10:00:00 | call | 7
            S1       | P2        | 2025-03-01 10:00:00 | call | 7
            S1       | P2        | 2025-03-01 10:00:00 | call | 8
        """,
        **case,
    ) == ["assigned", "shared_by_several", "unexplained"]
