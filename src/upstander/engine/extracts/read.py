"""From a folder of extracts to accepted records: the recipe.

find the files -> open them -> map their columns -> judge each row -> leave out what was not yet
known -> free keys of repeats -> count. A row that breaks the contract goes to the quarantine; only
what makes a whole file unreadable stops the run.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import ibis.expr.types as ir

from upstander.engine.extracts.cutting import DETAIL, PROBLEM
from upstander.engine.extracts.intake import QUARANTINE, SMALL, Source, Taken, take, taken_together
from upstander.engine.extracts.judging import DEGREES, METRES, Shaped, columns_of
from upstander.engine.extracts.mapped import delivered, files_of, mapped_source
from upstander.engine.extracts.mapping import SourceMapping, mappings_in
from upstander.engine.extracts.readings import readable
from upstander.engine.extracts.result import Extracts
from upstander.engine.extracts.sources import File, found, opened
from upstander.engine.tables import CONTRACT
from upstander.engine.tables.clock import DEFAULT_ZONE, utc
from upstander.engine.tables.declare import SOURCE_COLUMNS, Table, empty_table, union_all
from upstander.engine.tables.records import Reader, Records
from upstander.errors import ExtractError

NAMED = 8  # how many unknown columns a note names


def read(
    *,
    folder: Path | None,
    engine: Reader,
    mappings: Path | None = None,
    as_of: datetime | None = None,
    zone: str = DEFAULT_ZONE,
    whole: bool = True,
) -> Extracts:
    """A force's extracts as records that keep the contract.

    `folder` holds a file (or a folder of parts) per table; `mappings` a YAML file per source that
    is not in the contract's own shape, by default <folder>/mappings. Times without an offset are
    local time in `zone`. With `as_of` (local time in `zone` where it has no offset) nothing that
    was recorded later is seen. A part of a force's extracts, such as one day's (`whole` is False),
    need not hold the staff, nor all that the mappings read. Raises ExtractError, MappingError,
    CountError.
    """
    through = _mappings(folder, mappings)
    if not whole:
        through = [mapping for mapping in through if delivered(mapping, folder)]
    sources, notes = _sources(folder, through, engine=engine, zone=zone)
    if whole and "staff" not in sources:
        raise ExtractError(
            "There is no staff table: a scan cannot know whose contacts to examine.",
            do="Put staff.csv or staff.parquet into the folder, or map a source to staff.",
        )
    moment = utc(as_of, zone=zone) if as_of else None
    aside = engine.beside()
    takings = {
        name: take(
            CONTRACT[name], lots, engine=engine if _large(lots) else aside, as_of=moment, zone=zone
        )
        for name, lots in sources.items()
    }
    # The large ones are asked about first; while they are read, the small ones are answered for.
    taken = taken_together(
        takings,
        asked=sorted(takings, key=lambda name: not _large(sources[name])),
        answered=sorted(takings, key=lambda name: _large(sources[name])),
    )
    aside.settle()
    notes += [note for name, one in taken.items() for note in _emptiness(name, one)]
    return Extracts(
        records=_records(taken, sources),
        counts={name: one.counts for name, one in taken.items()},
        quarantine=_quarantine(taken),
        notes=tuple(notes),
        begins={name: one.begins for name, one in taken.items() if one.begins},
        ends={name: one.ends for name, one in taken.items() if one.ends},
    )


def looked_up_in(folder: Path, mappings: Path | None) -> set[Path]:
    """The files of a folder that a mapping looks something up in."""
    return {
        path
        for mapping in _mappings(folder, mappings)
        for source in _looked_into(mapping)
        for path in folder.glob(source.strip("/"))
    }


def _large(lots: Sequence[Source]) -> bool:
    return sum(source.rows for source in lots) > SMALL


def _mappings(folder: Path | None, mappings: Path | None) -> list[SourceMapping]:
    if mappings is not None:
        return mappings_in(mappings)
    if folder is not None and (folder / "mappings").is_dir():
        return mappings_in(folder / "mappings")
    return []


def _sources(
    folder: Path | None, through: Sequence[SourceMapping], *, engine: Reader, zone: str
) -> tuple[dict[str, list[Source]], list[str]]:
    """The sources of each table in the contract's order, and notes on what was kept out."""
    sources: dict[str, list[Source]] = {name: [] for name in CONTRACT}
    notes: list[str] = []
    if folder is not None:
        tables, others = found(folder, mapped=_mapped_files(folder, through))
        notes += [
            f"{name} belongs to no table of the contract and was kept out." for name in others
        ]
        for name in (name for name in CONTRACT if name in tables):
            source, said = _plain(
                CONTRACT[name], tables[name], folder=folder, engine=engine, zone=zone
            )
            sources[name].append(source)
            notes += said
    for number, mapping in enumerate(through):
        source, said = mapped_source(
            mapping, number=number, folder=folder, engine=engine, zone=zone
        )
        sources[mapping.table].append(source)
        notes += said
    return {name: lots for name, lots in sources.items() if lots}, notes


