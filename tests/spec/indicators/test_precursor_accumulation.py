"""IND-44: several low-level concerns from different sources."""

from datetime import datetime

import pytest

from tests.support.scenes import events, found, scene
from upstander.engine.indicators.precursor_accumulation import INDICATOR

COMPLAINTS = """
    complaint_id | staff_id | received_on | category                     | sexual | person_id | outcome
    C1           | S1       | 2024-03-01  | Individual behaviours        | yes    | H1        |
    C2           | S1       | 2024-11-15  | Social media: friend request |        | H2        |
"""
REPORT = """
    report_id | staff_id | reported_on | category          | sexual | source | assessment
    R1        | S1       | 2025-05-10  | Sexual misconduct |        | 2      | C
"""
MATTER = """
    matter_id | staff_id | opened_on  | category           | sexual | internal
    M1        | S1       | 2025-09-01 | Authority, respect | yes    | yes
"""


@pytest.mark.meets("R357")
def test_fires_on_three_sources_in_24_months():
    drawn = scene(complaints=COMPLAINTS, intelligence=REPORT, conduct="")
    (finding,) = found(INDICATOR, drawn)
    assert finding["sentence"] == (
        "3 separate concerns about sexual matters or boundaries from 2024-03-01 to 2025-05-10: "
        "2 complaints, 1 intelligence report."
    )
    assert finding["value"] == 2.5
    assert finding["human_id"] is None
    assert finding["seen_at"] == datetime(2025, 5, 10)
    assert [event["kind"] for event in events(INDICATOR, drawn)] == [
        "complaint", "complaint", "intelligence",
    ]  # fmt: skip


def test_a_matter_among_colleagues_is_a_precursor_too():
    drawn = scene(complaints=COMPLAINTS, intelligence=REPORT, conduct=MATTER)
    (finding,) = found(INDICATOR, drawn)
    assert finding["value"] == 3.5
    assert finding["sentence"].endswith("1 intelligence report, 1 conduct matter.")
    assert finding["seen_at"] == datetime(2025, 5, 10)


@pytest.mark.parametrize(
    ("innocent", "drawn"),
    [
        ("one person who complains of everything", {"complaints": COMPLAINTS.replace("H2", "H1")}),
        ("more than 24 months apart", {"intelligence": REPORT.replace("2025-05", "2026-05")}),
        ("suspected to be false", {"intelligence": REPORT.replace("| C", "| E")}),
        (
            "one complaint was malicious",
            {"complaints": COMPLAINTS.replace("| H1        |", "| H1        | vexatious")},
        ),
        (
            "gossip, and matters that were set aside",
            {
                "complaints": COMPLAINTS.replace(
                    "| H1        |", "| H1        | no case to answer"
                ).replace("| H2        |", "| H2        | not upheld"),
                "intelligence": REPORT.replace("| C", "| D"),
            },
        ),
        (
            "a matter that stands in two registers",
            {"intelligence": REPORT.replace("2025-05-10", "2024-11-20")},
        ),
        (
            "complaints about something else",
            {
                "complaints": COMPLAINTS.replace("| yes ", "| no  ").replace(
                    "Social media: friend request", "Delay"
                )
            },
        ),
        (
            "sexual orientation is another matter",
            {"intelligence": REPORT.replace("Sexual misconduct", "Sexual orientation")},
        ),
        (
            "three members, one each",
            {
                "complaints": COMPLAINTS.replace("C2           | S1", "C2           | S2"),
                "intelligence": REPORT.replace("S1", "S3"),
            },
        ),
    ],
)
def test_innocent_look_alike_does_not_fire(innocent, drawn):
    every = {"complaints": COMPLAINTS, "intelligence": REPORT} | drawn
    assert found(INDICATOR, scene(**every, as_of=datetime(2026, 12, 31))) == []


def test_cannot_be_checked_without_the_registers():
    records = scene(complaints=COMPLAINTS).records
    assert records.missing(INDICATOR.needs) == ("intelligence",)
    assert found(INDICATOR, scene(complaints=COMPLAINTS)) == []
