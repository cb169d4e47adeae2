"""Stops found from what an earlier run kept are those that are found from all positions."""

import tempfile
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.tracks import BEGIN, tracks
from upstander.engine.contacts import known_ends
from upstander.engine.contacts.stops import stops
from upstander.engine.sessions import duck_session
from upstander.engine.shelf import Shelf


def found(positions: pa.Table, *, kept: Path | None = None) -> list[dict]:
    with tempfile.TemporaryDirectory() as work, duck_session(work=Path(work)) as session:
        table = session.load("positions", positions)
        shelf = Shelf(folder=kept) if kept else None
        return session.rows(stops(table, engine=session, shelf=shelf).order_by("stop_id"))


def until(positions: pa.Table, hours: float) -> pa.Table:
    return positions.filter(pc.less_equal(positions["at"], BEGIN + timedelta(hours=hours)))


@settings(max_examples=4, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    ping_s=st.sampled_from([5, 15, 30, 60]),
    strays=st.floats(0, 0.05),
    cuts=st.lists(st.floats(0.2, 9.5), min_size=2, max_size=3),
)
def test_a_track_that_goes_on_is_taken_up_where_it_ended(seed, ping_s, strays, cuts):
    """Wherever it is cut: on the move, in a stop, at its edge. V0 stands idle after five hours."""
    every = tracks(
        seed=seed, vehicles=3, hours=10, ping_s=ping_s, noise_m=10, strays=strays
    ).positions
    idle = pc.and_(
        pc.equal(every["unit_id"], "V000000"),
        pc.greater(every["at"], BEGIN + timedelta(hours=5)),
    )
    every = every.filter(pc.invert(idle))
    with tempfile.TemporaryDirectory() as kept:
        for hours in [*sorted(cuts), 100]:
            so_far = until(every, hours)
            assert found(so_far, kept=Path(kept)) == found(so_far)


def test_a_ping_that_came_late_has_its_whole_track_worked_through_again(tmp_path):
    every = tracks(seed=3, vehicles=2, hours=8, ping_s=15, noise_m=10, strays=0.02).positions
    hour = [BEGIN + timedelta(hours=each) for each in (2, 3)]
    late = pc.and_(pc.greater(every["at"], hour[0]), pc.less(every["at"], hour[1]))
    missing = every.filter(pc.invert(pc.and_(late, pc.equal(every["unit_id"], "V000001"))))
    found(until(missing, 6), kept=tmp_path)
    assert found(every, kept=tmp_path) == found(every)


def test_only_the_end_of_a_track_is_worked_through_again(tmp_path, monkeypatch):
    """Else the test above would prove nothing."""
    every = tracks(seed=3, vehicles=2, hours=10, ping_s=15, noise_m=10).positions
    counts, thinned = [], known_ends.thinned

    def counted(pings):
        counts.append(pings)
        return thinned(pings)

    monkeypatch.setattr(known_ends, "thinned", counted)
    with duck_session(work=tmp_path / "work") as session:
        shelf = Shelf(folder=tmp_path / "kept")
        for name, rows in (("day_1", until(every, 9)), ("day_2", every)):
            stops(session.load(name, rows), engine=session, shelf=shelf)
            session.settle()
            counts[-1] = session.rows(counts[-1].agg(n=counts[-1].count()))[0]["n"]
    assert counts[1] < counts[0] / 4
