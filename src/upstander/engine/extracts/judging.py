"""One table's rows against its declaration: what each cell is worth, and which rows fail.

Everything here is an expression; nothing runs until the recipe in read.py asks for it. A row
fails once, with its first reason in the order of the contract's columns.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import ibis
import ibis.expr.types as ir

from upstander.engine.extracts.cutting import DETAIL, PROBLEM
from upstander.engine.extracts.grid import with_grid
from upstander.engine.extracts.readings import (
    OFF_THE_GRID,
    Hint,
    Problem,
    Reading,
    day_of,
    may_have_offset,
    offset_minutes,
    read_cell,
    wall_of,
)
from upstander.engine.tables.declare import IBIS_TYPES, SOURCE_COLUMNS, Column, Table

CODE, SAID, RAW = "__code", "__said", "__raw"
UNTIDY, OFFSETS, TIME, LOW, HIGH = "__untidy", "__offsets", "__time", "__low", "__high"
# Between which years the times of a force's extracts are likely to lie.
LIKELY = (datetime(1900, 1, 1), datetime(2100, 1, 1))
DEGREES = ("latitude", "longitude")
METRES = ("easting", "northing")


@dataclass(frozen=True, kw_only=True)
class Shaped:
    """Rows as they came, under the contract's column names, with their place in the files."""

    declared: Table
    rows: ir.Table
    zone: str

    @property
    def columns(self) -> tuple[Column, ...]:
        """The declared columns that arrived; degrees stand in for metres where those came."""
        return tuple(c for c in self.wanted() if c.name in self.rows.columns)

    @property
    def in_degrees(self) -> bool:
        """Whether positions came as latitude and longitude."""
        return DEGREES[0] in self.rows.columns

    def wanted(self) -> tuple[Column, ...]:
        """The declared columns, with degrees in the place of metres where the rows have those."""
        return columns_of(self.declared, in_degrees=self.in_degrees)


@dataclass(frozen=True, kw_only=True)
class Judged:
    """Rows with the contract's columns and types, the source columns, and a verdict.

    CODE is null for a sound row, else the number of its first problem; `problems` gives each
    problem's column (null: the whole row) and reason (null: as SAID says); RAW is the cell.
    """

    rows: ir.Table
    problems: tuple[tuple[str | None, str | None], ...]

    def rejected(self) -> ir.Table:
        """The failing rows, as the quarantine shows them."""
        failing = self.rows.filter(self.rows[CODE].notnull())

        def told(texts: Sequence[str | None], otherwise: ir.StringValue) -> ir.StringValue:
            branches = [(failing[CODE] == at, text) for at, text in enumerate(texts) if text]
            return ibis.cases(*branches, else_=otherwise) if branches else otherwise

        columns, reasons = zip(*self.problems, strict=True)
        return failing.select(
            file=failing.source_file,
            row=failing.source_row,
            column=told(columns, ibis.null("string")),
            reason=told(reasons, failing[SAID]),
            raw=failing[RAW],
        )


def columns_of(declared: Table, *, in_degrees: bool) -> tuple[Column, ...]:
    """A table's columns as a file gives them: in metres, or in degrees where it may."""
    if not in_degrees:
        return declared.columns
    stand_in = dict(zip(METRES, DEGREES, strict=True))
    reach = dict(zip(METRES, (90, 180), strict=True))
    return tuple(
        replace(column, name=stand_in[column.name], low=-reach[column.name],
                high=reach[column.name], unit="degrees")
        if column.name in METRES
        else column
        for column in declared.columns
    )  # fmt: skip


def looks(shaped: Shaped) -> dict[str, ir.Value]:
    """What a first look asks of every row, by name: whether a cell may need tidying or tells its
    offset, and which time it holds."""
    asked: dict[str, ir.Value] = {}
    for column in shaped.columns:
        raw = shaped.rows[column.name]
        text = isinstance(raw, ir.StringValue)
        if text:
            asked[f"{UNTIDY} {column.name}"] = _untidy(column, raw)
        if column.type == "timestamp" and text:
            asked[f"{OFFSETS} {column.name}"] = may_have_offset(raw)
            asked[f"{TIME} {column.name}"] = day_of(raw).cast("timestamp(6)")
        elif column.type in ("timestamp", "date") and not text:
            asked[f"{TIME} {column.name}"] = raw.cast("timestamp(6)")
    return asked


