"""A daily run: the recipe.

hold the state -> know the delivery again -> judge its rows -> put them to what is held -> the list
of all of it -> what is new on it. The results are put in place first and the state after them: a
run that is killed between the two is put right by running it again.
"""

import json
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from upstander.engine import pipeline
from upstander.engine.coverage import period_of
from upstander.engine.extracts.read import looked_up_in, read
from upstander.engine.extracts.result import Extracts
from upstander.engine.outputs import whole_or_not_at_all
from upstander.engine.scanning import (
    SIMULATED_MARK,
    Asked,
    Progress,
    ScanResult,
    known_signs,
    result_of,
    scan_into,
)
from upstander.engine.sessions import Session, duck_session
from upstander.engine.settings import read_settings
from upstander.engine.shelf import Shelf
from upstander.engine.watch.changes import EVIDENCE, LEADS, changes, said
from upstander.engine.watch.reading import read_state
from upstander.engine.watch.register import (
    Delivery,
    Register,
    offered,
    read_register,
    write_register,
)
from upstander.engine.watch.state import EXTRACTS, KEPT, LAST, alone, next_state
from upstander.engine.watch.taking import Arrival, take_in
from upstander.errors import ExtractError

CHANGES = "changes.json"


@dataclass(frozen=True, kw_only=True)
class WatchResult:
    """The list after a delivery, and what is new on it. `said` is for a person, without anybody's
    identifier."""

    scan: ScanResult
    taken: Delivery | None = None  # None where all of it had been taken already
    said: tuple[str, ...] = ()
    changes: Mapping[str, Any] = field(default_factory=dict)


def watch(*, asked: Asked, state: Path, day: date | None = None, progress: Progress) -> WatchResult:
    """Take a delivery (`asked.folder`) into the state folder and make the list anew.

    Both the state and `asked.out` are left whole and as they were by whatever stops the run.
    """
    started = time.monotonic()
    known_signs(asked.only)
    with alone(state):
        register = read_register(state)
        files = offered(asked.folder)
        fresh = [name for name, content in files.items() if not register.taken(content)]
        if not files:
            raise ExtractError(
                f"The delivery {asked.folder.name} holds no file of extracts.",
                do="Name the folder of the day's extracts, in CSV or Parquet.",
            )
        if not fresh and _is_of_last_list(asked.out, register):
            return _as_it_was(asked.out, register=register, files=files, started=started)
        with next_state(state) as after:
            taken = None
            if fresh:
                taken = _take(asked, files=files, fresh=fresh, register=register, day=day,
                              state=after, progress=progress)  # fmt: skip
            register = _with(register, taken, simulated=_is_simulated(asked.folder))
            coverage, found = _listed(asked, state=after, register=register, progress=progress)
            write_register(register, state=after)
    return WatchResult(
        scan=result_of(asked.out, coverage=coverage, seconds=time.monotonic() - started),
        taken=taken,
        said=(*_of_delivery(taken, files, register), *said(found)),
        changes=found,
    )


def _take(
    asked: Asked,
    *,
    files: Mapping[str, str],
    fresh: list[str],
    register: Register,
    day: date | None,
    state: Path,
    progress: Progress,
) -> Delivery:
    """The delivery's rows among those of the state, and what is written down about them."""
    progress.step("Taking in the delivery")
    work = state / "_work"
    with (
        _without(asked, [name for name in files if name not in fresh]) as folder,
        duck_session(work=work, memory=asked.memory, threads=asked.threads) as engine,
    ):
        extracts = read(
            folder=folder, engine=engine, mappings=asked.mappings, zone=asked.zone, whole=False
        )
        if not extracts.counts:
            raise ExtractError(
                f"No file of the delivery {asked.folder.name} belongs to a table.",
                do="Name files after the contract's tables, or give the mappings that read them.",
            )
        delivery = Delivery(
            number=len(register.deliveries) + 1,
            day=str(day or _last_day(extracts) or register.last_day or datetime.now(UTC).date()),
            name=asked.folder.absolute().name,
            taken_at=datetime.now(UTC).isoformat(timespec="seconds"),
            files={name: files[name] for name in fresh},
            tables={},
            notes=tuple(extracts.notes),
        )
        tallies = take_in(
            Arrival(
                extracts=extracts,
                label=delivery.label,
                name=delivery.name,
                state=state,
                engine=engine,
            )
        )
    shutil.rmtree(work)
    return replace(delivery, tables=tallies)


def _last_day(extracts: Extracts) -> date | None:
    """The last day that its contacts tell of; where there are none, that anything tells of."""
    if not extracts.ends:
        return None
    _, ends = period_of(extracts, as_of=None)
    return (ends - timedelta(seconds=1)).date()


