"""Several processes that answer at one port: started, replaced where one ends, and ended together.

Python answers with one processor for each process, however many threads it has. The parent listens
and answers nothing; each child is a new Python that gets the listening socket, makes itself ready
and then takes whoever comes next. A child hears of the end by its standard input, which the parent
holds open: it closes when the parent ends, however that comes about, so that no child is left over.
"""

import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from django.db import connections

from upstander.errors import WorkbenchError
from upstander.web.config import one_process, serving

MOST = 4  # unless somebody says so: 8 threads of each may each hold a connection to PostgreSQL
_REPLACED, _WITHIN_S = 5, 60.0  # more ends than that within a minute are no accident
_PATIENCE_S = 15.0  # for answers that are under way when the end comes
# -P: nothing is imported from the folder that somebody happens to stand in.
CHILD = (sys.executable, "-P", "-m", one_process.__name__)

Say = Callable[[str], None]


def usual() -> int:
    """How many processes there are where nobody says: one for each processor, four at most."""
    usable = getattr(os, "sched_getaffinity", None)
    return min(len(usable(0)) if usable else os.cpu_count() or 1, MOST)


def serve(
    held: socket.socket,
    *,
    processes: int,
    threads: int,
    say: Say,
    child: Sequence[str] = CHILD,
) -> None:
    """Serve from several processes until told to stop.

    WorkbenchError where they end again and again.
    """
    connections.close_all()  # what the start needed: the parent asks nothing further
    signal.signal(signal.SIGTERM, serving.stop)
    command = [*child, str(held.fileno()), str(threads)]
    with selectors.DefaultSelector() as watched:
        try:
            for _ in range(processes):
                _start(command, held=held, watched=watched)
            _watch(watched, command=command, held=held, say=say)
        except (SystemExit, KeyboardInterrupt):
            pass  # told to stop
        finally:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)  # it is being done
            _end([key.data for key in watched.get_map().values()])
    say("Stopped.")


def _start(command: list[str], *, held: socket.socket, watched: selectors.BaseSelector) -> None:
    """A child, in a session of its own: Ctrl-C is for the parent, which lets it finish."""
    started = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, pass_fds=[held.fileno()],
        start_new_session=True,
    )  # fmt: skip
    assert started.stdout is not None
    watched.register(started.stdout, selectors.EVENT_READ, started)


def _watch(
    watched: selectors.BaseSelector, *, command: list[str], held: socket.socket, say: Say
) -> None:
    """Say when all are ready, and replace those that end. Without an end of its own."""
    waited_for, ends = len(watched.get_map()), list[float]()
    while True:
        for key, _ in watched.select():
            if os.read(key.fd, 4096):  # that it is ready, which is all that a child says
                waited_for -= 1
                if waited_for == 0:
                    say(serving.address(held))
                continue
            watched.unregister(key.fileobj)
            _end([key.data])
            now = time.monotonic()
            ends = [*(end for end in ends if now - end < _WITHIN_S), now]
            if len(ends) > _REPLACED:
                raise WorkbenchError(
                    "The workbench's processes end again and again.",
                    do="Put right what they said last (above), and start again.",
                )
            say("A process of the workbench ended by itself: another one takes its place.")
            _start(command, held=held, watched=watched)


def _end(children: Sequence["subprocess.Popen[Any]"]) -> None:
    """Tell them all, then wait for each; one that does not end by itself is ended."""
    for child in children:
        assert child.stdin is not None
        with suppress(BrokenPipeError):
            child.stdin.close()
    until = time.monotonic() + _PATIENCE_S
    for child in children:
        try:
            child.wait(timeout=max(until - time.monotonic(), 0))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        assert child.stdout is not None
        child.stdout.close()
