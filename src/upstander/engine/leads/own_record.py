"""What a member's own record says of work with a person whom no assignment joins them to.

Work leaves work behind: whoever deals with a matter opens it, cites its number and changes the
record. Of contact that no purpose explains, look-ups that do neither tell of an interest in the
person; look-ups that do tell of a matter whose assignment was never entered. The second is the
member's own say and is soon typed: it explains nothing, names no purpose and takes no contact off
a lead. It only lessens the signs that would all come of a record that is missing, and those that a
recorded purpose would lessen; the lead says so, with the numbers, so that somebody looks.
"""

import ibis
import ibis.expr.types as ir

from upstander.engine.leads.matrix import Matrix

PAIR = ("staff_id", "human_id")


def with_own_record(facts: ir.Table, *, look_ups: ir.Table, matters: ir.Table) -> ir.Table:
    """Pair facts with `open_look_ups`, and `work_look_ups`: those of them that are work on record.

    `look_ups` are those that no purpose explains: staff_id, human_id, action, occurrence_id.
    `matters` has human_id and occurrence_id: what each person is involved in, in any role.
    """
    cited = matters.select("human_id", "occurrence_id").distinct().mutate(theirs=True)
    told = look_ups.left_join(cited, ["human_id", "occurrence_id"])
    is_work = told.theirs.fill_null(False) | (told.action == "edit").fill_null(False)
    counted = told.group_by(*PAIR).agg(
        open_look_ups=told.count(), work_look_ups=is_work.cast("int64").sum()
    )
    joined = facts.left_join(counted, PAIR)
    return joined.select(
        *facts.columns,
        open_look_ups=joined.open_look_ups.fill_null(0),
        work_look_ups=joined.work_look_ups.fill_null(0),
    )


def with_record_weight(facts: ir.Table, *, matrix: Matrix) -> ir.Table:
    """Adds `record_weight`: the share at which signs of a missing record count for the pair."""
    enough = facts.work_look_ups >= ibis.greatest(facts.open_look_ups * matrix.own_record_from, 1)
    weight = ibis.ifelse(enough, matrix.own_record, 1.0)
    return facts.mutate(record_weight=weight.cast("float64"))
