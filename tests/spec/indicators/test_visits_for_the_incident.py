"""IND-18: visit count too high for the incident."""

from datetime import datetime, timedelta

import pytest

from tests.support.scenes import events, found, scene
from upstander.engine.indicators.visits_for_the_incident import INDICATOR

HEAD = (
    "staff_id | human_id | kind | at | ends_at | distance_m | incident_id | share | status"
    " | strength\n"
)
START = datetime(2025, 3, 3, 14)


def at(day: int) -> str:
    return f"{START + timedelta(days=day):%Y-%m-%d %H:%M:%S}"


def visit(
    staff: str, human: str, day: int, *, status: str = "explained", strength: str = "names both",
    metres: int = 20, minutes: int = 30, share: float = 1.0,
) -> str:  # fmt: skip
    until = START + timedelta(days=day, minutes=minutes)
    return (
        f"{staff} | {human} | visit | {at(day)} | {until:%Y-%m-%d %H:%M:%S} | {metres} |  | {share}"
        f" | {status} | {strength}\n"
    )


class Force:
    """Occurrences, each with one person and one member, and the visits of the pair."""

    def __init__(self) -> None:
        self.occurrences = "occurrence_id | kind | domestic | opened_at\n"
        self.involvements = "occurrence_id | person_id | role\n"
        self.assignments = "occurrence_id | staff_id | role | starts_at\n"
        self.contacts = HEAD
        self.number = 0

    def matter(
        self, staff: str, human: str, *, kind: str = "neighbour dispute", visits=range(0),
        role: str = "victim", part: str = "investigating", **how,
    ) -> "Force":  # fmt: skip
        self.number += 1
        name = f"O{self.number}"
        self.occurrences += f"{name} | {kind} | no | {at(0)}\n"
        self.involvements += f"{name} | {human} | {role}\n"
        self.assignments += f"{name} | {staff} | {part} | {at(0)}\n"
        self.contacts += "".join(visit(staff, human, day, **how) for day in visits)
        return self

    def others(self, *, kind: str = "neighbour dispute", days: int = 1, number: int = 30, **how):
        """Other members with one such matter each."""
        for count in range(number):
            self.matter(f"S{100 + self.number}", f"H{100 + count}{kind[0]}{days}", kind=kind,
                        visits=range(days), **how)  # fmt: skip
        return self

    def scene(self, **changed: str):
        tables = {
            "occurrences": self.occurrences,
            "involvements": self.involvements,
            "assignments": self.assignments,
            "incidents": "incident_id | opened_at\n",
        }
        return scene(contacts=self.contacts, **(tables | changed))


@pytest.mark.meets("R090", "R212")
def test_fires_on_twelve_visits_for_a_neighbour_dispute():
    force = Force().others().others(days=3, number=10)
    force.matter("S1", "H1", visits=range(0, 60, 5))
    (finding,) = found(INDICATOR, force.scene())
    assert (finding["staff_id"], finding["human_id"]) == ("S1", "H1")
    assert finding["sentence"] == (
        "Visits to one person on 12 days in 55 days for 1 recorded matter (neighbour dispute), "
        "0 of them with a task and 0 without a recorded purpose; who is visited in such matters "
        "is usually visited on about 2 days, 39 in 40 on no more than 3."
    )
    # The fifth visit.
    assert finding["seen_at"] == START + timedelta(days=20)
    # (30 + 30 + 12) days of 41 pairs are usual: twelve where 1.76 are.
    assert finding["value"] == pytest.approx(18.48, abs=0.05)
    assert len(events(INDICATOR, force.scene())) == 12


def test_visits_of_attended_incidents_count_as_well():
    force = Force().others()
    lines = "".join(
        f"S1 | H1 | attendance | {at(day)} |  |  | I{day} | 1.0 | explained | names both\n"
        for day in (0, 3)
    )
    force.contacts += lines + "".join(visit("S1", "H1", day) for day in (5, 8, 11, 14, 17))
    logs = "incident_id | opened_at | kind\n" + "".join(
        f"I{day} | {at(day)} | neighbour dispute\n" for day in (0, 3)
    )
    (finding,) = found(INDICATOR, force.scene(incidents=logs))
    assert "on 7 days in 17 days for 2 recorded matters (neighbour dispute)" in finding["sentence"]


