"""Several linked people live there, or share the number, and one of them explains the contact.

A call to a family's number or a stop at a block of flats could be for any of those on record
there. Where recorded work explains it for one of them, it is explained for all: whoever shares
the place or the number shares the explanation.
"""

from collections.abc import Mapping

import ibis.expr.types as ir

from upstander.engine.purposes.explanation import Explanation, Leftover, first_row

SEVERAL = ("call", "message", "visit")  # what reaches whoever shares a number or a place


def find_contacts(leftover: Leftover, windows: Mapping[str, float]) -> ir.Table:
    """Contacts of which another row, for the same event, is explained."""
    event = ["staff_id", "kind", "source_table", "source_file", "source_row"]
    several = leftover.explained.filter(leftover.explained.kind.isin(SEVERAL))
    alike = leftover.unexplained.filter(leftover.unexplained.kind.isin(SEVERAL))
    first = first_row(several, by=event)
    return alike.select("contact_id", *event).join(first, event).drop(*event)


EXPLANATION = Explanation(
    slug="shared_by_several",
    title="Several linked people live there or share the number, and one explains it",
    strength="the place",
    priority=80,
    needs=(),
    find_contacts=find_contacts,
)
