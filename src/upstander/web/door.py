"""The one door by which the command line enters the workbench: it makes Django ready first."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.db import DatabaseError

from upstander.errors import ConfigurationError

if TYPE_CHECKING:
    from upstander.web.audit.checkpoints import Signed
    from upstander.web.audit.verifying import Verdict


def set_up() -> None:
    """Make Django ready, with the settings that the environment gives."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "upstander.web.config.settings")
    django.setup()


def make_checkpoint(*, out: Path | None) -> "Signed":
    """Sign what the last entry of the audit log is now; see `audit.checkpoints`."""
    set_up()
    from upstander.web.audit import checkpoints

    with _database():
        return checkpoints.make(out=out)


def verify_log(*, kept: Sequence[Path]) -> "Verdict":
    """Walk the audit log, against the checkpoints beside it and those in these files."""
    set_up()
    from upstander.web.audit import actions, checkpoints

    given = [checkpoints.read(place) for place in kept]
    with _database():
        return actions.verify(by=None, given=given)


@contextmanager
def _database() -> Iterator[None]:
    """A database that is not there, or not that of a workbench, is told as what it is."""
    try:
        yield
    except DatabaseError as error:
        raise ConfigurationError(
            "The workbench's database cannot be used.",
            do="See that UPSTANDER_HOME or DATABASE_URL is the one that the workbench runs with.",
        ) from error