def _mapped_files(folder: Path, through: Sequence[SourceMapping]) -> set[Path]:
    """Every file that a mapping reads or looks something up in."""
    return {
        path
        for mapping in through
        for source in (mapping.source, *_looked_into(mapping))
        if source is not None
        for path in files_of(mapping, source, folder)
    }


def _looked_into(mapping: SourceMapping) -> list[str]:
    return [step.source for rule in mapping.columns.values() for step in rule.lookups]


def _plain(
    declared: Table, paths: Sequence[Path], *, folder: Path, engine: Reader, zone: str
) -> tuple[Source, list[str]]:
    """A source whose files have the contract's own shape."""
    names = [*(column.name for column in declared.columns), *DEGREES]
    files, as_text = opened(paths, folder=folder, work=engine.work / "as_parquet", wanted=names)
    in_degrees = _in_degrees(declared, files[0])
    wanted = [column.name for column in columns_of(declared, in_degrees=in_degrees)]
    for file in files:
        _no_column_missing(declared, file, in_degrees=in_degrees)
    rows = engine.read_parquet(
        f"files_{declared.name}", [file.path for file in files], below=files[0].below
    )
    kept = [name for name in [*wanted, PROBLEM, DETAIL, *SOURCE_COLUMNS] if name in rows.columns]
    shaped = Shaped(declared=declared, rows=rows.select(*kept), zone=zone)
    label = files[0].name if len(files) == 1 else f"{declared.name}/ ({len(files)} files)"
    _every_column_readable(shaped, label=label)
    source = Source(
        shaped=shaped,
        rows=sum(file.rows for file in files),
        costly=as_text or in_degrees,
        label=label,
    )
    return source, [note for file in files for note in (*file.notes, *_unknown(file, wanted))]


def _in_degrees(declared: Table, file: File) -> bool:
    has_metres = all(name in file.columns for name in METRES)
    has_degrees = all(name in file.columns for name in DEGREES)
    return DEGREES in declared.alternatives and has_degrees and not has_metres


def _no_column_missing(declared: Table, file: File, *, in_degrees: bool) -> None:
    for column in columns_of(declared, in_degrees=in_degrees):
        if not column.optional and column.name not in file.columns:
            raise ExtractError(
                f"{file.name} has no column {column.name}.",
                do="Add it, or map the column of the source that holds it.",
            )


def _every_column_readable(shaped: Shaped, *, label: str) -> None:
    for column in shaped.columns:
        kind = shaped.rows[column.name].type()
        if not readable(column, kind):
            raise ExtractError(
                f"{label} stores {column.name} as {kind}, which cannot be read as {column.type}.",
                do="Export that column as text.",
            )


def _unknown(file: File, wanted: Sequence[str]) -> list[str]:
    # A name that begins with an underscore says that the column is no part of what is handed over.
    others = [name for name in file.columns if name not in wanted and not name.startswith("_")]
    if not others:
        return []
    named = ", ".join(others[:NAMED])
    if len(others) == 1:
        return [f"{file.name}: 1 unknown column was kept out: {named}."]
    if len(others) <= NAMED:
        return [f"{file.name}: {len(others)} unknown columns were kept out: {named}."]
    return [f"{file.name}: {len(others):,} unknown columns were kept out, the first: {named}."]


def _emptiness(name: str, taken: Taken) -> list[str]:
    if taken.counts.read == 0:
        return [f"{name} is empty: it has columns and no rows."]
    if taken.counts.quarantined == taken.counts.read:
        return [f"Every row of {name} is in quarantine: the table counts as not seen."]
    return []


def _records(taken: Mapping[str, Taken], sources: Mapping[str, Sequence[Source]]) -> Records:
    """A table whose every row was rejected was not seen: its absence must not speak.

    A register without an entry was seen, and so were the columns that it came with.
    """
    seen = [
        name
        for name, one in taken.items()
        if one.counts.read == 0 or one.counts.quarantined < one.counts.read
    ]
    return Records(
        tables={
            name: taken[name].rows if name in taken else declared.empty()
            for name, declared in CONTRACT.items()
        },
        seen=frozenset(seen),
        seen_columns=frozenset(
            f"{name}.{column}"
            for name in seen
            for column in (taken[name].filled if taken[name].counts.read else _came(sources[name]))
        ),
    )


def _came(lots: Sequence[Source]) -> set[str]:
    """The columns of a table that came with at least one of its sources."""
    return {column.name for source in lots for column in source.shaped.columns}


def _quarantine(taken: Mapping[str, Taken]) -> ir.Table:
    rejected = [one.quarantine for one in taken.values() if one.quarantine is not None]
    return union_all(rejected) if rejected else empty_table(schema=QUARANTINE)
