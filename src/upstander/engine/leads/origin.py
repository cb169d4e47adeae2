"""How contact between two people began, as far as the extracts show.

Partners, relatives and friends of staff are victims, witnesses and callers like anyone else.
Contact that ran both ways before any policing link is a different story from contact that began
after one; it is told as such, and is no proof of anything.
"""

from datetime import datetime, timedelta

import ibis
import ibis.expr.types as ir

from upstander.engine.leads.matrix import Matrix

# Both ways, on at least this many days, is what a private life looks like in billing.
STEADY_DAYS = 4


def pair_facts(contacts: ir.Table, *, pairs: ir.Table, links: ir.Table) -> ir.Table:
    """Facts of each pair (staff_id, human_id) of `pairs`, from all its contacts.

    Columns: staff_id, human_id, person_id, contacts, explained, uncheckable, first_contact_at,
    first_talk_at, last_talk_at, first_lookup_at, first_visit_at, in_days, out_days, talk_days,
    days_both_ways, link_first_at, link_last_at.
    """
    keys = ["staff_id", "human_id"]
    own = contacts.semi_join(pairs, keys)
    is_talk = own.kind.isin(("call", "message"))
    day = own.local_at.date()
    grouped = own.group_by("staff_id", "human_id").agg(
        person_id=own.person_id.min(),
        contacts=own.count(),
        explained=(own.status == "explained").sum(),
        uncheckable=(own.status == "uncheckable").sum(),
        first_contact_at=own.at.min(),
        first_talk_at=own.at.min(where=is_talk),
        last_talk_at=own.at.max(where=is_talk),
        first_lookup_at=own.at.min(where=own.kind == "lookup"),
        first_visit_at=own.at.min(where=own.kind == "visit"),
        in_days=day.nunique(where=is_talk & (own.direction == "in")),
        out_days=day.nunique(where=is_talk & (own.direction == "out")),
        talk_days=day.nunique(where=is_talk),
    )
    linked = links.select("staff_id", "human_id", link_first_at="first_at", link_last_at="last_at")
    # What people reported may name a pair whom no system ever saw in contact.
    joined = pairs.left_join(grouped, keys).left_join(linked, keys)
    counts = ("contacts", "explained", "uncheckable", "in_days", "out_days", "talk_days")
    moments = (
        "first_contact_at",
        "first_talk_at",
        "last_talk_at",
        "first_lookup_at",
        "first_visit_at",
    )
    return joined.select(
        pairs.staff_id,
        pairs.human_id,
        person_id=ibis.coalesce(grouped.person_id, pairs.human_id),
        **{name: grouped[name].fill_null(0) for name in counts},
        **{name: grouped[name] for name in moments},
        link_first_at=linked.link_first_at,
        link_last_at=linked.link_last_at,
    ).mutate(days_both_ways=ibis.least(ibis._.in_days, ibis._.out_days))


def with_origin(facts: ir.Table, *, begins: datetime, matrix: Matrix) -> ir.Table:
    """Pair facts with `origin` (words.ORIGINS), `origin_weight`, and `private` where it is below 1.

    `begins` is the first call or message of the extracts (UTC). Contact that already ran steadily
    and both ways in the first weeks after it has a beginning that nobody saw; so has contact both
    ways that comes as soon after it as its own usual spacing allows, whether or not a link came
    before. A look-up long before the first contact is not what the contact began with.
    """
    head_start = ibis.interval(days=matrix.head_start_days)
    running_until = ibis.literal(begins + timedelta(days=matrix.running_days))
    no_link = facts.link_first_at.isnull()
    talked_first = facts.first_talk_at + head_start < facts.link_first_at
    both_ways = facts.days_both_ways >= STEADY_DAYS
    looked_for = ibis.interval(days=matrix.look_up_days)
    looked_first = (facts.first_lookup_at < facts.first_talk_at) & (
        facts.first_talk_at <= facts.first_lookup_at + looked_for
    )
    running = (facts.first_talk_at < running_until) & both_ways
    named = facts.mutate(
        origin=ibis.cases(
            (~no_link & talked_first & (facts.days_both_ways >= 1), "before any policing link"),
            (
                (running & (facts.link_first_at < ibis.literal(begins))).fill_null(False),
                "already running when the records begin",
            ),
            (
                (facts.days_both_ways >= 1) & _beginning_unseen(facts, begins, matrix),
                "already running when the records begin",
            ),
            (~no_link, "after a policing link"),
            (looked_first.fill_null(False), "after a look-up"),
            else_="no link seen",
        )
    )
    weight = ibis.cases(
        *[(named.origin == name, value) for name, value in matrix.origin.items()], else_=1.0
    )
    weighted = named.mutate(origin_weight=weight.cast("float64"))
    return weighted.mutate(private=weighted.origin_weight < 1.0)


def _beginning_unseen(facts: ir.Table, begins: datetime, matrix: Matrix) -> ir.BooleanValue:
    """Whether the first day of talk comes too soon after `begins` to be taken for the first."""
    first, last = facts.first_talk_at.epoch_seconds(), facts.last_talk_at.epoch_seconds()
    spacing = (last - first) / ibis.greatest(facts.talk_days - 1, 1)
    waited = first - ibis.literal(begins).epoch_seconds()
    return ((facts.talk_days > 1) & (waited < spacing * matrix.unseen_spacings)).fill_null(False)
