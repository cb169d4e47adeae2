"""What the footers of Parquet parts say of their rows: nothing of the rows themselves is read."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

Told = dict[str, Any]  # a column's statistics in one group of rows


def rows_in(folder: Path) -> int:
    """How many rows the parts of a table hold."""
    return sum(pq.read_metadata(path).num_rows for path in folder.glob("*.parquet"))


def groups_of(paths: Sequence[Path]) -> list[tuple[int, Told]]:
    """Each group of rows: how many there are, and the statistics of each column."""
    found = []
    for path in paths:
        footer = pq.read_metadata(path)
        for group in map(footer.row_group, range(footer.num_row_groups)):
            chunks = map(group.column, range(group.num_columns))
            found.append((group.num_rows, {one.path_in_schema: one.statistics for one in chunks}))
    return found


def span_of(path: Path, moment: str) -> tuple[datetime | None, datetime | None, bool]:
    """First and last value of a moment in a part, and whether it is empty in some row."""
    groups = groups_of([path])
    told = [seen[moment] for _, seen in groups]
    spans = [each for each in told if each.has_min_max]
    return (
        min((plain(each.min) for each in spans), default=None),
        max((plain(each.max) for each in spans), default=None),
        any(each.null_count for each in told),
    )


def plain(moment: Any) -> datetime:
    """A moment or a day as the engine has it: UTC, without saying so."""
    if isinstance(moment, date) and not isinstance(moment, datetime):
        return datetime.combine(moment, time())
    found: datetime = moment
    return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found
