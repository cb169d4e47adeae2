"""Jobs done one after the other by a thread of its own, for `sessions.py`."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


class InOrder:
    """Jobs done one after the other by one thread. After the first failure none is begun."""

    def __init__(self) -> None:
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="engine")
        self._failure: BaseException | None = None
        self._last: Future[Any] | None = None

    def put(self, job: Callable[[], T]) -> Future[T]:
        """Have it done in its turn."""
        future = self._worker.submit(self._try, job)
        self._last = future
        return future

    def wait(self) -> None:
        """Until all that was put is done; raises what failed."""
        if self._last is not None:
            self._last.result()

    def close(self) -> None:
        """Begin nothing more, and wait for the job at hand."""
        self._worker.shutdown(wait=True, cancel_futures=True)

    def _try(self, job: Callable[[], T]) -> T:
        if self._failure is not None:
            raise self._failure
        try:
            return job()
        except BaseException as failure:
            self._failure = failure
            raise
