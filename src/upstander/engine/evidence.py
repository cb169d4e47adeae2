"""What a warning sign is, what it is shown, and what it returns."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

import ibis
import ibis.expr.types as ir

from upstander.engine.policy import Policy
from upstander.engine.tables.clock import last_day
from upstander.engine.tables.records import Records
from upstander.engine.tables.stages import FINDING_EVENTS, FINDINGS, UPKEEP

# A number held by more people than this tells too little about any one of them.
LEAST_SHARE = 0.25


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A threshold or window of a sign: its default, and why it is that."""

    value: float
    unit: str
    meaning: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What a sign is shown. All tables; see `tables/stages.py` for their columns."""

    records: Records
    contacts: ir.Table  # EXPLAINED_CONTACTS: every contact
    unexplained: ir.Table  # the same columns: status is `unexplained`, share at least LEAST_SHARE
    purposes: ir.Table  # PURPOSES
    links: ir.Table  # LINKS
    humans: ir.Table  # HUMANS
    stops: ir.Table  # STOPS: also those near nobody's home
    crewed: ir.Table  # CREWED: who was with the unit at each stop
    as_of: datetime  # UTC, no zone: nothing later is known
    policy: Policy = field(default_factory=Policy)  # what law and policy set, dated
    written: ir.Table | None = None  # WRITTEN; none where content is not switched on

    @property
    def day(self) -> date:
        """The day of the scan, for what is dated by days."""
        return last_day(self.as_of)


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What a sign found: one row a pair (or member of staff), and the events it rests on."""

    findings: ir.Table  # FINDINGS
    events: ir.Table  # FINDING_EVENTS


@dataclass(frozen=True, kw_only=True)
class Upkeep:
    """What a sign about the force looked at, and what of it is to put right.

    It is about nobody. It never reaches the ranking, which takes `Findings` alone.
    """

    looked_at: ir.Table  # UPKEEP


@dataclass(frozen=True, kw_only=True)
class Prompts:
    """Members to whom support should be offered. Like `Upkeep`, it never reaches the ranking."""

    prompts: ir.Table  # PROMPTS


Find = Callable[[Scene, Mapping[str, float]], Findings | Upkeep | Prompts]


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One warning sign. The module's docstring is its page; `find` is what it does.

    `needs` are tables ("calls") and optional columns ("calls.duration_s") without which the sign
    cannot be checked: it is then reported as not seen, never as clear. `rules` are those of the
    policy without which it cannot be checked either, `may_use` those that it can do without.
    Signs of the level "force" return `Upkeep`.
    """

    id: str
    name: str
    family: str
    cls: Literal["A", "B", "C", "D"]
    level: Literal["pair", "staff", "force"]
    status: Literal["experimental", "stable"]
    version: int
    needs: tuple[str, ...]
    find: Find
    settings: Mapping[str, Setting] = field(default_factory=dict)
    references: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    may_use: tuple[str, ...] = ()

    def lacking(self, scene: Scene) -> tuple[str, ...]:
        """What of its needs did not arrive: tables, columns, and rules of the policy."""
        rules = [name for name in self.rules if not scene.policy.holding(name, on=scene.day)]
        return (*scene.records.missing(self.needs), *(f"policy.{name}" for name in rules))

    def values(self, changed: Mapping[str, float] | None = None) -> dict[str, float]:
        """Each setting's value, with a force's own values in place of the defaults."""
        own = {name: setting.value for name, setting in self.settings.items()}
        return own | dict(changed or {})


def as_events(contacts: ir.Table) -> ir.Table:
    """Contacts as the events a finding rests on."""
    return contacts.select(*FINDING_EVENTS)


def as_findings(table: ir.Table) -> ir.Table:
    """A table with the columns of FINDINGS in their order and types."""
    return table.select(
        **{name: table[name].cast(kind) for name, kind in FINDINGS.items() if name in table.columns}
        | {
            name: ibis.null(ibis.dtype(kind))
            for name, kind in FINDINGS.items()
            if name not in table.columns
        }
    ).select(*FINDINGS)


def as_upkeep(table: ir.Table, *, of: str, shortfall: ir.Value | str | None = None) -> ir.Table:
    """A table with `subject` and `staff_id` as UPKEEP; its shortfall is a column, or given."""
    said = table.shortfall if shortfall is None else shortfall
    values = {
        "of": ibis.literal(of),
        "subject": table.subject,
        "staff_id": table.staff_id,
        "shortfall": ibis.literal(said) if isinstance(said, str) else said,
    }
    return table.select(**{name: values[name].cast(kind) for name, kind in UPKEEP.items()})


def words_for_date(moment: ir.TimestampValue) -> ir.StringValue:
    """A date as a sentence says it: 3 March 2025 is written 2025-03-03, in UTC."""
    return moment.strftime("%Y-%m-%d")
