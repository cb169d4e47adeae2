"""Made-up call records: members ring and text some people often and most hardly ever."""

from typing import Any

import numpy as np
import pyarrow as pa

YEAR = np.datetime64("2025-01-01T00:00:00", "s")
DAYS = 365
PEOPLE_EACH = 400
OCCASIONS = 200  # of a pair, over the year: contacts of one occasion follow each other closely
CALLS = 0.55
MADE_BY_MEMBER = 0.6
_SEVEN = 7 * 3600  # to the second, bandicoot's night and ours differ


def records(*, number: int, members: int, seed: int) -> pa.Table:
    """As an itemised bill has them, with whom either number belongs to, in order of time.

    The person of a record is drawn with a chance that falls as the reciprocal of the rank, so a
    few pairs hold hundreds of records and most a handful: short series, in which burstiness is
    biased without its correction, are the rule. Telephone numbers are invented (ADR 18).
    """
    chance = np.random.default_rng(seed)
    member = chance.integers(members, size=number)
    weights = 1 / np.arange(1, PEOPLE_EACH + 1)
    pair = member * PEOPLE_EACH + chance.choice(PEOPLE_EACH, size=number, p=weights / weights.sum())
    at = _moments(chance, pair)
    in_order = np.argsort(at, kind="stable")
    at, member, pair = at[in_order], member[in_order], pair[in_order]
    call = chance.random(number) < CALLS
    length = np.minimum(np.exp(chance.normal(4.2, 1.3, number)), 14_400).round()
    columns: dict[str, Any] = {
        "number": _named("+4466", member, width=8),
        "other_number": _named("+4467", pair, width=8),
        "staff_id": _named("S", member, width=5),
        "human_id": _named("P", pair, width=8),
        "at": pa.array(at, pa.timestamp("us")),
        "direction": _either(chance.random(number) < MADE_BY_MEMBER, "out", "in"),
        "kind": _either(call, "voice", "text"),
        "duration_s": pa.array(length, mask=~call),
    }
    return pa.table(columns)


def phones(bill: pa.Table, *, of: str, number: str) -> pa.Table:
    """Whose each number of the bill is: held throughout."""
    return bill.select([of, number]).group_by([of, number]).aggregate([])


def duties(*, members: int) -> pa.Table:
    """Eight hours of a day in every two, for each member."""
    day = np.tile(np.arange(0, DAYS, 2), members)
    starts = YEAR + day * np.timedelta64(86_400, "s") + np.timedelta64(_SEVEN, "s")
    ends = starts + np.timedelta64(8 * 3600, "s")
    return pa.table(
        {
            "staff_id": _named("S", np.repeat(np.arange(members), (DAYS + 1) // 2), width=5),
            "starts_at": pa.array(starts, pa.timestamp("us")),
            "ends_at": pa.array(ends, pa.timestamp("us")),
            "kind": pa.array(["duty"] * len(starts)),
        }
    )


def _moments(chance: np.random.Generator, pair: Any) -> Any:
    """Half an hour's scatter around one of the pair's occasions of the year, in whole seconds."""
    occasion = chance.integers(OCCASIONS, size=len(pair))
    start = (occasion * (DAYS * 86_400 // OCCASIONS) + pair * 7_919) % (DAYS * 86_400)
    second = (start + chance.exponential(1_800, len(pair))).astype(np.int64)
    second = np.where(second % 86_400 == _SEVEN, second + 1, second)
    return YEAR + second.astype("timedelta64[s]")


def _named(begins: str, numbers: Any, *, width: int) -> pa.Array:
    kinds, places = np.unique(numbers, return_inverse=True)
    names = [f"{begins}{kind:0{width}}" for kind in kinds]
    return pa.DictionaryArray.from_arrays(pa.array(places, pa.int32()), names).cast(pa.string())


def _either(yes: Any, one: str, other: str) -> pa.Array:
    places = pa.array(np.where(yes, 0, 1), pa.int32())
    return pa.DictionaryArray.from_arrays(places, [one, other]).cast(pa.string())
