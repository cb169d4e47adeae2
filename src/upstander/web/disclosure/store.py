"""Where the files of packs lie: in the workbench's own folder, readable by its account alone.

A file appears whole under its name, or not at all.
"""

import secrets
import time
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

_BEGUN = ".begun"  # the end of the name of a file that is still being written


def folder() -> Path:
    """The folder of packs, made the first time."""
    place = Path(settings.HOME) / "packs"
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place


def begun(reference: str) -> Path:
    """Where to write a new file, which `finished` then gives its name."""
    return folder() / f"{reference}-{secrets.token_hex(8)}.zip{_BEGUN}"


def finished(place: Path) -> Path:
    """The file under its own name from now on."""
    place.chmod(0o600)
    return place.rename(place.with_name(place.name.removesuffix(_BEGUN)))


def path(name: str) -> Path:
    """The file of a pack."""
    return folder() / name


def dropped(*names: str) -> None:
    """Take files away, whether they are there or not."""
    for name in names:
        (folder() / name).unlink(missing_ok=True)


def drop_strays(known: Iterable[str]) -> None:
    """Remove files that no pack knows: what a making that was cut off left behind.

    One that is being made at this moment is younger than an hour, and stays.
    """
    held, young = set(known), time.time() - 3_600
    for each in folder().iterdir():
        if each.name not in held and each.stat().st_mtime < young:
            each.unlink(missing_ok=True)
