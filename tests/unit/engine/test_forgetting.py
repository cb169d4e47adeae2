"""Two threads that compare and drop Ibis objects leave nothing behind, and raise nothing."""

import sys
from collections.abc import Iterator
from threading import Thread
from typing import Any

import ibis.expr.datatypes as dt
import pytest
from ibis.common.bases import Comparable

from upstander.engine import sessions


@pytest.fixture
def impatient() -> Iterator[None]:
    """Threads that take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def remembered() -> set[tuple[int, int]]:
    """The pairs of objects that Ibis holds an answer about."""
    return {(one, other) for one, met in Comparable.__cache__.items() for other in met}


@pytest.mark.usefixtures("impatient")
def test_two_threads_drop_what_they_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    raised: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", raised.append)
    shared = [dt.Struct({"a": dt.int64, "b": dt.Decimal(size, 0)}) for size in range(1, 5)]

    def compare() -> None:
        for turn in range(10_000):
            mine = dt.Struct({"a": dt.int64, "b": dt.Decimal(turn % 30 + 1, 0)})
            assert sum(mine == other for other in shared) == (turn % 30 < 4)

    threads = [Thread(target=compare) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sessions.DuckSession  # its import is what makes it safe
    assert not raised
    left = remembered()
    assert {(other, one) for one, other in left} == left, "one side of an answer stayed behind"
