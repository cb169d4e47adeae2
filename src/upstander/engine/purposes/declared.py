"""A declared relationship that predates the contact.

The member of staff declared the person as partner or associate, and calls or meets them after
that. It does not explain a look-up: nobody may read a partner's record because they are one
(boundary guidance para 13), so look-ups stay unexplained.
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from upstander.engine.purposes.explanation import Explanation, Ground, purpose_rows

RELATIONSHIPS = ("partner", "association")


def find(ground: Ground, windows: Mapping[str, float]) -> ir.Table:
    """Purposes: one row a declared partner or associate who is on record."""
    declared = ground.records["declarations"]
    declared = declared.filter(declared.kind.isin(RELATIONSHIPS), declared.person_id.notnull())
    rows = declared.join(ground.humans, "person_id")
    day = rows.declared_on.cast("timestamp(6)")
    never = ibis.null("timestamp(6)")
    return purpose_rows(
        rows,
        explanation=EXPLANATION,
        source_table="declarations",
        starts_at=day,
        ends_at=never,
        duty_starts_at=day,
        duty_ends_at=never,
        lookups=False,
        is_work=False,
    )


EXPLANATION = Explanation(
    slug="declared",
    title="A declared relationship that predates the contact",
    strength="names both",
    priority=30,
    needs=("declarations", "declarations.person_id"),
    find=find,
)
