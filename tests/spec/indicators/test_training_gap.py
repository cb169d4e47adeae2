"""IND-59: people in contact with the public without training that counts."""

from dataclasses import replace

from tests.support import scenes
from upstander.engine.indicators import training_gap
from upstander.engine.indicators.training_gap import IN_A_HURRY, INDICATOR, NONE_COUNTS
from upstander.engine.policy import Policy, read_policy

STAFF = """
    staff_id | kind    | role    | left_on
    S1       | officer | Patrol  |
    S2       | officer | Patrol  |
    S3       | officer | Patrol  |
    S4       | officer | Patrol  |
    S5       | officer | Analyst |
    S6       | officer | Patrol  | 2025-12-01
"""
CONTACTS = """
    staff_id | person_id | kind       | at
    S1       | P1        | call       | 2025-12-01 10:00:00
    S2       | P1        | attendance | 2025-12-01 10:00:00
    S3       | P1        | visit      | 2025-12-01 10:00:00
    S4       | P1        | call       | 2025-12-01 10:00:00
    S5       | P1        | lookup     | 2025-12-01 10:00:00
    S6       | P1        | call       | 2025-11-01 10:00:00
"""
TRAINING = """
    staff_id | course                    | completed_at        | expires_on | seconds_spent
    S1       | Abuse of Position 2025    | 2025-03-01 09:00:00 |            | 900
    S2       | Abuse of Position 2023    | 2023-03-01 09:00:00 |            | 900
    S3       | Abuse of Position 2025    | 2025-03-01 09:00:00 |            | 20
    S4       | First aid                 | 2025-03-01 09:00:00 |            | 900
"""


def shortfalls(training: str = TRAINING, **drawn):
    return scenes.shortfalls(
        INDICATOR, scenes.scene(staff=STAFF, contacts=CONTACTS, training=training, **drawn)
    )


def test_fires_where_nothing_counts_and_where_it_was_clicked_through():
    assert shortfalls() == [("S2", NONE_COUNTS), ("S3", IN_A_HURRY), ("S4", NONE_COUNTS)]


def test_only_those_in_recent_contact_and_still_in_the_force_are_looked_at():
    scene = scenes.scene(staff=STAFF, contacts=CONTACTS, training=TRAINING)
    assert scenes.looked_at(INDICATOR, scene) == {training_gap.OF: {"S1", "S2", "S3", "S4"}}


def test_an_innocent_course_that_counts_longer_by_its_own_end_is_no_shortfall():
    assert (
        shortfalls(
            """
        staff_id | course                    | completed_at        | expires_on | seconds_spent
        S1       | APSP for supervisors      | 2023-03-01 09:00:00 | 2026-03-01 |
        S2       | Professional boundaries   | 2025-01-05 09:00:00 |            | 600
        S3       | Abuse of position (video) | 2025-06-05 09:00:00 |            | 420
        S4       | abuse of position         | 2025-06-05 09:00:00 | 2026-06-05 | 60
        """
        )
        == []
    )


def test_an_innocent_second_look_at_the_page_counts_though_the_first_was_short():
    assert ("S3", IN_A_HURRY) not in shortfalls(
        TRAINING + "S3 | Abuse of position 2025 | 2025-04-01 09:00:00 | | 500\n"
    )


def test_where_no_course_bears_a_name_that_the_rule_knows_nobody_is_looked_at():
    scene = scenes.scene(
        staff=STAFF,
        contacts=CONTACTS,
        training="""
        staff_id | course    | completed_at
        S1       | First aid | 2025-03-01 09:00:00
        """,
    )
    assert scenes.looked_at(INDICATOR, scene) == {}


def test_it_cannot_be_checked_without_training_records_or_a_rule_of_that_day():
    scene = scenes.scene(staff=STAFF, contacts=CONTACTS)
    assert INDICATOR.lacking(scene) == ("training",)
    handed = scenes.scene(staff=STAFF, training=TRAINING)
    assert INDICATOR.lacking(handed) == ()
    assert INDICATOR.lacking(replace(handed, policy=Policy())) == ("policy.boundary_training",)
    before = scenes.AS_OF.date().replace(year=2019)
    assert read_policy().rule("boundary_training", on=before) is None
