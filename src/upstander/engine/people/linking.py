"""One human being behind several person records, each link explained in match-weight parts.

Splink (the Ministry of Justice's own) compares and weighs; this module decides what a weight
may do. A link is made without a person only above a threshold, and never where given names or
birth dates plainly differ. Below it lies a band for a person to judge, and what a person has
judged holds, both ways.
"""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
from ibis import _

from upstander.engine.people import chains, model, weighing
from upstander.engine.people.blocking import blocked
from upstander.engine.people.compared import compared, known_people
from upstander.engine.shelf import Kept, Shelf, content
from upstander.engine.shelf import joined as joined_parts
from upstander.engine.tables.declare import empty_table
from upstander.engine.tables.records import Records
from upstander.engine.tables.stages import HUMANS

JUDGED = {
    "person_id_l": "string",
    "person_id_r": "string",
    "same": "boolean",
    "by": "string",
    "on": "date",
    "reason": "string",
}


@dataclass(frozen=True, kw_only=True)
class LinkSettings:
    """Thresholds of the linkage, each with its reason.

    `automatic_bits`: the weight from which a link is made without a person, at which at least 999
    links in 1,000 were right among generated households (benchmarks/linkage.py); most weigh far
    more. It comes down, as far as `lowest_bits`, where the expected share of wrong links stays
    within `most_wrong`: among many sure links a few likely ones do not matter. That is less than
    half of the one in 1,000, for the model knows nothing of twins and namesakes.
    `band_bits`: below even odds a person's time is better spent elsewhere.
    `largest_block`: a block of 2,000 is two million pairs; a key shared by more tells nothing.
    `most_at_number`, `most_at_home`: what more records share (a hostel's telephone, a tower)
    says nothing about who somebody is. `learn_from`: fewer records than this are too few to
    learn weights from, and the documented defaults hold.
    """

    automatic_bits: float = 5.0
    lowest_bits: float = 3.5
    most_wrong: float = 0.0004
    band_bits: float = 0.0
    largest_block: int = 2_000
    most_at_number: int = 4
    most_at_home: int = 10
    learn_from: int = 2_000
    seed: int = 1


@dataclass(frozen=True, kw_only=True)
class People:
    """Who is who, and why.

    `humans`: HUMANS, every person record of any table. `links`: accepted links, and `possible`:
    the band left to a person, both with the columns of weighing.LINKED. `pairs_left_out` counts
    pairs in `blocks_left_out` blocks too large to compare; `learned` says whether weights were
    learned from the records.
    """

    humans: ir.Table
    links: ir.Table
    possible: ir.Table
    pairs_left_out: int = 0
    blocks_left_out: int = 0
    learned: bool = False


@dataclass(frozen=True, kw_only=True)
class _Linked:
    """What comparing the records gives: it depends on nothing but what is compared."""

    links: ir.Table
    weighed: ir.Table
    joined: ir.Table
    blocks: tuple[int, int]
    learned: bool

    @property
    def tables(self) -> dict[str, ir.Table]:
        return {"links": self.links, "weighed": self.weighed, "joined": self.joined}

    @property
    def facts(self) -> dict[str, object]:
        return {"blocks": list(self.blocks), "learned": self.learned}


def humans(
    records: Records,
    engine: model.LinkingEngine,
    *,
    judged: ir.Table | None = None,
    settings: LinkSettings | None = None,
    shelf: Shelf | None = None,
) -> People:
    """Join the records of each human being. `judged` has the columns of JUDGED.

    What `shelf` holds from an earlier run is taken where nothing that is compared has changed.
    """
    chosen = settings or LinkSettings()
    verdicts = _verdicts(judged, engine)
    if not _comparable(records):
        nothing = empty_table(schema=weighing.LINKED)
        links = engine.keep("people_links", _judged_same(verdicts, beside=nothing))
        linked = chains.told_apart(links, engine)
        apart = chains.conflicts(linked, verdicts=verdicts, fitted=None, engine=engine)
        joined = chains.joined(linked, apart=apart, engine=engine)
        return _people(records, engine, links=links, weighed=nothing, joined=joined)
    rows = compared(
        records,
        engine,
        most_at_number=chosen.most_at_number,
        most_at_home=chosen.most_at_home,
    )
    key = shelf and joined_parts(
        (content(rows, engine=engine), content(verdicts, engine=engine), chosen)
    )
    held = shelf.found("linkage", key=key) if shelf and key else None
    found = _recalled(held, engine) if held else _linked(rows, verdicts, engine, chosen=chosen)
    if shelf and key and not held:
        shelf.keep("linkage", key=key, tables=found.tables, facts=found.facts, engine=engine)
    return _people(
        records,
        engine,
        links=found.links,
        weighed=found.weighed,
        joined=found.joined,
        blocks=found.blocks,
        learned=found.learned,
    )


