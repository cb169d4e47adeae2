"""IND-62: schemes, their leaders, and regular tasks with young people."""

from tests.support import scenes
from upstander.engine.indicators.unregistered_youth_activity import (
    INDICATOR,
    LEADERS,
    MEMBERS,
    REGULAR,
    SCHEMES,
    UNREGISTERED,
    UNTRAINED,
)

SCHEMES_DRAWN = """
    scheme_id | name      | kind      | registered_with_vpc | starts_at           | ends_at
    C1        | Cadets    | cadets    | yes                 | 2023-01-01 00:00:00 |
    C2        | Football  | diversion | no                  | 2023-01-01 00:00:00 |
    C3        | Old times | other     | no                  | 2020-01-01 00:00:00 | 2021-01-01 00:00:00
"""
LEADERS_DRAWN = """
    scheme_id | staff_id | starts_at           | ends_at | safeguarding_trained_on
    C1        | S1       | 2023-01-01 00:00:00 |         | 2023-02-01
    C2        | S2       | 2023-01-01 00:00:00 |         |
    C3        | S3       | 2020-01-01 00:00:00 |         |
"""
YOUNG = """
    person_id | marker       | recorded_at         | ended_at
    P1        | young_person | 2025-01-01 00:00:00 |
    P2        | young_person | 2025-01-01 00:00:00 |
    P3        | young_person | 2025-01-01 00:00:00 |
    P4        | young_person | 2020-01-01 00:00:00 | 2024-01-01 00:00:00
"""


def tasks(*visits: tuple[str, str, int], case: str = "") -> str:
    """Tasks of the named members with the named people, one a week."""
    lines = ["task_id | staff_id | person_id | kind | starts_at | ends_at | occurrence_id"]
    lines += [
        f"T{n} | {staff} | {person} | visit | 2025-10-{day:02d} 10:00:00 | "
        f"2025-10-{day:02d} 11:00:00 | {case}"
        for n, (staff, person, day) in enumerate(visits)
    ]
    return "\n".join(lines)


REGULARLY = [("S4", f"P{n % 3 + 1}", 1 + n * 4) for n in range(6)]


def scene(tasks_drawn: str = "", **drawn):
    return scenes.scene(
        schemes=SCHEMES_DRAWN,
        scheme_leaders=LEADERS_DRAWN,
        vulnerabilities=YOUNG,
        tasks=tasks_drawn or tasks(*REGULARLY),
        **drawn,
    )


def test_fires_on_a_scheme_a_leader_and_regular_tasks():
    assert scenes.shortfalls(INDICATOR, scene()) == [
        ("C2", UNREGISTERED),
        ("S2", UNTRAINED),
        ("S4", REGULAR),
    ]


def test_what_has_ended_is_not_looked_at():
    assert scenes.looked_at(INDICATOR, scene()) == {
        SCHEMES: {"C1", "C2"},
        LEADERS: {"S1", "S2"},
        MEMBERS: {"S4"},
    }


def regular(tasks_drawn: str) -> list[str]:
    return [
        who
        for who, shortfall in scenes.shortfalls(INDICATOR, scene(tasks_drawn))
        if shortfall == REGULAR
    ]


def test_innocent_single_visits_one_family_adults_and_casework_are_no_shortfall():
    assert regular(tasks(*REGULARLY[:3])) == []
    assert regular(tasks(*[("S4", f"P{n % 2 + 1}", 1 + n * 4) for n in range(6)])) == []
    assert regular(tasks(*[("S4", "P4", 1 + n * 4) for n in range(6)])) == []
    assert regular(tasks(*REGULARLY, case="O1")) == []


def test_innocent_a_leader_of_a_scheme_on_record_is_no_shortfall():
    assert regular(tasks(*[("S1", person, day) for _, person, day in REGULARLY])) == []


def test_it_cannot_be_checked_without_the_register_of_schemes():
    assert INDICATOR.lacking(scenes.scene(vulnerabilities=YOUNG)) == ("schemes",)
