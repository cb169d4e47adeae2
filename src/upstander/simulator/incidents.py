"""What happens: calls for service, who is on them, and what becomes an occurrence.

About 85 logs and 25 recorded crimes a year for each member of the workforce: the published totals
for England and Wales divided by the published workforce.
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from upstander.simulator.basics import DAY, HOUR, MINUTE, NONE, Array, Calendar, Plan, chance, draw
from upstander.simulator.geography import Land
from upstander.simulator.public import MARKER_NAMES, Public

LOGS_PER_STAFF_YEAR = 85
# How many logs begin in each hour of the day.
HOURS = np.array(
    [
        32,
        24,
        18,
        14,
        11,
        11,
        14,
        24,
        38,
        46,
        50,
        53,
        55,
        56,
        57,
        60,
        64,
        67,
        66,
        63,
        60,
        57,
        51,
        42,
    ],
    dtype=float,
)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of call. `to` is who takes the occurrence on; `other` is who else is on the log."""

    name: str
    share: float
    attended: float
    recorded: float
    occurrence: str
    to: str
    at_home: float = 0.7
    other: float = 0.3
    arrest: float = 0.0
    domestic: bool = False
    markers: tuple[str, ...] = ()
    median_days: float = 25
    stay: float = 35


KINDS = (
    Kind(name="domestic incident", share=0.12, attended=0.9, recorded=0.55, domestic=True,
         occurrence="Domestic abuse", to="safeguarding", at_home=0.92, other=0.95, arrest=0.25,
         markers=("domestic_abuse",), median_days=45, stay=70),
    Kind(name="violence", share=0.09, attended=0.65, recorded=0.55, to="investigation",
         occurrence="Assault", at_home=0.45, other=0.6, arrest=0.25, median_days=40, stay=55),
    Kind(name="anti-social behaviour", share=0.14, attended=0.35, recorded=0.06, stay=25,
         occurrence="Public order", to="neighbourhood", at_home=0.75, arrest=0.01),
    Kind(name="concern for welfare", share=0.11, attended=0.65, recorded=0.1, to="safeguarding",
         occurrence="Adult at risk", at_home=0.85, other=0.2, stay=50,
         markers=("mental_health", "suicide_or_self_harm", "physical_health")),
    Kind(name="burglary", share=0.05, attended=0.8, recorded=0.8, to="investigation",
         occurrence="Burglary", at_home=0.95, other=0.1, arrest=0.05, stay=50),
    Kind(name="theft", share=0.11, attended=0.2, recorded=0.45, to="investigation",
         occurrence="Theft", at_home=0.5, other=0.1, arrest=0.04, median_days=12),
    Kind(name="criminal damage", share=0.06, attended=0.4, recorded=0.5, to="neighbourhood",
         occurrence="Criminal damage", at_home=0.8, other=0.2, arrest=0.04, median_days=15),
    Kind(name="harassment", share=0.05, attended=0.35, recorded=0.55, to="investigation",
         occurrence="Harassment or stalking", at_home=0.8, other=0.8, arrest=0.1,
         markers=("stalking_or_harassment", "domestic_abuse"), median_days=40),
    Kind(name="sexual offence", share=0.02, attended=0.75, recorded=0.98, to="safeguarding",
         occurrence="Sexual offence", at_home=0.7, other=0.6, arrest=0.25, stay=90,
         markers=("sexual_offence", "young_person"), median_days=120),
    Kind(name="missing person", share=0.03, attended=0.85, recorded=0.35, to="safeguarding",
         occurrence="Missing person", at_home=0.8, other=0.6, stay=60,
         markers=("missing", "young_person"), median_days=8),
    Kind(name="road traffic collision", share=0.05, attended=0.75, recorded=0.12, to="roads",
         occurrence="Collision", at_home=0.02, other=0.6, arrest=0.03, stay=50),
    Kind(name="suspicious circumstances", share=0.06, attended=0.5, recorded=0.04,
         occurrence="Suspicious circumstances", to="neighbourhood", at_home=0.6, other=0.15),
    Kind(name="front counter enquiry", share=0.07, attended=0, recorded=0.12, at_home=0.0,
         occurrence="Theft", to="investigation", other=0.05),
    Kind(name="stop and account", share=0.04, attended=1, recorded=0.03, at_home=0.03,
         occurrence="Drug possession", to="response", other=0.5, arrest=0.04, stay=12,
         markers=("young_person",)),
)  # fmt: skip
COUNTER = [kind.name for kind in KINDS].index("front counter enquiry")
STOP = [kind.name for kind in KINDS].index("stop and account")


def of_kinds(name: str) -> Array:
    """One attribute of every kind, to be read by the number of the kind."""
    return np.array([getattr(kind, name) for kind in KINDS])


@dataclass(frozen=True, kw_only=True)
class Incidents:
    """Logs in order of time; the first `history` of them lie before the extracts.

    `arrested` says that the other person was, and `recorded` that an occurrence came of it.
    """

    at: Array
    kind: Array
    area: Array
    place: Array
    caller: Array
    other: Array
    attended: Array
    arrested: Array
    recorded: Array
    history: int

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.at)