def _linked(
    rows: ir.Table, verdicts: ir.Table, engine: model.LinkingEngine, *, chosen: LinkSettings
) -> _Linked:
    candidates = blocked(rows, engine, largest=chosen.largest_block)
    fitted = model.fitted(rows, engine, learn_from=chosen.learn_from, seed=chosen.seed)
    weighed = weighing.weighed(
        fitted, engine, pairs=candidates.pairs, least=chosen.band_bits, name="people_weighed"
    )
    least = _least_bits(weighed, engine, chosen=chosen)
    links = _accepted(weighed, verdicts, engine, automatic_bits=least)
    linked = chains.told_apart(links, engine)
    apart = chains.conflicts(linked, verdicts=verdicts, fitted=fitted, engine=engine)
    fitted.close()
    return _Linked(
        links=links,
        weighed=weighed.anti_join(verdicts, ["person_id_l", "person_id_r"]),
        joined=chains.joined(linked, apart=apart, engine=engine),
        blocks=(candidates.left_out, candidates.blocks_left_out),
        learned=fitted.learned,
    )


def _recalled(held: Kept, engine: model.LinkingEngine) -> _Linked:
    left_out, blocks_left_out = held.facts["blocks"]
    return _Linked(
        links=engine.load("people_links", held.table("links")),
        weighed=engine.load("people_weighed", held.table("weighed")),
        joined=engine.load("people_joined", held.table("joined")),
        blocks=(left_out, blocks_left_out),
        learned=held.facts["learned"],
    )


def _comparable(records: Records) -> bool:
    """Whether there is anything to compare: names or birth dates that arrived."""
    columns = ("family_name", "given_names", "birth_date")
    return any(f"people.{name}" in records.seen_columns for name in columns)


def _verdicts(judged: ir.Table | None, engine: model.LinkingEngine) -> ir.Table:
    """What people judged, each pair once and in order; the latest judgement holds."""
    given = empty_table(schema=JUDGED) if judged is None else judged
    ordered = given.select(
        "same",
        "on",
        person_id_l=ibis.least(given.person_id_l, given.person_id_r),
        person_id_r=ibis.greatest(given.person_id_l, given.person_id_r),
    )
    latest = ordered.group_by("person_id_l", "person_id_r").agg(same=_.same.argmax(_.on))
    return engine.keep("people_verdicts", latest)


def _judged_same(verdicts: ir.Table, *, beside: ir.Table) -> ir.Table:
    """Pairs judged to be one human, with their weight where the model gave one."""
    pair = ["person_id_l", "person_id_r"]
    same = verdicts.filter(verdicts.same).select(*pair)
    known = beside.semi_join(same, pair)
    unknown = same.anti_join(beside, pair)
    empty = {name: ibis.null(kind) for name, kind in weighing.LINKED.items() if name not in pair}
    both = known.union(unknown.mutate(**empty).select(*known.columns))
    return both.mutate(explanation=ibis.literal("judged by a person"), judged=ibis.literal(True))


def _least_bits(weighed: ir.Table, engine: model.LinkingEngine, *, chosen: LinkSettings) -> float:
    """The weight from which links are made without a person (see LinkSettings).

    A weight is a chance: of links at w bits one in 1 + 2^w is expected to be wrong.
    """
    likely = weighed.filter(weighed.agrees, weighed.match_weight >= chosen.lowest_bits)
    odds = ibis.literal(2.0) ** likely.match_weight
    tenths = (
        likely.mutate(tenth=(likely.match_weight * 10).floor().cast("int64"), wrong=1 / (1 + odds))
        .group_by("tenth")
        .agg(links=_.count(), wrong=_.wrong.sum())
    )
    links, wrong, least = 0, 0.0, chosen.automatic_bits
    for row in sorted(engine.rows(tenths), key=lambda row: -row["tenth"]):
        links, wrong = links + row["links"], wrong + row["wrong"]
        if wrong > chosen.most_wrong * links:
            break
        least = min(least, row["tenth"] / 10)
    return max(least, chosen.lowest_bits)


