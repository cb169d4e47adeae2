"""The engine's one door: what the command line and the workbench may ask of it."""

import functools
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

import pyarrow.parquet as pq

from upstander.engine import drawings as drawings  # noqa: PLC0414 - handed on to the workbench
from upstander.engine import look_up_audit
from upstander.engine import published as scan_folder
from upstander.engine.contacts.content import lacking
from upstander.engine.evaluation import cases
from upstander.engine.evaluation import run as evaluation
from upstander.engine.extracts.intake import Counts
from upstander.engine.extracts.read import read
from upstander.engine.indicators import INDICATORS, page
from upstander.engine.leads.what_if import Supposed
from upstander.engine.leads.what_if import what_if as suppose
from upstander.engine.people.spelled import could_be as could_be  # noqa: PLC0414 - as drawings
from upstander.engine.purposes import EXPLANATIONS
from upstander.engine.scanning import Asked, Progress, Quiet, ScanResult, known_signs, one_scan
from upstander.engine.sessions import DEFAULT_MEMORY, duck_session
from upstander.engine.settings import read_settings
from upstander.engine.watch import daily
from upstander.engine.watch.daily import WatchResult
from upstander.errors import OutputError


@dataclass(frozen=True, kw_only=True)
class CheckResult:
    """What the extracts would give a scan."""

    counts: Mapping[str, Counts]
    notes: tuple[str, ...]
    not_handed_over: tuple[str, ...]
    signs: tuple[dict[str, Any], ...]
    quarantine: tuple[dict[str, Any], ...]


def check(
    *,
    folder: Path,
    mappings: Path | None = None,
    as_of: datetime | None = None,
    zone: str = "Europe/London",
    memory: str = DEFAULT_MEMORY,
    progress: Progress | None = None,
) -> CheckResult:
    """Read and validate a folder of extracts, and say which signs could run on it."""
    (progress or Quiet()).step("Reading the extracts")
    with (
        tempfile.TemporaryDirectory(prefix="upstander-") as work,
        duck_session(work=Path(work), memory=memory) as session,
    ):
        extracts = read(folder=folder, engine=session, mappings=mappings, as_of=as_of, zone=zone)
        rows = session.rows(extracts.quarantine.limit(1000))
    records = extracts.records
    return CheckResult(
        counts=extracts.counts,
        notes=tuple(extracts.notes),
        not_handed_over=tuple(sorted(extracts.not_handed_over)),
        signs=tuple(
            {
                "id": sign.id,
                "slug": slug,
                "name": sign.name,
                "missing": list(lacks),
                "runnable": not lacks,
            }
            for slug, sign in INDICATORS.items()
            for lacks in [lacking(sign, records=records, allowed=None)]
        ),
        quarantine=tuple(rows),
    )


def scan(
    *,
    folder: Path,
    out: Path,
    mappings: Path | None = None,
    as_of: datetime | None = None,
    only: tuple[str, ...] = (),
    memory: str = DEFAULT_MEMORY,
    threads: int | None = None,
    engine: Literal["duckdb", "spark"] = "duckdb",
    names: bool = False,
    contacts: bool = True,
    zone: str = "Europe/London",
    settings: Path | None = None,
    progress: Progress | None = None,
) -> ScanResult:
    """Scan a folder of extracts; `out` becomes the result, whole or not at all.

    `as_of` is local time in `zone` where it has no offset.
    """
    return one_scan(
        asked=Asked(
            folder=folder,
            out=out,
            mappings=mappings,
            as_of=as_of,
            only=only,
            memory=memory,
            threads=threads,
            engine=engine,
            names=names,
            contacts=contacts,
            zone=zone,
            settings=settings,
        ),
        progress=progress or Quiet(),
    )


def watch(
    *,
    delivery: Path,
    state: Path,
    out: Path,
    day: date | None = None,
    mappings: Path | None = None,
    only: tuple[str, ...] = (),
    memory: str = DEFAULT_MEMORY,
    threads: int | None = None,
    names: bool = False,
    contacts: bool = True,
    zone: str = "Europe/London",
    settings: Path | None = None,
    progress: Progress | None = None,
) -> WatchResult:
    """Take a day's extracts into the state folder; `out` becomes the list of everything in it.

    What comes out equals a scan of all that was delivered. `day` is the last day that the delivery
    tells of, where its contacts do not say so themselves.
    """
    asked = Asked(
        folder=delivery,
        out=out,
        mappings=mappings,
        only=only,
        memory=memory,
        threads=threads,
        names=names,
        contacts=contacts,
        zone=zone,
        settings=settings,
    )
    return daily.watch(asked=asked, state=state, day=day, progress=progress or Quiet())


def indicators() -> list[dict[str, Any]]:
    """Every sign: its metadata, settings and page."""
    return [
        {
            "id": sign.id,
            "slug": slug,
            "name": sign.name,
            "family": sign.family,
            "cls": sign.cls,
            "level": sign.level,
            "status": sign.status,
            "version": sign.version,
            "needs": list(sign.needs),
            "settings": {
                name: {
                    "value": setting.value,
                    "unit": setting.unit,
                    "meaning": setting.meaning,
                    "reason": setting.reason,
                }
                for name, setting in sign.settings.items()
            },
            "references": list(sign.references),
            "page": page(slug),
        }
        for slug, sign in INDICATORS.items()
    ]


