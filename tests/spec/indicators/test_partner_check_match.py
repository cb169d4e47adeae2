"""IND-50: declared partner first met through work."""

from datetime import datetime

import pytest

from tests.support.scenes import events, found, scene
from upstander.engine.indicators.partner_check_match import INDICATOR

DECLARED = """
    declaration_id | staff_id | kind    | declared_on | person_id | number
    D1             | S1       | partner | 2025-06-10  | H1        |
"""
HEAD = (
    "explanation | staff_id | human_id | is_work | duty_starts_at | duty_ends_at | "
    "source_table | source_file | source_row\n"
)
WORK = """
 attended | S1 | H1 | yes | 2025-03-01 10:00:00 | 2025-03-01 11:00:00 | attendances | a.csv | 1
 assigned | S1 | H1 | yes | 2025-03-02 10:00:00 | 2025-05-01 00:00:00 | assignments | b.csv | 1
 tasked   | S1 | H1 | yes | 2025-03-09 10:00:00 | 2025-03-09 11:00:00 | tasks       | c.csv | 1
"""


def test_fires_on_a_partner_who_was_met_through_work():
    drawn = scene(declarations=DECLARED, purposes=HEAD + WORK)
    (finding,) = found(INDICATOR, drawn)
    assert finding["sentence"] == (
        "Declared as partner on 2025-06-10; recorded work with the person began on 2025-03-01, "
        "3 records, the last ended 40 days before; nothing shows that the two knew each other "
        "before it."
    )
    assert finding["value"] == 2  # four, to base two
    assert (finding["staff_id"], finding["human_id"]) == ("S1", "H1")
    assert finding["seen_at"] == datetime(2025, 6, 10)
    assert [event["kind"] for event in events(INDICATOR, drawn)] == ["recorded work", "declaration"]


@pytest.mark.meets("R337")
def test_fires_on_a_partner_whom_the_register_knows_by_number():
    phones = "person_id | number\nH1 | +44 7700 900123\n"
    declared = DECLARED.replace("| H1        |", "|           | 07700 900123")
    (finding,) = found(
        INDICATOR, scene(declarations=declared, person_phones=phones, purposes=HEAD + WORK)
    )
    assert finding["human_id"] == "H1"


def test_work_that_is_still_open_is_named():
    still = WORK.replace("2025-05-01 00:00:00", "")
    (finding,) = found(INDICATOR, scene(declarations=DECLARED, purposes=HEAD + still))
    assert "3 records, still open or just ended before" in finding["sentence"]


def test_less_is_said_years_after_the_work():
    later = DECLARED.replace("2025-06-10", "2028-06-10")
    (near,) = found(INDICATOR, scene(declarations=DECLARED, purposes=HEAD + WORK))
    (far,) = found(INDICATOR, scene(declarations=later, purposes=HEAD + WORK))
    assert far["value"] < near["value"] / 3


TALK = """
    staff_id | human_id | kind | at                  | direction | status
    S1       | H1       | call | 2025-02-01 10:00:00 | in        | unexplained
    S1       | H1       | call | 2025-02-02 10:00:00 | out       | unexplained
"""


@pytest.mark.parametrize(
    ("innocent", "drawn"),
    [
        ("they called each other before the work", {"contacts": TALK}),
        (
            "a conflict of interest was declared when the job came in",
            {
                "declarations": DECLARED + "D2 | S1 | conflict_of_interest | 2025-03-02 | H1 |",
            },
        ),
        ("declared before the work", {"declarations": DECLARED.replace("-06-", "-02-")}),
        ("another member's work", {"purposes": HEAD + WORK.replace("S1", "S2")}),
        (
            "a control log that passed through",
            {
                "purposes": HEAD + WORK.splitlines()[1].replace("attended", "owned_the_log"),
                "declarations": DECLARED.replace("2025", "2027"),
            },
        ),
        ("a declaration is no work", {"purposes": HEAD + WORK.replace("| yes |", "| no |")}),
        ("a gift", {"declarations": DECLARED.replace("| partner |", "| gift    |")}),
        (
            "a number that two people share",
            {
                "declarations": DECLARED.replace("| H1        |", "|           | 07700 900123"),
                "person_phones": "person_id | number\nH1 | 07700 900123\nH2 | 07700 900123\n",
            },
        ),
    ],
)
def test_innocent_look_alike_does_not_fire(innocent, drawn):
    every = {"declarations": DECLARED, "purposes": HEAD + WORK} | drawn
    assert found(INDICATOR, scene(**every)) == []


def test_cannot_be_checked_without_the_register():
    records = scene(assignments="", involvements="").records
    assert records.missing(INDICATOR.needs) == ("declarations",)
    assert found(INDICATOR, scene(purposes=HEAD + WORK)) == []
