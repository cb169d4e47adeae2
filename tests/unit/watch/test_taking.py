"""What becomes of rows that are delivered again, changed, late, or twice."""

import tempfile
from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.daily import delivery, held, in_order, take
from upstander.engine.tables import CONTRACT
from upstander.engine.watch.identity import identity

MONDAY = datetime(2025, 3, 3, 9)


def assignment(*, staff="S1", ends_at=None):
    return {"occurrence_id": "O1", "staff_id": staff, "role": "investigating",
            "starts_at": MONDAY, "ends_at": ends_at}  # fmt: skip


def case(*, closed_at=None, kind="burglary"):
    return {"occurrence_id": "O1", "kind": kind, "opened_at": MONDAY, "closed_at": closed_at}


def call(*, minute=0):
    return {"number": "07700900001", "other_number": "07700900002", "direction": "out",
            "kind": "voice", "at": MONDAY + timedelta(minutes=minute), "duration_s": 30.0}  # fmt: skip


class Days:
    """Deliveries into one state folder, each named after its day."""

    def __init__(self, place: Path) -> None:
        self.place, self.number = place, 0
        self.state = place / "state"

    def came(self, day, **tables):
        self.number += 1
        folder = delivery(self.place / f"delivery-{self.number}", **tables)
        return take(folder, state=self.state, day=day, number=self.number)


@pytest.fixture
def days(tmp_path):
    return Days(tmp_path)


def test_new_rows_are_added(days):
    days.came("2025-03-03", calls=[call()])
    tally = days.came("2025-03-04", calls=[call(minute=1)])["calls"]
    assert held(days.state, "calls") == in_order([call(), call(minute=1)])
    assert (tally.accepted, tally.again, tally.replaced, tally.held) == (1, 0, 0, 2)


def test_the_same_row_again_counts_once(days):
    days.came("2025-03-03", calls=[call(), call(minute=1)])
    tally = days.came("2025-03-04", calls=[call(minute=1), call(minute=2)])["calls"]
    assert held(days.state, "calls") == in_order([call(), call(minute=1), call(minute=2)])
    assert (tally.again, tally.replaced) == (1, 0)


def test_two_equal_rows_of_one_delivery_stay_two(days):
    """A bill may list two equal texts of one second: a scan counts both, and so does the state."""
    days.came("2025-03-03", calls=[call(), call()])
    assert held(days.state, "calls") == in_order([call(), call()])


def test_an_assignment_that_has_ended_since_is_the_same_assignment(days):
    ended = assignment(ends_at=MONDAY + timedelta(days=2))
    days.came("2025-03-03", assignments=[assignment(), assignment(staff="S2")])
    tally = days.came("2025-03-05", assignments=[ended])["assignments"]
    assert held(days.state, "assignments") == in_order([ended, assignment(staff="S2")])
    assert (tally.again, tally.replaced) == (0, 1)


def test_a_gap_where_there_was_none_is_added_like_any_row(days):
    ended = assignment(ends_at=MONDAY + timedelta(days=2))
    days.came("2025-03-05", assignments=[ended])
    days.came("2025-03-06", assignments=[assignment(staff="S2")])
    assert held(days.state, "assignments") == in_order([ended, assignment(staff="S2")])


def test_a_row_with_a_key_may_change_in_everything_else(days):
    days.came("2025-03-03", occurrences=[case()])
    days.came("2025-03-05", occurrences=[case(kind="fraud")])
    assert held(days.state, "occurrences") == in_order([case(kind="fraud")])


def test_an_older_version_is_set_aside_and_not_lost(days):
    days.came("2025-03-03", occurrences=[case()])
    days.came("2025-03-05", occurrences=[case(kind="fraud")])
    [path] = (days.state / "replaced" / "occurrences").iterdir()
    [row] = pq.read_table(path).to_pylist()
    assert (row["kind"], row["_file"]) == ("burglary", "delivery-1/occurrences.parquet")


def test_a_day_that_comes_late_does_not_undo_a_newer_one(days):
    closed = case(closed_at=MONDAY + timedelta(days=2))
    days.came("2025-03-05", occurrences=[closed], calls=[call(minute=5)])
    days.came("2025-03-03", occurrences=[case()], calls=[call()])
    assert held(days.state, "occurrences") == in_order([closed])
    assert held(days.state, "calls") == in_order([call(), call(minute=5)])


def test_rows_without_their_key_are_known_by_all_of_them(days):
    """A look-up whose system gives no id."""
    lookup = {"staff_id": "S1", "system": "records", "at": MONDAY, "action": "view"}
    other = lookup | {"action": "print"}
    days.came("2025-03-03", searches=[lookup, other])
    days.came("2025-03-04", searches=[lookup])
    assert held(days.state, "searches") == in_order([lookup, other])


def test_a_table_with_no_rows_stays_a_table_that_was_delivered(days):
    days.came("2025-03-03", calls=[])
    assert [path.name for path in (days.state / "extracts" / "calls").iterdir()]
    days.came("2025-03-04", calls=[call()])
    assert held(days.state, "calls") == in_order([call()])


def test_a_table_whose_every_row_is_broken_was_not_seen(days):
    tally = days.came("2025-03-03", calls=[call() | {"at": None}])["calls"]
    assert (tally.delivered, tally.quarantined) == (1, 1)
    assert not (days.state / "extracts" / "calls").exists()


def test_every_part_names_the_row_that_it_came_from(days):
    days.came("2025-03-03", calls=[call(), call(minute=1)])
    [path] = (days.state / "extracts" / "calls").iterdir()
    origins = [(row["_file"], row["_row"]) for row in pq.read_table(path).to_pylist()]
    assert origins == [("delivery-1/calls.parquet", 1), ("delivery-1/calls.parquet", 2)]


ROWS = {
    "calls": st.builds(call, minute=st.integers(0, 2)),
    "assignments": st.builds(
        assignment,
        staff=st.sampled_from(["S1", "S2"]),
        ends_at=st.sampled_from([None, MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)]),
    ),
}
DAYS = [f"2025-{month:02}-0{day}" for month in (3, 4) for day in (3, 4, 5)]


@settings(max_examples=10, deadline=None)
@given(data=st.data())
@pytest.mark.parametrize("table", ROWS)
def test_order_and_repetition_make_no_difference(table, data):
    """What is held is, of each row, what the newest day says of it: worked out here by hand."""
    by_day = data.draw(
        st.dictionaries(
            st.sampled_from(DAYS), st.lists(ROWS[table], min_size=1, max_size=3), min_size=1,
            max_size=3,
        )
    )  # fmt: skip
    order = data.draw(st.permutations([*by_day, *data.draw(st.lists(st.sampled_from(list(by_day)),
                                                                    max_size=2))]))  # fmt: skip
    newest = defaultdict(list)
    for day in sorted(by_day):
        told = defaultdict(list)
        for row in by_day[day]:
            told[tuple(str(row[name]) for name in identity(CONTRACT[table]))].append(row)
        newest.update(told)
    with tempfile.TemporaryDirectory() as place:
        days = Days(Path(place))
        for day in order:
            days.came(day, **{table: by_day[day]})
        assert held(days.state, table) == in_order(row for rows in newest.values() for row in rows)
