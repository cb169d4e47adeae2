"""Contact with a person after the last recorded work with them had ended.

Why it matters
    Continued contact after the investigation is complete is a warning sign of Learning the
    Lessons 40 (page 11). The boundary guidance (paragraphs 10 and 11) asks how long ago the
    professional contact ended. In case 10 the meetings began days after the case was handed over.

Innocent explanations
    - An outcome call, a court date or the return of property, made late.
    - A new report by the same person that is not yet on the system, or is in another's name.
    - The person rang first, from a number that is not on record.
    - The closure was entered before the work was done.

What it needs
    Recorded work that ended (assignments with occurrences, tasks or attendances), and contacts:
    calls, and messages, visits and look-ups where they are there.

What it cannot see
    Pairs with no recorded work at all, or whose work is still open. Contact between two pieces of
    work of the same pair.

How it is measured
    Calls and messages out, visits and look-ups of the pair that no recorded purpose explains, more
    than seven days after the pair's last recorded work. Visits count only beside a call, message or
    look-up: a vehicle stops in every street of a beat, and the signs of visits weigh that. One
    contact is enough to be shown; the value is
    how far the number of separate days with contact exceeds, in bits, what the member's other
    people have: a member whose closing dates are all early stands out with nobody. Ties are broken
    by contacts.
"""

from collections.abc import Mapping

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
    beyond_others,
    broken_tie,
    counted,
    days_between,
    kind_counts,
    kinds_in_words,
    made,
    resting_on,
    seconds,
    whole,
)


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Pairs with unexplained contact after their work ended. Value: separate days with contact."""
    ended = scene.links.filter(_.last_at.notnull()).select(*PAIR, ended_at=_.last_at)
    grace = int(settings["days"] * DAY)
    contacts = (
        made(scene.unexplained, "call", "message", "visit", "lookup")
        .join(ended, PAIR)
        .filter(seconds(_.at) - seconds(_.ended_at) > grace)
    )
    spoken = contacts.filter(_.kind != "visit").select(*PAIR).distinct()
    contacts = contacts.semi_join(spoken, PAIR)
    found = contacts.group_by(*PAIR, "ended_at").agg(
        number=_.count(),
        days=_.local_at.date().nunique(),
        first_at=_.at.min(),
        last_at=_.at.max(),
        seen_at=_.at.min(),
        **kind_counts(),
    )
    found = found.filter(_.number >= settings["contacts"])
    bits = beyond_others(found, "days", usual=settings["usual"], few_people=settings["few_people"])
    findings = as_findings(
        found.mutate(value=broken_tie(bits, found.number), sentence=_sentence(found))
    )
    return Findings(findings=findings, events=resting_on(contacts, findings))


def _sentence(found: ir.Table) -> ir.StringValue:
    return (
        counted(found.number, "contact")
        + " on "
        + counted(found.days, "day")
        + " after the last recorded work with the person ended on "
        + words_for_date(found.ended_at)
        + ", the first "
        + whole(days_between(found.ended_at, found.first_at).floor())
        + " days later: "
        + kinds_in_words(found)
        + "."
    )


INDICATOR = Indicator(
    id="IND-06",
    name="Contact after task, case or hand-over ended",
    family="after the purpose",
    cls="A",
    level="pair",
    status="experimental",
    version=1,
    needs=("calls", "assignments", "occurrences", "involvements"),
    find=find,
    settings={
        "days": Setting(
            value=7,
            unit="days",
            meaning="contact sooner after the end is not counted",
            reason="outcome calls and hand-overs; the explanations' own windows come on top",
        ),
        "contacts": Setting(
            value=1, unit="contacts", meaning="fewest contacts", reason="one may be enough (R084)"
        ),
        "few_people": Setting(
            value=5,
            unit="people",
            meaning="how many people the usual weighs in the mean of the member's others",
            reason="two or three other people make no habit",
        ),
        "usual": Setting(
            value=0.5,
            unit="days",
            meaning="what is usual with a person",
            reason="most people are not contacted again",
        ),
    },
    references=(
        "LTL40 warning signs, page 11 (004:339)",
        "Boundary guidance, paragraphs 10-11",
        "LTL40 case 10",
        "R084",
        "R134",
    ),
)
