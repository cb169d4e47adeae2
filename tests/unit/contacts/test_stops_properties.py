"""What holds for the stops of any track, and how well they are found on tracks nobody has seen."""

import tempfile
from itertools import pairwise
from pathlib import Path

import ibis
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import tracks
from tests.support.tracks import Stop, Tracks
from upstander.engine.contacts.stops import StopSettings, stops
from upstander.engine.sessions import duck_session

FEW = settings(max_examples=6, deadline=None)

known_tracks = st.builds(
    lambda seed, ping_s, noise_m, strays: tracks.tracks(
        seed=seed, vehicles=2, hours=3, ping_s=ping_s, noise_m=noise_m, strays=strays
    ),
    seed=st.integers(0, 10_000),
    ping_s=st.sampled_from([5, 10, 15, 30, 60]),
    noise_m=st.floats(2, 20),
    strays=st.floats(0, 0.05),
)


def found(positions: pa.Table, **changed) -> list[dict]:
    with tempfile.TemporaryDirectory() as work, duck_session(work=Path(work)) as session:
        kept = stops(ibis.memtable(positions), engine=session, settings=StopSettings(**changed))
        return session.rows(kept.order_by("stop_id"))


def shuffled(positions: pa.Table, seed: int) -> pa.Table:
    return positions.take(np.random.default_rng(seed).permutation(positions.num_rows))


@FEW
@given(known=known_tracks)
def test_stops_are_long_enough_in_order_and_apart(known: Tracks):
    rows = found(known.positions)
    assert [row["stop_id"] for row in rows] == list(range(1, len(rows) + 1))
    for row in rows:
        assert (row["ends_at"] - row["starts_at"]).total_seconds() >= 180
    for one, other in pairwise(rows):
        assert one["unit_id"] < other["unit_id"] or one["ends_at"] < other["starts_at"]


@FEW
@given(known=known_tracks, seed=st.integers(0, 100))
def test_the_order_of_rows_and_rows_sent_twice_change_nothing(known: Tracks, seed: int):
    twice = pa.concat_tables([known.positions, known.positions])
    assert found(shuffled(twice, seed)) == found(known.positions)


@FEW
@given(known=known_tracks)
def test_the_size_of_a_batch_changes_nothing(known: Tracks):
    assert found(known.positions, batch=1) == found(known.positions)


@FEW
@given(known=known_tracks)
def test_each_stop_names_the_row_of_its_first_ping(known: Tracks):
    at = known.positions["at"].to_pylist()
    for row in found(known.positions):
        assert at[row["source_row"] - 1] == row["starts_at"]


@pytest.mark.parametrize("seed", [101, 202])
@pytest.mark.parametrize(
    ("ping_s", "noise_m", "strays", "least_f1"),
    [(10, 4.0, 0.0, 0.99), (30, 10.0, 0.02, 0.97), (5, 20.0, 0.05, 0.95), (60, 20.0, 0.05, 0.95)],
)
def test_stops_are_found_on_tracks_nobody_has_seen(seed, ping_s, noise_m, strays, least_f1):
    known = tracks.tracks(
        seed=seed, vehicles=8, hours=10, ping_s=ping_s, noise_m=noise_m, strays=strays
    )
    rows = found(known.positions, min_duration_s=300)
    got = [
        Stop(
            unit_id=row["unit_id"],
            starts=tracks.seconds_of(row["starts_at"]),
            ends=tracks.seconds_of(row["ends_at"]),
        )
        for row in rows
    ]
    score = tracks.score(got, known.stops, min_duration_s=300)
    assert score.f1 >= least_f1
    if noise_m == 4.0:
        assert score.boundary_s <= 11
