"""Nothing after its time: what a scan as of a date may not know."""

from datetime import UTC, date, datetime
from pathlib import Path

from tests.support.extracts import CALLS, call, folder, taken
from upstander.engine.extracts import Counts

NOON = datetime(2025, 7, 1, 12)  # 11:00 UTC


def test_later_rows_are_left_out_and_counted_apart(tmp_path: Path) -> None:
    text = CALLS + call(at="2025-07-01 12:00") + call(at="2025-07-01 12:00:01") + call(kind="x")
    got = taken(folder(tmp_path, calls=text), as_of=NOON)
    assert got.column("calls.at") == [datetime(2025, 7, 1, 11)]
    assert got.counts["calls"] == Counts(read=3, accepted=1, quarantined=1, later=1)


def test_the_moment_may_carry_an_offset(tmp_path: Path) -> None:
    made = folder(tmp_path, calls=CALLS + call(at="2025-07-01 12:30"))
    early, late = NOON.replace(tzinfo=UTC), NOON
    assert taken(made, as_of=late).counts["calls"].accepted == 0
    assert taken(made, as_of=early).counts["calls"].accepted == 1


def test_a_closing_and_its_outcome_are_not_known_before_it(tmp_path: Path) -> None:
    text = "occurrence_id,kind,opened_at,closed_at,outcome\n"
    text += "O1,theft,2025-01-01,2025-06-01,charged\nO2,theft,2025-01-01,2025-08-01,charged\n"
    text += "O3,theft,2025-01-01,,charged\nO4,theft,2025-07-02,,\n"
    got = taken(folder(tmp_path, occurrences=text), as_of=NOON)
    assert got.column("occurrences.occurrence_id") == ["O1", "O2", "O3"]
    assert got.column("occurrences.outcome") == ["charged", None, None]
    assert [closed is None for closed in got.column("occurrences.closed_at")] == [False, True, True]


def test_a_dated_record_counts_from_its_day(tmp_path: Path) -> None:
    text = "declaration_id,staff_id,kind,declared_on\n"
    text += "D1,S1,partner,2025-07-01\nD2,S1,partner,2025-07-02\n"
    got = taken(folder(tmp_path, declarations=text), as_of=NOON)
    assert got.column("declarations.declared_on") == [date(2025, 7, 1)]


def test_at_midnight_nothing_of_the_next_day_is_known(tmp_path: Path) -> None:
    text = "declaration_id,staff_id,kind,declared_on\n"
    text += "D1,S1,partner,2025-07-01\nD2,S1,partner,2025-07-02\n"
    got = taken(folder(tmp_path, declarations=text), as_of=datetime(2025, 7, 2))
    assert got.column("declarations.declared_on") == [date(2025, 7, 1)]


def test_a_later_row_does_not_take_the_place_of_the_one_known(tmp_path: Path) -> None:
    text = "occurrence_id,kind,opened_at\nO1,theft,2025-08-01\nO1,theft,2025-06-01\n"
    got = taken(folder(tmp_path, occurrences=text), as_of=NOON)
    assert got.counts["occurrences"] == Counts(read=2, accepted=1, quarantined=0, later=1)


def test_without_a_date_everything_is_known(tmp_path: Path) -> None:
    got = taken(folder(tmp_path, calls=CALLS + call(at="2035-07-01 12:00")))
    assert got.counts["calls"] == Counts(read=1, accepted=1, quarantined=0)
