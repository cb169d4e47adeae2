"""What decides what somebody reads, worked out once for a page and not in each of its queries.

A memory lasts as long as one request that only reads. There is none in a request that changes
something, in a command or in a test that calls a policy: there every question is asked anew. So a
conflict that is made holds from the next request on, in every process.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

T = TypeVar("T")
A_LIST = 200  # values that a query names one by one; more of them stay a query within it
_memory: ContextVar[dict[Hashable, Any] | None] = ContextVar("upstander_page", default=None)


class OncePerPage:
    """Gives a request that only reads a memory of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request; what was worked out for it is forgotten with it."""
        if request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        with a_page():
            return self.get_response(request)


@contextmanager
def a_page() -> Iterator[None]:
    """Until its end, nothing is worked out twice."""
    before = _memory.set({})
    try:
        yield
    finally:
        _memory.reset(before)


def once(question: Hashable, answer: Callable[[], T]) -> T:
    """The answer to a question, which names whose it is; worked out anew outside a page."""
    memory = _memory.get()
    if memory is None:
        return answer()
    if question not in memory:
        memory[question] = answer()
    found: T = memory[question]
    return found


def few(values: QuerySet[Any, T]) -> tuple[T, ...] | QuerySet[Any, T]:
    """The values themselves where they are few, as they nearly always are; else their query."""
    found = tuple(values[: A_LIST + 1])
    return found if len(found) <= A_LIST else values
