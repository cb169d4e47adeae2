"""IND-19: time on scene too long for the incident."""

from datetime import datetime, timedelta

import pytest

from tests.support.scenes import events, found, scene
from upstander.engine.indicators.long_on_scene import INDICATOR

CONTACTS = "staff_id | human_id | kind | at | ends_at | incident_id | status\n"
ATTENDANCES = "incident_id | staff_id | arrived_at | left_at\n"
INCIDENTS = "incident_id | opened_at | kind\n"
PEOPLE = "incident_id | person_id\n"
START = datetime(2025, 3, 3, 14)


class Logs:
    """Incidents, who attended them and with whom."""

    def __init__(self) -> None:
        self.contacts, self.attendances, self.incidents = CONTACTS, ATTENDANCES, INCIDENTS
        self.number = 0

    def attend(
        self, *humans: str, minutes: int, staff: str = "S1", day: int = 0, kind: str = "damage",
        colleague_minutes: int = 0,
    ) -> "Logs":  # fmt: skip
        self.number += 1
        name = f"I{self.number}"
        start = START + timedelta(days=day)
        self.incidents += f"{name} | {start} | {kind}\n"
        for member, stayed in ((staff, minutes), ("S99", colleague_minutes)):
            if stayed:
                span = f"{start} | {start + timedelta(minutes=stayed)}"
                self.attendances += f"{name} | {member} | {span}\n"
                for human in humans:
                    self.contacts += (
                        f"{member} | {human} | attendance | {span} | {name} | explained\n"
                    )
        return self

    def others(self, *, kind: str = "damage", minutes: int = 30, number: int = 60) -> "Logs":
        """Attendances of other members: a third of them ten minutes longer, or shorter."""
        for count in range(number):
            self.attend(
                f"H{200 + self.number}", staff=f"S{200 + count}", kind=kind,
                minutes=minutes + (count % 3 - 1) * 10,
            )  # fmt: skip
        return self

    def scene(self, **more: str):
        return scene(
            contacts=self.contacts, attendances=self.attendances, incidents=self.incidents,
            incident_people="", **more,
        )  # fmt: skip


@pytest.mark.meets("R153")
def test_fires_on_a_couple_of_hours_for_a_thrown_egg():
    logs = Logs().others().attend("H1", minutes=130)
    (finding,) = found(INDICATOR, logs.scene())
    assert (finding["staff_id"], finding["human_id"]) == ("S1", "H1")
    assert finding["sentence"] == (
        "On scene for 130 minutes on 2025-03-03 with one person, the end of it without a "
        "colleague (damage); half of the attendances of that kind take 30 minutes or less, "
        "39 in 40 no more than 40."
    )
    # Not before the member left.
    assert finding["seen_at"] == START + timedelta(minutes=130)
    # 2.12 doublings where one in ten is usual.
    assert finding["value"] == pytest.approx(6.41, abs=0.02)
    assert [event["kind"] for event in events(INDICATOR, logs.scene())] == ["attendance"]


def test_fires_on_two_that_are_long_and_not_far_too_long():
    logs = Logs().others().attend("H1", minutes=80).attend("H1", minutes=75, day=4)
    (finding,) = found(INDICATOR, logs.scene())
    assert finding["sentence"].endswith("; 2 attendances to this person were long.")
    assert finding["seen_at"] == START + timedelta(days=4, minutes=75)


def test_one_that_is_long_and_not_far_too_long_is_not_found():
    assert found(INDICATOR, Logs().others().attend("H1", minutes=80).scene()) == []


@pytest.mark.meets("R153")
@pytest.mark.parametrize(
    ("innocent", "how"),
    [
        ("a kind that takes hours", {"minutes": 130, "kind": "sudden death"}),
        ("a colleague stayed as long", {"minutes": 130, "colleague_minutes": 125}),
        ("relieved by a colleague", {"minutes": 130, "colleague_minutes": 300}),
        ("an ordinary visit", {"minutes": 40}),
    ],
)
def test_innocent_look_alike_does_not_fire(innocent, how):
    logs = Logs().others().others(kind="sudden death", minutes=150)
    findings = found(INDICATOR, logs.attend("H1", **how).scene())
    assert "S1" not in [finding["staff_id"] for finding in findings]


def test_innocent_arrest_does_not_fire():
    custody = (
        "custody_id | person_id | suite | starts_at\n"
        f"C1 | H1 | north | {START + timedelta(minutes=100)}"
    )
    assert found(INDICATOR, Logs().others().attend("H1", minutes=130).scene(custody=custody)) == []


def test_innocent_scene_with_many_people_weighs_little():
    logs = Logs().others().attend("H1", "H2", "H3", "H4", "H5", "H6", minutes=130)
    assert found(INDICATOR, logs.scene()) == []


def test_innocent_member_who_is_long_everywhere_stands_out_with_nobody():
    logs = Logs().others(number=400)
    for number in range(10):
        logs.attend(f"H{number}", minutes=130, day=number)
    assert found(INDICATOR, logs.scene()) == []


def test_cannot_be_checked_without_the_time_of_leaving():
    records = scene(
        attendances="incident_id | staff_id | arrived_at\nI1 | S1 | 2025-03-03 14:00:00",
        incidents=INCIDENTS + "I1 | 2025-03-03 13:50:00 | damage",
        incident_people="",
    ).records
    assert records.missing(INDICATOR.needs) == ("attendances.left_at",)
