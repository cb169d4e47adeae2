"""Starting and stopping, as whoever runs it sees it: in a process of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SECRET = "aB3-dE6_gH9.jK2mN5pQ8sT1vW4yZ7bC0eF3hI6x"
START = [sys.executable, "-m", "upstander", "serve"]


def environment(home: Path, **more: str) -> dict[str, str]:
    ours = ("UPSTANDER_", "DJANGO_", "DATABASE_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {"UPSTANDER_HOME": str(home)} | more


def started(home: Path, *options: str, **more: str) -> subprocess.CompletedProcess[str]:
    """A start that ends by itself."""
    return subprocess.run(
        [*START, *options], env=environment(home, **more), capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def served(home: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A demo that is being served, and where."""
    command = [*START, "--demo", "--port", str(free_port())]
    process = subprocess.Popen(
        command, env=environment(home, PYTHONUNBUFFERED="1"), stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    address = next(
        found[0] for line in process.stdout if (found := re.search(r"http://[\d.:]+/", line))
    )
    yield process, address
    process.kill()
    process.wait()
    process.stdout.close()


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@pytest.mark.parametrize(
    ("options", "more", "code", "said"),
    [
        ([], {}, 7, "UPSTANDER_SECRET_KEY is not set"),
        ([], {"UPSTANDER_SECRET_KEY": "change-me"}, 7, "too short or too plain"),
        (["--demo"], {"DATABASE_URL": "postgresql://x:y@127.0.0.1:1/z"}, 13, "(PostgreSQL) cannot be"),
        (["--demo"], {"DATABASE_URL": "mysql://x/y"}, 7, "neither a PostgreSQL nor a SQLite"),
        (["--demo"], {"UPSTANDER_COLOUR": "blue"}, 7, "is no colour"),
        (["--demo"], {"UPSTANDER_HOME": "/proc/nowhere"}, 6, "cannot be written to"),
    ],
)  # fmt: skip
def test_a_start_that_cannot_be_says_why(
    options: list[str], more: dict[str, str], code: int, said: str, tmp_path: Path
):
    found = started(tmp_path, "--check", *options, **more)
    assert said in found.stderr and found.returncode == code
    assert "Traceback" not in found.stderr and "change-me" not in found.stderr


@pytest.mark.slow
def test_two_starts_at_once_take_turns_and_a_third_finds_all_done(tmp_path: Path):
    found: list[subprocess.CompletedProcess[str]] = []
    both = [
        threading.Thread(target=lambda: found.append(started(tmp_path, "--check", "--demo")))
        for _ in range(2)
    ]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert [one.returncode for one in found] == [0, 0], [one.stderr for one in found]
    said = "".join(one.stdout for one in found)
    assert said.count("changes made") == said.count("as it should be") == 1


def test_in_earnest_it_starts_with_a_secret_and_refuses_the_demos_accounts(tmp_path: Path):
    given = {"UPSTANDER_SECRET_KEY": SECRET, "UPSTANDER_HOSTS": "workbench.example"}
    assert started(tmp_path, "--check", **given).returncode == 0
    make = "from upstander.web import door; door.set_up(); from upstander.web.accounts import demo; demo.make('abcdefgh')"
    subprocess.run(
        [sys.executable, "-c", make], env=environment(tmp_path, UPSTANDER_DEMO="1"), check=True
    )
    found = started(tmp_path, "--check", **given)
    assert "whose password anybody can read" in found.stderr and found.returncode == 7


@pytest.mark.slow
def test_it_serves_until_told_to_stop(served: Any, home: Path):
    process, address = served
    with urllib.request.urlopen(f"{address}sign-in/") as answer:
        page = answer.read().decode()
        assert "Sign in" in page and "nobody here exists" in page
        assert answer.headers.get("Server") is None
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    style = re.findall(r'href="(/static/[^"]+\.css)"', page)[0]
    assert re.search(r"\.[0-9a-f]{12}\.css$", style)
    with urllib.request.urlopen(address.rstrip("/") + style) as answer:
        assert "immutable" in answer.headers["Cache-Control"]
    again = started(home, "--demo", "--port", address.rstrip("/").split(":")[-1])
    assert "Something else listens on port" in again.stderr and again.returncode == 13
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 0
    assert "Stopped." in process.stdout.read()


@pytest.mark.slow
def test_what_anybody_says_of_a_proxy_is_not_believed(served: Any):
    _, address = served
    claimed = {"Host": "elsewhere.example", "X-Forwarded-Host": "localhost"}
    with pytest.raises(urllib.error.HTTPError, match="400"):
        urllib.request.urlopen(urllib.request.Request(f"{address}sign-in/", headers=claimed))
