"""What hangs on a lead: people, evidence, events, contacts, tours, places, names, and by what they
are found, anew."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from upstander.engine.api import Published
from upstander.web.triage import keys
from upstander.web.triage.models import (
    Contact,
    Event,
    Evidence,
    Name,
    OfLead,
    Pair,
    Reach,
    Stand,
    Tour,
)
from upstander.web.triage.publishing import copying
from upstander.web.triage.publishing.labels import Labels, Mask
from upstander.web.triage.publishing.told import Key, Told, plain

_AT_ONCE = 500  # leads in one statement
_GATHERED = 1_000_000  # rows put in order at once
_BETWEEN = "\x1f"  # a member and a human
_ENDS = ("staff_id", "person_id", "human_id")
_MOMENT = pa.timestamp("us", tz="UTC")
_TEXT, _NUMBER, _COUNT = pa.string(), pa.float64(), pa.int64()
_BULK: tuple[tuple[type[OfLead], str, bool], ...] = (
    # the model, the scan's file, whether only contacts of the lead's own people are kept
    (Event, "events", False),
    (Contact, "contacts", True),
    (Tour, "tours", False),
    (Stand, "stands", True),
)
WRITTEN = (Pair, Evidence, Event, Contact, Tour, Stand, Name, Reach)
_PAIR = pa.schema(
    [
        ("lead_id", _COUNT), ("person_id", _TEXT), ("human_id", _TEXT), ("pseudonym", _TEXT),
        ("score", _NUMBER), ("headline", _TEXT), ("origin", _TEXT), ("open_look_ups", _COUNT),
        ("work_look_ups", _COUNT), ("first_at", _MOMENT), ("last_at", _MOMENT),
        ("figures", _TEXT),
    ]
)  # fmt: skip
_EVIDENCE = pa.schema(
    [
        ("lead_id", _COUNT), ("human_id", _TEXT), ("indicator", _TEXT), ("family", _TEXT),
        ("value", _NUMBER), ("rarity_bits", _NUMBER), ("weight", _NUMBER), ("sentence", _TEXT),
        ("first_at", _MOMENT), ("last_at", _MOMENT), ("at", _MOMENT),
    ]
)  # fmt: skip
_REACH = pa.schema(
    [
        ("lead_id", _COUNT), ("kind", _TEXT), ("owner", _TEXT), ("identifier", _TEXT),
        ("digest", _TEXT), ("holders", _COUNT),
    ]
)  # fmt: skip
_NAME = pa.schema([("lead_id", _COUNT), ("kind", _TEXT), ("identifier", _TEXT), ("name", _TEXT)])


def replace(
    scan: Published,
    *,
    told: Sequence[Told],
    lead_ids: Mapping[Key, int],
    people: Labels,
    masks: Mapping[Key, Mask],
    key: bytes,
) -> dict[str, int]:
    """Put the scan's rows in the place of the last one's; how many, by kind.

    What is written in bulk goes to the members' own leads, also of people who are split off.
    """
    _clear(list(lead_ids.values()))
    said = [(one, lead_ids[one.key]) for one in told]
    written = {
        "pairs": copying.insert_rows(Pair, _pairs(said, people=people, masks=masks), _PAIR),
        "evidence": copying.insert_rows(Evidence, _evidence(said, masks=masks), _EVIDENCE),
        "names": copying.insert_rows(Name, _names(said), _NAME),
        "reached": copying.insert_rows(Reach, _reached(scan, said, key=key), _REACH),
    }
    pairs = pa.array(
        [_joined(one.staff_id, row["human_id"]) for one in told for row in one.rows], _TEXT
    )
    of_members = {member: number for (member, part), number in lead_ids.items() if not part}
    for model, name, own in _BULK:
        written[name] = _bulk(
            scan, model=model, name=name, lead_ids=of_members, pairs=pairs if own else None
        )
    return written


def _clear(leads: Sequence[int]) -> None:
    for start in range(0, len(leads), _AT_ONCE):
        some = leads[start : start + _AT_ONCE]
        for model in WRITTEN:
            model.objects.filter(lead__in=some).delete()


# --- few rows, put together here


def _pairs(
    said: Sequence[tuple[Told, int]], *, people: Labels, masks: Mapping[Key, Mask]
) -> Iterator[dict[str, Any]]:
    for one, lead in said:
        for row in one.rows:
            human = row["human_id"] or ""
            figures = one.figures.get(human, {})
            yield {
                **row,
                "lead_id": lead,
                "person_id": row["person_id"] or "",
                "human_id": human,
                "pseudonym": people.of(human) if human else "",
                "headline": masks[one.key](row["headline"]),
                "figures": json.dumps(plain(figures, without=_ENDS)),
            }


def _evidence(
    said: Sequence[tuple[Told, int]], *, masks: Mapping[Key, Mask]
) -> Iterator[dict[str, Any]]:
    for one, lead in said:
        for row in one.evidence:
            yield {
                **row,
                "lead_id": lead,
                "human_id": row["human_id"] or "",
                "sentence": masks[one.key](row["sentence"]),
            }


def _names(said: Sequence[tuple[Told, int]]) -> Iterator[dict[str, Any]]:
    """The one table with names. A person's stands under the record's id and the human's."""
    for one, lead in said:
        found: dict[tuple[str, str], Any] = {("staff", one.staff_id): one.staff.get("name")}
        for row in one.rows:
            name = one.people.get(row["person_id"], {}).get("name")
            for by in ("person_id", "human_id"):
                if row[by]:
                    found["person", row[by]] = name
        for (kind, identifier), name in found.items():
            if name:
                yield {"lead_id": lead, "kind": kind, "identifier": identifier, "name": name}


