"""Back alone, soon after a first visit that was made with colleagues.

Why it matters
    The national lead writes in Learning the Lessons 40 (page 11) that officers may attend an
    incident double crewed at first, and that one of them may then decide to return to see the
    victim alone. Solo contact with no other police present is on the same page's list of signs.
    In case 3 (page 18) the officer came back the next day.

Innocent explanations
    - A statement, a form or an item to collect, where the appointment is not recorded.
    - An area or a shift in which everybody works alone: told from the member's own visits.
    - A stop nearby that has nothing to do with the person.
    - A colleague who was booked on to another vehicle, or not booked on at all.

What it needs
    Attendances at incidents, positions, the allocation of vehicles, and people's addresses.

What it cannot see
    How many came, where nobody recorded who was booked on to the vehicle: such visits are left
    out, not taken as solo. A return on foot or in a private car, and one that a recorded task
    explains. Of the ten cases it might have seen case 3, if the first visit was made by two,
    which the document does not say, and the return next day was not recorded as the end of the
    statement. Case 10 began with one officer. It sees nothing of the others.

How it is measured
    The member's first recorded attendance to the person was made by two or more. Within 14 days
    of it the same member is back alone, within 200 metres for three minutes or more, and no
    recorded purpose explains it. Each day back counts one, with up to one more for its length (an
    hour), less where it was further than 60 metres from the home, and is shared where the stop
    is as near to other people whom the member knows through work. The value is that sum times
    the surprise, in bits, of this member's being alone: how seldom their explained visits are
    made alone. Where four in five of them are, the sign is not raised.
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
from upstander.engine.indicators.common import DAY, PAIR, counted, in_words, seconds, whole

_MINUTE, _HOUR = 60, 3_600


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Pairs with a solo return. Value: weighed days back times the bits of being alone."""
    together = _first_together(scene, settings)
    returns = _returns(scene, together, settings)
    days = returns.group_by(*PAIR, "met_at", "met_crew", day=_.local_at.date()).agg(
        at=_.at.min(), weight=_.weight.max(), minutes=_.minutes.max()
    )
    back = days.group_by(*PAIR, "met_at", "met_crew").agg(
        last_at=_.at.max(),
        seen_at=_.at.min(),
        back_days=_.count(),
        longest=_.minutes.max(),
        weight=_.weight.sum(),
    )
    alone = back.join(_usually_alone(scene), "staff_id")
    rare = alone.filter(_.alone_share < settings["alone_share"])
    weighed = rare.mutate(first_at=_.met_at, value=_.weight * -_.alone_share.log2())
    findings = as_findings(weighed.mutate(sentence=_sentence(weighed, settings)))
    rests_on = ibis.union(
        as_events(returns), as_events(together.mutate(at=_.met_at)), distinct=False
    ).semi_join(findings, PAIR)
    return Findings(findings=findings, events=rests_on)


def _first_together(scene: Scene, settings: Mapping[str, float]) -> ir.Table:
    """Each pair's first attendance on record, where it was made by enough members of staff."""
    first = ibis.window(group_by=list(PAIR), order_by=["at", "source_row"])
    return (
        scene.contacts.filter(_.kind == "attendance", _.human_id.notnull())
        .mutate(place=ibis.row_number().over(first))
        .filter(_.place == 0, _.crew_size >= settings["together"])
        .select(
            *PAIR,
            "kind",
            "source_table",
            "source_file",
            "source_row",
            met_at=_.at,
            met_until=ibis.coalesce(_.ends_at, _.at),
            met_crew=_.crew_size,
        )
    )


