"""`upstander cases`: the published cases replayed, each sign beside when the case came to notice.

What must be seen is declared in cases.yaml; the records come as a folder of extracts from whoever
tells the case. A sign says itself when it could first have been seen. The replay does not take its
word: it scans again as of the end of that month, and of the next ones, until the sign is there.
Where no scan contradicts it, the moment that the sign names is shown: otherwise what came in the
month of the notice would seem to have been seen only with it.
"""

import calendar
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from importlib import resources
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import yaml

from upstander.engine.indicators import INDICATORS

MEMBER = "S1"
LATE = time(22, 30)  # still the same day, whether the clock is London's or UTC
Key = tuple[str, str | None]  # the id of a sign, and the person it is about
Scan = Callable[..., Any]


@dataclass(frozen=True, kw_only=True)
class Expected:
    """A sign that the records of a case must show."""

    sign: str
    by: date  # the last day of the latest month in which it must first be seen
    because: str
    person: str | None = None

    @property
    def key(self) -> Key:
        """The sign, and the person where it is about one."""
        return self.sign, self.person


@dataclass(frozen=True, kw_only=True)
class Case:
    """What is declared of one published case."""

    number: int
    title: str
    pages: str
    begins: date
    noticed_on: date
    noticed: str
    must_see: tuple[Expected, ...]
    unseen: tuple[str, ...]


@dataclass(kw_only=True)
class Replayed:
    """What the scans of one case showed."""

    case: Case
    first_seen: dict[Key, date] = field(default_factory=dict)  # the day of the scan that showed it
    says: dict[Key, date] = field(default_factory=dict)  # the day on which it says it could be seen
    in_vain: dict[Key, date] = field(default_factory=dict)  # the last scan that did not show it
    sentences: dict[Key, str] = field(default_factory=dict)
    leads: list[dict[str, Any]] = field(default_factory=list)  # of the scan at the notice
    scans: int = 0

    def seen_on(self, key: Key) -> date | None:
        """The day that the sign names, unless a scan as of that day or later did not show it."""
        scanned, says, vain = (told.get(key) for told in (self.first_seen, self.says, self.in_vain))
        if scanned is None or says is None or (vain is not None and says <= vain):
            return scanned
        return min(says, scanned)

    def show(self, key: Key, row: Mapping[str, Any], *, day: date) -> None:
        """A scan as of that day showed the sign for the first time."""
        self.first_seen[key] = day
        self.sentences.setdefault(key, row["sentence"])
        if row["at"]:
            self.says[key] = row["at"].date()


def declared() -> dict[int, Case]:
    """Every case of cases.yaml by its number."""
    file = resources.files("upstander.engine.evaluation").joinpath("cases.yaml")
    read = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {one["number"]: _case(one) for one in read}


def _case(given: Mapping[str, Any]) -> Case:
    expected = tuple(
        Expected(**one | {"by": min(_month_end(one["by"]), given["noticed_on"])})
        for one in given["must_see"]
    )
    return Case(**{**given, "must_see": expected, "unseen": tuple(given["unseen"])})


def _month_end(month: str) -> date:
    year, number = map(int, month.split("-"))
    return date(year, number, calendar.monthrange(year, number)[1])


def built(sign: str) -> bool:
    """Whether there is a sign of that id."""
    return any(sign == one.id for one in INDICATORS.values())


def about_staff(sign: str) -> bool:
    """Whether there is a sign of that id, and it can make a lead: those about the force cannot."""
    return any(sign == one.id and one.level != "force" for one in INDICATORS.values())


