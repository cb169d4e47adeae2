"""IND-16: solo return after a first visit with colleagues."""

from datetime import datetime

import pytest

from tests.support.scenes import events, found, scene
from upstander.engine.indicators.solo_return import INDICATOR

HEAD = "staff_id | human_id | kind | at | ends_at | distance_m | crew_size | status\n"

FIRST_VISIT = """
    S1 | H1 | attendance | 2025-03-01 20:00:00 | 2025-03-01 21:00:00 |    | 2 | explained
    S2 | H1 | attendance | 2025-03-01 20:00:00 | 2025-03-01 21:00:00 |    | 2 | explained
"""
BACK_ALONE = """
    S1 | H1 | visit      | 2025-03-03 19:00:00 | 2025-03-03 19:40:00 | 30 | 1 | unexplained
    S1 | H1 | visit      | 2025-03-08 22:10:00 | 2025-03-08 22:30:00 | 45 | 1 | unexplained
"""


def shifts(*, alone: int, together: int, staff: str = "S1") -> str:
    """Explained visits of a member to other people."""
    crews = [1] * alone + [2] * together
    return "".join(
        f"{staff} | H{50 + number} | attendance | 2025-0{1 + number // 28}-{number % 28 + 1:02} 12:00:00"
        f" | 2025-0{1 + number // 28}-{number % 28 + 1:02} 12:30:00 |  | {crew} | explained\n"
        for number, crew in enumerate(crews)
    )


def test_fires_on_one_of_two_who_comes_back_alone():
    drawn = HEAD + FIRST_VISIT + BACK_ALONE + shifts(alone=1, together=12)
    (finding,) = found(INDICATOR, scene(contacts=drawn))
    assert finding["staff_id"] == "S1"
    assert finding["sentence"] == (
        "First attended with 2 staff on 2025-03-01; back alone on 2 days in the 14 days after, "
        "none with a recorded purpose, the longest 40 minutes; "
        "13 in 100 of this member's explained visits are made alone."
    )
    assert finding["seen_at"] == datetime(2025, 3, 3, 19)
    # (1 + 40/60) + (1 + 20/60) days, three bits of being alone: (1 + 1) of (14 + 2).
    assert finding["value"] == pytest.approx(9.0)
    kinds = [event["kind"] for event in events(INDICATOR, scene(contacts=drawn))]
    assert kinds == ["attendance", "visit", "visit"]


def test_weighs_less_the_more_often_the_member_is_alone():
    drawn = HEAD + FIRST_VISIT + BACK_ALONE
    (seldom,) = found(INDICATOR, scene(contacts=drawn + shifts(alone=1, together=12)))
    (often,) = found(INDICATOR, scene(contacts=drawn + shifts(alone=9, together=4)))
    assert often["value"] < seldom["value"] / 3


def test_innocent_single_crew_area_does_not_fire():
    drawn = HEAD + FIRST_VISIT + BACK_ALONE + shifts(alone=12, together=1)
    assert found(INDICATOR, scene(contacts=drawn)) == []


@pytest.mark.parametrize(
    ("innocent", "drawn"),
    [
        ("a task names the return", BACK_ALONE.replace("unexplained", "explained")),
        ("back with a colleague", BACK_ALONE.replace("| 1 |", "| 2 |")),
        ("weeks later", BACK_ALONE.replace("2025-03", "2025-05")),
        (
            "the paperwork after the visit",
            BACK_ALONE.replace("03-03 19:", "03-01 21:").replace("03-08 22:", "03-01 21:"),
        ),
        ("a colleague who was not there", BACK_ALONE.replace("S1", "S9")),
        (
            "a stop in another street",
            BACK_ALONE.replace("| 30 |", "| 330 |").replace("| 45 |", "| 250 |"),
        ),
    ],
)
def test_innocent_look_alike_does_not_fire(innocent, drawn):
    assert found(INDICATOR, scene(contacts=HEAD + FIRST_VISIT + drawn)) == []


def test_innocent_first_visit_alone_is_no_solo_return():
    alone = FIRST_VISIT.replace("| 2 |", "| 1 |")
    assert found(INDICATOR, scene(contacts=HEAD + alone + BACK_ALONE)) == []


def test_cannot_be_told_where_the_crew_is_not_known():
    unknown = BACK_ALONE.replace("| 1 |", "|  |")
    assert found(INDICATOR, scene(contacts=HEAD + FIRST_VISIT + unknown)) == []
    records = scene(attendances="", positions="", person_addresses="").records
    assert records.missing(INDICATOR.needs) == ("crews",)