class Neighbours:
    """Draws people of an area, the troubled more often than the others."""

    def __init__(self, public: Public, weights: Array, areas: int) -> None:
        self.order = np.argsort(public.area, kind="stable")
        self.edges = np.concatenate([[0.0], np.cumsum(weights[self.order])])
        bounds = np.searchsorted(public.area[self.order], np.arange(areas + 1))
        self.low, self.high = self.edges[bounds[:-1]], self.edges[bounds[1:]]

    def pick(self, rng: Generator, area: Array) -> Array:
        """One human being of each area; -1 where nobody fits."""
        low, high = self.low[area], self.high[area]
        target = low + rng.random(len(area)) * (high - low)
        place = np.searchsorted(self.edges, target, side="right") - 1
        return np.where(high > low, self.order[np.clip(place, 0, len(self.order) - 1)], NONE)


def happen(plan: Plan, calendar: Calendar, land: Land, public: Public) -> Incidents:
    """Everything that is reported, and some months of what was reported before."""
    rng = plan.stream("incidents")
    yearly = LOGS_PER_STAFF_YEAR * plan.staff
    count = rng.poisson(yearly * plan.years)
    day = rng.integers(plan.days, size=count)
    hour = draw(rng, HOURS, count)
    now = calendar.moment(day, hour * HOUR + rng.integers(HOUR, size=count))
    recent = calendar.start - (rng.random(rng.poisson(yearly * 0.42)) * 150 * DAY).astype(np.int64)
    older = calendar.start - 150 * DAY
    old = older - (rng.random(rng.poisson(yearly * 0.35)) * 900 * DAY).astype(np.int64)
    at = np.sort(np.concatenate([old, recent, now]))
    history = int((at < calendar.start).sum())
    kind = draw(rng, of_kinds("share"), len(at))
    counter = (kind == COUNTER) & ((at // HOUR % 24 < 9) | (at // HOUR % 24 >= 17))
    kind[counter] = [one.name for one in KINDS].index("anti-social behaviour")
    area = draw(rng, land.people_share, len(at))
    caller = _callers(rng, land, public, kind, area)
    place = _places(rng, land, public, kind, area, caller)
    attended = chance(rng, of_kinds("attended")[kind], len(at))
    attended[:history] = False
    other = _others(rng, land, public, kind, area, caller)
    arrested = attended & (other != NONE) & chance(rng, of_kinds("arrest")[kind], len(at))
    return Incidents(
        at=at,
        kind=kind,
        area=area,
        place=np.round(place),
        caller=caller,
        other=other,
        attended=attended,
        arrested=arrested,
        recorded=arrested | chance(rng, of_kinds("recorded")[kind], len(at)),
        history=history,
    )


def _callers(rng: Generator, land: Land, public: Public, kind: Array, area: Array) -> Array:
    """Who calls, or whom it is about: for some kinds, people already known for it."""
    adult = np.where(public.age(np.arange(public.count), np.array(1_750_000_000)) < 13, 0.15, 1.0)
    caller = Neighbours(public, public.need * adult, land.areas).pick(rng, area)
    for number, one in enumerate(KINDS):
        if not one.markers:
            continue
        marks = [MARKER_NAMES.index(name) for name in one.markers]
        known = np.zeros(public.count)
        known[public.marker_human[np.isin(public.marker, marks)]] = 1
        chosen = np.flatnonzero((kind == number) & chance(rng, 0.4, len(kind)))
        found = Neighbours(public, public.need * known, land.areas).pick(rng, area[chosen])
        caller[chosen] = np.where(found == NONE, caller[chosen], found)
    return caller


def _places(
    rng: Generator, land: Land, public: Public, kind: Array, area: Array, caller: Array
) -> Array:
    """Where: mostly somebody's home, else somewhere in the area."""
    home = chance(rng, of_kinds("at_home")[kind], len(kind))
    shop = land.somewhere(rng, area, kind="shop") + rng.normal(0, 15, (len(area), 2))
    street = np.where(chance(rng, 0.4, len(kind))[:, None], shop, land.spot(rng, area))
    return np.where(home[:, None], public.home[caller], street)


def _others(
    rng: Generator, land: Land, public: Public, kind: Array, area: Array, caller: Array
) -> Array:
    """The second person on a log: for domestic calls often one of the household."""
    anyone = Neighbours(public, public.need, land.areas).pick(rng, area)
    domestic = of_kinds("domestic")[kind]
    step = np.where(chance(rng, 0.5, len(caller)), 1, -1)
    mate = np.clip(caller + step, 0, public.count - 1)
    lives = (public.household[mate] == public.household[caller]) & domestic
    other = np.where(lives, mate, anyone)
    there = chance(rng, of_kinds("other")[kind], len(kind)) & (other != caller)
    return np.where(there, other, NONE)


def on_log(incidents: Incidents, chosen: Array) -> tuple[Array, Array, Array]:
    """Everybody on the chosen logs: place in `chosen`, human being, and 0 caller or 1 other."""
    second = np.flatnonzero(incidents.other[chosen] != NONE)
    place = np.concatenate([np.arange(len(chosen)), second])
    human = np.concatenate([incidents.caller[chosen], incidents.other[chosen][second]])
    role = np.concatenate([np.zeros(len(chosen), dtype=int), np.ones(len(second), dtype=int)])
    return place, human, role


def stay_seconds(rng: Generator, incidents: Incidents, chosen: Array) -> Array:
    """How long an attendance takes."""
    median = of_kinds("stay")[incidents.kind[chosen]] * MINUTE
    return (median * rng.lognormal(0, 0.5, len(chosen))).astype(np.int64).clip(5 * MINUTE, 5 * HOUR)
