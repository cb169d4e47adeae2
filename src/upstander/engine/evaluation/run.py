"""`upstander evaluate`: a scan of a simulated force beside its truth and the baselines.

The truth of a simulated force says what each event was for. Nothing of it is read by the scan.
"""

import json
import tempfile
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import ibis.expr.types as ir
import pyarrow.parquet as pq

from upstander.engine.evaluation import metrics
from upstander.engine.evaluation.baselines import scores as baseline_scores
from upstander.engine.extracts.read import read
from upstander.engine.people import holders
from upstander.engine.people.numbers import normalised
from upstander.engine.sessions import DuckSession, duck_session
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
    with tempfile.TemporaryDirectory(prefix="upstander-") as name:
        target = out or Path(name) / "scan"
        result = scan(folder=extracts, out=target, memory=memory)
        step("Holding the list against the truth")
        with duck_session(work=Path(name) / "evaluate", memory=memory) as session:
            figures = _figures(extracts, truth, target, session)
        figures["seconds"] = result.seconds
        if stability:
            figures["stability"] = _stability(extracts, target, Path(name), memory, scan)
    return figures


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
    listed = {row["staff_id"] for row in leads if row["listed"]}
    top = set(order[: max(int(len(staff) * 0.01), 1)])
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
        "explained": _explained(session, truth, contacts),
        "look_alikes_in_top_50": _look_alikes(
            truth, order[:TOP], {r["staff_id"] for r in subjects}
        ),
        "lead_days": _lead_days(truth, out, observable),
        "fairness": metrics.rates(
            top,
            attributes={
                name: {row["staff_id"]: str(row[name]) for row in staff if row[name] is not None}
                for name in ("sex", "ethnicity", "role_family", "kind")
            }
            | {"age": {row["staff_id"]: _decade(row["birth_year"]) for row in staff}},
            staff=[row["staff_id"] for row in staff],
        ),
        "missed": _missed(subjects, ranked, order),
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
    local = contacts.mutate(local_at=contacts.at)
    found = baseline_scores(
        records, contacts=local, staff_numbers=numbers, spellings=spellings, engine=session
    )
    return {
        name: metrics.at_lengths(
            metrics.worst_first(scores, wanted=observable), wanted=observable, staff=staff
        )
        for name, scores in found.items()
    }


def _explained(session: DuckSession, truth: Path, contacts: ir.Table) -> list[dict[str, Any]]:
    """Share of legitimate events explained: of those whose purpose is recorded, and of all."""
    events = _parquet(session, "true_events", truth / "events.parquet")
    legitimate = events.filter((events.nature == "work") | events.nature.startswith("look_alike"))
    key = ["source_table", "source_row", "staff_id"]
    seen = contacts.group_by(*key).agg(
        explained=(contacts.status == "explained").any(),
        checkable=(contacts.status != "uncheckable").any(),
        kind=contacts.kind.min(),
    )
    joined = legitimate.join(seen, key)
    counted = joined.group_by("kind", "recorded", "first").agg(
        events=joined.count(), explained=joined.explained.sum()
    )
    return session.rows(counted.order_by("kind", "recorded", "first"))


def _look_alikes(truth: Path, top: list[str], subjects: set[str]) -> dict[str, int]:
    pairs = pq.read_table(truth / "pairs.parquet").to_pylist()
    natures: dict[str, set[str]] = defaultdict(set)
    for row in pairs:
        if row["nature"] != "misconduct":
            natures[row["staff_id"]].add(row["nature"])
    counts: dict[str, int] = defaultdict(int)
    for member in top:
        if member not in subjects:
            for nature in natures.get(member, {"ordinary work"}):
                counts[nature] += 1
    return dict(sorted(counts.items()))


def _lead_days(truth: Path, out: Path, observable: set[str]) -> dict[str, Any]:
    """Days from when the evidence became noticeable to the last event of the misconduct."""
    evidence = pq.read_table(out / "evidence.parquet").to_pylist()
    rows: dict[str, list[tuple[Any, float]]] = defaultdict(list)
    for row in evidence:
        if row["staff_id"] in observable and row["at"] is not None:
            rows[row["staff_id"]].append((row["at"], row["rarity_bits"] * row["weight"]))
    pairs = pq.read_table(truth / "subjects.parquet").to_pylist()
    last = {row["staff_id"]: row.get("ends_at") for row in pairs}
    days = []
    for member, found in rows.items():
        total = 0.0
        for at, bits in sorted(found):
            total += bits
            if total >= NOTICEABLE_BITS and last.get(member) is not None:
                days.append((last[member] - at).days)
                break
    return {"members": len(days), "median": median(days) if days else None}


def _missed(
    subjects: list[dict[str, Any]], ranked: dict[str, float], order: list[str]
) -> list[dict[str, Any]]:
    """Subject by subject: where each stands, and why it might not be higher."""
    place = {member: rank for rank, member in enumerate(order, start=1)}
    return [
        {
            "staff_id": row["staff_id"],
            "style": row["style"],
            "events": row["events"],
            "observable": row["observable"],
            "rank": place.get(row["staff_id"]),
            "bits": ranked.get(row["staff_id"]),
        }
        for row in subjects
    ]


def _stability(
    extracts: Path, out: Path, work: Path, memory: str, scan: Callable[..., Any]
) -> dict[str, Any]:
    """How much of the top of the list was there a month earlier."""
    coverage = json.loads((out / "coverage.json").read_text(encoding="utf-8"))
    before = datetime.fromisoformat(coverage["as_of"]) - timedelta(days=30)
    scan(folder=extracts, out=work / "before", memory=memory, as_of=before, contacts=False)
    tops = []
    for folder in (out, work / "before"):
        leads = pq.read_table(folder / "leads.parquet", columns=["rank", "staff_id"]).to_pylist()
        leads.sort(key=lambda row: row["rank"])
        tops.append(list(dict.fromkeys(row["staff_id"] for row in leads))[:TOP])
    shared = len(set(tops[0]) & set(tops[1]))
    return {"as_of": before.isoformat(), "of": TOP, "shared_with_a_month_before": shared}
