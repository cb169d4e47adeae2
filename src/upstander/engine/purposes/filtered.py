"""Filtered by a person.

An analyst judged contacts of this pair and found their reason where the extracts do not hold it.
The filter says who owns the verdict, why, from when to when it holds and when it expires; it is
known from the day it was made and lapses of itself. It comes last: what a record explains is
explained by the record. It makes no policing link, and it explains nothing else: the reply to a
filtered call is judged by itself.
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from upstander.engine.purposes.explanation import Explanation, Leftover, first_row


def find_contacts(leftover: Leftover, windows: Mapping[str, float]) -> ir.Table:
    """Contacts of a pair that a filter names, of its kinds and in its time."""
    contacts, humans = leftover.unexplained, leftover.ground.humans
    given = leftover.ground.filters
    if given is None:
        raise ValueError("asked for filters where there are none")
    known = humans.select("person_id", known_human="human_id")
    # A human may be named by any of their records: the name is the first of them, and changes.
    named = given.mutate(person_id=ibis.coalesce(given.person_id, given.human))
    told = named.left_join(known, "person_id")
    pairs = told.select(
        "staff_id",
        "kind",
        "starts_at",
        "ends_at",
        "explained_file",
        "explained_row",
        human_id=ibis.coalesce(told.known_human, told.person_id),
    )
    joined = contacts.join(
        pairs,
        [
            contacts.staff_id == pairs.staff_id,
            contacts.human_id == pairs.human_id,
            contacts.kind == pairs.kind,
            contacts.local_at >= pairs.starts_at,
            contacts.local_at < pairs.ends_at,
        ],
    ).select(
        "contact_id",
        "explained_file",
        "explained_row",
        explained_table=ibis.literal("filters"),
    )
    return first_row(joined, by=["contact_id"])


EXPLANATION = Explanation(
    slug="filtered",
    title="Filtered by a person",
    strength="names both",
    priority=999,
    needs=(),
    find_contacts=find_contacts,
)
