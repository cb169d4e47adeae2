"""Figures of a ranked list: nothing known later, ties broken worst."""

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

SHARES = (0.005, 0.01, 0.02)
LENGTHS = (20, 50)


def worst_first(scores: Mapping[str, float], *, wanted: Collection[str]) -> list[str]:
    """Members by falling score; among equal scores those that are not wanted come first."""
    return sorted(scores, key=lambda member: (-scores[member], member in wanted, member))


def at_lengths(
    ranked: Sequence[str], *, wanted: Collection[str], staff: int
) -> list[dict[str, Any]]:
    """Recall and precision of the list cut at shares of the workforce and at fixed lengths."""
    cuts = [(f"{share:.1%} of staff", max(int(staff * share), 1)) for share in SHARES]
    cuts += [(f"{length} leads", length) for length in LENGTHS]
    rows = []
    for name, length in cuts:
        cut = ranked[:length]
        hits = sum(member in wanted for member in cut)
        rows.append(
            {
                "cut": name,
                "length": length,
                "found": hits,
                "recall": hits / len(wanted) if wanted else None,
                "precision": hits / length,
            }
        )
    return rows


def wilson(hits: int, of: int, *, z: float = 1.96) -> tuple[float, float]:
    """The 95 % Wilson interval of a share."""
    if not of:
        return 0.0, 1.0
    share = hits / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def rates(
    members: Collection[str], *, attributes: Mapping[str, Mapping[str, str]], staff: Collection[str]
) -> list[dict[str, Any]]:
    """How often members of each group are on the list, with intervals.

    `attributes` is attribute -> staff_id -> value; nobody's value moves a score.
    """
    rows = []
    for attribute, values in attributes.items():
        for value in sorted({values.get(member, "not recorded") for member in staff}):
            group = [member for member in staff if values.get(member, "not recorded") == value]
            hits = sum(member in members for member in group)
            low, high = wilson(hits, len(group))
            rows.append(
                {
                    "attribute": attribute,
                    "value": value,
                    "staff": len(group),
                    "on_list": hits,
                    "rate": hits / len(group),
                    "low": low,
                    "high": high,
                }
            )
    return rows


ORDINARY = "ordinary work"


def over_represented(
    top: Sequence[str],
    *,
    natures: Mapping[str, Collection[str]],
    staff: Sequence[str],
    subjects: Collection[str],
) -> list[dict[str, Any]]:
    """What those of the top truly are who are no subjects, beside all of the workforce.

    `natures` is staff_id -> kinds of pair; a member with several counts under each. `times` is the
    kind's share of the top over its share of the workforce.
    """
    everybody, in_top = Counter[str](), Counter[str]()
    for member in staff:
        everybody.update(natures.get(member) or {ORDINARY})
    for member in top:
        if member not in subjects:
            in_top.update(natures.get(member) or {ORDINARY})
    return [
        {"nature": nature, "staff": everybody[nature], "in_top": in_top[nature]}
        | {"times": times(in_top[nature], of=len(top), among=everybody[nature], all_of=len(staff))}
        for nature in sorted(everybody)
    ]


def times(hits: int, *, of: int, among: int, all_of: int) -> float | None:
    """A share over the share that one would expect; none where there is nothing to share."""
    return (hits / of) / (among / all_of) if of and among else None
