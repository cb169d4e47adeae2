"""Sources that come through a mapping: a system's own files, or a database."""

import os
import re
from collections.abc import Sequence
from pathlib import Path

import ibis.expr.types as ir

from upstander.engine.extracts.cutting import DETAIL, PROBLEM
from upstander.engine.extracts.intake import Source
from upstander.engine.extracts.judging import Shaped
from upstander.engine.extracts.mapping import Lookup, SourceMapping
from upstander.engine.extracts.sources import ENDINGS, File, from_parquet, opened
from upstander.engine.extracts.translate import translated
from upstander.engine.tables import CONTRACT
from upstander.engine.tables.declare import SOURCE_COLUMNS
from upstander.engine.tables.records import Reader
from upstander.errors import MappingError


def files_of(mapping: SourceMapping, source: str, folder: Path | None) -> tuple[Path, ...]:
    """The files of the folder that a mapping's `source` names."""
    if folder is None:
        raise MappingError(
            f"{mapping.file}: source names a file, and no folder of extracts was given.",
            do="Name the folder too.",
        )
    pattern = source.strip("/")
    if ".." in Path(pattern).parts:
        raise MappingError(
            f"{mapping.file}: source leads out of the folder of extracts.",
            do="Name files inside the folder.",
        )
    paths = tuple(sorted(path for path in folder.glob(pattern) if path.is_file()))
    if not paths:
        raise MappingError(
            f"{mapping.file}: source {source} is not in the folder.",
            do="Correct the name, or take the mapping away.",
        )
    for path in paths:
        if not path.name.endswith(ENDINGS):
            raise MappingError(
                f"{mapping.file}: source {path.name} is neither CSV nor Parquet.",
                do=f"Export it as one of: {', '.join(ENDINGS)}.",
            )
    return paths


def delivered(mapping: SourceMapping, folder: Path | None) -> bool:
    """Whether what a mapping reads is there; a database always is."""
    if mapping.source is None or folder is None:
        return True
    return any(path.is_file() for path in folder.glob(mapping.source.strip("/")))


def mapped_source(
    mapping: SourceMapping, *, number: int, folder: Path | None, engine: Reader, zone: str
) -> tuple[Source, list[str]]:
    """The source as rows under the contract's names, and notes on what it left out."""
    work = engine.work / "mapped" / str(number)
    files = _files(mapping, folder=folder, engine=engine, work=work)
    for file in files:
        _columns_there(mapping, file, mapping.reads)
    rows = _rows(f"mapped_{number}", files, mapping.reads, engine=engine)

    def other(lookup: Lookup) -> ir.Table:
        return _lookup(mapping, lookup, folder=folder, engine=engine, work=work)

    shaped = translated(mapping, rows, lookup=other)
    label = files[0].name if len(files) == 1 else f"{mapping.source} ({len(files)} files)"
    counted = engine.first(shaped.aggregate(rows=shaped.count()), reading=label)()["rows"]
    notes = [note for file in files for note in file.notes]
    notes += _left_out(mapping, label, sum(file.rows for file in files) - counted)
    source = Source(
        shaped=Shaped(declared=CONTRACT[mapping.table], rows=shaped, zone=mapping.zone or zone),
        rows=counted,
        costly=True,
        label=label,
    )
    return source, notes


def _left_out(mapping: SourceMapping, label: str, rows: int) -> list[str]:
    if not rows:
        return []
    why = [
        name for name, used in (("where", mapping.where), ("distinct", mapping.distinct)) if used
    ]
    counted = "1 row is" if rows == 1 else f"{rows:,} rows are"
    return [f"{label}: {counted} no part of {mapping.table} by `{'` and `'.join(why)}`."]


def _files(
    mapping: SourceMapping, *, folder: Path | None, engine: Reader, work: Path
) -> tuple[File, ...]:
    if mapping.source is not None:
        paths = files_of(mapping, mapping.source, folder)
        assert folder is not None
        return opened(paths, folder=folder, work=work, wanted=mapping.reads)[0]
    database = mapping.database or {}
    # The rows of a query are numbered as they came; they are named after the mapping.
    copy = work / f"{mapping.file}:{database.get('table', 'query')}"
    try:
        engine.fetch(
            _expanded(mapping, database["url"]),
            table=database.get("table"),
            query=database.get("query"),
            to=copy,
        )
    except MappingError:
        raise
    except Exception as error:
        # Each driver has errors of its own, and they may quote the password: name the kind alone.
        raise MappingError(
            f"{mapping.file}: the database cannot be read ({type(error).__name__}).",
            do="Check the url, the table's name and the account's permissions; a database other "
            "than SQLite needs: pip install upstander[databases].",
        ) from None
    return (from_parquet(copy, folder=work),)


def _expanded(mapping: SourceMapping, url: str) -> str:
    """The URL with ${NAMES} replaced from the environment, so that no file holds a password."""

    def value(found: re.Match[str]) -> str:
        if found[1] not in os.environ:
            raise MappingError(
                f"{mapping.file}: database.url needs the environment variable {found[1]}.",
                do="Set it for the account that runs the scan.",
            )
        return os.environ[found[1]]

    return re.sub(r"\$\{(\w+)\}", value, url)


def _columns_there(mapping: SourceMapping, file: File, names: Sequence[str]) -> None:
    for name in names:
        if name not in file.columns:
            raise MappingError(
                f"{mapping.file}: {file.name} has no column {name}.",
                do="Correct the mapping, or export the column.",
            )


def _rows(name: str, files: Sequence[File], reads: Sequence[str], *, engine: Reader) -> ir.Table:
    rows = engine.read_parquet(name, [file.path for file in files], below=files[0].below)
    kept = [*reads, PROBLEM, DETAIL, *SOURCE_COLUMNS]
    return rows.select(*[column for column in kept if column in rows.columns])


def _lookup(
    mapping: SourceMapping, lookup: Lookup, *, folder: Path | None, engine: Reader, work: Path
) -> ir.Table:
    """`looked_for` to `looked_up`; where the file gives several answers, the smallest one."""
    paths = files_of(mapping, lookup.source, folder)
    assert folder is not None
    wanted = (lookup.match, lookup.take)
    place = work / "lookup" / re.sub(r"\W", "_", f"{lookup.match}_{lookup.take}")
    files, _ = opened(paths, folder=folder, work=place, wanted=wanted)
    for file in files:
        _columns_there(mapping, file, wanted)
    name = re.sub(r"\W", "_", f"lookup_{work.name}_{lookup.source}_{lookup.match}_{lookup.take}")
    rows = _rows(name, files, wanted, engine=engine)
    pairs = rows.select(
        looked_for=rows[lookup.match].cast("string"), looked_up=rows[lookup.take].cast("string")
    )
    pairs = pairs.filter(pairs.looked_for.notnull() & pairs.looked_up.notnull())
    return pairs.group_by("looked_for").aggregate(looked_up=pairs.looked_up.min())
