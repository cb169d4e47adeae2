"""The replay of a case: by which scan a sign is there, and the moment that the sign itself names."""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from upstander.engine.evaluation import cases

CASE = cases.Case(
    number=4,
    title="A log held over",
    pages="22-23",
    begins=date(2024, 3, 1),
    noticed_on=date(2024, 5, 19),
    noticed="She complained.",
    must_see=(cases.Expected(sign="IND-27", person="P1", by=date(2024, 5, 19), because="held"),),
    unseen=("The calls.",),
)
NO_LEADS = pa.table({"rank": pa.array([], pa.int64()), "staff_id": pa.array([], pa.string())})


@dataclass
class Scans:
    """Stands in for the engine: a sign is there from `there` on, and says that it was at `says`."""

    there: date
    says: datetime
    asked: list[date] = field(default_factory=list)
    coverage: dict[str, Any] = field(default_factory=dict)

    def __call__(self, *, out: Path, as_of: datetime, **_: Any) -> "Scans":
        self.asked.append(as_of.date())
        row = {
            "staff_id": "S1", "person_id": "P1", "indicator": "IND-27", "sentence": "A log held.",
            "at": self.says,
        }  # fmt: skip
        evidence = pa.Table.from_pylist([row])
        out.mkdir(parents=True)
        pq.write_table(evidence.slice(0, int(as_of.date() >= self.there)), out / "evidence.parquet")
        pq.write_table(NO_LEADS, out / "leads.parquet")
        return self


def replayed(tmp_path: Path, *, there: date, says: datetime) -> dict[str, Any]:
    """The one line of the case, as `upstander cases` shows it."""
    found = cases.replay(
        CASE,
        folder=tmp_path,
        work=tmp_path,
        scan=Scans(there=there, says=says),
        step=lambda title: None,
    )
    (line,) = cases.told(found)["expected"]
    return line


@pytest.mark.parametrize(
    ("told", "there", "says", "first_seen", "scanned", "days"),
    [
        ("in the month of the notice: the sign's own moment",
         date(2024, 5, 7), datetime(2024, 5, 7, 14), date(2024, 5, 7), date(2024, 5, 19), 12),
        ("in an earlier month: its own moment in that month",
         date(2024, 4, 9), datetime(2024, 4, 9, 14), date(2024, 4, 9), date(2024, 4, 30), 40),
        ("a scan after that moment did not show it: the day of the scan that did",
         date(2024, 5, 7), datetime(2024, 3, 9, 14), date(2024, 5, 19), date(2024, 5, 19), 0),
        ("in the first month, of which no scan says otherwise",
         date(2024, 3, 1), datetime(2024, 3, 9, 14), date(2024, 3, 9), date(2024, 3, 31), 71),
    ],
)  # fmt: skip
def test_a_sign_is_first_seen_when_it_says_and_no_scan_contradicts_it(
    tmp_path: Path, told: str, there: date, says: datetime, first_seen: date, scanned: date,
    days: int,
) -> None:  # fmt: skip
    line = replayed(tmp_path, there=there, says=says)
    assert line["first_seen"] == first_seen
    assert line["scanned_as_of"] == scanned
    assert line["days_before_notice"] == days


def test_what_is_never_seen_has_no_day(tmp_path: Path) -> None:
    line = replayed(tmp_path, there=date(2025, 1, 1), says=datetime(2024, 3, 9))
    assert (line["first_seen"], line["scanned_as_of"], line["days_before_notice"]) == (None,) * 3
