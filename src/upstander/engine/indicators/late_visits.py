"""Visits to one person in the evening or at the end of the tour, unlike the member's others.

Why it matters
    In case 2 of Learning the Lessons 40 (pages 14-15) the member of staff was said to visit the
    woman during afternoon or evening shifts. In case 8 (pages 38-39) the visit on which the
    boundary was crossed was made in the evening. Late in a tour fewer people wait for a member.

Innocent explanations
    - The person works or cares for somebody by day, and the evening is what was agreed.
    - A curfew, a bail or a safeguarding check that is due in the evening.
    - Tours that are mostly late, or a home on the way back to the station: the member's visits to
      other people say how usual the hour is.
    - A stop for somebody else in the same street.

What it needs
    Attendances, positions, the allocation of vehicles, duties and people's addresses.

What it cannot see
    What hours suited the person. Visits on foot or in a private car that nobody recorded. A
    member who visits everybody late, and one visited on the way home whose whole round is late.
    Of the ten cases it would have seen case 2 (afternoons and evenings) where a police vehicle was
    used (four stops), and case 8 only if the other visits were by day, as the document leaves
    open.

How it is measured
    Days on which the member attended an incident with the person or stopped at the door (60
    metres, five minutes or more). A visit is late from 19:00 to 06:00 on the clock on the wall, or
    in the last third of the member's rostered tour. Found are three late visit days or more
    without a recorded purpose, within 12 months. The share of late days among all the days that
    the member visited this person is held against the same share with the member's other people,
    drawn towards a half when they are few. The value is the surprise in bits: as many late days
    out of as many visits, where that share is usual. Less than four bits is left out.
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
)
from upstander.engine.indicators.common import (
    DAY,
    PAIR,
    at_the_door,
    by_day,
    counted,
    lasting,
    resting_on,
    seconds,
    share_surprise,
    strongest,
    trailing,
    whole,
)
from upstander.words import WORKING_DUTY_KINDS


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Pairs visited late. Value: bits of the late share against the member's other people."""
    days = _days(_visits(scene, settings), scene, settings)
    held = trailing(settings["days"])
    running = days.mutate(second=seconds(_.at)).mutate(
        late_days=_.late.sum().over(held),
        open_days=_.open_late.sum().over(held),
        all_days=_.count().over(held),
        first_at=_.at.min().over(held),
        last_at=_.at,
    )
    met = running.filter(_.open_late == 1, _.open_days >= settings["visit_days"])
    compared = met.join(_elsewhere(days, settings), PAIR).mutate(
        value=share_surprise(_.late_days, of=_.all_days, usual=_.usual)
    )
    best = strongest(compared.filter(_.value >= settings["least_bits"]))
    findings = as_findings(best.mutate(sentence=_sentence(best, settings)))
    late = days.filter(_.open_late == 1).select(*PAIR, "day")
    rests_on = (
        _visits(scene, settings).filter(_.status == "unexplained").mutate(day=_.local_at.date())
    )
    return Findings(
        findings=findings, events=resting_on(rests_on.semi_join(late, [*PAIR, "day"]), findings)
    )


def _visits(scene: Scene, settings: Mapping[str, float]) -> ir.Table:
    """Attendances, and stops at the door that are not explained by the place."""
    return scene.contacts.filter(
        _.human_id.notnull(), _.status != "uncheckable", at_the_door(settings)
    )


def _days(visits: ir.Table, scene: Scene, settings: Mapping[str, float]) -> ir.Table:
    """One row for each day of a pair: whether every visit of it was late, and one unexplained."""
    hour = visits.local_at.hour()
    evening = (hour >= int(settings["evening_hour"])) | (hour < int(settings["morning_hour"]))
    ends = _ends_of_tours(visits, scene, settings)
    known = visits.left_join(ends, "contact_id").select(
        *PAIR,
        "at",
        day=visits.local_at.date(),
        late=(evening | ends.at_the_end.fill_null(False)).cast("int64"),
        unexplained=(visits.status == "unexplained").cast("int64"),
    )
    daily = known.group_by(*PAIR, "day").agg(
        at=_.at.min(), late=_.late.min(), unexplained=_.unexplained.max()
    )
    return daily.mutate(open_late=_.late * _.unexplained)


