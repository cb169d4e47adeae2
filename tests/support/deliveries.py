"""A force's extracts cut into deliveries, as its systems would hand them over day by day.

A row comes when it could first be read. What became known of it later (the end of an assignment,
the outcome of a case) is empty until then, and the row comes again once it is known.
"""

import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb

from upstander.engine.scanning import SIMULATED_MARK
from upstander.engine.tables import CONTRACT
from upstander.engine.tables.declare import Table
from upstander.engine.watch.identity import identity

# Nothing says when these were first on record: some of them are in each delivery.
UNDATED = ("people", "person_phones", "person_accounts", "person_addresses")
LAST = date(9999, 1, 1)


def cut(extracts: Path, *, ends: Sequence[date], into: Path, spread: bool = True) -> list[Path]:
    """A folder for each stretch of days: until the first of `ends`, until the next, the rest."""
    stretches = [*sorted(ends), LAST]
    folders = []
    for number, until in enumerate(stretches):
        since = stretches[number - 1] if number else None
        folder = into / f"until-{until}"
        folder.mkdir(parents=True)
        for path in sorted(extracts.glob("*.parquet")):
            declared = CONTRACT[path.stem]
            _write(declared, path, folder, since=since, until=until, number=number,
                   of=len(stretches) if spread else 1)  # fmt: skip
        if (extracts / SIMULATED_MARK).is_file():
            shutil.copy2(extracts / SIMULATED_MARK, folder)
        folders.append(folder)
    return folders


def _write(
    declared: Table,
    path: Path,
    folder: Path,
    *,
    since: date | None,
    until: date,
    number: int,
    of: int,
) -> None:
    connection = duckdb.connect()
    connection.execute("SET TimeZone='UTC'")
    held = connection.read_parquet(str(path)).columns
    late = {c.name: c.known_from for c in declared.columns
            if c.name in held and c.name not in identity(declared) and c.known_from
            and c.known_from != declared.known_from}  # fmt: skip

    def within(moment: str) -> str:
        low = f"\"{moment}\"::DATE > DATE '{since}' AND " if since else ""
        return f"({low}\"{moment}\"::DATE <= DATE '{until}')"

    starts = declared.known_from or (declared.interval or (None,))[0]
    if declared.name in UNDATED:
        came = f"(hash({declared.key[0] if declared.key else 'person_id'}) % {of} = {number})"
    elif starts is None or starts not in held:
        came = "true" if declared.name == "staff" or number == 0 else "false"
    else:
        came = f'({within(starts)} OR ("{starts}" IS NULL AND {number} = 0))'
    dated = starts if starts in held and declared.name not in UNDATED else None
    ended = [
        f"({within(when)}" + (f" AND \"{dated}\"::DATE <= DATE '{until}')" if dated else ")")
        for when in sorted(set(late.values()))
        if declared.name not in UNDATED
    ]
    columns = ", ".join(
        f'CASE WHEN "{late[name]}"::DATE <= DATE \'{until}\' THEN "{name}" END AS "{name}"'
        if name in late and declared.name not in UNDATED
        else f'"{name}"'
        for name in held
    )
    query = f"SELECT {columns} FROM '{path}' WHERE {' OR '.join([came, *ended])}"
    rows = connection.sql(f"SELECT count(*) FROM ({query})").fetchall()[0][0]
    if rows or number == 0:
        connection.execute(f"COPY ({query}) TO '{folder / path.name}' (FORMAT parquet)")
