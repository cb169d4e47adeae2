"""IND-43: same pair seen before."""

from datetime import datetime

import pytest

from tests.spec.indicators.repeated import repeated
from tests.support.scenes import events, found, scene
from upstander.engine.indicators.same_pair_before import INDICATOR

# Case 3: a meeting that found nothing proven, and the contact went on.
MATTER = """
    matter_id | staff_id | opened_on  | category     | sexual | person_id | outcome    | closed_on
    M1        | S1       | 2024-03-01 | discreditable | yes   | H1        | not proven | 2024-09-01
"""
HEAD = "staff_id | human_id | kind | at | direction | status\n"
CALLS = repeated(
    "S1 | H1 | call | {at} | out | unexplained", first="2025-03-22 20:00:00", number=5, hours=72
)
REPORT = """
    report_id | staff_id | reported_on | category          | source | assessment | person_id
    R1        | S1       | 2025-05-01  | Sexual misconduct | 1      | B          | H1
"""


def test_fires_on_contact_after_a_matter_that_was_not_proven():
    drawn = scene(conduct=MATTER, contacts=HEAD + CALLS)
    (finding,) = found(INDICATOR, drawn)
    assert finding["sentence"] == (
        "The pair was named before: conduct matter of 2024-03-01, weighed 50 in 100; unexplained "
        "contact made on 5 days since, the last on 2025-04-03."
    )
    assert round(finding["value"], 1) == 5.1  # half of ten bits
    assert finding["first_at"] == datetime(2024, 3, 1)
    assert finding["seen_at"] == datetime(2025, 3, 25, 20)
    assert [event["kind"] for event in events(INDICATOR, drawn)] == ["conduct"] + ["call"] * 5


def test_fires_on_a_report_in_another_register():
    (finding,) = found(INDICATOR, scene(conduct=MATTER, intelligence=REPORT))
    assert finding["sentence"] == (
        "The pair was named before: conduct matter of 2024-03-01, weighed 50 in 100; told again in "
        "another register on 2025-05-01."
    )
    assert finding["value"] == 1.5
    assert finding["seen_at"] == datetime(2025, 5, 1)


COMPLAINTS = """
    complaint_id | staff_id | received_on | category              | sexual | person_id
    C1           | S1       | 2024-03-01  | Individual behaviours | yes    | H1
    C2           | S1       | 2024-09-01  | Individual behaviours | yes    | H1
    C3           | S1       | 2025-03-01  | Individual behaviours | yes    | H1
"""
DECLARED = """
    declaration_id | staff_id | kind    | declared_on | person_id
    D1             | S1       | partner | 2024-03-01  | H1
"""
OTHERS = "".join(CALLS.replace("H1", f"H{number}") for number in range(2, 40))


@pytest.mark.parametrize(
    ("innocent", "drawn"),
    [
        ("one person who complains again and again", {"complaints": COMPLAINTS}),
        ("an old matter and nothing new", {"conduct": MATTER}),
        ("declared, and in contact", {"declarations": DECLARED, "contacts": HEAD + CALLS}),
        ("a matter about something else", {"conduct": MATTER.replace("yes", "no "),
                                           "contacts": HEAD + CALLS}),
        ("another person", {"conduct": MATTER.replace("H1", "H2"), "contacts": HEAD + CALLS}),
        ("recorded work goes on", {"conduct": MATTER,
                                   "contacts": HEAD + CALLS.replace("unexplained", "explained")}),
        ("the person calls", {"conduct": MATTER, "contacts": HEAD + CALLS.replace("out", "in")}),
        ("the complaint became a conduct matter",
         {"complaints": COMPLAINTS.splitlines()[1] + "\n" + COMPLAINTS.splitlines()[2],
          "conduct": MATTER.replace("2024-03", "2024-04")}),
        ("a complaint that was malicious",
         {"conduct": MATTER.replace("not proven", "malicious "), "contacts": HEAD + CALLS}),
        ("suspected to be false",
         {"intelligence": REPORT.replace("| B ", "| E ").replace("2025", "2024"),
          "contacts": HEAD + CALLS}),
        ("this member's work is never entered", {"conduct": MATTER,
                                                 "contacts": HEAD + CALLS + OTHERS}),
    ],
)  # fmt: skip
def test_innocent_look_alike_does_not_fire(innocent, drawn):
    assert found(INDICATOR, scene(**drawn)) == []


def test_a_faint_report_counts_for_little():
    strong = {"intelligence": REPORT.replace("2025", "2024"), "contacts": HEAD + CALLS}
    faint = strong | {"intelligence": strong["intelligence"].replace("| B ", "| D ")}
    (first,), (second,) = found(INDICATOR, scene(**strong)), found(INDICATOR, scene(**faint))
    assert second["value"] == first["value"] / 4


def test_cannot_be_checked_where_no_matter_names_anybody():
    nameless = scene(conduct=MATTER.replace("H1", "  "), calls="").records
    assert nameless.missing(INDICATOR.needs) == ("conduct.person_id",)
