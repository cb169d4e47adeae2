"""IND-58: a prompt to offer support, and nothing else."""

from typing import Any

from tests.support import duck, scenes
from upstander.engine.evidence import Prompts
from upstander.engine.indicators.welfare_prompt import INDICATOR, SENTENCE


def prompted(**drawn: Any) -> list[str]:
    scene = scenes.scene(**drawn)
    found = INDICATOR.find(scene, INDICATOR.values())
    assert isinstance(found, Prompts)
    rows = duck.connect().to_pyarrow(found.prompts).to_pylist()
    assert {row["sentence"] for row in rows} <= {SENTENCE}
    return sorted(row["staff_id"] for row in rows)


def sick(member: str, *, days: int, month: str = "2025-05") -> str:
    return "\n".join(
        f"{member} | {month}-{day:02d} 08:00:00 | {month}-{day:02d} 16:00:00 | sick"
        for day in range(1, days + 1)
    )


HEAD = "staff_id | starts_at | ends_at | kind\n"


def test_fires_on_long_sickness_and_on_a_declared_change():
    assert prompted(
        duties=HEAD + sick("S1", days=7),
        declarations="""
        declaration_id | staff_id | kind                    | declared_on
        D1             | S2       | change_of_circumstances | 2025-03-01
        """,
    ) == ["S1", "S2"]


def test_it_does_not_say_which_of_the_two():
    assert "sick" not in SENTENCE and "circumstances" not in SENTENCE


def test_innocent_a_cold_an_old_absence_or_another_declaration_prompts_nothing():
    assert (
        prompted(
            duties=HEAD + sick("S1", days=3) + "\n" + sick("S2", days=9, month="2024-02"),
            declarations="""
        declaration_id | staff_id | kind                    | declared_on
        D1             | S3       | gift                    | 2025-03-01
        D2             | S4       | change_of_circumstances | 2023-03-01
        """,
        )
        == []
    )


def test_it_cannot_be_seen_without_a_roster():
    assert INDICATOR.lacking(scenes.scene()) == ("duties",)
