"""Contact with one person, or look-ups of them, well outside working time and more than once.

Why it matters
    Messages sent off duty, and contact or visits from an officer who is off duty, are among the
    warning signs of Learning the Lessons 40 (page 11); the Durham leaflet names them too.

Innocent explanations
    - Being on call, or flexible hours agreed with a supervisor, where the roster does not say so.
    - Overtime that was entered late or not at all.
    - A text that moves an appointment: contacts of one evening are one occasion.
    - A handset lent to a colleague on the next tour.

What it needs
    Duties, and calls. Messages, visits and look-ups are counted where they are there. A contact
    on a day for which the member has no roster is left out: it cannot be checked.

What it cannot see
    Private phones. Whether the member had been asked to make the contact.

How it is measured
    Calls and messages out more than 60 minutes from any working time, whether or not a case
    explains that there is contact: a case explains whom a member rings, not on which day. Replies
    to the person's own contact and declared relationships do not count. Visits and look-ups count
    where no recorded purpose explains them. Contacts less than twelve hours after the one before
    are the same occasion. An occasion of look-ups alone weighs less, as nobody was reached and it
    is often overtime that the roster lacks; so does one that a case explains. The floor is two
    occasions within 30 days that weigh as much as one; from then on, what any 12 months hold is
    weighed. The value is how far it exceeds, in bits, what the member's other people have, so that
    somebody whose duties are not rostered stands out with nobody; ties are broken by contacts.
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
)
from upstander.engine.indicators.common import (
    EXPLAIN_THE_HOUR,
    PAIR,
    beyond_others,
    broken_tie,
    counted,
    kind_counts,
    kinds_in_words,
    lasting,
    made,
    not_merely_near,
    pairs,
    resting_on,
    seconds,
    strongest,
    trailing,
    whole_or_none,
)


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Pairs with repeated unexplained contact off duty. Value: occasions in 12 months."""
    contacts = _off_duty(scene, settings)
    short, year = trailing(settings["days"]), trailing(settings["long_days"])
    kinds = kind_counts() | {"by_case": (_.status == "explained").cast("int64").sum()}
    counts = {name: number.over(year) for name, number in kinds.items()}
    running = contacts.mutate(
        lately=_.opens.sum().over(short),
        lately_weighed=_.weighs.sum().over(short),
        occasions=_.opens.sum().over(year),
        weighed=_.weighs.sum().over(year),
        number=_.count().over(year),
        first_at=_.at.min().over(year),
        last_at=_.at,
        **counts,
    )
    enough = (_.lately >= settings["occasions"]) & (_.lately_weighed >= settings["least_weight"])
    met = running.mutate(met_at=_.at.min(where=enough).over(ibis.window(group_by=list(PAIR))))
    since = met.filter(_.at >= _.met_at).mutate(value=broken_tie(_.weighed, _.number))
    most = strongest(since).mutate(seen_at=_.met_at)
    bits = beyond_others(
        most, "weighed", usual=settings["usual"], few_people=settings["few_people"]
    )
    found = most.mutate(value=broken_tie(bits, most.number))
    findings = as_findings(found.mutate(sentence=_sentence(found, settings["minutes"])))
    return Findings(findings=findings, events=resting_on(contacts, findings))


def _off_duty(scene: Scene, settings: Mapping[str, float]) -> ir.Table:
    """Contacts off duty that nothing explains the hour of; `opens` is 1 where an occasion begins.

    A case explains that its victim is rung, not that she is rung on a rest day: calls and messages
    that an assignment explains count here. Replies to the person's own contact and declared
    relationships do not, nor do stops and look-ups that work explains.
    """
    talk = scene.contacts.filter(
        _.kind.isin(["call", "message"]),
        _.share >= LEAST_SHARE,
        _.status != "uncheckable",
        _.minutes_off_duty > settings["minutes"],
        ~_.explained_by.fill_null("").isin(EXPLAIN_THE_HOUR),
    )
    rest = scene.unexplained.filter(
        _.kind.isin(["visit", "lookup"]), _.minutes_off_duty > settings["minutes"]
    )
    contacts = made(ibis.union(talk, rest), "call", "message", "visit", "lookup")
    often = pairs(not_merely_near(contacts, scene), least=int(settings["occasions"]))
    timed = often.mutate(second=seconds(_.at))
    order = ibis.window(group_by=list(PAIR), order_by=["second", "contact_id"])
    gap = timed.second - timed.second.lag().over(order)
    new = gap.isnull() | (gap >= int(settings["apart"] * 60))
    told = ibis.cases(
        (timed.kind == "lookup", settings["look_up_weighs"]),
        (timed.status == "explained", settings["case_weighs"]),
        else_=1.0,
    )
    return timed.mutate(opens=new.cast("int64"), weighs=new.cast("float64") * told)


def _sentence(found: ir.Table, minutes: float) -> ir.StringValue:
    return (
        counted(found.number, "contact")
        + " on "
        + counted(found.occasions, "occasion")
        + " in "
        + lasting(found.first_at, found.last_at)
        + f" with one person, more than {minutes:g} minutes outside working time: "
        + kinds_in_words(found)
        + "; "
        + whole_or_none(found.by_case)
        + " of them during recorded work with the person."
    )


INDICATOR = Indicator(
    id="IND-05",
    name="Off-duty contact by work device or identity",
    family="timing",
    cls="A",
    level="pair",
    status="experimental",
    version=3,
    needs=("duties", "calls", "staff_phones", "person_phones"),
    find=find,
    settings={
        "look_up_weighs": Setting(
            value=0.3,
            unit="share",
            meaning="what an occasion of look-ups alone weighs beside one that reached the person",
            reason="a look-up off duty is often overtime that the roster lacks; nobody was reached",
        ),
        "least_weight": Setting(
            value=1.0,
            unit="occasions",
            meaning="what the occasions of `days` must weigh together",
            reason="one that reached the person, or several look-ups",
        ),
        "case_weighs": Setting(
            value=0.4,
            unit="share",
            meaning="what an occasion weighs where a case explains that there is contact",
            reason="being on call and overtime entered late are common in case work",
        ),
        "minutes": Setting(
            value=60,
            unit="minutes",
            meaning="further than this from working time is off duty",
            reason="tours run over, and staff come in early",
        ),
        "occasions": Setting(
            value=2, unit="occasions", meaning="fewest in `days`", reason="one may be an errand"
        ),
        "days": Setting(
            value=30, unit="days", meaning="the short stretch", reason="about one roster cycle"
        ),
        "long_days": Setting(
            value=365, unit="days", meaning="the stretch counted", reason="slow patterns"
        ),
        "apart": Setting(
            value=720,
            unit="minutes",
            meaning="contacts closer than this are one occasion",
            reason="a call, no answer, a text the same evening: one errand, one moved appointment",
        ),
        "few_people": Setting(
            value=5,
            unit="people",
            meaning="how many people the usual weighs in the mean of the member's others",
            reason="two or three other people make no habit",
        ),
        "usual": Setting(
            value=1,
            unit="occasions",
            meaning="what is usual with a person",
            reason="a single errand",
        ),
    },
    references=(
        "LTL40 page 11 (004:319, 004:338)",
        "Durham leaflet L21-17",
        "R072",
        "R083",
    ),
)
