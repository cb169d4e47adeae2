"""Source mappings: YAML that says how a system's own export becomes a table of the contract.

The keys are described in docs/how-to/map-your-extracts.md. Everything in a mapping is text:
YAML's habit of turning `no` into a boolean would make a mess of other systems' codes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from upstander.engine.extracts.formats import FormatError, check_format
from upstander.engine.extracts.judging import DEGREES, METRES
from upstander.engine.tables import CONTRACT
from upstander.engine.tables.declare import Table
from upstander.errors import MappingError

_SOURCE_KEYS = {
    "table",
    "source",
    "database",
    "columns",
    "where",
    "zone",
    "coordinates",
    "distinct",
}
_COLUMN_KEYS = {
    "from", "combine", "with", "constant", "values", "otherwise", "default", "format",
    "seconds_since", "lookup",
}  # fmt: skip
_LOOKUP_KEYS = {"source", "match", "take"}
_DATABASE_KEYS = {"url", "table", "query"}
_BEGINNINGS = ("from", "combine", "constant")


@dataclass(frozen=True, kw_only=True)
class Lookup:
    """Another file of the folder that turns one value into another."""

    source: str
    match: str
    take: str


@dataclass(frozen=True, kw_only=True)
class Rule:
    """How one column of the contract comes about: where from, and what is done to it, in order."""

    parts: tuple[str, ...] = ()
    between: str = " "
    constant: str | None = None
    lookups: tuple[Lookup, ...] = ()
    values: Mapping[str, str] | None = None
    otherwise: str | None = None
    default: str | None = None
    format: str | None = None
    seconds_since: str | None = None

    @property
    def plain(self) -> bool:
        """Whether the column is only renamed, and so keeps the type it is stored in."""
        return self == Rule(parts=self.parts) and len(self.parts) == 1


@dataclass(frozen=True, kw_only=True)
class SourceMapping:
    """One source and the table it becomes."""

    file: str
    table: str
    columns: Mapping[str, Rule]
    source: str | None = None
    database: Mapping[str, str] | None = None
    where: Mapping[str, tuple[str, ...]]
    zone: str | None = None
    distinct: bool = False

    @property
    def reads(self) -> tuple[str, ...]:
        """The source's own columns that are needed."""
        names = [part for rule in self.columns.values() for part in rule.parts]
        return tuple(dict.fromkeys([*names, *self.where]))


def mappings_in(folder: Path) -> list[SourceMapping]:
    """All mappings of a folder, in the order of the files' names."""
    if not folder.is_dir():
        raise MappingError(
            f"There is no folder of mappings called {folder.name}.",
            do="Name the folder that holds the YAML files.",
        )
    files = sorted(p for p in folder.iterdir() if p.suffix in (".yaml", ".yml"))
    return [one for path in files for one in read_mapping(path)]


def read_mapping(path: Path) -> list[SourceMapping]:
    """The mappings of one file. MappingError names the file and the key that is wrong."""
    try:
        said = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=yaml.BaseLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark else ""
        raise MappingError(
            f"{path.name} is not valid YAML{where}.", do="Correct it there."
        ) from error
    listed = said.get("sources", [said]) if isinstance(said, dict) else said
    if not isinstance(listed, list) or not listed:
        raise _wrong(path.name, "sources", "holds no source", "Begin it with table: and source:.")
    return [_source(path.name, one) for one in listed]


def _wrong(file: str, key: str, what: str, do: str) -> MappingError:
    return MappingError(f"{file}: {key} {what}.", do=do)


def _source(file: str, said: Any) -> SourceMapping:
    _known_keys(file, "a source", said, _SOURCE_KEYS)
    name = said.get("table")
    if name not in CONTRACT:
        raise _wrong(file, "table", f"names {name!r}, which is no table of the contract",
                     "Use a name from the contract, such as calls.")  # fmt: skip
    if ("source" in said) == ("database" in said):
        raise _wrong(file, "source", "or database must be given, and only one of them",
                     "Name a file of the folder, or a database.")  # fmt: skip
    rules = said.get("columns")
    if not isinstance(rules, dict):
        raise _wrong(file, "columns", "must list the table's columns", "Add it.")
    _coordinates(file, said.get("coordinates"), rules)
    return SourceMapping(
        file=file,
        table=name,
        columns=_columns(file, CONTRACT[name], rules),
        source=said.get("source"),
        database=_database(file, said["database"]) if "database" in said else None,
        where=_where(file, said.get("where", {})),
        zone=_zone(file, said.get("zone")),
        distinct=_yes(file, "distinct", said.get("distinct", "no")),
    )


def _known_keys(file: str, what: str, said: Any, known: set[str]) -> None:
    if not isinstance(said, dict):
        raise _wrong(file, what, "must be keys and values", "See the how-to on mappings.")
    unknown = sorted(set(said) - known)
    if unknown:
        raise _wrong(file, unknown[0], f"is not a key of {what}",
                     f"Use one of: {', '.join(sorted(known))}.")  # fmt: skip


