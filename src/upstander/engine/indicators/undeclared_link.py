"""A member's own personal number on the record of a person met through work, and no declaration.

Why it matters
    In case 3 of Learning the Lessons 40 (page 19) the officer stood as guarantor for the flat of a
    woman whom he had met through work; no supervisor knew. A tie that grew out of work leaves
    marks in registers, and the boundary guidance (paragraphs 11 and 15) asks that it be spoken of.

Innocent explanations
    - A number typed in as a place-holder, or as the number to call back.
    - The record is the member's own: staff are victims and witnesses too.
    - Family or a household who share a telephone, and were known long before.
    - A number that was given to somebody else after the member had left it.
    - The tie was declared to a supervisor, on paper or in another register.

What it needs
    Personal numbers that staff gave the force, numbers of people with the date from which they
    are on record, the register of declarations, assignments and involvements.

What it cannot see
    Financial and electoral data, which it does not read, and where staff live: the force holds
    those addresses to explain innocent stops, and nothing else is done with them. Of the ten
    cases it would have seen none by the documents alone: the guarantor of case 3 stands in
    no table of a force.

How it is measured
    A personal number of the member on the record of a person whom recorded work had joined to the
    member before the number was entered there, while the member held it. It is not raised where
    the member has declared anything about that person, where the two called or wrote to each other
    both ways before the work, where the record bears the member's own name, or where more than
    two people have the number. The value is the number of such numbers, each shared
    among the people who have it.
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
    PAIR,
    with_humans,
)
from upstander.engine.indicators.reported import (
    declared_people,
    digits,
    talked_before,
)
from upstander.words import DECLARATION_KINDS


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Pairs with a number in common and no declaration. Value: numbers, shared among holders."""
    entered = _entered(scene, settings)
    known = ibis.union(
        declared_people(scene, *DECLARATION_KINDS).select(*PAIR),
        talked_before(scene, entered),
        _own_records(scene),
        distinct=True,
    )
    left = entered.anti_join(known, PAIR)
    found = left.group_by(*PAIR).agg(
        value=(1.0 / _.holders).sum(),
        began_at=_.began_at.min(),
        first_at=_.at.min(),
        last_at=_.at.max(),
        seen_at=_.at.min(),
    )
    findings = as_findings(found.mutate(sentence=_sentence(found)))
    return Findings(findings=findings, events=as_events(left))


def _entered(scene: Scene, settings: Mapping[str, float]) -> ir.Table:
    """A member's personal numbers that came on to a person's record after work had joined them."""
    own = scene.records["staff_phones"].filter(_.ownership == "personal")
    of_staff = own.select(
        "staff_id", digits=digits(own.number), own_from=own.starts_at, own_until=own.ends_at
    ).filter(_.digits.notnull())
    phones = scene.records["person_phones"].mutate(digits=digits(_.number))
    held = with_humans(phones.semi_join(of_staff, "digits"), scene)
    sizes = held.group_by("digits").agg(holders=_.human_id.nunique())
    of_people = held.join(sizes.filter(_.holders <= settings["holders"]), "digits").select(
        "human_id", "digits", "holders", "source_file", "source_row", at=_.starts_at
    )
    both = of_people.join(of_staff, "digits").filter(
        _.own_from.isnull() | (_.own_from <= _.at), _.own_until.isnull() | (_.own_until > _.at)
    )
    links = scene.links.select(*PAIR, began_at=_.first_at)
    after_work = both.join(links, list(PAIR)).filter(_.at > _.began_at)
    return after_work.mutate(
        kind=ibis.literal("number on record"), source_table=ibis.literal("person_phones")
    )


def _own_records(scene: Scene) -> ir.Table:
    """Pairs of a member and a record with the member's own name."""
    people = with_humans(scene.records["people"], scene).select(
        "human_id", full=(_.given_names + " " + _.family_name).lower().strip()
    )
    named = scene.records["staff"].select("staff_id", full=_.name.lower().strip())
    return named.join(people, "full").select(*PAIR).distinct()


def _sentence(found: ir.Table) -> ir.StringValue:
    return (
        "A personal number of this member came on to the person's record on "
        + words_for_date(found.first_at)
        + ", after recorded work with the person began on "
        + words_for_date(found.began_at)
        + "; no declaration about them."
    )


INDICATOR = Indicator(
    id="IND-51",
    name="Undeclared link through a number",
    family="after the purpose",
    cls="A",
    level="pair",
    status="experimental",
    version=1,
    needs=(
        "staff_phones",
        "person_phones",
        "person_phones.starts_at",
        "declarations",
        "assignments",
        "involvements",
    ),
    find=find,
    settings={
        "holders": Setting(
            value=2,
            unit="people",
            meaning="most that may have the number on their record",
            reason="a number of very many is a place-holder",
        ),
    },
    references=("LTL40 case 3, page 19 (004:546)", "Boundary guidance, paragraphs 11 and 15"),
)
