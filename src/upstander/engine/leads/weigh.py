"""Evidence weighed for each pair: families, not votes.

Signs that see the same thing belong to one family: within it the strongest counts in full and
each other one by a small share. Across families bits add up, but no event counts twice in full:
what a stronger sign already rests on adds little to a weaker one. Signs that would all come of one
record that was never entered count less from the second on, and less again where the member's own
record tells of work with the person (see own_record.py). Contact shape, timing and visits of a
private life weigh less (see origin.py); look-ups and history keep their weight. Supporting signs,
such as a kind word in a message, count only as far as other signs of the pair stand beside them:
they at most double what those say, and by themselves they say nothing. Signs that also count
contact which a purpose explains count for less, as far as it explains what they rest on. A stop
names a place and not a person: signs of a pair count for less as far as they rest on stops. So does
what is told of the member and of nobody in particular.
"""

import ibis
import ibis.expr.types as ir

from upstander.engine.leads.matrix import Matrix

# Sums of fractions end differently with the order in which threads add them; ranks must not.
EXACT = 9


def weighed(
    findings: ir.Table,
    *,
    events: ir.Table,
    facts: ir.Table,
    matrix: Matrix,
    unexplained: ir.Table | None = None,
) -> ir.Table:
    """Findings with `weight`: the share of its rarity_bits that each adds to the score.

    `findings` carry indicator, family and rarity_bits; `events` are what they rest on; `facts`
    carry origin_weight and record_weight for pairs; `unexplained` are the contacts that nothing
    explains (none given: nothing is known to be explained). `explained_weight` is the part of the
    weight that comes of purposes for what the sign rests on, `named_weight` that of the stops among
    its rows.
    """
    findings = _with_explained_weight(
        findings, events=events, unexplained=unexplained, matrix=matrix
    )
    origin = facts.select("staff_id", "human_id", "origin_weight", "record_weight")
    joined = (
        findings.left_join(origin, ["staff_id", "human_id"])
        .select(*findings.columns, "origin_weight", "record_weight")
        .left_join(_names(events, matrix=matrix), ["staff_id", "human_id", "indicator"])
    )
    spared = joined.family.isin(matrix.origin_spares)
    of_gap = joined.indicator.isin(matrix.gap_signs)
    record = ibis.coalesce(joined.record_weight, 1.0)
    work = ibis.cases(
        # What a recorded purpose lessens, the member's own record does not lessen again.
        (
            joined.indicator.isin(matrix.may_be_explained),
            ibis.least(joined.explained_weight, record),
        ),
        (of_gap, record),
        else_=1.0,
    )
    own = ibis.cases(
        *[(joined.indicator == sign, weight) for sign, weight in matrix.signs.items()], else_=1.0
    )
    told = joined.select(
        *findings.columns,
        told_as=ibis.ifelse(spared, 1.0, ibis.coalesce(joined.origin_weight, 1.0))
        * work
        * own
        * ibis.ifelse(joined.human_id.isnull(), matrix.about_member, 1.0)
        * ibis.coalesce(joined.named_weight, 1.0),
        named_weight=ibis.coalesce(joined.named_weight, 1.0),
        of_gap=of_gap,
    )
    told = told.mutate(
        told_bits=told.rarity_bits * told.told_as,
        supports=told.indicator.isin(matrix.supporting_signs),
    )
    # What only supports comes after what stands by itself, and takes nothing from it.
    strongest = ["supports", ibis.desc("told_bits"), "indicator"]
    whole = told.told_bits.sum().over(ibis.window(group_by=["staff_id", "human_id"])).round(EXACT)
    told = told.mutate(pair_told=whole)
    # The strongest pair of a member claims its events first, and in it the strongest sign.
    member = ibis.window(
        group_by="staff_id",
        order_by=["supports", ibis.desc("pair_told"), "human_id", *strongest],
    )
    family = ibis.window(group_by=["staff_id", "human_id", "family"], order_by=strongest)
    gap = ibis.window(group_by=["staff_id", "human_id", "of_gap"], order_by=strongest)
    placed = told.mutate(
        place=ibis.row_number().over(member),
        in_family=ibis.row_number().over(family),
        in_gap=ibis.ifelse(told.of_gap, ibis.row_number().over(gap), 0),
    )
    new = _new_share(placed, events=events)
    placed = placed.left_join(new, ["staff_id", "indicator", "human_id"]).select(
        *placed.columns, new_share=ibis.coalesce(new.new_share, 1.0)
    )
    rest = matrix.rest_of_events
    weight = (
        placed.told_as
        * ibis.ifelse(placed.in_family == 0, 1.0, matrix.rest_of_family)
        * (rest + (1.0 - rest) * placed.new_share)
        * ibis.literal(matrix.rest_of_gap) ** placed.in_gap
    ).cast("float64")
    return _beside(placed.mutate(weight=weight)).drop(
        "place", "in_family", "in_gap", "of_gap", "pair_told", "told_as", "told_bits", "new_share"
    )