def looked_at(rows: ir.Table) -> dict[str, ir.Value]:
    """What the looks of all rows come to, as the aggregates that `hints` reads."""
    found: dict[str, ir.Value] = {}
    for name in rows.columns:
        kind, _, column = name.partition(" ")
        if kind in (UNTIDY, OFFSETS):
            found[name] = rows[name].any()
        elif kind == TIME:
            found |= {f"{LOW} {column}": rows[name].min(), f"{HIGH} {column}": rows[name].max()}
    return found


def first_look(shaped: Shaped) -> ir.Table:
    """One row: for each column, whether it needs tidying, and between which times it lies."""
    seen = shaped.rows.mutate(**looks(shaped))
    return seen.aggregate(rows=seen.count(), **looked_at(seen))


def _untidy(column: Column, raw: ir.StringValue) -> ir.BooleanValue:
    """Whether a cell may need tidying: true too often costs time, never too seldom.

    Trimming millions of cells only to compare them is slow; a cell that is empty or starts with
    white space sorts before "!", the first character that is neither, and so does its last one.
    """
    if column.type == "enum":
        return raw.notin(column.values)
    starts = raw < "!"
    if column.type == "text":
        return starts
    return starts | (raw.right(1) < "!")


def hints(shaped: Shaped, look: Mapping[str, object]) -> dict[str, Hint]:
    """What the first look found, by column."""
    return {
        column.name: Hint(
            untidy=look.get(f"{UNTIDY} {column.name}") is not False
            and look.get(f"{UNTIDY} {column.name}") is not None,
            offsets=bool(look.get(f"{OFFSETS} {column.name}")),
            low=look.get(f"{LOW} {column.name}"),  # type: ignore[arg-type]
            high=look.get(f"{HIGH} {column.name}"),  # type: ignore[arg-type]
        )
        for column in shaped.columns
    }


def guess(shaped: Shaped) -> dict[str, Hint] | None:
    """What a first look is likely to find in files that keep their types: nothing out of order.

    The rows can then be judged as they are looked at, in one reading. None where they cannot:
    degrees, times kept as text, and times by the clock on the wall, for which it must be known
    first which changes of the clocks they span.
    """
    shut = shaped.in_degrees or PROBLEM in shaped.rows.columns
    if shut or any(_wants_a_zone(c, shaped.rows[c.name]) for c in shaped.columns):
        return None
    low, high = LIKELY
    return {c.name: Hint(untidy=False, offsets=False, low=low, high=high) for c in shaped.columns}


def _wants_a_zone(column: Column, raw: ir.Value) -> bool:
    kind = raw.type()
    if column.type == "timestamp":
        return bool(kind.is_string() or not kind.is_timestamp() or kind.timezone is None)
    return bool(column.type == "date" and kind.is_timestamp() and kind.timezone is not None)


def holds(guessed: Mapping[str, Hint], found: Mapping[str, Hint]) -> bool:
    """Whether what was guessed covers what was found."""
    return all(
        not hint.untidy
        and not hint.offsets
        and (hint.low is None or hint.low >= (guessed[name].low or hint.low))
        and (hint.high is None or hint.high <= (guessed[name].high or hint.high))
        for name, hint in found.items()
    )


def judged(
    shaped: Shaped, hints: Mapping[str, Hint], *, beside: Mapping[str, ir.Value] | None = None
) -> Judged:
    """The contract's columns typed, and for a row that fails its first problem.

    `beside` are further values of the rows that ride along.
    """
    staged = _with_walls(shaped)
    if shaped.in_degrees:
        staged = _on_the_grid(shaped, staged, hints)
    readings = {c.name: _reading(shaped, staged, c, hints[c.name]) for c in shaped.columns}
    values = {name: reading.value for name, reading in readings.items()}
    problems = [
        *_broken(staged),
        *(problem for reading in readings.values() for problem in reading.problems),
    ]
    if shaped.in_degrees:
        values = _in_metres(values, staged)
        problems += _off_the_grid(shaped, staged)
    problems += [*_half_a_pair(values, shaped), *_ends_first(values, shaped)]
    return _labelled(shaped.declared, staged, values, problems, beside or {})


def _with_walls(shaped: Shaped) -> ir.Table:
    """Times kept as text, cut into clock and offset once and for all uses."""
    cut: dict[str, ir.Value] = {}
    for column in shaped.columns:
        raw = shaped.rows[column.name]
        if column.type == "timestamp" and isinstance(raw, ir.StringValue):
            cut |= {f"__wall {column.name}": wall_of(raw)}
            cut |= {f"__minutes {column.name}": offset_minutes(raw)}
    return shaped.rows.mutate(**cut) if cut else shaped.rows


