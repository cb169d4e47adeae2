"""IND-63: integrity checks and complaints left undone."""

from dataclasses import replace
from datetime import date

from tests.support import scenes
from upstander.engine.indicators.supervisor_inaction import (
    CHECKS,
    IN_A_HURRY,
    INDICATOR,
    LEFT_OPEN,
    NOT_DISCUSSED,
    NOT_SENT_IN,
)
from upstander.engine.policy import Policy, Rule, read_policy

CHECKS_DRAWN = """
    staff_id | supervisor_id | opened_at           | submitted_at        | discussed_at        | seconds_spent
    S1       | B1            | 2025-06-01 09:00:00 |                     |                     |
    S2       | B1            | 2025-06-01 09:00:00 | 2025-06-10 09:00:00 |                     | 400
    S3       | B1            | 2025-06-01 09:00:00 | 2025-06-10 09:00:00 | 2025-06-20 09:00:00 | 30
    S4       | B2            | 2025-06-01 09:00:00 | 2025-06-10 09:00:00 | 2025-06-20 09:00:00 | 400
    S5       | B2            | 2025-12-15 09:00:00 |                     |                     |
    S6       | B2            | 2023-06-01 09:00:00 |                     |                     |
"""
STAFF = """
    staff_id | kind    | role   | line_manager_id
    S1       | officer | Patrol | B1
"""
COMPLAINTS = """
    complaint_id | staff_id | received_on | category | finalised_on
    K1           | S1       | 2025-03-01  | service  |
    K2           | S1       | 2025-03-01  | service  | 2025-08-01
    K3           | S1       | 2025-03-01  | service  | 2025-03-20
    K4           | S1       | 2025-12-20  | service  |
"""
OWN = Rule(
    rule="complaint_handled",
    holds_from=date(2025, 1, 1),
    holds_to=None,
    checked_on=date(2025, 1, 1),
    source="our procedure",
    days=90,
)


def row(number: int) -> str:
    return f"integrity_checks.csv:{number}"


def test_fires_on_what_was_left_undone():
    assert scenes.shortfalls(INDICATOR, scenes.scene(integrity_checks=CHECKS_DRAWN)) == [
        (row(1), NOT_SENT_IN),
        (row(2), NOT_DISCUSSED),
        (row(3), IN_A_HURRY),
    ]


def test_old_checks_are_not_looked_at_and_counted_under_the_supervisor():
    scene = scenes.scene(integrity_checks=CHECKS_DRAWN)
    assert scenes.looked_at(INDICATOR, scene) == {CHECKS: {row(n) for n in range(1, 6)}}


def test_innocent_a_check_in_time_or_just_opened_is_no_shortfall():
    due = {
        subject
        for subject, _ in scenes.shortfalls(INDICATOR, scenes.scene(integrity_checks=CHECKS_DRAWN))
    }
    assert not {row(4), row(5)} & due


def test_complaints_are_held_against_the_force_s_own_rule_alone():
    drawn = {"integrity_checks": CHECKS_DRAWN, "complaints": COMPLAINTS, "staff": STAFF}
    without = scenes.scene(**drawn)
    assert [
        shortfall
        for shortfall in scenes.shortfalls(INDICATOR, without)
        if shortfall[1] == LEFT_OPEN
    ] == []
    own = Policy(rules=(*read_policy().rules, OWN))
    late = [
        shortfall
        for shortfall in scenes.shortfalls(INDICATOR, replace(without, policy=own))
        if shortfall[1] == LEFT_OPEN
    ]
    assert late == [("K1", LEFT_OPEN), ("K2", LEFT_OPEN)]


def test_it_cannot_be_checked_without_the_register_or_a_rule():
    scene = scenes.scene(staff=STAFF, policy=Policy(version="none"))
    assert INDICATOR.lacking(scene) == ("integrity_checks", "policy.integrity_check")
