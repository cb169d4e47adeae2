"""The map: a home from distances, no coordinate, and what it says where it cannot tell."""

import math

import pytest

from tests.unit.web.figures import told
from upstander.web.triage import figures
from upstander.web.triage.figures.places import home_of
from upstander.web.triage.models import Lead, Pair

HOME = (451_230.0, 381_640.0)


def away(east: float, north: float) -> tuple[float, float, float]:
    """A stop so far from the home, to ten metres, with its distance."""
    x, y = (round(value / 10) * 10.0 for value in (HOME[0] + east, HOME[1] + north))
    return x, y, math.hypot(east, north)


def test_three_distances_fix_a_home() -> None:
    found = home_of([away(120, 10), away(-60, 150), away(20, -200), away(-300, -20)])
    assert found is not None
    assert math.dist(found, HOME) < 10


@pytest.mark.parametrize(
    "circles",
    [
        pytest.param([away(50, 0), away(-60, 40)], id="two stops"),
        pytest.param([away(50, 0), away(150, 0), away(250, 0)], id="in a line"),
        pytest.param([away(50, 0)] * 4, id="one spot"),
        pytest.param(
            [away(300, 0), away(-300, 0), away(0, 300), (HOME[0], HOME[1] - 300, 20.0)],
            id="several homes",
        ),
    ],
)
def test_stops_that_fix_no_home_give_none(circles: list[tuple[float, float, float]]) -> None:
    assert home_of(circles) is None


def stops(*offsets: tuple[float, float], status: str = "unexplained") -> tuple[Lead, Pair]:
    lead = told.lead()
    pair = told.pair(lead)
    for day, (east, north) in enumerate(offsets, start=1):
        x, y, metres = away(east, north)
        told.stand(
            lead, "P20113", f"2025-05-{day:02} 20:05", ends_at=told.moment(f"2025-05-{day:02} 20:39"),
            easting=round(x), northing=round(y), distance_m=metres, parked="away", status=status,
        )  # fmt: skip
    return lead, pair


@pytest.mark.django_db
def test_the_map_is_drawn_around_the_home_and_tells_no_coordinate() -> None:
    lead, pair = stops((120, 10), (-60, 150), (20, -200), (122, 12))
    figure = figures.lead_figures(lead, pair=pair).places
    assert figure is not None
    assert figure.caption == (
        "4 stops within 201 m of the home of Person 19C7; no record explains 4. The longest took "
        "34 minutes."
    )
    assert figure.rows[0] == (
        "1", "1 May 2025 21:05", "34", "120 m", "away", "No record explains it",
    )  # fmt: skip
    assert [row[0] for row in figure.rows] == ["1", "2", "3", "1"]  # the last is on the first
    assert ">×2</text>" in figure.svg
    assert ">N</text>" in figure.svg
    for told_nowhere in ("45123", "38164", "4512", "3816"):
        assert told_nowhere not in figure.svg + str(figure.rows)


@pytest.mark.django_db
def test_with_distances_alone_no_direction_is_claimed() -> None:
    lead, pair = stops((120, 0), (-60, 20))
    figure = figures.lead_figures(lead, pair=pair).places
    assert figure is not None
    assert figure.caption.endswith("Only distances are known, not directions.")
    assert ">N</text>" not in figure.svg


@pytest.mark.django_db
def test_stops_on_the_way_to_recorded_work_are_told_as_explained() -> None:
    lead, pair = stops((120, 10), (-60, 150), (20, -200), status="explained")
    figure = figures.lead_figures(lead, pair=pair).places
    assert figure is not None
    assert "; a record explains each." in figure.caption


@pytest.mark.django_db
def test_of_several_people_no_map_is_drawn() -> None:
    lead, _ = stops((120, 10), (-60, 150), (20, -200))
    assert figures.lead_figures(lead).places is None
