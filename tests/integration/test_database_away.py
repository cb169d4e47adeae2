"""A database that goes away and comes back: what a reader is shown, and what is not lost.

A workbench in a process of its own, with the real server behind a line that the test cuts; and a
SQLite file that is moved away, or that somebody else holds.
"""

import http.cookiejar
import os
import re
import signal
import sqlite3
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.support import ready, scan_folder
from tests.support.cut_line import CutLine
from tests.unit.web.config.test_serving import free_port
from tests.unit.web.publishing.test_at_once import FIRST, HALF_WAY, SECOND, Workbench, until

pytestmark = pytest.mark.slow
SERVER = os.environ.get("UPSTANDER_POSTGRES", "")
ACCOUNTS = "from upstander.web import door; door.make_demo_accounts('abcdefgh')"
SECRET = "8 contacts on 6 days"  # what the lead's page says; no page says it while the base is away


@dataclass
class Reader:
    """Somebody with a browser that keeps its session."""

    address: str

    def __post_init__(self) -> None:
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(jar)

    def get(self, path: str, **sent: str) -> tuple[int, str]:
        """The status and the page; a form is sent where there is something to send."""
        data = urllib.parse.urlencode(sent).encode() if sent else None
        try:
            with self._opener.open(self.address + path, data, timeout=90) as answer:
                return int(answer.status), answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()

    def sign_in(self) -> None:
        _status, page = self.get("sign-in/")
        proof = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[0]
        status, page = self.get("sign-in/", csrfmiddlewaretoken=proof, login="analyst",
                                password="nobody here exists")  # fmt: skip
        assert status == 200 and "L-00001" in page, page[:2000]


@contextmanager
def served(workbench: Workbench) -> Iterator[Reader]:
    """The workbench, served by a process of its own."""
    process = workbench.start(
        "-u", "-m", "upstander", "serve", "--demo", "--port", str(free_port())
    )
    assert process.stdout is not None
    address = next(
        found[0] for line in process.stdout if (found := re.search(r"http://[\d.:]+/", line))
    )
    try:
        yield Reader(address)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)


def is_away(answer: tuple[int, str]) -> None:
    """A page that says so and how to go on, and shows nothing of anybody."""
    status, page = answer
    assert status == 503
    assert "The database does not answer" in page and "Nothing that was stored is lost" in page
    assert SECRET not in page and "L-0000" not in page and "Traceback" not in page


@contextmanager
def database_of_its_own() -> Iterator[str]:
    import psycopg

    name = f"upstander_away_{os.getpid()}"
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {ready.on_server(SERVER)}")
        try:
            yield name
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def line() -> Iterator[CutLine]:
    if not SERVER:
        pytest.skip("UPSTANDER_POSTGRES names no PostgreSQL server")
    to = urlsplit(SERVER)
    with CutLine(to.hostname or "127.0.0.1", to.port or 5432) as held:
        yield held


@pytest.fixture
def behind(line: CutLine, tmp_path: Path) -> Iterator[Workbench]:
    """A workbench whose PostgreSQL is at the other end of the line."""
    with database_of_its_own() as name:
        to = urlsplit(SERVER)
        account = f"{to.username}{f':{to.password}' if to.password else ''}@" if to.username else ""
        address = to._replace(netloc=f"{account}127.0.0.1:{line.port}", path=f"/{name}").geturl()
        yield Workbench(home=tmp_path / "home", database=address)


@pytest.fixture
def scans(tmp_path: Path) -> tuple[Path, Path]:
    return (
        scan_folder.write(tmp_path / "first", FIRST),
        scan_folder.write(tmp_path / "second", SECOND, as_of="2026-03-02T00:00:00"),
    )


@pytest.mark.postgres
def test_pages_say_that_it_is_away_and_go_on_when_it_is_back(
    line: CutLine, behind: Workbench, scans: tuple[Path, Path]
) -> None:
    behind.publish(scans[0])
    behind.run("-c", ACCOUNTS)
    with served(behind) as reader:
        reader.sign_in()
        assert SECRET in reader.get("leads/L-00001/")[1]
        for _time in range(2):
            line.cut()
            for path in ("", "leads/L-00001/", "look-up/", "leads/L-99999/", "nowhere/"):
                is_away(reader.get(path))
            line.mend()
            status, page = reader.get("leads/L-00001/")  # signed in still, and nobody restarted it
            assert status == 200 and SECRET in page


@pytest.mark.postgres
def test_a_publish_stops_with_a_sentence_and_changes_nothing(
    line: CutLine, behind: Workbench, scans: tuple[Path, Path], tmp_path: Path
) -> None:
    first, second = scans
    behind.publish(first)
    before = behind.rows()
    process = behind.start("-c", HALF_WAY, str(second), str(tmp_path / "held"))
    until(tmp_path / "held", process)
    line.cut()
    (tmp_path / "held").unlink()
    _said, problem = process.communicate(timeout=120)
    assert process.returncode != 0
    assert "went away: nothing was changed" in problem
    line.mend()
    assert behind.rows() == before
    assert behind.publish(second)["standings"] == {"new": 1, "changed": 1, "same": 0, "gone": 1}


@pytest.mark.postgres
def test_a_publish_that_finds_no_server_says_so(
    line: CutLine, behind: Workbench, scans: tuple[Path, Path]
) -> None:
    line.cut()
    process = behind.start("-m", "upstander", "publish", str(scans[0]), "--quiet")
    _said, problem = process.communicate(timeout=120)
    assert process.returncode == 13
    assert "(PostgreSQL) cannot be reached" in " ".join(problem.split())
    assert "Traceback" not in problem


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with a scan in it and somebody who may read it; made once."""
    folder = tmp_path_factory.mktemp("workbench")
    workbench = Workbench(home=folder / "home", database="")
    workbench.publish(scan_folder.write(folder / "scan", FIRST))
    workbench.run("-c", ACCOUNTS)
    return folder / "home/upstander.sqlite3"


@pytest.fixture(scope="module")
def reader(file: Path) -> Iterator[Reader]:
    """Signed in at a workbench that is served from that file."""
    with served(Workbench(home=file.parent, database="")) as found:
        found.sign_in()
        yield found


def test_a_sqlite_file_that_is_moved_away_is_away_and_no_new_one_is_made(
    reader: Reader, file: Path, tmp_path: Path
) -> None:
    kept = file.rename(tmp_path / "kept.sqlite3")
    is_away(reader.get("leads/L-00001/"))
    assert not file.exists()
    kept.rename(file)
    assert SECRET in reader.get("leads/L-00001/")[1]


def test_a_sqlite_file_that_is_held_too_long_is_away_until_it_is_free(
    reader: Reader, file: Path
) -> None:
    with sqlite3.connect(file, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        is_away(reader.get("leads/L-00001/"))  # to look at a lead is to write who looked
        other.execute("ROLLBACK")
    other.close()
    assert SECRET in reader.get("leads/L-00001/")[1]


def test_the_sqlite_file_is_its_owners_alone(file: Path) -> None:
    assert file.stat().st_mode & 0o077 == 0
