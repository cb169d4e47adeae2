"""IND-26: repeat look-ups of the same person after closure."""

from datetime import datetime

import pytest

from tests.support.scenes import events, found, scene
from upstander.engine.indicators.look_ups_after_closure import INDICATOR

HEAD = "staff_id | human_id | kind | at | status\n"

CLOSED = """
    staff_id | human_id | first_at            | last_at
    S1       | H1       | 2025-01-02 10:00:00 | 2025-02-01 10:00:00
"""
LOOKS = """
    S1 | H1 | lookup | 2025-01-20 10:00:00 | explained
    S1 | H1 | lookup | 2025-02-10 10:00:00 | unexplained
    S1 | H1 | lookup | 2025-03-01 22:00:00 | unexplained
    S1 | H1 | lookup | 2025-04-11 21:00:00 | unexplained
    S1 | H1 | lookup | 2025-04-11 21:05:00 | unexplained
    S1 | H1 | lookup | 2025-06-01 10:00:00 | unexplained
"""


def test_fires_on_three_days_after_the_work_ended():
    drawn = scene(contacts=HEAD + LOOKS, links=CLOSED)
    (finding,) = found(INDICATOR, drawn)
    assert finding["sentence"] == (
        "4 look-ups of one person on 3 days in 3 months, none with a recorded purpose, "
        "the last 120 days after the recorded work with them ended."
    )
    assert finding["first_at"] == datetime(2025, 3, 1, 22)  # nine days after closure is not late
    assert finding["seen_at"] == datetime(2025, 6, 1, 10)
    # Two further days where one in ten is usual: 2 log2(20) - 1.9 / ln 2.
    assert finding["value"] == pytest.approx(5.903, abs=0.01)
    assert len(events(INDICATOR, drawn)) == 4


@pytest.mark.parametrize(
    ("innocent", "links"),
    [
        ("the work is still open", CLOSED.replace("2025-02-01 10:00:00", "")),
        ("the work ended later", CLOSED.replace("2025-02-01", "2025-05-30")),
        ("she reported again", CLOSED + "S1 | H1 | 2025-03-30 10:00:00 |\n"),
        ("somebody else's case", CLOSED.replace("S1", "S2")),
    ],
)
def test_innocent_look_alike_does_not_fire(innocent, links):
    assert found(INDICATOR, scene(contacts=HEAD + LOOKS, links=links)) == []


@pytest.mark.parametrize(
    ("innocent", "drawn"),
    [
        (
            "one sitting that wrote many rows",
            LOOKS.replace("03-01", "04-11").replace("06-01", "04-11"),
        ),
        ("a case conference that is on record", LOOKS.replace("unexplained", "explained")),
    ],
)
def test_innocent_look_ups_do_not_fire(innocent, drawn):
    assert found(INDICATOR, scene(contacts=HEAD + drawn, links=CLOSED)) == []


def test_innocent_member_whose_closing_dates_are_all_early_stands_out_with_nobody():
    looks = "".join(LOOKS.replace("H1", f"H{number}") for number in range(1, 80))
    links = CLOSED + "".join(
        f"S1 | H{number} | 2025-01-02 10:00:00 | 2025-02-01 10:00:00\n" for number in range(2, 80)
    )
    assert found(INDICATOR, scene(contacts=HEAD + looks, links=links)) == []


def test_cannot_be_checked_without_the_record_of_work():
    assert found(INDICATOR, scene(contacts=HEAD + LOOKS)) == []
    records = scene(searches="", involvements="", occurrences="").records
    assert records.missing(INDICATOR.needs) == ("assignments",)
