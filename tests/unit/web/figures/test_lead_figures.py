"""A lead's page in words and drawings, with the innocent member who looks alike beside it."""

import re

import pytest
from django.template.loader import render_to_string

from tests.support import workbench as some
from tests.unit.web.figures import told
from upstander.web.triage import figures
from upstander.web.triage.models import Lead, Pair

pytestmark = pytest.mark.django_db

EVENINGS = """
    at               | kind   | status      | duty
    2025-02-03 10:00 | call   | explained   | on
    2025-02-05 10:30 | lookup | explained   | on
    2025-05-12 19:30 | lookup | unexplained | off
    2025-05-12 20:02 | call   | unexplained | off
    2025-05-19 20:10 | call   | unexplained | off
    2025-05-26 20:40 | call   | uncheckable | on
"""
WORKING = """
    at               | kind   | status    | duty
    2025-05-12 19:30 | lookup | explained | on
    2025-05-12 20:02 | call   | explained | on
    2025-05-19 20:10 | call   | explained | on
"""


def calls_in_the_evening() -> tuple[Lead, Pair]:
    """Contact outside duty that nothing explains, after work that is over."""
    lead = told.lead(score=8.0, people=1)
    pair = told.pair(
        lead, score=6.0, origin="after a policing link", open_look_ups=1, work_look_ups=0,
        headline="3 contacts outside duty, the last on 2025-05-19.",
    )  # fmt: skip
    told.contacts(lead, "P20113", EVENINGS)
    some.evidence(
        lead, "IND-05", human_id="P20113", family="timing", rarity_bits=5.0, weight=1.0,
        sentence="S0417 and P20113 had 3 contacts outside duty, the last on 2025-05-19.",
        at=told.moment("2025-05-19 20:10"),
    )  # fmt: skip
    some.evidence(
        lead, "IND-06", human_id="P20113", family="after the purpose", rarity_bits=4.0, weight=0.25,
        sentence="3 contacts after the work had ended.", at=told.moment("2025-05-12 19:30"),
    )  # fmt: skip
    told.rests_on(lead, "IND-05", "P20113")
    told.rests_on(lead, "IND-06", "P20113")
    told.complaint(lead)
    return lead, pair


def works_in_the_evening() -> tuple[Lead, Pair]:
    """The same calls, on duty and explained: a lead for one rare sign and nothing else."""
    lead = told.lead("S0418", pseudonym="Member 88B0", score=1.0)
    pair = told.pair(lead, "P20114", pseudonym="Person 5D5D", score=1.0)
    told.contacts(lead, "P20114", WORKING)
    some.evidence(
        lead, "IND-06", human_id="P20114", family="after the purpose", rarity_bits=1.0, weight=1.0,
        sentence="3 contacts after the work had ended.",
    )  # fmt: skip
    told.rests_on(lead, "IND-06", "P20114", status="explained")
    return lead, pair


def test_sentences_come_strongest_first_and_name_nobody() -> None:
    lead, pair = calls_in_the_evening()
    first, second = figures.lead_figures(lead, pair=pair).sentences
    assert (first.name, first.bits, first.counts, first.records) == (
        "Off-duty contact", "5.0", "5.0", 3,
    )  # fmt: skip
    assert first.sentence == (
        "Member 4F2A and Person 19C7 had 3 contacts outside duty, the last on 19 May 2025."
    )
    assert first.rarity == "about 1 in 32 peers"
    assert first.less == ""
    assert first.at == told.moment("2025-05-19 20:10")
    assert (second.name, second.bits, second.counts) == ("Contact after the purpose", "4.0", "1.0")
    assert second.less == "a stronger sign rests on some of the same rows, or on the same gap"


def test_the_captions_say_what_the_drawings_show() -> None:
    lead, pair = calls_in_the_evening()
    found = figures.lead_figures(lead, pair=pair)
    assert found.who == "Member 4F2A and Person 19C7"
    assert found.waterfall.caption == (
        "Off-duty contact adds most: 5.0 of 6.0 bits, from 2 signs. 3.0 further bits do not count."
    )
    assert found.timeline.figure is not None
    assert found.timeline.figure.caption == (
        "Of 6 contacts from 3 February 2025 to 26 May 2025, no record explains 3: 2 calls and "
        "1 look-up. 1 could not be checked."
    )
    assert found.hours is not None
    assert found.hours.caption == (
        "3 of 6 contacts fall outside rostered duty, most often on Mondays."
    )
    assert found.links is not None
    assert found.links.caption == (
        "Member 4F2A has 6 contacts on record with Person 19C7; no record explains 3 of them."
    )
    assert found.gaps.caption == (
        "2 of 4 signs could not be checked; silence of those says nothing. 2 tables could "
        "not be seen."
    )


def test_who_works_in_the_evening_is_told_as_just_that() -> None:
    lead, pair = works_in_the_evening()
    found = figures.lead_figures(lead, pair=pair)
    assert found.timeline.figure is not None
    assert found.timeline.figure.caption == (
        "Of 3 contacts from 12 May 2025 to 19 May 2025, no record explains none."
    )
    assert found.hours is not None
    assert found.hours.caption == "None of 3 contacts falls outside rostered duty."
    assert found.innocent.known == (
        "Of 3 contacts, a record explains 3: 3 by “Assigned to the case”.",
    )
    assert found.earlier == ()
    assert not re.search(r"guilt|offend|suspect|perpetrat", str(found), re.IGNORECASE)


