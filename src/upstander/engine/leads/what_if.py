"""The matrix by hand: what a combination of signs would come to, with nobody's records in it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import ibis

from upstander.engine.leads.harm import harm_level
from upstander.engine.leads.matrix import Matrix
from upstander.engine.leads.weigh import scored_members, scored_pairs, weighed
from upstander.engine.tables.declare import empty_table
from upstander.engine.tables.records import Engine
from upstander.engine.tables.stages import FINDING_EVENTS, FINDINGS

_MEMBER, _PERSON = "S1", "P1"
_SOME_DAY = datetime(2025, 1, 1)
_SCHEMA = {"indicator": "string", "family": "string", "rarity_bits": "float64"} | FINDINGS


@dataclass(frozen=True, kw_only=True)
class Supposed:
    """What is supposed: how rare each sign is, and what is known of the people and the member."""

    bits: Mapping[str, float]  # id of a sign -> its rarity among peers, in bits
    families: Mapping[str, str]  # id -> family, of all signs
    about_pairs: Collection[str]  # ids of the signs that are about a pair
    origin: str = "after a policing link"  # words.ORIGINS
    own_record: bool = False  # the member's look-ups cite a matter of the person, or change it
    markers: tuple[str, ...] = ()
    people: int = 1
    role_family: str = "other"


def what_if(supposed: Supposed, *, matrix: Matrix, engine: Engine) -> dict[str, Any]:
    """The weighing of one supposed pair: each sign's share and bits, the sum, and its band.

    Keys: signs (indicator, rarity_bits, weight, bits; the most first), score, likelihood, harm,
    harm_reasons, band, matrix (its version). Each sign is taken to rest on events of its own.
    """
    facts = ibis.memtable(
        [
            {
                "staff_id": _MEMBER,
                "human_id": _PERSON,
                "origin_weight": matrix.origin[supposed.origin],
                "record_weight": matrix.own_record if supposed.own_record else 1.0,
            }
        ]
    )
    evidence = engine.keep(
        "supposed",
        weighed(
            _findings(supposed),
            events=empty_table(schema={"indicator": "string"} | FINDING_EVENTS),
            facts=facts,
            matrix=matrix,
        ),
    )
    members = engine.rows(scored_members(evidence, pairs=scored_pairs(evidence), matrix=matrix))
    score = members[0]["member_bits"] if members else 0.0
    likelihood = matrix.likelihood_of(score)
    harm, reasons = harm_level(
        markers=supposed.markers,
        people=supposed.people,
        role_family=supposed.role_family,
        matrix=matrix,
    )
    order = [ibis.desc("bits"), "indicator"]
    rows = evidence.order_by(order).select("indicator", "rarity_bits", "weight", "bits")
    return {
        "signs": engine.rows(rows),
        "score": score,
        "likelihood": likelihood,
        "harm": harm,
        "harm_reasons": list(reasons),
        "band": matrix.band_of(likelihood=likelihood, harm=harm),
        "matrix": matrix.version,
    }


def _findings(supposed: Supposed) -> ibis.expr.types.Table:
    rows = [
        {
            "indicator": sign,
            "family": supposed.families[sign],
            "rarity_bits": float(bits),
            "staff_id": _MEMBER,
            "human_id": _PERSON if sign in supposed.about_pairs else None,
            "first_at": _SOME_DAY,
            "last_at": _SOME_DAY,
            "seen_at": _SOME_DAY,
            "value": 1.0,
            "sentence": "",
        }
        for sign, bits in supposed.bits.items()
    ]
    return ibis.memtable(rows, schema=_SCHEMA)