def attended(days: tuple[int, ...], *, opened: tuple[int, ...]) -> tuple[str, str]:
    """Attendances of S1 to H1, and their logs, which name no occurrence."""
    lines = "".join(
        f"S1 | H1 | attendance | {at(day)} |  |  | I{day} | 1.0 | explained | names both\n"
        for day in days
    )
    logs = "incident_id | opened_at | kind\n" + "".join(
        f"I{day} | {at(begun)} | neighbour dispute\n"
        for day, begun in zip(days, opened, strict=True)
    )
    return lines, logs


@pytest.mark.parametrize(("opened", "matters"), [((0,), "1 recorded matter"), ((3,), "2 recorded")])
def test_a_log_beside_its_occurrence_is_one_matter(opened, matters):
    force = Force().others().matter("S1", "H1", visits=range(5, 50, 5))
    lines, logs = attended((0,), opened=opened)
    force.contacts += lines
    (finding,) = found(INDICATOR, force.scene(incidents=logs))
    assert f"for {matters}" in finding["sentence"]


@pytest.mark.meets("R090", "R212")
def test_innocent_high_risk_plan_is_held_against_plans():
    force = Force().others()
    force.others(kind="domestic violence", days=12, number=25, part="safeguarding")
    force.matter("S1", "H1", kind="domestic violence", part="safeguarding", visits=range(0, 60, 5))
    assert found(INDICATOR, force.scene()) == []


@pytest.mark.parametrize(
    ("innocent", "how"),
    [
        ("a kind that brings many visits", {"kind": "stalking", "visits": range(12)}),
        ("four visits", {"visits": range(4)}),
        ("twelve stops on one day", {"visits": [0] * 12}),
        ("stops a street away", {"visits": range(12), "metres": 200}),
        ("a knock and no answer", {"visits": range(12), "minutes": 3}),
        ("the canteen next door", {"visits": range(12), "strength": "the place"}),
        ("a house of three known people", {"visits": range(12), "share": 0.3}),
        ("years after it", {"visits": range(500, 512)}),
    ],
)
def test_innocent_look_alike_does_not_fire(innocent, how):
    force = Force().others().others(kind="stalking", days=11)
    assert found(INDICATOR, force.matter("S1", "H1", **how).scene()) == []


def test_innocent_plan_of_visits_is_written_as_tasks():
    force = Force().others().others(days=3, number=10).matter("S1", "H1", visits=range(0, 60, 5))
    tasks = "task_id | staff_id | person_id | kind | starts_at | ends_at\n" + "".join(
        f"T{day} | S1 | H1 | reassurance visit | {at(day)} | {at(day)}\n" for day in range(0, 60, 5)
    )
    assert found(INDICATOR, force.scene(tasks=tasks)) == []


def test_innocent_repeat_victim_is_allowed_the_sum():
    force = Force().others(days=3)
    for _number in range(4):
        force.matter("S1", "H1", visits=range(10))
    assert found(INDICATOR, force.scene()) == []


def test_innocent_member_who_visits_everybody_weighs_little():
    force = Force().others().matter("S1", "H1", visits=range(8))
    (alone,) = found(INDICATOR, force.scene())
    for person in range(2, 12):
        force.matter("S1", f"H{person}", visits=range(8))
    assert all(finding["value"] < alone["value"] / 3 for finding in found(INDICATOR, force.scene()))


def test_cannot_be_checked_without_the_occurrences():
    records = scene(
        attendances="", incidents="", involvements="", assignments="", tasks="", positions="",
        person_addresses="",
    ).records  # fmt: skip
    assert records.missing(INDICATOR.needs) == ("occurrences",)
