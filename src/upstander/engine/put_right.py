"""What the force could put right: shortfalls counted by role family, small numbers hidden.

These signs are about the force's own upkeep, not about anybody's conduct. They are counted here
and told in a part of their own; nothing of them reaches the ranking. A number below five could
point at somebody: it is not told, and a role family with so few is counted among all others,
together with a further one where the others would give it away. There is one breakdown alone, as
two of the same people could be subtracted from each other.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import ibis.expr.types as ir

from upstander.engine.evidence import Indicator, Scene
from upstander.engine.tables.records import Engine

LEAST = 5  # numbers below it, but for nought, are not told
NO_FAMILY = "not tied to a role"

Counts = dict[str, int]  # by role family


def told(
    upkeep: Mapping[str, tuple[Indicator, ir.Table]],
    *,
    staff: ir.Table,
    scene: Scene,
    engine: Engine,
) -> list[dict[str, Any]]:
    """Each sign about the force that ran: its parts, and the rules that it was held against."""
    return [
        {
            "id": sign.id,
            "slug": slug,
            "name": sign.name,
            "version": sign.version,
            "parts": _parts(engine.rows(_counted(looked_at, staff=staff))),
            "rules": [
                {
                    "rule": rule.rule,
                    "from": rule.holds_from.isoformat(),
                    "checked_on": rule.checked_on.isoformat(),
                    "days": rule.days or None,
                    "source": rule.source,
                }
                for name in (*sign.rules, *sign.may_use)
                for rule in scene.policy.holding(name, on=scene.day)
            ],
        }
        for slug, (sign, looked_at) in upkeep.items()
    ]


def _counted(looked_at: ir.Table, *, staff: ir.Table) -> ir.Table:
    """Subjects by what they are, role family and shortfall; rows without one count them all."""
    families = staff.select("staff_id", "role_family").distinct(on="staff_id")
    joined = looked_at.left_join(families, "staff_id")
    placed = joined.select(
        "of", "subject", "shortfall", role_family=joined.role_family.fill_null(NO_FAMILY)
    )
    shortfalls = placed.filter(placed.shortfall.notnull())
    by_shortfall = shortfalls.group_by("of", "shortfall", "role_family").agg(
        number=shortfalls.subject.nunique()
    )
    whole = placed.group_by("of", "role_family").agg(number=placed.subject.nunique())
    in_all = (
        whole.mutate(shortfall=None).cast({"shortfall": "string"}).select(*by_shortfall.columns)
    )
    return by_shortfall.union(in_all).order_by("of", "shortfall", "role_family")


def _parts(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One part for each shortfall of each thing looked at, or one that says there is none."""
    whole: dict[str, Counts] = defaultdict(dict)
    shortfalls: dict[tuple[str, str], Counts] = defaultdict(dict)
    for row in rows:
        counts = (
            whole[row["of"]]
            if row["shortfall"] is None
            else shortfalls[row["of"], row["shortfall"]]
        )
        counts[row["role_family"]] = row["number"]
    parts = [
        part(of, shortfall, found, whole=whole[of]) for (of, shortfall), found in shortfalls.items()
    ]
    in_order = sorted(set(whole) - {of for of, _ in shortfalls})
    return parts + [part(of, None, {}, whole=whole[of]) for of in in_order]


def part(of: str, shortfall: str | None, found: Counts, *, whole: Counts) -> dict[str, Any]:
    """One shortfall: how many of how many, in a sentence, and by role family where it may be."""
    number, looked_at = sum(found.values()), sum(whole.values())
    shown = hidden_below(found, whole=whole) if number >= LEAST else {}
    families = sorted(shown, key=lambda family: (-shown[family], family))
    return {
        "of": of,
        "shortfall": shortfall,
        "number": number if number >= LEAST or not number else None,
        "looked_at": looked_at if looked_at >= LEAST else None,
        "sentence": _sentence(of, shortfall, number=number, looked_at=looked_at),
        "by_role_family": [
            {"role_family": family, "number": shown[family], "looked_at": whole[family]}
            for family in families
        ],
        "in_all_others": number - sum(shown.values()) if shown else None,
    }


def hidden_below(found: Counts, *, whole: Counts, least: int = LEAST) -> Counts:
    """The role families whose number may be told.

    Those with too few, or too few members to begin with, are left to all others; so is the
    smallest of the rest, where what is left would be a number below `least` and not nought.
    """
    shown = {
        family: number
        for family, number in found.items()
        if number >= least and whole[family] >= least and family != NO_FAMILY
    }
    total = sum(found.values())
    while shown and 0 < total - sum(shown.values()) < least:
        del shown[min(shown, key=lambda family: (shown[family], family))]
    return shown


def _sentence(of: str, shortfall: str | None, *, number: int, looked_at: int) -> str:
    if looked_at < LEAST:
        return f"Fewer than {LEAST} {of} on record: too few to say more."
    if not number:
        return f"Nothing to put right was seen among {looked_at:,} {of}."
    many = f"{number:,}" if number >= LEAST else f"Fewer than {LEAST}"
    return f"{many} of {looked_at:,} {of}: {shortfall}."
