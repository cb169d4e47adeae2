"""Many short calls from a work phone to one person, who hardly ever calls.

Why it matters
    In case 2 of Learning the Lessons 40 (pages 14-15) a work phone had called one woman's number
    38 times. Thirty of those calls lasted less than five seconds and may not have been answered;
    no call came from her number. The purpose of the first visit had ended within days.

Innocent explanations
    - A victim or witness who is hard to reach, where the work that needs her is not recorded.
    - A welfare plan that asks for a call at set times.
    - A number that is a switchboard, an answering service or an alarm, recorded as a person's.
    - A wrong number stored in the phone's list.

What it needs
    The work phones' itemised calls with durations, and the numbers of members of the public.

What it cannot see
    Calls from private phones, calls through an app, and whether a call of some seconds was
    answered or met a recorded voice. A number that belongs to nobody on record.

How it is measured
    The outbound voice calls of a pair that no recorded purpose explains, in any stretch of 60
    days (10 calls) or 12 months (20 calls), of which at least 70 % are shorter than five seconds.
    At most 5 % of everything between the two numbers, explained or not, came from the person.
    The value is the number of short calls; their share of all calls breaks ties. Calls that fall
    on the same one or two minutes of the hour are a machine's; a number that four or more
    members of staff ring in this way is a desk. Both are left out.
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir
from ibis import _

from upstander.engine.evidence import Findings, Indicator, Scene, Setting, as_findings
from upstander.engine.indicators.common import (
    PAIR,
    counted,
    in_words,
    lasting,
    pairs,
    resting_on,
    seconds,
    strongest,
    trailing,
    whole,
    whole_or_none,
)


def find(scene: Scene, settings: Mapping[str, float]) -> Findings:
    """Pairs with many short unexplained calls one way. Value: short calls, then their share."""
    calls = _calls_out(scene, settings)
    hits = ibis.union(
        _hits(calls, settings, days=settings["days"], least=settings["calls"]),
        _hits(calls, settings, days=settings["long_days"], least=settings["long_calls"]),
    )
    people = _without_desks(strongest(hits), members=settings["desk_members"])
    one_way = _one_way(people, scene, share=settings["inbound_share"])
    findings = as_findings(one_way.mutate(sentence=_sentence(one_way, settings["short_s"])))
    return Findings(findings=findings, events=resting_on(calls, findings))


def _calls_out(scene: Scene, settings: Mapping[str, float]) -> ir.Table:
    """Unexplained voice calls out whose length is known, of pairs that could reach the floor."""
    calls = scene.unexplained.filter(
        _.kind == "call", _.direction == "out", _.channel == "voice", _.duration_s.notnull()
    )
    least = min(settings["calls"], settings["long_calls"])
    return pairs(calls, least=int(least)).mutate(
        second=seconds(_.at), short=(_.duration_s < settings["short_s"]).cast("int64")
    )


def _hits(calls: ir.Table, settings: Mapping[str, float], *, days: float, least: float) -> ir.Table:
    """Each call that ends a stretch of days with enough calls, enough of them short."""
    window = trailing(days)
    return (
        calls.mutate(
            made=_.count().over(window),
            short_made=_.short.sum().over(window),
            first_at=_.at.min().over(window),
            minutes=_.at.minute().nunique().over(ibis.window(group_by=list(PAIR))),
        )
        .filter(
            _.made >= least,
            _.short_made >= settings["short_share"] * _.made,
            _.minutes > settings["machine_minutes"],
        )
        .mutate(value=_.short_made + _.short_made / _.made, last_at=_.at)
        .select(*PAIR, "at", "first_at", "last_at", "value", "made", "short_made")
    )


def _without_desks(found: ir.Table, *, members: float) -> ir.Table:
    ringing = _.count().over(ibis.window(group_by="human_id"))
    return found.mutate(ringing=ringing).filter(_.ringing < members)


def _one_way(found: ir.Table, scene: Scene, *, share: float) -> ir.Table:
    """Those of whose whole record of calls and texts hardly anything came from the person."""
    both_ways = (
        scene.contacts.filter(_.kind == "call")
        .semi_join(found, PAIR)
        .group_by(*PAIR)
        .agg(every=_.count(), inbound=(_.direction == "in").cast("int64").sum())
    )
    return found.join(both_ways, PAIR).filter(_.inbound <= share * _.every)


def _sentence(found: ir.Table, short_s: float) -> ir.StringValue:
    return (
        counted(found.made, "call")
        + " in "
        + lasting(found.first_at, found.last_at)
        + " to one person, "
        + whole(found.short_made)
        + f" under {in_words(short_s)} seconds, "
        + whole_or_none(found.inbound)
        + " from them."
    )


INDICATOR = Indicator(
    id="IND-01",
    name="Short, one-way calling to one person",
    family="contact shape",
    cls="A",
    level="pair",
    status="experimental",
    version=1,
    needs=("calls", "calls.duration_s", "staff_phones", "person_phones"),
    find=find,
    settings={
        "calls": Setting(
            value=10, unit="calls", meaning="enough calls in `days`", reason="a third of case 2's"
        ),
        "days": Setting(
            value=60, unit="days", meaning="the short stretch", reason="contact often grows fast"
        ),
        "long_calls": Setting(
            value=20, unit="calls", meaning="enough calls in `long_days`", reason="half of case 2's"
        ),
        "long_days": Setting(
            value=365, unit="days", meaning="the long stretch", reason="case 2 lasted 11 months"
        ),
        "short_s": Setting(
            value=5, unit="seconds", meaning="shorter is a short call", reason="case 2's measure"
        ),
        "short_share": Setting(
            value=0.7, unit="share", meaning="least share of short calls", reason="case 2: 0.79"
        ),
        "inbound_share": Setting(
            value=0.05, unit="share", meaning="most that came from them", reason="case 2: none"
        ),
        "machine_minutes": Setting(
            value=2,
            unit="minutes of the hour",
            meaning="calls on so few minutes of the hour are a machine's",
            reason="a person does not ring by the clock ten times",
        ),
        "desk_members": Setting(
            value=4,
            unit="members of staff",
            meaning="a number rung in this way by so many is a desk",
            reason="case 2 was one member's pattern; a voicemail line is everybody's",
        ),
    },
    references=("LTL40 case 2, pages 14-15 (004:431-433)", "R144"),
)
