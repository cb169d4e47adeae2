"""Why a sign counts for less than all its bits, in words: the factors of its weight, one by one."""

from collections.abc import Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]
_SAME = 1e-6
_SAME_ROWS = "a stronger sign rests on some of the same rows, or on the same gap"
_RECORDED = "the member's own look-ups are on record as work with the person"
_BESIDE = "it supports, and counts only as far as other signs of the pair stand beside it"


def why_less(row: Row, *, among: Sequence[Row], matrix: Row) -> str:
    """The reasons for the weight of the evidence `row`; empty where it counts in full.

    `among` are the signs of the pair, strongest first. Where `matrix` has the factors (signs,
    rest_of_family, spares, supporting_signs, gap_signs) and the row its origin_weight,
    record_weight, explained_weight and named_weight, each reason is named that is in the weight;
    whatever is left over comes of events or gaps that a stronger sign has already.
    """
    left, reasons = float(row["weight"]), []
    if left >= 1 - _SAME:
        return ""
    own = float((matrix.get("signs") or {}).get(row["indicator"], 1.0))
    if own < 1:
        reasons.append(f"the matrix counts this sign at {own:g}")
        left /= own
    begun = float(row.get("origin_weight") or 1.0)
    if begun < 1 and row["family"] not in (matrix.get("spares") or ()):
        reasons.append("for how contact between the two began")
        left /= begun
    share, reason = _of_work(row, matrix=matrix)
    if share < 1:
        reasons.append(reason)
        left /= share
    stops = float(row.get("named_weight") or 1.0)
    if stops < 1:
        reasons.append("a stop names a place, not the person")
        left /= stops
    alone = float(matrix.get("about_member") or 1.0)
    if row.get("human_id", "") is None and alone < 1:
        reasons.append("it tells of the member, not of one person")
        left /= alone
    strongest = next(other for other in among if other["family"] == row["family"])
    if strongest is not row:
        reasons.append("a stronger sign of its family counts first")
        left /= float(matrix.get("rest_of_family") or left)
    if left < 1 - _SAME:
        supports = row["indicator"] in (matrix.get("supporting_signs") or ())
        reasons.append(_BESIDE if supports else _SAME_ROWS)
    return "; ".join(reasons)


def _of_work(row: Row, *, matrix: Row) -> tuple[float, str]:
    """What work takes from the sign: purposes or the member's own record, whichever takes more."""
    purposes = float(row.get("explained_weight") or 1.0)
    recorded = float(row.get("record_weight") or 1.0)
    may_be_explained = row["indicator"] in (matrix.get("may_be_explained") or ())
    if row["indicator"] not in (matrix.get("gap_signs") or ()) and not may_be_explained:
        recorded = 1.0
    if recorded < purposes:
        return recorded, _RECORDED
    least = float(matrix.get("all_explained") or purposes)
    much = "all" if purposes <= least + _SAME else "some"
    return purposes, f"a recorded purpose explains {much} of what it rests on"
