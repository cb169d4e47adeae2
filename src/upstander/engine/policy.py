"""Periods that law and policy set, read from one dated file: never a constant in code.

Signs about the force ask for the rules that hold on the day of the scan; where none does, what the
rule is about cannot be checked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from upstander import words
from upstander.errors import ConfigurationError

OWN = Path(__file__).with_name("policy.yaml")

# What each rule says beside its dates and source.
RULES: dict[str, tuple[str, ...]] = {
    "boundary_training": ("days", "courses"),
    "integrity_check": ("days",),
    "complaint_handled": ("days",),
    "long_open_matter": ("days",),
    "designated_post": ("role_families", "levels"),
}
_LISTS = ("courses", "role_families", "levels")
_DATED = ("from", "checked_on")


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule, the days between which it holds, and where it comes from."""

    rule: str
    holds_from: date
    holds_to: date | None
    checked_on: date
    source: str
    days: int = 0
    courses: tuple[str, ...] = ()
    role_families: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Policy:
    """All rules of one file."""

    version: str = ""
    rules: tuple[Rule, ...] = ()

    def holding(self, name: str, *, on: date) -> tuple[Rule, ...]:
        """The rules of that name that hold on that day."""
        return tuple(
            rule
            for rule in self.rules
            if rule.rule == name
            and rule.holds_from <= on
            and (rule.holds_to is None or on <= rule.holds_to)
        )

    def rule(self, name: str, *, on: date) -> Rule | None:
        """The rule of that name that holds on that day, the latest where several do."""
        held = self.holding(name, on=on)
        return max(held, key=lambda rule: rule.holds_from) if held else None


def read_policy(path: Path | None = None) -> Policy:
    """The policy in `path`, or Upstander's own. ConfigurationError says what is wrong with it."""
    source = path or OWN
    try:
        given = yaml.safe_load(source.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as problem:
        raise ConfigurationError(
            f"The policy {source.name} cannot be read.", do="It must be a YAML file."
        ) from problem
    rules = given.get("rules") if isinstance(given, dict) else None
    if not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in rules):
        raise ConfigurationError(
            f"The policy {source.name} does not have its form.",
            do="It has a version and a list of rules: see src/upstander/engine/policy.yaml.",
        )
    return Policy(
        version=str(given.get("version") or ""),
        rules=tuple(
            _rule(rule, where=f"Rule {number} of {source.name}")
            for number, rule in enumerate(rules, start=1)
        ),
    )


def _rule(given: Mapping[str, Any], *, where: str) -> Rule:
    name = given.get("rule")
    if name not in RULES:
        raise ConfigurationError(
            f"{where} has a name that does not exist.", do=f"The rules are {', '.join(RULES)}."
        )
    needed = ("source", *_DATED, *RULES[name])
    unknown = sorted(map(str, set(given) - {"rule", "to", *needed}))
    lacking = [key for key in needed if not given.get(key)]
    if unknown or lacking:
        raise ConfigurationError(
            f"{where} has {'an unknown part: ' + unknown[0] if unknown else 'no ' + lacking[0]}.",
            do=f"It needs {', '.join(needed)}, and may have to.",
        )
    _right(given, where=where)
    lists = {key: tuple(str(value) for value in given[key]) for key in _LISTS if key in given}
    return Rule(
        rule=name,
        holds_from=given["from"],
        holds_to=given.get("to"),
        checked_on=given["checked_on"],
        source=str(given["source"]).strip(),
        days=given.get("days", 0),
        **lists,
    )


def _right(given: Mapping[str, Any], *, where: str) -> None:
    """Dates are dates, days a number, lists lists, and role families those of the contract."""
    undated = [key for key in (*_DATED, "to") if not isinstance(given.get(key), date | None)]
    if undated:
        raise ConfigurationError(
            f"{where} has no readable date under {undated[0]}.", do="Write it as 2025-03-31."
        )
    days = given.get("days", 1)
    if isinstance(days, bool) or not isinstance(days, int) or days < 1:
        raise ConfigurationError(f"{where} has no number of days.", do="Write a whole number.")
    lists = [key for key in _LISTS if not isinstance(given.get(key, []), list)]
    if lists:
        raise ConfigurationError(f"{where} has no list under {lists[0]}.", do="Write [one, two].")
    families = set(given.get("role_families", [])) - set(words.ROLE_FAMILIES)
    if families:
        raise ConfigurationError(
            f"{where} names a role family that does not exist.",
            do=f"The role families are {', '.join(words.ROLE_FAMILIES)}.",
        )
