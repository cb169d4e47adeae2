"""A publish that is killed half-way, and two at once: processes of their own, real signals."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import OperationalError

from tests.support import ready, scan_folder
from upstander.errors import PublishError
from upstander.web.triage.publishing import publish

ROOT = Path(__file__).resolve().parents[4]
SERVER = os.environ.get("UPSTANDER_POSTGRES", "")
FIRST = """
    rank | listed | staff_id | human_id | sentence
    1    | yes    | S1       | H1       | 8 contacts on 6 days.
    2    | yes    | S2       | H2       | 9 look-ups.
"""
SECOND = FIRST.replace("8 contacts", "11 contacts").replace("S2", "S3")
# Publishes, and stops in the middle of it for as long as the file of the second argument is there.
HALF_WAY = """
import sys, time
from pathlib import Path
from upstander.web import door
door.set_up()
from upstander.web.triage.models import Tour
from upstander.web.triage.publishing import copying
insert, held = copying.insert, Path(sys.argv[2])
def slowly(model, columns):
    count = insert(model, columns)
    if model is Tour:
        held.touch()
        while held.exists():
            time.sleep(0.02)
    return count
copying.insert = slowly
print(door.publish(Path(sys.argv[1])).unchanged)
"""
DUMP = """
import json
from upstander.web import door
door.set_up()
from django.apps import apps
print(json.dumps({
    model._meta.label: [list(map(str, row)) for row in model.objects.order_by("pk").values_list()]
    for model in apps.get_models() if model._meta.app_label in ("triage", "audit", "accounts")
}))
"""


@dataclass(frozen=True, kw_only=True)
class Workbench:
    """A workbench of a home and a database of its own."""

    home: Path
    database: str

    def start(self, *command: str) -> "subprocess.Popen[str]":
        """Start Python on something of it."""
        mine = ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "PYTEST_CURRENT_TEST")
        kept = {name: value for name, value in os.environ.items() if name not in mine}
        kept |= {"UPSTANDER_DEMO": "1", "UPSTANDER_HOME": str(self.home)}
        kept |= {"DATABASE_URL": self.database} if self.database else {}
        return subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=kept, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *command: str) -> str:
        """What something of it prints."""
        said, problem = (process := self.start(*command)).communicate(timeout=120)
        assert process.returncode == 0, problem
        return said

    def publish(self, folder: Path) -> dict[str, Any]:
        """Publish by the command."""
        said = self.run("-m", "upstander", "publish", str(folder), "--json", "--quiet")
        found: dict[str, Any] = json.loads(said)
        return found

    def rows(self) -> dict[str, list[Any]]:
        """Every row of its own tables."""
        found: dict[str, list[Any]] = json.loads(self.run("-c", DUMP))
        return found


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def workbench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workbench]:
    if request.param == "sqlite":
        yield Workbench(home=ready.home(tmp_path / "home"), database="")
        return
    if not SERVER:
        pytest.skip("UPSTANDER_POSTGRES names no PostgreSQL server")
    import psycopg

    name = f"upstander_publish_{os.getpid()}"
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {ready.on_server(SERVER)}")
        try:
            address = urlsplit(SERVER)._replace(path=f"/{name}").geturl()
            yield Workbench(home=tmp_path / "home", database=address)
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def scans(tmp_path: Path) -> tuple[Path, Path]:
    return (
        scan_folder.write(tmp_path / "first", FIRST),
        scan_folder.write(tmp_path / "second", SECOND, as_of="2026-03-02T00:00:00"),
    )


def until(there: Path, process: "subprocess.Popen[str]") -> None:
    for _turn in range(3000):
        if there.exists():
            return
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    raise AssertionError("it never came half-way")


@pytest.mark.slow
def test_a_publish_that_is_killed_half_way_leaves_what_was_there(
    workbench: Workbench, scans: tuple[Path, Path], tmp_path: Path
) -> None:
    first, second = scans
    workbench.publish(first)
    before = workbench.rows()
    assert len(before["triage.Tour"]) == 2
    process = workbench.start("-c", HALF_WAY, str(second), str(tmp_path / "held"))
    until(tmp_path / "held", process)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert workbench.rows() == before
    assert workbench.publish(second)["standings"] == {"new": 1, "changed": 1, "same": 0, "gone": 1}


@pytest.mark.slow
def test_of_two_at_once_the_second_waits_and_finds_it_done(
    workbench: Workbench, scans: tuple[Path, Path], tmp_path: Path
) -> None:
    first, second = scans
    workbench.publish(first)
    held = tmp_path / "held"
    one = workbench.start("-c", HALF_WAY, str(second), str(held))
    until(held, one)
    two = workbench.start("-m", "upstander", "publish", str(second), "--json", "--quiet")
    with pytest.raises(subprocess.TimeoutExpired):
        two.wait(timeout=5)  # it waits
    held.unlink()
    assert one.communicate(timeout=60)[0].strip() == "False"
    assert json.loads(two.communicate(timeout=60)[0])["unchanged"] is True
    rows = workbench.rows()
    assert (len(rows["triage.Scan"]), len(rows["triage.Lead"])) == (2, 3)


@pytest.mark.django_db
def test_a_database_that_stays_busy_is_told_in_a_sentence(
    scans: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*given: Any, **more: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr("upstander.web.triage.publishing.details.replace", busy)
    with pytest.raises(PublishError, match="busy for too long, or went away: nothing was changed"):
        publish(scans[0])
