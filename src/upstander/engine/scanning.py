"""One scan, from what was asked to the files it leaves: what `scan` and `watch` share."""

import os
import re
import secrets
import shutil
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Protocol

from upstander.engine import pipeline, written
from upstander.engine.indicators import INDICATORS
from upstander.engine.outputs import whole_or_not_at_all
from upstander.engine.sessions import DEFAULT_MEMORY, Session, duck_session
from upstander.engine.settings import Settings, read_settings
from upstander.engine.tables.clock import utc
from upstander.errors import EngineError, UsageError

# A file of this name beside the extracts says that nobody in them exists.
SIMULATED_MARK = "SIMULATED"
# The force's own secret for pseudonyms; without it every scan makes new ones.
PSEUDONYM_KEY = "UPSTANDER_PSEUDONYM_KEY"

Run = Callable[[pipeline.Wanted, Session, pipeline.Step], pipeline.Scanned]


class Progress(Protocol):
    """Where long work says what it is doing."""

    def step(self, title: str, done: float | None = None) -> None:
        """The work has come to `title`; `done` is the share of the whole, if known."""
        ...


class Quiet:
    """Progress that nobody watches."""

    def step(self, title: str, done: float | None = None) -> None:
        """Say nothing."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What somebody asks of a scan. `as_of` is local time in `zone` where it has no offset."""

    folder: Path
    out: Path
    mappings: Path | None = None
    as_of: datetime | None = None
    only: tuple[str, ...] = ()
    memory: str = DEFAULT_MEMORY
    threads: int | None = None
    engine: Literal["duckdb", "spark"] = "duckdb"
    names: bool = False
    contacts: bool = True
    zone: str = "Europe/London"
    settings: Path | None = None


@dataclass(frozen=True, kw_only=True)
class ScanResult:
    """Where a scan's files are, and the figures to say in a sentence."""

    out: Path
    report: Path
    leads: int
    evidence_leads: int
    seconds: float
    coverage: dict[str, Any]


def one_scan(*, asked: Asked, progress: Progress) -> ScanResult:
    """Scan a folder of extracts; `out` becomes the result, whole or not at all."""
    started = time.monotonic()
    known_signs(asked.only)
    chosen = read_settings(asked.settings)
    with whole_or_not_at_all(asked.out) as working:
        coverage = scan_into(working, asked=asked, chosen=chosen, progress=progress)
    return result_of(asked.out, coverage=coverage, seconds=time.monotonic() - started)


def result_of(out: Path, *, coverage: dict[str, Any], seconds: float) -> ScanResult:
    """What is said of a scan that is in place."""
    return ScanResult(
        out=out,
        report=out / "report.html",
        leads=coverage["listed"],
        evidence_leads=coverage["leads_with_evidence"],
        seconds=seconds,
        coverage=coverage,
    )


def _whole_run(wanted: pipeline.Wanted, session: Session, step: pipeline.Step) -> pipeline.Scanned:
    return pipeline.run(wanted, session=session, step=step)


def scan_into(
    working: Path, *, asked: Asked, chosen: Settings, progress: Progress, run: Run = _whole_run
) -> dict[str, Any]:
    """Have `run` scan, and write every file of the scan into `working`; returns the coverage."""
    wanted = wanted_of(asked, chosen=chosen)
    work = working / "work"
    with _session(asked.engine, work=work, memory=asked.memory, threads=asked.threads) as session:
        step = session.telling(progress.step)
        scanned = run(wanted, session, step)
        step("Writing the result")
        coverage = written.write_scan(
            scanned,
            session=session,
            wanted=wanted,
            folder=working,
            contacts=asked.contacts,
            manner=_manner(asked.folder, names=asked.names, force=chosen.force),
        )
    shutil.rmtree(work)
    return coverage


def wanted_of(asked: Asked, *, chosen: Settings) -> pipeline.Wanted:
    """What was asked and what the force's settings say, as the pipeline takes it."""
    return pipeline.Wanted(
        folder=asked.folder,
        mappings=asked.mappings,
        as_of=utc(asked.as_of, zone=asked.zone) if asked.as_of else None,
        zone=asked.zone,
        only=asked.only,
        matrix=chosen.matrix,
        policy=chosen.policy,
        signs=chosen.signs,
        windows=chosen.windows,
        judged=chosen.judged,
        filters=chosen.filters,
        content=chosen.content,
    )


@contextmanager
def _session(engine: str, *, work: Path, memory: str, threads: int | None) -> Iterator[Session]:
    """The engine that was asked for; Spark, which few need, is imported for those alone."""
    if engine == "duckdb":
        with duck_session(work=work, memory=memory, threads=threads) as session:
            yield session
        return
    try:
        with warnings.catch_warnings():  # of its own affairs with its libraries
            warnings.simplefilter("ignore", FutureWarning)
            from upstander.engine.spark import spark_session
    except ImportError as error:
        raise EngineError(
            "Spark is not installed here.",
            do="Install it with `pip install 'upstander[spark]'`, and a Java 17 or 21.",
        ) from error
    with spark_session(work=work, memory=memory, threads=threads) as run:
        yield run


def _manner(folder: Path, *, names: bool, force: str) -> written.Manner:
    """Whose report it is, and how it names people. Pseudonyms last where the force keeps a key."""
    mark = folder / SIMULATED_MARK
    simulated = mark.is_file()
    told = re.search(r"\bseed (\d+)", mark.read_text(encoding="utf-8")) if simulated else None
    return written.Manner(
        force=force or ("a simulated force" if simulated else "this force"),
        names=names,
        key=os.environ.get(PSEUDONYM_KEY) or secrets.token_hex(32),
        simulated=simulated,
        seed=int(told[1]) if told else None,
    )


def known_signs(only: tuple[str, ...]) -> None:
    """UsageError where one of the names is no sign."""
    known = {name for slug, sign in INDICATORS.items() for name in (slug, sign.id)}
    unknown = sorted(set(only) - known)
    if unknown:
        raise UsageError(
            f"There is no sign called {', '.join(unknown)}.",
            do="`upstander indicators` lists them.",
        )
