"""Warning signs that victims and others have observed and reported, from two sources or more.

Why it matters
    Learning the Lessons 40 lists what can be observed in victims and in officers (page 11), and a
    force's leaflet tells the public what to look out for: a personal number, presents, private
    accounts, visits off duty. One force asks in its survey of victims about the behaviour of any
    officer involved (page 21). In cases 3, 7 and 10 other people had seen something before
    anything was done.

Innocent explanations
    - Service that was poor or late, which a survey's question may catch as well.
    - Kindness, or local custom, that one person takes amiss.
    - The answer was about a colleague who also came.
    - A member of whom very many are asked: some will always answer so.

What it needs
    The survey of victims with its question on behaviour; complaints, intelligence and conduct
    matters where they are there.

    A category is told by the words that it holds; a force maps its own categories to these.

    - A boundary: boundary, boundaries, over-familiar, over familiar, overfamiliar,
      over-familiarity, nickname, personal number, personal phone, off-duty contact, off duty
      contact, off-duty visit, off duty visit, inappropriate comment, inappropriate comments,
      inappropriate messages.
    - Social media and gifts: as on the pages of the reported approach through social media and
      of the undeclared gift.

What it cannot see
    What was observed and not reported, and what a force's categories do not tell apart. A survey
    that names no member is taken for one only where at most two were assigned. Of the ten cases
    it would have seen 7 and 10, if what the line manager and the outreach workers knew had been
    recorded with such a category.

How it is measured
    The last 24 months. Sources: survey answers with a concern; complaints, intelligence and
    conduct matters towards the public whose category tells of social media, gifts or a boundary
    (the words above), weighed by grade and outcome; and, once, the force's own systems, where the
    member had unexplained contact with a person who reported, on three days or more, that stands
    out by two bits from what the member's other people have. One person's reports count once. Two
    sources are needed. The value is the surprise of their weight over what is expected: the number
    of answers about the member times the share of answers that raise a concern anywhere in the
    force, and a little for other reports.
"""

from collections.abc import Mapping
from datetime import timedelta

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
from upstander.engine.indicators.common import (
    PAIR,
    beyond_others,
    counted,
    made,
    surprise,
    with_humans,
)
from upstander.engine.indicators.reported import (
    TOLD_BY,
    as_member_events,
    reports,
    says,
    separate,
)

KINDS = ("call", "message", "visit")
WORDS = ("social media", "gift", "boundary")
_TOLD = (*PAIR, "at", "kind", "weight", "source_table", "source_file", "source_row")


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Members of whom several sources report a sign. Value: surprise in bits."""
    answers = _answers(scene, settings)
    told = _told(scene, answers, settings)
    noticed = _noticed(scene, told, settings)
    sources = ibis.union(told, noticed.select(*_TOLD))
    found = _found(sources, _expected(answers, settings), settings)
    findings = as_findings(found.mutate(sentence=_sentence(found)))
    contacts = made(scene.unexplained, *KINDS).semi_join(noticed, PAIR)
    rests_on = ibis.union(as_member_events(told), as_events(contacts), distinct=False)
    return Findings(findings=findings, events=rests_on.semi_join(findings, "staff_id"))


def _answers(scene: Scene, settings: Mapping[str, float]) -> ir.Table:
    """Survey answers of the last months and the member each is about, with `weight`.

    An answer that names nobody is about those assigned to its occurrence, where they are few.
    """
    since = ibis.literal(scene.as_of - timedelta(days=settings["days"])).cast("timestamp(6)")
    surveys = with_humans(scene.records["surveys"], scene).mutate(
        at=_.answered_on.cast("timestamp(6)"),
        kind=ibis.literal("survey"),
        source_table=ibis.literal("surveys"),
    )
    recent = surveys.filter(_.at >= since)
    assigned = scene.records["assignments"].select("occurrence_id", "staff_id").distinct()
    sizes = assigned.group_by("occurrence_id").agg(assigned=_.count())
    few = assigned.join(sizes, "occurrence_id").filter(_.assigned <= settings["assigned"])
    nameless = recent.filter(_.staff_id.isnull()).drop("staff_id").join(few, "occurrence_id")
    columns = (*(name for name in _TOLD if name != "weight"), "concern")
    return ibis.union(
        recent.filter(_.staff_id.notnull()).select(*columns, weight=ibis.literal(1.0)),
        nameless.select(*columns, weight=1.0 / _.assigned),
    )


def _told(scene: Scene, answers: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """What was reported, each source once."""
    since = ibis.literal(scene.as_of - timedelta(days=settings["days"])).cast("timestamp(6)")
    words = tuple(word for name in WORDS for word in TOLD_BY[name])
    of_registers = reports(scene).filter(_.at >= since, ~_.internal, says(_.category, *words))
    every = ibis.union(answers.filter(_.concern).select(*_TOLD), of_registers.select(*_TOLD))
    return separate(every, days=settings["days"], apart_days=settings["apart_days"])


def _noticed(scene: Scene, told: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """Of each member, the reporting person with whom the systems saw contact that stands out."""
    contacts = made(scene.unexplained, *KINDS).semi_join(told, "staff_id")
    turn = ibis.window(group_by=list(PAIR), order_by="day")
    enough = int(settings["contact_days"])
    days = (
        contacts.group_by(*PAIR, day=_.local_at.date())
        .agg(at=_.at.min())
        .mutate(place=ibis.row_number().over(turn) + 1)
        .group_by(*PAIR)
        .agg(days=_.count(), met_at=_.at.min(where=_.place == enough))
    )
    bits = beyond_others(
        days, "days", usual=settings["usual_days"], few_people=settings["few_people"]
    )
    strong = days.mutate(bits=bits).filter(_.days >= enough, _.bits >= settings["contact_bits"])
    joined = told.join(strong.select(*PAIR, "bits", "met_at"), list(PAIR))
    order = ibis.window(group_by="staff_id", order_by=[ibis.desc("bits"), "human_id"])
    best = joined.mutate(place=ibis.row_number().over(order)).filter(_.place == 0)
    return best.mutate(
        at=ibis.greatest(_.at, _.met_at), kind=ibis.literal("contact"), weight=ibis.literal(1.0)
    )


def _expected(answers: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """How many signs a member's answers would bring by chance: staff_id, answers, expected."""
    every = ibis.window()
    concern = _.concern.cast("int64").sum().over(every)
    rate = (concern + 1.0) / (_.count().over(every) + settings["few_answers"])
    rated = answers.mutate(rate=rate)
    return rated.group_by("staff_id").agg(answers=_.count(), by_chance=(_.rate * _.weight).sum())