def _with_explained_weight(
    findings: ir.Table, *, events: ir.Table, unexplained: ir.Table | None, matrix: Matrix
) -> ir.Table:
    """Adds what signs that count explained contact keep: in full as far as nothing explains it."""
    if unexplained is None:
        return findings.mutate(explained_weight=ibis.literal(1.0))
    finding = ["staff_id", "human_id", "indicator"]
    row = ["staff_id", "human_id", "source_table", "source_file", "source_row"]
    told = events.filter(events.indicator.isin(matrix.may_be_explained), events.human_id.notnull())
    told = told.select("indicator", *row).distinct()
    opened = unexplained.select(*row).distinct().mutate(opened=ibis.literal(1.0))
    rests = told.left_join(opened, row).select(*told.columns, opened=opened.opened.fill_null(0.0))
    share = rests.group_by(*finding).agg(opened=rests.opened.mean().round(EXACT))
    joined = findings.left_join(share, finding)
    counts = matrix.all_explained
    kept = ibis.coalesce(counts + (1.0 - counts) * joined.opened, 1.0)
    return joined.select(*findings.columns, explained_weight=kept.cast("float64"))


def _names(events: ir.Table, *, matrix: Matrix) -> ir.Table:
    """Of each sign of a pair `named_weight`: the share of its rows that name the person."""
    of_pairs = events.filter(events.human_id.notnull())
    row = ibis.ifelse(of_pairs.source_table == "positions", matrix.stop_share, 1.0)
    return of_pairs.group_by("staff_id", "human_id", "indicator").agg(
        named_weight=row.cast("float64").mean().round(EXACT)
    )


def _beside(placed: ir.Table) -> ir.Table:
    """With `bits`: those of supporting signs are no more than what stands beside them."""
    full = placed.mutate(bits=placed.rarity_bits * placed.weight)
    pair = ibis.window(group_by=["staff_id", "human_id"])
    beside = ibis.ifelse(full.supports, 0.0, full.bits).sum().over(pair)
    support = ibis.ifelse(full.supports, full.bits, 0.0).sum().over(pair)
    share = ibis.ifelse(
        full.supports & (support > beside), beside / ibis.greatest(support, 1e-9), 1.0
    )
    lessened = full.mutate(weight=full.weight * share)
    return lessened.mutate(bits=lessened.rarity_bits * lessened.weight)


def _new_share(placed: ir.Table, *, events: ir.Table) -> ir.Table:
    """Of each sign of a pair: the share of its events that no stronger one of the member claims.

    A stop near the homes of three, or a call to a number that two share, is one event.
    """
    row = ["staff_id", "source_table", "source_file", "source_row"]
    of_pairs = events.filter(events.human_id.notnull())
    ranked = of_pairs.join(
        placed.select("staff_id", "human_id", "indicator", "place"),
        ["staff_id", "human_id", "indicator"],
    )
    once = ranked.group_by(*row, "human_id", "indicator").agg(place=ranked.place.min())
    first = once.mutate(first=once.place.min().over(ibis.window(group_by=row)))
    return first.group_by("staff_id", "human_id", "indicator").agg(
        new_share=(first.place == first.first).cast("float64").mean()
    )


def scored_pairs(evidence: ir.Table) -> ir.Table:
    """One row a pair: pair_bits (sum of weights), signs, first_at, last_at.

    A pair that only supporting signs speak of is no pair of a lead.
    """
    pairs = evidence.filter(evidence.human_id.notnull())
    alone = pairs.filter(~pairs.supports)
    pairs = pairs.semi_join(alone, ["staff_id", "human_id"])
    return pairs.group_by("staff_id", "human_id").agg(
        pair_bits=pairs.bits.sum().round(EXACT),
        signs=pairs.indicator.nunique(),
        first_at=pairs.first_at.min(),
        last_at=pairs.last_at.max(),
        seen_at=pairs.seen_at.min(),
    )


def scored_members(evidence: ir.Table, *, pairs: ir.Table, matrix: Matrix) -> ir.Table:
    """One row a member of staff: member_bits, people (pairs that count), first_at, last_at.

    The strongest pair counts in full, further people by their share, and signs about the member
    alone (complaints, intelligence, breadth) in full.
    """
    order = ibis.window(group_by="staff_id", order_by=[ibis.desc("pair_bits"), "human_id"])
    placed = pairs.mutate(place=ibis.row_number().over(order))
    further = (placed.place > 0) & (placed.pair_bits >= matrix.further_person_from)
    from_pairs = placed.group_by("staff_id").agg(
        strongest=placed.pair_bits.max(),
        others=ibis.coalesce(placed.pair_bits.sum(where=further), 0.0),
        people=ibis.coalesce((further | (placed.place == 0)).sum(), 0),
        first_at=placed.first_at.min(where=further | (placed.place == 0)),
        last_at=placed.last_at.max(where=further | (placed.place == 0)),
    )
    alone = evidence.filter(evidence.human_id.isnull())
    about_member = alone.group_by("staff_id").agg(
        own_bits=alone.bits.sum(), own_first=alone.first_at.min(), own_last=alone.last_at.max()
    )
    joined = from_pairs.outer_join(about_member, "staff_id")
    strongest = ibis.coalesce(joined.strongest, 0.0)
    more = ibis.least(joined.others.fill_null(0.0) * matrix.further_people, strongest)
    return joined.select(
        staff_id=ibis.coalesce(joined.staff_id, joined.staff_id_right),
        member_bits=(strongest + more + joined.own_bits.fill_null(0.0)).round(EXACT),
        people=joined.people.fill_null(0),
        first_at=ibis.least(
            ibis.coalesce(joined.first_at, joined.own_first),
            ibis.coalesce(joined.own_first, joined.first_at),
        ),
        last_at=ibis.greatest(
            ibis.coalesce(joined.last_at, joined.own_last),
            ibis.coalesce(joined.own_last, joined.last_at),
        ),
    )