def test_the_waterfall_says_what_lessens_each_sign() -> None:
    lead, pair = calls_in_the_evening()
    assert figures.lead_figures(lead, pair=pair).waterfall.rows == (
        ("Off-duty contact", "5.0", "+5.0", "Nothing: it counts in full"),
        (
            "Contact after the purpose", "4.0", "+1.0",
            "A stronger sign rests on some of the same rows, or on the same gap",
        ),
    )  # fmt: skip


def test_of_the_member_the_waterfall_is_the_score_of_the_lead() -> None:
    lead, _ = calls_in_the_evening()
    assert figures.lead_figures(lead).waterfall.rows == (
        ("Timing", "+5.0", "5.0"),
        ("History", "+2.0", "7.0"),
        ("After the purpose", "+1.0", "8.0"),
    )


def test_innocent_explanations_come_once_by_the_bits_they_would_take_away() -> None:
    lead, pair = calls_in_the_evening()
    innocent = figures.lead_figures(lead, pair=pair).innocent
    assert [(check.text, check.bits, check.signs) for check in innocent.first] == [
        (
            "Overtime that was entered late.", "6.0",
            ("Off-duty contact", "Contact after the purpose"),
        ),
        ("An appointment that was moved.", "5.0", ("Off-duty contact",)),
        ("An outcome call, made late.", "1.0", ("Contact after the purpose",)),
    ]  # fmt: skip
    assert innocent.known == (
        "Of 6 contacts, a record explains 2: 2 by “Assigned to the case”.",
        "Of 1 look-up without a recorded purpose, none cites a matter of the person or changes "
        "the record.",
    )
    assert innocent.not_checked == (
        "A task names both: could not be checked. Not handed over: tasks.",
    )


def test_earlier_reports_are_told_with_their_rows() -> None:
    lead, _ = calls_in_the_evening()
    (found,) = figures.lead_figures(lead).earlier
    assert (found.name, found.sentence) == (
        "Complaints", "2 complaints, the last on 2 November 2024.",
    )  # fmt: skip
    assert found.rows == ("Complaint, 2 November 2024: complaints.csv, row 7",)


def test_gaps_are_those_that_bear_on_a_lead() -> None:
    lead, _ = calls_in_the_evening()
    gaps = figures.lead_figures(lead).gaps
    assert gaps.signs == (("text of messages", ("Affection", "Remarks")),)
    assert gaps.tables == (("not handed over", ("messages", "tasks")),)
    assert gaps.content == "The content of messages was not read."


def test_a_lane_whose_table_is_missing_is_not_seen() -> None:
    lead, pair = calls_in_the_evening()
    figure = figures.lead_figures(lead, pair=pair).timeline.figure
    assert figure is not None
    assert "could not be seen" in figure.svg


@pytest.mark.parametrize("whose", ["pair", "everybody"])
def test_no_name_or_identifier_appears_unless_it_was_revealed(whose: str) -> None:
    lead, pair = calls_in_the_evening()
    some.named(lead, "Alex Sample")
    chosen = pair if whose == "pair" else None
    hidden = _page(lead, chosen, shown={})
    for secret in ("Alex Sample", "S0417", "P20113", "Robin Example"):
        assert secret not in hidden
    assert "Member 4F2A" in hidden
    assert "Person 19C7" in hidden
    revealed = _page(lead, chosen, shown={"S0417": "Alex Sample", "P20113": "Robin Example"})
    for secret in ("Member 4F2A", "Person 19C7", "S0417", "P20113"):
        assert secret not in revealed
    assert "Alex Sample" in revealed
    assert "Robin Example" in revealed


def test_the_page_keeps_to_the_policy_of_what_a_browser_may_load() -> None:
    lead, pair = calls_in_the_evening()
    told.stand(
        lead, "P20113", "2025-05-12 20:30", easting=450_000, northing=380_000, distance_m=120.0
    )
    page = _page(lead, pair, shown={"P20113": "<script>alert(1)</script>"})
    assert " style=" not in page
    assert "<style" not in page
    assert "<script>" not in page
    drawings = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert len(drawings) == 5
    for drawing in drawings:
        assert 'role="img"' in drawing
        assert re.search(r"<title id=\"[\w-]+\">[^<]+</title><desc id=\"[\w-]+\">[^<]+<", drawing)
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_a_lead_is_drawn_in_ten_queries_at_most(django_assert_max_num_queries) -> None:
    lead, _ = calls_in_the_evening()
    for number in range(20):
        told.pair(lead, f"Q{number}", pseudonym=f"Person Q{number}")
        some.evidence(lead, "IND-05", human_id=f"Q{number}", family="timing")
    with django_assert_max_num_queries(10):
        figures.lead_figures(Lead.objects.get(pk=lead.pk))


def test_a_lead_of_which_nothing_is_known_is_an_empty_page_and_no_error() -> None:
    page = _page(told.lead(), None, shown={})
    assert "No sign is on record here." in page
    assert "Nothing is on record." in page


def _page(lead: Lead, pair: Pair | None, *, shown: dict[str, str]) -> str:
    found = figures.lead_figures(lead, pair=pair, period=figures.Period(), shown=shown)
    context = {"figures": found, "pair": pair, "pairs": list(lead.pairs.all()), "lead": lead}
    return render_to_string("triage/figures/lead.html", context)
