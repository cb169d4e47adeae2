"""What one run keeps for the next, each under a key of everything that it was worked out from.

What is found under another key is as if it were not there, and is worked out again: a shelf makes
a run quicker and never another. The program's own code and libraries are part of every key.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from upstander.engine.tables.records import Engine

_LIBRARIES = ("duckdb", "ibis-framework", "splink", "sqlglot", "pyarrow", "phonenumbers", "pyproj")


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What was found on a shelf: tables by name, each a file, and plain facts beside them."""

    paths: Mapping[str, Path]
    facts: Mapping[str, Any]

    def table(self, name: str) -> pa.Table:
        """One of the tables, where it is small."""
        return pq.read_table(self.paths[name])


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """A folder of what was kept, one folder an item."""

    folder: Path

    def found(self, name: str, *, key: str) -> Kept | None:
        """What was kept under that name, if it was for this very key."""
        label = self.folder / name / "key.json"
        if not label.exists():
            return None
        written = json.loads(label.read_text(encoding="utf-8"))
        if written["key"] != _whole(key):
            return None
        paths = {each: self.folder / name / f"{each}.parquet" for each in written["tables"]}
        return Kept(paths=paths, facts=written["facts"])

    def keep(
        self,
        name: str,
        *,
        key: str,
        tables: Mapping[str, ir.Table] | None = None,
        facts: Mapping[str, Any] | None = None,
        engine: Engine | None = None,
    ) -> None:
        """Keep tables and facts under that name in place of what was there.

        What is still to be read of that must have been read: the engine must have settled.
        """
        place = self.folder / name
        place.mkdir(parents=True, exist_ok=True)
        for old in place.iterdir():
            old.unlink()  # it may be a second name of the last run's file: never written into
        for each, table in (tables or {}).items():
            assert engine is not None
            engine.write_parquet(table, place / f"{each}.parquet")
        text = {"key": _whole(key), "tables": list(tables or {}), "facts": dict(facts or {})}
        (place / "key.json").write_text(json.dumps(text), encoding="utf-8")


def _whole(key: str) -> str:
    return hashlib.sha256(f"{_program()}\x1f{key}".encode()).hexdigest()


@lru_cache(maxsize=1)
def _program() -> str:
    """The program itself: its code, its files of words and rules, and its libraries' versions."""
    found = hashlib.sha256()
    here = Path(__file__).parents[1]
    for path in sorted(here.rglob("*")):
        if path.suffix in (".py", ".yaml", ".csv", ".json", ".txt"):
            found.update(path.relative_to(here).as_posix().encode() + path.read_bytes())
    for name in _LIBRARIES:
        found.update(f"{name} {version(name)}".encode())
    return found.hexdigest()


def content(table: ir.Table, *, engine: Engine) -> str:
    """A word for the rows of a table, whatever their order: other rows have another."""
    texts = [
        ibis.ifelse(table[name].isnull(), "\x1e", table[name].cast("string"))
        for name in table.columns
    ]
    hashed = table.select(at=ibis.literal("\x1f").join(texts).hash())
    row = engine.rows(
        hashed.agg(
            rows=hashed.count(),
            mixed=hashed.at.bit_xor(),
            added=(hashed.at % 1_000_003).sum(),
        )
    )[0]
    return f"{','.join(table.columns)} {row['rows']} {row['mixed']} {row['added']}"


def joined(parts: Iterable[object]) -> str:
    """Several parts of a key as one."""
    return "\x1f".join(str(part) for part in parts)
