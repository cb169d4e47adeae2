"""Of a chain of rewrites each node meets those of its kind, and the first of them holds."""

import ibis
import ibis.expr.operations as ops
from ibis.common.patterns import InstanceOf, Pattern, Replace

from upstander.engine.rewriting import of_its_kind

ROWS = ibis.table({"who": "string", "day": "int64"}, name="rows")


def to(value: int, *, of: object) -> Pattern:
    """A rewrite of what the pattern matches into a number."""
    return Replace(of, lambda _: ops.Literal(value, dtype="int64"))


def test_the_first_that_matches_holds() -> None:
    chain = to(1, of=ops.Sum) | to(2, of=ops.Max) | to(3, of=InstanceOf((ops.Max, ops.Min)))
    rewritten = of_its_kind(chain)

    found = [rewritten(value.op(), None) for value in (ROWS.day.max(), ROWS.day.min())]

    assert [node.value for node in found] == [2, 3]


def test_what_no_rewrite_is_for_stays() -> None:
    mean = ROWS.day.mean().op()

    assert of_its_kind(to(1, of=ops.Sum) | to(2, of=ops.Max))(mean, None) is mean


def test_a_rewrite_that_does_not_say_its_kind_is_tried_on_all() -> None:
    odd = to(1, of=lambda node, _context: node)

    assert of_its_kind(to(2, of=ops.Sum) | odd)(ROWS.day.max().op(), None).value == 1


def test_a_node_is_looked_at_as_its_parts_have_become() -> None:
    without = Replace(ops.Add, lambda _: _.left) | to(1, of=ops.Sum)

    assert (ROWS.day + 1).max().op().replace(without) == ROWS.day.max().op()