def _reached(
    scan: Published, said: Sequence[tuple[Told, int]], *, key: bytes
) -> Iterator[dict[str, Any]]:
    """By what each lead's member and people are found: never the number or the home itself."""
    held: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in scan.rows("reached"):
        held[row["owner"], row["identifier"]].append(row)
    for one, lead in said:
        humans = {row["human_id"] for row in one.rows if row["human_id"]}
        for whose in [("staff", one.staff_id), *(("person", human) for human in sorted(humans))]:
            for row in held[whose]:
                digest = keys.found_by(row["kind"], row["value"], key=key)
                yield row | {"lead_id": lead, "digest": digest}


# --- many rows, never taken apart


def _bulk(
    scan: Published,
    *,
    model: type[OfLead],
    name: str,
    lead_ids: Mapping[str, int],
    pairs: pa.Array | None,
) -> int:
    members = list(lead_ids)
    staff, numbers = pa.array(members, _TEXT), pa.array(list(lead_ids.values()), _COUNT)
    columns = [
        str(field.column)
        for field in model._meta.concrete_fields
        if field.column not in ("id", "lead_id")
    ]
    count = 0
    for gathered in _gathered(scan.batches(name, staff=members)):
        rows = gathered if pairs is None else _of_pairs(gathered, pairs)
        lead = numbers.take(pc.index_in(rows["staff_id"], value_set=staff).combine_chunks())
        # A lead's rows side by side: a page then reads few pages of the database.
        order = pc.sort_indices(lead)
        values = {column: _as_moment(rows[column]).take(order) for column in columns}
        count += copying.insert(model, {"lead_id": lead.take(order), **values})
    return count


def _of_pairs(rows: pa.Table, pairs: pa.Array) -> pa.Table:
    both = pc.binary_join_element_wise(rows["staff_id"], rows["human_id"], _BETWEEN)
    return rows.filter(pc.is_in(both, value_set=pairs))


def _gathered(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """The rows in tables of a million or so: what is put in order fits into memory."""
    held: list[pa.RecordBatch] = []
    for batch in batches:
        held.append(batch)
        if sum(one.num_rows for one in held) >= _GATHERED:
            yield pa.Table.from_batches(held)
            held = []
    if held:
        yield pa.Table.from_batches(held)


def _joined(staff: str, human: str | None) -> str | None:
    return None if human is None else f"{staff}{_BETWEEN}{human}"


def _as_moment(values: Any) -> Any:
    """Moments of a scan's files are UTC without saying so."""
    if pa.types.is_timestamp(values.type) and values.type.tz is None:
        return values.cast(pa.timestamp("us")).cast(_MOMENT)
    return values
