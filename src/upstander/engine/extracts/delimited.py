"""A CSV file made into Parquet once: every cell as text, every row kept, in bounded memory.

Nothing is interpreted here. What a cell means is judged later, by the same checks as for any
other file. A row that cannot even be cut into cells is kept with the reason in `problem`, so
that the number of a row in the Parquet file is its number in the CSV file.
"""

import csv
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from upstander.engine.extracts.cutting import DETAIL, PROBLEM, Cut
from upstander.engine.extracts.decoding import Block, Decoded, blocks, lines
from upstander.errors import ExtractError

BATCH_ROWS, BATCH_CHARACTERS = 50_000, 32 << 20
LONGEST_RECORD = 500  # lines; beyond that a quote was opened and never closed
DELIMITERS = ",;\t|"

NEVER_CLOSED = "opens a quote that is never closed"
MISPLACED_QUOTE = "has text after a closing quote"
TOO_LONG = "holds a cell of more than 131,072 characters"
UNDECODABLE = "holds bytes that cannot be read as text"


class _NeverClosedError(Exception):
    """A record ran on for too many lines."""


@dataclass(frozen=True)
class Delimited:
    """What came of one file: its header, the rows written, and what the reader had to do."""

    columns: tuple[str, ...]
    rows: int
    notes: tuple[str, ...]


@dataclass
class _Records:
    """Records one by one; where quotes do not close, the rest is read again line by line.

    A clean block that starts where a record starts is handed out whole, as bytes.
    """

    source: Iterator[Block]
    delimiter: str
    lines: Iterator[str] = field(default_factory=lambda: iter(()))
    whole: bytes | None = None
    taken: list[str] = field(default_factory=list)
    again: deque[str] = field(default_factory=deque)
    characters: int = 0

    def __iter__(self) -> Iterator[list[str] | str | bytes]:
        """Each record's cells, or the reason why there are none, or a whole clean block."""
        reader = self._reader()
        while True:
            try:
                for cells in reader:
                    if cells:
                        yield cells
                    self.taken.clear()
                if self.whole is None:
                    return
                found: str | bytes = self.whole
                self.whole = None
            except _NeverClosedError:
                found = NEVER_CLOSED
                self.read_again()
            except csv.Error as error:
                found = _reason(str(error))
                self.read_again()
            reader = self._reader()
            yield found

    def _reader(self) -> Iterator[list[str]]:
        return csv.reader(self._feed(), delimiter=self.delimiter, strict=True)

    def _feed(self) -> Iterator[str]:
        while True:
            line = self.again.popleft() if self.again else next(self.lines, None)
            if line is None:
                block = next(self.source, None)
                if block is None:
                    return
                self.lines = block.lines
                if block.clean is not None and not self.taken:
                    self.whole = block.clean
                    return
                continue
            self.taken.append(line)
            self.characters += len(line)
            if len(self.taken) > LONGEST_RECORD:
                raise _NeverClosedError
            yield line

    def read_again(self) -> None:
        """Give back all lines of this record but its first."""
        self.again.extendleft(reversed(self.taken[1:]))
        self.taken.clear()

    def passed(self) -> None:
        """The whole block was taken; without this, its lines follow one by one."""
        self.lines = iter(())


def _reason(error: str) -> str:
    if "field larger" in error:
        return TOO_LONG
    return NEVER_CLOSED if "unexpected end" in error else MISPLACED_QUOTE


