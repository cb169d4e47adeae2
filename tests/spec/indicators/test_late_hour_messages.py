"""IND-40: late-hour private messaging."""

from datetime import datetime

import pytest

from tests.support.scenes import events, found, scene
from upstander.engine.indicators.late_hour_messages import INDICATOR

HEAD = (
    "staff_id | human_id | kind | channel | at | direction | on_duty | minutes_off_duty | status"
    " | explained_by\n"
)
LATE = """
    S1 | H1 | message | text | 2025-03-01 23:10:00 | out | no | 300 | unexplained |
    S1 | H1 | message | text | 2025-03-02 01:20:00 | out | no | 420 | unexplained |
    S1 | H1 | message | text | 2025-03-09 22:30:00 | out | no | 240 | unexplained |
    S1 | H1 | message | text | 2025-03-20 04:50:00 | out | no | 180 | unexplained |
"""


@pytest.mark.meets("R181")
def test_fires_on_messages_of_several_nights():
    (finding,) = found(INDICATOR, scene(contacts=HEAD + LATE))
    assert finding["sentence"] == (
        "4 messages to one person on 3 nights between 22:00 and 05:00, from 2025-03-01 to "
        "2025-03-20, more than 60 minutes outside working time, none of them during recorded work "
        "with the person."
    )
    assert finding["seen_at"] == datetime(2025, 3, 9, 22, 30)
    # Three nights where three in ten are usual, (3 ln 10 - 2.7) / ln 2, and 4 messages.
    assert finding["value"] == pytest.approx(6.071 + 0.1 * 4 / 5, abs=0.01)
    assert len(events(INDICATOR, scene(contacts=HEAD + LATE))) == 4


def test_weighs_less_where_a_case_explains_the_contact():
    (finding,) = found(INDICATOR, scene(contacts=HEAD + LATE))
    by_case = LATE.replace("unexplained |", "explained | assigned")
    (less,) = found(INDICATOR, scene(contacts=HEAD + by_case))
    assert less["value"] < finding["value"] / 2
    assert less["seen_at"] == datetime(2025, 3, 20, 4, 50)


@pytest.mark.meets("R181")
@pytest.mark.parametrize(
    ("innocent", "drawn"),
    [
        ("night duty", LATE.replace("| no | 300", "| yes | 0").replace("| no | 420", "| yes | 0")
         .replace("| no | 240", "| yes | 0").replace("| no | 180", "| yes | 0")),
        ("the end of a late tour", LATE.replace("| 300", "| 20").replace("| 240", "| 40")),
        ("the person wrote first", LATE.replace("unexplained |", "explained | answered")),
        ("a declared partner", LATE.replace("unexplained |", "explained | declared")),
        ("one night", LATE.replace("03-09 22", "03-02 00").replace("03-20 04", "03-02 02")),
        ("by day", LATE.replace("23:10", "21:10").replace("22:30", "18:30").replace("04:50", "06:50")),
        ("what came in", LATE.replace("out", "in")),
        ("calls", LATE.replace("message", "call")),
        ("no roster", LATE.replace("no | 300", " |").replace("no | 240", " |").replace("no | 180", " |")),
    ],
)  # fmt: skip
def test_innocent_look_alike_does_not_fire(innocent, drawn):
    assert found(INDICATOR, scene(contacts=HEAD + drawn)) == []


def test_innocent_reminders_by_a_system_stand_out_with_nobody():
    everyone = "".join(LATE.replace("H1", f"H{person}") for person in range(20, 60))
    assert found(INDICATOR, scene(contacts=HEAD + LATE + everyone)) == []


def test_cannot_be_checked_without_the_roster():
    lacking = scene(calls="", staff_phones="", person_phones="").records
    assert lacking.missing(INDICATOR.needs) == ("duties",)
