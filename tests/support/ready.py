"""A workbench's database that is ready: to make one takes seconds, and many tests need their own.

It is made once for each process of the tests, as a first start makes it, and copied from there.
"""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

_FILE = "upstander.sqlite3"
_PREPARE = """
from upstander.web import door
door.set_up()
from upstander.web.config import starting
starting.prepare_database(say=lambda said: None)
"""


def home(place: Path) -> Path:
    """The folder of a workbench that nothing was published into yet; made there."""
    place.mkdir(parents=True, exist_ok=True)
    shutil.copy2(_home() / _FILE, place / _FILE)
    return place


@cache
def on_server(server: str) -> str:
    """The name of such a database on a PostgreSQL server: a template to make others of."""
    import psycopg

    name = f"upstander_ready_{os.getpid()}"

    def dropped() -> None:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    atexit.register(dropped)
    _prepare(_home(), DATABASE_URL=urlsplit(server)._replace(path=f"/{name}").geturl())
    return name


@cache
def _home() -> Path:
    place = Path(tempfile.mkdtemp(prefix="upstander-ready-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    _prepare(place)
    return place


def _prepare(place: Path, **more: str) -> None:
    """In a process of its own, whose settings are its own."""
    ours = ("UPSTANDER_", "DJANGO_", "DATABASE_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    kept |= {"UPSTANDER_DEMO": "1", "UPSTANDER_HOME": str(place)} | more
    subprocess.run([sys.executable, "-c", _PREPARE], env=kept, check=True)
