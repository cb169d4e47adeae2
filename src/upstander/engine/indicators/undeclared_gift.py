"""A gift to or from a member of the public that was reported and not declared.

Why it matters
    Gifts from the officer stand among the signs in victims (Learning the Lessons 40, page 11), and
    presents among what a force's leaflet tells the public to look out for. The Code of Ethics
    guidance asks staff neither to seek nor to accept a gift that could compromise them, in
    keeping with the force's policy, which has a register for that.

Innocent explanations
    - A thank-you card, flowers or chocolates below what the force's policy asks to declare.
    - The gift was declared to a supervisor, on paper or in another register.
    - A collection or a charity, in which the member only carried what others gave.
    - A private tie: presents between friends or relatives who are on record.

What it needs
    The register of gifts (declarations) and complaints with their category; intelligence and
    conduct matters where they are there.

    A category is told by the words that it holds; a force maps its own categories to these.

    - A gift: gift, gifts, presents, gratuity, gratuities, hospitality.

What it cannot see
    Gifts that nobody reported, what they were and what they were worth. Without the register it
    cannot be told whether a gift was declared. None of the ten cases turns on a gift.

How it is measured
    Complaints, intelligence reports and conduct matters of the last 24 months towards the public
    whose category tells of a gift (the words above), for which the member declared no gift from 90
    days before until 28 days after. A declared gift never counts, however many there are. One
    person's reports count once. The value is the sum of the weights (grade and outcome); less than
    one half is left out. The sign can be seen only when the 28 days are over.
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
    as_findings,
    words_for_date,
)
from upstander.engine.indicators.common import (
    DAY,
    counted,
    in_words,
    seconds,
    with_humans,
)
from upstander.engine.indicators.reported import (
    TOLD_BY,
    as_member_events,
    reports,
    says,
    separate,
)


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Members with reported gifts that were not declared. Value: the reports, weighed."""
    told = _undeclared(scene, settings)
    so_far = ibis.window(
        group_by="staff_id",
        order_by=["at", "source_table", "source_row"],
        preceding=None,
        following=0,
    )
    grace = ibis.interval(days=int(settings["after_days"]))
    summed = told.mutate(so_far=_.weight.sum().over(so_far))
    found = (
        summed.group_by("staff_id")
        .agg(
            value=_.weight.sum(),
            number=_.count(),
            first_at=_.at.min(),
            last_at=_.at.max(),
            reached_at=_.at.min(where=_.so_far >= settings["least"]),
        )
        .filter(_.value >= settings["least"])
        .mutate(seen_at=_.reached_at + grace)
    )
    findings = as_findings(found.mutate(sentence=_sentence(found, settings)))
    return Findings(
        findings=findings, events=as_member_events(told.semi_join(findings, "staff_id"))
    )


def _undeclared(scene: Scene, settings: Mapping[str, float]) -> ir.Table:
    """Separate reports of a gift for which the time to declare is over, and nothing was."""
    since = scene.as_of - timedelta(days=settings["days"])
    until = scene.as_of - timedelta(days=settings["after_days"])
    told = reports(scene).filter(
        _.at >= ibis.literal(since).cast("timestamp(6)"),
        _.at <= ibis.literal(until).cast("timestamp(6)"),
        ~_.internal,
        says(_.category, *TOLD_BY["gift"]),
    )
    declared = with_humans(scene.records["declarations"], scene).filter(_.kind == "gift")
    dates = declared.select(
        "staff_id", declared_about=_.human_id, declared_at=_.declared_on.cast("timestamp(6)")
    )
    near = told.join(dates, "staff_id").filter(
        seconds(_.declared_at) >= seconds(_.at) - DAY * settings["before_days"],
        seconds(_.declared_at) <= seconds(_.at) + DAY * settings["after_days"],
        (_.human_id == _.declared_about).fill_null(True),
    )
    row = ("source_table", "source_file", "source_row")
    open_ones = told.anti_join(near, row)
    return separate(open_ones, days=settings["days"], apart_days=settings["apart_days"])


def _sentence(found: ir.Table, settings: Mapping[str, float]) -> ir.StringValue:
    return (
        counted(found.number, "report")
        + " of a gift to or from a member of the public from "
        + words_for_date(found.first_at)
        + " to "
        + words_for_date(found.last_at)
        + "; no gift in the register of declarations from "
        + f"{in_words(settings['before_days'])} days before to "
        + f"{in_words(settings['after_days'])} days after."
    )


INDICATOR = Indicator(
    id="IND-55",
    name="Reported gift that was not declared",
    family="history",
    cls="C",
    level="staff",
    status="experimental",
    version=1,
    needs=("declarations", "complaints"),
    find=find,
    settings={
        "days": Setting(
            value=730, unit="days", meaning="how far back a report counts", reason="as R357"
        ),
        "before_days": Setting(
            value=90,
            unit="days",
            meaning="before the report, from which a declared gift is the same",
            reason="a gift is reported some weeks after it was given",
        ),
        "after_days": Setting(
            value=28,
            unit="days",
            meaning="after the report, until which it may be declared",
            reason="registers are entered late",
        ),
        "apart_days": Setting(
            value=30,
            unit="days",
            meaning="within which a record that names nobody is the matter before it",
            reason="a complaint, a report and a matter often follow from one event",
        ),
        "least": Setting(
            value=0.5,
            unit="weight",
            meaning="least value that is found",
            reason="hearsay, and what was set aside twice, is less",
        ),
    },
    references=(
        "LTL40 page 11, victim sign 7 (004:343)",
        "Durham leaflet (001:31)",
        "CoE guidance (002:63)",
        "R322",
    ),
)
