"""A scene for one sign, drawn as text, and what the sign finds in it."""

from datetime import datetime
from typing import Any

import ibis
import ibis.expr.types as ir

from tests.support import drawn, duck
from upstander import words
from upstander.engine.evidence import LEAST_SHARE, Indicator, Scene
from upstander.engine.policy import Policy, read_policy
from upstander.engine.tables import stages

AS_OF = datetime(2025, 12, 31)


def contacts(text: str) -> ir.Table:
    """Drawn contacts. What is not drawn is an ordinary unexplained contact with a sure person."""
    table = drawn.table(
        text or "staff_id",
        schema=stages.EXPLAINED_CONTACTS,
        status="unexplained",
        share=1.0,
        source_table="calls",
        source_file="calls.csv",
        source_row=1,
    )
    return table.mutate(
        contact_id=ibis.row_number().cast("int64"),
        local_at=ibis.coalesce(table.local_at, table.at),
        human_id=ibis.coalesce(table.human_id, table.person_id),
        person_id=ibis.coalesce(table.person_id, table.human_id),
    )


def scene(
    *,
    contacts: str = "",
    links: str = "",
    purposes: str = "",
    stops: str = "",
    crewed: str = "",
    written: str = "",
    as_of: datetime = AS_OF,
    without: tuple[str, ...] = (),
    policy: Policy | None = None,
    **records: str,
) -> Scene:
    """A scene from drawn tables. Records named in `without` were not handed over."""
    drawn_contacts = globals()["contacts"](contacts)
    return Scene(
        records=drawn.records(without=without, **records),
        contacts=drawn_contacts,
        unexplained=drawn_contacts.filter(
            drawn_contacts.status == "unexplained", drawn_contacts.share >= LEAST_SHARE
        ),
        purposes=drawn.table(purposes or "staff_id", schema=stages.PURPOSES),
        links=drawn.table(links or "staff_id", schema=stages.LINKS, purposes=1),
        humans=drawn.table("person_id", schema=stages.HUMANS),
        stops=drawn.table(
            stops or "stop_id",
            schema=stages.STOPS,
            source_file="positions.csv",
            source_row=1,
            pings=10,
        ),
        crewed=drawn.table(crewed or "stop_id", schema=stages.CREWED, crew_size=1, hand_held=False),
        as_of=as_of,
        policy=policy or read_policy(),
        written=globals()["written"](written),
    )


def written(text: str) -> ir.Table:
    """Drawn messages that were read; a class that is not drawn was not in them."""
    table = drawn.table(
        text or "staff_id",
        schema=stages.WRITTEN,
        kind="message",
        channel="text",
        source_table="messages",
        source_file="messages.csv",
        source_row=1,
        **dict.fromkeys(words.CONTENT_CLASSES, False),
    )
    return table.mutate(
        contact_id=ibis.row_number().cast("int64"),
        local_at=ibis.coalesce(table.local_at, table.at),
        **{name: table[name].fill_null(False) for name in words.CONTENT_CLASSES},
    )


def found(indicator: Indicator, scene: Scene, **changed: float) -> list[dict[str, Any]]:
    """What the sign finds, in order of member and person."""
    findings = indicator.find(scene, indicator.values(changed)).findings
    rows = duck.connect().to_pyarrow(findings).to_pylist()
    return sorted(rows, key=lambda row: (row["staff_id"], row["human_id"] or ""))


def events(indicator: Indicator, scene: Scene, **changed: float) -> list[dict[str, Any]]:
    """The events that the findings rest on, in order of time."""
    table = indicator.find(scene, indicator.values(changed)).events
    rows = duck.connect().to_pyarrow(table).to_pylist()
    return sorted(rows, key=lambda row: (row["staff_id"], row["human_id"] or "", row["at"]))


def looked_at(indicator: Indicator, scene: Scene, **changed: float) -> dict[str, set[str]]:
    """What a sign about the force looked at: each thing's subjects."""
    told: dict[str, set[str]] = {}
    for row in _upkeep(indicator, scene, changed):
        told.setdefault(row["of"], set()).add(row["subject"])
    return told


def shortfalls(indicator: Indicator, scene: Scene, **changed: float) -> list[tuple[str, str]]:
    """What a sign about the force would have put right: subject and shortfall."""
    rows = _upkeep(indicator, scene, changed)
    return sorted((row["subject"], row["shortfall"]) for row in rows if row["shortfall"])


def _upkeep(indicator: Indicator, scene: Scene, changed: dict[str, float]) -> list[dict[str, Any]]:
    table = indicator.find(scene, indicator.values(changed)).looked_at
    rows: list[dict[str, Any]] = duck.connect().to_pyarrow(table).to_pylist()
    return rows
