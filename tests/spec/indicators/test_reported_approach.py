"""IND-45: a report of an inappropriate approach or of sexual activity on duty."""

from datetime import datetime

import pytest

from tests.support.scenes import events, found, scene
from upstander.engine.indicators.reported_approach import INDICATOR

REPORT = """
    report_id | staff_id | reported_on | category               | sexual | source | assessment
    R1        | S1       | 2025-05-10  | Inappropriate approach |        | 1      | B
"""
COMPLAINT = """
    complaint_id | staff_id | received_on | category              | sexual | person_id | outcome
    C1           | S1       | 2025-08-01  | Individual behaviours | yes    | H1        |
"""


def test_fires_on_a_single_report():
    drawn = scene(intelligence=REPORT)
    (finding,) = found(INDICATOR, drawn)
    assert finding["sentence"] == (
        "1 report of a sexual nature towards the public from 2025-05-10 to 2025-05-10, 1 in a "
        "category of approaches or of sexual activity on duty; the soundest weighs 100 in 100. "
        "None of it is proven by being reported."
    )
    assert finding["value"] == 1
    assert finding["human_id"] is None
    assert finding["seen_at"] == datetime(2025, 5, 10)
    assert [event["kind"] for event in events(INDICATOR, drawn)] == ["intelligence"]


def test_a_record_that_says_no_more_than_its_nature_counts_half():
    (finding,) = found(INDICATOR, scene(complaints=COMPLAINT))
    assert finding["value"] == 0.5
    national = REPORT.replace("Inappropriate approach", "Sexual misconduct     ")
    (finding,) = found(INDICATOR, scene(intelligence=national))
    assert finding["value"] == 0.5


def test_reports_of_different_people_add_up():
    (finding,) = found(INDICATOR, scene(intelligence=REPORT, complaints=COMPLAINT))
    assert finding["value"] == 1.5
    assert finding["sentence"].startswith("2 reports")
    assert finding["seen_at"] == datetime(2025, 5, 10)


@pytest.mark.parametrize(
    ("innocent", "drawn"),
    [
        ("suspected to be false", {"intelligence": REPORT.replace("| B", "| E")}),
        (
            "hearsay that says no more than its category",
            {
                "intelligence": REPORT.replace("Inappropriate approach", "Sexual misconduct")
                .replace("| B", "| D")
            },
        ),
        ("four years ago", {"intelligence": REPORT.replace("2025", "2021")}),
        ("another category", {"intelligence": REPORT.replace("approach", "association")}),
        (
            "found to be malicious",
            {"complaints": COMPLAINT.replace("| H1        |", "| H1        | malicious")},
        ),
        (
            "among colleagues",
            {
                "conduct": "matter_id | staff_id | opened_on | category | sexual | internal\n"
                "M1 | S1 | 2025-05-01 | Discreditable conduct | yes | yes\n"
            },
        ),
    ],
)  # fmt: skip
def test_innocent_look_alike_does_not_fire(innocent, drawn):
    assert found(INDICATOR, scene(**drawn)) == []


def test_one_person_who_complains_again_counts_once():
    again = COMPLAINT + "C2 | S1 | 2025-09-20 | Individual behaviours | yes | H1 |\n"
    (finding,) = found(INDICATOR, scene(complaints=again))
    assert finding["value"] == 0.5


def test_cannot_be_checked_without_intelligence():
    records = scene(complaints=COMPLAINT).records
    assert records.missing(INDICATOR.needs) == ("intelligence",)
