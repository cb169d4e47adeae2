"""How rare each finding is among peers, in bits: n bits is one in 2 to the n.

The share is of *staff*, not of pairs: a finding is as rare as members of staff whose strongest
finding of the same sign is at least as strong. A busy member has more pairs, and so more chances;
counting staff by their strongest pair takes that into account. The peer group is the role family,
drawn towards the whole force when it is small. Ties count against rarity.

Like is held against like: contact that belongs to a private life (see origin.py) is common, loud
and off duty, and would hide the same thing where it is rare, between people who met through work.
So the findings of each of the two stories are counted among their own.

A member who deals with far more people than others has more chances that one of them stands out:
a sign of a pair loses a bit for each doubling beyond `many_people` times the force's mean.
"""

import math

import ibis
import ibis.expr.types as ir

from upstander.engine.leads.matrix import Matrix
from upstander.engine.leads.weigh import EXACT


def with_bits(findings: ir.Table, *, staff: ir.Table, matrix: Matrix) -> ir.Table:
    """Findings (FINDINGS plus `indicator` and `private`) with `rarity_bits`.

    `staff` gives staff_id, role_family and people (with how many they had contact) of everyone in
    the force: those whom a sign did not find count as peers that it did not find.
    """
    # Two values that only differ where an engine's sums end are one: a tie must not depend on it.
    peers = staff.select(
        "staff_id", "role_family", chances=_chances(staff.people, many=matrix.many_people)
    )
    placed = findings.mutate(level=findings.value.round(EXACT)).join(peers, "staff_id")
    strongest = ibis.window(
        group_by=["indicator", "private", "staff_id"], order_by=[ibis.desc("level"), "human_id"]
    )
    placed = placed.mutate(is_best=ibis.ifelse(ibis.row_number().over(strongest) == 0, 1, 0))
    sizes = staff.group_by("role_family").agg(group_size=staff.count())
    size = staff.count().as_scalar()
    force = _at_least(placed, by=("indicator", "private"), name="force_as_strong")
    group = _at_least(placed, by=("indicator", "private", "role_family"), name="group_as_strong")
    joined = (
        placed.join(force, ["indicator", "private", "level"])
        .join(group, ["indicator", "private", "role_family", "level"])
        .join(sizes, "role_family")
    )
    shrink = matrix.shrink_towards_force
    force_share = joined.force_as_strong / size
    share = (joined.group_as_strong + shrink * force_share) / (joined.group_size + shrink)
    bits = -(share.ln() / math.log(2)) - ibis.ifelse(joined.human_id.isnull(), 0.0, joined.chances)
    return joined.mutate(
        rarity_bits=ibis.least(ibis.greatest(bits, 0.0), matrix.most_bits_a_sign).cast("float64")
    ).select(*findings.columns, "role_family", "rarity_bits")


def _chances(people: ir.IntegerColumn, *, many: float) -> ir.FloatingValue:
    """The bits that a member's chances take: none up to so many times what the force has."""
    usual = ibis.greatest(people.mean().over(ibis.window()), 1.0) * many
    return ibis.greatest((ibis.greatest(people, 1) / usual).ln() / math.log(2), 0.0)


def _at_least(placed: ir.Table, *, by: tuple[str, ...], name: str) -> ir.Table:
    """For each level of a sign: how many members have a strongest finding at least as large."""
    counted = placed.group_by(*by, "level").agg(members=placed.is_best.sum())
    larger = ibis.window(
        group_by=list(by), order_by=ibis.desc("level"), preceding=None, following=0
    )
    return counted.mutate(**{name: counted.members.sum().over(larger)}).drop("members")
