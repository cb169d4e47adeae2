"""A sign asked of the engine: its expression written as queries, or queries written earlier.

To put a sign's expression together and write it as a query takes longer than to work it out on
the rows of a day. Where runs follow each other (`watch`), the queries are kept with everything
that they were written from: the program and its libraries, the sign's settings, the name and
columns of every table that it is shown, and, if the sign so much as looked at them, the moment of
the scan, the policy, and what was seen. Anything else, and the query is written anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir

from upstander.engine.dialects import Query
from upstander.engine.evidence import Findings, Indicator, Prompts, Scene, Upkeep
from upstander.engine.sessions import DuckSession, Session
from upstander.engine.shelf import Shelf, joined
from upstander.engine.tables.records import Records

Seen = Findings | Upkeep | Prompts
# What is different on every day, or may be: of a scene and of its records.
_OF_THE_DAY = frozenset(("as_of", "day", "policy", "seen", "seen_columns"))
# What a sign returns, and its tables in the order in which they are kept.
_KINDS: dict[str, tuple[type[Seen], tuple[str, ...]]] = {
    "findings": (Findings, ("findings", "events")),
    "upkeep": (Upkeep, ("looked_at",)),
    "prompts": (Prompts, ("prompts",)),
}


@dataclass(frozen=True, kw_only=True)
class WatchedRecords(Records):
    """Records that note whether the sign asks what was seen at all."""

    looked_at: set[str]

    def __getattribute__(self, name: str) -> Any:
        if name in _OF_THE_DAY:
            super().__getattribute__("looked_at").add(name)
        return super().__getattribute__(name)


@dataclass(frozen=True, kw_only=True)
class Watched(Scene):
    """A scene that notes whether the sign looks at what is different on every day."""

    looked_at: set[str]

    def __getattribute__(self, name: str) -> Any:
        if name in _OF_THE_DAY:
            super().__getattribute__("looked_at").add(name)
        return super().__getattribute__(name)


def watched(scene: Scene) -> Watched:
    """The same scene, to be shown to one sign."""
    looked_at: set[str] = set()
    own = {each.name: getattr(scene, each.name) for each in fields(Scene)}
    told = {each.name: getattr(scene.records, each.name) for each in fields(Records)}
    records = WatchedRecords(**told, looked_at=looked_at)
    return Watched(**own | {"records": records}, looked_at=looked_at)


def asked(
    sign: Indicator,
    slug: str,
    *,
    scene: Scene,
    changed: Mapping[str, float] | None,
    session: Session,
    shelf: Shelf | None,
) -> Seen:
    """What a sign finds in the scene, worked out and kept."""
    values = sign.values(changed)
    shown = _shown(scene) if shelf and isinstance(session, DuckSession) else None
    if shelf is None or shown is None:
        return _kept(sign.find(scene, values), slug=slug, session=session)
    assert isinstance(session, DuckSession)
    name, key = f"queries/{slug}", joined((slug, sorted(values.items()), shown))
    held = shelf.found(name, key=key)
    if held and held.facts["day"] in (None, _day(scene)):
        return _again(held.facts, session=session)
    shown_to_it = watched(scene)
    asking = _Writing(session=session, written={})
    seen = _kept(sign.find(shown_to_it, values), slug=slug, session=asking)
    if not asking.brings_rows:
        facts = {
            "day": _day(scene) if shown_to_it.looked_at else None,
            "kind": next(kind for kind, (of, _) in _KINDS.items() if isinstance(seen, of)),
            "tables": {
                each: {
                    "sql": query.sql,
                    "schema": {column: str(type_) for column, type_ in query.schema.items()},
                }
                for each, query in asking.written.items()
            },
        }
        shelf.keep(name, key=key, facts=facts)
    return seen


@dataclass
class _Writing:
    """Keeps tables, and notes the query of each."""

    session: DuckSession
    written: dict[str, Query]
    brings_rows: bool = False  # rows of the program's own, under a name that is never the same

    def keep(self, name: str, expression: ir.Table) -> ir.Table:
        self.written[name] = query = self.session.query(expression)
        self.brings_rows |= bool(expression.op().find(ops.InMemoryTable))
        return self.session.keep_query(name, query, bring_in=expression)


def _again(facts: Mapping[str, Any], *, session: DuckSession) -> Seen:
    """The tables of queries that were written in an earlier run."""
    tables = [
        session.keep_query(
            name,
            Query(
                sql=told["sql"],
                schema={column: ibis.dtype(kind) for column, kind in told["schema"].items()},
            ),
        )
        for name, told in facts["tables"].items()
    ]
    kind, names = _KINDS[facts["kind"]]
    return kind(**dict(zip(names, tables, strict=True)))


def _day(scene: Scene) -> str:
    seen = (sorted(scene.records.seen), sorted(scene.records.seen_columns))
    return joined((scene.as_of.isoformat(), scene.policy, *seen))


def _shown(scene: Scene) -> str | None:
    """The name and columns of every table of a scene; None where one of them has no name."""
    stages = {
        each.name: table
        for each in fields(scene)
        if isinstance(table := getattr(scene, each.name), ir.Table)
    }
    told = [_told(name, table) for name, table in (*stages.items(), *scene.records.tables.items())]
    if None in told:
        return None
    return joined((*told, scene.written is None))


def _told(name: str, table: ir.Table) -> str | None:
    place = table.op()
    if isinstance(place, ops.DatabaseTable):
        return f"{name} {place.namespace} {place.name} {place.schema}"
    return f"{name} {place.schema}" if isinstance(place, ops.InMemoryTable) else None


def _kept(seen: Seen, *, slug: str, session: Any) -> Seen:
    """What a sign found, each table worked out once.

    The events of most signs are read off their findings: the kept findings stand in for the
    expression that they were worked out from.
    """
    match seen:
        case Upkeep():
            return Upkeep(looked_at=session.keep(f"upkeep_{slug}", seen.looked_at))
        case Prompts():
            return Prompts(prompts=session.keep(f"prompts_{slug}", seen.prompts))
    findings = session.keep(f"found_{slug}", seen.findings)
    on_kept = seen.events.op().replace({seen.findings.op(): findings.op()}).to_expr()
    return Findings(findings=findings, events=session.keep(f"events_{slug}", on_kept))
