"""What people decided about pairs of records that the linkage left to them.

The file is `people_to_judge.parquet` of an earlier scan, worked through: a CSV with the two
records, the verdict, who gave it, when and why. A verdict overrides the linkage both ways.
"""

import csv
from datetime import date
from pathlib import Path

import ibis
import ibis.expr.types as ir

from upstander.engine.people.linking import JUDGED
from upstander.errors import ConfigurationError

_VERDICTS = {"yes": True, "no": False, "true": True, "false": False}


def judged_pairs(file: Path) -> ir.Table:
    """The verdicts of a CSV (columns of JUDGED). ConfigurationError names the row at fault."""
    try:
        with file.open(newline="", encoding="utf-8-sig") as opened:
            lines = list(csv.DictReader(opened))
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise ConfigurationError(
            f"The file of judged pairs {file.name} cannot be read.", do="It must be a UTF-8 CSV."
        ) from problem
    return ibis.memtable(
        [_verdict(line, row=row, name=file.name) for row, line in enumerate(lines, start=1)],
        schema=ibis.schema(JUDGED),
    )


def _verdict(line: dict[str, str | None], *, row: int, name: str) -> dict[str, object]:
    given = {column: (line.get(column) or "").strip() for column in JUDGED}
    lacking = [column for column, value in given.items() if not value]
    if lacking:
        raise ConfigurationError(
            f"Row {row} of the judged pairs {name} has no {lacking[0]}.",
            do="A verdict has two records, yes or no, who gave it, when and why.",
        )
    same = _VERDICTS.get(given["same"].lower())
    if same is None:
        raise ConfigurationError(
            f"Row {row} of the judged pairs {name} says neither yes nor no.", do="Write yes or no."
        )
    try:
        on = date.fromisoformat(given["on"])
    except ValueError as problem:
        raise ConfigurationError(
            f"Row {row} of the judged pairs {name} has no readable date.",
            do="Write it as 2025-03-31.",
        ) from problem
    return given | {"same": same, "on": on}
