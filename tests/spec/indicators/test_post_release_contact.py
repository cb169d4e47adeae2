"""IND-32: post-release contact."""

from datetime import datetime

import pytest

from tests.support.scenes import events, found, scene
from upstander.engine.indicators.post_release_contact import INDICATOR

HEAD = "staff_id | human_id | kind | at | direction | status\n"
CUSTODY = """
    custody_id | person_id | suite | starts_at           | ends_at
    C1         | H1        | A     | 2025-02-01 20:00:00 | 2025-02-02 10:00:00
"""
STEP = """
    explanation     | staff_id | human_id | is_work | duty_starts_at      | source_table
    on_custody_duty | S1       | H1       | yes     | 2025-02-01 20:00:00 | custody_steps
    on_custody_duty | S1       | H1       | yes     | 2025-02-01 18:00:00 | custody_duties
"""
LATER = """
    S1 | H1 | call    | 2025-03-04 20:00:00 | out | unexplained
    S1 | H1 | message | 2025-03-06 21:00:00 | out | unexplained
"""


DUTIES = """
    staff_id | suite | starts_at           | ends_at
    S1       | A     | 2025-02-01 18:00:00 | 2025-02-02 06:00:00
"""


def drawn(contacts, *, purposes=STEP, duties=DUTIES):
    return scene(
        contacts=HEAD + contacts, purposes=purposes, custody=CUSTODY, custody_duties=duties
    )


@pytest.mark.meets("R202")
def test_fires_on_contact_a_month_after_the_release():
    (finding,) = found(INDICATOR, drawn(LATER))
    assert finding["sentence"] == (
        "Contact on 2 days with a person whose detention the member had a part in and with whom "
        "no other work is on record, from 30 days after the release on 2025-02-02: 1 call, "
        "1 message, none with a recorded purpose."
    )
    assert finding["seen_at"] == datetime(2025, 3, 4, 20)
    # Two days where 0.2 are usual: (2 ln 10 - 1.8) / ln 2.
    assert finding["value"] == pytest.approx(4.047, abs=0.01)
    assert [event["kind"] for event in events(INDICATOR, drawn(LATER))] == ["call", "message"]


def test_being_on_duty_in_the_suite_weighs_half():
    duty = STEP.replace("| custody_steps", "| custody_duties")
    (finding,) = found(INDICATOR, drawn(LATER, purposes=duty))
    assert "who was in the suite while the member was on duty there" in finding["sentence"]
    assert finding["value"] == pytest.approx(1.168, abs=0.01)


OTHER_WORK = STEP + "assigned | S1 | H1 | yes | 2025-02-10 | assignments\n"
LOOKS = "".join(
    f"S1 | H1 | lookup | 2025-04-{day:02} 20:00:00 | | unexplained\n" for day in (2, 9, 17)
)


def test_look_ups_alone_are_enough_on_three_days():
    (finding,) = found(INDICATOR, drawn(LOOKS))
    assert finding["seen_at"] == datetime(2025, 4, 17, 20)


@pytest.mark.parametrize(
    ("innocent", "contacts", "purposes"),
    [
        ("other work with the person", LATER, OTHER_WORK),
        ("the work is recorded", LATER.replace("unexplained", "explained"), STEP),
        (
            "they were in contact before",
            LATER + "S1 | H1 | call | 2025-01-04 20:00:00 | in | explained",
            STEP,
        ),
        ("property on the next day", LATER.replace("03-04", "02-04").replace("03-06", "02-04"), STEP),
        ("years later", LATER.replace("2025", "2027"), STEP),
        ("a stop in the street", LATER.replace("call   ", "visit").replace("message", "visit"), STEP),
        ("two look-ups", LOOKS.replace("04-17", "04-09"), STEP),
        ("a member who was not there", LATER.replace("S1", "S2"), STEP),
        ("no custody at all", LATER, ""),
    ],
)  # fmt: skip
def test_innocent_look_alike_does_not_fire(innocent, contacts, purposes):
    assert found(INDICATOR, drawn(contacts, purposes=purposes)) == []


def test_innocent_investigator_who_took_the_fingerprints_does_not_fire():
    elsewhere = DUTIES.replace("S1 ", "S9 ")
    assert found(INDICATOR, drawn(LATER, duties=elsewhere)) == []


def test_innocent_member_who_rings_all_former_detainees_stands_out_with_nobody():
    contacts, purposes, custody = LATER, STEP, CUSTODY
    for number in range(20, 50):
        contacts += LATER.replace("H1", f"H{number}")
        purposes += f"on_custody_duty | S1 | H{number} | yes | 2025-02-01 | custody_steps\n"
        custody += f"C{number} | H{number} | A | 2025-02-01 20:00:00 | 2025-02-02 10:00:00\n"
    everyone = scene(
        contacts=HEAD + contacts, purposes=purposes, custody=custody, custody_duties=DUTIES
    )
    assert found(INDICATOR, everyone) == []


def test_cannot_be_checked_without_detentions():
    lacking = scene(custody_duties="", calls="", staff_phones="", person_phones="").records
    assert lacking.missing(INDICATOR.needs) == ("custody",)
