"""Harm stands apart from likelihood: who might be hurt, how many, and from what position.

Vulnerability is never a gate of a lead (the definition does not ask for it, LTL40 p6). That
somebody is vulnerable raises harm, and so the order in which a person looks; it raises no
likelihood. That a member *chooses* the vulnerable, measured against their own other people and
their peers, is a sign of its own (LTL40 p12-13).
"""

from collections.abc import Iterable

import ibis.expr.types as ir

from upstander.engine.leads.matrix import Matrix

YOUNG = "young_person"


def markers_in_force(vulnerabilities: ir.Table, *, humans: ir.Table, pairs: ir.Table) -> ir.Table:
    """Markers in force at some time between a pair's first and last evidence.

    Columns: staff_id, human_id, marker.
    """
    marked = vulnerabilities.join(humans, "person_id").select(
        "human_id", "marker", "recorded_at", "ended_at"
    )
    joined = pairs.select("staff_id", "human_id", "first_at", "last_at").join(marked, "human_id")
    in_force = joined.filter(
        joined.recorded_at <= joined.last_at,
        joined.ended_at.isnull() | (joined.ended_at > joined.first_at),
    )
    return in_force.select("staff_id", "human_id", "marker").distinct()


def harm_level(
    *, markers: Iterable[str], people: int, role_family: str, matrix: Matrix
) -> tuple[int, tuple[str, ...]]:
    """1 to 5, and the reasons for it in words."""
    rules = matrix.harm
    aggravating = sorted(set(markers) & set(rules["aggravating"]))
    level, reasons = int(rules["base"]), []
    if aggravating:
        level += int(rules["vulnerable"])
        reasons.append(
            "recorded vulnerability: " + ", ".join(m.replace("_", " ") for m in aggravating)
        )
    if len(aggravating) > 1 or YOUNG in aggravating:
        level += int(rules["several_or_young"])
        reasons.append("several markers, or a young person")
    if people > 1:
        level += int(rules["several_people"])
        reasons.append(f"{people} people")
    if role_family in rules["positions"]:
        level += int(rules["position"])
        reasons.append(f"work with one-to-one power ({role_family.replace('_', ' ')})")
    return min(level, 5), tuple(reasons)
