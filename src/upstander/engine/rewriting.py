"""Has Ibis try on each node of an expression only the rewrites of its kind, for `sessions.py`.

To become a query an expression is gone through several times, and each time every node is held
against a chain of a dozen and more rewrites, most of them of kinds of node that it is not. Which of
them are of its kind is found once for each kind.
"""

import functools
from collections.abc import Callable, Iterator
from typing import Any

from ibis.common import graph
from ibis.common.patterns import AnyOf, InstanceOf, NoMatch, Object, Pattern, Replace

_as_ibis_has_it = graph._coerce_replacer


def of_its_kind(replacer: Any, context: dict[str, Any] | None = None) -> Callable[..., Any]:
    """What Ibis makes of a replacer; of a chain of rewrites the first that matches, as there."""
    if not isinstance(replacer, Pattern):
        return _as_ibis_has_it(replacer, context)  # type: ignore[no-any-return]
    chosen = _chosen(tuple(_rewrites(replacer)))

    def rewritten(node: Any, changed: dict[str, Any] | None) -> Any:
        # Made again of what its parts have become, before it is looked at itself.
        node = node.__recreate__(changed) if changed else node
        told = context or {}
        for rewrite in chosen(type(node)):
            result = rewrite.match(node, told)
            if result is not NoMatch:
                return result
        return node

    return rewritten


def _rewrites(pattern: Any) -> Iterator[Any]:
    """The rewrites of a chain, in their order."""
    if isinstance(pattern, AnyOf):
        for part in pattern.patterns:
            yield from _rewrites(part)
    else:
        yield pattern


@functools.cache
def _chosen(rewrites: tuple[Any, ...]) -> Callable[[type], tuple[Any, ...]]:
    kinds = [(rewrite, _kinds(rewrite)) for rewrite in rewrites]

    @functools.cache
    def chosen(kind: type) -> tuple[Any, ...]:
        return tuple(rewrite for rewrite, of in kinds if issubclass(kind, of))

    return chosen


def _kinds(pattern: Any) -> tuple[type, ...]:
    """The kinds of node that a pattern can match: where it does not say so, any."""
    match pattern:
        case Replace():
            return _kinds(pattern.matcher)
        case Object():
            return _kinds(pattern.type)
        case AnyOf():
            return tuple(kind for part in pattern.patterns for kind in _kinds(part))
        case InstanceOf():
            return pattern.type if isinstance(pattern.type, tuple) else (pattern.type,)
    return (object,)


def tried_by_kind() -> None:
    """Have Ibis rewrite this way."""
    graph._coerce_replacer = of_its_kind
