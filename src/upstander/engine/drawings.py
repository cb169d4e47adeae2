"""What the report draws and says with, for the workbench: one hand draws both.

Nothing here reads a table or a file: frozen values go in, drawings and sentences come out.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from upstander.engine.leads.matrix import Matrix, read_matrix
from upstander.engine.report import svg, wording
from upstander.engine.report.coverage import coverage_from
from upstander.engine.report.figure import Figure
from upstander.engine.report.gaps import unseen
from upstander.engine.report.lessened import why_less
from upstander.engine.report.model import Coverage, Event, Evidence, Interval, Lead, Pair, SignRun
from upstander.engine.report.names import masked
from upstander.engine.report.timeline import shown, timeline
from upstander.engine.report.waterfall import of_signs, waterfall

__all__ = (
    "Coverage",
    "Event",
    "Evidence",
    "Figure",
    "Interval",
    "Lead",
    "Pair",
    "SignRun",
    "coverage_from",
    "masked",
    "most_bits",
    "of_signs",
    "shown",
    "svg",
    "timeline",
    "unseen",
    "waterfall",
    "why_weighed",
    "wording",
)


def why_weighed(
    row: Mapping[str, Any],
    *,
    among: Sequence[Mapping[str, Any]],
    pair: Mapping[str, Any],
    version: str,
) -> str:
    """Why a sign counts for less than its bits, in words; empty where it counts in full.

    `row` and `among` (the signs of the pair, strongest first) have indicator, family, weight, and
    `open`: the share of its records that nothing explains, None where none is known. `pair` has
    origin, open_look_ups and work_look_ups. Where the scan was weighed by a `version` of the matrix
    that is not here, only what is so under any is said.
    """
    own = _own()
    if own.version != version:
        return why_less(row, among=among, matrix={})
    looks = pair.get("open_look_ups") or 0
    recorded = (pair.get("work_look_ups") or 0) >= max(looks * own.own_record_from, 1)
    open_ = row.get("open") if row["indicator"] in own.may_be_explained else None
    explained = 0.0 if open_ is None else 1.0 - open_
    told = dict(row) | {
        "origin_weight": own.origin.get(pair.get("origin") or "", 1.0),
        "record_weight": own.own_record if recorded else 1.0,
        "explained_weight": 1.0 - (1.0 - own.all_explained) * explained,
    }
    factors = {
        "signs": own.signs,
        "rest_of_family": own.rest_of_family,
        "all_explained": own.all_explained,
        "spares": own.origin_spares,
        "supporting_signs": own.supporting_signs,
        "gap_signs": own.gap_signs,
        "may_be_explained": own.may_be_explained,
    }
    told_of = [told if other is row else other for other in among]
    return why_less(told, among=told_of, matrix=factors)


def most_bits(version: str) -> float | None:
    """The most that one sign may count for, where the matrix of that version is here."""
    own = _own()
    return own.most_bits_a_sign if own.version == version else None


@cache
def _own() -> Matrix:
    return read_matrix()
