"""Several processes at one port, as whoever runs them sees it: real ones."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.unit.web.config.test_serving import START, environment, free_port
from upstander.errors import WorkbenchError
from upstander.web.config import processes, serving

REPLACED = "ended by itself: another one takes its place"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """A demo served by two processes, and where."""
    command = [*START, "--demo", "--processes", "2", "--port", str(free_port())]
    parent = subprocess.Popen(
        command, env=environment(tmp_path, PYTHONUNBUFFERED="1"), stdout=subprocess.PIPE, text=True
    )
    address = re.findall(r"http://[\d.:]+/", until("Serving at", parent))[0]
    yield parent, address
    parent.kill()
    parent.wait()
    assert parent.stdout is not None
    parent.stdout.close()


def until(words: str, parent: "subprocess.Popen[str]") -> str:
    """The line that has these words, when it is said."""
    assert parent.stdout is not None
    return next(line for line in parent.stdout if words in line)


def children(parent: "subprocess.Popen[str]") -> set[int]:
    found = subprocess.run(
        ["pgrep", "-P", str(parent.pid)], capture_output=True, text=True, check=False
    )
    return {int(number) for number in found.stdout.split()}


def is_there(number: int) -> bool:
    """Whether a process runs; one that ended and was not yet collected does not."""
    found = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(number)], capture_output=True, text=True, check=False
    )
    return found.stdout.strip()[:1] not in {"", "Z"}


def soon(holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + 60
    while not holds() and time.monotonic() < end:
        time.sleep(0.1)
    return holds()


def answers(address: str) -> bool:
    with urllib.request.urlopen(f"{address}sign-in/", timeout=60) as answer:
        return b"Sign in" in answer.read()


@pytest.mark.slow
def test_each_answers_and_one_that_is_killed_is_replaced(served: Any) -> None:
    parent, address = served
    both = children(parent)
    assert len(both) == 2
    for held in both:  # the other one answers meanwhile
        os.kill(held, signal.SIGSTOP)
        assert answers(address)
        os.kill(held, signal.SIGCONT)
    killed = both.pop()
    os.kill(killed, signal.SIGKILL)
    assert until(REPLACED, parent)
    assert answers(address)
    assert killed not in children(parent) and len(children(parent)) == 2
    parent.send_signal(signal.SIGTERM)
    assert parent.wait(timeout=30) == 0
    assert "Stopped." in parent.stdout.read()
    assert not any(is_there(one) for one in both)


@pytest.mark.slow
def test_none_is_left_over_where_the_parent_is_killed(served: Any) -> None:
    parent, _ = served
    both = children(parent)
    parent.kill()
    assert soon(lambda: not any(is_there(one) for one in both))


# --- the parent alone, over children that are a few lines each

ANSWERS_SLOWLY = """
import sys, time
from upstander.web import door
door.set_up()
from upstander.web.config import one_process, wsgi
def slow(environ, start):
    time.sleep(1.5 if environ["PATH_INFO"] == "/slow/" else 0)
    start("200 OK", [("Content-Length", "4")])
    return [b"late"]
wsgi.application = slow
one_process.main(int(sys.argv[1]), threads=int(sys.argv[2]))
"""
HEARS_NOTHING = "import time; print('ready', flush=True); time.sleep(600)"
ENDS_AT_ONCE = "print('ready', flush=True)"


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """Whoever runs the tests answers to SIGTERM again afterwards."""
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


def supervised(script: str, *, then: Callable[[str], None] = lambda said: None) -> list[str]:
    """Two children that run a script; what was said, each of which is told to `then` at once."""
    said: list[str] = []

    def say(sentence: str) -> None:
        said.append(sentence)
        then(sentence)

    with serving.listening("127.0.0.1", 0) as held:
        command = [sys.executable, "-c", script]
        processes.serve(held, processes=2, threads=2, say=say, child=command)
    return said


def told_to_stop(said: str) -> None:
    if "Serving" in said:
        os.kill(os.getpid(), signal.SIGTERM)


def test_whoever_is_being_answered_is_answered_first() -> None:
    answered: list[bytes] = []

    def asks_and_stops(said: str) -> None:
        if found := re.search(r"http://[\d.:]+/", said):
            asked = threading.Thread(
                target=lambda: answered.append(urllib.request.urlopen(f"{found[0]}slow/").read())
            )
            asked.start()
            time.sleep(0.5)
            told_to_stop(said)

    assert supervised(ANSWERS_SLOWLY, then=asks_and_stops)[-1] == "Stopped."
    assert soon(lambda: answered == [b"late"])


def test_one_that_hears_nothing_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "_PATIENCE_S", 0.2)
    began = time.monotonic()
    assert supervised(HEARS_NOTHING, then=told_to_stop)[-1] == "Stopped."
    assert time.monotonic() - began < 30


def test_those_that_end_again_and_again_end_the_start_with_a_sentence() -> None:
    said: list[str] = []
    with pytest.raises(WorkbenchError, match="end again and again"):
        supervised(ENDS_AT_ONCE, then=said.append)
    assert sum(REPLACED in sentence for sentence in said) == 5
    assert "Stopped." not in said


@pytest.mark.parametrize(("processors", "usual"), [(1, 1), (2, 2), (4, 4), (64, 4)])
def test_there_is_one_for_each_processor_up_to_four(
    processors: int, usual: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(processors)), raising=False)
    assert processes.usual() == usual
