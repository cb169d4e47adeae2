"""Our arithmetic beside PROJ's, over all of Great Britain."""

import ibis
import numpy as np
import pyarrow as pa
import pytest
from pyproj import Transformer

from tests.support import duck
from upstander.engine.extracts.grid import ACCURACY_M, with_grid


def metres(latitude: np.ndarray, longitude: np.ndarray) -> pa.Table:
    degrees = ibis.memtable(pa.table({"latitude": latitude, "longitude": longitude}))
    grid = with_grid(degrees, latitude="latitude", longitude="longitude")
    return duck.connect().to_pyarrow(grid)


def test_it_agrees_with_proj() -> None:
    random = np.random.default_rng(2)
    latitude, longitude = random.uniform(49.9, 60.8, 2000), random.uniform(-7.5, 1.7, 2000)
    ours = metres(latitude, longitude)
    # Without the grid of corrections, PROJ makes the same shift; with it, it is the exact answer.
    easting, northing = Transformer.from_crs(4326, 27700).transform(latitude, longitude)
    assert np.abs(ours["easting"].to_numpy() - easting).max() < ACCURACY_M
    assert np.abs(ours["northing"].to_numpy() - northing).max() < ACCURACY_M


def test_the_ordnance_surveys_own_example() -> None:
    # Annex C's worked point, 651409.903 E 313177.270 N, given in WGS 84.
    ours = metres(np.array([52.657_978_6]), np.array([1.716_052_0]))
    assert ours["easting"].to_pylist()[0] == pytest.approx(651_409.903, abs=ACCURACY_M)
    assert ours["northing"].to_pylist()[0] == pytest.approx(313_177.270, abs=ACCURACY_M)


def test_half_a_point_is_no_point() -> None:
    ours = metres(np.array([52.0, np.nan]), np.array([np.nan, -1.0]))
    assert all(np.isnan(value) for value in ours["easting"].to_numpy())
