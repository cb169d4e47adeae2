"""A scan's folder as the workbench reads it: looked through first, then row by row.

Nothing is handed on from a folder that is half there, damaged, or of another layout: whoever
brings it in would otherwise show people half a truth about somebody.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from upstander.engine.indicators import INDICATORS, page
from upstander.engine.purposes import EXPLANATIONS
from upstander.engine.report.pages import bullets, section
from upstander.engine.workbench import LAYOUT
from upstander.errors import ScanError

COVERAGE = "coverage.json"
# What each file must have; more columns do no harm.
TABLES: Mapping[str, tuple[str, ...]] = {
    "leads": (
        "rank", "listed", "staff_id", "person_id", "human_id", "score", "lead_score", "likelihood",
        "harm", "band", "style", "false_discovery_rate", "first_at", "last_at", "headline",
        "origin", "open_look_ups", "work_look_ups", "people", "harm_reasons", "style_reasons",
    ),
    "evidence": (
        "staff_id", "human_id", "indicator", "family", "value", "rarity_bits", "weight",
        "sentence", "first_at", "last_at", "at",
    ),
    "events": (
        "staff_id", "human_id", "indicator", "at", "kind", "status", "explained_by",
        "source_table", "source_file", "source_row",
    ),
    "contacts": (
        "staff_id", "human_id", "at", "kind", "direction", "on_duty", "status", "explained_by",
        "strength", "explained_table", "explained_file", "explained_row", "source_table",
        "source_file", "source_row",
    ),
    "pairs": ("staff_id", "human_id", "contacts"),
    "tours": ("staff_id", "starts_at", "ends_at"),
    "who": ("kind", "identifier", "human_id", "name", "role", "role_family", "team", "manager"),
    "stands": (
        "staff_id", "human_id", "at", "ends_at", "easting", "northing", "distance_m", "parked",
        "status",
    ),
    "prompts": ("staff_id", "sentence"),
    "conflicts": ("reader_staff_id", "subject_staff_id", "why"),
    "look_ups": (
        "staff_id", "human_id", "person_id", "at", "local_at", "system", "action", "field",
        "occurrence_id", "reason", "on_duty", "status", "explained_by", "strength",
        "explained_table", "explained_file", "explained_row", "source_file", "source_row",
    ),
    "looked_up": ("human_id", "person_id", "name", "member"),
    "markers": ("human_id", "marker", "recorded_at", "ended_at"),
    "staff": ("staff_id", "name", "role", "role_family"),
    "reached": ("kind", "owner", "identifier", "value", "holders"),
}  # fmt: skip
BATCH = 65_536  # rows
_AGAIN = "Copy the whole folder again, or run `upstander scan` again."

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Published:
    """A scan's folder that is whole. Moments within its rows are UTC without a zone."""

    folder: Path
    digest: str  # of every file that is read here
    as_of: datetime  # UTC
    made_at: datetime  # UTC
    simulated: bool
    coverage: Row
    leads: tuple[Row, ...]  # of leads.parquet, in its order
    signs: Mapping[str, Row]
    explanations: Mapping[str, str]  # slug: title

    def rows(self, name: str, *, staff: Sequence[str] | None = None) -> list[Row]:
        """The rows of a small file, of these members alone where they are given."""
        return [row for batch in self.batches(name, staff=staff) for row in batch.to_pylist()]

    def columns(self, name: str) -> tuple[str, ...]:
        """Every column that a file has."""
        return tuple(_dataset(self.folder, name).schema.names)

    def batches(
        self,
        name: str,
        *,
        columns: Sequence[str] | None = None,
        staff: Sequence[str] | None = None,
    ) -> Iterator[pa.RecordBatch]:
        """The rows of a file in batches, of these members alone where they are given.

        ScanError where the file gives out on the way.
        """
        chosen = None if staff is None else pc.field("staff_id").isin(pa.array(staff, pa.string()))
        try:
            yield from _dataset(self.folder, name).to_batches(
                columns=list(columns or TABLES[name]), filter=chosen, batch_size=BATCH
            )
        except (pa.ArrowException, OSError) as error:
            raise _damaged(name) from error


def published(folder: Path) -> Published:
    """Look a scan's folder through. ScanError, as a sentence, where it is not whole."""
    coverage = _coverage(folder)
    for name, wanted in TABLES.items():
        _check_file(folder, name, wanted=wanted)
    leads = _leads(folder)
    _check_agreement(folder, leads=leads, coverage=coverage)
    try:
        as_of, made_at = (_moment(coverage[name]) for name in ("as_of", "made_at"))
    except (KeyError, TypeError, ValueError) as error:
        raise _damaged_coverage() from error
    return Published(
        folder=folder,
        digest=_digest(folder),
        as_of=as_of,
        made_at=made_at,
        simulated=bool(coverage.get("simulated")),
        coverage=coverage,
        leads=leads,
        signs=sign_pages(),
        explanations={slug: reason.title for slug, reason in EXPLANATIONS.items()},
    )


def sign_pages() -> dict[str, Row]:
    """Every sign by id, in words: what it means, what would explain it innocently, its limits."""
    return {sign.id: _in_words(slug, page(slug)) for slug, sign in INDICATORS.items()}


