"""Several linked people live there, or share the number, and one of them explains the contact.

A call to a family's number or a stop at a block of flats could be for any of those on record
there. Where recorded work explains it for one of them, it is explained for all: whoever shares
the place or the number shares the explanation.
"""

from collections.abc import Mapping

import ibis.expr.types as ir

from upstander.engine.purposes.explanation import Explanation, Leftover


def find_contacts(leftover: Leftover, windows: Mapping[str, float]) -> ir.Table:
    """Contacts of which another row, for the same event, is explained."""
    event = ["staff_id", "kind", "source_table", "source_file", "source_row"]
    several = leftover.contacts.filter(
        leftover.contacts.kind.isin(("call", "message", "visit")),
        leftover.contacts.status == "explained",
    )
    explained = several.group_by(event).agg(
        explained_table=several.explained_table.min(),
        explained_file=several.explained_file.min(),
        explained_row=several.explained_row.min(),
    )
    open_rows = leftover.unexplained.select("contact_id", *event)
    return open_rows.join(explained, event).select(
        "contact_id", "explained_table", "explained_file", "explained_row"
    )


EXPLANATION = Explanation(
    slug="shared_by_several",
    title="Several linked people live there or share the number, and one explains it",
    strength="the place",
    priority=80,
    needs=(),
    find_contacts=find_contacts,
)
