"""The waterfall adds up to the score."""

from datetime import datetime
from itertools import pairwise

import pytest

from tests.support import report_scene
from upstander.engine.report.model import Evidence, Lead
from upstander.engine.report.waterfall import counted, of_signs, rest, steps, waterfall

LEADS = report_scene.report().leads


@pytest.mark.parametrize("lead", LEADS, ids=lambda lead: f"lead {lead.number}")
def test_steps_begin_at_nothing_and_end_at_the_score(lead: Lead) -> None:
    found = steps(lead)
    assert found[0].starts == 0
    assert found[-1].ends == pytest.approx(lead.score)
    for one, following in pairwise(found):
        assert following.starts == pytest.approx(one.ends)
    assert sum(step.bits for step in found) == pytest.approx(lead.score)


def test_a_family_counts_once_with_all_its_signs() -> None:
    lead = LEADS[0]
    shape = [sign for sign in counted(lead) if sign.family == "contact shape"]
    assert [sign.bits for sign in shape] == pytest.approx([9.0, 0.9])
    first = steps(lead)[0]
    assert (first.label, round(first.bits, 1)) == ("contact shape", 9.9)


def test_caption_and_table_state_the_figures_of_the_data() -> None:
    figure = waterfall(LEADS[0], name="w")
    assert figure.caption == "Contact shape adds most: 9.9 of 25.6 bits, a sum of 5 parts."
    assert figure.rows[0] == ("Contact shape", "+9.9", "9.9")
    assert figure.rows[-1] == ("Look-ups", "+2.0", "25.6")
    assert figure.caption in figure.svg


def test_further_people_are_a_step_of_their_own() -> None:
    lead = LEADS[1]
    name, over = rest(lead)
    assert name == "share of further people"
    assert over == pytest.approx(2.0)
    assert steps(lead)[-1].label == name


def test_one_family_is_told_as_one() -> None:
    assert waterfall(LEADS[2], name="w").caption == (
        "All 7.3 bits come from one family of signs: look-ups."
    )


def evidence(name: str, *, bits: float, weight: float, less: str = "") -> Evidence:
    return Evidence(
        indicator=name, name=name, family="timing", sentence="", at=datetime(2025, 3, 1), value=1.0,
        rarity_bits=bits, weight=weight, weight_reason=less,
    )  # fmt: skip


def test_sign_by_sign_it_shows_what_does_not_count() -> None:
    signs = (
        evidence("Off-duty contact", bits=5.0, weight=1.0),
        evidence("Late-hour messages", bits=4.0, weight=0.25, less="a stronger sign counts first"),
    )
    figure = of_signs(signs, name="w")
    assert figure.caption == (
        "Off-duty contact adds most: 5.0 of 6.0 bits, from 2 signs. 3.0 further bits do not count."
    )
    assert figure.rows == (
        ("Off-duty contact", "5.0", "+5.0", "Nothing: it counts in full"),
        ("Late-hour messages", "4.0", "+1.0", "A stronger sign counts first"),
    )
    assert figure.svg.count("stroke-dasharray") == 1  # of the one that is lessened


def test_one_sign_and_none() -> None:
    only = of_signs((evidence("Off-duty contact", bits=5.0, weight=1.0),), name="w")
    assert only.caption == "All 5.0 bits come from one sign: Off-duty contact."
    assert of_signs((), name="w").caption == "No sign adds to this score."
