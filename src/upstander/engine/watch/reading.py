"""What a state folder holds, as a scan reads it, with what was kept out when it was delivered."""

from dataclasses import replace
from pathlib import Path

import ibis.expr.types as ir

from upstander.engine.extracts.intake import QUARANTINE as QUARANTINED
from upstander.engine.extracts.intake import Counts
from upstander.engine.extracts.read import read
from upstander.engine.extracts.result import Extracts
from upstander.engine.sessions import DuckSession
from upstander.engine.tables import CONTRACT
from upstander.engine.watch.register import Register
from upstander.engine.watch.state import EXTRACTS, QUARANTINE


def read_state(state: Path, *, register: Register, engine: DuckSession, zone: str) -> Extracts:
    """The records of a state folder. Rows that broke the contract on the way in count as read."""
    held = read(folder=state / EXTRACTS, engine=engine, zone=zone)
    counts = {
        name: counts for name in CONTRACT if (counts := _counts(name, held, register=register))
    }
    unseen = sorted(name for name in counts if name not in held.counts)
    latest = register.deliveries[-1].notes if register.deliveries else ()
    return replace(
        held,
        counts=counts,
        quarantine=_quarantine(state, engine=engine, nothing=held.quarantine),
        notes=(
            *held.notes,
            *latest,
            *(f"Every row of {name} is in quarantine: the table counts as not seen."
              for name in unseen),
        ),
    )  # fmt: skip


def _counts(name: str, held: Extracts, *, register: Register) -> Counts | None:
    """Rows of a table as the whole of its deliveries gave them; None where it never came."""
    outside = register.quarantined(name)
    if name not in held.counts:
        return Counts(read=outside, accepted=0, quarantined=outside) if outside else None
    own = held.counts[name]
    return replace(own, read=own.read + outside, quarantined=own.quarantined + outside)


def _quarantine(state: Path, *, engine: DuckSession, nothing: ir.Table) -> ir.Table:
    """What broke the contract when it was delivered, and (never, if all is well) in the state."""
    paths = sorted((state / QUARANTINE).glob("*.parquet"))
    if not paths:
        return nothing
    rows = engine.read_parquet("quarantine_delivered", paths, below=state / QUARANTINE)
    return rows.select(*QUARANTINED).cast(QUARANTINED).union(nothing.select(*QUARANTINED))
