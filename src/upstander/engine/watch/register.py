"""The register of a state folder: what was delivered, when, and what became of it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from upstander.engine.extracts.sources import ENDINGS
from upstander.errors import ExtractError, OutputError

FILE = "register.json"
VERSION = 1
_AT_ONCE = 1 << 20  # bytes


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What became of one table's rows in a delivery.

    delivered = accepted + quarantined. Of what was held before and what was accepted, `again` are
    rows that were there already, and `replaced` are versions of a row that a newer one replaces.
    """

    delivered: int
    quarantined: int
    again: int = 0
    replaced: int = 0
    held: int = 0  # rows of the table once the delivery is taken
    begins: str | None = None
    ends: str | None = None

    @property
    def accepted(self) -> int:
        """Rows that keep the contract."""
        return self.delivered - self.quarantined


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One delivery as it was taken: its files by what is in them, and its rows by table."""

    number: int
    day: str  # the last day that its contacts tell of
    name: str  # of the folder
    taken_at: str
    files: Mapping[str, str]  # name: SHA-256 of the content
    tables: Mapping[str, Tally]
    notes: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Sorts as the days do, and within a day as the deliveries came."""
        return f"{self.day}.{self.number:06d}"


@dataclass(frozen=True, kw_only=True)
class Register:
    """All deliveries in the order in which they were taken, and how many lists were made."""

    deliveries: tuple[Delivery, ...] = ()
    lists: int = 0
    simulated: bool = False

    def taken(self, content: str) -> Delivery | None:
        """The delivery in which a file of this content came, if one did."""
        return next((one for one in self.deliveries if content in one.files.values()), None)

    @property
    def last_day(self) -> str | None:
        """The newest day that was delivered."""
        return max((one.day for one in self.deliveries), default=None)

    def quarantined(self, table: str) -> int:
        """Rows of a table that were delivered and break the contract."""
        tallies = (one.tables.get(table) for one in self.deliveries)
        return sum(tally.quarantined for tally in tallies if tally)


def read_register(state: Path) -> Register:
    """The register of a state folder; an empty one where there is none yet."""
    path = state / FILE
    if not path.exists():
        return Register()
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise OutputError(
            f"The register of {state.name} cannot be read.",
            do="Restore the state folder, or begin a new one from all deliveries.",
        ) from problem
    if held.get("version") != VERSION:
        raise OutputError(
            f"The state folder {state.name} was written by another version of Upstander.",
            do="Begin a new state folder from all deliveries.",
        )
    return Register(
        deliveries=tuple(_delivery(each) for each in held["deliveries"]),
        lists=held["lists"],
        simulated=held["simulated"],
    )


def _delivery(held: dict[str, Any]) -> Delivery:
    tables = {name: Tally(**tally) for name, tally in held["tables"].items()}
    return Delivery(**held | {"tables": tables, "notes": tuple(held["notes"])})


def write_register(register: Register, *, state: Path) -> None:
    """Write the register into a state folder that is being made."""
    text = json.dumps(
        {
            "version": VERSION,
            "lists": register.lists,
            "simulated": register.simulated,
            "deliveries": [asdict(each) for each in register.deliveries],
        },
        indent=1,
        ensure_ascii=False,
    )
    # The file there is a second name of the last state's own, which must stay as it is.
    (state / FILE).unlink(missing_ok=True)
    (state / FILE).write_text(text + "\n", encoding="utf-8")


def offered(folder: Path) -> dict[str, str]:
    """The data files of a delivery by name, each with the SHA-256 of its content."""
    if not folder.is_dir():
        raise ExtractError(
            f"There is no folder {folder.name}.", do="Name the folder of the day's extracts."
        )
    paths = [path for path in sorted(folder.rglob("*")) if _is_data(path, below=folder)]
    return {path.relative_to(folder).as_posix(): _content(path) for path in paths}


def _is_data(path: Path, *, below: Path) -> bool:
    parts = path.relative_to(below).parts
    aside = parts[0] == "mappings" or any(part.startswith((".", "_")) for part in parts)
    return path.name.endswith(ENDINGS) and path.is_file() and not aside


def _content(path: Path) -> str:
    read = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_AT_ONCE):
            read.update(piece)
    return read.hexdigest()
