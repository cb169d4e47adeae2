"""One member's look-ups from a scan's folder: what was opened, what explains it, what is left.

It is read for somebody who was authorised to: of one member, of named systems, since a day. Rows
are read by column, a part of the log at a time, and the member's alone are kept. Nothing here is a
score of the member. People looked up are put in the order in which somebody should read them, and
the member's figures stand beside those of their own role's other members.
"""

import statistics
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from upstander.engine.contacts.duty import ROSTER_REACHES
from upstander.engine.published import Published

ENOUGH_PEERS = 5  # fewer tell nothing of what is usual
_LOOK = (
    "human_id", "person_id", "at", "local_at", "system", "action", "field", "occurrence_id",
    "reason", "on_duty", "status", "explained_by", "strength", "explained_table", "explained_file",
    "explained_row", "source_file", "source_row",
)  # fmt: skip

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class AskedAudit:
    """Whose look-ups, since when (UTC without a zone), and on which systems: none named is all."""

    staff_id: str
    since: datetime
    systems: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LookedUp:
    """Somebody whose record was opened, in the order in which to read them."""

    human_id: str
    person_id: str
    name: str
    looks: int
    unexplained: int
    uncheckable: int
    unexplained_days: int
    markers: tuple[str, ...]  # in force at one of the look-ups
    whose: str  # "own", "colleague", or nothing known


@dataclass(frozen=True, kw_only=True)
class Beside:
    """One figure of the member, and the same of their peers."""

    figure: str  # "per tour", "share unexplained", "people"
    value: float | None
    peers: tuple[float, ...]

    @property
    def enough(self) -> bool:
        """Whether the peers are many enough to tell what is usual."""
        return self.value is not None and len(self.peers) >= ENOUGH_PEERS

    @property
    def median(self) -> float | None:
        """What the middle one of the peers has."""
        return statistics.median(self.peers) if self.peers else None

    @property
    def below(self) -> int:
        """How many of the peers have less than the member."""
        value = self.value
        return 0 if value is None else sum(one < value for one in self.peers)


@dataclass(frozen=True, kw_only=True)
class LookUpAudit:
    """What a scan's records tell of one member's look-ups. Moments are UTC without a zone."""

    known: bool  # whether the records hold such a member at all
    name: str
    role: str
    role_family: str
    looks: tuple[Row, ...]  # every one, oldest first
    people: tuple[LookedUp, ...]
    tours: int
    beside: tuple[Beside, ...]
    not_seen: tuple[str, ...]  # sentences


def systems(scan: Published) -> tuple[str, ...]:
    """Every system that the log of the scan names."""
    found: set[str] = set()
    for batch in scan.batches("look_ups", columns=("system",)):
        found.update(str(name) for name in pc.unique(batch["system"]).to_pylist() if name)
    return tuple(sorted(found))


def members(scan: Published) -> tuple[str, ...]:
    """The staff IDs of everybody in the staff table."""
    return tuple(row["staff_id"] for row in scan.rows("staff"))


def audit_of(scan: Published, asked: AskedAudit) -> LookUpAudit:
    """The audit of one member's look-ups. ScanError where the folder gives out on the way."""
    staff = {row["staff_id"]: row for row in scan.rows("staff")}
    own = staff.get(asked.staff_id, {})
    family = own.get("role_family") or ""
    looks = _with_duty(_looks(scan, asked), tours=scan.rows("tours", staff=[asked.staff_id]))
    humans = sorted({row["human_id"] for row in looks if row["human_id"]})
    people = _people(looks, records=_records(scan, humans), marked=_markers(scan, humans),
                     subject=asked.staff_id)  # fmt: skip
    same = sorted(one for one, row in staff.items() if family and row["role_family"] == family)
    figures = _figures(scan, asked=asked, members=same)
    mine = figures.get(asked.staff_id, _Figures())
    return LookUpAudit(
        known=bool(own),
        name=own.get("name") or "",
        role=own.get("role") or "",
        role_family=family,
        looks=looks,
        people=people,
        tours=mine.tours,
        beside=_beside(mine, peers=[one for key, one in figures.items() if key != asked.staff_id]),
        not_seen=_not_seen(scan, asked=asked, looks=looks, known=bool(own), tours=mine.tours),
    )


# --- the member's own


def _looks(scan: Published, asked: AskedAudit) -> tuple[Row, ...]:
    found = [
        row
        for batch in scan.batches("look_ups", staff=[asked.staff_id])
        for row in _chosen(pa.table(batch).select(_LOOK), asked).to_pylist()
    ]
    return tuple(sorted(found, key=lambda row: (row["at"], row["source_row"])))


