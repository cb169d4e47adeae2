"""`upstander evaluate`: a scan of a simulated force beside its truth and the baselines.

The truth of a simulated force says what each event was for. Nothing of it is read by the scan.
"""

import json
import tempfile
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import ibis.expr.types as ir
import pyarrow.parquet as pq

from upstander.engine.evaluation import metrics
from upstander.engine.evaluation.baselines import scores as baseline_scores
from upstander.engine.evaluation.between import between, traces
from upstander.engine.evaluation.explained import explained
from upstander.engine.evaluation.lead_time import lead_days
from upstander.engine.extracts.read import read
from upstander.engine.people import holders
from upstander.engine.people.numbers import normalised
from upstander.engine.sessions import DuckSession, duck_session
from upstander.engine.tables.clock import local
from upstander.engine.tables.roles import role_family
from upstander.errors import UsageError

# A member could have been looked at from this many bits on: likelihood level 2 of the matrix.
NOTICEABLE_BITS = 6.0
TOP = 50


def evaluate(
    *,
    force: Path,
    out: Path | None,
    memory: str,
    stability: bool,
    step: Callable[[str], None],
    scan: Callable[..., Any],
) -> dict[str, Any]:
    """Tables of figures; see docs/reference/evaluation.md for what each means."""
    extracts, truth = force / "extracts", force / "truth"
    if not (truth / "subjects.parquet").exists():
        raise UsageError(
            f"{force.name} holds no known truth.",
            do="Name the folder of a simulated force: `upstander simulate` makes one.",
        )
    if (truth / "cases.parquet").exists():
        raise UsageError(
            f"{force.name} tells the published cases among its staff, which are no part of its own "
            "truth: every figure would count them as ordinary staff.",
            do="Name a force that was simulated without --cases.",
        )
    with tempfile.TemporaryDirectory(prefix="upstander-") as name:
        target = out or Path(name) / "scan"
        result = scan(folder=extracts, out=target, memory=memory, progress=_Steps(step))
        step("Holding the list against the truth")
        with duck_session(work=Path(name) / "evaluate", memory=memory) as session:
            figures = _figures(extracts, truth, target, session)
        figures["seconds"] = result.seconds
        if stability:
            figures["stability"] = _stability(extracts, target, Path(name), memory, scan)
    if out:
        text = json.dumps(figures, indent=1, default=str, ensure_ascii=False)
        (out / "evaluation.json").write_text(text, encoding="utf-8")
    return figures


class _Steps:
    """The scan's steps, told as our own."""

    def __init__(self, step: Callable[[str], None]) -> None:
        self._step = step

    def step(self, title: str, done: float | None = None) -> None:
        """Pass on what the scan is doing."""
        del done
        self._step(title)


def _figures(extracts: Path, truth: Path, out: Path, session: DuckSession) -> dict[str, Any]:
    subjects = pq.read_table(truth / "subjects.parquet").to_pylist()
    observable = {row["staff_id"] for row in subjects if row["observable"]}
    contacts = _parquet(session, "scanned_contacts", out / "contacts.parquet")
    records = read(folder=extracts, engine=session).records
    staff = session.rows(records["staff"].mutate(role_family=role_family))
    leads = pq.read_table(out / "leads.parquet").to_pylist()
    ranked = {row["staff_id"]: row["lead_score"] for row in leads}
    order = metrics.worst_first(ranked, wanted=observable)
    beside = _baselines(session, records, contacts, len(staff), observable)
    events = _parquet(session, "true_events", truth / "events.parquet")
    listed = {row["staff_id"] for row in leads if row["listed"]}
    people = _parquet(session, "true_people", truth / "people.parquet")
    in_all, by_table = explained(events, contacts=contacts, people=people, engine=session)
    left = traces(
        events,
        contacts=contacts,
        rests_on=_parquet(session, "scanned_events", out / "events.parquet"),
        people=people,
        engine=session,
    )
    natures = _natures(truth)
    return {
        "staff": len(staff),
        "subjects": len(subjects),
        "observable": len(observable),
        "upstander": metrics.at_lengths(order, wanted=observable, staff=len(staff)),
        "baselines": beside,
        "listed": len(listed),
        "listed_false": len(listed - {row["staff_id"] for row in subjects}),
        "false_leads_per_1000_staff": 1000
        * len(listed - {row["staff_id"] for row in subjects})
        / len(staff),
        "explained": in_all,
        "explained_by_table": by_table,
        "look_alikes": metrics.over_represented(
            order[:TOP],
            natures=natures,
            staff=[row["staff_id"] for row in staff],
            subjects={row["staff_id"] for row in subjects},
        ),
        "lead_days": lead_days(
            pq.read_table(out / "evidence.parquet").to_pylist(),
            ends=_ends(session, events),
            observable=observable,
            noticeable_bits=NOTICEABLE_BITS,
        ),
        "rates": metrics.rates(
            listed,
            attributes={
                name: {row["staff_id"]: str(row[name]) for row in staff if row[name] is not None}
                for name in ("sex", "ethnicity", "role_family", "kind")
            }
            | {"age": {row["staff_id"]: _decade(row["birth_year"]) for row in staff}},
            staff=[row["staff_id"] for row in staff],
        ),
        "by_subject": between(
            subjects, left=left, bits=ranked, order=order, natures=natures, top=TOP
        ),
    }


