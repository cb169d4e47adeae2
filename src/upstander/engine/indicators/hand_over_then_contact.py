"""Contact with a person that starts or doubles just after the work was handed over or closed.

Why it matters
    The boundary guidance (paragraph 10) tells staff not to end a professional relationship in
    order to begin a personal one. In case 10 of Learning the Lessons 40 the officer wrote to the
    woman from a private account a couple of days after her case had gone to another unit, and was
    near her home several times in the two weeks that followed.

Innocent explanations
    - Staff whose work is always handed on: they hand over often, but contact does not then grow.
    - The person keeps asking for the officer they know.
    - The new officer is away, and the former one helps without a record.
    - The hand-over was entered later than it took place.

What it needs
    Assignments with their ends, occurrences and involvements, and contacts: calls, and messages,
    visits and look-ups where they are there.

What it cannot see
    Contact by private phone or account. A hand-over that was never recorded.

How it is measured
    From each end of the pair's recorded work (an assignment's end, the closure, the last recorded
    work of any kind): calls and messages out, visits and look-ups that no recorded purpose
    explains within 21 days after, against everything the member did, explained or not, in the 21
    days before. At least two, and at least twice as many as before. The value is the surprise of
    the count over the one before, in bits.
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
    DAY,
    PAIR,
    counted,
    in_words,
    kind_counts,
    kinds_in_words,
    made,
    pairs,
    resting_on,
    seconds,
    strongest,
    surprise,
    whole_or_none,
    with_humans,
)

_KINDS = ("call", "message", "visit", "lookup")
_END = (*PAIR, "ended_at")


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Pairs whose contact grew after a hand-over or closure. Value: surprise in bits."""
    least, span = int(settings["contacts"]), int(settings["days"] * DAY)
    contacts = pairs(made(scene.unexplained, *_KINDS), least=least)
    ends = _ends(scene).semi_join(contacts, PAIR)
    after = _after(contacts, ends, span=span)
    enough = after.group_by(*_END).agg(number=_.count()).filter(_.number >= least)
    need = ibis.greatest(least, _.before * settings["ratio"])
    grown = _with_before(enough, scene, span=span).mutate(need=need).filter(_.number >= _.need)
    counted_after = _counted(after, grown)
    found = strongest(
        counted_after.mutate(value=surprise(_.number, ibis.greatest(_.before, 0.5)), at=_.met_at)
    )
    findings = as_findings(found.mutate(sentence=_sentence(found, settings["days"])))
    return Findings(findings=findings, events=resting_on(contacts, findings))


def _ends(scene: Scene) -> ir.Table:
    """Each moment at which recorded work of a pair ended: staff_id, human_id, ended_at."""
    closed = scene.records["occurrences"].select("occurrence_id", "closed_at")
    involved = with_humans(scene.records["involvements"], scene)
    work = (
        scene.records["assignments"]
        .select("occurrence_id", "staff_id", "ends_at")
        .left_join(closed, "occurrence_id")
        .select("occurrence_id", "staff_id", ended_at=ibis.coalesce(_.ends_at, _.closed_at))
        .filter(_.ended_at.notnull(), _.ended_at <= ibis.literal(scene.as_of))
        .join(involved.select("occurrence_id", "human_id"), "occurrence_id")
    )
    last = scene.links.filter(_.last_at.notnull()).select(*PAIR, ended_at=_.last_at)
    return ibis.union(work.select(*_END), last, distinct=True)


def _after(contacts: ir.Table, ends: ir.Table, *, span: int) -> ir.Table:
    """The contacts in the days after each end, numbered as they came."""
    order = ibis.window(group_by=list(_END), order_by=["at", "contact_id"])
    return (
        contacts.join(ends, PAIR)
        .mutate(later=seconds(_.at) - seconds(_.ended_at))
        .filter(_.later > 0, _.later <= span)
        .mutate(turn=ibis.row_number().over(order) + 1)
    )


def _with_before(ends: ir.Table, scene: Scene, *, span: int) -> ir.Table:
    """Adds how many contacts, explained or not, the member made in as many days before."""
    earlier = (
        made(scene.contacts, *_KINDS)
        .join(ends.select(*_END), PAIR)
        .mutate(sooner=seconds(_.ended_at) - seconds(_.at))
        .filter(_.sooner >= 0, _.sooner < span)
        .group_by(*_END)
        .agg(before=_.count())
    )
    joined = ends.left_join(earlier, list(_END)).drop(*[f"{key}_right" for key in _END])
    return joined.mutate(before=_.before.fill_null(0))


def _counted(after: ir.Table, grown: ir.Table) -> ir.Table:
    """The ends after which contact grew, with what came and when it had grown enough."""
    joined = after.join(grown, list(_END))
    return joined.group_by(*_END, "number", "before").agg(
        first_at=_.at.min(),
        last_at=_.at.max(),
        met_at=_.at.min(where=_.turn >= _.need),
        **kind_counts(),
    )


def _sentence(found: ir.Table, days: float) -> ir.StringValue:
    return (
        counted(found.number, "contact")
        + f" in the {in_words(days)} days after recorded work with the person ended on "
        + words_for_date(found.ended_at)
        + " ("
        + kinds_in_words(found)
        + "), "
        + whole_or_none(found.before)
        + " in as many days before."
    )


INDICATOR = Indicator(
    id="IND-07",
    name="Hand-over or closure just before contact grows",
    family="after the purpose",
    cls="A",
    level="pair",
    status="experimental",
    version=1,
    needs=("calls", "assignments", "occurrences", "involvements"),
    find=find,
    settings={
        "days": Setting(
            value=21, unit="days", meaning="after and before the end", reason="case 10: two weeks"
        ),
        "contacts": Setting(
            value=2, unit="contacts", meaning="fewest after the end", reason="one is no growth"
        ),
        "ratio": Setting(
            value=2,
            unit="times",
            meaning="how much more than before",
            reason="teams that hand on all their work: contact must grow as well",
        ),
    },
    references=("Boundary guidance, paragraph 10", "LTL40 case 10 (004:1365-1399)"),
)
