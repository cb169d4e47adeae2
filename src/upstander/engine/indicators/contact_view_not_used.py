"""Contact details opened with no recorded purpose, and then no contact by force means.

Why it matters
    In case 1 of Learning the Lessons 40 (pages 7-8) an officer took a woman's number from the
    force's system, or from the telephone's display, and wrote to her three days later from a
    phone of his own. The force's own billing is then silent: what stays is that a telephone
    number was opened and that nobody rang it. The Code of Ethics guidance (confidentiality) asks
    that records are opened for policing.

Innocent explanations
    - The number was read for a statement, a court file or a referral: printed and exported
      records are left out.
    - It was passed on to a colleague: contact by anybody of the member's team counts as use.
    - The call was made from a desk telephone that the billing does not cover, or not answered
      on a number that is not on record.
    - A system that shows the number with everything else: then this member's other people look
      the same, and nobody stands out.

What it needs
    The audit log with the part of the record that was opened, the itemised calls of work phones,
    and the numbers on people's records.

What it cannot see
    Look-ups while the work was open, which are explained (cases 2, 3, 4, 5, 7 and 10), and a
    number read from a display. Desk telephones. Of the ten cases it might have seen case 1, if
    the number came from the system, which the officer could not say.

How it is measured
    Days on which the member opened the person's contact details with no recorded purpose, and
    within 48 hours neither the member nor anybody of the same team rang, wrote to, attended or was
    rung by the person, visited them for recorded work, or edited the record. Only people with a
    number on record, only members whose work phone is seen in the billing, and only where the
    billing reaches so far. The value is how far these days exceed, in bits, what the member's
    other people with such a view have: somebody who reads numbers all day stands out with nobody.
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
    as_findings,
    words_for_date,
)
from upstander.engine.indicators.common import (
    PAIR,
    beyond_others,
    counted,
    resting_on,
    with_humans,
)

_TALK = ("call", "message")
_REACHED = (*_TALK, "attendance")
_PACKS = ("print", "export")
_DAY = (*PAIR, "day")


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Pairs whose details were opened and not used. Value: bits beyond the member's others."""
    views = _checkable(_views(scene), scene, hours=settings["hours"])
    days = _days(views, scene, hours=settings["hours"])
    people = days.group_by(*PAIR).agg(
        number=(~_.used).cast("int64").sum(),
        first_at=_.at.min(where=~_.used),
        last_at=_.at.max(where=~_.used),
    )
    bits = beyond_others(
        people, "number", usual=settings["usual"], few_people=settings["few_people"]
    )
    found = people.mutate(value=bits).filter(_.number > 0, _.value >= settings["least_bits"])
    found = found.mutate(seen_at=_.first_at + ibis.interval(hours=int(settings["hours"])))
    findings = as_findings(found.mutate(sentence=_sentence(found, settings["hours"])))
    unused = views.semi_join(days.filter(~_.used), _DAY)
    return Findings(findings=findings, events=resting_on(unused, findings))


def _views(scene: Scene) -> ir.Table:
    """Unexplained views of contact details, but for people whose record was printed that day."""
    looks = scene.contacts.filter(_.kind == "lookup", _.human_id.notnull()).mutate(
        day=_.local_at.date()
    )
    packs = looks.filter(_.action.isin(_PACKS)).select(*_DAY).distinct()
    views = scene.unexplained.filter(
        _.kind == "lookup", _.field == "contact", _.human_id.notnull()
    ).mutate(day=_.local_at.date())
    return views.anti_join(packs, _DAY)


def _checkable(views: ir.Table, scene: Scene, *, hours: float) -> ir.Table:
    """Views of people with a number on record, by members with a phone, while billing lasts."""
    talk = scene.contacts.filter(_.kind.isin(_TALK))
    numbered = with_humans(scene.records["person_phones"].select("person_id"), scene)
    billed = talk.agg(billed_until=talk.at.max())
    return (
        views.semi_join(talk.select("staff_id").distinct(), "staff_id")
        .semi_join(numbered.select("human_id").distinct(), "human_id")
        .cross_join(billed)
        .filter(_.at + ibis.interval(hours=int(hours)) <= _.billed_until)
        .drop("billed_until")
    )


def _days(views: ir.Table, scene: Scene, *, hours: float) -> ir.Table:
    """One row for each day of a pair with a view, and whether the details were used after it."""
    days = views.group_by(*_DAY).agg(at=_.at.min())
    people = views.select("human_id").distinct()
    # A stop is near forty people: only one that recorded work explains is a use.
    uses = scene.contacts.filter(
        _.kind.isin(_REACHED)
        | ((_.kind == "lookup") & (_.action == "edit"))
        | ((_.kind == "visit") & (_.strength == "names both"))
    )
    near = _with_team(uses.semi_join(people, "human_id"), scene).select(
        "human_id", "team", used_at=_.at
    )
    used = (
        _with_team(days, scene)
        .join(near, ["human_id", "team"])
        .filter(_.used_at >= _.at, _.used_at <= _.at + ibis.interval(hours=int(hours)))
        .select(*_DAY)
        .distinct()
        .mutate(was_used=True)
    )
    joined = days.left_join(used, _DAY)
    return joined.select(*days.columns, used=_.was_used.fill_null(False))


def _with_team(table: ir.Table, scene: Scene) -> ir.Table:
    """The table with `team`: the member's team, or the member alone where none is on record."""
    teams = scene.records["staff"].select("staff_id", on_team=_.team_id)
    joined = table.left_join(teams, "staff_id").select(*table.columns, "on_team")
    return joined.mutate(team=ibis.coalesce(_.on_team, _.staff_id)).drop("on_team")


def _sentence(found: ir.Table, hours: float) -> ir.StringValue:
    return (
        "Contact details opened with no recorded purpose on "
        + counted(found.number, "day")
        + ", the last "
        + words_for_date(found.last_at)
        + f"; in the {hours:g} hours after, no call, message or recorded visit between the person"
        + " and the member or a colleague of the team, and no update of the record."
    )


INDICATOR = Indicator(
    id="IND-24",
    name="Contact-field view then no force contact",
    family="look-ups",
    cls="A",
    level="pair",
    status="experimental",
    version=1,
    needs=("searches", "searches.field", "calls", "staff_phones", "person_phones"),
    find=find,
    settings={
        "hours": Setting(
            value=48,
            unit="hours",
            meaning="details not used within these were not used",
            reason="call-backs are made by the next tour",
        ),
        "usual": Setting(
            value=0.3,
            unit="days",
            meaning="what is usual with a person whose details were opened",
            reason="numbers are read for statements and files as well",
        ),
        "few_people": Setting(
            value=5,
            unit="people",
            meaning="how many people the usual weighs in the mean of the member's others",
            reason="two or three other people make no habit",
        ),
        "least_bits": Setting(
            value=0.5,
            unit="bits",
            meaning="least value that is found",
            reason="less is what this member's other people have as well",
        ),
    },
    references=(
        "LTL40 case 1, pages 7-8 (004:232-236)",
        "CoE confidentiality (002:170-172)",
        "R115",
        "R121",
    ),
)
