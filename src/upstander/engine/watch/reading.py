"""What a state folder holds, as a scan reads it, with what was kept out when it was delivered.

Every row was judged when it came, and no identity is held twice: nothing is judged again. What a
scan asks of all rows (how many, which columns hold anything, from when to when) stands in the
footers of the parts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow.parquet as pq

from upstander.engine.extracts.intake import QUARANTINE as QUARANTINED
from upstander.engine.extracts.intake import SMALL, Counts
from upstander.engine.extracts.result import Extracts
from upstander.engine.sessions import DuckSession
from upstander.engine.tables import CONTRACT
from upstander.engine.tables.declare import Table, empty_table
from upstander.engine.tables.records import Records
from upstander.engine.watch.footers import Told, groups_of, plain
from upstander.engine.watch.register import Register
from upstander.engine.watch.state import EXTRACTS, QUARANTINE
from upstander.errors import ExtractError


@dataclass(frozen=True, kw_only=True)
class Held:
    """One table of the state: its parts, and what their footers say."""

    paths: tuple[Path, ...]
    rows: int
    filled: frozenset[str]
    begins: datetime | None
    ends: datetime | None


def read_state(state: Path, *, register: Register, engine: DuckSession) -> Extracts:
    """The records of a state folder. Rows that broke the contract on the way in count as read."""
    held = {
        name: _held(declared, paths)
        for name, declared in CONTRACT.items()
        if (paths := sorted((state / EXTRACTS / name).glob("*.parquet")))
    }
    if "staff" not in held:
        raise ExtractError(
            "There is no staff table: a scan cannot know whose contacts to examine.",
            do="Put staff.csv or staff.parquet into the first delivery.",
        )
    return Extracts(
        records=Records(
            tables={
                name: _rows(declared, held[name], below=state / EXTRACTS, engine=engine)
                if name in held
                else declared.empty()
                for name, declared in CONTRACT.items()
            },
            seen=frozenset(held),
            seen_columns=frozenset(
                f"{name}.{column}" for name, one in held.items() for column in one.filled
            ),
        ),
        counts={
            name: counts
            for name in CONTRACT
            if (counts := _counts(held.get(name), outside=register.quarantined(name)))
        },
        quarantine=_quarantine(state, engine=engine),
        notes=(*_notes(held, register=register),),
        begins={name: one.begins for name, one in held.items() if one.begins},
        ends={name: one.ends for name, one in held.items() if one.ends},
    )


def _held(declared: Table, paths: Sequence[Path]) -> Held:
    groups = groups_of(paths)
    rows = sum(number for number, _ in groups)
    came = set(pq.read_schema(paths[0]).names)  # of a table without a row, what it came with
    filled = {
        column.name
        for column in declared.columns
        if (column.name in came if not rows else _is_filled(column.name, groups))
    }
    moment = declared.known_from or (declared.interval or (None,))[0]
    spans = [seen[moment] for number, seen in groups if number and moment]
    spans = [span for span in spans if span.has_min_max]
    return Held(
        paths=tuple(paths),
        rows=rows,
        filled=frozenset(filled),
        begins=min((plain(span.min) for span in spans), default=None),
        ends=max((plain(span.max) for span in spans), default=None),
    )


def _is_filled(name: str, groups: Sequence[tuple[int, Told]]) -> bool:
    return any(seen[name].null_count < number for number, seen in groups)


def _rows(declared: Table, held: Held, *, below: Path, engine: DuckSession) -> ir.Table:
    rows = engine.read_parquet(f"files_{declared.name}", held.paths, below=below)
    typed = rows.select(
        **{
            name: rows[name].cast(kind) if name in rows.columns else ibis.null(kind)
            for name, kind in declared.schema.items()
        }
    )
    if held.rows <= SMALL:
        return engine.keep(declared.name, typed)
    return engine.view(declared.name, typed)


def _counts(held: Held | None, *, outside: int) -> Counts | None:
    """Rows of a table as all of its deliveries gave them; None where it never came."""
    if held is None:
        return Counts(read=outside, accepted=0, quarantined=outside) if outside else None
    return Counts(read=held.rows + outside, accepted=held.rows, quarantined=outside)


def _notes(held: dict[str, Held], *, register: Register) -> Iterable[str]:
    yield from register.deliveries[-1].notes if register.deliveries else ()
    for name in CONTRACT:
        if name in held and not held[name].rows:
            yield f"{name} is empty: it has columns and no rows."
        elif name not in held and register.quarantined(name):
            yield f"Every row of {name} is in quarantine: the table counts as not seen."


def _quarantine(state: Path, *, engine: DuckSession) -> ir.Table:
    """What broke the contract when it was delivered."""
    paths = sorted((state / QUARANTINE).glob("*.parquet"))
    if not paths:
        return empty_table(schema=QUARANTINED)
    rows = engine.read_parquet("quarantine_delivered", paths, below=state / QUARANTINE)
    return rows.select(*QUARANTINED).cast(QUARANTINED)