def _found(sources: ir.Table, expected: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    turn = ibis.window(group_by="staff_id", order_by=["at", "source_table", "source_row", "kind"])
    placed = sources.mutate(place=ibis.row_number().over(turn) + 1)
    enough = int(settings["sources"])
    summed = placed.group_by("staff_id").agg(
        sources=_.count(),
        weight=_.weight.sum(),
        surveys=(_.kind == "survey").cast("int64").sum(),
        contacts=(_.kind == "contact").cast("int64").sum(),
        first_at=_.at.min(),
        last_at=_.at.max(),
        seen_at=_.at.min(where=_.place == enough),
    )
    joined = summed.left_join(expected, "staff_id").drop("staff_id_right")
    mean = joined.by_chance.fill_null(0.0) + settings["usual_reports"]
    value = ibis.ifelse(joined.weight > mean, surprise(joined.weight, mean), 0.0)
    return joined.mutate(value=value, answers=joined.answers.fill_null(0)).filter(
        _.sources >= enough, _.value >= settings["least_bits"]
    )


def _sentence(found: ir.Table) -> ir.StringValue:
    registers = found.sources - found.surveys - found.contacts
    systems = ibis.ifelse(
        found.contacts > 0, ", and unexplained contact with a person who reported", ""
    )
    return (
        "Signs reported from "
        + words_for_date(found.first_at)
        + " to "
        + words_for_date(found.last_at)
        + ": "
        + counted(found.surveys, "survey concern")
        + " in "
        + counted(found.answers, "answer")
        + ", "
        + counted(registers, "other report")
        + systems
        + "."
    )


INDICATOR = Indicator(
    id="IND-48",
    name="Observed signs reported from several sources",
    family="history",
    cls="C",
    level="staff",
    status="experimental",
    version=1,
    needs=("surveys",),
    find=find,
    settings={
        "days": Setting(value=730, unit="days", meaning="how far back counts", reason="as R357"),
        "sources": Setting(
            value=2, unit="sources", meaning="fewest that raise it", reason="one may be anything"
        ),
        "assigned": Setting(
            value=2,
            unit="staff",
            meaning="most that were assigned where an answer names nobody",
            reason="among more it says nothing about any one of them",
        ),
        "apart_days": Setting(
            value=30,
            unit="days",
            meaning="within which a record that names nobody is the matter before it",
            reason="a complaint, a report and a matter often follow from one event",
        ),
        "contact_bits": Setting(
            value=2,
            unit="bits",
            meaning="from which contact stands out as a source",
            reason="less is what this member's other people have as well",
        ),
        "contact_days": Setting(
            value=3, unit="days", meaning="fewest that stand out", reason="two may be one errand"
        ),
        "usual_days": Setting(
            value=0.5,
            unit="days",
            meaning="of unexplained contact a person has, where the member's own rate is not known",
            reason="recording gaps are mostly single",
        ),
        "few_people": Setting(
            value=10,
            unit="people",
            meaning="how slowly a member's own rate is trusted",
            reason="fewer people than this give no rate",
        ),
        "few_answers": Setting(
            value=50,
            unit="answers",
            meaning="how slowly the force's share of concerns is trusted",
            reason="a new survey has no rate yet",
        ),
        "usual_reports": Setting(
            value=0.2,
            unit="reports",
            meaning="of such a kind that any member has in the time",
            reason="complaints run near 0.4 a year, few of them of this kind",
        ),
        "least_bits": Setting(
            value=2,
            unit="bits",
            meaning="least value that is found",
            reason="less is what the number of answers brings by chance",
        ),
    },
    references=(
        "LTL40 page 11, both lists of signs (004:333-357)",
        "LTL40 page 21 (004:604)",
        "Durham leaflet (001:27-33)",
        "R339",
    ),
)
