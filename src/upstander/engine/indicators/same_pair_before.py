"""Something new about a member of staff and a person whom an earlier report already named together.

Why it matters
    In case 3 of Learning the Lessons 40 (pages 18-19) the professional standards department had
    looked at the same officer and the same woman years before, without her account, and a
    meeting had found nothing proven. The relationship went on. In case 5 (page 27) a member
    of staff had promised not to contact somebody again. What was once asked about a pair should
    come to mind when the same two names meet again.

Innocent explanations
    - The earlier matter was looked into properly and there was nothing in it.
    - The new report is the old matter told again, or its next step in another register.
    - One person who complains again and again.
    - The member still has work with the person, and a record of it is missing.
    - The person records were joined wrongly: a namesake.

What it needs
    Complaints, intelligence or conduct matters that name the person, and calls; messages, visits
    and look-ups where they are there.

What it cannot see
    Reports that name nobody, were weeded or are kept elsewhere, advice that was given and never
    written down, and how well the earlier matter was looked into. Of the ten cases it would have
    seen case 3, if the misconduct matter named the woman. A declaration is not taken as an
    earlier report: who declared did what is asked.

How it is measured
    Earlier: a complaint, intelligence report or conduct matter that names the person, of a sexual
    nature or with a category that tells of an approach, social media, gifts or a boundary (told by
    the words on the pages of those signs). It weighs one, less by its grade, and half where its
    outcome set it aside. New: a record of the same kind in another register, of the same pair, 90
    days later or more; or contact that the member made from 30 days after it on, unexplained, on
    two days or more. The new record adds three bits; the contact adds the bits by which its days
    exceed what the member's other people have. The value is the sum times the weight of the
    strongest earlier record; less than one is left out. Nothing new, nothing raised.
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
from upstander.engine.indicators.common import (
    DAY,
    PAIR,
    counted,
    made,
    seconds,
    surprise,
    whole,
)
from upstander.engine.indicators.reported import (
    TOLD_BY,
    reports,
    says,
)

KINDS = ("call", "message", "lookup", "visit")
WORDS = ("approach", "on duty", "social media", "gift", "boundary")


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Pairs with an earlier report and something new. Value: bits of the new, times the weight."""
    named = _named(scene)
    first = _first(named)
    again = _again(named, first, settings)
    contacts = made(scene.unexplained, *KINDS)
    since = _since(contacts, first, settings)
    found = _found(first, again, since, _usual(contacts, since, settings), settings)
    findings = as_findings(found.mutate(sentence=_sentence(found)))
    rests_on = ibis.union(
        as_events(first.mutate(at=_.told_at)), as_events(again), as_events(since), distinct=True
    )
    return Findings(findings=findings, events=rests_on.semi_join(findings, PAIR))


def _named(scene: Scene) -> ir.Table:
    """Reports of a sexual nature or about a boundary that name the person."""
    words = tuple(word for name in WORDS for word in TOLD_BY[name])
    told = reports(scene).filter(_.human_id.notnull(), ~_.internal)
    return told.filter(_.sexual | says(_.category, *words))


def _first(named: ir.Table) -> ir.Table:
    """Each pair's first report, with its date as `told_at`."""
    order = ibis.window(group_by=list(PAIR), order_by=["at", "source_table", "source_row"])
    first = named.mutate(place=ibis.row_number().over(order)).filter(_.place == 0)
    return first.drop("place").rename(told_at="at")