@contextmanager
def _without(asked: Asked, known: list[str]) -> Iterator[Path]:
    """The delivery without files that were taken already, but for what mappings look into."""
    folder = asked.folder
    needed = looked_up_in(folder, asked.mappings)
    aside = {name for name in known if folder / name not in needed}
    if not aside:
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="upstander-") as place:
        seen = Path(place) / folder.absolute().name
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder)
            if path.is_file() and name.as_posix() not in aside:
                (seen / name).parent.mkdir(parents=True, exist_ok=True)
                (seen / name).symlink_to(path.absolute())
        yield seen


def _with(register: Register, taken: Delivery | None, *, simulated: bool) -> Register:
    """The register after this run. One delivery from a real system makes the whole real."""
    still = simulated and (register.simulated or not register.deliveries)
    return Register(
        deliveries=(*register.deliveries, *([taken] if taken else [])),
        lists=register.lists + 1,
        simulated=still if taken else register.simulated,
    )


def _is_simulated(folder: Path) -> bool:
    return (folder / SIMULATED_MARK).is_file()


def _listed(
    asked: Asked, *, state: Path, register: Register, progress: Progress
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The list of everything in the state, in place; its coverage, and what is new on it."""
    chosen = read_settings(asked.settings)
    _mark_simulated(asked.folder, state=state, register=register)
    own = replace(asked, folder=state / EXTRACTS, mappings=None)

    def run(wanted: pipeline.Wanted, session: Session, step: pipeline.Step) -> pipeline.Scanned:
        step("Reading what was delivered")
        extracts = read_state(state, register=register, engine=session.local)
        kept = replace(wanted, shelf=Shelf(folder=state / KEPT))
        return pipeline.examine(extracts, wanted=kept, session=session, step=step)

    last = state / LAST
    with whole_or_not_at_all(asked.out) as working:
        coverage = scan_into(working, asked=own, chosen=chosen, progress=progress, run=run)
        found = changes(last=last if (last / LEADS).exists() else None, now=working)
        found = {"list": register.lists, "days_until": register.last_day} | found
        (working / CHANGES).write_text(
            json.dumps(found, indent=1, ensure_ascii=False), encoding="utf-8"
        )
        for name in (LEADS, EVIDENCE):
            path = last / name
            path.unlink(missing_ok=True)
            shutil.copy2(working / name, path)
    return coverage, found


def _mark_simulated(folder: Path, *, state: Path, register: Register) -> None:
    mark = state / EXTRACTS / SIMULATED_MARK
    if not register.simulated:
        mark.unlink(missing_ok=True)
    elif not mark.exists():
        shutil.copy2(folder / SIMULATED_MARK, mark)


def _is_of_last_list(out: Path, register: Register) -> bool:
    """Whether the results are those of the state's last list, so that nothing is to be made."""
    try:
        return bool(json.loads((out / CHANGES).read_text())["list"] == register.lists)
    except (OSError, ValueError, KeyError):
        return False


def _as_it_was(
    out: Path, *, register: Register, files: Mapping[str, str], started: float
) -> WatchResult:
    coverage = json.loads((out / "coverage.json").read_text(encoding="utf-8"))
    return WatchResult(
        scan=result_of(out, coverage=coverage, seconds=time.monotonic() - started),
        said=_of_delivery(None, files, register),
        changes=json.loads((out / CHANGES).read_text(encoding="utf-8")),
    )


def _of_delivery(
    taken: Delivery | None, files: Mapping[str, str], register: Register
) -> tuple[str, ...]:
    """What became of the delivery, in sentences."""
    if taken is None:
        first = next(one for each in files.values() if (one := register.taken(each)))
        return (
            f"Every file of this delivery was taken already, in {first.name} on "
            f"{first.taken_at[:10]}: nothing was taken twice.",
        )
    accepted = sum(tally.accepted for tally in taken.tables.values())
    again = sum(tally.again for tally in taken.tables.values())
    replaced = sum(tally.replaced for tally in taken.tables.values())
    broken = sum(tally.quarantined for tally in taken.tables.values())
    lines = [f"Taken, until {taken.day}: {accepted:,} rows of {len(taken.tables)} tables."]
    known = [name for name in files if name not in taken.files]
    if known:
        lines.append(f"Taken already, and not again: {', '.join(sorted(known))}.")
    later = [one.day for one in register.deliveries[:-1] if one.day > taken.day]
    if later:
        lines.append(
            f"This day is older than {max(later)}, which had come before: its rows were put in "
            "their place, and where a newer version of a row is held, that holds."
        )
    if again:
        lines.append(f"{again:,} rows were there already and count once.")
    if replaced:
        lines.append(f"{replaced:,} older versions of rows were set aside.")
    if broken:
        lines.append(f"{broken:,} rows break the contract: see quarantine.parquet.")
    return tuple(lines)
