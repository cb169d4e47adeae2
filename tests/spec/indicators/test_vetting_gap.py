"""IND-60: clearances not in date, below the post, or not given on transfer."""

from datetime import date

from tests.support import scenes
from upstander.engine.indicators.vetting_gap import (
    EXPIRED,
    INDICATOR,
    NO_CLEARANCE,
    NOT_ON_TRANSFER,
    OF,
    WRONG_LEVEL,
)
from upstander.engine.policy import Policy, Rule

DESIGNATED = Policy(
    rules=(
        Rule(
            rule="designated_post",
            holds_from=date(2025, 1, 1),
            holds_to=None,
            checked_on=date(2025, 1, 1),
            source="a register",
            role_families=("safeguarding",),
            levels=("MV",),
        ),
    )
)
STAFF = """
    staff_id | kind    | role                 | joined_on  | left_on    | previous_force
    S1       | officer | Patrol               |            |            |
    S2       | officer | Patrol               |            |            |
    S3       | officer | Patrol               |            |            |
    S4       | officer | Safeguarding officer |            |            |
    S5       | officer | Patrol               | 2024-05-01 |            | Elsewhere
    S6       | officer | Patrol               |            | 2025-01-01 |
"""
VETTING = """
    staff_id | level | granted_on | expires_on
    S1       | RV    | 2020-01-01 | 2030-01-01
    S2       | RV    | 2015-01-01 | 2025-01-01
    S4       | RV    | 2020-01-01 | 2030-01-01
    S5       | RV    | 2020-01-01 | 2030-01-01
"""


def shortfalls(vetting: str = VETTING, **drawn):
    return scenes.shortfalls(INDICATOR, scenes.scene(staff=STAFF, vetting=vetting, **drawn))


def test_fires_on_each_gap():
    assert shortfalls(policy=DESIGNATED) == [
        ("S2", EXPIRED),
        ("S3", NO_CLEARANCE),
        ("S4", WRONG_LEVEL),
        ("S5", NOT_ON_TRANSFER),
    ]


def test_levels_are_not_looked_at_without_the_force_s_own_rule():
    assert ("S4", WRONG_LEVEL) not in shortfalls()


def test_innocent_a_clearance_renewed_or_given_on_joining_is_no_shortfall():
    renewed = (
        VETTING
        + """
    S2       | RV    | 2024-12-01 | 2034-12-01
    S3       | RV    | 2024-12-01 | 2034-12-01
    S4       | MV    | 2024-12-01 | 2031-12-01
    S5       | RV    | 2024-05-01 | 2034-05-01
    """
    )
    assert shortfalls(renewed, policy=DESIGNATED) == []


def test_who_has_left_is_not_looked_at():
    scene = scenes.scene(staff=STAFF, vetting=VETTING)
    assert scenes.looked_at(INDICATOR, scene) == {OF: {"S1", "S2", "S3", "S4", "S5"}}


def test_it_cannot_be_checked_without_the_register():
    assert INDICATOR.lacking(scenes.scene(staff=STAFF)) == ("vetting",)