def replay(
    case: Case,
    *,
    folder: Path,
    work: Path,
    scan: Scan,
    step: Callable[[str], None],
    only_expected: bool = False,
) -> Replayed:
    """Scan the extracts of a case as of its notice, and of every earlier month that matters.

    With `only_expected` other signs are looked for at the notice alone, which is quicker.
    """
    found = Replayed(case=case)

    def as_of(day: date, only: tuple[str, ...] = ()) -> dict[Key, dict[str, Any]]:
        step(f"Case {case.number}, as of {day.isoformat()}")
        out = work / f"{case.number}-{day.isoformat()}-{found.scans}"
        moment = datetime.combine(day, LATE)
        scanned = scan(folder=folder, out=out, as_of=moment, only=only, contacts=False)
        found.scans += 1
        if not only:
            found.leads = pq.read_table(out / "leads.parquet").to_pylist()
        return _shown(out, coverage=scanned.coverage)

    at_notice = as_of(case.noticed_on)
    found.sentences = {key: row["sentence"] for key, row in at_notice.items()}
    expected = {one.key for one in case.must_see}
    for day, keys in _days_to_ask(case, at_notice):
        asked = keys & expected if only_expected else keys
        wanted = {key for key in asked if key not in found.first_seen}
        if not wanted:
            continue
        shown = as_of(day, tuple(sorted({sign for sign, _ in wanted})))
        for key in wanted:
            if key in shown:
                found.show(key, shown[key], day=day)
            else:
                found.in_vain[key] = day
    for key in set(at_notice) - set(found.first_seen):
        found.show(key, at_notice[key], day=case.noticed_on)
    return found


def _days_to_ask(
    case: Case, at_notice: Mapping[Key, Mapping[str, Any]]
) -> Iterator[tuple[date, set[Key]]]:
    """Month ends before the notice, each with the signs that may be there for the first time.

    A sign of the last scan is asked for from the month in which it says that it could be seen; one
    that is expected, also at the end of the month by which it must be.
    """
    expected = {one.key: one.by for one in case.must_see if built(one.sign)}
    for day in _month_ends(case.begins, case.noticed_on):
        says = {key for key, row in at_notice.items() if row["at"] and row["at"].date() <= day}
        due = {key for key, by in expected.items() if by == day}
        if says or due:
            yield day, says | due


def _month_ends(begins: date, ends: date) -> Iterator[date]:
    """The last day of each month from `begins` on that lies before `ends`."""
    year, month = begins.year, begins.month
    while (day := date(year, month, calendar.monthrange(year, month)[1])) < ends:
        yield day
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _shown(out: Path, *, coverage: Mapping[str, Any]) -> dict[Key, dict[str, Any]]:
    """The member's evidence in a scan, and signs about the force that have something to say."""
    evidence = pq.read_table(
        out / "evidence.parquet", filters=[("staff_id", "=", MEMBER)]
    ).to_pylist()
    shown = {(row["indicator"], row["person_id"]): row for row in evidence}
    for about in coverage.get("put_right", ()):
        said = [part["sentence"] for part in about["parts"] if part["shortfall"]]
        if said:
            shown[about["id"], None] = {"sentence": said[0], "at": None}
    return shown


def told(found: Replayed) -> dict[str, Any]:
    """A replay as `upstander cases` shows it."""
    case = found.case
    expected = {one.key: one for one in case.must_see}
    return {
        "case": case.number,
        "title": case.title,
        "pages": case.pages,
        "came_to_notice": case.noticed_on,
        "how": case.noticed,
        "expected": [_line(key, found, one) for key, one in expected.items()],
        "also_seen": [
            _line(key, found, None)
            for key in sorted(found.first_seen, key=lambda key: (found.seen_on(key), str(key)))
            if key not in expected
        ],
        "unseen": list(case.unseen),
        "scans": found.scans,
    }


def _line(key: Key, found: Replayed, expected: Expected | None) -> dict[str, Any]:
    """One sign: when it was first seen, by which scan, and how long before the notice."""
    sign, person = key
    seen = found.seen_on(key)
    names = {one.id: one.name for one in INDICATORS.values()}
    line = {
        "sign": sign,
        "name": names.get(sign, "not built yet"),
        "person": person,
        "first_seen": seen,
        "scanned_as_of": found.first_seen.get(key),
        "days_before_notice": (found.case.noticed_on - seen).days if seen else None,
        "sentence": found.sentences.get(key),
    }
    return line | ({"expected_by": expected.by, "because": expected.because} if expected else {})