def _ends_of_tours(visits: ir.Table, scene: Scene, settings: Mapping[str, float]) -> ir.Table:
    """The visits in the last part of a rostered duty of the member."""
    duties = scene.records["duties"].filter(_.kind.cast("string").isin(WORKING_DUTY_KINDS))
    spans = by_day(duties.select("staff_id", "starts_at", "ends_at")).rename(
        duty_from="starts_at", duty_until="ends_at"
    )
    length = seconds(_.duty_until) - seconds(_.duty_from)
    dated = visits.select("contact_id", "staff_id", "at", day=(seconds(_.at) // DAY).cast("int64"))
    return (
        dated.join(spans, ["staff_id", "day"])
        .filter(_.at >= _.duty_from, _.at < _.duty_until)
        .filter(seconds(_.at) >= seconds(_.duty_until) - settings["last_part"] * length)
        .select("contact_id", at_the_end=ibis.literal(True))
        .distinct()
    )


def _elsewhere(days: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """How often the member's visits to other people are late, as a share."""
    own = days.group_by(*PAIR).agg(pair_days=_.count(), pair_late=_.late.sum())
    member = ibis.window(group_by="staff_id")
    other_days = _.pair_days.sum().over(member) - _.pair_days
    other_late = _.pair_late.sum().over(member) - _.pair_late
    trust = settings["few_days"]
    counts = own.mutate(other_days=other_days, other_late=other_late)
    return counts.select(
        *PAIR, "other_days", usual=(_.other_late + trust / 2) / (_.other_days + trust)
    )


def _sentence(found: ir.Table, settings: Mapping[str, float]) -> ir.StringValue:
    return (
        "Late visits to one person on "
        + whole(found.late_days)
        + " of "
        + counted(found.all_days, "day")
        + " with a visit in "
        + lasting(found.first_at, found.last_at)
        + f" (from {settings['evening_hour']:g}:00, or in the last third of the tour), "
        + whole(found.open_days)
        + " of them without a recorded purpose; of visits to this member's other people about "
        + whole((found.usual * 100).round())
        + " in 100 are late."
    )


INDICATOR = Indicator(
    id="IND-20",
    name="Evening and end-of-tour visits to one person",
    family="timing",
    cls="A",
    level="pair",
    status="experimental",
    version=2,
    needs=("attendances", "positions", "crews", "duties", "person_addresses"),
    find=find,
    settings={
        "visit_days": Setting(
            value=3, unit="days", meaning="fewest that are found", reason="two are chance"
        ),
        "days": Setting(
            value=365, unit="days", meaning="the stretch", reason="case 2 lasted most of a year"
        ),
        "evening_hour": Setting(
            value=19, unit="hour", meaning="from which it is evening", reason="offices are shut"
        ),
        "morning_hour": Setting(
            value=6, unit="hour", meaning="until which it is night", reason="nobody calls earlier"
        ),
        "last_part": Setting(
            value=1 / 3, unit="share", meaning="of the tour is its end", reason="case table"
        ),
        "door_m": Setting(
            value=60, unit="m", meaning="so near is a visit", reason="parked at the home"
        ),
        "minutes": Setting(
            value=5, unit="minutes", meaning="shorter is no visit", reason="a knock, no answer"
        ),
        "few_days": Setting(
            value=6,
            unit="days",
            meaning="how slowly the member's own hours are trusted",
            reason="a week of visits gives a first idea",
        ),
        "least_bits": Setting(
            value=4, unit="bits", meaning="least value that is found", reason="less is chance"
        ),
    },
    references=(
        "LTL40 case 2, page 14 (004:414-417)",
        "LTL40 case 8, page 38 (004:1115)",
        "R215",
        "R321",
    ),
)
