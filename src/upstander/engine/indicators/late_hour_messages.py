"""Messages to one person late at night, off duty and on several nights.

Why it matters
    Messages sent while off duty are among the warning signs of Learning the Lessons 40 (page
    11). In case 5 (pages 26-28) colleagues said that the messages gave the appearance of having
    been written drunk. This sign reads the hour alone, and concludes nothing from it.

Innocent explanations
    - Night duty, or overtime that was entered late or not at all.
    - A reminder that a system sends by itself: then the member's other people have it as well.
    - A person at risk whom the member promised to be there for, without a record.
    - The person wrote first: replies do not count.

What it needs
    The roster, and texts in the itemised billing of work phones. Messages on other force systems
    are counted where they are there.

What it cannot see
    Private phones and accounts, and what was written. A night for which the member has no roster
    is left out: it cannot be checked. Of the ten cases it would have seen none by the documents
    alone, which give no hours.

How it is measured
    Messages out between 22:00 and 05:00 on the clock on the wall, more than 60 minutes from any
    working time. A case explains that there is contact, not that it is at night: messages that a
    case explains count half. Replies to the person's own contact and declared relationships do
    not count. The floor is three messages, on two nights that weigh more than one, within 90 days.
    The value is how far the nights exceed, in bits, what the member's other people have; ties are
    broken by messages.
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir
from ibis import _

from upstander.engine.evidence import (
    LEAST_SHARE,
    Findings,
    Indicator,
    Scene,
    Setting,
    as_findings,
    words_for_date,
)
from upstander.engine.indicators.common import (
    EXPLAIN_THE_HOUR,
    PAIR,
    beyond_others,
    broken_tie,
    counted,
    resting_on,
    seconds,
    strongest,
    trailing,
    whole_or_none,
)


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Pairs with late messages. Value: nights, in bits beyond the member's other people."""
    messages = _late(scene, settings)
    held = trailing(settings["days"])
    running = messages.mutate(
        nights=_.opens.sum().over(held),
        weighed=_.weighs.sum().over(held),
        number=_.count().over(held),
        by_case=_.by_case.sum().over(held),
        first_at=_.at.min().over(held),
        last_at=_.at,
    )
    enough = (
        (_.number >= settings["messages"]) & (_.nights >= settings["nights"]) & (_.weighed > 1.0)
    )
    # Pairs below the floor stay in: they are what is usual with the member's other people.
    most = strongest(running.mutate(value=broken_tie(_.weighed, _.number))).drop("seen_at")
    reached = running.filter(enough).group_by(*PAIR).agg(seen_at=_.at.min())
    bits = beyond_others(
        most, "weighed", usual=settings["usual"], few_people=settings["few_people"]
    )
    beyond = most.mutate(bits=bits).filter(_.bits >= settings["least_bits"])
    found = beyond.mutate(value=broken_tie(_.bits, _.number)).join(reached, PAIR)
    findings = as_findings(found.mutate(sentence=_sentence(found, settings)))
    return Findings(findings=findings, events=resting_on(messages, findings))


def _late(scene: Scene, settings: Mapping[str, float]) -> ir.Table:
    """Late messages off duty; `opens` is 1 at the first of a night, `weighs` what it is worth."""
    hour = _.local_at.hour()
    late = scene.contacts.filter(
        _.kind == "message",
        _.direction == "out",
        _.human_id.notnull(),
        _.share >= LEAST_SHARE,
        _.status != "uncheckable",
        _.minutes_off_duty > settings["minutes"],
        ~_.explained_by.fill_null("").isin(EXPLAIN_THE_HOUR),
        (hour >= int(settings["from_hour"])) | (hour < int(settings["until_hour"])),
    )
    # A night belongs to the day on which it began.
    night = late.mutate(
        second=seconds(_.at),
        night=(_.local_at - ibis.interval(hours=int(settings["until_hour"]))).date(),
        by_case=(_.status == "explained").cast("int64"),
    )
    first = ibis.window(group_by=[*PAIR, "night"], order_by=["by_case", "at", "contact_id"])
    placed = night.mutate(opens=ibis.ifelse(ibis.row_number().over(first) == 0, 1, 0))
    told = ibis.ifelse(placed.by_case == 1, settings["case_weighs"], 1.0)
    return placed.mutate(weighs=placed.opens * told)


def _sentence(found: ir.Table, settings: Mapping[str, float]) -> ir.StringValue:
    return (
        counted(found.number, "message")
        + " to one person on "
        + counted(found.nights, "night")
        + f" between {settings['from_hour']:02.0f}:00 and {settings['until_hour']:02.0f}:00, from "
        + words_for_date(found.first_at)
        + " to "
        + words_for_date(found.last_at)
        + f", more than {settings['minutes']:g} minutes outside working time, "
        + whole_or_none(found.by_case)
        + " of them during recorded work with the person."
    )


INDICATOR = Indicator(
    id="IND-40",
    name="Late-hour private messaging",
    family="timing",
    cls="A",
    level="pair",
    status="experimental",
    version=2,
    needs=("duties", "calls", "staff_phones", "person_phones"),
    find=find,
    settings={
        "from_hour": Setting(
            value=22,
            unit="o'clock",
            meaning="from when it is late",
            reason="after the calls of an evening",
        ),
        "until_hour": Setting(
            value=5,
            unit="o'clock",
            meaning="until when it is night",
            reason="before early tours begin",
        ),
        "minutes": Setting(
            value=60,
            unit="minutes",
            meaning="further than this from working time is off duty",
            reason="late tours run over",
        ),
        "messages": Setting(
            value=3, unit="messages", meaning="fewest in `days`", reason="one or two are an errand"
        ),
        "nights": Setting(
            value=2, unit="nights", meaning="fewest in `days`", reason="one night may be an errand"
        ),
        "days": Setting(
            value=90, unit="days", meaning="the stretch", reason="weeks, with room for leave"
        ),
        "case_weighs": Setting(
            value=0.5,
            unit="share",
            meaning="what a night weighs where a case explains that there is contact",
            reason="overtime entered late is common in case work",
        ),
        "usual": Setting(
            value=0.3,
            unit="nights",
            meaning="what is usual with a person",
            reason="most people are never written to at night",
        ),
        "few_people": Setting(
            value=5,
            unit="people",
            meaning="how many people the usual weighs in the mean of the member's others",
            reason="two or three other people make no habit",
        ),
        "least_bits": Setting(
            value=1,
            unit="bits",
            meaning="least value that is found",
            reason="less is what this member's other people have as well",
        ),
    },
    references=(
        "LTL40 page 11 (004:319)",
        "LTL40 case 5, page 27 (004:748-754)",
        "R072",
    ),
)
