"""IND-28: self-allocation or request for a named officer."""

from datetime import datetime

import pytest

from tests.support.scenes import events, found, scene
from upstander.engine.indicators.asked_for_by_name import INDICATOR

LOGS = """
    incident_id | opened_at           | requested_staff_id
    L1          | 2025-03-01 10:00:00 | S1
    L2          | 2025-03-10 18:00:00 | S1
    L3          | 2025-03-28 19:00:00 | S1
"""
PEOPLE = """
    incident_id | person_id
    L1          | H1
    L2          | H1
    L3          | H1
"""


def drawn(*, logs=LOGS, people=PEOPLE, purposes="", handling=""):
    return scene(
        incidents=logs,
        incident_people=people,
        purposes=purposes,
        log_handling="incident_id | staff_id | at | action\n" + handling if handling else "",
    )


@pytest.mark.meets("R074")
def test_fires_on_three_requests_within_60_days():
    (finding,) = found(INDICATOR, drawn())
    assert (finding["staff_id"], finding["human_id"]) == ("S1", "H1")
    assert finding["sentence"] == (
        "Control logs about one person came to the member on 3 days in 28 days, on 3 of them "
        "because the member was asked for by name, with no case or task of the two on record; "
        "about 0.5 would be usual."
    )
    assert finding["seen_at"] == datetime(2025, 3, 28, 19)
    # Three days where half a day is usual: (3 ln 6 - 2.5) / ln 2.
    assert finding["value"] == pytest.approx(4.148, abs=0.01)
    assert [event["kind"] for event in events(INDICATOR, drawn())] == ["control log"] * 3


def test_logs_that_the_member_took_count_half():
    unasked = LOGS.replace("19:00:00 | S1", "19:00:00 |")
    took = "L3 | S1 | 2025-03-28 19:05:00 | taken\n"
    assert found(INDICATOR, drawn(logs=unasked, handling=took)) == []
    more = unasked + "L4 | 2025-04-06 11:00:00 |\n"
    people, took = PEOPLE + "L4 | H1\n", took + "L4 | S1 | 2025-04-06 11:05:00 | taken\n"
    (finding,) = found(INDICATOR, drawn(logs=more, people=people, handling=took))
    assert "on 4 days in 37 days, on 2 of them" in finding["sentence"]
    assert finding["seen_at"] == datetime(2025, 4, 6, 11, 5)


def test_innocent_log_that_is_held_over_and_taken_back_is_one_log():
    one = "incident_id | opened_at | requested_staff_id\nL1 | 2025-03-01 10:00:00 | S1\n"
    back = "".join(f"L1 | S1 | 2025-03-{day:02} 10:05:00 | taken\n" for day in (1, 5, 9, 14))
    assert found(INDICATOR, drawn(logs=one, handling=back)) == []


CASE = """
    explanation | staff_id | human_id | starts_at  | ends_at
    assigned    | S1       | H1       | 2025-02-20 | 2025-04-20
"""


@pytest.mark.parametrize(
    ("innocent", "changed"),
    [
        ("the officer in the case", {"purposes": CASE}),
        ("two requests", {"logs": LOGS.replace("L3 ", "L9 ")}),
        ("over half a year", {"logs": LOGS.replace("2025-03-28", "2025-06-28")}),
        ("in one evening", {"logs": LOGS.replace("03-10", "03-01").replace("03-28", "03-01")}),
        ("another officer each time", {"logs": LOGS.replace("18:00:00 | S1", "18:00:00 | S2")}),
    ],
)
def test_innocent_look_alike_does_not_fire(innocent, changed):
    assert found(INDICATOR, drawn(**changed)) == []


def test_innocent_beat_officer_whom_everybody_asks_for_stands_out_with_nobody():
    logs, people = LOGS, PEOPLE
    for person in range(20, 30):
        for day in (3, 9, 21):
            logs += f"L{person}{day} | 2025-03-{day:02} 11:00:00 | S1\n"
            people += f"L{person}{day} | H{person}\n"
    assert found(INDICATOR, drawn(logs=logs, people=people)) == []


def test_innocent_daily_caller_whose_logs_fall_to_everyone_does_not_fire():
    logs = "incident_id | opened_at | requested_staff_id\n"
    people, handling = "incident_id | person_id\n", ""
    for day in range(1, 29):
        logs += f"L{day} | 2025-02-{day:02} 11:00:00 | \n"
        people += f"L{day} | H1\n"
        handling += f"L{day} | S{day % 7 + 1} | 2025-02-{day:02} 11:05:00 | taken\n"
    assert found(INDICATOR, drawn(logs=logs, people=people, handling=handling)) == []


def test_cannot_be_checked_where_requests_are_not_recorded():
    unasked = LOGS.replace("| S1", "|")
    assert drawn(logs=unasked).records.missing(INDICATOR.needs) == ("incidents.requested_staff_id",)
    assert found(INDICATOR, drawn(logs=unasked)) == []
