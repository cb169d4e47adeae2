"""The record of a person opened around a declared relationship, or around a first personal contact.

Why it matters
    The boundary guidance (para 13) says: do not use police systems to assess someone's
    background in order to check if a relationship would be in breach. The good practice guide in
    Learning the Lessons 40 (page 21) has new partners checked against the force's systems for
    that reason. The record of somebody whom the member is about to declare, or to write to
    outside any work, is the record that the paragraph means.

Innocent explanations
    - Work with the person that was recorded late, or a case that others had them look at.
    - The person reported something at that time, and the member took the call.
    - A vetting or counter-corruption check: made by somebody else, under another name.
    - A namesake of the person declared.
    - A declaration that names the wrong record.

What it needs
    The audit log of the force's systems. For the first half the register of declarations with
    the person's record; without it only first contacts are seen.

What it cannot see
    Partners who were never declared or whose record the register does not name, a search by name
    that opened no record, and a colleague asked to look. A first contact that is not on force
    systems. Of the ten cases it might have seen case 1 (the number looked up days before the
    message, where the message had been on a force phone) and case 10 (opened again between the
    hand-over and the first e-mail); neither document says that the record was opened. In cases 3
    and 7 a declaration would have brought the earlier look-ups to light; there was none.

How it is measured
    The days on which the member opened the person's record, from 30 days before to 7 days after
    (a) a declaration of a partner or an association that names the person. A day whose
        look-ups all have a recorded purpose counts half. The value starts at eight bits: such
        declarations are few, and a look-up beside one is what the paragraph forbids.
    (b) the pair's first unexplained call or message out, or stop at the home, at a time when no
        recorded work links them; here only unexplained look-ups count. The value starts at the
        surprise, in bits, of a look-up beside such a first contact for this member.
    More days add the logarithm of their number. The larger of both is taken.
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir
from ibis import _

from upstander.engine.evidence import (
    Findings,
    Indicator,
    Scene,
    Setting,
    as_events,
    as_findings,
    words_for_date,
)
from upstander.engine.indicators.common import DAY, PAIR, counted, in_words, seconds, whole_or_none

RELATIONSHIPS = ("partner", "association")
_ANCHOR = ("anchored_at", "anchor", "source_table", "source_file", "source_row")


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Pairs with a look-up around a declaration or first contact. Value: bits."""
    looks = scene.contacts.filter(_.kind == "lookup", _.human_id.notnull())
    declared = _around(looks, _declarations(scene), settings).mutate(
        base=ibis.literal(float(settings["declaration_bits"]))
    )
    unexplained = scene.unexplained.filter(_.kind == "lookup", _.human_id.notnull())
    firsts = _first_contacts(scene)
    met = _with_base(_around(unexplained, firsts, settings), firsts, settings)
    both = ibis.union(_days(declared), _days(met)).mutate(
        value=_.base * ibis.least(1.0, _.weight) + ibis.greatest(1.0, _.weight).log2()
    )
    best = _best(both)
    findings = as_findings(best.mutate(sentence=_sentence(best, settings)))
    return Findings(findings=findings, events=_events(best, ibis.union(declared, met)))


def _declarations(scene: Scene) -> ir.Table:
    """Partners and associates whom the register finds on record, as anchors in time."""
    declared = scene.records["declarations"].filter(
        _.kind.isin(RELATIONSHIPS), _.person_id.notnull()
    )
    known = declared.left_join(scene.humans, "person_id")
    return known.select(
        staff_id=declared.staff_id,
        human_id=ibis.coalesce(scene.humans.human_id, declared.person_id),
        anchored_at=declared.declared_on.cast("timestamp(6)"),
        anchor=ibis.literal("declaration"),
        source_table=ibis.literal("declarations"),
        source_file=declared.source_file,
        source_row=declared.source_row,
    )


def _first_contacts(scene: Scene) -> ir.Table:
    """Each pair's first unexplained contact made by the member, outside recorded work."""
    made = scene.unexplained.filter(
        _.human_id.notnull(),
        (_.kind.isin(("call", "message")) & (_.direction == "out"))
        | ((_.kind == "visit") & (_.parked == "at")),
    )
    order = ibis.window(group_by=list(PAIR), order_by=["at", "contact_id"])
    first = made.mutate(place=ibis.row_number().over(order)).filter(_.place == 0)
    anchors = first.select(
        *PAIR,
        "source_table",
        "source_file",
        "source_row",
        anchored_at=_.at,
        anchor=_.kind,
    ).select(*PAIR, *_ANCHOR)
    links = scene.links.select(*PAIR, link_from=_.first_at, link_to=_.last_at)
    linked = anchors.join(links, PAIR).filter(
        _.link_from <= _.anchored_at, _.link_to.isnull() | (_.link_to >= _.anchored_at)
    )
    return anchors.anti_join(linked, PAIR)


