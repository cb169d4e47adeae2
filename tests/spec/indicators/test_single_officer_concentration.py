"""IND-29: single-officer concentration."""

from datetime import datetime

import pytest

from tests.support.scenes import events, found, scene
from upstander.engine.indicators.single_officer_concentration import INDICATOR

HEAD = "staff_id | human_id | kind | at | direction | status\n"


def calls(staff, *days, month, status="unexplained", kind="call"):
    return "".join(
        f"{staff} | H1 | {kind} | 2025-{month:02}-{day:02} 18:00:00 | out | {status}\n"
        for day in days
    )


# Early in the year the assigned officer keeps contact, the other member helped once.
BEFORE = calls("S2", 3, 10, 17, 22, month=1, status="explained") + calls(
    "S1", 12, month=1, status="explained"
)
# In spring nearly all contact is with the member who is not assigned.
AFTER = calls("S1", 2, 5, 9, 14, 20, 25, month=3) + calls("S2", 12, month=3, status="explained")
CASE = """
    explanation | staff_id | human_id | starts_at  | ends_at    | duty_starts_at | duty_ends_at
    assigned    | S2       | H1       | 2024-12-20 | 2025-06-20 | 2025-01-01     | 2025-06-01
"""


@pytest.mark.meets("R086")
def test_fires_on_a_share_that_grew_while_another_was_assigned():
    drawn = scene(contacts=HEAD + BEFORE + AFTER, purposes=CASE)
    (finding,) = found(INDICATOR, drawn)
    assert (finding["staff_id"], finding["human_id"]) == ("S1", "H1")
    assert finding["sentence"] == (
        "In the 60 days to 2025-03-25, 86 in 100 of the days on which the person had contact with "
        "the force were with this member and without a recorded purpose (6 days), beside 20 in 100 "
        "of the days before; somebody else was assigned, the member was not."
    )
    assert finding["seen_at"] == datetime(2025, 3, 20, 18)
    assert finding["value"] > 1
    assert len(events(INDICATOR, drawn)) == 6


OWN_CASE = CASE + "assigned | S1 | H1 | 2025-02-20 | 2025-06-20 | 2025-03-01 | 2025-06-01\n"


@pytest.mark.meets("R086")
@pytest.mark.parametrize(
    ("innocent", "contacts", "purposes"),
    [
        ("a single point of contact by plan", AFTER, OWN_CASE),
        ("cover for a colleague of the team", AFTER.replace("unexplained", "explained"), CASE),
        ("nobody else is assigned", AFTER, CASE.replace("2025-06-01", "2025-02-01")),
        (
            "others stay in contact as well",
            AFTER + calls("S2", 3, 6, 10, 15, 21, 22, 26, 27, month=3, status="explained"),
            CASE,
        ),
        ("a few days", calls("S1", 2, 9, 14, 20, month=3), CASE),
        (
            "it was so before",
            AFTER + calls("S1", 4, 5, 6, 7, 8, 9, 13, 14, month=1, status="explained"),
            CASE,
        ),
    ],
)
def test_innocent_look_alike_does_not_fire(innocent, contacts, purposes):
    assert found(INDICATOR, scene(contacts=HEAD + BEFORE + contacts, purposes=purposes)) == []


def test_without_contact_before_there_is_no_share_to_rise_from():
    assert found(INDICATOR, scene(contacts=HEAD + AFTER, purposes=CASE)) == []


def test_cannot_be_checked_without_assignments():
    lacking = scene(calls="", staff_phones="", person_phones="", involvements="").records
    assert lacking.missing(INDICATOR.needs) == ("assignments",)
