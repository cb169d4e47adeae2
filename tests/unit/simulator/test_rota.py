"""Who is on duty, drawn by hand."""

import numpy as np

from upstander.simulator.basics import HOUR, NONE
from upstander.simulator.rota import HourPool, Rota

#   member 0 works 10-18 and 30-38, member 2 works 20-28 (hours); member 1 never works
ROTA = Rota(
    staff=np.array([0, 0, 2]),
    starts=np.array([10, 30, 20]) * HOUR,
    ends=np.array([18, 38, 28]) * HOUR,
    kind=np.zeros(3, dtype=int),
)


def test_next_duty_is_this_one_or_the_next_or_none() -> None:
    member = np.array([0, 0, 0, 0, 1, 2])
    at = np.array([12, 18, 5, 40, 12, 12]) * HOUR
    assert ROTA.next_duty(member, at).tolist() == [0, 1, 0, NONE, NONE, 2]
    assert ROTA.on_duty(member, at).tolist() == [True, False, False, False, False, False]


def test_a_moment_lies_in_the_duty_and_not_before_it_was_asked_for() -> None:
    rng = np.random.default_rng(3)
    member, after = np.zeros(200, dtype=int), np.full(200, 16 * HOUR)
    at = ROTA.moment(rng, member, after)
    assert ((at >= 16 * HOUR) & (at <= 18 * HOUR)).all()
    assert ROTA.moment(rng, np.array([1]), np.array([0])).tolist() == [NONE]


def test_a_pool_picks_only_who_is_there_at_that_hour() -> None:
    pool = HourPool(
        group=np.array([0, 0, 1]), entity=np.array([7, 8, 9]), base=0,
        starts=np.array([1, 4, 1]) * HOUR, ends=np.array([6, 9, 9]) * HOUR,
    )  # fmt: skip
    rng = np.random.default_rng(4)
    hours = np.repeat([3, 5, 8, 20], 50)
    picked = pool.pick(rng, np.zeros(200, dtype=int), hours * HOUR + 60)
    found = [set(picked[hours == hour].tolist()) for hour in (3, 5, 8, 20)]
    assert found == [{7}, {7, 8}, {8}, {NONE}]
