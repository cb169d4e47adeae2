"""What the force could put right: counted by role family, and no number that points at anybody."""

from datetime import datetime

import ibis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import drawn, duck, scenes
from upstander.engine import put_right
from upstander.engine.evidence import Indicator, Upkeep
from upstander.engine.indicators import INDICATORS
from upstander.engine.put_right import LEAST, NO_FAMILY, hidden_below, part
from upstander.engine.tables.stages import UPKEEP


class Reader:
    """As much of an engine as counting asks for."""

    def rows(self, expression):
        return duck.connect().to_pyarrow(expression).to_pylist()


def staff(**families: int):
    rows = [
        {"staff_id": f"{family}{n}", "role_family": family}
        for family, many in families.items()
        for n in range(many)
    ]
    return ibis.memtable(rows)


def upkeep(**shortfalls: int):
    """So many members of a role family, as many of whom have the shortfall as stand after it."""
    lines = ["of | subject | staff_id | shortfall"]
    for family, many in shortfalls.items():
        name, _, whole = family.partition("_of_")
        lines += [
            f"members | {name}{n} | {name}{n} | {'no training' if n < many else ''}"
            for n in range(int(whole))
        ]
    return drawn.table("\n".join(lines), schema=UPKEEP)


def told(looked_at, members):
    sign = INDICATORS["training_gap"]
    (answer,) = put_right.told(
        {"training_gap": (sign, looked_at)},
        staff=members,
        scene=scenes.scene(),
        engine=Reader(),
    )
    return answer


def test_counts_by_role_family_with_the_sentence_and_the_rule():
    answer = told(
        upkeep(response_of_40=20, custody_of_30=12, roads_of_30=0),
        staff(response=40, custody=30, roads=30),
    )
    (only,) = answer["parts"]
    assert only["sentence"] == "32 of 100 members: no training."
    assert only["by_role_family"] == [
        {"role_family": "response", "number": 20, "looked_at": 40},
        {"role_family": "custody", "number": 12, "looked_at": 30},
    ]
    assert only["in_all_others"] == 0
    (rule,) = answer["rules"]
    assert (rule["rule"], rule["days"]) == ("boundary_training", 365)
    assert rule["source"] and rule["from"] and rule["checked_on"]


def test_a_small_number_is_hidden_with_another_that_would_give_it_away():
    answer = told(
        upkeep(response_of_40=20, custody_of_30=6, roads_of_30=2),
        staff(response=40, custody=30, roads=30),
    )
    (only,) = answer["parts"]
    assert [(row["role_family"], row["number"]) for row in only["by_role_family"]] == [
        ("response", 20)
    ]
    assert only["in_all_others"] == 8


def test_fewer_than_five_in_all_are_not_counted_out():
    (only,) = told(upkeep(response_of_40=3), staff(response=40))["parts"]
    assert only["sentence"] == "Fewer than 5 of 40 members: no training."
    assert (only["number"], only["by_role_family"], only["in_all_others"]) == (None, [], None)


def test_nothing_to_put_right_is_said():
    (only,) = told(upkeep(response_of_40=0), staff(response=40))["parts"]
    assert only["sentence"] == "Nothing to put right was seen among 40 members."
    assert (only["number"], only["shortfall"]) == (0, None)


def test_too_few_to_look_at_say_nothing():
    (only,) = told(upkeep(response_of_3=2), staff(response=3))["parts"]
    assert only["sentence"] == "Fewer than 5 members on record: too few to say more."
    assert (only["number"], only["looked_at"]) == (None, None)


def test_what_is_nobody_s_is_counted_among_all_others():
    looked_at = drawn.table(
        "of | subject | staff_id | shortfall\n"
        + "\n".join(f"complaints | K{n} | | open for long" for n in range(9)),
        schema=UPKEEP,
    )
    (only,) = told(looked_at, staff(response=4))["parts"]
    assert only["sentence"] == "9 of 9 complaints: open for long."
    assert only["by_role_family"] == []


@given(
    st.dictionaries(
        st.sampled_from(["response", "custody", "roads", "support", NO_FAMILY]),
        st.tuples(st.integers(0, 12), st.integers(0, 12)),
    )
)
def test_no_number_below_five_can_be_told_or_worked_out(counts):
    found = {family: shortfall for family, (shortfall, _) in counts.items() if shortfall}
    whole = {family: shortfall + others for family, (shortfall, others) in counts.items()}
    shown = hidden_below(found, whole=whole)
    hidden = sum(found.values()) - sum(shown.values())
    assert all(number >= LEAST and whole[family] >= LEAST for family, number in shown.items())
    assert not shown or hidden == 0 or hidden >= LEAST
    answer = part("members", "no training", found, whole=whole)
    numbers = [answer["number"], answer["looked_at"], answer["in_all_others"]]
    assert all(number in (None, 0) or number >= LEAST for number in numbers)


@pytest.mark.parametrize("slug", INDICATORS)
def test_a_sign_about_the_force_returns_what_no_ranking_takes(slug):
    sign = INDICATORS[slug]
    returned = sign.find.__annotations__["return"]
    assert (returned is Upkeep) == (sign.level == "force")
    assert isinstance(sign, Indicator)


def test_rules_are_those_that_hold_on_the_day_of_the_scan():
    sign = INDICATORS["matters_left_open"]
    early = scenes.scene(as_of=datetime(2019, 1, 1))
    (answer,) = put_right.told(
        {"matters_left_open": (sign, upkeep(response_of_40=0))},
        staff=staff(response=40),
        scene=early,
        engine=Reader(),
    )
    assert answer["rules"] == []