def _around(looks: ir.Table, anchors: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """The look-ups of the pair from some days before an anchor to some days after."""
    rows = looks.select(
        *PAIR,
        "at",
        "local_at",
        "kind",
        "status",
        look_table=_.source_table,
        look_file=_.source_file,
        look_row=_.source_row,
    )
    return (
        rows.join(anchors.select(*PAIR, *_ANCHOR), PAIR)
        .mutate(after_s=seconds(_.at) - seconds(_.anchored_at))
        .filter(
            _.after_s >= -DAY * settings["before_days"],
            # A declaration has a date and no hour: its own day comes before the days after.
            _.after_s <= DAY * (settings["after_days"] + (_.anchor == "declaration").cast("int64")),
        )
        .drop("after_s")
    )


def _with_base(met: ir.Table, firsts: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """The surprise that this member looked up a person around a first contact, in bits."""
    people = firsts.group_by("staff_id").agg(people=_.count())
    looked = met.group_by("staff_id").agg(looked=_.human_id.nunique())
    often = people.join(looked, "staff_id").select(
        "staff_id",
        base=-((_.looked - 0.5) / (_.people - 1 + settings["few_people"])).log2(),
    )
    return met.join(often, "staff_id").mutate(base=ibis.greatest(0.0, _.base))


def _days(around: ir.Table) -> ir.Table:
    """One row for each anchor: days with a look-up, and what they weigh."""
    weight = ibis.ifelse(_.status == "explained", 0.5, 1.0)
    keys = (*PAIR, *_ANCHOR, "base")
    days = around.group_by(*keys, day=_.local_at.date()).agg(
        at=_.at.min(), until=_.at.max(), weight=weight.max()
    )
    return days.group_by(*keys).agg(
        first_at=_.at.min(),
        last_at=ibis.greatest(_.until.max(), _.anchored_at.max()),
        seen_at=ibis.greatest(_.at.min(), _.anchored_at.max()),
        look_days=_.count(),
        explained_days=(_.weight < 1).cast("int64").sum(),
        before_days=(_.at < _.anchored_at).cast("int64").sum(),
        weight=_.weight.sum(),
    )


def _best(found: ir.Table) -> ir.Table:
    """The strongest anchor of each pair."""
    order = [ibis.desc("value"), ibis.asc("anchored_at"), ibis.asc("anchor"), "source_row"]
    place = ibis.row_number().over(ibis.window(group_by=list(PAIR), order_by=order))
    return found.filter(_.value > 0).mutate(place=place).filter(_.place == 0).drop("place")


def _events(best: ir.Table, around: ir.Table) -> ir.Table:
    """The look-ups around the anchor that was taken, and the anchor itself."""
    looks = around.semi_join(best, (*PAIR, "anchored_at", "anchor", "source_row")).mutate(
        source_table=_.look_table, source_file=_.look_file, source_row=_.look_row
    )
    anchors = best.mutate(at=_.anchored_at, kind=_.anchor)
    return ibis.union(as_events(looks), as_events(anchors))


def _sentence(found: ir.Table, settings: Mapping[str, float]) -> ir.StringValue:
    what = ibis.ifelse(
        found.anchor == "declaration",
        "the declaration of a relationship with them",
        "the first " + found.anchor + " outside recorded work",
    )
    before, after = in_words(settings["before_days"]), in_words(settings["after_days"])
    return (
        "The person's record was opened on "
        + counted(found.look_days, "day")
        + f" from {before} days before to {after} days after "
        + what
        + " on "
        + words_for_date(found.anchored_at)
        + ", "
        + whole_or_none(found.before_days)
        + " of them before it; "
        + whole_or_none(found.explained_days)
        + " with a recorded purpose."
    )


INDICATOR = Indicator(
    id="IND-23",
    name="Look-up around a relationship declaration or a first personal contact",
    family="look-ups",
    cls="A",
    level="pair",
    status="experimental",
    version=1,
    needs=("searches",),
    find=find,
    settings={
        "before_days": Setting(
            value=30, unit="days", meaning="how long before counts", reason="proposal to PBG 13"
        ),
        "after_days": Setting(
            value=7, unit="days", meaning="how long after counts", reason="a check made late"
        ),
        "declaration_bits": Setting(
            value=8,
            unit="bits",
            meaning="where the value of a look-up beside a declaration starts",
            reason="rarer than one in 250, and what PBG 13 forbids in words",
        ),
        "few_people": Setting(
            value=10,
            unit="people",
            meaning="how slowly a member's own rate is trusted",
            reason="fewer people than this give no rate",
        ),
    },
    references=("PBG para 13", "LTL40 page 21 (004:598)", "LTL40 case 10, pages 50-51"),
)
