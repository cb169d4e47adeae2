"""IND-27: held to own shift."""

from datetime import datetime

import pytest

from tests.support.scenes import events, found, scene
from upstander.engine.indicators.held_to_own_shift import INDICATOR

DUTIES = """
    staff_id | starts_at           | ends_at             | kind
    S1       | 2025-03-01 14:00:00 | 2025-03-01 22:00:00 | duty
    S1       | 2025-03-02 14:00:00 | 2025-03-02 22:00:00 | duty
    S1       | 2025-03-05 06:00:00 | 2025-03-05 14:00:00 | duty
    S1       | 2025-03-06 06:00:00 | 2025-03-06 14:00:00 | duty
    S2       | 2025-03-02 06:00:00 | 2025-03-02 14:00:00 | duty
"""
PEOPLE = """
    incident_id | person_id
    L1          | H1
    L2          | H1
    L3          | H3
"""
LOGS = "incident_id | staff_id | at | action | held_until | reason\n"
ONE = """
    L1 | S1 | 2025-03-01 16:00:00 | taken  |                     |
    L1 | S1 | 2025-03-01 20:00:00 | held   | 2025-03-02 14:00:00 |
    L1 | S1 | 2025-03-02 15:00:00 | closed |                     |
"""
ANOTHER = """
    L2 | S1 | 2025-03-05 10:00:00 | held   | 2025-03-06 07:00:00 |
    L2 | S1 | 2025-03-06 08:00:00 | taken  |                     |
"""
MARKED = """
    person_id | marker        | recorded_at
    H1        | mental_health | 2024-02-01
"""


def drawn(logs, *, contacts="", vulnerabilities="", people=PEOPLE, duties=DUTIES):
    return scene(
        contacts=contacts,
        log_handling=LOGS + logs,
        duties=duties,
        incident_people=people,
        vulnerabilities=vulnerabilities,
    )


@pytest.mark.meets("R167")
def test_fires_on_two_logs_of_one_person():
    (finding,) = found(INDICATOR, drawn(ONE + ANOTHER))
    assert finding["human_id"] == "H1"
    assert finding["sentence"] == (
        "A control log about the person put off to the member's own next tour and taken up in it "
        "2 times (none with a recorded reason), from 2025-03-01 to 2025-03-06; of the member's "
        "0 holds about other people none went so."
    )
    assert finding["seen_at"] == datetime(2025, 3, 6, 8)
    assert finding["value"] == pytest.approx(3.02, abs=0.01)
    rests_on = events(INDICATOR, drawn(ONE + ANOTHER))
    assert [(event["kind"], event["source_row"]) for event in rests_on] == [
        ("control log", 2), ("control log", 4),
    ]  # fmt: skip


def test_one_is_enough_for_a_person_marked_vulnerable():
    (finding,) = found(INDICATOR, drawn(ONE, vulnerabilities=MARKED))
    assert finding["seen_at"] == datetime(2025, 3, 2, 15)
    assert finding["value"] == pytest.approx(0.73, abs=0.01)


def test_one_is_enough_where_unexplained_contact_follows():
    after = """
        staff_id | human_id | kind    | at                  | direction | status
        S1       | H1       | message | 2025-03-09 21:00:00 | out       | unexplained
    """
    (finding,) = found(INDICATOR, drawn(ONE, contacts=after))
    assert finding["seen_at"] == datetime(2025, 3, 9, 21)


@pytest.mark.parametrize(
    ("innocent", "logs"),
    [
        ("a colleague takes it up", ONE.replace("L1 | S1 | 2025-03-02", "L1 | S2 | 2025-03-02")),
        ("put off within the tour", ONE.replace("03-02 14", "03-01 21").replace("03-02 15", "03-01 21")),
        ("put off to a time when others work", ONE.replace("03-02 14:00:00", "03-02 07:00:00")),
        ("a later tour than the next", ONE.replace("2025-03-02 14", "2025-03-05 07").replace("2025-03-02 15", "2025-03-05 08")),
        ("nobody has taken it up", ONE.split("    L1 | S1 | 2025-03-02 15", maxsplit=1)[0]),
    ],
)  # fmt: skip
def test_innocent_look_alike_does_not_fire(innocent, logs):
    assert found(INDICATOR, drawn(logs, vulnerabilities=MARKED)) == []


def test_innocent_single_hold_of_somebody_not_marked_does_not_fire():
    assert found(INDICATOR, drawn(ONE)) == []


@pytest.mark.meets("R167")
def test_innocent_holds_with_a_recorded_reason_do_not_fire():
    reasoned = ONE.replace("14:00:00 |", "14:00:00 | caller away until then, agreed by sergeant")
    assert found(INDICATOR, drawn(reasoned, vulnerabilities=MARKED)) == []


def test_innocent_operator_who_holds_every_log_so_stands_out_with_nobody():
    logs, people = "", PEOPLE
    for number in range(20, 40):
        logs += ONE.replace("L1", f"L{number}") + ANOTHER.replace("L2", f"L{number}B")
        people += f"L{number} | H{number}\nL{number}B | H{number}\n"
    assert found(INDICATOR, drawn(ONE + ANOTHER + logs, people=people)) == []


def test_cannot_be_checked_without_the_roster():
    lacking = scene(log_handling=LOGS + ONE, incident_people="").records
    assert lacking.missing(INDICATOR.needs) == ("duties",)
