"""The list: its length, its ties, what chance alone would put on it, harm and style."""

import random
from datetime import datetime

import pytest

from upstander.engine.leads.false_discovery import false_discovery_rates
from upstander.engine.leads.harm import harm_level
from upstander.engine.leads.lead import listed_count
from upstander.engine.leads.matrix import read_matrix
from upstander.engine.leads.style import Course, style_of
from upstander.errors import ConfigurationError

MATRIX = read_matrix()


def test_a_tie_at_the_end_of_the_list_leaves_all_of_the_tied_off():
    assert listed_count([9.0, 8.0, 7.0, 7.0, 7.0, 1.0], longest=4) == 2
    assert listed_count([9.0, 8.0, 7.0, 6.0, 5.0], longest=4) == 4
    assert listed_count([9.0], longest=4) == 1


def test_chance_alone_gives_a_list_that_is_all_chance():
    generator = random.Random(5)
    scores = [generator.expovariate(1 / 3) for _ in range(2000)]
    rates = false_discovery_rates(scores, among=2000)
    assert min(rates) > 0.1


def test_scores_far_beyond_the_force_have_a_small_rate_and_rates_grow_down_the_list():
    generator = random.Random(5)
    scores = [generator.expovariate(1 / 3) for _ in range(1000)] + [60.0, 50.0]
    rates = false_discovery_rates(scores, among=1002)
    assert rates[1000] <= rates[1001] < 0.01
    ranked = [rate for _, rate in sorted(zip(scores, rates, strict=True), reverse=True)]
    assert ranked == sorted(ranked)


def test_members_without_evidence_count_as_members():
    generator = random.Random(5)
    scores = [generator.expovariate(1 / 3) for _ in range(300)]
    alone = false_discovery_rates(scores, among=300)
    in_a_force = false_discovery_rates(scores, among=500)
    assert alone != in_a_force


def test_where_hardly_anybody_has_evidence_no_rate_is_claimed():
    assert false_discovery_rates([9.0, 3.0], among=1000) == [None, None]


def test_vulnerability_raises_harm_and_its_absence_gates_nothing():
    plain, _ = harm_level(markers=(), people=1, role_family="response", matrix=MATRIX)
    marked, why = harm_level(
        markers=("domestic_abuse",), people=1, role_family="response", matrix=MATRIX
    )
    assert (plain, marked) == (1, 3)
    assert why == ("recorded vulnerability: domestic abuse",)


def test_harm_never_leaves_its_five_levels():
    level, _ = harm_level(
        markers=("domestic_abuse", "young_person"),
        people=9,
        role_family="custody",
        matrix=MATRIX,
    )
    assert level == 5


def course(**changed):
    values = {
        "people": 1,
        "vulnerable_people": 0,
        "visited_people": 0,
        "first_contact_at": datetime(2025, 3, 1),
        "first_visit_at": None,
        "families": frozenset(),
    }
    return Course(**(values | changed))


@pytest.mark.parametrize(
    ("seen", "style"),
    [
        ({}, "unclear"),
        ({"people": 6}, "exploratory"),
        ({"people": 6, "visited_people": 4}, "unclear"),
        (
            {
                "vulnerable_people": 1,
                "first_visit_at": datetime(2025, 3, 20),
                "families": frozenset({"look-ups"}),
            },
            "predatory",
        ),
        (
            {
                "vulnerable_people": 1,
                "first_visit_at": datetime(2025, 9, 20),
                "families": frozenset({"look-ups"}),
            },
            "unclear",
        ),
    ],
)
def test_style_is_a_tentative_word_with_reasons_and_unclear_by_default(seen, style):
    word, reasons = style_of(course(**seen), matrix=MATRIX)
    assert word == style
    assert bool(reasons) == (style != "unclear")


def test_a_broken_matrix_is_refused_in_one_sentence(tmp_path):
    broken = tmp_path / "matrix.yaml"
    broken.write_text("version: 1\n")
    with pytest.raises(ConfigurationError, match=r"The matrix matrix.yaml cannot be read"):
        read_matrix(broken)
