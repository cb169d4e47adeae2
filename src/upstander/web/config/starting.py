"""What a start does before anybody is served: checks, the database, the files of the pages.

Each step is said, and each that cannot be taken ends the start with a sentence. Two starts at
once take turns: by a lock on the home folder, and on PostgreSQL by one in the database too.
"""

import fcntl
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from upstander.errors import ConfigurationError, OutputError, WorkbenchError
from upstander.web.accounts import demo
from upstander.web.disclosure import actions

Say = Callable[[str], None]
_LOCK = 0x5570_7375  # any number that nobody else of this database locks by
# Django's own advice that does not fit: HSTS for names that are not ours to speak for, and the
# length of the secret, which `environment.secret_key` judges.
_NOT_FOR_US = {"security.W005", "security.W009", "security.W021"}


def prepare(*, say: Say) -> None:
    """Make everything ready to serve: UpstanderError with a sentence where it cannot be."""
    _writable(settings.HOME)
    with _one_start_at_a_time(settings.HOME):
        _look_at_settings()
        with _database():
            _migrate(say=say)
            _no_demo_left_over()
            _remove_old_packs(say=say)
        _collect(say=say)


def prepare_database(*, say: Say) -> None:
    """Make the database alone ready, for what writes to it without serving."""
    _writable(settings.HOME)
    with _one_start_at_a_time(settings.HOME), _database():
        _migrate(say=say)


def _writable(home: Path) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home):
            pass
    except OSError as error:
        raise OutputError(
            f"The workbench's folder cannot be written to ({os.strerror(error.errno or 0)}).",
            do="Name a folder of its own in UPSTANDER_HOME, or give it to who runs the workbench.",
        ) from error


@contextmanager
def _one_start_at_a_time(home: Path) -> Iterator[None]:
    with (home / "starting.lock").open("w", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _look_at_settings() -> None:
    """Django's system checks, and those of ours."""
    found = checks.run_checks(include_deployment_checks=not settings.DEMO)
    wrong = [one for one in found if one.is_serious() or _deployment(one)]
    if wrong:
        raise ConfigurationError(
            "The workbench's settings do not fit: " + " ".join(one.msg for one in wrong),
            do="Put that right and start again.",
        )


def _deployment(one: checks.CheckMessage) -> bool:
    return (one.id or "").startswith("security.") and one.id not in _NOT_FOR_US


@contextmanager
def _database() -> Iterator[None]:
    try:
        yield
    except (DatabaseError, ImproperlyConfigured) as error:
        where = "PostgreSQL" if connection.vendor == "postgresql" else "the SQLite file"
        raise WorkbenchError(
            f"The workbench's database ({where}) cannot be reached or made ready.",
            do="See that it runs, and that DATABASE_URL names it and somebody who may make tables.",
        ) from error


def _migrate(*, say: Say) -> None:
    """Bring the tables to what this version needs, once, whoever else starts at this moment."""
    if connection.vendor == "sqlite":
        _make_file(str(connection.settings_dict["NAME"]))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        try:
            executor = MigrationExecutor(connection)
            steps = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
            call_command("migrate", verbosity=0, interactive=False)
            call_command("createcachetable", verbosity=0)
        finally:
            if connection.vendor == "postgresql" and connection.is_usable():
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
    say(f"Database: {steps} changes made." if steps else "Database: as it should be.")


def _make_file(name: str) -> None:
    """The SQLite file, for the one who runs the workbench alone; in a test it is in memory."""
    place = Path(unquote(urlsplit(name).path))
    if "mode=rw" not in name or place.exists():
        return
    try:
        place.touch(mode=0o600)
    except OSError as error:
        raise OperationalError(f"unable to open {place.name}") from error


def _no_demo_left_over() -> None:
    """ConfigurationError where a demo's accounts would be served in earnest."""
    if not settings.DEMO and demo.is_left_over():
        raise ConfigurationError(
            "This database holds the demo's accounts, whose password anybody can read.",
            do="Use a new UPSTANDER_HOME or DATABASE_URL, or start with --demo.",
        )


def _remove_old_packs(*, say: Say) -> None:
    """Remove the files of packs whose time was over before this start."""
    if removed := actions.remove_expired():
        say(f"Disclosure packs: {removed} files removed, whose time was over.")


def _collect(*, say: Say) -> None:
    """Put the files of the pages where they are served from, each under its hash."""
    try:
        call_command("collectstatic", verbosity=0, interactive=False, clear=False)
    except (OSError, ValueError) as error:  # a file that another names is missing
        raise WorkbenchError(
            "The files of the pages cannot be put together.",
            do="See that UPSTANDER_HOME can be written to, and that the package was built whole.",
        ) from error
    say(f"Pages: their files are in {settings.STATIC_ROOT}.")
