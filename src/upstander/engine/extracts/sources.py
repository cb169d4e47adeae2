"""Which files of a folder belong to which table, and whether they can be opened at all."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from upstander.engine.extracts.delimited import normalise
from upstander.engine.tables import CONTRACT
from upstander.errors import ExtractError

CSV_ENDINGS = (".csv", ".csv.gz")
PARQUET_ENDINGS = (".parquet",)
ENDINGS = CSV_ENDINGS + PARQUET_ENDINGS
# What the simulator puts beside its extracts: nobody in them exists. No data, so no note.
MARK = "SIMULATED"


@dataclass(frozen=True, kw_only=True)
class File:
    """One file ready to be read as Parquet: its name in the folder, and what is in it.

    `columns` are all columns of the file the force handed over, `rows` how many it has.
    """

    path: Path
    below: Path
    columns: tuple[str, ...]
    rows: int
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The file's name as seen from the folder of extracts."""
        return self.path.relative_to(self.below).as_posix()


def table_of(name: str) -> str:
    """The table that a file is named after: "calls" for calls.csv.gz."""
    for ending in sorted(ENDINGS, key=len, reverse=True):
        if name.endswith(ending):
            return name.removesuffix(ending)
    return name


def found(
    folder: Path, *, mapped: Container[Path] = ()
) -> tuple[dict[str, tuple[Path, ...]], tuple[str, ...]]:
    """The files of each table of the contract, and what else lies in the folder.

    Files that a mapping reads (`mapped`) are left to it.
    """
    if not folder.is_dir():
        raise ExtractError(
            f"There is no folder {folder.name}.", do="Name the folder that holds the extracts."
        )
    tables: dict[str, tuple[Path, ...]] = {}
    others: list[str] = []
    for entry in sorted(folder.iterdir()):
        table, files = _files_of(entry)
        own = tuple(path for path in files if path not in mapped)
        aside = entry.name.startswith((".", "_")) or entry.name in ("mappings", MARK)
        if aside or own != files:
            continue
        if table not in CONTRACT or not files:
            others.append(entry.name + ("/" if entry.is_dir() else ""))
        elif table in tables:
            raise ExtractError(
                f"The table {table} comes twice: {tables[table][0].relative_to(folder)} and "
                f"{files[0].relative_to(folder)}.",
                do="Keep one of them, or put all parts into one folder of that name.",
            )
        else:
            tables[table] = files
    return tables, tuple(others)


def _files_of(entry: Path) -> tuple[str, tuple[Path, ...]]:
    if entry.is_dir():
        parts = (p for p in sorted(entry.iterdir()) if not p.name.startswith((".", "_")))
        return entry.name, tuple(p for p in parts if p.name.endswith(ENDINGS) and p.is_file())
    return table_of(entry.name), (entry,) if entry.name.endswith(ENDINGS) else ()


def opened(
    paths: Iterable[Path], *, folder: Path, work: Path, wanted: Sequence[str]
) -> tuple[tuple[File, ...], bool]:
    """The files as Parquet, and whether they had to be made so (every cell is text then)."""
    paths = tuple(paths)
    kinds = {path.name.endswith(PARQUET_ENDINGS) for path in paths}
    if len(kinds) > 1:
        raise ExtractError(
            f"The folder {paths[0].parent.name} mixes CSV and Parquet files.",
            do="Keep the parts of one table in one format.",
        )
    as_text = kinds == {False}
    if as_text:
        return tuple(
            _from_csv(path, folder=folder, work=work, wanted=wanted) for path in paths
        ), True
    return tuple(from_parquet(path, folder=folder) for path in paths), False


def _from_csv(path: Path, *, folder: Path, work: Path, wanted: Sequence[str]) -> File:
    # The copy keeps the name of its original, for rows to be traced by; it is Parquet inside.
    name = path.relative_to(folder).as_posix()
    copy = work / name
    read = normalise(path, name=name, to=copy, wanted=wanted)
    return File(path=copy, below=work, columns=read.columns, rows=read.rows, notes=read.notes)


def from_parquet(path: Path, *, folder: Path) -> File:
    """A Parquet file, judged by its footer; ExtractError if it is empty or damaged."""
    name = path.relative_to(folder).as_posix()
    if path.stat().st_size == 0:
        raise ExtractError(
            f"{name} is empty: it has 0 bytes.",
            do="Export it again; where there is nothing to hand over, leave the file out.",
        )
    try:
        with pq.ParquetFile(path) as file:
            rows, columns = file.metadata.num_rows, tuple(file.schema_arrow.names)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise ExtractError(
            f"{name} is no whole Parquet file: it is damaged, or its end is missing.",
            do="Export it again, and compare the sizes of the two copies.",
        ) from error
    return File(path=path, below=folder, columns=columns, rows=rows)
