"""What reading a force's extracts gives."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import ibis.expr.types as ir

from upstander.engine.extracts.intake import Counts
from upstander.engine.tables import CONTRACT
from upstander.engine.tables.records import Records


@dataclass(frozen=True, kw_only=True)
class Extracts:
    """The accepted records of a force, and what became of everything else.

    `quarantine` has one row per rejected row: table, file, row (from 1), column (null where the
    whole row is at fault), reason, raw (the offending cell alone). `notes` are sentences for the
    report of the scan. `begins` and `ends` are the first and last moment (UTC) per table, of the
    column that says when a row could first be read; nothing later than `as_of` is among them.
    """

    records: Records
    counts: Mapping[str, Counts]
    quarantine: ir.Table
    notes: tuple[str, ...]
    begins: Mapping[str, datetime]
    ends: Mapping[str, datetime]

    @property
    def not_handed_over(self) -> frozenset[str]:
        """Tables of the contract that did not come; one whose every row was rejected did."""
        return frozenset(CONTRACT) - frozenset(self.counts)

    @property
    def rejected(self) -> frozenset[str]:
        """Tables that came, and of which every row broke the contract."""
        return frozenset(self.counts) - self.records.seen