def _again(named: ir.Table, first: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """Later reports of the pair in another register than the first one's."""
    told = first.select(*PAIR, "told_at", first_kind=_.kind)
    return named.join(told, list(PAIR)).filter(
        _.kind != _.first_kind,
        seconds(_.at) >= seconds(_.told_at) + DAY * settings["report_days"],
    )


def _since(contacts: ir.Table, first: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """Contacts that the member made some days after the report, unexplained."""
    told = first.select(*PAIR, "told_at")
    return contacts.join(told, list(PAIR)).filter(
        seconds(_.at) >= seconds(_.told_at) + DAY * settings["contact_after_days"]
    )


def _usual(contacts: ir.Table, since: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """Days of unexplained contact with a person that is usual for each member: staff_id, usual.

    The people who were reported are left out; the rest is drawn towards what is usual anywhere.
    """
    members = contacts.semi_join(since.select("staff_id").distinct(), "staff_id")
    others = members.anti_join(since.select(*PAIR).distinct(), PAIR)
    days = others.group_by(*PAIR).agg(days=_.local_at.date().nunique())
    trust = settings["few_people"]
    return days.group_by("staff_id").agg(
        usual=(_.days.sum() + settings["usual_days"] * trust) / (_.count() + trust)
    )


def _found(
    first: ir.Table, again: ir.Table, since: ir.Table, usual: ir.Table,
    settings: Mapping[str, float],
) -> ir.Table:  # fmt: skip
    """One row a pair: the first report, what is new, and the value."""
    news = again.group_by(*PAIR).agg(
        reports_new=_.count(), told_again_at=_.at.min(), last_report_at=_.at.max()
    )
    days = since.group_by(*PAIR, day=_.local_at.date()).agg(at=_.at.min(), until=_.at.max())
    turn = ibis.window(group_by=list(PAIR), order_by="at")
    enough = int(settings["contact_days"])
    met = (
        days.mutate(place=ibis.row_number().over(turn) + 1)
        .group_by(*PAIR)
        .agg(
            days=_.count(),
            met_at=_.at.min(where=_.place == enough),
            last_contact_at=_.until.max(),
        )
        .filter(_.days >= enough)
    )
    joined = first.left_join(news, list(PAIR)).drop("staff_id_right", "human_id_right")
    joined = joined.left_join(met, list(PAIR)).drop("staff_id_right", "human_id_right")
    joined = joined.left_join(usual, "staff_id").drop("staff_id_right")
    mean = joined.usual.fill_null(settings["usual_days"])
    more = ibis.ifelse(joined.days > mean, surprise(joined.days, mean), 0.0).fill_null(0.0)
    of_reports = ibis.ifelse(joined.reports_new > 0, settings["report_bits"], 0.0).fill_null(0.0)
    moments = ("told_again_at", "met_at")
    return joined.mutate(
        value=(of_reports + more) * joined.weight,
        first_at=joined.told_at,
        last_at=_last(joined.last_report_at, joined.last_contact_at),
        seen_at=ibis.least(*(_either(joined, name, moments) for name in moments)),
    ).filter(_.value >= settings["least"])


def _either(table: ir.Table, name: str, names: tuple[str, ...]) -> ir.TimestampValue:
    """The moment, or the other one where it is empty."""
    return ibis.coalesce(table[name], *(table[other] for other in names if other != name))


def _last(one: ir.TimestampValue, other: ir.TimestampValue) -> ir.TimestampValue:
    return ibis.greatest(ibis.coalesce(one, other), ibis.coalesce(other, one))


def _sentence(found: ir.Table) -> ir.StringValue:
    kind = found.kind.cases(
        ("complaint", "complaint"), ("intelligence", "intelligence report"), else_="conduct matter"
    )
    reported = ibis.ifelse(
        found.reports_new > 0,
        "; told again in another register on " + words_for_date(found.told_again_at),
        "",
    ).fill_null("")
    contact = ibis.ifelse(
        found.days > 0,
        "; unexplained contact made on "
        + counted(found.days, "day")
        + " since, the last on "
        + words_for_date(found.last_contact_at),
        "",
    ).fill_null("")
    return (
        "The pair was named before: "
        + kind
        + " of "
        + words_for_date(found.told_at)
        + ", weighed "
        + whole((found.weight * 100).round())
        + " in 100"
        + reported
        + contact
        + "."
    )


INDICATOR = Indicator(
    id="IND-43",
    name="Same pair seen before",
    family="history",
    cls="A",
    level="pair",
    status="experimental",
    version=1,
    needs=("conduct", "conduct.person_id", "calls"),
    find=find,
    settings={
        "report_days": Setting(
            value=90,
            unit="days",
            meaning="after the first report, before which another register tells the same matter",
            reason="a complaint becomes a conduct matter within weeks",
        ),
        "contact_after_days": Setting(
            value=30,
            unit="days",
            meaning="after the report, before which contact may belong to the matter itself",
            reason="what was open when the report came is being handed over",
        ),
        "contact_days": Setting(
            value=2, unit="days", meaning="fewest with contact", reason="one is a slip"
        ),
        "report_bits": Setting(
            value=3,
            unit="bits",
            meaning="what a further report in another register adds",
            reason="rare, and it may still be the same matter",
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
        "least": Setting(
            value=1,
            unit="bits, weighed",
            meaning="least value that is found",
            reason="a faint report and two days of contact are less than that",
        ),
    },
    references=(
        "LTL40 case 3, page 19 (004:556)",
        "LTL40 case 5, page 27 (004:758)",
        "R012",
    ),
)
