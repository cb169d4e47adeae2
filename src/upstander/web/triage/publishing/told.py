"""What a scan says of each member: read from its files, and in short as a digest.

The digest is of what was found: evidence, the records that it rests on, the people, how contact
began, and the cell of the matrix. It is not of what moves when other people's records do (rank,
bits, false-discovery rate) nor of a tour more or an explained call: else every lead would be
changed every day, and nobody would look.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from upstander.engine.api import Published

Row = dict[str, Any]

STRONGEST = 10  # signs named in the queue's row and its filter
_EVENT_LINE = ("human_id", "indicator", "at", "source_table", "source_file", "source_row")
_FOUND = ("human_id", "indicator", "value", "sentence", "first_at", "last_at")
_PAIR = ("human_id", "person_id", "origin", "open_look_ups", "work_look_ups")
_CELL = ("likelihood", "harm", "band", "style")
NOTHING = hashlib.sha256(b"no evidence").hexdigest()


@dataclass(frozen=True, kw_only=True)
class Told:
    """Everything that the scan says of one member, but for what is written in bulk."""

    staff_id: str
    rows: Sequence[Row]  # of leads.parquet: the member's people, strongest first
    evidence: Sequence[Row]
    figures: Mapping[str, Row]  # by human_id
    staff: Row  # of who.parquet
    people: Mapping[str, Row]  # of who.parquet, by person_id
    support: str
    digest: str = field(default="")

    @property
    def first(self) -> Row:
        """The row that the whole lead's figures stand in."""
        return self.rows[0]


def by_member(leads: Iterable[Row]) -> dict[str, list[Row]]:
    """Rows of leads.parquet by member, in the order of their ranks."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in leads:
        found[row["staff_id"]].append(row)
    return found


def told(scan: Published, *, members: Sequence[str]) -> list[Told]:
    """What the scan says of these members, in that order."""
    leads = by_member(scan.leads)
    evidence = by_member(scan.rows("evidence", staff=members))
    figures = by_member(_figures(scan, members=members))
    staff, people = _who(scan)
    prompts = {row["staff_id"]: row["sentence"] for row in scan.rows("prompts", staff=members)}
    lines = _event_digests(scan, members=members)
    found = []
    for member in members:
        rows = leads[member]
        said = Told(
            staff_id=member,
            rows=rows,
            evidence=evidence[member],
            figures={row["human_id"]: row for row in figures.get(member, [])},
            staff=staff.get(member, {}),
            people={
                row["person_id"]: people[row["person_id"]]
                for row in rows
                if row["person_id"] in people
            },
            support=prompts.get(member, ""),
            digest=_digest(rows, evidence=evidence[member], events=lines.get(member, "")),
        )
        found.append(said)
    return found


def _figures(scan: Published, *, members: Sequence[str]) -> list[Row]:
    columns = scan.columns("pairs")
    batches = scan.batches("pairs", columns=columns, staff=members)
    return [row for batch in batches for row in batch.to_pylist()]


def _who(scan: Published) -> tuple[dict[str, Row], dict[str, Row]]:
    staff: dict[str, Row] = {}
    people: dict[str, Row] = {}
    for row in scan.rows("who"):
        (staff if row["kind"] == "staff" else people)[row["identifier"]] = row
    return staff, people


def _digest(rows: Sequence[Row], *, evidence: Sequence[Row], events: str) -> str:
    said = {
        "cell": _picked(rows[:1], _CELL),
        "pairs": _picked(rows, _PAIR),
        "evidence": _picked(evidence, _FOUND),
        "events": events,
    }
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def _picked(rows: Iterable[Row], names: Sequence[str]) -> list[list[str]]:
    return sorted(["" if row[name] is None else _text(row[name]) for name in names] for row in rows)


def _text(value: Any) -> str:
    return f"{value:.9g}" if isinstance(value, float) else str(value)


def _event_digests(scan: Published, *, members: Sequence[str]) -> dict[str, str]:
    """A digest of each member's events. Lines are put together by Arrow: there may be millions."""
    return {
        member: hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
        for member, lines in _event_lines(scan, members=members)
    }


def _event_lines(scan: Published, *, members: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    columns = ("staff_id", *_EVENT_LINE)
    batches = list(scan.batches("events", columns=columns, staff=members))
    if not batches:
        return
    table = pa.Table.from_batches(batches)
    parts = [pc.fill_null(pc.cast(table[name], pa.string()), "") for name in _EVENT_LINE]
    lines = pc.binary_join_element_wise(*parts, "\x1f")
    # By the member's place alone: numbers are put in order much faster than texts.
    place = pc.index_in(table["staff_id"], value_set=pa.array(members, pa.string()))
    order = pc.sort_indices(place.combine_chunks())
    pairs = zip(place.take(order).to_pylist(), lines.take(order).to_pylist(), strict=True)
    for number, group in groupby(pairs, key=lambda pair: pair[0]):
        yield members[number], [line for _number, line in group]


# --- as the workbench's columns


def aware(moment: datetime | None) -> datetime | None:
    """A moment of a scan's file (UTC without a zone) as an aware one."""
    return None if moment is None else moment.replace(tzinfo=UTC)


def plain(row: Row, *, without: Sequence[str]) -> Row:
    """A row as JSON can hold it."""
    return {
        name: value.isoformat() if isinstance(value, (datetime, date)) else value
        for name, value in row.items()
        if name not in without
    }


def strongest(evidence: Sequence[Row]) -> list[str]:
    """Ids of the signs that add most, each once."""
    ranked = sorted(evidence, key=lambda row: -row["rarity_bits"] * row["weight"])
    return list(dict.fromkeys(row["indicator"] for row in ranked))[:STRONGEST]
