"""Links that meet in one record: who is joined through others, and what must be kept apart.

Most humans have one record or two. Only records that several links meet in can be joined to what
no link joins them to, so only these leave the engine to be settled one by one (see clusters.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis import _

from upstander.engine.people import model, weighing
from upstander.engine.people.clusters import Link, settled
from upstander.engine.tables.records import Engine

_PAIR = ["person_id_l", "person_id_r"]


@dataclass(frozen=True, kw_only=True)
class Linked:
    """Links told apart: `alone` joins two records that no other link touches, `chained` do not."""

    alone: ir.Table
    chained: list[Link]


def told_apart(links: ir.Table, engine: Engine) -> Linked:
    """The links by whether they share a record with another link."""
    ends = links.select(end=links.person_id_l).union(links.select(end=links.person_id_r))
    busy = ends.group_by("end").agg(links=_.count()).filter(_.links > 1)
    meeting = links.semi_join(busy, links.person_id_l == busy.end).union(
        links.semi_join(busy, links.person_id_r == busy.end)
    )
    chained = engine.keep(
        "people_chains", meeting.select(*_PAIR, "match_weight", "judged").distinct()
    )
    rows = engine.rows(chained)
    return Linked(
        alone=links.anti_join(chained, _PAIR).select(*_PAIR),
        chained=[
            Link(
                left=row["person_id_l"],
                right=row["person_id_r"],
                bits=row["match_weight"] or 0.0,
                judged=row["judged"],
            )
            for row in rows
        ],
    )


def conflicts(
    linked: Linked, *, verdicts: ir.Table, fitted: model.Fitted | None, engine: model.LinkingEngine
) -> list[tuple[str, str]]:
    """Pairs of records that chains would join although they plainly differ, or were judged to."""
    if not linked.chained:
        return []
    apart = verdicts.filter(~verdicts.same).select(*_PAIR)
    if fitted is not None:
        differing = weighing.weighed(
            fitted,
            engine,
            pairs=_unlinked(linked, fitted.rows, engine),
            least=None,
            name="people_chained",
        ).filter(_.differs)
        judged_same = verdicts.filter(verdicts.same)
        apart = apart.union(differing.select(*_PAIR).anti_join(judged_same, _PAIR))
    return [(row["person_id_l"], row["person_id_r"]) for row in engine.rows(apart)]


def _unlinked(linked: Linked, rows: ir.Table, engine: Engine) -> ir.Table:
    """Pairs within one chain that no link joins directly, as Splink takes them."""
    named = _loaded(settled(linked.chained, conflicts=[]), engine, name="people_clusters")
    clustered = named.join(rows.select("person_id", "record"), "person_id")
    other = clustered.view()
    pairs = clustered.join(
        other,
        [clustered.human_id == other.human_id, clustered.record < other.record],
        rname="other_{name}",
    )
    direct = engine.keep("people_direct", ibis.memtable(_ends(linked)))
    unlinked = pairs.anti_join(
        direct, [pairs.person_id == direct.left, pairs.other_person_id == direct.right]
    ).select(join_key_l=_.record, join_key_r=_.other_record)
    return engine.keep("people_unlinked", unlinked.mutate(match_key=ibis.literal("0")))


def _ends(linked: Linked) -> pa.Table:
    return pa.table(
        {
            "left": pa.array([link.left for link in linked.chained], pa.string()),
            "right": pa.array([link.right for link in linked.chained], pa.string()),
        }
    )


def joined(linked: Linked, *, apart: list[tuple[str, str]], engine: Engine) -> ir.Table:
    """`person_id`, `human_id` of every record that a link touches."""
    pairs = linked.alone
    first = ibis.least(pairs.person_id_l, pairs.person_id_r)
    either = pairs.select(person_id=pairs.person_id_l, human_id=first).union(
        pairs.select(person_id=pairs.person_id_r, human_id=first)
    )
    named = settled(linked.chained, conflicts=apart)
    chained = _loaded(named, engine, name="people_settled")
    return engine.keep("people_joined", either.union(chained))


def _loaded(named: Mapping[str, str], engine: Engine, *, name: str) -> ir.Table:
    return engine.load(
        name,
        pa.table(
            {
                "person_id": pa.array(list(named.keys()), pa.string()),
                "human_id": pa.array(list(named.values()), pa.string()),
            }
        ),
    )
