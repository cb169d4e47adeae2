"""Far more contact with one person than the same member has with anybody else.

Why it matters
    In case 2 of Learning the Lessons 40 (page 15) a matter of one appointment and five days had
    38 calls to the woman in the eleven months after it: hardly three a month, and far more than
    anybody else got. The foreword (page 2) names a large volume of contact in a short space of
    time, and the warning signs (page 11) a level of service that seems too high.

Innocent explanations
    - A liaison or safeguarding plan that asks for frequent contact, where it is not recorded.
    - One grave case in an otherwise light caseload.
    - A person in crisis who has nobody else to ring.
    - A matter that goes on for years beside others that end in weeks.
    - A colleague's people rung from a handset that is shared.

What it needs
    The work phones' itemised calls. Messages and attendances are counted where they are there.
    Assignments, so that a liaison or safeguarding role raises what is expected.

What it cannot see
    What was said. Contact by private phone. Members who deal with one person only have no measure
    of their own, and are held against their role.

How it is measured
    Every contact that the member made (call, message, attendance), explained or not: a purpose
    explains that there is contact, not how much. The busiest 90 days with one person (three
    successive periods of 30 days), and the busiest year (twelve such), are each compared with what
    the member's other people get: nine in ten of them have at most so many in their own busiest 90
    days or year. A member with few other people is compared with the usual such figure of the role
    family. A liaison or safeguarding assignment triples what is expected. The floor is three times
    the expected and 15 contacts in 90 days, or five times the expected and 30 contacts in the year,
    as one matter may last longer than others at the same pace. The value is the surprise of the
    count, in bits, of 90 days or of the year, whichever is more.
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir
from ibis import _

from upstander.engine.evidence import LEAST_SHARE, Findings, Indicator, Scene, Setting, as_findings
from upstander.engine.indicators.common import (
    DAY,
    PAIR,
    counted,
    kind_counts,
    kinds_in_words,
    lasting,
    made,
    resting_on,
    seconds,
    strongest,
    surprise,
    trailing,
    whole,
    with_humans,
)

_PERIOD = 30  # days
_STRETCHES = {"": 3, "_a_year": 12}  # what the settings' names end in: how many periods
_CODE = 100_000  # more than any number of a period
_PLANS = ("liaison", "safeguarding")
_DECLARED = "declared"  # the explanation that the two are declared to be close


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Pairs with far more contact than the member's others. Value: surprise in bits."""
    contacts = _contacts(scene)
    periods = (
        contacts.mutate(period=(seconds(_.at) // (_PERIOD * DAY)).cast("int64"))
        .group_by(*PAIR, "period")
        .agg(number=_.count())
    )
    stretches = []
    for ending, length in _STRETCHES.items():
        beyond = _beyond(periods, scene, settings, ending=ending, length=length)
        stretches.append(_held(contacts, beyond, length=length))
    found = ibis.union(*stretches).mutate(value=surprise(_.number, _.expected))
    best = strongest(found)
    findings = as_findings(best.mutate(sentence=_sentence(best)))
    return Findings(findings=findings, events=resting_on(contacts, findings))


def _beyond(
    periods: ir.Table, scene: Scene, settings: Mapping[str, float], *, ending: str, length: int
) -> ir.Table:
    """Pairs whose busiest stretch of so many periods holds far more than is expected of it."""
    least, ratio = (settings[name + ending] for name in ("contacts", "ratio"))
    busiest = _busiest(periods, length=length)
    compared = _with_expected(busiest, scene, settings, without=least / ratio)
    need = ibis.greatest(least, ratio * _.expected)
    likely = compared.filter(_.number >= need)
    planned = _with_plans(likely, scene, settings, length=length)
    return planned.mutate(need=need).filter(_.number >= _.need)


def _contacts(scene: Scene) -> ir.Table:
    """Calls, messages and attendances that the member made. Stops are left to the signs of visits:
    a vehicle stands in every street of a beat, often for somebody else's sake."""
    return made(scene.contacts, "call", "message", "attendance").filter(
        _.share >= LEAST_SHARE,
        _.status != "uncheckable",
        _.explained_by.fill_null("") != _DECLARED,
    )


def _busiest(periods: ir.Table, *, length: int) -> ir.Table:
    """How many contacts each pair's busiest successive periods hold, and which is their last.

    Number and period travel as one integer, so that the largest needs no sorting.
    """
    window = ibis.range_window(
        group_by=list(PAIR), order_by="period", preceding=length - 1, following=0
    )
    summed = periods.mutate(key=_.number.sum().over(window) * _CODE + (_CODE - 1 - _.period))
    largest = summed.group_by(*PAIR).agg(key=_.key.max())
    return largest.select(
        *PAIR,
        number=(_.key // _CODE).cast("int64"),
        period=(_CODE - 1 - _.key % _CODE).cast("int64"),
    )


def _with_expected(
    busiest: ir.Table, scene: Scene, settings: Mapping[str, float], *, without: float
) -> ir.Table:
    """Adds `expected`: the 90th percentile of the member's other people, or the role's usual.

    `without` stands in where no member has a measure.
    """
    of_member = ibis.window(group_by="staff_id")
    ranked = busiest.mutate(
        place=ibis.row_number().over(
            ibis.window(group_by="staff_id", order_by=[ibis.desc("number"), "human_id"])
        ),
        others=_.count().over(of_member) - 1,
    )
    own = (
        ranked.filter(_.place == (_.others / 10).floor().cast("int64") + 1)
        .filter(_.others >= settings["other_people"])
        .select("staff_id", own=_.number.cast("float64"))
    )
    families = scene.records["staff"].select(
        "staff_id", family=_.role_family.cast("string").fill_null("other")
    )
    with_family = own.join(families, "staff_id")
    usual = with_family.group_by("family").agg(usual=_.own.median())
    force = own.agg(force=_.own.median())
    held = (
        ranked.drop("place")
        .left_join(own, "staff_id")
        .drop("staff_id_right")
        .left_join(families, "staff_id")
        .drop("staff_id_right")
    )
    compared = held.left_join(usual, "family").drop("family_right").cross_join(force)
    return compared.mutate(expected=ibis.coalesce(_.own, _.usual, _.force, without))


def _with_plans(
    found: ir.Table, scene: Scene, settings: Mapping[str, float], *, length: int
) -> ir.Table:
    """Raises what is expected where the member had a liaison or safeguarding part at the time."""
    assigned = scene.records["assignments"].filter(_.role.cast("string").isin(_PLANS))
    involved = with_humans(scene.records["involvements"], scene)
    plans = assigned.select("occurrence_id", "staff_id", "starts_at", "ends_at").join(
        involved.select("occurrence_id", "human_id").distinct(), "occurrence_id"
    )
    planned = (
        found.join(plans, PAIR)
        .mutate(from_second=_PERIOD * DAY * (_.period - length + 1))
        .filter(
            seconds(_.starts_at) < _PERIOD * DAY * (_.period + 1),
            _.ends_at.isnull() | (seconds(_.ends_at) >= _.from_second),
        )
        .select(*PAIR, planned=True)
        .distinct()
    )
    joined = found.left_join(planned, PAIR).drop("staff_id_right", "human_id_right")
    factor = ibis.ifelse(joined.planned.fill_null(False), settings["plan_factor"], 1.0)
    return joined.mutate(expected=joined.expected * factor)


def _held(contacts: ir.Table, found: ir.Table, *, length: int) -> ir.Table:
    """What the stretch held, and `at`: when one as long first held as many as were needed."""
    kept = found.select(*PAIR, "number", "expected", "need", last_period=_.period)
    timed = contacts.join(kept, PAIR).mutate(second=seconds(_.at))
    running = timed.mutate(held=_.count().over(trailing(_PERIOD * length)))
    needed_at = _.at.min(where=_.held >= _.need).over(ibis.window(group_by=list(PAIR)))
    periods_ago = _.last_period - (_.second // (_PERIOD * DAY))
    return (
        running.mutate(needed_at=needed_at)
        .filter(periods_ago >= 0, periods_ago < length)
        .group_by(*PAIR, "number", "expected", at=_.needed_at)
        .agg(first_at=_.at.min(), last_at=_.at.max(), **kind_counts())
    )


def _sentence(found: ir.Table) -> ir.StringValue:
    return (
        counted(found.number, "contact")
        + " in "
        + lasting(found.first_at, found.last_at)
        + " with one person ("
        + kinds_in_words(found)
        + "); about "
        + whole(found.expected.ceil())
        + " would be much for another of the member's people."
    )


INDICATOR = Indicator(
    id="IND-02",
    name="Disproportionate contact with one person",
    family="contact shape",
    cls="A",
    level="pair",
    status="experimental",
    version=2,
    needs=("calls", "staff_phones", "person_phones"),
    find=find,
    settings={
        "contacts": Setting(
            value=15, unit="contacts", meaning="fewest in 90 days", reason="more than one a week"
        ),
        "contacts_a_year": Setting(
            value=30,
            unit="contacts",
            meaning="fewest in a year",
            reason="more than one every fortnight, all year; case 2: 38 in eleven months",
        ),
        "ratio": Setting(
            value=3,
            unit="times",
            meaning="how far beyond what is expected",
            reason="the 90th percentile is not rare in itself",
        ),
        "ratio_a_year": Setting(
            value=5,
            unit="times",
            meaning="how far beyond what is expected of a year",
            reason="a matter that lasts half as long again has half as much contact again",
        ),
        "other_people": Setting(
            value=10,
            unit="people",
            meaning="fewer others give the member no measure of their own",
            reason="a 90th percentile of fewer than ten is their largest",
        ),
        "plan_factor": Setting(
            value=3,
            unit="times",
            meaning="what a liaison or safeguarding assignment adds to the expected",
            reason="such plans ask for contact several times a week",
        ),
    },
    references=(
        "LTL40 case 2, page 15 (004:431)",
        "LTL40 foreword, page 2 (004:40)",
        "LTL40 warning signs, page 11 (004:345)",
    ),
)
