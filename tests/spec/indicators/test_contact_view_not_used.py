"""IND-24: contact-field view then no force contact."""

from datetime import datetime

import pytest

from tests.support.scenes import events, found, scene
from upstander.engine.indicators.contact_view_not_used import INDICATOR

HEAD = "staff_id | human_id | kind | at | field | action | direction | status\n"

# The work phone is in use, and the billing goes on after the look-ups.
PHONE = """
    S1 | H9 | call   | 2025-01-02 10:00:00 |         |      | out | explained
    S1 | H9 | call   | 2025-06-30 10:00:00 |         |      | out | explained
"""
OPENED = """
    S1 | H1 | lookup | 2025-02-01 21:00:00 | contact | view |     | unexplained
    S1 | H1 | lookup | 2025-02-01 21:02:00 | contact | view |     | unexplained
    S1 | H1 | lookup | 2025-03-10 20:00:00 | contact | view |     | unexplained
"""
NUMBERS = """
    person_id | number
    H1        | 01632 960001
    H9        | 01632 960009
"""
STAFF = """
    staff_id | kind    | role     | team_id
    S1       | officer | enquiry  | T1
    S2       | officer | enquiry  | T1
    S3       | officer | response | T2
"""


def drawn(text, *, numbers=NUMBERS):
    return scene(contacts=HEAD + PHONE + text, person_phones=numbers, staff=STAFF)


def test_fires_on_details_that_nobody_used():
    (finding,) = found(INDICATOR, drawn(OPENED))
    assert finding["sentence"] == (
        "Contact details opened with no recorded purpose on 2 days, the last 2025-03-10; in the "
        "48 hours after, no call, message or recorded visit between the person and the member or a "
        "colleague of the team, and no update of the record."
    )
    assert finding["seen_at"] == datetime(2025, 2, 3, 21)
    # Two days where three in ten are usual: (2 ln(2 / 0.3) - 1.7) / ln 2.
    assert finding["value"] == pytest.approx(3.02, abs=0.01)
    assert len(events(INDICATOR, drawn(OPENED))) == 3


def test_what_was_opened_and_used_counts_for_nothing():
    rung = OPENED + "S1 | H1 | call | 2025-02-02 09:00:00 | | | out | unexplained\n"
    (finding,) = found(INDICATOR, drawn(rung))
    assert finding["seen_at"] == datetime(2025, 3, 12, 20)
    assert finding["value"] == pytest.approx(0.73, abs=0.01)


ONCE = OPENED.replace("2025-03-10 20", "2025-02-01 22")


@pytest.mark.parametrize(
    ("innocent", "text"),
    [
        ("the work is recorded", ONCE.replace("unexplained", "explained")),
        ("the member rang", ONCE + "S1 | H1 | call | 2025-02-03 09:00:00 | | | out | unexplained"),
        (
            "a colleague of the team rang",
            ONCE + "S2 | H1 | call | 2025-02-02 09:00:00 | | | out | explained",
        ),
        ("the person rang", ONCE + "S1 | H1 | call | 2025-02-02 09:00:00 | | | in | explained"),
        (
            "the record was put right",
            ONCE + "S1 | H1 | lookup | 2025-02-01 22:30:00 | contact | edit | | explained",
        ),
        (
            "a file was printed",
            ONCE + "S1 | H1 | lookup | 2025-02-01 22:30:00 | other | print | | unexplained",
        ),
        ("a name that was read, not a number", ONCE.replace("contact", "other  ")),
    ],
)
def test_innocent_look_alike_does_not_fire(innocent, text):
    assert found(INDICATOR, drawn(text)) == []


def test_a_colleague_of_another_team_does_not_explain_the_view():
    other = ONCE + "S3 | H1 | call | 2025-02-02 09:00:00 | | | out | explained"
    assert len(found(INDICATOR, drawn(other))) == 1


def test_innocent_member_who_reads_numbers_all_day_stands_out_with_nobody():
    many = "".join(
        f"S1 | H{20 + person} | lookup | 2025-03-{day:02} 09:00:00 | contact | view | | unexplained\n"
        for person in range(30)
        for day in (4, 14)
    )
    numbers = NUMBERS + "".join(f"H{20 + n} | 01632 9601{n:02}\n" for n in range(30))
    assert found(INDICATOR, drawn(OPENED + many, numbers=numbers)) == []


@pytest.mark.parametrize(
    ("unknown", "text", "numbers"),
    [
        ("no number on record", ONCE, NUMBERS.replace("H1 ", "H8 ")),
        ("the billing ends too soon", ONCE.replace("2025-02", "2025-07"), NUMBERS),
        ("a member without a work phone", ONCE.replace("S1", "S3"), NUMBERS),
    ],
)
def test_is_left_out_where_use_would_not_be_seen(unknown, text, numbers):
    assert found(INDICATOR, drawn(text, numbers=numbers)) == []


def test_cannot_be_checked_without_the_field():
    lacking = scene(searches="", calls="", staff_phones="", person_phones="").records
    assert lacking.missing(INDICATOR.needs) == ("searches.field",)
