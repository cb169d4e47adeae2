"""The day of a unit, drawn by hand: what it does in order, late, or not at all."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from upstander.simulator import journeys
from upstander.simulator.basics import HOUR, MINUTE, NONE, Calendar, Plan
from upstander.simulator.crews import Crews, vehicles
from upstander.simulator.diaries import Diary, Stops, in_order, pauses, travel_s
from upstander.simulator.geography import survey
from upstander.simulator.rota import Rota

PLAN = Plan(staff=60, months=1, seed=1)
START = Calendar.of(PLAN).start


def unit(**changed: Any) -> Crews:
    """One car, single-crewed, out from eight to sixteen, with its base at the origin."""
    crews = Crews(
        duty=np.array([0]), second_duty=np.array([NONE]), first=np.array([0]),
        second=np.array([NONE]), starts=np.array([START + 8 * HOUR]),
        ends=np.array([START + 16 * HOUR]), area=np.array([0]), fleet=np.array([0]),
        foot=np.array([False]), base=np.zeros((1, 2)),
    )  # fmt: skip
    return replace(crews, **changed)


def stops(*drawn: tuple[float, int, int]) -> Stops:
    """Stops as (hour wanted, minutes, metres east of the base)."""
    return Stops(
        crew=np.zeros(len(drawn), dtype=int),
        wanted=np.array([START + int(hour * HOUR) for hour, _, _ in drawn]),
        seconds=np.array([minutes * MINUTE for _, minutes, _ in drawn]),
        at=np.array([[float(metres), 0.0] for _, _, metres in drawn]),
        why=np.zeros(len(drawn), dtype=int),
        matter=np.arange(len(drawn)),
    )


def diary(*drawn: tuple[float, int, int]) -> Diary:
    rota = Rota(staff=np.array([0]), starts=unit().starts, ends=unit().ends, kind=np.array([0]))
    return Diary(land=survey(PLAN), staff=None, rota=rota, crews=unit(), stops=stops(*drawn))  # type: ignore[arg-type]


def test_stops_are_made_as_wanted_where_there_is_time() -> None:
    done = in_order(stops((12, 30, 1_000), (10, 30, 2_000)), unit())
    assert done.matter.tolist() == [1, 0]
    assert ((done.wanted - START) / HOUR).tolist() == [10, 12]


def test_a_busy_unit_runs_late_by_the_stop_before_and_the_way() -> None:
    done = in_order(stops((10, 60, 0), (10.5, 30, 11_000)), unit())
    way = travel_s(unit(), np.array([0]), np.array([[0.0, 0.0]]), np.array([[11_000.0, 0.0]]))[0]
    assert done.wanted.tolist() == [START + 10 * HOUR, START + 11 * HOUR + way]


def test_what_would_come_hours_late_is_not_done() -> None:
    done = in_order(stops((9, 200, 0), (9.2, 30, 500), (13, 30, 500)), unit())
    assert done.matter.tolist() == [0, 2]


def test_an_unplanned_stop_fits_a_gap_and_takes_its_room() -> None:
    day = diary((9, 60, 0), (15, 30, 0))
    rng, place = np.random.default_rng(1), np.array([2_000.0, 0.0])
    for _ in range(3):
        found = day.fit(rng, member=0, after=START + 8 * HOUR, seconds=HOUR, at=place)
        assert found is not None
    settled = day.settled()
    ends = settled.wanted + settled.seconds
    assert settled.count == 5
    assert (settled.wanted[1:] > ends[:-1]).all()


@pytest.mark.parametrize(("member", "seconds"), [(0, 9 * HOUR), (1, HOUR)])
def test_no_room_or_no_unit_and_no_stop(member: int, seconds: int) -> None:
    found = diary().fit(np.random.default_rng(1), member=member, after=START, seconds=seconds,
                        at=np.zeros(2))  # fmt: skip
    assert found is None


def test_no_vehicle_is_out_twice_at_once() -> None:
    three = Crews(**{
        name: np.concatenate([getattr(unit(), name)] * 3)
        for name in ("duty", "second_duty", "first", "second", "starts", "ends", "area", "fleet",
                     "foot", "base")
    })  # fmt: skip
    leaves = START + np.array([8, 9, 20]) * HOUR
    assert vehicles(three, leaves=leaves, returns=leaves + 8 * HOUR).tolist() == [0, 1, 0]


def test_reports_stand_at_the_stop_while_it_lasts() -> None:
    made = in_order(stops((10, 60, 3_000)), unit())
    land = survey(PLAN)
    everything = made.plus(
        pauses(np.random.default_rng(2), land=land, crews=unit(), stops=made, first_trip=1)
    )
    leaves, returns = journeys.bookings(unit(), everything, 1)
    stays = journeys.stays(unit(), everything, np.array([0]), leaves, returns)
    rows, first, last = next(iter(journeys.reports(PLAN, Calendar.of(PLAN), unit(), stays)))
    assert (np.diff(rows["at"]) >= 0).all()
    stay = int(np.flatnonzero(stays.stop == 0)[0])
    here = slice(int(first[stay]), int(last[stay]) + 1)
    assert (rows["at"][here] >= stays.starts[stay]).all()
    assert (rows["at"][here] <= stays.ends[stay]).all()
    assert abs(np.median(rows["easting"][here]) - 3_000) < 15
    assert 10 < len(rows["at"][here]) < 20
