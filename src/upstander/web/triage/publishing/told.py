"""What a scan says of each member: read from its files, and in short as a digest.

The digest is of what was found: evidence, the records that it rests on, the people, how contact
began, and the cell of the matrix. It is not of what moves when other people's records do (rank,
bits, false-discovery rate) nor of a tour more or an explained call: else every lead would be
changed every day, and nobody would look.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from upstander.engine.api import Published
from upstander.web.triage.content import CELL, digest_of, figure

Row = dict[str, Any]
Key = tuple[str, str]  # a member, and the reference of the lead split off from theirs, or ""
Apart = Mapping[tuple[str, str], str]  # a member and a human: the lead that was split off

STRONGEST = 10  # signs named in the queue's row and its filter
_EVENT_LINE = ("indicator", "at", "source_table", "source_file", "source_row")
_FOUND = ("indicator", "value", "sentence", "first_at", "last_at")
_PAIR = ("person_id", "origin", "open_look_ups", "work_look_ups")


@dataclass(frozen=True, kw_only=True)
class Told:
    """Everything that the scan says of one lead, but for what is written in bulk."""

    staff_id: str
    part: str = ""  # of a lead that was split off: its reference
    whole: bool = True  # whether none of the member's people is in another lead
    rows: Sequence[Row]  # of leads.parquet: the member's people, strongest first
    evidence: Sequence[Row]
    figures: Mapping[str, Row]  # by human_id
    staff: Row  # of who.parquet
    people: Mapping[str, Row]  # of who.parquet, by person_id
    support: str
    found: Mapping[str, str]  # the figure of what was found, by human_id; "" for the member alone

    @property
    def key(self) -> Key:
        """Whose lead it is, and which."""
        return self.staff_id, self.part

    @property
    def first(self) -> Row:
        """The row that the whole lead's figures stand in."""
        return self.rows[0]

    @property
    def digest(self) -> str:
        """Everything that was found, in one figure."""
        return digest_of(cell=[self.first[name] for name in CELL], found=self.found)

    @property
    def score(self) -> float:
        """Bits: as the scan weighed the member, or those of the part's strongest person and own."""
        if self.whole:
            return float(self.first["lead_score"])
        of_people = [row["score"] for row in self.rows if row["human_id"]]
        own = sum(row["score"] for row in self.rows if not row["human_id"])
        return float(max(of_people, default=0.0) + own)

    @property
    def counted(self) -> int:
        """How many people it is about."""
        if self.whole:
            return int(self.first["people"])
        return sum(bool(row["human_id"]) for row in self.rows)


def by_member(leads: Iterable[Row]) -> dict[str, list[Row]]:
    """Rows of leads.parquet by member, in the order of their ranks."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in leads:
        found[row["staff_id"]].append(row)
    return found


def told(scan: Published, *, members: Sequence[str], apart: Apart) -> list[Told]:
    """What the scan says of these members' leads: one each, and those split off after it."""
    leads = by_member(scan.leads)
    evidence = by_member(scan.rows("evidence", staff=members))
    figures = by_member(_figures(scan, members=members))
    staff, people = _who(scan)
    prompts = {row["staff_id"]: row["sentence"] for row in scan.rows("prompts", staff=members)}
    lines = _event_figures(scan, members=members)
    told_of = []
    for member in members:
        rows = leads[member]
        found = _found(rows, evidence=evidence[member], events=lines.get(member, {}))
        whole = Told(
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
            found=found,
        )
        told_of += _taken_apart(whole, apart=apart)
    return told_of


def _taken_apart(one: Told, *, apart: Apart) -> list[Told]:
    """The member's own lead, and those split off; without one whose people are all elsewhere."""
    parts = {human: apart.get((one.staff_id, human), "") for human in one.found}
    if not any(parts.values()):
        return [one]

    def of(rows: Iterable[Row], part: str) -> list[Row]:
        return [row for row in rows if parts.get(row["human_id"] or "", "") == part]

    split = [
        replace(
            one,
            part=part,
            whole=False,
            rows=of(one.rows, part),
            evidence=of(one.evidence, part),
            support="" if part else one.support,
            found={human: figure for human, figure in one.found.items() if parts[human] == part},
        )
        for part in sorted(set(parts.values()))
    ]
    return [told_of for told_of in split if told_of.rows]


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


def _found(
    rows: Sequence[Row], *, evidence: Sequence[Row], events: Mapping[str, str]
) -> dict[str, str]:
    """The figure of each of the people: how contact began, what signs say, on which records."""
    pairs, signs = defaultdict(list), defaultdict(list)
    for row in rows:
        pairs[row["human_id"] or ""].append(row)
    for row in evidence:
        signs[row["human_id"] or ""].append(row)
    return {
        human: figure(
            [_picked(pairs[human], _PAIR), _picked(signs[human], _FOUND), events.get(human, "")]
        )
        for human in sorted({*pairs, *signs, *events})
    }


def _picked(rows: Iterable[Row], names: Sequence[str]) -> list[list[str]]:
    return sorted(["" if row[name] is None else _text(row[name]) for name in names] for row in rows)


def _text(value: Any) -> str:
    return f"{value:.9g}" if isinstance(value, float) else str(value)


def _event_figures(scan: Published, *, members: Sequence[str]) -> dict[str, dict[str, str]]:
    """A figure of the events of each of a member's people, by member.

    Lines are put together by Arrow: there may be millions.
    """
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for member, human, lines in _event_lines(scan, members=members):
        found[member][human] = hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
    return found


def _event_lines(
    scan: Published, *, members: Sequence[str]
) -> Iterator[tuple[str, str, list[str]]]:
    columns = ("staff_id", "human_id", *_EVENT_LINE)
    batches = list(scan.batches("events", columns=columns, staff=members))
    if not batches:
        return
    table = pa.Table.from_batches(batches)
    parts = [pc.fill_null(pc.cast(table[name], pa.string()), "") for name in _EVENT_LINE]
    lines = pc.binary_join_element_wise(*parts, "\x1f")
    humans = pc.fill_null(table["human_id"], "")
    both = pc.binary_join_element_wise(table["staff_id"], humans, "\x1f")
    # By the pair's number alone: numbers are put in order much faster than texts.
    pairs = both.combine_chunks().dictionary_encode()
    named = [pair.partition("\x1f") for pair in pairs.dictionary.to_pylist()]
    order = pc.sort_indices(pairs.indices)
    told_of = zip(pairs.indices.take(order).to_pylist(), lines.take(order).to_pylist(), strict=True)
    for number, group in groupby(told_of, key=lambda one: one[0]):
        member, _between, human = named[number]
        yield member, human, [line for _number, line in group]


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
