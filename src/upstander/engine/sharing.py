"""Has a relation that several joins share worked out once, for `sessions.py`.

Ibis writes what is used more than once as a common table expression. It does not see that a
relation is, where the uses are joins: each names it through a reference of the join, and equal
references are one. The query then holds the relation as often as it is joined, within itself
again where it is joined to itself, and the engine works it out each time.
"""

from typing import Any

import ibis.expr.operations as ops
from ibis.backends.sql import rewrites
from ibis.common.graph import Graph
from ibis.common.patterns import InstanceOf

_WORKED_OUT = (rewrites.Select, ops.Aggregate, ops.JoinChain, ops.Set, ops.Limit, ops.Sample)
_NO_USE = (ops.Field, ops.CountStar, ops.CountDistinctStar)


def shared(node: ops.Relation) -> set[ops.Relation]:
    """The relations below that are used more than once, by joins or otherwise."""
    users: dict[Any, Any] = Graph.from_bfs(node, filter=~InstanceOf(_NO_USE)).invert()

    def uses(relation: ops.Relation) -> int:
        return sum(
            len(users[user]) if isinstance(user, ops.JoinReference) else 1
            for user in users[relation]
        )

    return {
        relation
        for relation in users
        if isinstance(relation, ops.AliasedRelation)
        or (isinstance(relation, _WORKED_OUT) and uses(relation) > 1)
    }


def worked_out_once() -> None:
    """Have Ibis find shared relations this way."""
    rewrites.extract_ctes = shared
