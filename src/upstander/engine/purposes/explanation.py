"""What an explanation is, what it is shown, and the shape of the purposes it returns."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import ibis
import ibis.expr.types as ir

from upstander.engine.tables.records import Records
from upstander.engine.tables.stages import PURPOSES

# Open-ended purposes end here for the joins in time.
FAR_AWAY = datetime(2200, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Window:
    """How far around the recorded work a contact is still explained, in time or in place."""

    value: float
    meaning: str
    reason: str
    unit: str = "hours"


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What an explanation is shown. See `tables/stages.py` for the columns."""

    records: Records
    humans: ir.Table  # HUMANS
    incident_humans: ir.Table  # incident_id, human_id, person_id
    homes: ir.Table  # HOMES
    filters: ir.Table | None = None  # purposes/filters.py FILTERS; None: nobody filtered anything


@dataclass(frozen=True, kw_only=True)
class Leftover:
    """What an explanation of single contacts is shown, once recorded work has explained its own."""

    ground: Ground
    stops: ir.Table  # STOPS
    explained: ir.Table  # CONTACTS that recorded work has explained, with its row (NAMED_ROW)
    unexplained: ir.Table  # CONTACTS that nothing has explained so far


Find = Callable[[Ground, Mapping[str, float]], ir.Table]
FindContacts = Callable[[Leftover, Mapping[str, float]], ir.Table]


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """One reason that a record can give for a contact; the module's docstring is its page.

    `find` returns purposes (tables/stages.py PURPOSES): intervals in which contacts of a pair
    are explained. `find_contacts` is given instead where the reason lies in the single contact;
    it returns contact_id and explained_table, explained_file, explained_row of the row that
    explains each. Explanations of single contacts run in order of priority, each on what is
    left.
    """

    slug: str
    title: str
    strength: str
    priority: int
    needs: tuple[str, ...]
    find: Find | None = None
    find_contacts: FindContacts | None = None
    windows: Mapping[str, Window] = field(default_factory=dict)

    def values(self, changed: Mapping[str, float] | None = None) -> dict[str, float]:
        """Each window's value, with a force's own in place of the defaults."""
        own = {name: window.value for name, window in self.windows.items()}
        return own | dict(changed or {})


def purpose_rows(
    table: ir.Table,
    *,
    explanation: "Explanation",
    source_table: str,
    starts_at: ir.Value,
    ends_at: ir.Value,
    duty_starts_at: ir.Value,
    duty_ends_at: ir.Value,
    talk: bool = True,
    lookups: bool = True,
    visits: bool = True,
    is_work: bool = True,
) -> ir.Table:
    """The rows of `table` as PURPOSES. A null `ends_at` explains without end.

    `table` gives staff_id (or team_id), human_id, source_file and source_row.
    """
    own: dict[str, ir.Value] = {
        "explanation": ibis.literal(explanation.slug),
        "strength": ibis.literal(explanation.strength),
        "priority": ibis.literal(explanation.priority),
        "for_talk": ibis.literal(talk),
        "for_lookups": ibis.literal(lookups),
        "for_visits": ibis.literal(visits),
        "is_work": ibis.literal(is_work),
        "starts_at": starts_at,
        "ends_at": ibis.coalesce(ends_at, ibis.literal(FAR_AWAY).cast("timestamp(6)")),
        "duty_starts_at": duty_starts_at,
        "duty_ends_at": duty_ends_at,
        "source_table": ibis.literal(source_table),
    }
    chosen = {}
    for name, kind in PURPOSES.items():
        value = own.get(name)
        if value is None:
            value = table[name] if name in table.columns else ibis.null(ibis.dtype(kind))
        chosen[name] = value.cast(kind)
    return table.select(**chosen)


NAMED_ROW = ("explained_table", "explained_file", "explained_row")


def first_row(rows: ir.Table, *, by: Sequence[str]) -> ir.Table:
    """Of the rows that explain one contact (`by`), one and always the same: the columns NAMED_ROW.

    The least of table, file and row together: the least of each could be a row that is not there.
    """
    named = rows.mutate(named=ibis.struct({name: rows[name] for name in NAMED_ROW}))
    first = named.group_by(*by).agg(named=named.named.min())
    return first.select(*by, **{name: first.named[name] for name in NAMED_ROW})


def hours(amount: float) -> ir.IntervalScalar:
    """A window of so many hours."""
    return ibis.interval(minutes=round(amount * 60))
