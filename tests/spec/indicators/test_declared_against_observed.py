"""IND-52: contact earlier than declared."""

from datetime import datetime

import pytest

from tests.spec.indicators.repeated import repeated
from tests.support.scenes import events, found, scene
from upstander.engine.indicators.declared_against_observed import INDICATOR

DECLARED = """
    declaration_id | staff_id | kind        | declared_on | person_id
    D1             | S1       | association | 2025-06-10  | H1
"""
# Case 10: the work has been handed over; what is told comes weeks after the first contact.
LINK = """
    staff_id | human_id | first_at            | last_at
    S1       | H1       | 2025-03-01 10:00:00 | 2025-03-20 10:00:00
"""
HEAD = "staff_id | human_id | kind | at | direction | status | parked\n"
CALLS = repeated(
    "S1 | H1 | call | {at} | out | unexplained |", first="2025-03-22 20:00:00", number=5, hours=72
)
STOPS = CALLS.replace("| call |", "| visit |").replace("out", "").replace("ed |", "ed | at")


def test_fires_on_contact_that_was_older_than_the_declaration():
    drawn = scene(declarations=DECLARED, links=LINK, contacts=HEAD + CALLS)
    (finding,) = found(INDICATOR, drawn)
    assert finding["sentence"] == (
        "Relationship declared on 2025-06-10; contact made on 5 days with no recorded purpose more "
        "than 14 days before it (5 calls), the first 79 days before; recorded work with the person "
        "began on 2025-03-01."
    )
    assert round(finding["value"], 1) == 10.1
    assert finding["first_at"] == datetime(2025, 3, 22, 20)
    assert finding["seen_at"] == datetime(2025, 6, 10)
    kinds = [event["kind"] for event in events(INDICATOR, drawn)]
    assert kinds == ["call"] * 5 + ["declaration"]


def test_fires_on_stops_at_the_home():
    (finding,) = found(INDICATOR, scene(declarations=DECLARED, links=LINK, contacts=HEAD + STOPS))
    assert "(5 visits)" in finding["sentence"]


BOTH_WAYS = """
    S1 | H1 | call | 2025-02-01 20:00:00 | out | unexplained |
    S1 | H1 | call | 2025-02-02 20:00:00 | in  | unexplained |
"""


def others(people: int) -> str:
    """As many other people with the same gaps in recording."""
    return "".join(CALLS.replace("H1", f"H{number}") for number in range(2, 2 + people))


@pytest.mark.parametrize(
    ("innocent", "drawn"),
    [
        ("they talked before any work", {"contacts": HEAD + BOTH_WAYS + CALLS}),
        ("no work ever joined them", {"links": LINK.replace("H1", "H2")}),
        ("declared in the days after it began", {"contacts": HEAD + CALLS.replace("-03-", "-05-")
                                                 .replace("-04-", "-06-")}),
        ("recorded work", {"contacts": HEAD + CALLS.replace("unexplained", "explained")}),
        ("the person called", {"contacts": HEAD + CALLS.replace("out", "in")}),
        ("a declaration alone", {"contacts": ""}),
        ("one call", {"contacts": HEAD + CALLS.splitlines()[0]}),
        ("a declared approach", {"declarations": DECLARED.replace("association",
                                                                  "conflict_of_interest")}),
        ("declared before the work", {"declarations": DECLARED.replace("2025-06", "2025-02")}),
        ("stops down the street", {"contacts": HEAD + STOPS.replace("| at", "| away")}),
        ("this member's work is never entered", {"contacts": HEAD + CALLS + others(30)}),
    ],
)  # fmt: skip
def test_innocent_look_alike_does_not_fire(innocent, drawn):
    every = {"declarations": DECLARED, "links": LINK, "contacts": HEAD + CALLS} | drawn
    assert found(INDICATOR, scene(**every)) == []


def test_cannot_be_checked_without_the_register():
    records = scene(calls="", assignments="", involvements="").records
    assert records.missing(INDICATOR.needs) == ("declarations",)
    assert found(INDICATOR, scene(links=LINK, contacts=HEAD + CALLS)) == []
