"""The land a force polices: areas, streets with addresses, and places that everybody knows."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from upstander.simulator.basics import Array, Plan, draw, spread
from upstander.simulator.ledger import Ledger

ORIGIN = (405_000.0, 265_000.0)
SIDE_M = 45_000.0
STAFF_PER_AREA = 110
RURAL_SHARE = 0.3
# How many of each place an area has, and how far the place reaches in metres.
PLACES = (
    ("police", 1, 60),
    ("hospital", 0.4, 180),
    ("school", 4, 80),
    ("park", 3, 150),
    ("refreshment", 5, 25),
    ("shop", 7, 40),
    ("other", 3, 60),
)


@dataclass(frozen=True, kw_only=True)
class Land:
    """Areas by number; `place_kind` holds positions in `PLACES`."""

    centres: Array
    spread_m: Array
    rural: Array
    people_share: Array
    place_kind: Array
    place_area: Array
    place_at: Array
    suite_of_area: Array

    @property
    def areas(self) -> int:
        """How many areas there are."""
        return len(self.centres)

    def station(self, area: Array) -> Array:
        """Where the police station of an area is: each area has exactly one."""
        return self.place_at[np.flatnonzero(self.place_kind == 0)][area]

    def somewhere(self, rng: Generator, area: Array, *, kind: str) -> Array:
        """A place of a kind in the area, or the nearest thing to it: a spot in the area."""
        kinds = [name for name, _, _ in PLACES]
        spots = np.flatnonzero(self.place_kind == kinds.index(kind))
        found = self.spot(rng, area)
        if len(spots):
            candidate = spots[rng.integers(len(spots), size=len(area))]
            near = self.place_area[candidate] == area
            found = np.where(near[:, None], self.place_at[candidate], found)
        return found

    def spot(self, rng: Generator, area: Array) -> Array:
        """Any spot in an area."""
        return self.centres[area] + rng.normal(0, 1, (len(area), 2)) * self.spread_m[area][:, None]


def survey(plan: Plan) -> Land:
    """Lay out the areas and the places in them."""
    rng = plan.stream("geography")
    areas = int(np.clip(plan.staff // STAFF_PER_AREA, 2, 40))
    rural = np.arange(areas) >= areas - max(1, round(areas * RURAL_SHARE))
    centres = np.array(ORIGIN) + _apart(rng, areas) * SIDE_M
    spread_m = np.where(rural, rng.uniform(3_500, 6_000, areas), rng.uniform(1_200, 2_600, areas))
    share = np.where(rural, 0.5, 1.0) * rng.uniform(0.7, 1.3, areas)
    kinds, owners = [], []
    for number, (_, each, _) in enumerate(PLACES):
        counts = np.full(areas, 1) if number == 0 else rng.poisson(each, areas)
        counts[0] = max(1, counts[0])
        owners.append(spread(counts)[0])
        kinds.append(np.full(int(counts.sum()), number))
    owner = np.concatenate(owners)
    at = centres[owner] + rng.normal(0, 0.6, (len(owner), 2)) * spread_m[owner][:, None]
    suites = np.arange(0, areas, 3)
    return Land(
        centres=centres,
        spread_m=spread_m,
        rural=rural,
        people_share=share / share.sum(),
        place_kind=np.concatenate(kinds),
        place_area=owner,
        place_at=np.round(at),
        suite_of_area=suites[np.arange(areas) // 3],
    )


def _apart(rng: Generator, count: int) -> Array:
    """Points of the unit square that keep their distance from one another."""
    chosen = [rng.random(2)]
    while len(chosen) < count:
        tries = rng.random((12, 2))
        gaps = [min(float(np.hypot(*(one - other))) for other in chosen) for one in tries]
        chosen.append(tries[int(np.argmax(gaps))])
    return np.array(chosen)


def streets(rng: Generator, land: Land, *, addresses: int) -> tuple[Array, Array]:
    """Addresses along streets: where each is, and in which area."""
    lengths = rng.integers(5, 18, size=max(1, addresses // 8))
    street, house = spread(lengths)
    street, house = street[:addresses], house[:addresses]
    short = addresses - len(street)
    if short > 0:
        street = np.concatenate([street, np.full(short, len(lengths) - 1)])
        house = np.concatenate([house, np.arange(short) + lengths[-1]])
    area = draw(rng, land.people_share, len(lengths))
    begins = land.spot(rng, area)
    heading = rng.uniform(0, 2 * np.pi, len(lengths))
    along = np.stack([np.cos(heading), np.sin(heading)], axis=1)
    step = rng.uniform(9, 24, len(lengths)) * np.where(land.rural[area], 4, 1)
    at = begins[street] + along[street] * (house * step[street])[:, None]
    return np.round(at + rng.normal(0, 2, at.shape), 1), area[street]


def write(land: Land, ledger: Ledger) -> None:
    """The places table."""
    kind = land.place_kind
    ledger.add(
        "places",
        place_id=np.arange(len(kind)),
        kind=ledger.texts.codes(name for name, _, _ in PLACES)[kind],
        easting=land.place_at[:, 0],
        northing=land.place_at[:, 1],
        radius_m=np.array([float(radius) for _, _, radius in PLACES])[kind],
    )
