"""Drawn contacts and records, and what explains each contact."""

import tempfile
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from tests.support import drawn
from upstander.engine.contacts.lookups import incident_humans
from upstander.engine.purposes import explain
from upstander.engine.purposes.explanation import Ground
from upstander.engine.sessions import duck_session
from upstander.engine.tables import stages

# The tables whose absence would make contacts uncheckable; handed over empty unless drawn.
EMPTY = {name: "" for name in ("assignments", "involvements", "attendances", "custody_steps")}


def outcomes(
    *,
    contacts: str,
    stops: str = "",
    windows: dict[str, dict[str, float]] | None = None,
    without: tuple[str, ...] = (),
    filters: ir.Table | None = None,
    **records: str,
) -> list[dict[str, Any]]:
    """Each drawn contact, in the order drawn, with status, explained_by and explained_row.

    Person and human are one unless both are drawn.
    """
    known = drawn.records(without=without, **{**EMPTY, **records})
    shown = drawn.table(
        contacts, schema=stages.CONTACTS, share=1.0, source_table="calls", source_file="calls.csv"
    )
    shown = shown.mutate(
        contact_id=ibis.row_number().cast("int64"),
        local_at=ibis.coalesce(shown.local_at, shown.at),
        human_id=ibis.coalesce(shown.human_id, shown.person_id),
        source_row=ibis.coalesce(shown.source_row, ibis.row_number().cast("int64") + 1),
    )
    with (
        tempfile.TemporaryDirectory() as work,
        duck_session(work=Path(work)) as session,
    ):
        kept = session.keep("contacts", shown)
        humans = session.keep("humans", _humans(known, session))
        ground = Ground(
            records=known,
            humans=humans,
            incident_humans=incident_humans(records=known, humans=humans),
            homes=drawn.table("human_id", schema=stages.HOMES),
            filters=filters,
        )
        changed = windows or {}
        explained = explain.explain(
            kept,
            ground=ground,
            purposes=explain.purposes(ground, engine=session, windows=changed),
            stops=session.keep("stops", drawn.table(stops or "stop_id", schema=stages.STOPS)),
            engine=session,
            windows=changed,
            records_begin=None,
        )
        return session.rows(explained.contacts.order_by("contact_id"))


def _humans(records: Any, session: Any) -> Any:
    ids: set[str] = set()
    for name in ("involvements", "incident_people", "tasks", "custody", "searches", "declarations",
                 "person_phones"):  # fmt: skip
        column = records[name].select("person_id")
        ids |= {row["person_id"] for row in session.rows(column) if row["person_id"]}
    rows = [{"person_id": name, "human_id": name} for name in sorted(ids)]
    return ibis.memtable(
        [row | {"match_weight": None, "decided_by": "same record"} for row in rows],
        schema=ibis.schema(stages.HUMANS),
    )


def reasons(**drawn_tables: Any) -> list[str]:
    """What each drawn contact ends as: the explanation's slug, `unexplained` or `uncheckable`."""
    return [row["explained_by"] or row["status"] for row in outcomes(**drawn_tables)]