def matrix(*, settings: Path | None = None) -> dict[str, Any]:
    """The risk matrix in use: title, version, bands by likelihood, starts_at, changes."""
    own = read_settings(settings).matrix
    return {
        "title": own.title,
        "version": own.version,
        "bands": {level: list(row) for level, row in own.bands.items()},
        "starts_at": dict(own.likelihood),
        "changes": [dict(change) for change in own.changes],
    }


def what_if(
    *,
    bits: Mapping[str, float],
    markers: tuple[str, ...] = (),
    people: int = 1,
    role_family: str = "other",
    origin: str = "after a policing link",
    own_record: bool = False,
    settings: Path | None = None,
) -> dict[str, Any]:
    """What a combination of signs would come to, with nobody's records in it.

    `bits` is how rare each sign (by id or slug) is supposed to be among peers.
    """
    ids = {name: sign.id for slug, sign in INDICATORS.items() for name in (slug, sign.id)}
    known_signs(tuple(bits))
    supposed = Supposed(
        bits={ids[name]: value for name, value in bits.items()},
        families={sign.id: sign.family for sign in INDICATORS.values()},
        about_pairs={sign.id for sign in INDICATORS.values() if sign.level == "pair"},
        origin=origin,
        own_record=own_record,
        markers=markers,
        people=people,
        role_family=role_family,
    )
    with (
        tempfile.TemporaryDirectory(prefix="upstander-") as work,
        duck_session(work=Path(work)) as session,
    ):
        return suppose(supposed, matrix=read_settings(settings).matrix, engine=session)


def evaluate(
    *,
    force: Path,
    out: Path | None = None,
    memory: str = DEFAULT_MEMORY,
    stability: bool = False,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Scan a simulated force and hold the list against its known truth and simple baselines."""
    return evaluation.evaluate(
        force=force,
        out=out,
        memory=memory,
        stability=stability,
        step=(progress or Quiet()).step,
        scan=scan,
    )


def replay_case(
    *,
    number: int,
    folder: Path,
    memory: str = DEFAULT_MEMORY,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """A published case, told in `folder`: when each sign would first have been seen in it."""
    with tempfile.TemporaryDirectory(prefix="upstander-") as work:
        found = cases.replay(
            cases.declared()[number],
            folder=folder,
            work=Path(work),
            scan=functools.partial(scan, memory=memory),
            step=(progress or Quiet()).step,
        )
    return cases.told(found)


def published_cases() -> dict[int, dict[str, Any]]:
    """What is declared of each published case: its title, the signs it must show, what none can."""
    return {
        number: {
            "title": case.title,
            "signs": tuple(dict.fromkeys(one.sign for one in case.must_see)),
            "unseen": case.unseen,
        }
        for number, case in cases.declared().items()
    }


Published = scan_folder.Published


def published(folder: Path) -> Published:
    """A scan's folder for the workbench to read. ScanError where it is not whole."""
    return scan_folder.published(folder)


AskedAudit = look_up_audit.AskedAudit
LookedUp = look_up_audit.LookedUp
LookUpAudit = look_up_audit.LookUpAudit


def audit_of(scan: Published, asked: AskedAudit) -> LookUpAudit:
    """One member's look-ups in a scan: what was opened, what explains it, and what is left."""
    return look_up_audit.audit_of(scan, asked)


def audited_systems(scan: Published) -> tuple[str, ...]:
    """The systems whose look-ups a scan knows."""
    return look_up_audit.systems(scan)


def members(scan: Published) -> tuple[str, ...]:
    """The staff IDs of everybody whom a scan knows, with evidence or without."""
    return look_up_audit.members(scan)


def explain(*, out: Path, staff: str, person: str | None = None) -> dict[str, Any]:
    """One member's lead from a scan's files: evidence, and contacts with what explains them."""
    if not (out / "leads.parquet").exists():
        raise OutputError(
            f"{out.name} holds no scan.", do="Run `upstander scan` first, or name its folder."
        )
    needed = ("evidence.parquet", "events.parquet", "pairs.parquet", "coverage.json")
    if lost := [name for name in needed if not (out / name).exists()]:
        raise OutputError(
            f"{out.name} is no whole scan of this version: {' and '.join(lost)} "
            f"{'is' if len(lost) == 1 else 'are'} not in it.",
            do="Copy the whole folder again, or run `upstander scan` again.",
        )
    where = [("staff_id", "=", staff)] + ([("person_id", "=", person)] if person else [])
    leads = pq.read_table(out / "leads.parquet", filters=where).to_pylist()
    evidence = pq.read_table(out / "evidence.parquet", filters=where).to_pylist()
    events = pq.read_table(out / "events.parquet", filters=where).to_pylist()
    contacts: list[dict[str, Any]] = []
    if (out / "contacts.parquet").exists():
        humans = sorted({row["human_id"] for row in leads if row["human_id"]})
        own = pq.read_table(
            out / "contacts.parquet",
            filters=[("staff_id", "=", staff), ("human_id", "in", humans or [""])],
        )
        contacts = own.sort_by("at").to_pylist()
    return {
        "staff_id": staff,
        "person_id": person,
        "leads": leads,
        "evidence": evidence,
        "events": events,
        "figures": pq.read_table(out / "pairs.parquet", filters=where).to_pylist(),
        "contacts": contacts,
        "explanations": {slug: reason.title for slug, reason in EXPLANATIONS.items()},
        "coverage": json.loads((out / "coverage.json").read_text(encoding="utf-8")),
    }
