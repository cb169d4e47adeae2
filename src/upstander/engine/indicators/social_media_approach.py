"""A person reports an approach through social media or a private account soon after police work.

Why it matters
    In case 5 of Learning the Lessons 40 (page 26) the private message came a day after the visit,
    and a friend request with it; in cases 6 and 9 (pages 29 and 42) it was Snapchat and
    Instagram. A force's leaflet for the public names contact from private accounts among the
    things to look out for. The boundary guidance (paragraph 14) calls it usually inappropriate.

Innocent explanations
    - The two knew each other before: friends, neighbours, parents at one school.
    - A message from the force's own account, or an automatic suggestion of the service.
    - Somebody else who used the member's name.
    - The person wrote first, and the member declined.
    - A category that was chosen because no other one fitted.

What it needs
    Complaints with their category and with who complained, assignments and involvements;
    intelligence, conduct matters and other recorded work where they are there.

    A category is told by the words that it holds; a force maps its own categories to these.

    - Social media or a private account: social media, facebook, instagram, snapchat, whatsapp,
      friend request, private message, personal account.

What it cannot see
    The accounts themselves: they are private and nobody may watch them. What nobody reported,
    and the day of the approach: only the day of the report is known. Of the ten cases it
    would have seen case 5; in case 6 the girl's father reported, and in case 9 others did.

How it is measured
    Complaints, intelligence reports and conduct matters that name the person and whose category
    tells of social media or a private account (the words above), reported no more than 90 days
    after recorded work with that person last began. Pairs who called or wrote to each other both
    ways before that work are left out. The value is the weight of the report (grade and outcome),
    twice that within 14 days, when the approach must have come as soon.
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
    days_between,
    seconds,
    strongest,
)
from upstander.engine.indicators.reported import (
    TOLD_BY,
    reports,
    says,
    talked_before,
)


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Pairs with such a report. Value: the report's weight, twice where it came at once."""
    told = reports(scene).filter(
        _.human_id.notnull(), ~_.internal, says(_.category, *TOLD_BY["social media"])
    )
    after = _after_work(scene, told, settings)
    began = after.group_by(*PAIR).agg(began_at=_.began_at.min())
    unknown = after.anti_join(talked_before(scene, began), PAIR)
    weighed = unknown.mutate(
        value=_.weight * ibis.ifelse(_.days <= settings["days"], 2.0, 1.0),
        first_at=_.met_at,
        last_at=_.at,
    )
    found = strongest(weighed.filter(_.value >= settings["least"]))
    findings = as_findings(found.mutate(sentence=_sentence(found)))
    return Findings(findings=findings, events=as_events(unknown.semi_join(findings, PAIR)))


def _after_work(scene: Scene, told: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """The reports that came soon after recorded work with the person: when it began, and last did.

    A report has a date and no hour: work of its own day counts as before it.
    """
    work = scene.purposes.filter(_.is_work, _.staff_id.notnull(), _.human_id.notnull())
    joined = told.join(work.select(*PAIR, "duty_starts_at"), list(PAIR)).filter(
        seconds(_.duty_starts_at) < seconds(_.at) + DAY
    )
    dated = joined.group_by(*told.columns).agg(
        began_at=_.duty_starts_at.min(), met_at=_.duty_starts_at.max()
    )
    days = ibis.greatest(0.0, days_between(_.met_at, _.at))
    return dated.mutate(days=days).filter(_.days <= settings["report_days"])


def _sentence(found: ir.Table) -> ir.StringValue:
    kind = found.kind.cases(
        ("complaint", "Complaint"), ("intelligence", "Intelligence report"), else_="Conduct matter"
    )
    return (
        kind
        + " of "
        + words_for_date(found.at)
        + " about an approach through social media or a private account, "
        + counted(found.days.ceil().cast("int64"), "day")
        + " after recorded work with the person last began; nothing shows that the two knew each "
        + "other before that work."
    )


INDICATOR = Indicator(
    id="IND-54",
    name="Social-media approach reported soon after duty contact",
    family="history",
    cls="C",
    level="pair",
    status="experimental",
    version=1,
    needs=("complaints", "complaints.person_id", "assignments", "involvements"),
    find=find,
    settings={
        "days": Setting(
            value=14,
            unit="days",
            meaning="from the work to the report, within which it counts twice",
            reason="case 5: the next day; the approach cannot have come later",
        ),
        "report_days": Setting(
            value=90,
            unit="days",
            meaning="from the work to the report, beyond which it is not raised",
            reason="people take weeks to complain; later the work is no longer the occasion",
        ),
        "least": Setting(
            value=0.5,
            unit="weight",
            meaning="least value that is found",
            reason="hearsay alone, weeks after the work, is less",
        ),
    },
    references=(
        "LTL40 case 5, page 26 (004:728-732)",
        "LTL40 case 6 (004:819)",
        "LTL40 case 9 (004:1191)",
        "Durham leaflet (001:29)",
        "Boundary guidance, paragraph 14",
    ),
)
