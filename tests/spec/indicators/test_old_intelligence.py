"""IND-42: old intelligence re-surfaced."""

from datetime import datetime

import pytest

from tests.support.scenes import events, found, scene
from upstander.engine.indicators.old_intelligence import INDICATOR

# Case 5: two reports more than ten years before, then a complaint.
REPORTS = """
    report_id | staff_id | reported_on | category        | sexual | source | assessment
    R1        | S1       | 2014-03-02  | sexual          | yes    | 1      | B
    R2        | S1       | 2014-11-20  | harassment      | yes    | 2      | C
"""
COMPLAINT = """
    complaint_id | staff_id | received_on | category
    C1           | S1       | 2025-05-06  | messages
"""
CONTACT_HEAD = "staff_id | human_id | kind | at | direction | status\n"
CONTACTS = (
    CONTACT_HEAD
    + """
    S1 | H1 | call | 2025-04-01 10:00:00 | out | unexplained
    S1 | H1 | call | 2025-04-09 21:00:00 | out | unexplained
    S1 | H1 | call | 2025-05-02 22:00:00 | out | unexplained
"""
)


def test_fires_on_the_reports_of_case_5_when_a_complaint_comes():
    drawn = scene(intelligence=REPORTS, complaints=COMPLAINT)
    (finding,) = found(INDICATOR, drawn)
    assert finding["sentence"] == (
        "2 earlier reports of a sexual nature (2014-03-02 graded 1B; 2014-11-20 graded 2C); "
        "new since 2025-05-06, 1 complaint."
    )
    assert finding["value"] == (1 + 0.5) * 2
    assert finding["human_id"] is None
    assert finding["first_at"] == datetime(2014, 3, 2)
    assert finding["seen_at"] == datetime(2025, 5, 6)
    kinds = [event["kind"] for event in events(INDICATOR, drawn)]
    assert kinds == ["intelligence", "intelligence", "complaint"]


def test_fires_on_repeated_unexplained_contact():
    drawn = scene(intelligence=REPORTS, contacts=CONTACTS)
    (finding,) = found(INDICATOR, drawn)
    assert finding["sentence"].endswith("repeated unexplained contact with 1 person.")
    assert finding["value"] == 1.5 * 1.5
    assert finding["seen_at"] == datetime(2025, 5, 2, 22)
    assert len(events(INDICATOR, drawn)) == 5


def test_a_second_report_brings_back_the_first():
    later = REPORTS.replace("2014-11-20", "2025-02-01")
    (finding,) = found(INDICATOR, scene(intelligence=later))
    assert finding["sentence"] == (
        "1 earlier report of a sexual nature (2014-03-02 graded 1B); "
        "new since 2025-02-01, 1 further report."
    )


FAINT = """
    report_id | staff_id | reported_on | category | sexual | source | assessment
    R1        | S1       | 2014-03-02  | sexual   | yes    | 3      | D
"""


@pytest.mark.parametrize(
    ("innocent", "drawn"),
    [
        ("one old report, nothing since", {"intelligence": FAINT}),
        ("reports, nothing since", {"intelligence": REPORTS}),
        ("one faint report, and a missing record", {"intelligence": FAINT, "contacts": CONTACTS}),
        (
            "suspected to be false",
            {"intelligence": FAINT.replace("| D", "| E"), "complaints": COMPLAINT},
        ),
        (
            "the same matter, told in another register",
            {"intelligence": FAINT.replace("2014-03-02", "2025-05-01"), "complaints": COMPLAINT},
        ),
        (
            "reports of another nature",
            {"intelligence": REPORTS.replace("| yes ", "| no  "), "complaints": COMPLAINT},
        ),
        (
            "single unexplained contacts",
            {"intelligence": REPORTS, "contacts": CONTACTS.replace("04-09", "04-01")},
        ),
    ],
)
def test_innocent_look_alike_does_not_fire(innocent, drawn):
    assert found(INDICATOR, scene(**drawn)) == []


def test_a_faint_report_counts_for_little():
    strong = found(INDICATOR, scene(intelligence=REPORTS, complaints=COMPLAINT))
    faint = found(INDICATOR, scene(intelligence=FAINT, complaints=COMPLAINT))
    assert faint[0]["value"] < strong[0]["value"] / 10


def test_cannot_be_checked_where_reports_are_not_marked():
    unmarked = REPORTS.replace("| yes ", "|     ")
    records = scene(intelligence=unmarked).records
    assert records.missing(INDICATOR.needs) == ("intelligence.sexual",)
    assert found(INDICATOR, scene(intelligence=unmarked, complaints=COMPLAINT)) == []
