"""The workbench of the pages benchmark: published into by one process, then served by others.

The parent, its children, their threads and the settings are those of `upstander serve --demo`.
Around the application of each child stands one that notes how long each answer took; the child
writes its notes into a file of its own when it ends.
"""

import json
import os
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


def published(folder: Path, notes: Path) -> None:
    """Publish the folder into a new workbench, make the visitors, and note what it took."""
    door.set_up()
    from upstander.web.config import starting
    from upstander.web.triage.publishing import publish

    starting.prepare(say=lambda said: None)
    clock, processor = time.perf_counter(), time.process_time()
    publish(folder)
    took = {
        "clock_s": time.perf_counter() - clock, "processor_s": time.process_time() - processor
    }  # fmt: skip
    _people()
    notes.write_text(json.dumps(took), encoding="utf-8")


def served(port: int, notes: Path, *, processes: int) -> None:
    """Serve until stopped; each process leaves a file of notes in the folder `notes`."""
    door.set_up()
    from upstander.web.config import processes as several
    from upstander.web.config import serving, starting

    child = (sys.executable, "-m", __spec__.name, "child", str(notes))
    with serving.listening("127.0.0.1", port) as held:
        starting.prepare(say=lambda said: None)
        several.serve(
            held, processes=processes, threads=THREADS, child=child,
            say=lambda said: print(said, flush=True),
        )  # fmt: skip


def child(notes: Path, descriptor: int, threads: int) -> None:
    """One of the processes."""
    from upstander.web.config import one_process, wsgi

    held = Noting(wsgi.application)
    wsgi.application = held  # type: ignore[assignment]
    one_process.main(descriptor, threads=threads)
    (notes / f"{os.getpid()}.json").write_text(json.dumps(held.notes), encoding="utf-8")


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
    match sys.argv[1:]:
        case "publish", folder, into:
            published(Path(folder), Path(into))
        case "serve", at, into, processes:
            served(int(at), Path(into), processes=int(processes))
        case "child", into, descriptor, threads:
            child(Path(into), int(descriptor), int(threads))