def _accepted(
    weighed: ir.Table, verdicts: ir.Table, engine: model.LinkingEngine, *, automatic_bits: float
) -> ir.Table:
    own = weighed.filter(weighed.match_weight >= automatic_bits, weighed.agrees)
    free = own.anti_join(verdicts, ["person_id_l", "person_id_r"])
    automatic = free.select(*weighing.LINKED).mutate(judged=ibis.literal(False))
    same = _judged_same(verdicts, beside=weighed.select(*weighing.LINKED))
    return engine.keep("people_links", automatic.union(same.select(*automatic.columns)))


def _people(
    records: Records,
    engine: model.LinkingEngine,
    *,
    links: ir.Table,
    weighed: ir.Table,
    joined: ir.Table,
    blocks: tuple[int, int] = (0, 0),
    learned: bool = False,
) -> People:
    """Humans out of what was joined, and the band told from what was settled."""
    standing = engine.keep("people_standing", _within(links, joined))
    possible = engine.keep("people_possible", _between(weighed, joined))
    table = _humans(known_people(records), joined, standing=standing, possible=possible)
    return People(
        humans=engine.keep("humans", table),
        links=standing.select(*weighing.LINKED),
        possible=possible,
        pairs_left_out=blocks[0],
        blocks_left_out=blocks[1],
        learned=learned,
    )


def _within(links: ir.Table, joined: ir.Table) -> ir.Table:
    """Links whose two records ended as one human: those that were cut are not among them."""
    return _with_ends(links, joined).filter(_.human_l == _.human_r).drop("human_l", "human_r")


def _between(weighed: ir.Table, joined: ir.Table) -> ir.Table:
    """Weighed pairs that are not one human (yet): the band for a person to judge."""
    apart = _with_ends(weighed, joined).filter(_.human_l != _.human_r)
    return apart.select(*weighing.LINKED)


def _with_ends(pairs: ir.Table, joined: ir.Table) -> ir.Table:
    left = joined.select(left_id=joined.person_id, found_l=joined.human_id)
    right = joined.view().select(right_id=_.person_id, found_r=_.human_id)
    ends = pairs.left_join(left, pairs.person_id_l == left.left_id)
    ends = ends.left_join(right, ends.person_id_r == right.right_id)
    return ends.mutate(
        human_l=ibis.coalesce(ends.found_l, ends.person_id_l),
        human_r=ibis.coalesce(ends.found_r, ends.person_id_r),
    ).drop("left_id", "right_id", "found_l", "found_r")


def _humans(
    everyone: ir.Table, joined: ir.Table, *, standing: ir.Table, possible: ir.Table
) -> ir.Table:
    """HUMANS: each record's human, its strongest link, and who or what decided."""
    best = (
        _ends(standing, "match_weight", "judged")
        .group_by("end")
        .agg(match_weight=_.match_weight.max(), judged=_.judged.any())
    )
    unsettled = _ends(possible).distinct().mutate(unsettled=ibis.literal(True))
    known = joined.select(joined_id=joined.person_id, joined_human=joined.human_id)
    table = everyone.left_join(known, everyone.person_id == known.joined_id)
    table = table.left_join(best, table.person_id == best.end).drop("end")
    table = table.left_join(unsettled, table.person_id == unsettled.end)
    decided = ibis.cases(
        (table.judged.fill_null(False), "judged by a person"),
        (table.judged.notnull(), "automatic"),
        (table.unsettled.notnull(), "for a person to judge"),
        else_="same record",
    )
    return table.select(
        "person_id",
        "match_weight",
        human_id=ibis.coalesce(table.joined_human, table.person_id),
        decided_by=decided,
    ).select(*HUMANS)


def _ends(pairs: ir.Table, *columns: str) -> ir.Table:
    """Each pair twice, once for either record, as `end`."""
    left = pairs.select(*columns, end=pairs.person_id_l)
    return left.union(pairs.select(*columns, end=pairs.person_id_r))
