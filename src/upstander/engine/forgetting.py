"""Lets an Ibis expression go in whichever thread drops it last, for `sessions.py`.

Ibis remembers which expressions are equal in one dictionary for the whole process, and takes an
expression out of it when the expression goes. It tidies both sides in steps that another thread
can come between: then an entry stays behind, and a later expression at the same place in memory
would be taken as equal to one it never met. Here nobody takes away what belongs to an expression
that still lives, so that each step is one that no thread can come between.
"""

from typing import Any

from ibis.common.bases import Comparable


def forget(gone: Any, known: dict[int, dict[int, bool]] = Comparable.__cache__) -> None:
    """Take an expression that goes out of what Ibis remembers, safe in any thread.

    `known` is bound here: when Python ends, this module's names may be gone before the last
    expression is.
    """
    for other in list(known.pop(id(gone), ())):
        met = known.get(other)
        if met is not None:
            met.pop(id(gone), None)


def safe_in_any_thread() -> None:
    """Have Ibis forget this way."""
    Comparable.__del__ = forget
