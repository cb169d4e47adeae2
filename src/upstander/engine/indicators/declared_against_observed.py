"""Contact outside recorded work long before the relationship was declared.

Why it matters
    In case 3 of Learning the Lessons 40 (pages 18-19) the officer's account of how and when the
    relationship began differed from the woman's, and a panel did not believe him. In case 10
    (pages 50-51) the officer told his inspector of one meeting some three weeks after the first
    private message; location data showed him near her home on several further occasions. What is
    declared can be held against what the force's own systems saw.

Innocent explanations
    - A private tie that is older than any work, and a declaration that was merely late.
    - Work that was never entered: told from the member's other people.
    - The member answered the person, or was called: what came in does not count.
    - A shared phone or home, a wrong date in the register, a clock in another time zone.
    - A week or two of hesitation: nobody declares on the first day.

What it needs
    The register of declarations with the person's record or number, calls, assignments and
    involvements; messages and visits where they are there.

What it cannot see
    Private phones and accounts, what the free text of a declaration says about the beginning,
    and relationships that nobody declared. Of the ten cases it would have seen case 10, if what
    the inspector was told had gone into the register as an association: the message came from a
    private account, the stops near the home are on record. The others declared nothing.

How it is measured
    A declaration of a partner or associate, whom recorded work had joined to the member before
    it. Days from the first of that work until 14 days before the declaration on which the member
    called, wrote to or stopped at the home of the person with nothing recorded to explain it; two
    days or more. Pairs who called or wrote to each other both ways before the work are left out,
    and so is a declared approach by the person (a conflict of interest): that is what the
    guidance asks for. The value is how far those days exceed what the member's other
    people have, in bits; less than two are left out. A declaration alone is never raised.
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
    beyond_others,
    counted,
    days_between,
    in_words,
    kind_counts,
    kinds_in_words,
    made,
    seconds,
)
from upstander.engine.indicators.reported import (
    declared_people,
    talked_before,
)

KINDS = ("call", "message", "visit")


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Declared people with earlier contact. Value: surprise in bits beyond the member's others."""
    declared = _first_declarations(scene)
    contacts = made(scene.unexplained, *KINDS).filter((_.kind != "visit") | (_.parked == "at"))
    earlier = _earlier(contacts, declared, settings)
    days = _days(earlier, contacts)
    weighed = days.mutate(
        value=beyond_others(
            days, "contact_days", usual=settings["usual_days"], few_people=settings["few_people"]
        )
    )
    found = weighed.filter(
        _.declared_at.notnull(),
        _.own_days >= settings["contact_days"],
        _.value >= settings["least_bits"],
    ).mutate(seen_at=_.declared_at, last_at=_.declared_at)
    findings = as_findings(found.mutate(sentence=_sentence(found, settings)))
    rests_on = ibis.union(
        as_events(earlier),
        as_events(declared.mutate(at=_.declared_at, kind=ibis.literal("declaration"))),
        distinct=True,
    )
    return Findings(findings=findings, events=rests_on.semi_join(findings, PAIR))


def _first_declarations(scene: Scene) -> ir.Table:
    """Each pair's first declaration, where recorded work came first and no private tie did."""
    declared = declared_people(scene, "partner", "association")
    order = ibis.window(group_by=list(PAIR), order_by=["at", "source_row"])
    first = declared.mutate(place=ibis.row_number().over(order)).filter(_.place == 0)
    work = scene.links.select(*PAIR, began_at=_.first_at)
    joined = first.drop("place").rename(declared_at="at").join(work, list(PAIR))
    after_work = joined.filter(_.began_at < _.declared_at)
    return after_work.anti_join(talked_before(scene, after_work), PAIR)


def _earlier(contacts: ir.Table, declared: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """The contacts of declared pairs between the first work and some weeks before it was told."""
    dates = declared.select(*PAIR, "declared_at", "began_at")
    return contacts.join(dates, list(PAIR)).filter(
        _.at >= _.began_at,
        seconds(_.at) < seconds(_.declared_at) - DAY * settings["grace_days"],
    )


def _days(earlier: ir.Table, contacts: ir.Table) -> ir.Table:
    """One row a pair of the member: days of unexplained contact, of declared pairs the earlier.

    The other people's days are counted over the whole extract, which errs towards silence.
    """
    own = earlier.group_by(*PAIR, "declared_at", "began_at").agg(
        own_days=_.local_at.date().nunique(), first_at=_.at.min(), **kind_counts()
    )
    others = contacts.semi_join(own.select("staff_id").distinct(), "staff_id")
    every = others.group_by(*PAIR).agg(all_days=_.local_at.date().nunique())
    joined = every.left_join(own, list(PAIR))
    columns = [name for name in own.columns if name not in PAIR]
    return joined.select(
        *(every[name] for name in PAIR),
        *(own[name] for name in columns),
        contact_days=ibis.coalesce(own.own_days, every.all_days),
    )


def _sentence(found: ir.Table, settings: Mapping[str, float]) -> ir.StringValue:
    return (
        "Relationship declared on "
        + words_for_date(found.declared_at)
        + "; contact made on "
        + counted(found.own_days, "day")
        + " with no recorded purpose more than "
        + in_words(settings["grace_days"])
        + " days before it ("
        + kinds_in_words(found)
        + "), the first "
        + counted(days_between(found.first_at, found.declared_at).floor().cast("int64"), "day")
        + " before; recorded work with the person began on "
        + words_for_date(found.began_at)
        + "."
    )


INDICATOR = Indicator(
    id="IND-52",
    name="Contact earlier than declared",
    family="after the purpose",
    cls="A",
    level="pair",
    status="experimental",
    version=1,
    needs=("declarations", "calls", "assignments", "involvements"),
    find=find,
    settings={
        "grace_days": Setting(
            value=14,
            unit="days",
            meaning="before the declaration, in which contact says nothing",
            reason="nobody declares on the first day; case 10: about three weeks",
        ),
        "contact_days": Setting(
            value=2, unit="days", meaning="fewest with contact", reason="one is a slip"
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
        "least_bits": Setting(
            value=2,
            unit="bits",
            meaning="least value that is found",
            reason="less is what this member's other people have as well",
        ),
    },
    references=(
        "LTL40 case 3, pages 18-19 (004:528, 564)",
        "LTL40 case 10, pages 50-51",
        "Boundary guidance, paragraphs 8 and 11",
    ),
)
