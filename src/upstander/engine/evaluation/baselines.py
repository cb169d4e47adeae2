"""The simple rules that a force uses today, and an off-the-shelf model, on the same extracts."""

from typing import Any

import ibis
import ibis.expr.types as ir

from upstander.engine.tables.records import Engine, Records

# Words that force keyword lists look for on force devices.
KEYWORDS = (
    "lovely",
    "beautiful",
    "gorgeous",
    "coffee",
    "drink",
    "babe",
    "kiss",
    " x",
    "xx",
    "secret",
)


def scores(
    records: Records,
    *,
    contacts: ir.Table,
    staff_numbers: ir.Table,
    spellings: ir.Table,
    engine: Engine,
) -> dict[str, dict[str, float]]:
    """Baseline -> staff_id -> score. IsolationForest only where scikit-learn is installed."""
    handsets = spellings.join(staff_numbers, spellings.e164 == staff_numbers.number).select(
        handset=spellings.number, staff_id=staff_numbers.staff_id
    )
    calls = records["calls"].join(handsets, records["calls"].number == handsets.handset)
    searches = records["searches"]
    off_duty = contacts.filter(~contacts.on_duty)
    rules = {
        "call volume": calls.group_by("staff_id").agg(score=calls.count()),
        "look-up count": searches.group_by("staff_id").agg(score=searches.count()),
        "three complaints in a year": _complaints(records["complaints"]),
        "keyword list": _keywords(records["messages"]),
        "off-duty count": off_duty.group_by("staff_id").agg(score=off_duty.count()),
    }
    found = {name: _scores(table, engine) for name, table in rules.items()}
    forest = _isolation_forest(found, contacts=contacts, records=records, engine=engine)
    return found | ({"isolation forest": forest} if forest else {})


def _scores(table: ir.Table, engine: Engine) -> dict[str, float]:
    return {row["staff_id"]: float(row["score"]) for row in engine.rows(table)}


def _complaints(complaints: ir.Table) -> ir.Table:
    year = complaints.view()
    joined = complaints.join(
        year,
        [
            complaints.staff_id == year.staff_id,
            year.received_on <= complaints.received_on,
            year.received_on > complaints.received_on - ibis.interval(days=365),
        ],
    ).select(staff_id=complaints.staff_id, at=complaints.received_on, other=year.complaint_id)
    counted = joined.group_by("staff_id", "at").agg(n=joined.other.nunique())
    return counted.group_by("staff_id").agg(score=counted.n.max())


def _keywords(messages: ir.Table) -> ir.Table:
    text = messages.text.lower()
    hit = text.contains(KEYWORDS[0])
    for word in KEYWORDS[1:]:
        hit = hit | text.contains(word)
    hits = messages.filter(hit, messages.direction == "out")
    return hits.group_by("staff_id").agg(score=hits.count())


def _isolation_forest(
    rules: dict[str, dict[str, float]], *, contacts: ir.Table, records: Records, engine: Engine
) -> dict[str, float]:
    try:
        from sklearn.ensemble import IsolationForest
    except ImportError:
        return {}
    people = _scores(contacts.group_by("staff_id").agg(score=contacts.human_id.nunique()), engine)
    nights = contacts.filter((contacts.local_at.hour() >= 22) | (contacts.local_at.hour() < 6))
    late = _scores(nights.group_by("staff_id").agg(score=nights.count()), engine)
    per_pair = contacts.group_by("staff_id", "human_id").agg(n=contacts.count())
    most = _scores(per_pair.group_by("staff_id").agg(score=per_pair.n.max()), engine)
    members = sorted(row["staff_id"] for row in engine.rows(records["staff"].select("staff_id")))
    features: list[dict[str, float]] = [*rules.values(), people, late, most]
    rows: list[list[float]] = [[table.get(member, 0.0) for table in features] for member in members]
    forest: Any = IsolationForest(n_estimators=300, random_state=0).fit(rows)
    return dict(zip(members, (-forest.score_samples(rows)).tolist(), strict=True))
