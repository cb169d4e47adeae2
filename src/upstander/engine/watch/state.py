"""The state folder: what was delivered so far, whole or not at all, and for one run at a time.

    register.json   what was delivered, when, and what became of it
    extracts/       every row as the contract has it, a folder of parts a table: `upstander scan`
                    reads it as it reads any extracts
    quarantine/     rows that break the contract, by delivery
    replaced/       older versions of rows that were delivered again, by table and delivery
    last/           the last list, for what is new on the next
    kept/           what a run works out that the next may use as it is (engine/shelf.py)

A run makes the next state beside the one that is there, out of hard links to what stays, and
exchanges the two in one step.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from upstander.engine.outputs import Kind, whole_or_not_at_all
from upstander.engine.watch import register
from upstander.errors import OutputError

EXTRACTS, QUARANTINE, REPLACED = "extracts", "quarantine", "replaced"
LAST, KEPT = "last", "kept"
STATE = Kind(mark=register.FILE, name="state of daily runs")


@contextmanager
def alone(state: Path) -> Iterator[None]:
    """Hold the state folder for this run; OutputError where another run holds it.

    The lock goes with the process, however that ends. It lies beside the folder, for the folder
    itself is exchanged.
    """
    state.absolute().parent.mkdir(parents=True, exist_ok=True)
    path = state.absolute().with_name(f".{state.name}.lock")
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as problem:
            raise OutputError(
                f"Another run is at work on the state folder {state.name}.",
                do="Wait until it has ended, and run this again.",
            ) from problem
        yield


@contextmanager
def next_state(state: Path) -> Iterator[Path]:
    """A folder with all that the state holds; it becomes the state if the block ends well."""
    with whole_or_not_at_all(state, kind=STATE) as working:
        if state.exists():
            shutil.copytree(state, working, copy_function=_linked, dirs_exist_ok=True)
        for name in (EXTRACTS, QUARANTINE, REPLACED, LAST, KEPT):
            (working / name).mkdir(exist_ok=True)
        yield working


def _linked(source: str, target: str) -> None:
    """The same file under a second name: nobody writes into a file of the state, ever."""
    try:
        os.link(source, target)
    except OSError:  # a file system without hard links
        shutil.copy2(source, target)


def place_for(path: Path) -> Path:
    """The path free to be written: what lay there stays whole under its other name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    return path