def _columns(file: str, table: Table, rules: Mapping[str, Any]) -> dict[str, Rule]:
    known = [column.name for column in table.columns]
    known += DEGREES if DEGREES in table.alternatives else ()
    for name in rules:
        if name not in known:
            raise _wrong(file, f"columns.{name}", f"is no column of {table.name}",
                         f"Use one of: {', '.join(known)}.")  # fmt: skip
    missing = [c.name for c in table.columns if not c.optional and c.name not in rules]
    if all(name in rules for name in DEGREES):
        missing = [name for name in missing if name not in METRES]
    if missing:
        raise _wrong(file, f"columns.{missing[0]}", f"is missing, and {table.name} needs it",
                     "Say where it comes from.")  # fmt: skip
    return {name: _rule(file, f"columns.{name}", said) for name, said in rules.items()}


def _rule(file: str, key: str, said: Any) -> Rule:
    if isinstance(said, str):
        return Rule(parts=(said,))
    _known_keys(file, key, said, _COLUMN_KEYS)
    begun = [begin for begin in _BEGINNINGS if begin in said]
    if len(begun) != 1:
        raise _wrong(file, key, "must have one of from, combine and constant", "Keep one.")
    parts = said.get("combine", [said["from"]] if "from" in said else [])
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        raise _wrong(file, f"{key}.{begun[0]}", "must name columns of the source", "Correct it.")
    values = said.get("values")
    if values is not None and not isinstance(values, dict):
        raise _wrong(file, f"{key}.values", "must list their value: our value", "Correct it.")
    return Rule(
        parts=tuple(parts),
        between=said.get("with", " "),
        constant=said.get("constant"),
        lookups=_lookups(file, f"{key}.lookup", said.get("lookup", [])),
        values=values,
        otherwise=said.get("otherwise"),
        default=said.get("default"),
        format=_format(file, f"{key}.format", said.get("format")),
        seconds_since=_since(file, f"{key}.seconds_since", said.get("seconds_since")),
    )


def _lookups(file: str, key: str, said: Any) -> tuple[Lookup, ...]:
    steps = said if isinstance(said, list) else [said]
    for step in steps:
        _known_keys(file, key, step, _LOOKUP_KEYS)
        if set(step) != _LOOKUP_KEYS:
            raise _wrong(file, key, "needs source, match and take", "Add what is missing.")
    return tuple(Lookup(**step) for step in steps)


def _format(file: str, key: str, said: str | None) -> str | None:
    try:
        return check_format(said) if said else None
    except FormatError as error:
        raise _wrong(file, key, str(error), "Use %d/%m/%Y %H:%M or the like.") from error


def _since(file: str, key: str, said: str | None) -> str | None:
    if said is None or said == "epoch":
        return "1970-01-01T00:00:00" if said else None
    try:
        moment = datetime.fromisoformat(said)
    except ValueError as error:
        raise _wrong(file, key, "is neither epoch nor a time", "Write it as 2025-01-01.") from error
    if moment.tzinfo:
        moment = moment.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)
    return moment.isoformat()


def _database(file: str, said: Any) -> dict[str, str]:
    _known_keys(file, "database", said, _DATABASE_KEYS)
    if "url" not in said or ("table" in said) == ("query" in said):
        raise _wrong(file, "database", "needs url, and either table or query", "Correct it.")
    return dict(said)


def _where(file: str, said: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(said, dict):
        raise _wrong(file, "where", "must be column: value", "Correct it.")
    return {
        column: tuple(value) if isinstance(value, Sequence) and not isinstance(value, str)
        else (value,)
        for column, value in said.items()
    }  # fmt: skip


def _coordinates(file: str, said: str | None, rules: Mapping[str, Any]) -> None:
    """Which pair of columns is meant shows from their names: this only catches a slip."""
    if said not in (None, "wgs84", "grid"):
        raise _wrong(file, "coordinates", "must be wgs84 or grid", "Correct it.")
    pair = {"wgs84": DEGREES, "grid": METRES}.get(said or "", ())
    if not all(name in rules for name in pair):
        what = f"says {said}, and {' and '.join(pair)} are not among the columns"
        raise _wrong(file, "coordinates", what, "Map both of them.")


def _zone(file: str, said: str | None) -> str | None:
    if said is None:
        return None
    try:
        ZoneInfo(said)
    except (KeyError, ValueError, OSError) as error:
        raise _wrong(file, "zone", f"names {said!r}, which is no time zone",
                     "Use a name such as Europe/London.") from error  # fmt: skip
    return said


def _yes(file: str, key: str, said: str) -> bool:
    if said.lower() not in ("yes", "no", "true", "false"):
        raise _wrong(file, key, "must be yes or no", "Correct it.")
    return said.lower() in ("yes", "true")
