"""From what the signs found to leads, evidence and events."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import ibis
import ibis.expr.types as ir

from upstander.engine.evidence import Findings, Indicator, Scene
from upstander.engine.leads.harm import markers_in_force
from upstander.engine.leads.lead import Weighed, leads
from upstander.engine.leads.matrix import Matrix
from upstander.engine.leads.origin import pair_facts, with_origin
from upstander.engine.leads.own_record import with_own_record, with_record_weight
from upstander.engine.leads.rarity import with_bits
from upstander.engine.leads.weigh import EXACT, scored_members, scored_pairs, weighed
from upstander.engine.tables.declare import empty_table, union_all
from upstander.engine.tables.records import Engine
from upstander.engine.tables.stages import FINDING_EVENTS, FINDINGS

_LABELLED = {"indicator": "string", "family": "string"}


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """The list, and what it rests on."""

    leads: list[dict[str, Any]]
    evidence: ir.Table  # FINDINGS with indicator, family, rarity_bits, weight, bits, person_id
    events: ir.Table  # FINDING_EVENTS with indicator
    facts: ir.Table  # one row a pair: see origin.pair_facts


def rank(
    found: Mapping[str, tuple[Indicator, Findings]],
    *,
    scene: Scene,
    staff: ir.Table,
    matrix: Matrix,
    engine: Engine,
) -> Ranked:
    """Findings of all signs, by slug, to the ranked list."""
    findings = engine.keep("findings", _labelled(found, what="findings", schema=FINDINGS))
    events = engine.keep("finding_events", _labelled(found, what="events", schema=FINDING_EVENTS))
    peers = engine.keep("peers", _peers(staff, contacts=scene.contacts))
    pairs = findings.filter(findings.human_id.notnull()).select("staff_id", "human_id").distinct()
    told = engine.keep(
        "pair_facts", _facts(scene, engine.keep("pairs", pairs), engine=engine, matrix=matrix)
    )
    stories = told.select("staff_id", "human_id", "private")
    placed = findings.left_join(stories, ["staff_id", "human_id"])
    placed = placed.select(*findings.columns, private=placed.private.fill_null(False))
    rare = engine.keep("rarity", with_bits(placed, staff=peers, matrix=matrix))
    weight = weighed(rare, events=events, facts=told, matrix=matrix, unexplained=scene.unexplained)
    named = weight.left_join(
        told.select("staff_id", "human_id", "person_id"), ["staff_id", "human_id"]
    ).select(*weight.columns, "person_id")
    evidence = engine.keep("evidence", named)
    scores = engine.keep("pair_scores", scored_pairs(evidence))
    members = scored_members(evidence, pairs=scores, matrix=matrix)
    listed = leads(
        _read(evidence, scores, members, told, scene=scene, staff=peers, engine=engine),
        staff=engine.rows(staff.agg(n=staff.count()))[0]["n"],
        matrix=matrix,
    )
    return Ranked(leads=listed, evidence=evidence, events=events, facts=told)


def _facts(scene: Scene, pairs: ir.Table, *, engine: Engine, matrix: Matrix) -> ir.Table:
    """What is known of each pair beside the signs: how contact began, what the member recorded."""
    facts = with_origin(
        pair_facts(scene.contacts, pairs=pairs, links=scene.links),
        begins=_begins(scene, engine),
        matrix=matrix,
    )
    opened = scene.contacts.filter(
        scene.contacts.kind == "lookup", scene.contacts.status == "unexplained"
    )
    matters = scene.records["involvements"].join(scene.humans, "person_id")
    worked = with_own_record(
        facts, look_ups=opened.semi_join(pairs, ["staff_id", "human_id"]), matters=matters
    )
    return with_record_weight(worked, matrix=matrix)


def _peers(staff: ir.Table, *, contacts: ir.Table) -> ir.Table:
    """Everyone, with how many people they had contact with that names the person: no stops."""
    named = contacts.filter(contacts.kind != "visit")
    counted = named.group_by("staff_id").agg(people=named.human_id.nunique())
    joined = staff.left_join(counted, "staff_id")
    return joined.select(staff.staff_id, staff.role_family, people=joined.people.fill_null(0))


def _begins(scene: Scene, engine: Engine) -> datetime:
    """The first call or message of the extracts: what began before it was not seen beginning."""
    talk = scene.contacts.filter(scene.contacts.kind.isin(("call", "message")))
    first: datetime | None = engine.rows(talk.agg(first=talk.at.min()))[0]["first"]
    return first or scene.as_of


def _labelled(
    found: Mapping[str, tuple[Indicator, Findings]], *, what: str, schema: dict[str, str]
) -> ir.Table:
    parts = [
        getattr(kept, what)
        .mutate(indicator=ibis.literal(sign.id), family=ibis.literal(sign.family))
        .cast(schema)
        .select(*_LABELLED, *schema)
        for sign, kept in found.values()
    ]
    return union_all(parts) if parts else empty_table(schema=_LABELLED | schema)


def _read(
    evidence: ir.Table,
    scores: ir.Table,
    members: ir.Table,
    facts: ir.Table,
    *,
    scene: Scene,
    staff: ir.Table,
    engine: Engine,
) -> Weighed:
    """The weighing, read out row by row: as many rows as there are pairs with evidence."""
    pairs = scores.join(facts, ["staff_id", "human_id"])
    markers = markers_in_force(scene.records["vulnerabilities"], humans=scene.humans, pairs=scores)
    order = ibis.window(
        group_by=["staff_id", "human_id"], order_by=[ibis.desc("bits"), "indicator"]
    )
    best = evidence.mutate(place=ibis.row_number().over(order))
    best = best.filter(best.place == 0).drop("place")
    strongest = {(row["staff_id"], row["human_id"]): row for row in engine.rows(best)}
    alone = evidence.filter(evidence.human_id.isnull())
    own = engine.rows(alone.group_by("staff_id").agg(bits=alone.bits.sum().round(EXACT)))
    for row in own:
        strongest[row["staff_id"], None]["member_own_bits"] = row["bits"]
    families: dict[str, set[str]] = defaultdict(set)
    for row in engine.rows(evidence.select("staff_id", "family").distinct()):
        families[row["staff_id"]].add(row["family"])
    return Weighed(
        members=engine.rows(members),
        pairs=engine.rows(pairs),
        markers=engine.rows(markers),
        strongest=strongest,
        families={member: frozenset(own) for member, own in families.items()},
        role_families={row["staff_id"]: row["role_family"] for row in engine.rows(staff)},
    )
