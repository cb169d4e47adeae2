"""IND-64: complaints and conduct matters open for longer than a dated rule says."""

from datetime import date

from tests.support import scenes
from upstander.engine.indicators.matters_left_open import COMPLAINTS, INDICATOR, MATTERS, OVERDUE
from upstander.engine.policy import Policy, Rule

COMPLAINTS_DRAWN = """
    complaint_id | staff_id | received_on | category | finalised_on
    K1           | S1       | 2024-03-01  | service  |
    K1           | S2       | 2024-03-01  | service  |
    K2           | S1       | 2024-03-01  | service  | 2025-08-01
    K3           | S1       | 2025-06-01  | service  |
"""
CONDUCT = """
    matter_id | staff_id | opened_on  | category | closed_on
    M1        | S1       | 2024-12-29 | conduct  |
    M2        | S1       | 2025-01-01 | conduct  |
"""


def scene(**drawn):
    return scenes.scene(complaints=COMPLAINTS_DRAWN, conduct=CONDUCT, **drawn)


def test_fires_after_the_period_of_the_rule():
    assert scenes.shortfalls(INDICATOR, scene()) == [("K1", OVERDUE), ("M1", OVERDUE)]


def test_only_what_is_open_is_looked_at_and_a_complaint_about_two_is_one():
    assert scenes.looked_at(INDICATOR, scene()) == {
        COMPLAINTS: {"K1", "K3"},
        MATTERS: {"M1", "M2"},
    }


def test_innocent_the_period_is_the_rule_s_and_no_constant():
    longer = Rule(
        rule="long_open_matter",
        holds_from=date(2025, 1, 1),
        holds_to=None,
        checked_on=date(2025, 1, 1),
        source="a later regulation",
        days=700,
    )
    assert scenes.shortfalls(INDICATOR, scene(policy=Policy(rules=(longer,)))) == []


def test_it_cannot_be_checked_before_the_rule_held():
    early = scene(as_of=scenes.AS_OF.replace(year=2019))
    assert INDICATOR.lacking(early) == ("policy.long_open_matter",)
    assert INDICATOR.lacking(scenes.scene()) == ("complaints",)