def _reading(shaped: Shaped, staged: ir.Table, column: Column, hint: Hint) -> Reading:
    cut = f"__wall {column.name}" in staged.columns
    return read_cell(
        column,
        staged[column.name],
        hint=hint,
        zone=shaped.zone,
        wall=staged[f"__wall {column.name}"] if cut else None,
        minutes=staged[f"__minutes {column.name}"] if cut else None,
    )


def _on_the_grid(shaped: Shaped, staged: ir.Table, hints: Mapping[str, Hint]) -> ir.Table:
    degrees = {
        f"__{column.name}": _reading(shaped, staged, column, hints[column.name]).value
        for column in shaped.columns
        if column.name in DEGREES
    }
    both = staged.mutate(**degrees)
    return with_grid(both, latitude="__latitude", longitude="__longitude")


def _in_metres(values: dict[str, ir.Value], staged: ir.Table) -> dict[str, ir.Value]:
    rest = {name: value for name, value in values.items() if name not in DEGREES}
    return rest | {name: staged[name] for name in METRES}


def _off_the_grid(shaped: Shaped, staged: ir.Table) -> list[Problem]:
    outside: ir.BooleanValue = ibis.literal(False)
    for name in METRES:
        column = shaped.declared.column(name)
        outside = outside | ~staged[name].between(column.low, column.high)
    return [Problem(outside, ", ".join(DEGREES), OFF_THE_GRID, DEGREES)]


def _half_a_pair(values: Mapping[str, ir.Value], shaped: Shaped) -> list[Problem]:
    """Optional positions come whole or not at all."""
    if not all(name in values for name in METRES):
        return []
    if not shaped.declared.column(METRES[0]).optional:
        return []
    names = DEGREES if shaped.in_degrees else METRES
    here = [values[name] for name in METRES]
    if shaped.in_degrees:  # the grid needs both: ask the cells themselves
        here = [shaped.rows[name] for name in DEGREES]
    return [
        Problem(here[0].notnull() & here[1].isnull(), names[1], f"is missing beside {names[0]}"),
        Problem(here[1].notnull() & here[0].isnull(), names[0], f"is missing beside {names[1]}"),
    ]


def _ends_first(values: Mapping[str, ir.Value], shaped: Shaped) -> list[Problem]:
    if shaped.declared.interval is None:
        return []
    start, end = shaped.declared.interval
    if start not in values or end not in values:
        return []
    return [Problem(values[end] < values[start], end, f"is before {start}")]


def _broken(staged: ir.Table) -> list[Problem]:
    """Rows that could not be cut into cells; why is written beside them."""
    if PROBLEM not in staged.columns:
        return []
    return [Problem(staged[PROBLEM].notnull(), None, None, (DETAIL,))]


def _labelled(
    declared: Table,
    staged: ir.Table,
    values: Mapping[str, ir.Value],
    problems: list[Problem],
    beside: Mapping[str, ir.Value],
) -> Judged:
    numbered = list(enumerate(problems))
    code = ibis.cases(
        *[(problem.when, ibis.literal(number, "int16")) for number, problem in numbered],
        else_=ibis.null("int16"),
    )
    typed = {
        column.name: values[column.name].cast(IBIS_TYPES[column.type])
        for column in declared.columns
        if column.name in values
    }
    coded = staged.mutate(
        **{f"v {name}": value for name, value in typed.items()}, **{CODE: code}, **beside
    )

    raw = ibis.cases(
        *[(coded[CODE] == number, _shown(coded, problem)) for number, problem in numbered],
        else_=ibis.null("string"),
    )
    said = coded[PROBLEM] if PROBLEM in coded.columns else ibis.null("string")
    rows = coded.select(
        **{
            column.name: coded[f"v {column.name}"]
            if column.name in typed
            else ibis.null(IBIS_TYPES[column.type])
            for column in declared.columns
        },
        **{name: coded[name] for name in SOURCE_COLUMNS},
        **{CODE: coded[CODE], SAID: said, RAW: raw},
        **{name: coded[name] for name in beside},
    )
    return Judged(rows=rows, problems=tuple((p.column, p.reason) for p in problems))


def _shown(rows: ir.Table, problem: Problem) -> ir.StringValue:
    """The cells at fault, as text for a person to read in the quarantine."""
    names = problem.shows or ((problem.column,) if problem.column else ())
    cells = [rows[name].cast("string") for name in names if name in rows.columns]
    if not cells:
        return ibis.null("string")
    return cells[0] if len(cells) == 1 else ibis.literal(", ").join(cells)