def _decade(year: int | None) -> str:
    return "not recorded" if year is None else f"born {year // 10 * 10}s"


def _parquet(session: DuckSession, name: str, path: Path) -> ir.Table:
    return session.backend.read_parquet(str(path), table_name=name)


def _baselines(
    session: DuckSession, records: Any, contacts: ir.Table, staff: int, observable: set[str]
) -> dict[str, list[dict[str, Any]]]:
    written = (
        records["staff_phones"].select("number").union(records["calls"].select("number").distinct())
    )
    spellings = normalised(written, session, name="baseline_spellings")
    numbers = holders.staff_numbers(records, session)
    period = session.rows(contacts.agg(since=contacts["at"].min(), until=contacts["at"].max()))[0]
    if period["since"] is None:
        return {}
    timed = contacts.mutate(local_at=local(contacts["at"], **period))
    found = baseline_scores(
        records, contacts=timed, staff_numbers=numbers, spellings=spellings, engine=session
    )
    return {
        name: metrics.at_lengths(
            metrics.worst_first(scores, wanted=observable), wanted=observable, staff=staff
        )
        for name, scores in found.items()
    }


def _natures(truth: Path) -> dict[str, set[str]]:
    """What the pairs of each member truly are, but for misconduct."""
    natures: dict[str, set[str]] = defaultdict(set)
    for row in pq.read_table(truth / "pairs.parquet").to_pylist():
        if row["nature"] != "misconduct":
            natures[row["staff_id"]].add(row["nature"])
    return natures


def _ends(session: DuckSession, events: ir.Table) -> dict[str, datetime]:
    """The last event of each member's misconduct."""
    wrong = events.filter(events.nature == "misconduct")
    last = wrong.group_by("staff_id").agg(at=wrong["at"].max().cast("timestamp(6)"))
    return {row["staff_id"]: row["at"] for row in session.rows(last)}


def _stability(
    extracts: Path, out: Path, work: Path, memory: str, scan: Callable[..., Any]
) -> dict[str, Any]:
    """How much of the top of the list was there a month earlier."""
    coverage = json.loads((out / "coverage.json").read_text(encoding="utf-8"))
    last = datetime.fromisoformat(coverage["as_of"]).replace(tzinfo=UTC)
    before = last - timedelta(days=30)
    scan(folder=extracts, out=work / "before", memory=memory, as_of=before, contacts=False)
    tops = []
    for folder in (out, work / "before"):
        leads = pq.read_table(folder / "leads.parquet", columns=["rank", "staff_id"]).to_pylist()
        leads.sort(key=lambda row: row["rank"])
        tops.append(list(dict.fromkeys(row["staff_id"] for row in leads))[:TOP])
    shared = len(set(tops[0]) & set(tops[1]))
    return {"as_of": before.isoformat(), "of": TOP, "shared_with_a_month_before": shared}