def header(path: Path, *, name: str) -> tuple[list[str], str]:
    """The column names as written, and the delimiter that the file uses."""
    first = ""
    for line in lines(path, name=name, met=Decoded()):
        first = line.strip("\r\n")
        if first:
            break
    if not first.strip():
        raise ExtractError(
            f"{name} is empty: it has not even a header line.",
            do="Export it again; where there is nothing to hand over, leave the file out.",
        )
    delimiter = max(DELIMITERS, key=first.count)
    try:
        cells = next(csv.reader([first], delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise ExtractError(
            f"{name} has a header line that cannot be read: a quote in it is never closed.",
            do="Export it again with one line of column names.",
        ) from error
    return [cell.strip() for cell in cells], delimiter


def normalise(path: Path, *, name: str, to: Path, wanted: Sequence[str]) -> Delimited:
    """Write the wanted columns of a CSV file to Parquet as text."""
    columns, delimiter = header(path, name=name)
    places = [place for place, column in enumerate(columns) if column in wanted]
    kept = [columns[place] for place in places]
    for column in kept:
        if kept.count(column) > 1:
            raise ExtractError(
                f"{name} has two columns called {column}.", do="Rename or remove one of them."
            )
    met = Decoded()
    records = _Records(_after_header(blocks(path, name=name, met=met)), delimiter)
    to.parent.mkdir(parents=True, exist_ok=True)
    schema = pa.schema([(column, pa.string()) for column in [*kept, PROBLEM, DETAIL]])
    rows = 0
    with pq.ParquetWriter(to, schema, compression="snappy") as writer:
        cut = Cut(delimiter=delimiter, places=places, width=len(columns), schema=schema)
        for batch in _batches(records, cut=cut, met=met):
            rows += batch.num_rows
            writer.write_table(batch)
    return Delimited(columns=tuple(columns), rows=rows, notes=_notes(name, met))


@dataclass
class _Batch:
    """Some rows, cut to the wanted cells, and the problems of those that have one."""

    rows: list[Sequence[str | None]] = field(default_factory=list)
    problems: dict[int, tuple[str, str | None]] = field(default_factory=dict)

    def spoilt(self, reason: str, *, width: int, detail: str | None = None) -> None:
        self.problems[len(self.rows)] = (reason, detail)
        self.rows.append([None] * width)

    def arrow(self, schema: pa.Schema) -> pa.Table:
        width = len(schema) - 2
        columns = list(zip(*self.rows, strict=True)) if width else []
        noted: list[list[str | None]] = [[None] * len(self.rows), [None] * len(self.rows)]
        for row, (reason, detail) in self.problems.items():
            noted[0][row], noted[1][row] = reason, detail
        return pa.Table.from_arrays(
            [pa.array(values, type=pa.string()) for values in [*columns, *noted]], schema=schema
        )


def _after_header(source: Iterator[Block]) -> Iterator[Block]:
    """The first block is never handed out whole: the header is in it."""
    first = next(source, None)
    if first is not None:
        yield Block(first.lines)
        yield from source


def _batches(records: _Records, *, cut: Cut, met: Decoded) -> Iterator[pa.Table]:
    width = len(cut.places)
    pick = _picker(cut.places, width=cut.width)
    batch = _Batch()
    stream = iter(records)
    next(stream)  # the header
    for cells in stream:
        if isinstance(cells, bytes):
            quick = cut.quickly(cells)
            if quick is not None:
                records.passed()
                if batch.rows:
                    yield batch.arrow(cut.schema)
                    batch = _Batch()
                yield quick
        elif isinstance(cells, str):
            batch.spoilt(cells, width=width)
        elif len(cells) != cut.width:
            if len(records.taken) > 1:  # a stray quote joined rows: only the first one is spoilt
                records.read_again()
            said = f"has {len(cells):,} cells under a header of {cut.width:,}"
            batch.spoilt(said, width=width)
        elif met.unreadable_lines and not _readable(cells):
            batch.spoilt(UNDECODABLE, width=width, detail=_bytes_of(cells))
        else:
            batch.rows.append(pick(cells))
        if len(batch.rows) >= BATCH_ROWS or records.characters > BATCH_CHARACTERS:
            yield batch.arrow(cut.schema)
            batch, records.characters = _Batch(), 0
    if batch.rows:
        yield batch.arrow(cut.schema)


def _picker(places: Sequence[int], *, width: int) -> Callable[[list[str]], Sequence[str]]:
    if list(places) == list(range(width)):
        return lambda cells: cells
    if len(places) < 2:  # itemgetter gives a bare value for one place
        return lambda cells: [cells[place] for place in places]
    return itemgetter(*places)


def _readable(cells: Sequence[str]) -> bool:
    try:
        "".join(cells).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _bytes_of(cells: Sequence[str]) -> str:
    """The first unreadable cell as it can be shown: its start, with the bytes as numbers."""
    cell = next(cell for cell in cells if not _readable([cell]))
    raw = cell[:60].encode("utf-8", errors="surrogateescape")
    return raw.decode("utf-8", errors="backslashreplace")


def _notes(name: str, met: Decoded) -> tuple[str, ...]:
    notes = []
    if met.windows_lines == 1:
        notes.append(f"{name}: 1 line was not UTF-8 and was read as Windows-1252.")
    elif met.windows_lines:
        notes.append(
            f"{name}: {met.windows_lines:,} lines were not UTF-8 and were read as Windows-1252."
        )
    if met.unreadable_lines:
        notes.append(f"{name}: some lines cannot be read as text; their rows are in quarantine.")
    return tuple(notes)
