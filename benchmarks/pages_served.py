"""The workbench of the pages benchmark, in a process of its own: published into, then served.

Waitress, threads and settings are those of `upstander serve --demo`; around the application stands
one that notes how long each answer took.
"""

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from upstander.web import door

PASSWORD = "nobody here exists either"
THREADS = 8  # as `upstander serve` has them
PAGE, LOAD = "X-Benchmark-Page", "X-Benchmark-Load"  # what a visitor says of a request


def name_of(number: int) -> str:
    """What one of the visitors signs in with."""
    return f"visitor{number:02}"


def main(folder: Path, port: int, notes: Path) -> None:
    """Publish the folder, make the visitors, serve until stopped, and write the notes down."""
    door.set_up()
    from upstander.web.config import serving, starting, wsgi
    from upstander.web.triage.publishing import publish

    starting.prepare(say=lambda said: None)
    clock, processor = time.perf_counter(), time.process_time()
    publish(folder)
    published = {
        "clock_s": time.perf_counter() - clock, "processor_s": time.process_time() - processor
    }  # fmt: skip
    _people()
    held = Noting(wsgi.application)
    wsgi.application = held  # type: ignore[assignment]
    with serving.listening("127.0.0.1", port) as listening:
        serving.serve([listening], threads=THREADS, say=lambda said: print(said, flush=True))
    notes.write_text(json.dumps({"published": published, "answers": held.notes}), encoding="utf-8")


def _people() -> None:
    """Twenty people of the unit, and some leads that are theirs: one in ten has an owner."""
    from django.contrib.auth.hashers import make_password

    from upstander.web.accounts.models import Role, User
    from upstander.web.triage.models import Lead

    roles = [Role.ANALYST, Role.ANALYST, Role.INVESTIGATOR, Role.SUPERVISOR]
    password = make_password(PASSWORD)
    made = User.objects.bulk_create(
        User(
            username=name_of(number),
            password=password,
            role=roles[number % len(roles)],
            staff_id=f"V{number}",
        )
        for number in range(20)
    )
    for number, user in enumerate(made):
        Lead.objects.filter(rank__range=(25 * number + 1, 25 * number + 25)).update(owner=user)


class Noting:
    """The application, and how long each of its answers took: by the clock and of the processor."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application
        self.notes: list[dict[str, Any]] = []

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterator[bytes]:
        """The answer as it is; it is noted when its last byte was handed over."""
        clock, processor = time.perf_counter(), time.thread_time()
        said: dict[str, str] = {}

        def started(status: str, headers: Any, problem: Any = None) -> Any:
            said["status"] = status
            return start(status, headers, problem)

        answer = self.application(environ, started)
        try:
            yield from answer
        finally:
            if hasattr(answer, "close"):
                answer.close()
            if load := environ.get("HTTP_" + LOAD.upper().replace("-", "_")):
                self.notes.append(
                    {
                        "load": load,
                        "page": environ["HTTP_" + PAGE.upper().replace("-", "_")],
                        "status": int(said["status"].split()[0]),
                        "ms": (time.perf_counter() - clock) * 1000,
                        "processor_ms": (time.thread_time() - processor) * 1000,
                    }
                )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