def _with_duty(looks: Sequence[Row], *, tours: Sequence[Row]) -> tuple[Row, ...]:
    """Duty of the look-ups that name nobody, too: they are no contact, so no stage told it."""
    if not tours:
        return tuple(looks)
    # Tours of a member do not overlap: in order of their starts they are in that of their ends.
    starts, ends = (sorted(tour[name] for tour in tours) for name in ("starts_at", "ends_at"))
    first, last = starts[0] - ROSTER_REACHES, ends[-1] + ROSTER_REACHES

    def told(row: Row) -> Row:
        if row["human_id"] or not first <= row["at"] <= last:
            return row
        before = bisect_right(starts, row["at"])
        return row | {"on_duty": before > 0 and row["at"] < ends[before - 1]}

    return tuple(told(row) for row in looks)


def _chosen(table: Any, asked: AskedAudit) -> Any:
    """The rows since the day, on the systems that were named."""
    kept = table.filter(pc.greater_equal(table["at"], pa.scalar(asked.since, table["at"].type)))
    if asked.systems:
        kept = kept.filter(pc.is_in(kept["system"], value_set=pa.array(asked.systems, pa.string())))
    return kept


def _of_humans(scan: Published, name: str, humans: Sequence[str]) -> list[Row]:
    wanted = pa.array(humans, pa.string())
    return [
        row
        for batch in scan.batches(name)
        for row in batch.filter(pc.is_in(batch["human_id"], value_set=wanted)).to_pylist()
    ]


