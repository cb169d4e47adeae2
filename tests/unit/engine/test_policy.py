"""The policy: dated rules with a source, and a sentence for each thing that is wrong with them."""

import re
from datetime import date
from pathlib import Path

import pytest

from upstander.engine.policy import RULES, Policy, Rule, read_policy
from upstander.errors import ConfigurationError

WHOLE = """
version: "2"
rules:
  - rule: designated_post
    role_families: [safeguarding]
    levels: [MV]
    from: 2025-04-01
    to: 2025-12-31
    checked_on: 2025-04-01
    source: our register
"""


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "policy.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_every_rule_that_comes_with_upstander_is_dated_and_has_its_source() -> None:
    policy = read_policy()
    assert policy.version
    for rule in policy.rules:
        assert rule.rule in RULES and rule.days
        assert rule.source and rule.checked_on >= rule.holds_from


def test_a_rule_holds_from_its_first_to_its_last_day(tmp_path: Path) -> None:
    policy = read_policy(written(tmp_path, WHOLE))
    for day, holds in (("2025-03-31", 0), ("2025-04-01", 1), ("2025-12-31", 1), ("2026-01-01", 0)):
        on = date.fromisoformat(day)
        assert len(policy.holding("designated_post", on=on)) == holds, day


def test_of_several_rules_the_latest_holds() -> None:
    def rule(year: int, days: int) -> Rule:
        return Rule(
            rule="long_open_matter",
            holds_from=date(year, 1, 1),
            holds_to=None,
            checked_on=date(year, 1, 1),
            source="a regulation",
            days=days,
        )

    policy = Policy(rules=(rule(2024, 365), rule(2020, 500)))
    for year, days in ((2023, 500), (2025, 365)):
        held = policy.rule("long_open_matter", on=date(year, 6, 1))
        assert held is not None and held.days == days
    assert policy.rule("long_open_matter", on=date(2019, 6, 1)) is None


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("rule: designated_post", "rule: no_such"), "has a name that does not exist"),
        (("    source: our register\n", ""), "Rule 1 of policy.yaml has no source."),
        (("    from: 2025-04-01\n", ""), "has no from."),
        (("    checked_on: 2025-04-01\n", ""), "has no checked_on."),
        (("    levels: [MV]\n", ""), "has no levels."),
        (("levels: [MV]", "levels: MV"), "has no list under levels"),
        (("[safeguarding]", "[wizards]"), "names a role family that does not exist"),
        (("to: 2025-12-31", "to: whenever"), "has no readable date under to"),
        (("    levels", "    days: 3\n    levels"), "has an unknown part: days"),
        (("rules:", "laws:"), "does not have its form"),
        (("[MV]", "[MV"), "policy.yaml cannot be read"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, change: tuple[str, str], says: str) -> None:
    with pytest.raises(ConfigurationError, match=re.escape(says)):
        read_policy(written(tmp_path, WHOLE.replace(*change)))


def test_days_are_a_whole_number(tmp_path: Path) -> None:
    text = WHOLE.replace("designated_post", "complaint_handled").replace(
        "    role_families: [safeguarding]\n    levels: [MV]\n", "    days: soon\n"
    )
    with pytest.raises(ConfigurationError, match="has no number of days"):
        read_policy(written(tmp_path, text))
