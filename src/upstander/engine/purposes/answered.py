"""Answered the person's own inbound contact.

The person rang or wrote first, and the member of staff replied. It holds only where the member
had not approached the person unprompted shortly before: a reply to an approach is not a contact
that the person began, and in a relationship that runs both ways every message would otherwise
explain the next. What recorded work explains can be answered like anything else: whoever rings in
the last hour of an appointment's window is rung back.
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from upstander.engine.purposes.explanation import Explanation, Leftover, Window, first_row, hours

_TALK = ("call", "message")
_SEEN = (
    "contact_id", "staff_id", "human_id", "at", "direction",
    "source_table", "source_file", "source_row",
)  # fmt: skip


def find_contacts(leftover: Leftover, windows: Mapping[str, float]) -> ir.Table:
    """Inbound calls and messages that the person began, and the replies to them."""
    talk = _talk(leftover)
    earlier = ibis.window(
        group_by=["staff_id", "human_id"], order_by=["at", "contact_id"], preceding=(None, 1)
    )
    inbound_at = ibis.ifelse(talk.direction == "in", talk.at, ibis.null("timestamp(6)"))
    marked = talk.mutate(last_in=inbound_at.max().over(earlier))
    reply = (marked.direction == "out") & (
        marked.at <= marked.last_in + hours(windows["reply_within"])
    )
    marked = marked.mutate(
        unprompted_at=ibis.ifelse(
            (marked.direction == "out") & ~reply.fill_null(False),
            marked.at,
            ibis.null("timestamp(6)"),
        ),
        is_reply=reply.fill_null(False),
    )
    marked = marked.mutate(last_unprompted=marked.unprompted_at.max().over(earlier))
    quiet = marked.last_unprompted.isnull() | (
        marked.at > marked.last_unprompted + hours(windows["quiet_before"])
    )
    kept = marked.filter(~marked.at_work, quiet & ((marked.direction == "in") | marked.is_reply))
    return _with_what_was_answered(kept, talk=talk)


def _talk(leftover: Leftover) -> ir.Table:
    """The calls and messages that are left, and those of the person that work explains.

    What the member rang about for recorded work was no approach, and is not among them.
    """
    left = leftover.unexplained.filter(leftover.unexplained.kind.isin(_TALK))
    at_work = leftover.explained.filter(
        leftover.explained.kind.isin(_TALK), leftover.explained.direction == "in"
    ).semi_join(left, ["staff_id", "human_id"])
    return left.select(*_SEEN, at_work=ibis.literal(False)).union(
        at_work.select(*_SEEN, at_work=ibis.literal(True))
    )


def _with_what_was_answered(kept: ir.Table, *, talk: ir.Table) -> ir.Table:
    own = kept.filter(kept.direction == "in").select(
        "contact_id",
        explained_table="source_table",
        explained_file="source_file",
        explained_row="source_row",
    )
    replies = kept.filter(kept.direction == "out").select(
        "contact_id", "staff_id", "human_id", "last_in"
    )
    inbound = talk.filter(talk.direction == "in").select(
        "staff_id",
        "human_id",
        "at",
        explained_table="source_table",
        explained_file="source_file",
        explained_row="source_row",
    )
    joined = replies.join(
        inbound,
        [
            replies.staff_id == inbound.staff_id,
            replies.human_id == inbound.human_id,
            replies.last_in == inbound.at,
        ],
    )
    return own.union(first_row(joined, by=["contact_id"]))


EXPLANATION = Explanation(
    slug="answered",
    title="Answered the person's own call or message",
    strength="names both",
    priority=50,
    needs=("calls",),
    find_contacts=find_contacts,
    windows={
        "reply_within": Window(
            value=24,
            meaning="A reply this long after the person's contact is explained.",
            reason="Ringing back by the next tour.",
        ),
        "quiet_before": Window(
            value=14 * 24,
            meaning="The member must not have approached the person unprompted for this long.",
            reason="A reply to an approach is not a contact that the person began.",
        ),
    },
)
