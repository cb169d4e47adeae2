"""What truly was: kept in a folder of its own, and never read by a scan."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from upstander.simulator.basics import NONE, Array
from upstander.simulator.ledger import Ledger
from upstander.simulator.misconduct import Aim, Target
from upstander.simulator.private_lives import Ties
from upstander.simulator.public import Public
from upstander.simulator.recording import Purposes
from upstander.simulator.traces import MISCONDUCT, PRIVATE
from upstander.simulator.writing import STAMP, identifier

# Fewer rows than this in all extracts together, and nobody could be expected to see it.
OBSERVABLE_FROM = 3


@dataclass(frozen=True, kw_only=True)
class Events:
    """Rows of the extracts between staff and real members of the public, as parallel arrays."""

    table: Array
    row: Array
    last_row: Array
    staff: Array
    human: Array
    at: Array
    nature: Array
    theirs: Array


def gather(ledger: Ledger, row_numbers: dict[str, Array], positions: Events | None) -> Events:
    """All events, in order of table and row."""
    parts: dict[str, list[Array]] = {name: [] for name in Events.__dataclass_fields__}
    for table, numbers in row_numbers.items():
        seen = ledger.witnessed(table)
        row = numbers[seen["row"].astype(np.int64)] if len(seen["row"]) else seen["row"]
        order = np.argsort(row, kind="stable")
        parts["table"].append(np.full(len(row), ledger.texts.code(table)))
        parts["row"].append(row[order])
        parts["last_row"].append(np.full(len(row), NONE))
        for name in ("staff", "human", "at", "nature", "theirs"):
            parts[name].append(seen[name][order])
    if positions is not None:
        for name, arrays in parts.items():
            arrays.append(getattr(positions, name))
    return Events(**{name: np.concatenate(arrays) for name, arrays in parts.items()})


def write(
    folder: Path,
    *,
    ledger: Ledger,
    events: Events,
    purposes: Purposes,
    public: Public,
    ties: Ties,
    pursuits: list[tuple[Aim, Target]],
    aims: list[Aim],
) -> dict[str, int]:
    """The four files of the truth. Returns the counts that the summary gives."""
    folder.mkdir(parents=True)
    natures = ledger.texts
    private = np.array([text.startswith(f"{PRIVATE}:") for text in natures.known])[events.nature]
    misconduct = events.nature == natures.code(MISCONDUCT)
    recorded = purposes.cover(events.staff, events.human, events.at)
    recorded |= events.theirs.astype(bool) & ~private & ~misconduct
    order = np.lexsort((events.at, events.human, events.staff))
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = (np.diff(events.staff[order]) != 0) | (np.diff(events.human[order]) != 0)
    first = np.zeros(len(order), dtype=bool)
    first[order[fresh]] = True
    shown = natures.codes(
        PRIVATE if text.startswith(f"{PRIVATE}:") else text for text in natures.known
    )
    texts = pa.array(natures.known, pa.string())
    humans = pa.array(true_humans(public.count), pa.string())
    table = pa.table(
        {
            "source_table": _picked(texts, events.table),
            "source_row": pa.array(events.row),
            "last_row": pa.array(events.last_row, mask=events.last_row == NONE),
            "staff_id": _picked(_staff(int(events.staff.max(initial=0)) + 1), events.staff),
            "true_human": _picked(humans, events.human),
            "at": pa.array(events.at * 1_000_000).cast(STAMP),
            "nature": _picked(texts, shown[events.nature]),
            "recorded": pa.array(recorded),
            "first": pa.array(first),
        }
    )
    _save(table, folder / "events.parquet")
    _people(folder, public)
    _pairs(folder, ledger, events, first, ties, pursuits, public)
    legitimate = ~private & ~misconduct
    return _subjects(folder, aims, events, misconduct, pursuits) | {
        "events": len(events.row),
        "legitimate": int(legitimate.sum()),
        "unrecorded": int((legitimate & ~recorded).sum()),
    }


def true_humans(count: int) -> list[str]:
    """Human beings by name of the truth, which is no identifier of the extracts."""
    return [f"H{number:07d}" for number in range(count)]


def _staff(count: int) -> pa.Array:
    return pa.array(identifier("staff_id", np.arange(count)), pa.string())


def _picked(pool: pa.Array, places: Array) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(places.astype(np.int32)), pool)


def _save(table: pa.Table, path: Path) -> None:
    pq.write_table(table, path, store_schema=False, compression="zstd", compression_level=1)


def _people(folder: Path, public: Public) -> None:
    records = np.arange(len(public.record_human))
    _save(
        pa.table(
            {
                "person_id": pa.array(identifier("person_id", records)),
                "true_human": _picked(pa.array(true_humans(public.count)), public.record_human),
            }
        ),
        folder / "people.parquet",
    )


def _pairs(
    folder: Path,
    ledger: Ledger,
    events: Events,
    first: Array,
    ties: Ties,
    pursuits: list[tuple[Aim, Target]],
    public: Public,
) -> None:
    """Pairs that a list could be about: misconduct, private lives, and what looks alike."""
    known = ledger.texts.known
    alike = [number for number, text in enumerate(known) if text.startswith("look_alike:")]
    rows = np.flatnonzero(np.isin(events.nature, alike))
    found = {(int(events.staff[i]), int(events.human[i])): known[events.nature[i]] for i in rows}
    found |= {
        (int(s), int(h)): known[n]
        for s, h, n in zip(ties.staff, ties.human, ties.nature, strict=True)
    }
    found |= {(aim.staff, target.human): MISCONDUCT for aim, target in pursuits}
    begin = np.flatnonzero(first)
    since = {
        (int(s), int(h)): int(at)
        for s, h, at in zip(events.staff[begin], events.human[begin], events.at[begin], strict=True)
    }
    pairs = sorted(found)
    staff, human = np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs])
    at = np.array([since.get(pair, NONE) for pair in pairs])
    everyone = pa.array(true_humans(public.count))
    _save(
        pa.table(
            {
                "staff_id": pa.array(identifier("staff_id", staff)),
                "person_id": pa.array(identifier("person_id", human)),
                "true_human": _picked(everyone, human).cast(pa.string()),
                "nature": pa.array([found[pair] for pair in pairs]),
                "first_at": pa.array(at * 1_000_000, mask=at == NONE).cast(STAMP),
            }
        ),
        folder / "pairs.parquet",
    )


def _subjects(
    folder: Path,
    aims: list[Aim],
    events: Events,
    misconduct: Array,
    pursuits: list[tuple[Aim, Target]],
) -> dict[str, int]:
    count = [int((misconduct & (events.staff == aim.staff)).sum()) for aim in aims]
    people = [sum(1 for other, _ in pursuits if other is aim) for aim in aims]
    seen = [rows >= OBSERVABLE_FROM for rows in count]
    _save(
        pa.table(
            {
                "staff_id": pa.array(
                    identifier("staff_id", np.array([aim.staff for aim in aims], dtype=int)),
                    pa.string(),
                ),
                "style": pa.array([aim.style for aim in aims], pa.string()),
                "starts_at": pa.array([aim.starts * 1_000_000 for aim in aims], pa.int64()).cast(
                    STAMP
                ),
                "people": pa.array(people, pa.int64()),
                "events": pa.array(count, pa.int64()),
                "observable": pa.array(seen, pa.bool_()),
            }
        ),
        folder / "subjects.parquet",
    )
    return {"subjects": len(aims), "observable": sum(seen)}