def _in_words(slug: str, text: str) -> Row:
    sign = INDICATORS[slug]
    return {
        "slug": slug,
        "name": sign.name,
        "family": sign.family,
        "level": sign.level,
        "class": sign.cls,
        "version": sign.version,
        "meaning": " ".join(text.partition("\n\n")[0].split()),
        "why": section(text, "Why it matters"),
        "innocent": list(bullets(text, "Innocent explanations")),
        "cannot_see": section(text, "What it cannot see"),
        "measured": section(text, "How it is measured"),
    }


# --- whether the folder is whole


def _coverage(folder: Path) -> Row:
    if not (folder / COVERAGE).is_file():
        if (folder / "leads.parquet").exists():
            raise _lacking([COVERAGE])
        raise ScanError(
            f"{folder.name or folder} holds no scan.",
            do="Run `upstander scan` first, or name the folder that it wrote.",
        )
    try:
        coverage = json.loads((folder / COVERAGE).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _damaged_coverage() from error
    if not isinstance(coverage, dict):
        raise _damaged_coverage()
    layout = coverage.get("schema")
    if layout != LAYOUT:
        other = "another" if layout is None else f"another (layout {layout}, not {LAYOUT})"
        raise ScanError(
            f"The scan was written by {other} version of Upstander.",
            do="Run `upstander scan` again with this version.",
        )
    return coverage


def _check_file(folder: Path, name: str, *, wanted: Sequence[str]) -> None:
    place = folder / f"{name}.parquet"
    if name == "contacts" and not place.exists():
        raise ScanError(
            "The scan has no contacts.parquet: it was made with --no-contacts, or the folder is "
            "not whole.",
            do="Scan again without --no-contacts, or copy the whole folder again.",
        )
    if not place.exists():
        raise _lacking(
            [f"{held}.parquet" for held in TABLES if not (folder / f"{held}.parquet").exists()]
        )
    try:
        dataset = _dataset(folder, name)
        for fragment in dataset.get_fragments():
            fragment.ensure_complete_metadata()  # every file's end, where a copy is cut off
        found = set(dataset.schema.names)
    except (pa.ArrowException, OSError) as error:
        raise _damaged(name) from error
    if missing := [column for column in wanted if column not in found]:
        raise ScanError(
            f"{name}.parquet of the scan has no column {missing[0]}.",
            do="Run `upstander scan` again with this version of Upstander.",
        )


def _leads(folder: Path) -> tuple[Row, ...]:
    try:
        rows = _dataset(folder, "leads").to_table(columns=list(TABLES["leads"])).to_pylist()
    except (pa.ArrowException, OSError) as error:
        raise _damaged("leads") from error
    return tuple(rows)


def _check_agreement(folder: Path, *, leads: Sequence[Row], coverage: Row) -> None:
    """The files tell of the same members: those of two scans in one folder do not."""
    members = {row["staff_id"] for row in leads}
    listed = {row["staff_id"] for row in leads if row["listed"]}
    told = (coverage.get("leads_with_evidence"), coverage.get("listed"))
    named = {
        row["identifier"] for row in _read(folder, "who", "identifier", "kind")
        if row["kind"] == "staff"
    }  # fmt: skip
    agree = [
        told == (len(members), len(listed)),
        members == {row["staff_id"] for row in _read(folder, "evidence", "staff_id")},
        named <= members,
    ]
    if not all(agree):
        raise ScanError(
            "The files of the scan do not agree about which members have evidence: they are not "
            "of one scan.",
            do=_AGAIN,
        )


def _read(folder: Path, name: str, *columns: str) -> list[Row]:
    try:
        table = _dataset(folder, name).to_table(columns=list(columns))
    except (pa.ArrowException, OSError) as error:
        raise _damaged(name) from error
    distinct: list[Row] = table.group_by(list(columns)).aggregate([]).to_pylist()
    return distinct


def _dataset(folder: Path, name: str) -> Any:
    place = folder / f"{name}.parquet"
    # On Spark it is a folder with one folder a month.
    partitioning = ds.partitioning(flavor="hive") if place.is_dir() else None
    return ds.dataset(place, format="parquet", partitioning=partitioning)


def _digest(folder: Path) -> str:
    whole = hashlib.sha256()
    for name in (COVERAGE, *(f"{name}.parquet" for name in TABLES)):
        place = folder / name
        for path in sorted(place.rglob("*.parquet")) if place.is_dir() else [place]:
            whole.update(f"{path.relative_to(folder).as_posix()}\n".encode())
            with path.open("rb") as file:
                whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _lacking(names: Sequence[str]) -> ScanError:
    return ScanError(
        f"The folder is not a whole scan: {', '.join(names)} "
        f"{'is' if len(names) == 1 else 'are'} not there.",
        do=_AGAIN,
    )


def _damaged(name: str) -> ScanError:
    return ScanError(
        f"{name}.parquet of the scan is damaged: it cannot be read to its end.", do=_AGAIN
    )


def _damaged_coverage() -> ScanError:
    return ScanError(f"{COVERAGE} of the scan is damaged.", do=_AGAIN)
