"""IND-17: solo-contact share with vulnerable people."""

from datetime import datetime, timedelta

import pytest

from tests.support.scenes import events, found, scene
from upstander.engine.indicators.solo_with_vulnerable import INDICATOR

HEAD = "staff_id | human_id | kind | at | crew_size | status\n"
START = datetime(2025, 3, 3, 14)
VULNERABLE, OTHERS = "V", "P"


def attendances(
    staff: str, who: str, *, days: int, people: int = 5, alone: int, first: int = 0, crew: str = "2"
) -> str:
    """So many attendances, the first of them alone."""
    return "".join(
        f"{staff} | {who}{staff}{number % people} | attendance"
        f" | {START + timedelta(days=first + number)} | {1 if number < alone else crew} | explained\n"
        for number in range(days)
    )


def markers(*staff: str) -> str:
    lines = "person_id | marker | recorded_at | ended_at\n"
    for member in staff:
        for number in range(5):
            lines += f"{VULNERABLE}{member}{number} | mental_health | 2024-01-01 00:00:00 |\n"
    return lines


def workforce(role: str = "response") -> str:
    return "staff_id | kind | role | role_family\n" + "".join(
        f"S{number} | officer | constable | {role if number < 5 else 'support'}\n"
        for number in range(1, 8)
    )


def peers(*, alone: int, days: int = 20) -> str:
    return "".join(
        attendances(f"S{number}", VULNERABLE, days=days, alone=alone) for number in (2, 3, 4)
    )


def drawn(contacts: str, *, vulnerabilities: str | None = None):
    marked = markers("S1", "S2", "S3", "S4") if vulnerabilities is None else vulnerabilities
    return scene(contacts=HEAD + contacts, vulnerabilities=marked, staff=workforce())


MOSTLY_ALONE = attendances("S1", VULNERABLE, days=14, alone=14)
WITH_COLLEAGUES = attendances("S1", OTHERS, days=20, alone=2, first=40)


@pytest.mark.meets("R092")
def test_fires_on_a_member_who_is_alone_with_the_vulnerable_and_not_with_others():
    (finding,) = found(INDICATOR, drawn(MOSTLY_ALONE + WITH_COLLEAGUES + peers(alone=4)))
    assert finding["staff_id"] == "S1" and finding["human_id"] is None
    assert finding["sentence"] == (
        "Alone on 14 of 14 days with a visit to people with a recorded vulnerability (5 people), "
        "from 2025-03-03 to 2025-03-16; with people without one about 19 in 100 of this member's "
        "visits are made alone, and about 20 in 100 of those of others in the role to people "
        "with one."
    )
    # The eighth such day.
    assert finding["seen_at"] == START + timedelta(days=7)
    # Fourteen of fourteen where 20 in 100 are usual.
    assert finding["value"] == pytest.approx(32.06, abs=0.05)
    assert len(events(INDICATOR, drawn(MOSTLY_ALONE + WITH_COLLEAGUES + peers(alone=4)))) == 14


@pytest.mark.meets("R092")
@pytest.mark.parametrize(
    ("innocent", "contacts"),
    [
        ("a single-crewed area: alone with everybody",
         MOSTLY_ALONE + attendances("S1", OTHERS, days=20, alone=19, first=40) + peers(alone=4)),
        ("a role that works alone", MOSTLY_ALONE + WITH_COLLEAGUES + peers(alone=19)),
        ("with a colleague", attendances("S1", VULNERABLE, days=14, alone=2) + WITH_COLLEAGUES
         + peers(alone=4)),
        ("a few visits", attendances("S1", VULNERABLE, days=5, alone=5) + WITH_COLLEAGUES
         + peers(alone=4)),
        ("one person's case", attendances("S1", VULNERABLE, days=14, people=1, alone=14)
         + WITH_COLLEAGUES + peers(alone=4)),
    ],
)  # fmt: skip
def test_innocent_look_alike_does_not_fire(innocent, contacts):
    assert found(INDICATOR, drawn(contacts)) == []


def test_innocent_where_the_marker_came_later():
    later = markers("S1", "S2", "S3", "S4").replace("2024-01-01", "2025-09-01")
    everything = MOSTLY_ALONE + WITH_COLLEAGUES + peers(alone=4)
    assert found(INDICATOR, drawn(everything, vulnerabilities=later)) == []


def test_cannot_be_told_where_the_crew_is_not_known():
    unknown = MOSTLY_ALONE.replace("| 1 |", "|  |")
    assert found(INDICATOR, drawn(unknown + WITH_COLLEAGUES + peers(alone=4))) == []
    records = scene(attendances="", positions="", crews="", person_addresses="").records
    assert records.missing(INDICATOR.needs) == ("vulnerabilities",)
