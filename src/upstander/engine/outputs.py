"""What a scan leaves behind: whole, or not at all.

Everything is written into a folder beside the target and then exchanged with it in one step, so
that whoever reads the target sees the last good result or the new one, and nothing between. A
scan that is killed leaves its working folder, which the next one clears away.
"""

import ctypes
import errno
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from upstander.errors import OutputError

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_WORKING = ".upstander-working-"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What a folder is, and the file by which it is known again."""

    mark: str
    name: str


SCAN = Kind(mark="coverage.json", name="scan")


@contextmanager
def whole_or_not_at_all(out: Path, *, kind: Kind = SCAN) -> Iterator[Path]:
    """A folder to write into; it becomes `out` only if the block ends without an error."""
    target = out.absolute()
    _refuse_what_is_not_ours(target, kind=kind)
    target.parent.mkdir(parents=True, exist_ok=True)
    _clear_abandoned(target)
    working = target.parent / f"{_WORKING}{target.name}-{os.getpid()}-{uuid.uuid4().hex[:8]}"
    working.mkdir()
    try:
        yield working
        _put_in_place(working, target)
    finally:
        shutil.rmtree(working, ignore_errors=True)


def _refuse_what_is_not_ours(target: Path, *, kind: Kind) -> None:
    if target.exists() and not target.is_dir():
        raise OutputError(
            f"The output {target.name} is a file.",
            do=f"Name a folder that the {kind.name} may write.",
        )
    if target.is_dir() and any(target.iterdir()) and not (target / kind.mark).exists():
        raise OutputError(
            f"The output folder {target.name} holds something that is not a {kind.name}.",
            do=f"Name an empty or new folder, or the folder of an earlier {kind.name}.",
        )


def _clear_abandoned(target: Path) -> None:
    for left in target.parent.glob(f"{_WORKING}{target.name}-*"):
        if not _alive(left.name):
            shutil.rmtree(left, ignore_errors=True)


def _alive(name: str) -> bool:
    process = name.rsplit("-", maxsplit=2)[1]
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _put_in_place(working: Path, target: Path) -> None:
    if not target.exists():
        working.rename(target)
        return
    if _exchange(working, target):
        return
    # No exchange on this system: the old result is set aside first, so that it is never lost.
    aside = target.with_name(f"{target.name}.previous")
    shutil.rmtree(aside, ignore_errors=True)
    target.rename(aside)
    working.rename(target)
    shutil.rmtree(aside, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step, where the system can; False where it cannot."""
    libc = ctypes.CDLL(None, use_errno=True)
    rename = getattr(libc, "renameat2", None)
    if rename is None:
        return False
    done = rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    if done == 0:
        return True
    problem = ctypes.get_errno()
    if problem in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
        return False
    raise OutputError(
        f"The finished result could not be put in place ({os.strerror(problem)}).",
        do="Check the rights on the output folder; the earlier result is untouched.",
    )
