"""A declared partner whom the member first met through recorded work.

Why it matters
    The good practice guide quoted in Learning the Lessons 40 (page 21) tells of a force whose
    vetting unit passes on each new partner, so that the details are checked against earlier
    dealings of the member of staff with them. The boundary guidance (paragraph 11) says that a
    relationship with somebody met through work may abuse the position even when the work is over,
    and names what to weigh: how much contact there was, how long, how vulnerable the person was
    and how long ago it ended. Who declares does what is asked; the assessment is owed to both.

Innocent explanations
    - The couple knew each other before the work, and only the declaration came late.
    - The work was slight: one call taken, a cell visit, a log that passed through.
    - It ended years before they met again.
    - A supervisor knows already, and the assessment was made.
    - The wrong record: a namesake, or a number that was somebody else's before.

What it needs
    The register of declarations with the partner's record or number, assignments and
    involvements; attendances, tasks and custody where they are there.

What it cannot see
    Relationships that nobody declared, how the two met, and what the assessment of paragraph 11
    found. Of the ten cases it would have seen none by the documents alone: nobody declared.
    It asks for a check and is not evidence of anything else.

How it is measured
    A declaration of a partner, by record or by a number that one person alone holds, on a day
    after recorded work first joined the member and that person. It is not raised where the two
    were known to each other before the work: an earlier declaration of any kind about the person,
    or calls or messages both ways. The value is the degree of the work times how near it was. The
    degree is the logarithm (to base two) of one plus the number of records that name both, those
    that a shift in custody, a control log or supervision leaves with very many people by a
    quarter. Nearness is one up to a year after the last of the work before the declaration and
    falls as the years go by.
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
    counted,
    days_between,
    strongest,
)
from upstander.engine.indicators.reported import (
    declared_people,
    talked_before,
)
from upstander.words import DECLARATION_KINDS

# Work that joins one member to very many people, whom they may hardly have met.
PASSING = ("on_custody_duty", "owned_the_log", "supervising")
_ROW = ("source_table", "source_file", "source_row")


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Declared partners met through work. Value: degree of the work, times its nearness."""
    declared = declared_people(scene, "partner")
    work = _work(scene, declared)
    met = _without_known(work, scene, settings)
    weighed = met.mutate(
        value=(1.0 + _.direct + settings["passing"] * _.passing).log2()
        * ibis.least(1.0, settings["near_days"] / ibis.greatest(1.0, _.since_days)),
        first_at=_.began_at,
        last_at=_.at,
    )
    found = strongest(weighed.filter(_.value >= settings["least"]))
    findings = as_findings(found.mutate(sentence=_sentence(found)))
    return Findings(findings=findings, events=_events(declared, scene, found))


def _before(scene: Scene, declared: ir.Table) -> ir.Table:
    """Recorded work with each declared person that began before the declaration."""
    work = scene.purposes.filter(_.is_work, _.staff_id.notnull(), _.human_id.notnull()).select(
        *PAIR,
        "explanation",
        "duty_starts_at",
        "duty_ends_at",
        work_table=_.source_table,
        work_file=_.source_file,
        work_row=_.source_row,
    )
    dated = declared.select(*PAIR, "at").distinct()
    return work.join(dated, list(PAIR)).filter(_.duty_starts_at < _.at)


def _work(scene: Scene, declared: ir.Table) -> ir.Table:
    """For each declaration: when the work before it began and ended, and how many records."""
    told = ("explanation", "work_table", "work_file", "work_row")
    once = (
        _before(scene, declared)
        .group_by(*PAIR, "at", *told)
        .agg(
            duty_starts_at=_.duty_starts_at.min(),
            until=ibis.coalesce(_.duty_ends_at, _.at).max(),
        )
    )
    passing = _.explanation.isin(PASSING)
    grouped = once.group_by(*PAIR, "at").agg(
        began_at=_.duty_starts_at.min(),
        ended_at=_.until.max(),
        direct=(~passing).cast("int64").sum(),
        passing=passing.cast("int64").sum(),
    )
    ended = ibis.least(_.ended_at, _.at)
    return grouped.mutate(since_days=days_between(ended, _.at))


def _without_known(work: ir.Table, scene: Scene, settings: Mapping[str, float]) -> ir.Table:
    """Without the pairs who knew each other before the work, as far as anything shows."""
    told = declared_people(scene, *DECLARATION_KINDS).select(*PAIR, told_at=_.at)
    first = work.select(*PAIR, "at", "began_at")
    earlier = first.join(told, list(PAIR)).filter(
        days_between(_.began_at, _.told_at) <= settings["told_days"]
    )
    unknown = work.anti_join(earlier, (*PAIR, "at"))
    began = unknown.group_by(*PAIR).agg(began_at=_.began_at.min())
    return unknown.anti_join(talked_before(scene, began), PAIR)


def _events(declared: ir.Table, scene: Scene, found: ir.Table) -> ir.Table:
    """The declaration, and the first record of the work before it."""
    key = (*PAIR, "at")
    declarations = as_events(
        declared.semi_join(found, key).mutate(kind=ibis.literal("declaration"))
    )
    order = ibis.window(group_by=list(PAIR), order_by=["duty_starts_at", "work_table", "work_row"])
    first = (
        _before(scene, declared)
        .semi_join(found, key)
        .mutate(place=ibis.row_number().over(order))
        .filter(_.place == 0)
        .select(
            *PAIR,
            at=_.duty_starts_at,
            kind=ibis.literal("recorded work"),
            source_table=_.work_table,
            source_file=_.work_file,
            source_row=_.work_row,
        )
    )
    return ibis.union(declarations, as_events(first), distinct=True)


def _sentence(found: ir.Table) -> ir.StringValue:
    ended = ibis.ifelse(
        found.since_days < 1,
        "still open or just ended",
        "the last ended " + counted(found.since_days.floor().cast("int64"), "day"),
    )
    return (
        "Declared as partner on "
        + words_for_date(found.at)
        + "; recorded work with the person began on "
        + words_for_date(found.began_at)
        + ", "
        + counted((found.direct + found.passing), "record")
        + ", "
        + ended
        + " before; nothing shows that the two knew each other before it."
    )


INDICATOR = Indicator(
    id="IND-50",
    name="Declared partner first met through work",
    family="after the purpose",
    cls="A",
    level="pair",
    status="experimental",
    version=1,
    needs=("declarations", "assignments", "involvements"),
    find=find,
    settings={
        "passing": Setting(
            value=0.25,
            unit="records",
            meaning="what custody shifts, control logs and supervision count",
            reason="they join one member to very many people",
        ),
        "near_days": Setting(
            value=365,
            unit="days",
            meaning="from the work to the declaration, beyond which less is said",
            reason="boundary guidance, paragraph 11: the period since contact ended",
        ),
        "told_days": Setting(
            value=7,
            unit="days",
            meaning="after the work began, up to which a declaration says they were known before",
            reason="a conflict of interest is declared when the job comes in",
        ),
        "least": Setting(
            value=0.25,
            unit="degree times nearness",
            meaning="least value that is found",
            reason="one log that passed through, or one visit four years before, is a coincidence",
        ),
    },
    references=(
        "LTL40 page 21 (004:598)",
        "Boundary guidance, paragraph 11",
        "R013",
        "R337",
    ),
)