def _returns(scene: Scene, together: ir.Table, settings: Mapping[str, float]) -> ir.Table:
    """Unexplained solo visits within the days after, each with the part that is this person's."""
    alone = scene.unexplained.filter(
        _.kind.isin(("visit", "attendance")),
        _.human_id.notnull(),
        _.crew_size == 1,
        _.distance_m.isnull() | (_.distance_m <= settings["radius_m"]),
    ).mutate(minutes=(seconds(_.ends_at) - seconds(_.at)) / _MINUTE)
    known = ibis.greatest(1.0, _.share.sum().over(ibis.window(group_by=["staff_id", "at"])))
    nearness = ibis.least(1.0, settings["door_m"] / ibis.greatest(1.0, _.distance_m))
    length = 1.0 + ibis.least(60.0, _.minutes.fill_null(0.0)) / 60
    stayed = alone.filter((_.kind == "attendance") | (_.minutes >= settings["minutes"]))
    weighed = stayed.mutate(weight=length * nearness.fill_null(1.0) * _.share / known)
    first = together.select(*PAIR, "met_at", "met_until", "met_crew")
    return weighed.join(first, PAIR).filter(
        seconds(_.at) > seconds(_.met_until) + _HOUR * settings["gap_hours"],
        seconds(_.at) <= seconds(_.met_at) + DAY * settings["days"],
    )


def _usually_alone(scene: Scene) -> ir.Table:
    """How often each member's visits with a recorded purpose are made alone, as a share.

    One visit of each kind is added, so that a member of whom little is known has a half.
    """
    visits = (
        scene.contacts.filter(
            _.kind.isin(("visit", "attendance")), _.crew_size.notnull(), _.status == "explained"
        )
        .select("staff_id", "at", alone=_.crew_size == 1)
        .distinct()
    )
    counts = visits.group_by("staff_id").agg(visits=_.count(), alone=_.alone.cast("int64").sum())
    members = scene.unexplained.select("staff_id").distinct()
    known = members.left_join(counts, "staff_id")
    alone, every = counts.alone.fill_null(0), counts.visits.fill_null(0)
    return known.select(members.staff_id, alone_share=(alone + 1) / (every + 2))


def _sentence(found: ir.Table, settings: Mapping[str, float]) -> ir.StringValue:
    return (
        "First attended with "
        + whole(found.met_crew)
        + " staff on "
        + words_for_date(found.met_at)
        + "; back alone on "
        + counted(found.back_days, "day")
        + f" in the {in_words(settings['days'])} days after, none with a recorded purpose, "
        + ibis.ifelse(
            found.longest.isnull(),
            "length not recorded; ",
            "the longest "
            + counted(found.longest.fill_null(0).round().cast("int64"), "minute")
            + "; ",
        )
        + whole((found.alone_share * 100).round())
        + " in 100 of this member's explained visits are made alone."
    )


INDICATOR = Indicator(
    id="IND-16",
    name="Solo return after a first visit with colleagues",
    family="visits",
    cls="A",
    level="pair",
    status="experimental",
    version=1,
    needs=("attendances", "positions", "crews", "person_addresses"),
    find=find,
    settings={
        "days": Setting(
            value=14, unit="days", meaning="how soon a return counts", reason="case 3: next day"
        ),
        "together": Setting(
            value=2, unit="staff", meaning="made with colleagues", reason="page 11: double crewed"
        ),
        "radius_m": Setting(
            value=200, unit="m", meaning="near the home", reason="the vicinity, as in R143"
        ),
        "door_m": Setting(
            value=60, unit="m", meaning="so near counts in full", reason="parked at the home"
        ),
        "minutes": Setting(
            value=3, unit="minutes", meaning="shorter is traffic", reason="lights and junctions"
        ),
        "gap_hours": Setting(
            value=1,
            unit="hours",
            meaning="after the first visit's end, before which it is the same visit",
            reason="paperwork in the car is not a return",
        ),
        "alone_share": Setting(
            value=0.8,
            unit="share",
            meaning="of explained visits made alone, from which a solo return says nothing",
            reason="single-crew areas are compared with themselves",
        ),
    },
    references=(
        "LTL40 page 11 (004:321)",
        "LTL40 page 11, officer signs 1 and 2 (004:349-350)",
        "R092",
    ),
)