def _records(scan: Published, humans: Sequence[str]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in _of_humans(scan, "looked_up", humans):
        found[row["human_id"]].append(row)
    return found


def _markers(scan: Published, humans: Sequence[str]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in _of_humans(scan, "markers", humans):
        found[row["human_id"]].append(row)
    return found


def _people(
    looks: Iterable[Row],
    *,
    records: Mapping[str, list[Row]],
    marked: Mapping[str, list[Row]],
    subject: str,
) -> tuple[LookedUp, ...]:
    by_human: dict[str, list[Row]] = defaultdict(list)
    for row in looks:
        if row["human_id"]:
            by_human[row["human_id"]].append(row)
    found = [
        _person(rows, records=records.get(human, []), marked=marked.get(human, []), subject=subject)
        for human, rows in by_human.items()
    ]
    return tuple(sorted(found, key=reading_order))


def reading_order(one: LookedUp) -> tuple[Any, ...]:
    """Days with an unexplained look-up, counted once more for each marker; then what cannot be
    checked; then the rest. It orders people to be read, and says nothing of the member."""
    times = 1 + len(one.markers)
    return (
        -one.unexplained_days * times, -one.unexplained, -one.uncheckable * times, -one.looks,
        one.human_id,
    )  # fmt: skip


def _person(
    rows: Sequence[Row], *, records: Sequence[Row], marked: Sequence[Row], subject: str
) -> LookedUp:
    first = rows[0]
    named = {row["person_id"]: row["name"] or "" for row in records}
    staff = {row["member"] for row in records if row["member"]}
    unexplained = [row for row in rows if row["status"] == "unexplained"]
    return LookedUp(
        human_id=first["human_id"],
        person_id=first["person_id"] or "",
        name=named.get(first["person_id"]) or next(filter(None, named.values()), ""),
        looks=len(rows),
        unexplained=len(unexplained),
        uncheckable=sum(row["status"] == "uncheckable" for row in rows),
        unexplained_days=len({row["local_at"].date() for row in unexplained}),
        markers=tuple(sorted({row["marker"] for row in marked if _held(row, at=rows)})),
        whose="own" if subject in staff else "colleague" if staff else "",
    )


def _held(marker: Row, *, at: Iterable[Row]) -> bool:
    """Whether a marker was in force at one of the look-ups."""
    begun, ended = marker["recorded_at"], marker["ended_at"]
    return any(begun <= row["at"] and (ended is None or ended > row["at"]) for row in at)


# --- beside the peers


@dataclass(kw_only=True)
class _Figures:
    looks: int = 0
    unexplained: int = 0
    explained: int = 0
    people: int = 0
    tours: int = 0


def _figures(scan: Published, *, asked: AskedAudit, members: Sequence[str]) -> dict[str, _Figures]:
    """The counts of each member of the role, of those who worked or looked somebody up."""
    found: dict[str, _Figures] = defaultdict(_Figures)
    if not members:
        return found
    columns = ("staff_id", "human_id", "at", "system", "status")
    read = scan.batches("look_ups", columns=columns, staff=members)
    parts = [_chosen(pa.table(batch), asked) for batch in read]
    if parts:
        _count_looks(pa.concat_tables(parts), found)
    for batch in scan.batches("tours", staff=members):
        kind = batch["ends_at"].type
        begun = pc.less_equal(batch["starts_at"], pa.scalar(scan.as_of.replace(tzinfo=None), kind))
        ended = pc.greater_equal(batch["ends_at"], pa.scalar(asked.since, kind))
        worked = batch.filter(pc.and_(begun, ended))
        for row in pc.value_counts(worked["staff_id"]).to_pylist():
            found[row["values"]].tours += row["counts"]
    return found


def _count_looks(looks: Any, found: dict[str, _Figures]) -> None:
    by_status = looks.group_by(["staff_id", "status"]).aggregate([("at", "count")])
    for row in by_status.to_pylist():
        one = found[row["staff_id"]]
        one.looks += row["at_count"]
        if row["status"] in ("explained", "unexplained"):
            setattr(one, row["status"], row["at_count"])
    pairs = looks.filter(pc.is_valid(looks["human_id"])).group_by(["staff_id", "human_id"])
    people = pairs.aggregate([]).group_by("staff_id").aggregate([("human_id", "count")])
    for row in people.to_pylist():
        found[row["staff_id"]].people = row["human_id_count"]


def _beside(mine: _Figures, *, peers: Sequence[_Figures]) -> tuple[Beside, ...]:
    def of(name: str, told: Any) -> Beside:
        values = sorted(value for one in peers if (value := told(one)) is not None)
        return Beside(figure=name, value=told(mine), peers=tuple(values))

    return (
        of("per tour", lambda one: one.looks / one.tours if one.tours else None),
        of("share unexplained", _share),
        of("people", lambda one: float(one.people)),
    )


def _share(one: _Figures) -> float | None:
    checked = one.explained + one.unexplained
    return one.unexplained / checked if checked else None


# --- what could not be seen


def _not_seen(
    scan: Published, *, asked: AskedAudit, looks: Sequence[Row], known: bool, tours: int
) -> tuple[str, ...]:
    """What keeps this from being all that was opened, and why: sentences."""
    missing = set(scan.coverage.get("not_handed_over", ()))
    rejected = set(scan.coverage.get("rejected", ()))
    said = [
        _of_log(missing, rejected),
        "" if known else "The records hold no member of staff with this staff ID.",
        _of_period(scan, asked),
        *_of_systems(scan, asked),
        *_of_looks(looks),
        _of_explanations(scan),
        ""
        if tours
        else "No tour of duty of theirs is on record: nothing can be said of how many "
        "look-ups a tour has.",
        "Vulnerability markers could not be seen: that none is shown says nothing."
        if "vulnerabilities" in missing | rejected
        else "",
    ]
    return tuple(line for line in said if line)


def _of_log(missing: set[str], rejected: set[str]) -> str:
    if "searches" in missing:
        return "The log of look-ups was not handed over: nothing that was opened could be seen."
    if "searches" in rejected:
        return "Every row of the log of look-ups broke the data contract: none could be seen."
    return ""


def _of_period(scan: Published, asked: AskedAudit) -> str:
    begins = (scan.coverage.get("period") or {}).get("from")
    if begins and datetime.fromisoformat(begins).date() > asked.since.date():
        first = datetime.fromisoformat(begins)
        return f"The records begin on {first.day} {first:%B %Y}: nothing before can be seen."
    return ""


def _of_systems(scan: Published, asked: AskedAudit) -> list[str]:
    there = set(systems(scan)) if asked.systems else set()
    return [
        f"The log holds no look-up by anybody on {name}: it may not have been handed over."
        for name in asked.systems
        if name not in there
    ]


def _of_explanations(scan: Published) -> str:
    lacking = sorted(scan.coverage.get("explanations_not_available") or ())
    titles = [scan.explanations.get(slug, slug) for slug in lacking]
    if not titles:
        return ""
    return f"Not looked for, since its records were not handed over: {'; '.join(titles)}."


def _of_looks(looks: Sequence[Row]) -> list[str]:
    total = len(looks)
    if not total:
        return ["The log holds no look-up of theirs on these systems and days. That says nothing "
                "of systems without a log."]  # fmt: skip
    counts = [
        (sum(not row["reason"] for row in looks), "states no reason", "state no reason"),
        (
            sum(row["status"] == "uncheckable" for row in looks),
            "cannot be checked: the records that could explain it are not there",
            "cannot be checked: the records that could explain them are not there",
        ),
        (
            sum(not row["human_id"] for row in looks),
            "names nobody on record: whose record it opened cannot be told",
            "name nobody on record: whose record they opened cannot be told",
        ),
        (
            sum(row["on_duty"] is None for row in looks),
            "falls where no roster says whether they were on duty",
            "fall where no roster says whether they were on duty",
        ),
    ]
    return [
        f"{number:,} of {total:,} look-ups {one if number == 1 else many}."
        for number, one, many in counts
        if number
    ]
