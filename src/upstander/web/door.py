"""The one door by which the command line enters the workbench: it makes Django ready first."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
from django.db import DatabaseError, InterfaceError

from upstander.errors import ConfigurationError, OutputError

if TYPE_CHECKING:
    from upstander.web.audit.checkpoints import Signed
    from upstander.web.audit.verifying import Verdict
    from upstander.web.disclosure.verifying import Verdict as PackVerdict
    from upstander.web.triage.publishing import Result
    from upstander.web.watchlist.auditing import Result as Audited


def set_up() -> None:
    """Make Django ready, with the settings that the environment gives."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "upstander.web.config.settings")
    django.setup()


def serve(
    *,
    host: str,
    port: int,
    processes: int | None,
    threads: int,
    demo: bool,
    check: bool,
    say: Callable[[str], None],
) -> None:
    """Make the workbench ready and serve it; with `check`, only make it ready.

    `processes` None: as many as there are processors, up to four.

    UpstanderError with a sentence where it cannot be started.
    """
    if demo:
        os.environ["UPSTANDER_DEMO"] = "1"
    set_up()
    from upstander.web.config import processes as several
    from upstander.web.config import serving, starting

    if check:
        starting.prepare(say=say)
        return
    with serving.listening(host, port) as held:  # first: a second start changes nothing
        starting.prepare(say=say)
        if (wanted := processes or several.usual()) == 1:
            serving.serve(held, threads=threads, say=say)
        else:
            several.serve(held, processes=wanted, threads=threads, say=say)


def add_person(*, username: str, role: str, staff_id: str, name: str, email: str = "") -> str:
    """A new account, and the path of the link by which whoever it is for gets in."""
    set_up()
    from upstander.web.accounts import by_hand

    with _database():
        return by_hand.add(username=username, role=role, staff_id=staff_id, name=name, email=email)


def issue_link(*, username: str) -> str:
    """The path of a new link for somebody who cannot get in, an administrator too."""
    set_up()
    from upstander.web.accounts import by_hand

    with _database():
        return by_hand.link(username)


def list_people() -> list[dict[str, str]]:
    """Everybody with an account."""
    set_up()
    from upstander.web.accounts import by_hand

    with _database():
        return by_hand.everybody()


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


def publish(folder: Path, *, first: int = 0, members: Sequence[str] = ()) -> "Result":
    """Bring a scan into the workbench; see `triage.publishing`."""
    set_up()
    from upstander.web.config import starting
    from upstander.web.triage import publishing

    starting.prepare_database(say=lambda _said: None)
    with _database():
        return publishing.publish(folder, first=first, members=members)


def audit_watch_list(folder: Path) -> "Audited":
    """Make the watch list's audit packages that are due by a scan; see `watchlist.auditing`."""
    set_up()
    from upstander.web.config import starting
    from upstander.web.watchlist import auditing

    starting.prepare_database(say=lambda _said: None)
    with _database():
        return auditing.audit(folder)


def list_watch_list() -> list[dict[str, Any]]:
    """How each entry of the watch list stands, and about nobody."""
    set_up()
    from upstander.web.watchlist import auditing

    with _database():
        return auditing.listed()


def write_filters(file: Path) -> int:
    """The filters that hold, as a file for the next scan; how many. OutputError if it cannot be."""
    set_up()
    from upstander.web.triage import filter_file

    with _database():
        try:
            return filter_file.write_filters(file)
        except OSError as error:
            raise OutputError(
                f"The file {file.name} cannot be written.", do="Name a place that you may write."
            ) from error


def verify_pack(place: Path, *, key: str) -> "PackVerdict":
    """Hold a disclosure pack against a key that was handed over: without any workbench."""
    from upstander.web.disclosure import verifying

    return verifying.verify(place, public_key=key)


def verify_own_pack(place: Path) -> "PackVerdict":
    """Hold a disclosure pack against this workbench's own key, and write down what was found."""
    set_up()
    from upstander.web.disclosure import own

    with _database():
        return own.verify(place)


def pack_key() -> str:
    """The key by which who receives a pack verifies it; it is no secret."""
    set_up()
    from upstander.web.audit import keys

    return keys.public_key()


def remove_expired_packs() -> int:
    """Remove the files of packs whose time is over; how many."""
    set_up()
    from upstander.web.disclosure import actions

    with _database():
        return actions.remove_expired()


def make_demo_accounts(staff_ids: Sequence[str]) -> tuple[list[str], str]:
    """The demo's accounts, one a role: their usernames, and the password of all of them."""
    set_up()
    from upstander.web.accounts import demo

    with _database():
        return [user.username for user in demo.make(staff_ids)], demo.PASSWORD


def make_demo_watch_list(folder: Path) -> "Audited":
    """The demo's watch list, put together by its accounts, and the packages made of it."""
    set_up()
    from upstander.web.watchlist import demo

    with _database():
        return demo.make(folder)


def do_demo_work() -> None:
    """Some work on the list of a demo, by its accounts: no room of it stands empty."""
    set_up()
    from upstander.web.triage import demo

    with _database():
        demo.work()


@contextmanager
def _database() -> Iterator[None]:
    """A database that is not there, or not that of a workbench, is told as what it is."""
    try:
        yield
    except (DatabaseError, InterfaceError) as error:
        raise ConfigurationError(
            "The workbench's database cannot be used.",
            do="See that UPSTANDER_HOME or DATABASE_URL is the one that the workbench runs with.",
        ) from error
