"""What share of a list of leads would be expected by chance alone.

The null distribution is estimated from the force itself (an empirical null, after Efron): most
members did nothing that the signs look for, so the middle of the distribution of scores shows
what chance, busy desks and gaps in recording produce. Its tail is taken to fall off
exponentially, as sums of surprise do.
"""

import math
from collections.abc import Sequence

# The part of the ranked scores that is taken to be chance: from the median to the 95th percentile.
FROM, TO = 0.5, 0.95
# Fewer members than this with any evidence among them show no distribution to go by.
FEWEST = 20


def tail_shares(scores: Sequence[float]) -> list[float] | None:
    """For each score, the share of members that chance alone would put at or above it.

    None where the middle of the force shows too little evidence to estimate chance from.
    """
    ranked = sorted(scores)
    count = len(ranked)
    if not count:
        return None
    start, end = ranked[int(FROM * count)], ranked[int(TO * count)]
    middle = [score for score in ranked if start <= score <= end]
    if sum(score > 0 for score in middle) < FEWEST or end <= start:
        return None
    # An exponential cut off at `end`: the mean excess of the middle, and what the cut took away.
    fall = _rate(start=start, end=end, middle=middle)
    above = sum(score >= start for score in ranked) / count
    return [
        above * math.exp(-(score - start) / fall) if score > start else _own_share(ranked, score)
        for score in scores
    ]


def _rate(*, start: float, end: float, middle: Sequence[float]) -> float:
    """Mean of the exponential whose part below `end - start` has the mean of the middle."""
    width = max(end - start, 1e-9)
    mean = sum(middle) / len(middle) - start
    target = min(max(mean / width, 1e-3), 0.495)
    low, high = 1e-3 * width, 1e3 * width
    for _ in range(100):
        guess = math.sqrt(low * high)
        ratio = (
            guess / width - 1 / math.expm1(width / guess) if width / guess < 500 else guess / width
        )
        low, high = (guess, high) if ratio < target else (low, guess)
    return math.sqrt(low * high)


def _own_share(ranked: Sequence[float], score: float) -> float:
    return sum(other >= score for other in ranked) / len(ranked)


def false_discovery_rates(scores: Sequence[float], *, among: int) -> list[float | None]:
    """For each score, the Benjamini-Hochberg rate of the list that ends with it, at most 1.

    `among` is the whole workforce: members without any evidence count, with a score of 0. All
    None where chance cannot be estimated from this force.
    """
    everyone = [*scores, *([0.0] * max(among - len(scores), 0))]
    shares = tail_shares(everyone)
    if shares is None:
        return [None] * len(scores)
    order = sorted(range(len(scores)), key=lambda place: -scores[place])
    rates: list[float | None] = [None] * len(scores)
    smallest = 1.0
    for rank in range(len(order), 0, -1):
        place = order[rank - 1]
        smallest = min(smallest, shares[place] * among / rank, 1.0)
        rates[place] = smallest
    return rates
